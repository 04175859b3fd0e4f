"""Workbooks as people work in them: cells found by their headers and typed into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """Give a workbook as a person works in it, and save it."""
    workbook = openpyxl.load_workbook(path)
    yield workbook
    workbook.save(path)


def spot(sheet: Worksheet, header: str) -> tuple[int, int]:
    """Return row and column of a header."""
    return next((c.row, c.column) for line in sheet.iter_rows(max_row=40) for c in line if c.value == header)


def row_of(sheet: Worksheet, header: str, value: object) -> int:
    """Return the row in which something stands under a header."""
    top, column = spot(sheet, header)
    return next(row for row in range(top + 1, sheet.max_row + 1) if sheet.cell(row, column).value == value)


def fill(page: Worksheet, row: int, values: dict[str, object], *, formulas: bool = False) -> None:
    """Type into the cells of a row; what begins like a formula is a text unless it is said to be one."""
    for header, value in values.items():
        cell = page.cell(row, spot(page, header)[1])
        cell.value = value  # type: ignore[assignment]
        if cell.data_type == "f" and not formulas:
            cell.data_type = "s"
