"""Rows typed right under an Excel Table that did not grow with them.

A table of ours takes in those that say what a row of it must say, as Excel does on its own. A table of the user's is not
ours to change: its rows are told. What else stands right under a table people fill in is told too, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.locale import names_in_quotes
from clientbook.register.headers import address
from clientbook.register.locate import ESSENTIAL, Place
from clientbook.register.problems import Done, Problems
from clientbook.register.rows import EXAMPLE, TOTAL

PLAN = "cb_plan"
SAID_BY = ("client", "client_id", "result", "next_step")
"""One of them is enough in a row of the plan: the rest is found by it, or asked for."""

Line = list[CellValue]


def take_in_rows_below(book: Book, places: Mapping[str, Place], problems: Problems) -> dict[str, Place]:
    """Let tables of ours take in the rows right under them; tell what was taken in and what was not.

    Args:
        book: the book; its tables grow in memory
        places: table name → place of the tables that people fill in
        problems: where it is told; money is that of sales lines

    Returns:
        The places as they are now.
    """
    tables = [area for area in book.areas() if area.table]
    grown = dict(places)
    for name, place in places.items():
        if not place.area.table:
            continue
        bottom = min(book.last_row(place.area), _next_table(place.area, tables) - 2)
        if bottom > place.area.bottom:
            lines = book.cells(replace(place.area, top=place.area.bottom + 1, bottom=bottom))
            grown[name] = _taken_in(book, place, lines, problems)
    return grown


def _taken_in(book: Book, place: Place, lines: list[Line], problems: Problems) -> Place:
    """Take in the rows that fit, tell them and the rows behind them; return the place as it is now."""
    rows = _leading(lines, place)
    ours = place.area.table.casefold().startswith("cb_")
    taken = ours and not place.area.totals
    if rows:
        key, done = ("rows_taken_in", Done.CLEANED) if taken else ("rows_below", Done.LEFT_OUT)
        money = sum(_money(line, place) for line in rows)
        _tell(problems, key, place, 0, done, len(rows), money)
    odd = _odd(lines[len(rows) :], place) if ours else 0
    if odd:
        _tell(problems, "rows_below_odd", place, len(rows), Done.KEPT, odd, headers=_headers(place))
    if not (rows and taken):
        return place
    book.grow(place.area, len(rows))
    return place._replace(area=replace(place.area, bottom=place.area.bottom + len(rows)))


def _tell(
    problems: Problems,
    key: str,
    place: Place,
    behind: int,
    done: Done,
    count: int,
    amount: float = 0.0,
    **fields: object,
) -> None:
    at = address(place.area.bottom + 1 + behind, place.area.left)
    problems.add(key, sheet=place.area.sheet, cell=at, done=done, count=count, amount=amount, **fields)


def _next_table(area: Area, tables: Iterable[Area]) -> int:
    """Return the first row of the next table below an area on its sheet."""
    below = [other.top for other in tables if other.sheet == area.sheet and other.top > area.bottom]
    return min(below, default=2**20 + 2)


def _essential(place: Place) -> list[int]:
    """Return the positions of the columns that a row must fill, or one of which it must fill in the plan."""
    keys = SAID_BY if place.table.name == PLAN else sorted(ESSENTIAL.get(place.table.name, place.table.identity))
    return [place.headers.columns[key] - place.area.left for key in keys if key in place.headers.columns]


def _leading(lines: list[Line], place: Place) -> list[Line]:
    """Return the rows from the first on that are rows of the table."""
    wanted = _essential(place)
    enough = any if place.table.name == PLAN else all
    rows: list[Line] = []
    for line in lines:
        if not enough(not _blank(line[index]) for index in wanted) or _marked(line):
            break
        rows.append(line)
    return rows


def _odd(lines: list[Line], place: Place) -> int:
    """Return how many rows at once hold something in columns of the table, totals and examples apart."""
    count = 0
    for line in lines:
        if all(_blank(line[column - place.area.left]) for column in place.headers.columns.values()) or _marked(line):
            break
        count += 1
    return count


def _marked(line: Line) -> bool:
    first = next((cell for cell in line if isinstance(cell, str) and cell.strip()), "")
    return bool(TOTAL.match(first) or EXAMPLE.match(first))


def _headers(place: Place) -> str:
    """Return the headers of the columns that a row must fill, as a list."""
    texts = {column: text for key, text in place.headers.texts.items() if (column := place.headers.columns[key])}
    return names_in_quotes(texts[index + place.area.left] for index in _essential(place))


def _blank(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _money(line: Line, place: Place) -> float:
    column = place.headers.columns.get("amount")
    value = None if column is None else line[column - place.area.left]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0
