"""A file is written beside its target and swapped in by one rename, so that a target is whole at every moment.

A full disk, an error or a kill in the middle leaves the old file as it was. What a killed run left behind is cleared
away by the next one.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import secrets
import shutil
import stat
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from clientbook.errors import HostError
from clientbook.hosts.file import guard
from clientbook.hosts.file.file_names import named_after
from clientbook.hosts.file.spool import Spool, pieces

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CHUNK = 1 << 20


def save(
    data: bytes | Sequence[bytes | Spool], target: Path, *, keep_previous: bool = False, lang: str = "ru"
) -> Path | None:
    """Write a file as a whole or not at all.

    A target that holds the same bytes already is left alone, and so is its previous version.

    Args:
        data: the bytes of the file, or pieces of them
        target: where to
        keep_previous: keep what stood there as «name (предыдущая версия)»
        lang: language of that name

    Returns:
        where the previous version is, if one was kept now

    Raises:
        HostError: the place cannot be written (:func:`guard.check_target`), the disk is full, the file is in use
    """
    target = Path(os.path.realpath(target))  # a link stays a link: what it points at is replaced
    guard.check_target(target, lang)
    clear_leftovers(target)
    parts = [data] if isinstance(data, bytes) else data
    if target.exists() and _holds(target, parts):
        return None
    previous = None
    with _explained(target), temporary(target) as temp:
        _write(temp, parts, target)
        if keep_previous and target.exists():
            previous = _keep(target, previous_path(target, lang))
        temp.replace(target)
        _sync_folder(target.parent)
    return previous


def previous_path(target: Path, lang: str = "ru") -> Path:
    """Return where the previous version of a file is kept."""
    return named_after(target, "host.previous", lang, target.suffix)


@contextlib.contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Turn what the system says into a sentence for people."""
    try:
        yield
    except PermissionError:
        raise HostError("rename_refused", file=target.name) from None
    except OSError as error:
        if error.errno in _FULL:
            raise HostError("disk_full", file=target.name) from None
        raise HostError("file_not_written", file=target.name, reason=error.strerror or str(error)) from None


def _marker(target: Path) -> str:
    # A short name, because the target's own may be as long as the system allows.
    return f".~clientbook-{zlib.crc32(target.name.encode('utf-8')):08x}-"


@contextlib.contextmanager
def temporary(target: Path) -> Iterator[Path]:
    """Give a new name beside a target, and take away what is left under it, whatever happens."""
    temp = target.with_name(f"{_marker(target)}{secrets.token_hex(4)}.tmp")
    try:
        yield temp
    finally:
        with contextlib.suppress(OSError):
            temp.unlink(missing_ok=True)


def _holds(target: Path, parts: Sequence[bytes | Spool]) -> bool:
    """Tell whether a file holds these bytes and no others."""
    if target.stat().st_size != sum(map(len, parts)):
        return False
    with target.open("rb") as file:
        return all(file.read(len(piece)) == piece for part in parts for piece in pieces(part))


def _write(temp: Path, parts: Sequence[bytes | Spool], target: Path) -> None:
    handle = os.open(temp, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    with open(handle, "wb", buffering=0) as file:  # noqa: PTH123  (a handle, not a path)
        _claim(file.fileno())
        for piece in itertools.chain.from_iterable(map(pieces, parts)):
            view = memoryview(piece)
            while view:
                view = view[file.write(view[:_CHUNK]) or 0 :]
        os.fsync(file.fileno())
    if target.exists():
        _like(temp, target)


def _like(temp: Path, target: Path) -> None:
    """Give a file the permissions of another, and its owner where the system lets us."""
    status = target.stat()
    temp.chmod(stat.S_IMODE(status.st_mode))
    if sys.platform != "win32" and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(OSError):
            os.chown(temp, status.st_uid, status.st_gid)
            temp.chmod(stat.S_IMODE(status.st_mode))


def _keep(target: Path, previous: Path) -> Path:
    """Keep what stands in a file under another name; the file itself stays in place until it is replaced."""
    with temporary(previous) as temp:
        try:
            os.link(target, temp)
        except OSError:  # drives without hard links
            shutil.copy2(target, temp)
        temp.replace(previous)
    return previous


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last through a power cut, where the system can."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _claim(handle: int) -> None:
    """Mark a file being written as ours; the mark goes with the process, however it ends."""
    if sys.platform != "win32":  # Windows lets nobody remove an open file anyway
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def clear_leftovers(target: Path) -> None:
    """Remove what killed runs left beside a target; what a living run is writing stays."""
    for leftover in target.parent.glob(f"{_marker(target)}*.tmp"):
        with contextlib.suppress(OSError):
            if not _claimed(leftover):
                leftover.unlink()


def _claimed(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    import fcntl

    with path.open("rb") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
