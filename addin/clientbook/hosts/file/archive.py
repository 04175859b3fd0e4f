"""A zip archive taken apart into entries and put together again, entries untouched staying as they are compressed.

The format is PKWARE's APPNOTE.TXT. Python's own ``zipfile`` reads the directory; it cannot copy an entry without
inflating it, so entries are cut out and written here.
"""

from __future__ import annotations

import io
import itertools
import operator
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from clientbook.errors import HostError
from clientbook.hosts.file import limits
from clientbook.hosts.file.spool import Spool, pieces

try:
    from isal import isal_zlib as fast
except ModuleNotFoundError:  # a browser has none; there nothing is packed, but looks and layout are asked for
    import zlib as fast  # type: ignore[no-redef]

STORED, DEFLATED = 0, 8
LEVEL = 1
"""Deflate level of what we write: 0.15 s against 0.58 s for zlib's default on a large register, 18 % more bytes."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_DATE = (1 << 5) | 1  # 1980-01-01, the first day a zip can name
_UTF8 = 0x800
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_AT_ONCE = 1 << 31  # beyond that the inflater's buffers are not to be relied on
_InflateError = cast("type[Exception]", fast.error)
_SLICE = 1 << 16  # inflates to 66 MB at the very most
_BLOCK = 1 << 23
"""Content up to this size is deflated at one go, longer content in blocks of it."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive.

    Attributes:
        name: its name as text
        raw_name: its name as stored
        raw: its bytes as stored
        method: 0 stored, 8 deflated
        crc: CRC-32 of the content
        size: size of the content as declared, bytes
        flags, time, date: header fields, kept as they came
        system, version, made: who made it, kept as it came
        internal, external: file attributes, kept as they came
        extra: extra fields of the directory without zip64, kept as they came
        comment: kept as it came
    """

    name: str
    raw_name: bytes
    raw: bytes | Spool
    method: int
    crc: int
    size: int
    flags: int = 0
    time: int = 0
    date: int = _DATE
    system: int = 0
    version: int = 20
    made: int = 20
    internal: int = 0
    external: int = 0
    extra: bytes = b""
    comment: bytes = b""

    @classmethod
    def made_of(cls, name: str, data: bytes) -> Entry:
        """Return a new entry with a fixed date and level."""
        return cls.made_from(name, [data])

    @classmethod
    def made_from(cls, name: str, content: Iterable[bytes]) -> Entry:
        """Return a new entry whose content comes in pieces and is never held as a whole.

        The bytes do not depend on how it was cut: it is deflated at one go if it is short, else in blocks of one size.
        """
        raw, crc, size = _deflated(content)
        flags = 0 if name.isascii() else _UTF8
        return cls(name, name.encode("utf-8"), raw, DEFLATED, crc, size, flags)

    @staticmethod
    def checksum(data: bytes) -> int:
        """Return the CRC-32 of a content."""
        return fast.crc32(data)

    def chunks(self) -> Iterator[bytes]:
        """Yield the content piece by piece, checked at the end.

        Raises:
            HostError: the content is damaged, or its declared size is a lie
        """
        crc = size = 0
        for piece in self._pieces():
            size += len(piece)
            if size > self.size:
                raise HostError("zip_bomb", file=self.name)
            crc = fast.crc32(piece, crc)
            yield piece
        if size != self.size or crc != self.crc:
            raise HostError("zip_damaged", part=self.name)

    def _pieces(self) -> Iterator[bytes]:
        if self.method == STORED:
            yield self.raw[:]
            return
        inflater = fast.decompressobj(wbits=-15)
        try:
            for place in range(0, len(self.raw), _SLICE):
                yield inflater.decompress(self.raw[place : place + _SLICE])
        except _InflateError:
            raise HostError("zip_damaged", part=self.name) from None

    def content(self) -> bytes:
        """Return the whole content, checked as by :meth:`chunks`, at one go because joining pieces takes longer."""
        if self.method == STORED or self.size > _AT_ONCE:
            return b"".join(self.chunks())
        try:
            data = fast.decompressobj(wbits=-15).decompress(self.raw[:], max_length=self.size + 1)
        except _InflateError:
            raise HostError("zip_damaged", part=self.name) from None
        if len(data) > self.size:
            raise HostError("zip_bomb", file=self.name)
        if len(data) < self.size or fast.crc32(data) != self.crc:
            raise HostError("zip_damaged", part=self.name)
        return data

    def equals(self, other: Entry) -> bool:
        """Tell whether the content is that of another entry."""
        if (self.size, self.crc) != (other.size, other.crc):
            return False
        if len(self.raw) == len(other.raw) and all(map(operator.eq, pieces(self.raw), pieces(other.raw))):
            return True
        blocks = zip(_even(self.chunks()), _even(other.chunks()), strict=True)
        return all(one == two for one, two in blocks)

    def same(self, data: bytes) -> bool:
        """Tell whether the content is ``data``."""
        return self.size == len(data) and self.crc == fast.crc32(data) and self.content() == data


def read_archive(data: bytes, name: str = "") -> list[Entry]:
    """Return the entries of an archive in the order of its directory, folders left out.

    Args:
        data: the bytes of the file
        name: its name, for messages

    Raises:
        HostError: it is not a sound archive, or not a harmless one (see :mod:`clientbook.hosts.file.limits`)
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError):
        key = "zip_truncated" if data.startswith(b"PK\x03\x04") else "not_zip"
        raise HostError(key, file=name) from None
    limits.check_directory(infos, len(data), name)
    return [_entry(data, info, name) for info in infos if not info.filename.endswith("/")]


def _entry(data: bytes, info: zipfile.ZipInfo, file: str) -> Entry:
    start = info.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise HostError("zip_truncated", file=file)
    name_length, extra_length = struct.unpack_from("<2H", data, start + 26)
    start += _LOCAL.size + name_length + extra_length
    if start + info.compress_size > len(data):
        raise HostError("zip_truncated", file=file)
    hour, minute, second = info.date_time[3:]
    year, month, day = info.date_time[:3]
    return Entry(
        name=info.filename,
        raw_name=info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437"),
        raw=data[start : start + info.compress_size],
        method=info.compress_type,
        crc=info.CRC,
        size=info.file_size,
        flags=info.flag_bits & ~8,  # sizes stand in the header: no data descriptor follows
        time=hour << 11 | minute << 5 | second // 2,
        date=(year - 1980) << 9 | month << 5 | day,
        system=info.create_system,
        version=info.extract_version,
        made=info.create_version,
        internal=info.internal_attr,
        external=info.external_attr,
        extra=_without_zip64(info.extra),
        comment=info.comment,
    )


def _without_zip64(extra: bytes) -> bytes:
    kept, place = b"", 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind != 1:
            kept += extra[place : place + 4 + length]
        place += 4 + length
    return kept


def _even(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in blocks of one size, the last one shorter; at least one block."""
    held: list[bytes] = []
    room = _BLOCK
    for piece in content:
        view = memoryview(piece)
        while len(view) > room:
            held.append(bytes(view[:room]))
            yield b"".join(held)
            view, held, room = view[room:], [], _BLOCK
        held.append(bytes(view))
        room -= len(view)
    yield b"".join(held)


def _deflated(content: Iterable[bytes]) -> tuple[bytes | Spool, int, int]:
    """Return content deflated, its CRC-32 and its size."""
    blocks = _even(content)
    first = next(blocks)
    second = next(blocks, None)
    if second is None:
        return fast.compress(first, level=LEVEL, wbits=-15), fast.crc32(first), len(first)
    deflater = fast.compressobj(level=LEVEL, wbits=-15)
    out, crc, size = Spool(), 0, 0
    for block in itertools.chain((first, second), blocks):
        out.add(deflater.compress(block))
        crc, size = fast.crc32(block, crc), size + len(block)
    out.add(deflater.flush())
    return out, crc, size


def write_archive(entries: list[Entry]) -> bytes:
    """Return an archive of the entries, in their order; the same entries give the same bytes."""
    return b"".join(piece[:] for piece in archive_pieces(entries))


def archive_pieces(entries: list[Entry]) -> list[bytes | Spool]:
    """Return the same archive in pieces, which are the entries' own: a large one is not in memory twice."""
    parts: list[bytes | Spool] = []
    offsets, place = [], 0
    for entry in entries:
        offsets.append(place)
        parts += [_local_header(entry), entry.raw]
        place += len(parts[-2]) + len(parts[-1])
    directory = [_central_header(entry, offset) for entry, offset in zip(entries, offsets, strict=True)]
    return [*parts, *directory, _end(len(entries), place, sum(map(len, directory)))]


def _local_header(entry: Entry) -> bytes:
    big = max(entry.size, len(entry.raw)) >= _MAX32
    extra = struct.pack("<2H2Q", 1, 16, entry.size, len(entry.raw)) if big else b""
    head = _LOCAL.pack(
        b"PK\x03\x04",
        max(entry.version, 45 if big else 20),
        entry.flags,
        entry.method,
        entry.time,
        entry.date,
        entry.crc,
        _MAX32 if big else len(entry.raw),
        _MAX32 if big else entry.size,
        len(entry.raw_name),
        len(extra),
    )
    return head + entry.raw_name + extra


def _central_header(entry: Entry, offset: int) -> bytes:
    big = max(entry.size, len(entry.raw), offset) >= _MAX32
    extra = struct.pack("<2H3Q", 1, 24, entry.size, len(entry.raw), offset) if big else b""
    extra += entry.extra
    head = _CENTRAL.pack(
        b"PK\x01\x02",
        entry.made,
        entry.system,
        max(entry.version, 45 if big else 20),
        0,
        entry.flags,
        entry.method,
        entry.time,
        entry.date,
        entry.crc,
        _MAX32 if big else len(entry.raw),
        _MAX32 if big else entry.size,
        len(entry.raw_name),
        len(extra),
        len(entry.comment),
        0,
        entry.internal,
        entry.external,
        _MAX32 if big else offset,
    )
    return head + entry.raw_name + extra + entry.comment


def _end(count: int, start: int, length: int) -> bytes:
    """Return the end of the directory, with its zip64 form where a figure does not fit."""
    tail = _END.pack(
        b"PK\x05\x06", 0, 0, min(count, _MAX16), min(count, _MAX16), min(length, _MAX32), min(start, _MAX32), 0
    )
    if count < _MAX16 and start < _MAX32 and length < _MAX32:
        return tail
    head = _END64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    return head + _LOCATOR64.pack(b"PK\x06\x07", 0, start + length, 1) + tail
