"""Which column of a sheet is which: the header row, headers over two rows, spellings, duplicates (domain: the register)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import NamedTuple

from clientbook.hosts.base import CellValue
from clientbook.register.columns import Table, normal

SCANNED_ROWS = 50
"""How many rows from the top of a sheet are searched for headers."""

_ROWS_UNDER = 3
"""How many rows under a header are looked at for column numbers."""
_NUMBERED = 3
"""So many numbers from 1 on make a row one of column numbers."""
_INSTEAD = 2
"""Rank of a header that stands for a column only where no other does."""
_MARKS = re.compile(r"[^\w№%₽$€]+")
_INNER_UNIT = re.compile(r"[,(]+(₽|руб(лей)?|р|rub)[.)]*(?![\w])|[,(]+(₽|руб)\.?(?=без)")
_UNIT = re.compile(r"[,(]*(₽|руб(лей)?|р|rub|шт|дней|дн|мин|да/нет)[.)]*$")


class Duplicate(NamedTuple):
    """A header that fits a column already found further left (or spelt better).

    Attributes:
        header: the header as it stands
        column: sheet column of the header that is not used
        key: the column it would have been
    """

    header: str
    column: int
    key: str


@dataclass(frozen=True)
class Headers:
    """A header row found.

    Attributes:
        row: sheet row of the (lower) header row
        columns: key → sheet column number
        texts: key → the header as it stands on the sheet
        duplicates: headers that fit a column which another header has
        instead: how many columns are found by a header that merely stands for them
        under: how many rows under the header still belong to it, down to one of column numbers
    """

    row: int
    columns: dict[str, int]
    texts: dict[str, str] = field(default_factory=dict)
    duplicates: tuple[Duplicate, ...] = ()
    instead: int = 0
    under: int = 0

    @property
    def first(self) -> int:
        """Return the sheet row of the first row of data."""
        return self.row + self.under + 1

    def missing(self, table: Table) -> list[str]:
        """Return keys of required columns that are not there."""
        return [column.key for column in table.columns if column.required and column.key not in self.columns]

    def score(self, table: Table) -> tuple[int, int, int]:
        """Return how well a table fits: required columns found, as few as can be by what merely stands for them, columns."""
        return len(table_required(table)) - len(self.missing(table)), -self.instead, len(self.columns)


def table_required(table: Table) -> list[str]:
    """Return keys of the required columns."""
    return [column.key for column in table.columns if column.required]


def letters(column: int) -> str:
    """Return the letters of a column; openpyxl's do the same, but a click does not wait for it to be imported."""
    found = ""
    while column:
        column, place = divmod(column - 1, 26)
        found = chr(ord("A") + place) + found
    return found


def address(row: int, column: int) -> str:
    """Return a cell address such as ``C17``."""
    return f"{letters(column)}{row}"


def find_headers(table: Table, rows: Sequence[Sequence[CellValue]], top: int, left: int) -> Headers | None:
    """Return the header row of a table among the first rows of an area, or None.

    A row counts with the row above it: a merged caption over real headers, and headers merged downwards, give their text
    to the cells below. The earliest row with the best fit wins.

    Args:
        table: the table looked for
        rows: cells from the top of the area
        top: sheet row of the first of them
        left: sheet column of the first cell
    """
    spellings = _spellings(table)
    best: Headers | None = None
    for number in range(len(rows)):
        above = rows[number - 1] if number else None
        found = _match(spellings, _captions(rows[number], above), top + number, left)
        enough = min(2, len(table.columns))
        if len(found.columns) >= enough and (best is None or found.score(table) > best.score(table)):
            best = found
    return best and replace(best, under=_rows_under(rows[best.row - top + 1 :]))


def _rows_under(rows: Sequence[Sequence[CellValue]]) -> int:
    """Return how many rows under a header end in one of column numbers (1, 2, 3 …), as forms have it; units may stand between."""
    return next((number for number, row in enumerate(rows[:_ROWS_UNDER], 1) if _is_numbered(row)), 0)


def _is_numbered(row: Sequence[CellValue]) -> bool:
    filled = [cell for cell in row if cell is not None and cell != ""]
    counted = (cell == number or str(cell).strip() == str(number) for number, cell in enumerate(filled, 1))
    return len(filled) >= _NUMBERED and all(counted)


@cache
def _spellings(table: Table) -> dict[str, tuple[int, str]]:
    """Return spelling → (rank, key): the header itself comes before an alias, whichever stands further left."""
    found: dict[str, tuple[int, str]] = {}
    for rank in (0, 1, _INSTEAD):
        for column in table.columns:
            own = (normal(column.ru), normal(column.en), normal(column.key))
            for name in (own, column.spellings(), tuple(map(normal, column.instead)))[rank]:
                found.setdefault(name, (rank, column.key))
                found.setdefault(_bare(name), (rank, column.key))
    return found


def _captions(row: Sequence[CellValue], above: Sequence[CellValue] | None) -> list[tuple[str, ...]]:
    """Return for every cell the texts its header may be: its own, with the caption above, or the caption alone."""
    captions: list[tuple[str, ...]] = []
    caption = ""
    for index, cell in enumerate(row):
        own = _text(cell)
        over = _text(above[index]) if above is not None and index < len(above) else ""
        caption = over or caption
        if own:
            captions.append((own, f"{caption} {own}") if caption else (own,))
        else:
            captions.append((over,) if over else ())
    return captions


def _text(cell: CellValue) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _match(spellings: dict[str, tuple[int, str]], captions: Sequence[tuple[str, ...]], row: int, left: int) -> Headers:
    hits: list[tuple[int, int, str, str]] = []
    for index, texts in enumerate(captions):
        hit = next((hit for text in texts if (hit := _lookup(spellings, text)) is not None), None)
        if hit is not None:
            hits.append((hit[0], left + index, hit[1], texts[0]))
    columns: dict[str, int] = {}
    names: dict[str, str] = {}
    duplicates: list[Duplicate] = []
    instead = 0
    for rank, column, key, text in sorted(hits):
        if key in columns and rank == _INSTEAD:
            continue
        if key in columns:
            duplicates.append(Duplicate(text, column, key))
        else:
            columns[key] = column
            names[key] = text
            instead += rank == _INSTEAD
    return Headers(row, columns, names, tuple(duplicates), instead)


def _lookup(spellings: dict[str, tuple[int, str]], text: str) -> tuple[int, str] | None:
    """Return (rank, key) of a header, with or without a unit («Сумма, руб. без НДС»), brackets and points."""
    return next((hit for name in forms(text) if (hit := spellings.get(name)) is not None), None)


@lru_cache(maxsize=1 << 14)  # the first rows of every sheet are held against every table
def forms(text: str) -> tuple[str, ...]:
    """Return what a header may be found by: all of it, without the unit behind it, without any unit, brackets and points."""
    name = normal(text)
    return tuple(dict.fromkeys((name, _UNIT.sub("", name).strip(",("), _bare(_INNER_UNIT.sub("", name)))))


def _bare(name: str) -> str:
    return _MARKS.sub("", name)
