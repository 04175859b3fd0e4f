"""Bytes put by until a file is written: in memory while they are few, in a file without a name when they are many.

The sheets of a large book take as much as the book itself once they are deflated, and nobody looks at them before it is
saved. ``tempfile.SpooledTemporaryFile`` does the same, and loses what it has when the disk is full.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

ROOM = 1 << 20
"""Bytes of one spool that stay in memory."""

_PIECE = 1 << 20


class Spool:
    """Bytes that grow at their end and are read by slices, as ``bytes`` are; where no file can be had, they stay in memory."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._file: IO[bytes] | None = None
        self._filed = 0
        self._room: float = ROOM

    def __len__(self) -> int:
        return self._filed + len(self._held)

    def __getitem__(self, wanted: slice) -> bytes:
        start, stop, _ = wanted.indices(len(self))
        return self._from_file(start, min(stop, self._filed)) + bytes(
            self._held[max(start - self._filed, 0) : max(stop - self._filed, 0)]
        )

    def add(self, data: bytes) -> None:
        """Put bytes behind those that are there."""
        self._held += data
        if len(self._held) > self._room:
            self._put_by()

    def _put_by(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (lives as long as the spool)
            self._file.seek(self._filed)
            written = self._file.write(self._held) or 0
        except OSError:  # a full disk, or no place for such files
            self._room = float("inf")
            return
        self._filed += written
        del self._held[:written]

    def _from_file(self, start: int, stop: int) -> bytes:
        if self._file is None or start >= stop:
            return b""
        self._file.seek(start)
        found = bytearray()
        while len(found) < stop - start and (more := self._file.read(stop - start - len(found))):
            found += more
        return bytes(found)


def pieces(stored: bytes | Spool) -> Iterator[bytes]:
    """Yield bytes piece by piece, few of them in memory at a time."""
    for start in range(0, len(stored), _PIECE):
        yield stored[start : start + _PIECE]
