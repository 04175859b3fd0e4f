"""Our own output tables read back: what people typed into them, and what stood there after the run before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from clientbook.hosts.base import Area, Book, CellError, CellValue
from clientbook.hosts.standing import own_areas
from clientbook.locale import names_in_quotes
from clientbook.register.columns import Table, normal
from clientbook.register.frames import Frames, frame
from clientbook.register.headers import SCANNED_ROWS, Headers, address, find_headers
from clientbook.register.locate import Place
from clientbook.register.parse import Reading, coded, parsed
from clientbook.register.problems import Done, Problems
from clientbook.register.rows import shown

UNREAD = "unread"
"""Column: key → what stands in a typed cell that could not be read (None: left to the sheet); None where all could."""

Unread = dict[str, CellValue]

FEW_BLANKS = 200
"""A column with more blank cells is one that people fill in here and there."""


def previous_places(book: Book, outputs: Sequence[Table]) -> dict[str, Place]:
    """Return table name → where each output table stands."""
    places = {}
    for table, area in _areas(book, outputs):
        line = book.cells(replace(area, bottom=area.top))[0]
        columns = {key: area.left + index for key, index in _columns(table, line).items()}
        texts = {key: str(line[column - area.left]).strip() for key, column in columns.items()}
        places[table.name] = Place(table, area, Headers(area.top, columns, texts))
    return places


def _areas(book: Book, outputs: Sequence[Table]) -> Iterator[tuple[Table, Area]]:
    """Yield the output tables of a book, by name; one that people fill in also as a plain range on the sheet of its name.

    Some programs write a workbook without its Excel Tables, and Excel itself can turn one into a range.
    """
    named = own_areas(outputs, book.areas(), book.cells)
    plain = {normal(area.sheet): area for area in book.areas() if not area.table}
    for table in outputs:
        if table.name in named:
            yield table, named[table.name]
        elif table.identity and any(column.typed and not column.formula for column in table.columns):
            area = plain.get(normal(table.ru)) or plain.get(normal(table.en))
            headers = None if area is None else _headers(book, table, area)
            if area is not None and headers is not None:
                yield table, replace(area, top=headers.row)


def _headers(book: Book, table: Table, area: Area) -> Headers | None:
    """Return the header row of a table that became a plain range; None where what tells its rows apart is not there."""
    rows = book.cells(replace(area, bottom=min(area.bottom, area.top + SCANNED_ROWS - 1)))
    found = find_headers(table, rows, area.top, area.left)
    return found if found is not None and set(table.identity) <= set(found.columns) else None


def read_previous(book: Book, outputs: Sequence[Table], reading: Reading, problems: Problems) -> Frames:
    """Return table name → frame of every output table; an empty one where the book has it not.

    Tables are found by name, columns by header in either language; what is not ours is passed over. Words of coded
    columns become codes again. A typed cell that cannot be read is a problem; it counts as blank, and the column
    :data:`UNREAD` holds what stands there, so that it can stay.
    """
    areas = {table.name: area for table, area in _areas(book, outputs)}
    found = {
        table.name: _read(book, table, areas[table.name], reading, problems) if table.name in areas else table
        for table in outputs
    }
    return Frames(found, UNREAD)


def _read(book: Book, table: Table, area: Area, reading: Reading, problems: Problems) -> pd.DataFrame:
    lines = book.cells(replace(area, bottom=area.bottom - area.totals))
    columns = _columns(table, lines[0] if lines else [])
    _tell_changed(table, area, columns, "en" if reading.english else "ru", problems)
    _blank_worked_out(
        lines, book, area, [index for key, index in columns.items() if table[key].typed and table[key].formula]
    )
    body = [(area.top + 1 + number, line) for number, line in enumerate(lines[1:])]
    body = [(row, line) for row, line in body if any(not _empty(line[index]) for index in columns.values())]
    values: dict[str, list[object]] = {}
    unread: list[Unread | None] = [None] * len(body)
    for key, index in columns.items():
        column, header = table[key], str(lines[0][index]).strip()
        parse = coded(column) if column.codes else reading.parser(column)
        read = parsed(parse, (line[index] for _, line in body))
        values[key] = [value for value, _ in read]
        for place, ((row, line), (value, remark)) in enumerate(zip(body, read, strict=True)):
            if value is None and remark and column.typed:
                unread[place] = {**(unread[place] or {}), key: _stays(line[index])}
                at, said = address(row, area.left + index), shown(line[index])
                problems.add(remark, sheet=area.sheet, cell=at, value=said, done=Done.KEPT, header=header)
        if column.typed and not column.formula:
            for place in _not_worked_out(book, area, index, body):
                unread[place] = {**(unread[place] or {}), key: None}
                at = address(body[place][0], area.left + index)
                problems.add("formula_blank", sheet=area.sheet, cell=at, done=Done.KEPT, header=header)
    rows = frame(table, values, [row for row, _ in body])
    return rows.assign(**{UNREAD: pd.Series(unread, dtype=object, index=rows.index)})


def _tell_changed(table: Table, area: Area, columns: Mapping[str, int], lang: str, problems: Problems) -> None:
    """Tell of a table that became a plain range, and of columns of marks whose header is not there."""
    at = address(area.top, area.left)
    if not area.table:
        problems.add("output_plain", sheet=area.sheet, cell=at)
    typed = [column for column in table.columns if column.typed and not column.formula]
    gone = [column.header(lang) for column in typed if column.key not in columns]
    if gone:
        headers = names_in_quotes(gone)
        problems.add("output_columns", sheet=area.sheet, cell=at, done=Done.DEFAULT, headers=headers)


def _not_worked_out(book: Book, area: Area, index: int, body: Sequence[tuple[int, list[CellValue]]]) -> list[int]:
    """Return which rows hold a formula of a person's without a result in a column; none where many cells are blank."""
    blank = [place for place, (_, line) in enumerate(body) if _empty(line[index])]
    if not blank or len(blank) > FEW_BLANKS:
        return []
    column = area.left + index
    one = [replace(area, top=body[place][0], bottom=body[place][0], left=column, right=column) for place in blank]
    return [place for place, cell in zip(blank, one, strict=True) if book.formulas(cell)[0][0]]


def _stays(cell: CellValue) -> CellValue:
    """Return what can be written again of a cell that could not be read; an error value only its sheet can keep."""
    return None if isinstance(cell, CellError) else cell


def _blank_worked_out(lines: list[list[CellValue]], book: Book, area: Area, indexes: Sequence[int]) -> None:
    """Blank the cells of typed columns that still hold our formula: nobody has typed there."""
    if not indexes:
        return
    for line, formulas in zip(lines, book.formulas(area), strict=False):
        for index in indexes:
            if formulas[index]:
                line[index] = None


def _columns(table: Table, headers: Sequence[CellValue]) -> dict[str, int]:
    """Return key → position, by any spelling of the header; the first wins."""
    spellings = {name: column.key for column in reversed(table.columns) for name in column.spellings()}
    found: dict[str, int] = {}
    for index, header in enumerate(headers):
        key = spellings.get(normal(header)) if isinstance(header, str) else None
        if key is not None:
            found.setdefault(key, index)
    return found


def _empty(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
