"""``clientbook.conf``: what the add-in has to know of a computer, namely which Python has clientbook."""

from __future__ import annotations

import sys
from pathlib import Path

FILE = "clientbook.conf"


def write_settings(folder: Path, python: str = sys.executable) -> Path:
    r"""Write the settings for the add-in; return the file.

    VBA reads it in the code page of the system, so a folder named in Cyrillic letters is right only where such a name
    can be in that code page.

    Args:
        folder: where to; Excel looks for it in ``%USERPROFILE%\.clientbook``
        python: the interpreter of the environment with clientbook

    Raises:
        UnicodeEncodeError: the path cannot be said in the code page of the system.
    """
    key = "INTERPRETER_MAC" if sys.platform == "darwin" else "INTERPRETER_WIN"
    encoding = "mbcs" if sys.platform == "win32" else "utf-8"
    target = folder / FILE
    target.write_text(f'"{key}","{python}"\n', encoding=encoding)
    return target
