"""The VBA of the worksheet functions, written by xlwings out of the decorators, as "Import Functions" would in Excel.

That way needs Excel and the permission to change VBA projects; done here, managers need neither.
"""

from __future__ import annotations

import io
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clientbook.xlam.project import Kind, Module
from clientbook.xlam.sources import with_crlf

NAME = "ClientbookFunctions"
_PYTHON_MODULE = "clientbook.ui.functions"
_WINDOWS_ONLY = ("pythoncom", "pywintypes", "win32com", "win32com.client")


class _StandIn(types.ModuleType):
    """A module of pywin32 of which only names are asked, never called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Exception,), {})


@contextmanager
def _stand_ins() -> Iterator[None]:
    """Let xlwings' module of functions be imported where there is no Windows."""
    missing = [name for name in _WINDOWS_ONLY if name not in sys.modules]
    for name in missing:
        sys.modules[name] = _StandIn(name)
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
        if missing:
            sys.modules.pop("xlwings.udfs", None)


def functions_module() -> Module:
    """Return the module with a VBA function for each worksheet function."""
    with _stand_ins():
        from xlwings import udfs

        text = _written(udfs)
    head = [
        f'Attribute VB_Name = "{NAME}"',
        "' Written by the build out of clientbook.ui.functions. Everything public here is offered in cells.",
        '#Const App = "Microsoft Excel"',
        "",
    ]
    return Module(NAME, Kind.MODULE, with_crlf("\n".join(head) + "\n" + text))


def _written(udfs: Any) -> str:
    """Return the VBA of the functions."""
    from clientbook.ui import functions
    from clientbook.ui.worksheet import register

    register(functions.FUNCTIONS, udfs.xlfunc, udfs.xlarg, "en")
    marked = types.SimpleNamespace(**{function.__name__: function for function in functions.FUNCTIONS})
    stream = io.StringIO()
    udfs.generate_vba_wrapper(_PYTHON_MODULE, marked, stream, types.SimpleNamespace(Name="clientbook.xlam"))
    text = stream.getvalue()
    for name in vars(marked):
        text = _typed(text, name)
    return text


def _typed(text: str, name: str) -> str:
    """Let a function give error values: xlwings' wrapper gives texts.

    Raises:
        ValueError: xlwings writes its wrappers in another way now.
    """
    start, end = f'{name} = XLPy.CallUDF("{_PYTHON_MODULE}", "{name}"', ", ActiveWorkbook, Application.Caller)"
    failed = f"{name} = Err.Description"
    before, called, after = text.partition(start)
    arguments, closed, rest = after.partition(end)
    if not called or not closed or rest.count(failed) != 1:
        raise ValueError(f"unknown wrapper of {name}")
    typed = f"{called.replace('XLPy', 'CBTyped(XLPy')}{arguments}{closed})"
    return before + typed + rest.replace(failed, f"{name} = CBFailed()")
