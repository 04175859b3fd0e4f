"""Every sheet of a computed book: filled on the demo, every reconciliation at zero, and a way on where there is no data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import range_boundaries

from clientbook.register.tables import INPUTS
from clientbook.results import Result
from tests.workbooks import areas, every_sheet

NOTHING_TO_TELL = frozenset({"cb_kept"})
"""Tables that a sound plan leaves empty: rows of people's that break a limit."""

WAY_ON = re.compile("clientbook [a-z]+|" + "|".join(f"«{table.ru}»" for table in INPUTS))


@dataclass
class Sheet:
    """What a sheet shows: its cells, and where its tables stand, from top to bottom."""

    cells: list[list[object]]
    tables: dict[str, tuple[int, int, int, int]]

    def texts(self) -> list[str]:
        return [cell for row in self.cells for cell in row if isinstance(cell, str)]

    def empty_tables(self) -> list[str]:
        """Return the tables without a single value."""
        return [
            name
            for name, (left, top, right, bottom) in self.tables.items()
            if all(cell in {None, ""} for line in self.cells[top:bottom] for cell in line[left - 1 : right])
        ]


def book(result: Result) -> dict[str, Sheet]:
    """Return the sheets of a result, by their names."""
    path = Path(str(result.path))
    found = {name: Sheet(cells, {}) for name, cells in every_sheet(path).items()}
    corners = [(sheet, name, range_boundaries(area)) for sheet, name, area in areas(path)]
    for sheet, name, (left, top, right, bottom) in sorted(corners, key=lambda one: one[2][1] or 0):
        found[sheet].tables[name] = (left or 0, top or 0, right or 0, bottom or 0)
    return found


def reconciliations(workbook: dict[str, Sheet]) -> Iterator[tuple[str, object]]:
    """Yield sheet with row, and figure, of every line «Сверка …, ₽»."""
    for title, sheet in workbook.items():
        for number, row in enumerate(sheet.cells, start=1):
            for place, cell in enumerate(row, start=1):
                if isinstance(cell, str) and re.fullmatch("Сверка.*, ₽", cell):
                    figures = [other for other in row[place:] if other is not None]
                    yield f"{title}!{place}/{number}", figures[0] if figures else None


def test_every_sheet_of_the_demo_is_filled_and_every_reconciliation_is_zero(demo_run: Result) -> None:
    demo = book(demo_run)
    assert {name for sheet in demo.values() for name in sheet.empty_tables()} <= NOTHING_TO_TELL
    found = dict(reconciliations(demo))
    assert len(found) > 25
    assert {place: figure for place, figure in found.items() if figure != 0} == {}


def test_a_sheet_without_data_says_what_to_fill_and_where(northwind_run: Result) -> None:
    own = {table.name for table in INPUTS}
    silent = []
    for title, sheet in book(northwind_run).items():
        empty = [name for name in sheet.empty_tables() if name not in own]
        if empty and empty[0] == next(iter(sheet.tables)) and not any(map(WAY_ON.search, sheet.texts())):
            silent.append(title)
    assert silent == []
