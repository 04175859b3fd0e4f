"""A last look into a copy before it is written: does any value of somebody else's clients stand anywhere in its bytes?

The copies are put together from chosen pieces; this search knows nothing of that. It unpacks every part, whatever it is,
and looks for values taken from the register itself.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from itertools import pairwise

from clientbook.hosts.file.package import Package

SHORT = 4
"""Values of fewer characters are looked for as whole cells only: they stand in every second word."""
LONG_NUMBER = 9
"""Figures of fewer digits are looked for as whole cells only: dates and amounts are such figures too. Without a zero before
them they are not looked for here at all: any count may be such a cell; see :meth:`clientbook.team.secrets.Secrets.codes`."""

_WORD = re.compile(r"\w+")
_RUNS = re.compile(
    r"</(?:\w+:)?t>\s*</(?:\w+:)?r>\s*<(?:\w+:)?r\b[^<>]*>(?:\s*<(?:\w+:)?rPr\b.*?</(?:\w+:)?rPr>)?"
    r"\s*<(?:\w+:)?t\b[^<>]*>",
    re.DOTALL,
)
_CELL_HEAD = re.compile(r'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="\w+")?')
_CELL_TEXT = re.compile(r'<(?:\w+:)?(?:t|v|f|s|lpwstr)\b[^<>]*>([^<>]*)<|\bv="([^"]*)"')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Leak:
    """Something of somebody else found in a copy.

    Attributes:
        part: the part of the file where it stands
        value: what stands there
    """

    part: str
    value: str


class Wanted:
    """Values that are looked for, as rows of words: marks and case between them do not matter.

    Args:
        values: the values as they stand in the register
    """

    def __init__(self, values: Iterable[str]) -> None:
        told = (value.strip() for value in values)
        self.whole = {value.casefold(): value for value in told if value and not _any_figure(value)}
        self._single: dict[str, str] = {}
        self._rows: dict[tuple[str, ...], str] = {}
        for value in self.whole:
            words = tuple(_WORD.findall(value))
            if words and len(value) >= (LONG_NUMBER if value.isdigit() else SHORT):
                if len(words) == 1:
                    self._single[words[0]] = value
                else:
                    self._rows[words] = value
        self._starts = {row[:2] for row in self._rows}
        self._lengths = sorted({len(row) for row in self._rows})

    def within(self, text: str) -> set[str]:
        """Return which values stand in a text, whatever its case."""
        words = _WORD.findall(text.casefold())
        hits = {self._single[word] for word in self._single.keys() & set(words)}
        starts = self._starts
        # pairs of words are looked up first: nearly all places of a text end there
        places = [place for place, pair in enumerate(pairwise(words)) if pair in starts]
        for place in places:
            for length in self._lengths:
                value = self._rows.get(tuple(words[place : place + length]))
                if value is not None:
                    hits.add(value)
        return hits

    def cells(self, text: str) -> set[str]:
        """Return which values are the whole of a cell, a cached value or the like in XML."""
        found = {unescape(one or other).strip().casefold() for one, other in _CELL_TEXT.findall(text)}
        return self.whole.keys() & found


def _any_figure(value: str) -> bool:
    """Tell whether a value is a figure like any other."""
    return value.isdigit() and len(value) < LONG_NUMBER and not value.startswith("0")


def found(package: Package, values: Iterable[str]) -> list[Leak]:
    """Return which values stand in a workbook, each with the first part it was found in.

    Args:
        package: the workbook
        values: what must not be there, as it stands in the register
    """
    return found_in({name: package.read(name) for name in package.names()}, values)


def found_in(parts: Mapping[str, bytes], values: Iterable[str]) -> list[Leak]:
    """Return which values stand in the parts of a file; see :func:`found`."""
    wanted = Wanted(values)
    leaks: dict[str, Leak] = {}
    for part, data in _unpacked(parts):
        hits = wanted.within(part)
        for text in _decoded(data):
            hits |= wanted.cells(text) | wanted.within(_read(text))
        for value in hits - leaks.keys():
            leaks[value] = Leak(part, wanted.whole[value])
    return [leaks[value] for value in sorted(leaks)]


def _read(text: str) -> str:
    """Return XML as it reads: entities undone, the runs of one text joined, the heads of cells left out."""
    plain = unescape(_RUNS.sub("", _CELL_HEAD.sub("<", text)) if "<" in text else text)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), plain) if "_x" in plain else plain


def _decoded(data: bytes) -> Iterator[str]:
    """Yield what bytes may say: UTF-8, and UTF-16 from either byte where they hold zeros or a mark."""
    yield data.decode("utf-8", "replace")
    if b"\0" in data or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        for start in (0, 1):
            yield data[start:].decode("utf-16-le", "replace")
        yield data.decode("utf-16-be", "replace")


def _unpacked(parts: Mapping[str, bytes], depth: int = 3) -> Iterator[tuple[str, bytes]]:
    """Yield every part, and those of files inside it."""
    for name, data in parts.items():
        yield name, data
        if depth and data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(BytesIO(data)) as inner:
                inside = {f"{name}/{entry}": inner.read(entry) for entry in inner.namelist() if not entry.endswith("/")}
            yield from _unpacked(inside, depth - 1)
