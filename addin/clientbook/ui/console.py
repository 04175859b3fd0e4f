"""The terminal: text that no console encoding can break, and a file with details for what nobody expected."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
from pathlib import Path

NEEDS_A_LOOK = 1
"""Exit code of a command that did its work and found something left out, refused or to be put right."""


def safe_streams() -> None:
    """Let a console of an old encoding show «?» for a sign it does not have, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def out(text: str) -> None:
    """Write a line of results."""
    sys.stdout.write(f"{text}\n")


def err(text: str) -> None:
    """Write a line of complaint, after what was said so far."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def state_folder() -> Path:
    """Return where programs of this system keep their logs."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or tempfile.gettempdir()
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Logs")
    else:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "clientbook"


def write_log(error: BaseException) -> Path | None:
    """Write the details of an unexpected error; return the file, or None where none can be written."""
    if sys.platform == "emscripten":
        return None  # files of a browser are seen by nobody
    details = "".join(traceback.format_exception(error))
    for folder in (state_folder, lambda: Path(tempfile.gettempdir()) / "clientbook"):
        try:
            path = folder() / "error.log"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{sys.version}\n{details}", encoding="utf-8")
        except (OSError, RuntimeError):
            continue
        return path
    return None
