"""A few cells of a large sheet looked at one by one, where the fast reader does not tell what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from clientbook.hosts.base import Area, Book, CellValue


@runtime_checkable
class RowsBook(Protocol):
    """A book that can read single rows of a large sheet without the rest of it."""

    def odd_cells(self, sheet: str, rows: Sequence[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return the cells of some columns, row by row."""


def cells_of_rows(book: Book, area: Area, rows: Sequence[int], columns: Sequence[int]) -> list[list[CellValue]]:
    """Return the cells of some rows and columns of a sheet.

    Args:
        book: the book
        area: the table they belong to
        rows: sheet rows, ascending
        columns: sheet columns, in any order
    """
    if not rows:
        return []
    if isinstance(book, RowsBook):
        return book.odd_cells(area.sheet, rows, columns)
    left = min(columns)
    block = book.cells(replace(area, top=rows[0], bottom=rows[-1], left=left, right=max(columns), totals=0))
    return [[block[row - rows[0]][column - left] for column in columns] for row in rows]
