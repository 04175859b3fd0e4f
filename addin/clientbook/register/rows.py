"""A small table of the book → a typed frame, with a problem for every cell that could not be read as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd

from clientbook.hosts.base import Book, CellValue
from clientbook.register.another_list import begins_another, is_caption
from clientbook.register.columns import Column, Kind
from clientbook.register.currencies import strangers
from clientbook.register.frames import frame
from clientbook.register.headers import address
from clientbook.register.locate import ESSENTIAL, Place, money_columns
from clientbook.register.merged import fill_cells, merged_names
from clientbook.register.parse import FAULTS, MOST, Parsed, Reading, parsed
from clientbook.register.parse_dates import month_places
from clientbook.register.problems import Done, Problems

EXAMPLE = re.compile(r"\s*(ПРИМЕР|EXAMPLE)(?![A-ZА-ЯЁa-zа-яё])")
"""What the first text of a row begins with that only shows how to fill in a template."""
TOTAL = re.compile(
    r"\s*(промежуточн\S*\s+итог|общий\s+итог|итого|всего|total|subtotal|grand\s+total)(?![a-zа-яё])", re.IGNORECASE
)
"""What the first text of a subtotal row begins with."""
GROUP_TOTAL = re.compile(r"(?<![a-zа-яё])(итог|итого|всего|total)\s*$", re.IGNORECASE)
"""What it ends with where Excel's command «Промежуточный итог» made it: «К-001 Итог»."""

NUMBER_CODE = "client_id_is_number"
"""Column that tells which client codes stand in the book as numbers; gone once codes are matched."""


class Block(NamedTuple):
    """The rows of a table that count: sheet rows and, by key, their cells."""

    rows: list[int]
    cells: dict[str, list[CellValue]]


def read_rows(book: Book, place: Place, reading: Reading, problems: Problems) -> pd.DataFrame:
    """Return a table as a typed frame: blank, example and subtotal rows gone, rows without an essential value left out."""
    block = _block(book, place, problems)
    values: dict[str, list[object]] = {}
    faulty: set[tuple[int, str]] = set()
    for key, cells in block.cells.items():
        column = place.table[key]
        read = parsed(_read_as(reading, place, column, block.rows, cells, problems).parser(column), cells)
        values[key] = [value for value, _ in read]
        faulty |= _remarks(place, column, block.rows, cells, read, problems)
    left_out = _blanks(book, place, block, values, faulty, problems)
    kept = [index for index, row in enumerate(block.rows) if row not in left_out]
    data = {key: [column[index] for index in kept] for key, column in values.items()}
    table = frame(place.table, data, [block.rows[index] for index in kept])
    if "client_id" in block.cells:
        table[NUMBER_CODE] = [not isinstance(block.cells["client_id"][index], str) for index in kept]
    return table


def _read_as(
    reading: Reading,
    place: Place,
    column: Column,
    rows: Sequence[int],
    cells: Sequence[CellValue],
    problems: Problems,
) -> Reading:
    """Return how the cells of a column are read: of dates such as «03/14/2026» the column itself tells, and it is said."""
    if column.kind is not Kind.DATE:
        return reading
    places = month_places(cells)
    remark = places.remark(english=reading.english)
    if remark:
        example = places.second if reading.english else places.first
        row = rows[next(n for n, cell in enumerate(cells) if isinstance(cell, str) and cell.strip() == example)]
        at = address(row, place.headers.columns[column.key])
        done = Done.KEPT if places.month_first is None else Done.CLEANED
        fields = {"header": place.header(column.key), **places._asdict()}
        problems.add(remark, sheet=place.area.sheet, cell=at, value=example, done=done, **fields)
    return reading._replace(month_first=places.month_first)


def shown(cell: CellValue) -> str:
    """Return a cell as text for the list of problems."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell == int(cell):
        return f"{cell:.0f}" if abs(cell) < MOST else f"{cell:g}"
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}"
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else str(cell).strip()


def _block(book: Book, place: Place, problems: Problems) -> Block:
    """Read the cells of the columns found, without blank, example and subtotal rows."""
    if place.last < place.first:
        return Block([], {key: [] for key in place.headers.columns})
    lines = book.cells(place.data)
    lines = lines[: _another(place, lines, problems)]
    columns = {key: number - place.area.left for key, number in place.headers.columns.items()}
    rows: list[int] = []
    taken: list[Sequence[CellValue]] = []
    for number, line in enumerate(lines):
        row = place.first + number
        if not _counts(place, line, columns, row, problems):
            continue
        rows.append(row)
        taken.append(line)
    block = Block(rows, {key: [line[index] for line in taken] for key, index in columns.items()})
    _fill_merged(book, place, block, problems)
    _mark_currencies(book, place, block)
    return block


def _another(place: Place, lines: Sequence[Sequence[CellValue]], problems: Problems) -> int:
    """Return the number of the row where another list begins under a needed table, behind a blank row; tell it."""
    blank = [all(map(_empty, line)) for line in lines] if place.table.needed else []
    of_column = {column: key for key, column in place.headers.columns.items()}
    keys = [of_column.get(column) for column in range(place.area.left, place.area.right + 1)]
    for number in range(1, len(blank)):
        captioned = number > 1 and blank[number - 2] and is_caption(lines[number - 1])
        behind = blank[number - 1] or captioned
        if behind and begins_another(place.table, keys, lines[number]):
            start, rest = number - captioned, blank[number + 1 :].count(False)
            at = address(place.first + start, place.area.left)
            problems.add("another_list", sheet=place.area.sheet, cell=at, done=Done.LEFT_OUT, count=rest)
            return start
    return len(lines)


def _fill_merged(book: Book, place: Place, block: Block, problems: Problems) -> None:
    """Fill cells merged over rows down, and tell it."""
    for key, filled in fill_cells(merged_names(book, place), block.rows, block.cells).items():
        at, value = address(filled.row, place.headers.columns[key]), shown(filled.value)
        done, count, header = Done.CLEANED, filled.cells, place.header(key)
        problems.add("merged", sheet=place.area.sheet, cell=at, value=value, done=done, count=count, header=header)


def _mark_currencies(book: Book, place: Place, block: Block) -> None:
    """Let figures whose format shows another currency stand in the block as they look: «100 $» is read as no figure."""
    money = money_columns(place)
    shown_there = book.currencies(place.data, money)
    cells = {column: block.cells[key] for key, column in place.headers.columns.items()}
    figures = {column: sum(type(cell) is float for cell in cells[column]) for column in money}
    numbers = {row: number for number, row in enumerate(block.rows)}
    for (row, column), sign in strangers(shown_there, figures).items():
        number = numbers.get(row)
        if number is not None and isinstance(cells[column][number], float):
            cells[column][number] = f"{shown(cells[column][number])} {sign}"


def _counts(place: Place, line: Sequence[CellValue], columns: dict[str, int], row: int, problems: Problems) -> bool:
    """Tell whether a row is data."""
    own = [line[index] for index in columns.values()]
    if all(_empty(cell) for cell in own):
        return False
    first = next((cell for cell in line if isinstance(cell, str) and cell.strip()), None)
    if first is None:
        return True
    keys = [line[columns[key]] for key in place.table.identity if key in columns]
    if any(isinstance(text, str) and EXAMPLE.match(text) for text in (first, *keys)):
        return False
    if _is_total(place, line, columns, first):
        skipped = "total_row"
    elif all(_empty(text) or text == place.headers.texts.get(key) for key, text in zip(columns, own, strict=True)):
        skipped = "header_row"
    else:
        return True
    cell = address(row, place.area.left + line.index(first))
    problems.add(skipped, sheet=place.area.sheet, cell=cell, value=first.strip(), done=Done.SKIPPED)
    return False


def _is_total(place: Place, line: Sequence[CellValue], columns: dict[str, int], first: str) -> bool:
    """Tell whether a row is a subtotal.

    It says so in front, and no other required text stands in it; or behind the name of a group, beside figures alone.
    """
    cells = {key: line[index] for key, index in columns.items()}
    if TOTAL.match(first):
        required = [cells[c.key] for c in place.table.columns if c.required and c.key in cells]
        return all(_empty(cell) or cell == first or not isinstance(cell, str) for cell in required)
    if GROUP_TOTAL.search(first) and first in cells.values():
        return all(_empty(cell) or cell == first or isinstance(cell, float) for cell in cells.values())
    return False


def _empty(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip("\u00a0\u200b\ufeff\t\r\n "))


def _remarks(
    place: Place,
    column: Column,
    rows: Sequence[int],
    cells: Sequence[CellValue],
    read: Sequence[Parsed],
    problems: Problems,
) -> set[tuple[int, str]]:
    """Note what was said about the cells of a column; return the (row, key) that could not be read."""
    faulty: set[tuple[int, str]] = set()
    header = place.header(column.key)
    essential = column.key in ESSENTIAL[place.table.name]
    for row, cell, (_, remark) in zip(rows, cells, read, strict=True):
        if not remark:
            continue
        done = Done.CLEANED
        if remark in FAULTS:
            faulty.add((row, column.key))
            done = Done.LEFT_OUT if essential else Done.DEFAULT
        at = address(row, place.headers.columns[column.key])
        problems.add(remark, sheet=place.area.sheet, cell=at, value=shown(cell), done=done, header=header)
    return faulty


def _blanks(
    book: Book,
    place: Place,
    block: Block,
    values: dict[str, list[object]],
    faulty: set[tuple[int, str]],
    problems: Problems,
) -> set[int]:
    """Note blanks in required columns; return the rows that mean nothing without them."""
    essential, sheet = ESSENTIAL[place.table.name], place.area.sheet
    unworked: Set[tuple[int, int]] | None = None
    left_out = {row for row, key in faulty if key in essential}
    for column in place.table.columns:
        if not column.required or column.key not in values or column.key in _OWN_SENTENCE.get(place.table.name, ()):
            continue
        for row, value in zip(block.rows, values[column.key], strict=True):
            if value is not None or (row, column.key) in faulty:
                continue
            done = Done.KEPT
            if column.key in essential:
                left_out.add(row)
                done = Done.LEFT_OUT
            unworked = book.unworked(sheet) if unworked is None else unworked
            number = place.headers.columns[column.key]
            key, at = "formula_blank" if (row, number) in unworked else "required_blank", address(row, number)
            problems.add(key, sheet=sheet, cell=at, done=done, header=place.header(column.key))
    return left_out


_OWN_SENTENCE = {
    "cb_clients": frozenset({"manager"}),
    "cb_staff": frozenset({"job"}),
    "cb_settings": frozenset({"value"}),
}
"""Required columns whose blanks are told by the rules of their table."""
