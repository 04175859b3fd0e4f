"""Cells of an open book that are merged over rows."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from clientbook.hosts.base import Merged

ASKED = 2_000
"""Questions after which a column is not asked any further."""


def merged_cells(sheet: xw.Sheet, rows: range, columns: Sequence[int]) -> Sequence[Merged]:
    """Return the cells of some columns that are merged over rows.

    Args:
        sheet: the sheet
        rows: its rows
        columns: numbers of its columns
    """
    if not (rows and columns):
        return ()
    try:
        whole = sheet.range((rows.start, min(columns)), (rows.stop - 1, max(columns)))
        if whole.merge_cells is False:
            return ()  # as in most lists: one question instead of one for every column
        return [merged for column in columns for merged in _of_column(sheet, rows, column)]
    except (NotImplementedError, AttributeError):
        return ()  # in a browser merged cells are not told


def _of_column(sheet: xw.Sheet, rows: range, column: int) -> list[Merged]:
    """Halve a column until nothing of it is merged, or it is one cell that is."""
    found: list[Merged] = []
    pending, asked, done = [rows], 0, 0
    while pending and asked < ASKED:
        some = pending.pop()
        some = range(max(some.start, done + 1), some.stop)
        if not some:
            continue
        asked += 1
        cells = sheet.range((some.start, column), (some.stop - 1, column))
        if cells.merge_cells is False:
            continue
        if len(some) > 1:
            half = some.start + len(some) // 2
            pending += [range(half, some.stop), range(some.start, half)]
            continue
        whole = cells.merge_area
        top, done = whole.row, whole.row + whole.shape[0] - 1
        if top < done and whole.column == column and top >= rows.start:
            found.append(Merged(column, top, min(done, rows.stop - 1)))
    return found
