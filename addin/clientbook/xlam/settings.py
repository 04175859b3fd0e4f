"""``clientbook.conf``: what the add-in has to know of a computer, namely which Python has clientbook."""

from __future__ import annotations

import csv
import locale
import sys
from pathlib import Path

FILE = "clientbook.conf"


def encoding(system: str = sys.platform) -> str:
    """Return what VBA reads text files in: the code page of the system on Windows."""
    return locale.getencoding() if system == "win32" else "utf-8"


def key(system: str = sys.platform) -> str:
    """Return under which name the add-in looks for its Python."""
    return "INTERPRETER_MAC" if system == "darwin" else "INTERPRETER_WIN"


def interpreter(text: str, system: str = sys.platform) -> str:
    """Return which Python the settings name; empty where they name none."""
    named = [row[1] for row in csv.reader(text.splitlines()) if len(row) > 1 and row[0] == key(system)]
    return named[0] if named else ""


def with_interpreter(text: str, python: str, system: str = sys.platform) -> str:
    """Return settings that name a Python; the other lines stay as they are.

    Args:
        text: the settings so far, or nothing
        python: the interpreter of the environment with clientbook; empty names none
        system: ``sys.platform`` of where Excel runs
    """
    others = [line for line in text.splitlines() if next(csv.reader([line]), [""])[0] != key(system)]
    own = [f'"{key(system)}","{python}"'] if python else []
    end = "\r\n" if system == "win32" else "\n"  # VBA reads a file without CR as one line
    return "".join(f"{line}{end}" for line in own + others if line.strip())


def write_settings(folder: Path, python: str = sys.executable) -> Path:
    r"""Write the settings for the add-in; return the file.

    A folder named in Cyrillic letters is right only where such a name can be in the code page of the system.

    Args:
        folder: where to; Excel looks for it in ``%USERPROFILE%\.clientbook``
        python: the interpreter of the environment with clientbook

    Raises:
        UnicodeEncodeError: the path cannot be said in the code page of the system.
    """
    target = folder / FILE
    target.write_text(with_interpreter("", python), encoding=encoding(), newline="")
    return target
