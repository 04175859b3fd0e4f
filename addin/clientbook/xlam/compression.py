"""The compression of VBA sources ([MS-OVBA] 2.4.1): chunks of 4,096 bytes, each a run of literals and copies."""

from __future__ import annotations

from collections import defaultdict

CHUNK = 4096
_SIGNATURE = b"\x01"
_COMPRESSED, _RAW = 0xB000, 0x3000
"""Flag and signature bits of a chunk's header; the other 12 bits are its size less 3."""

_SHORTEST = 3
_SEARCHED = 64
"""How many earlier places are tried for a copy: more makes sources smaller by a hundredth and the build much longer."""


def compress(data: bytes) -> bytes:
    """Return a compressed container; any reader of VBA projects gives the data back."""
    chunks = (_chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK))
    return _SIGNATURE + b"".join(chunks)


def _chunk(data: bytes) -> bytes:
    tokens = _tokens(data)
    if len(tokens) > CHUNK:
        return _header(_RAW, CHUNK) + data.ljust(CHUNK, b"\x00")
    return _header(_COMPRESSED, len(tokens)) + tokens


def _header(flags: int, size: int) -> bytes:
    return (flags | (size + 2 - 3)).to_bytes(2, "little")


def _tokens(data: bytes) -> bytes:
    """Return the chunk's tokens, eight at a time behind a byte that tells which of them are copies."""
    done = bytearray()
    flags_at, number, place = 0, 0, 0
    seen: dict[bytes, list[int]] = defaultdict(list)
    while place < len(data):
        if number % 8 == 0:
            flags_at = len(done)
            done.append(0)
        offset, length = _copy(data, place, seen)
        if length >= _SHORTEST:
            done[flags_at] |= 1 << (number % 8)
            width = _offset_bits(place)
            done += ((offset - 1) << (16 - width) | (length - _SHORTEST)).to_bytes(2, "little")
        else:
            length = 1
            done.append(data[place])
        for passed in range(place, place + length):
            seen[data[passed : passed + _SHORTEST]].append(passed)
        place += length
        number += 1
    return bytes(done)


def _copy(data: bytes, place: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Return offset and length of the longest copy, the nearest of equally long ones; length 0 where there is none."""
    best_offset, best = 0, 0
    longest = min((0xFFFF >> _offset_bits(place)) + _SHORTEST, len(data) - place)
    for candidate in reversed(seen.get(data[place : place + _SHORTEST], [])[-_SEARCHED:]):
        length = 0
        while length < longest and data[candidate + length] == data[place + length]:
            length += 1
        if length > best:
            best_offset, best = place - candidate, length
        if best == longest:
            break
    return best_offset, best


def _offset_bits(place: int) -> int:
    """Return how many bits of a copy token hold the offset: as many as the place in the chunk needs, at least 4."""
    return max((place - 1).bit_length(), 4)
