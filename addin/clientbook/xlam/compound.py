"""A compound file ([MS-CFB] version 3): the small file system inside one file that a VBA project lives in.

Nothing in it depends on the clock or the machine: no times, no class identifiers, sectors in the order of the entries.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_FATS_IN_HEADER = 109
_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")

Tree = Mapping[str, "bytes | Tree"]
"""Names to streams (bytes) or to further storages."""


@dataclass
class _Entry:
    """A directory entry; the numbers are places in the directory."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0
    size: int = 0


@dataclass
class _Sectors:
    """Sectors of one size and the chains they make."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    chains: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Append data; return its first sector, or the end mark for none."""
        if not data:
            return _END
        first = len(self.chains)
        count = -(-len(data) // self.size)
        self.data += data.ljust(count * self.size, b"\x00")
        self.chains += [*range(first + 1, first + count), _END]
        return first


def compound_file(tree: Tree) -> bytes:
    """Return a compound file with the storages and streams of a tree.

    Raises:
        ValueError: a name is longer than 31 signs, or the file would need more than 6.8 MB.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    _grow(entries, 0, tree)
    sectors, minis = _Sectors(SECTOR), _Sectors(MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            home = minis if len(entry.data) < CUTOFF else sectors
            entry.start, entry.size = home.add(entry.data), len(entry.data)
    root = entries[0]
    root.start, root.size = sectors.add(bytes(minis.data)), len(minis.data)
    directory = sectors.add(b"".join(_packed(entry) for entry in _filled(entries)))
    mini_fat_bytes = _numbers(minis.chains)
    mini_fat = sectors.add(mini_fat_bytes)
    fats = _add_fat(sectors)
    counts = (len(fats), directory, mini_fat, -(-len(mini_fat_bytes) // SECTOR))
    return _header(counts, fats) + bytes(sectors.data)


def _grow(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Add the entries of a storage, as the balanced search tree that readers look names up in."""
    first = len(entries)
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    for name in names:
        content = tree[name]
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
    entries[parent].child = _balance(entries, first, first + len(names), len(names).bit_length() - 1)
    for place, name in enumerate(names, first):
        content = tree[name]
        if not isinstance(content, bytes):
            _grow(entries, place, content)


def _balance(entries: list[_Entry], start: int, stop: int, height: int) -> int:
    """Link sorted entries into a tree; only its deepest level is red, so that every way down is equally black."""
    if start >= stop:
        return _NONE
    middle = (start + stop) // 2
    entry = entries[middle]
    entry.left = _balance(entries, start, middle, height - 1)
    entry.right = _balance(entries, middle + 1, stop, height - 1)
    entry.colour = _RED if height == 0 and stop - start == 1 else _BLACK
    return middle


def _filled(entries: list[_Entry]) -> list[_Entry]:
    """Return the entries with unused ones up to a whole sector."""
    return entries + [_Entry("", 0)] * (-len(entries) % (SECTOR // 128))


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    if len(name) > 62:
        raise ValueError(f"longer than 31 signs: {entry.name}")
    length = len(name) + 2 if name else 0
    links = (entry.left, entry.right, entry.child) if entry.kind else (_NONE, _NONE, _NONE)
    colour = entry.colour if entry.kind else _RED
    head = name.ljust(64, b"\x00") + struct.pack("<HBB3I", length, entry.kind, colour, *links)
    return head + bytes(36) + struct.pack("<IQ", entry.start, entry.size)


def _numbers(values: list[int]) -> bytes:
    """Return 32-bit numbers, filled up with free marks to whole sectors."""
    filled = values + [_FREE] * (-len(values) % (SECTOR // 4))
    return struct.pack(f"<{len(filled)}I", *filled)


def _add_fat(sectors: _Sectors) -> list[int]:
    """Append the table of chains, which holds its own sectors too; return the sectors it takes."""
    used, per_sector = len(sectors.chains), SECTOR // 4
    count = -(-used // (per_sector - 1))
    if count > _FATS_IN_HEADER:
        raise ValueError("too large for a compound file without further tables")
    fats = list(range(used, used + count))
    sectors.chains += [_FAT] * count
    table = _numbers(sectors.chains)
    sectors.data += table.ljust(count * SECTOR, b"\xff")
    return fats


def _header(counts: tuple[int, int, int, int], fats: list[int]) -> bytes:
    fat_count, directory, mini_fat, mini_fat_count = counts
    head = _SIGNATURE + bytes(16) + struct.pack("<HHHHH6x", 0x003E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, fat_count, directory, 0, CUTOFF, mini_fat, mini_fat_count, _END, 0)
    return head + struct.pack(f"<{_FATS_IN_HEADER}I", *fats, *[_FREE] * (_FATS_IN_HEADER - len(fats)))
