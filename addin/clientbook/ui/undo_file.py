"""Undo where every click starts Python anew, as on macOS: what a run replaced waits in a file for the next click.

The file lies in the user's own folder, for nobody else to read, until it is used, another run takes its place, or Excel
is another one. A Python that stays alive needs none of this and writes it only when it ends.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import pickle
import sys
import time
from contextlib import suppress
from pathlib import Path

import xlwings as xw

from clientbook.hosts.excel.undo import Snapshot, kept, remember
from clientbook.ui.console import state_folder

OLD = 24 * 3600
"""Seconds after which a file that nobody came for is removed: it holds cells of a register."""
_waiting: dict[str, tuple[Path, int]] = {}
"""Full name of a book → where its snapshot will wait, and for which Excel."""


def keep_at_exit(book: xw.Book) -> None:
    """Let the snapshot that a book has when Python ends be there for the next one."""
    if not _waiting:
        atexit.register(_keep_all)
    _waiting[book.fullname] = path, _ = (_file(book.fullname), book.app.pid)
    with suppress(OSError):
        _remove_old(path.parent)


def bring_back(book: xw.Book) -> None:
    """Take over what an earlier Python kept of a book in this Excel; what is found is removed, used or not."""
    path = _file(book.fullname)
    if kept(book.fullname) is not None or not _is_own(path):
        return
    try:
        excel, snapshot = pickle.loads(path.read_bytes())  # noqa: S301 - a file of ours that nobody else can write
    except Exception:
        excel, snapshot = None, None
    path.unlink(missing_ok=True)
    if excel == book.app.pid and isinstance(snapshot, Snapshot):
        remember(book, snapshot)


def _file(name: str) -> Path:
    return state_folder() / "undo" / hashlib.sha256(name.encode()).hexdigest()


def _is_own(path: Path) -> bool:
    """Tell whether a file is there, the user's own, and no link."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return path.is_file() and not path.is_symlink() and (sys.platform == "win32" or found.st_uid == os.getuid())


def _keep_all() -> None:
    """Write the snapshots there are; a disk that takes none leaves nothing to undo, which the button will say."""
    for name, (path, excel) in _waiting.items():
        snapshot = kept(name)
        if snapshot is None:
            continue
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                pickle.dump((excel, snapshot), file, protocol=pickle.HIGHEST_PROTOCOL)


def _remove_old(folder: Path) -> None:
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - OLD:
            path.unlink()
