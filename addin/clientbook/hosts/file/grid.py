"""Cells of a worksheet as values: read whole by calamine, errors put back from the XML, one kind of nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from python_calamine import CalamineSheet

from clientbook.errors import HostError
from clientbook.hosts.base import Area, CellError, CellValue
from clientbook.hosts.file.addresses import MAX_COLUMN, MAX_ROW, column_letters

MANY_CELLS = 20_000_000
"""Cells of a rectangle that the readers make without harm, filled or not: half a gigabyte."""
SPARSE = 4
"""Cells of a larger rectangle for a byte of XML: so many can only be blank."""
_PLAIN = frozenset({float, bool, datetime})


class UnreadableError(HostError):
    """A reader gave up on a sheet."""


@dataclass
class Grid:
    """The used rectangle of a sheet.

    Attributes:
        top, left: its first cell, counted from 1
        rows: its values
    """

    top: int
    left: int
    rows: list[list[CellValue]]

    def cut(self, area: Area) -> list[list[CellValue]]:
        """Return the values of a rectangle; cells outside the grid are None."""
        width = area.right - area.left + 1
        start = max(area.left - self.left, 0)
        stop = max(area.right - self.left + 1, start)
        held = len(self.rows[0][start:stop]) if self.rows else 0
        before: list[CellValue] = [None] * min(max(self.left - area.left, 0), width)
        after: list[CellValue] = [None] * (width - len(before) - held)
        cut: list[list[CellValue]] = []
        for number in range(area.top - self.top, area.bottom - self.top + 1):
            inside = 0 <= number < len(self.rows)
            cut.append(before + self.rows[number][start:stop] + after if inside else [None] * width)
        return cut


def grid(sheet: CalamineSheet, errors: Mapping[tuple[int, int], str]) -> Grid:
    """Return the cells of a sheet.

    Args:
        sheet: the sheet as calamine has read it; it gives error values as empty texts
        errors: (row, column) → error value
    """
    if sheet.start is None:
        found = Grid(1, 1, [])
    else:
        lines: Sequence[Sequence[Any]] = sheet.to_python(skip_empty_area=True)
        found = Grid(sheet.start[0] + 1, sheet.start[1] + 1, [_values(line) for line in lines])
    for (row, column), code in errors.items():
        if 0 <= row - found.top < len(found.rows) and 0 <= column - found.left < len(found.rows[0]):
            found.rows[row - found.top][column - found.left] = CellError(code)
    return found


def _values(line: Sequence[Any]) -> list[CellValue]:
    return [
        (value or None) if (kind := type(value)) is str else value if kind in _PLAIN else _unusual(value)
        for value in line
    ]


def _unusual(value: Any) -> CellValue:
    """Return a date as the midnight it begins at, and a time or a duration as the part of a day Excel stores."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  (Excel knows no time zones)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    return float(value) if isinstance(value, int) else str(value)


def check_reach(sheet: str, bottom: int, right: int, cells: int, size: int) -> None:
    """Refuse a sheet that the readers would take all memory for: they make every cell up to the last one.

    Args:
        sheet: its name
        bottom: its last row
        right: its last column
        cells: cells of its rectangle
        size: bytes of its XML

    Raises:
        HostError: something stands far off, or where no cell can be
    """
    if bottom > MAX_ROW or right > MAX_COLUMN:
        raise UnreadableError("sheet_unreadable", sheet=sheet)
    if cells > max(MANY_CELLS, SPARSE * size):
        raise HostError("sheet_sparse", sheet=sheet, cell=f"{column_letters(right)}{bottom}")


@contextlib.contextmanager
def readable(sheet: str) -> Iterator[None]:
    """Turn what the readers say of a sheet they cannot read into a sentence for people."""
    try:
        yield
    except (HostError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in the readers is no Exception
        raise UnreadableError("sheet_unreadable", sheet=sheet) from error


class Reads(Protocol):
    """Reads a sheet; ``plain``: numbers that are no day have lost their format (:func:`clientbook.hosts.file.extract.bare`)."""

    def __call__(self, *, plain: bool) -> Grid:
        """Return what is read."""


def either_way(sheet: str, read: Reads) -> Grid:
    """Return what a reader gives of a sheet, or where it gives up what it gives of it without impossible days.

    Args:
        sheet: name of the sheet
        read: reads it

    Raises:
        UnreadableError: it cannot be read either way
    """
    try:
        with readable(sheet):
            return read(plain=False)
    except UnreadableError:
        with readable(sheet):
            return read(plain=True)
