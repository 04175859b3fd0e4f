"""What stands in an open book: its tables, and the cells of its sheets, each read in one go and kept until it changes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import xlwings as xw
from xlwings.main import Table

from clientbook.hosts.base import Area, CellValue
from clientbook.hosts.excel.values import read_block

LARGE = 400_000
"""Cells from which on a sheet is not read whole to see what it holds."""

BLOCK = 50_000
"""Rows that are read at once where there are many."""

Cells = list[list[CellValue]]


class Used(NamedTuple):
    """The filled part of a sheet: where it begins, and its values, None where it is too large to be kept."""

    area: Area
    cells: Cells | None


def range_of(sheet: xw.Sheet, area: Area) -> xw.Range:
    """Return the cells of an area."""
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def table_area(table: Table) -> Area:
    """Return where a table stands."""
    whole = table.range
    bottom, right = whole.row + whole.shape[0] - 1, whole.column + whole.shape[1] - 1
    totals = 0
    with suppress(NotImplementedError):
        totals = int(bool(table.show_totals))
    return Area(table.parent.name, table.name, whole.row, whole.column, bottom, right, totals)


def used_area(sheet: xw.Sheet) -> Area:
    """Return what a sheet uses, cells that hold looks only included."""
    found = sheet.used_range
    rows, columns = found.shape
    return Area(sheet.name, "", found.row, found.column, found.row + rows - 1, found.column + columns - 1)


def used(sheet: xw.Sheet) -> Used | None:
    """Return the filled part of a sheet; None where nothing is filled."""
    area = used_area(sheet)
    if size(area) > LARGE:
        return Used(area, None)
    return _trimmed(area, read_block(range_of(sheet, area)))


def size(area: Area) -> int:
    """Return how many cells an area has."""
    return max(0, area.bottom - area.top + 1) * max(0, area.right - area.left + 1)


def holds(sheet: xw.Sheet, area: Area) -> bool:
    """Tell whether anything stands in an area; of one too large to be read that it does."""
    if not 0 < size(area) <= LARGE:
        return size(area) > 0
    return any(value is not None for row in read_block(range_of(sheet, area)) for value in row)


def _trimmed(area: Area, cells: Cells) -> Used | None:
    """Leave out rows and columns at the edges that hold looks only."""
    rows = [index for index, row in enumerate(cells) if any(value is not None for value in row)]
    columns = [index for index in range(len(cells[0])) if any(row[index] is not None for row in cells)]
    if not rows:
        return None
    top, bottom, left, right = rows[0], rows[-1], columns[0], columns[-1]
    held = replace(area, top=area.top + top, left=area.left + left, bottom=area.top + bottom, right=area.left + right)
    return Used(held, [row[left : right + 1] for row in cells[top : bottom + 1]])


def cut(found: Used, area: Area) -> Cells:
    """Return the values of a rectangle out of those of a sheet; None outside of them."""
    assert found.cells is not None  # noqa: S101  (the caller looked)
    width, whole = area.right - area.left + 1, found.area
    rows: Cells = []
    for number in range(area.top, area.bottom + 1):
        if not whole.top <= number <= whole.bottom:
            rows.append([None for _ in range(width)])
            continue
        line = found.cells[number - whole.top]
        rows.append(
            [
                line[column - whole.left] if whole.left <= column <= whole.right else None
                for column in range(area.left, area.right + 1)
            ]
        )
    return rows
