"""Rows typed under an Excel Table that did not grow with them: not part of the table, so they are told, not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.register.headers import address
from clientbook.register.locate import ESSENTIAL, Place
from clientbook.register.problems import Done, Problems


def tell_rows_below(book: Book, places: Mapping[str, Place], problems: Problems) -> None:
    """Note rows that follow a table at once and fill what a row of it must have; money is that of sales lines."""
    used = {area.sheet: area.bottom for area in book.areas() if not area.table}
    tables = [area for area in book.areas() if area.table]
    for place in places.values():
        bottom = min(used.get(place.area.sheet, 0), _next_table(place.area, tables) - 1)
        if not place.area.table or place.area.totals or bottom <= place.area.bottom:
            continue
        lines = book.cells(replace(place.area, top=place.area.bottom + 1, bottom=bottom))
        rows = _rows(lines, place)
        if rows:
            at = address(place.area.bottom + 1, place.area.left)
            money = sum(_money(line, place) for line in rows)
            sheet = place.area.sheet
            problems.add("rows_below", sheet=sheet, cell=at, done=Done.LEFT_OUT, count=len(rows), amount=money)


def _next_table(area: Area, tables: list[Area]) -> int:
    """Return the first row of the next table below an area on its sheet."""
    below = [other.top for other in tables if other.sheet == area.sheet and other.top > area.bottom]
    return min(below, default=2**20 + 1)


def _rows(lines: list[list[CellValue]], place: Place) -> list[list[CellValue]]:
    """Return the rows from the first on that have every essential value."""
    wanted = [place.headers.columns[key] - place.area.left for key in sorted(ESSENTIAL[place.table.name])]
    rows: list[list[CellValue]] = []
    for line in lines:
        if any(line[index] in (None, "") for index in wanted):
            break
        rows.append(line)
    return rows


def _money(line: list[CellValue], place: Place) -> float:
    column = place.headers.columns.get("amount")
    value = None if column is None else line[column - place.area.left]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0
