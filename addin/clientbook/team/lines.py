"""The rows of one table of a workbook as they stand: every cell with what it means, or with what could not be read.

Unlike the reading of a register nothing is left out here: a row that lacks what it needs, or a cell that means nothing,
is for collection to name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.hosts.standing import own_areas
from clientbook.register.columns import Table, normal
from clientbook.register.headers import SCANNED_ROWS, Headers, find_headers
from clientbook.register.locate import Place
from clientbook.register.parse import FAULTS, Reading, parsed
from clientbook.register.rows import EXAMPLE, TOTAL, shown
from clientbook.team.handed import VERSION
from clientbook.team.versions import plain, row_key

NO_RESULT = "=…"
"""What is said of a formula that no program has worked out yet."""


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        number: row of the sheet
        values: key → value: text, code, figure, True or False, date; None for a blank
        unread: key → text of a cell that could not be read
        worked_out: keys of cells that hold a formula
    """

    number: int
    values: Mapping[str, object]
    unread: Mapping[str, str] = field(default_factory=dict)
    worked_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rows:
    """The rows of a table.

    Attributes:
        table: which table
        sheet: name of its sheet
        columns: key → column of the sheet
        rows: those in which something stands
        plain: it is a range and no Excel Table
    """

    table: Table
    sheet: str
    columns: Mapping[str, int]
    rows: Sequence[Row]
    plain: bool = False

    def keyed(self) -> dict[str, Row]:
        """Return key of a row → the row; the first of several with one ID."""
        found: dict[str, Row] = {}
        for key, row in self.with_keys():
            found.setdefault(key, row)
        return found

    def with_keys(self) -> Iterator[tuple[str, Row]]:
        """Yield every row with its key; rows without an ID that are equal are told apart by their number."""
        seen: dict[str, int] = {}
        for row in self.rows:
            first = row_key(self.table, row.values)
            number = seen[first] = seen.get(first, 0) + 1
            yield (first if number == 1 else row_key(self.table, row.values, number)), row


def with_version(table: Table) -> Table:
    """Return a table with the column «Версия», as it is handed out."""
    return replace(table, columns=(*table.columns, VERSION))


def places(book: Book, tables: Sequence[Table]) -> dict[str, Place]:
    """Return table name → where it stands: by the name of the Excel Table, the name of the sheet, or its headers.

    Args:
        book: a copy
        tables: the tables looked for
    """
    areas = list(book.areas())
    named = own_areas(tables, areas, book.cells)
    plain_ones = [area for area in areas if not area.table]
    found: dict[str, Place] = {}
    for table in tables:
        area = named.get(table.name)
        place = None if area is None else _place(book, table, area, depth=1)
        if place is not None:
            found[table.name] = place
    taken = {place.area.sheet for place in found.values()}
    for table in tables:
        if table.name in found:
            continue
        names = {normal(table.ru), normal(table.en), *map(normal, table.aliases)}
        fits = [area for area in plain_ones if area.sheet not in taken and normal(area.sheet) in names]
        named_so = bool(fits)
        fits = fits or [area for area in plain_ones if area.sheet not in taken]
        tried = [place for area in fits if (place := _place(book, table, area)) is not None and _sure(place, named_so)]
        if tried:
            found[table.name] = max(tried, key=lambda place: len(place.headers.columns))
            taken.add(found[table.name].area.sheet)
    return found


def _place(book: Book, table: Table, area: Area, depth: int = SCANNED_ROWS) -> Place | None:
    rows = book.cells(replace(area, bottom=min(area.bottom, area.top + depth - 1)))
    headers = find_headers(table, rows, area.top, area.left)
    return None if headers is None else Place(table, replace(area, top=headers.row), headers)


def _sure(place: Place, named_so: bool) -> bool:  # noqa: FBT001 - a fact beside the place
    """Tell whether a plain range is the table: what tells its rows apart is there, and its name or most of its columns."""
    columns = place.headers.columns
    return set(place.table.identity) <= columns.keys() and (named_so or 2 * len(columns) > len(place.table.columns))


def read(book: Book, place: Place, reading: Reading, *, formulas: bool = False) -> Rows:
    """Return the rows of a table and those under it, down to the next table of the sheet.

    Args:
        book: where it stands
        place: the place
        reading: how its cells are read
        formulas: note which cells hold a formula
    """
    area, headers = place.area, place.headers
    end = place.last if area.table else area.bottom
    limit = _limit(book, area)
    width = replace(area, top=headers.first, bottom=max(end, limit))
    if width.bottom < width.top:
        return Rows(place.table, area.sheet, headers.columns, (), plain=not area.table)
    cells = book.cells(width)
    numbers = [
        n
        for n, line in enumerate(cells)
        if (n + width.top <= end or n + width.top > area.bottom) and _counts(line, headers, area.left)
    ]
    values, unread = _parsed([cells[n] for n in numbers], place, reading)
    worked_out = _formulas(book, width, numbers, headers) if formulas else [frozenset[str]()] * len(numbers)
    for found, faulty, worked in zip(values, unread, worked_out, strict=True):
        faulty.update({key: NO_RESULT for key in worked if found[key] is None and key not in faulty})
    rows = [
        Row(n + width.top, *content, worked)
        for n, content, worked in zip(numbers, zip(values, unread, strict=True), worked_out, strict=True)
    ]
    return Rows(place.table, area.sheet, headers.columns, rows, plain=not area.table)


def _limit(book: Book, area: Area) -> int:
    """Return the last row that may belong to a table: what stands right under it counts, the next table does not."""
    tops = [
        other.top for other in book.areas() if other.table and other.sheet == area.sheet and other.top > area.bottom
    ]
    return min(book.last_row(area), min(tops, default=2**20 + 3) - 3)


def _counts(line: Sequence[CellValue], headers: Headers, left: int) -> bool:
    """Tell whether something stands in a row, and it is no example, subtotal or header again."""
    own = {key: line[column - left] for key, column in headers.columns.items()}
    if not any(plain(cell) for cell in own.values()):
        return False
    first = next((cell for cell in line if isinstance(cell, str) and cell.strip()), "")
    if EXAMPLE.match(first) or TOTAL.match(first):
        return False
    return any(plain(cell) and cell != headers.texts.get(key) for key, cell in own.items())


def _parsed(
    lines: Sequence[Sequence[CellValue]], place: Place, reading: Reading
) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    """Return, for every row, its values and the cells that could not be read."""
    values: list[dict[str, object]] = [{} for _ in lines]
    unread: list[dict[str, str]] = [{} for _ in lines]
    for key, column in place.headers.columns.items():
        cells = [line[column - place.area.left] for line in lines]
        for n, (value, remark) in enumerate(parsed(reading.parser(place.table[key]), cells)):
            values[n][key] = value.date() if isinstance(value, datetime) else value
            if value is None and remark in FAULTS:
                unread[n][key] = shown(cells[n])
    return values, unread


def _formulas(book: Book, area: Area, numbers: Sequence[int], headers: Headers) -> list[frozenset[str]]:
    held = book.formulas(area)
    return [frozenset(key for key, column in headers.columns.items() if held[n][column - area.left]) for n in numbers]
