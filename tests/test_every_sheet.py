"""Every sheet of a computed book: filled on the demo, every reconciliation at zero, and a way on where there is no data."""

from __future__ import annotations

import re
from collections.abc import Iterator

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.register.tables import INPUTS
from clientbook.results import Result

NOTHING_TO_TELL = frozenset({"cb_kept"})
"""Tables that a sound plan leaves empty: rows of people's that break a limit."""

WAY_ON = re.compile("clientbook [a-z]+|" + "|".join(f"«{table.ru}»" for table in INPUTS))


def book(result: Result) -> openpyxl.Workbook:
    assert result.path is not None
    return openpyxl.load_workbook(result.path, data_only=True)


def texts(sheet: Worksheet) -> list[str]:
    return [cell for row in sheet.values for cell in row if isinstance(cell, str)]


def empty_tables(sheet: Worksheet) -> list[str]:
    """Return the tables of a sheet without a single value, from top to bottom."""
    tables = sorted(sheet.tables.values(), key=lambda table: openpyxl.utils.range_boundaries(table.ref)[1] or 0)
    rows = {table.displayName: sheet[table.ref][1:] for table in tables}
    return [name for name, body in rows.items() if all(cell.value in {None, ""} for line in body for cell in line)]


def reconciliations(workbook: openpyxl.Workbook) -> Iterator[tuple[str, object]]:
    """Yield sheet and figure of every line «Сверка …, ₽»."""
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and re.fullmatch("Сверка.*, ₽", cell.value):
                    figures = [other.value for other in row[cell.column :] if other.value is not None]
                    yield f"{sheet.title}!{cell.coordinate}", figures[0] if figures else None


def test_every_sheet_of_the_demo_is_filled_and_every_reconciliation_is_zero(demo_run: Result) -> None:
    demo = book(demo_run)
    assert {name for sheet in demo for name in empty_tables(sheet)} <= NOTHING_TO_TELL
    found = dict(reconciliations(demo))
    assert len(found) > 25
    assert {place: figure for place, figure in found.items() if figure != 0} == {}


def test_a_sheet_without_data_says_what_to_fill_and_where(northwind_run: Result) -> None:
    own = {table.name for table in INPUTS}
    silent = []
    for sheet in book(northwind_run):
        empty = [name for name in empty_tables(sheet) if name not in own]
        if empty and empty[0] == next(iter(sheet.tables)) and not any(map(WAY_ON.search, texts(sheet))):
            silent.append(sheet.title)
    assert silent == []
