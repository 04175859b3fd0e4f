"""A text file of rows (.csv, .tsv, .txt), read as a book of one sheet: what CRMs and phone systems export.

Encodings: UTF-8 with or without its mark, UTF-16 by its mark, else windows-1251, as Russian Windows programs write.
Separators: semicolon, comma, tab or bar, whichever cuts the most rows alike; Excel's own first line ``sep=;`` is obeyed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import islice
from pathlib import Path

from clientbook.errors import HostError
from clientbook.hosts.base import Area, CellValue, Currencies, Merged
from clientbook.hosts.file.guard import readable_file

SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
SEPARATORS = (";", ",", "\t", "|")
LOOKED_AT = 50
"""Rows that decide which separator it is."""

_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_LONGEST_CELL = 1 << 24


def text_of(data: bytes, file: str) -> str:
    """Return the text of a file.

    Raises:
        HostError: it is empty, or not text.
    """
    if not data.strip():
        raise HostError("file_empty", file=file)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:4096]:
        raise HostError("not_rows", file=file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """Return the rows of a text, cell by cell."""
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def separator_of(text: str) -> str:
    """Return the separator that cuts the most of the first rows into the same number of cells, the more cells the better."""

    def fit(separator: str) -> tuple[int, int]:
        rows = list(islice(rows_of(text, separator), LOOKED_AT))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return count, width

    return max(SEPARATORS, key=fit)


class DelimitedBook:
    """A text file of rows; its only sheet bears the name of the file. See :class:`clientbook.hosts.base.Book`.

    Args:
        path: where it is
        rows: its cells, all of them text
    """

    date1904 = False

    def __init__(self, path: Path, rows: Sequence[Sequence[str]]) -> None:
        self.path = path
        self._rows = rows
        self._width = max((len(row) for row in rows), default=0)

    @classmethod
    def open(cls, path: Path) -> DelimitedBook:
        """Read a text file.

        Raises:
            HostError: there is none, it cannot be read, or it holds no rows.
        """
        with readable_file(path):
            data = path.read_bytes()
        text = text_of(data, path.name)
        said = _SAID.match(text)
        separator = said[1] if said else separator_of(text)
        rows = list(rows_of(text[said.end() :] if said else text, separator))
        return cls(path, [[], *rows] if said else rows)

    def sheets(self) -> Sequence[str]:
        """Return the name of the file as its only sheet."""
        return [self.path.name]

    def areas(self) -> Sequence[Area]:
        """Return the rows as one area."""
        return [Area(self.path.name, "", 1, 1, len(self._rows), self._width)] if self._width else []

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the cells of a rectangle; a blank one is None."""
        blank: list[CellValue] = [None] * (area.right - area.left + 1)
        found: list[list[CellValue]] = []
        for number in range(area.top, area.bottom + 1):
            row = self._rows[number - 1] if number <= len(self._rows) else []
            cut: list[CellValue] = [cell or None for cell in row[area.left - 1 : area.right]]
            found.append(cut + blank[len(cut) :])
        return found

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:  # noqa: ARG002
        """Return nothing: texts have no formats."""
        return Currencies()

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:  # noqa: ARG002
        """Return nothing: cells of a text file are not merged."""
        return ()

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:  # noqa: ARG002
        """Return nothing: a text file holds no formulas."""
        return frozenset()
