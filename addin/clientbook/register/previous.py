"""Our own output tables read back: what people typed into them, and what stood there after the run before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.register.columns import Table, normal
from clientbook.register.frames import empty, frame
from clientbook.register.headers import address
from clientbook.register.parse import Reading, coded
from clientbook.register.problems import Done, Problems
from clientbook.register.rows import shown


def read_previous(
    book: Book, outputs: Sequence[Table], reading: Reading, problems: Problems
) -> Mapping[str, pd.DataFrame]:
    """Return table name → frame of every output table; an empty one where the book has it not.

    Tables are found by name, columns by header in either language; what is not ours is passed over. Words of coded
    columns become codes again. A typed cell that cannot be read is a problem; it counts as blank.
    """
    areas = {area.table.casefold(): area for area in book.areas() if area.table}
    return {
        table.name: _read(book, table, areas[table.name], reading, problems) if table.name in areas else empty(table)
        for table in outputs
    }


def _read(book: Book, table: Table, area: Area, reading: Reading, problems: Problems) -> pd.DataFrame:
    lines = book.cells(replace(area, bottom=area.bottom - area.totals))
    columns = _columns(table, lines[0] if lines else [])
    _blank_worked_out(
        lines, book, area, [index for key, index in columns.items() if table[key].typed and table[key].formula]
    )
    body = [(area.top + 1 + number, line) for number, line in enumerate(lines[1:])]
    body = [(row, line) for row, line in body if any(not _empty(line[index]) for index in columns.values())]
    values: dict[str, list[object]] = {}
    for key, index in columns.items():
        column, header = table[key], str(lines[0][index]).strip()
        parse = coded(column) if column.codes else reading.parser(column)
        values[key] = []
        for row, line in body:
            value, remark = parse(line[index])
            values[key].append(value)
            if value is None and remark and column.typed:
                at = address(row, area.left + index)
                problems.add(
                    remark, sheet=area.sheet, cell=at, value=shown(line[index]), done=Done.DEFAULT, header=header
                )
    return frame(table, values, [row for row, _ in body])


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
