"""What only Windows has and buttons and functions depend on: Excel's place, xlwings' library, the cache of COM."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

_EXCEL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_LIBRARY_OF_EXCEL = "00020813-0000-0000-C000-000000000046"


def excel_program() -> str | None:
    """Return the path of Excel as Windows has it registered; None where it has none."""
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            try:
                return str(winreg.QueryValue(root, _EXCEL))
            except OSError:
                continue
    return None


def dll(python: Path) -> Path | None:
    """Return the library of xlwings that the add-in loads; None where it is not where the add-in looks.

    The add-in looks beside the interpreter, and in the folder above it, as a virtual environment has it.
    """
    name = f"xlwings64-{version('xlwings')}.dll"
    return next((path for path in (python.parent / name, python.parents[1] / name) if path.exists()), None)


def com_cache(environment: Mapping[str, str]) -> Path | None:
    """Return the folder of what pywin32 wrote about Excel, where that is cut short and every call would fail; else None.

    Args:
        environment: variables of the system; TEMP tells where the folder is
    """
    cache = Path(environment.get("TEMP") or tempfile.gettempdir()) / "gen_py"
    for found in cache.glob(f"*/{_LIBRARY_OF_EXCEL}*"):
        module = found / "__init__.py" if found.is_dir() else found
        if module.suffix == ".py" and not (module.exists() and b"CLSIDToClassMap" in module.read_bytes()):
            return cache
    return None
