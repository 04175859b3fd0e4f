"""The rows of one export as columns of cells: picked by header, groups of a report spread out, words of its program read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from clientbook.exchange.grids import Sheet
from clientbook.exchange.profiles import AMOUNTS, Document, Export, Feed, Pick
from clientbook.exchange.recognise import Found
from clientbook.exchange.report_rows import Flat, figure, flatten, inherited
from clientbook.hosts.base import CellValue
from clientbook.register.columns import normal
from clientbook.register.headers import address
from clientbook.register.parse import identifier
from clientbook.register.parse_numbers import number_of
from clientbook.register.problems import Done, Problems
from clientbook.register.rows import EXAMPLE, TOTAL

FIGURES = frozenset({"qty", "cost", "vat", "discount", "discount_percent", *AMOUNTS})
"""Figures of a row itself: those of the groups it is in are subtotals."""
SIGNS = frozenset("+-=@0123456789")


@dataclass
class Block:
    """What a sheet gives one of our tables, row by row.

    Attributes:
        file: which file it is, in the order of files: of a document in two of them the later counts
        label: what the sheet is called in messages
        feed: what it gives
        export: how money and documents are read
        rows: rows of the sheet
        cells: key → cells, as many as rows; only of columns that are there
        skipped: for every row why it is not taken: empty, ``cancelled``, ``deleted``, ``open``, ``other``
        places: key → column of the sheet, to tell a cell
        read: how many rows of data there were, those refused already among them
    """

    file: int
    label: str
    feed: Feed
    export: Export
    rows: list[int]
    cells: dict[str, list[CellValue]]
    skipped: list[str]
    places: dict[str, int] = field(default_factory=dict)
    read: int = 0

    def cell(self, position: int, key: str) -> str:
        """Return the address of a cell, that of the row's first where the column is not there."""
        return address(self.rows[position], self.places.get(key, 1))


def blocks_of(sheet: Sheet, found: Found, file: int, problems: Problems) -> list[Block]:
    """Return what a sheet gives, a block for every table it feeds.

    Args:
        sheet: the sheet
        found: what it was recognised as
        file: number of its file
        problems: where lines of a report are told that could not be placed
    """
    flat = _flat(sheet, found, problems) if found.levels else None
    rows = _rows(sheet, found) if flat is None else flat.rows
    blocks = []
    for feed in found.export.feeds:
        block = _block(sheet, found, feed, (file, rows), flat)
        if flat is not None and block.feed.table.short == "sales":
            block.read += len(flat.lost)
        blocks.append(block)
    return blocks


def _rows(sheet: Sheet, found: Found) -> list[int]:
    """Return the sheet rows of a plain list that are data: not blank, no totals, no headers again."""
    used = sorted({column - sheet.left for column in found.columns.values()})
    heads = set(found.texts.values())
    rows = []
    for row, cells in enumerate(sheet.rows[found.row - sheet.top + 1 :], start=found.row + 1):
        own = [cell for index in used if (cell := cells[index]) is not None and text_of(cell)]
        if own and not _marked(cells, own) and not (own[0] in heads and heads.issuperset(own)):
            rows.append(row)
    return rows


def _marked(cells: Sequence[CellValue], own: Sequence[CellValue]) -> bool:
    """Tell whether a row is an example or a total: one says so in its first text, and a total has no other text of ours."""
    first = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")
    if EXAMPLE.match(first):
        return True
    return bool(TOTAL.match(first)) and sum(isinstance(cell, str) and number_of(cell) is None for cell in own) <= 1


def _flat(sheet: Sheet, found: Found, problems: Problems) -> Flat:
    """Spread a grouped report out, and tell what could not be placed."""
    document = found.export.document.pattern if found.export.document else re.compile(r"(?!)")
    sales = next(feed for feed in found.export.feeds if feed.table.short == "sales")
    spots = (_column(found, header) for key in AMOUNTS if key in sales.columns for header in sales.columns[key].headers)
    measure = next(spot for spot in spots if spot is not None)
    headers = [header for key in FIGURES & sales.columns.keys() for header in sales.columns[key].headers]
    figures = {column for header in headers if (column := _column(found, header)) is not None}
    flat = flatten(sheet, found, measure, figures, document)
    for row, (total, lines) in flat.broken.items():
        problems.add(
            "import_total",
            sheet=sheet.label,
            cell=address(row, found.label),
            value=f"{total:.2f}",
            done=Done.KEPT,
            amount=total - lines,
        )
    for row in flat.lost:
        problems.add("import_lost_row", sheet=sheet.label, cell=address(row, found.label), done=Done.LEFT_OUT)
    if flat.nameless:
        at = address(flat.nameless[0], found.label)
        problems.add("import_no_item", sheet=sheet.label, cell=at, done=Done.KEPT, count=len(flat.nameless))
    whole = sum(_money(sheet, row, measure) for row in flat.rows)
    if flat.total is not None and abs(flat.total - whole) > max(1.0, 0.011 * len(flat.rows)):
        problems.add(
            "import_grand_total",
            sheet=sheet.label,
            value=f"{flat.total:.2f}",
            done=Done.KEPT,
            amount=flat.total - whole,
        )
    return flat


def _money(sheet: Sheet, row: int, column: int) -> float:
    return figure(sheet.rows[row - sheet.top][column - sheet.left]) or 0.0


def _column(found: Found, header: str) -> int | None:
    return found.columns.get(normal(header))


def _block(sheet: Sheet, found: Found, feed: Feed, where: tuple[int, list[int]], flat: Flat | None) -> Block:
    file, rows = where
    cells: dict[str, list[CellValue]] = {}
    places: dict[str, int] = {}
    for key, pick in feed.columns.items():
        columns = [column for header in pick.headers if (column := _column(found, header)) is not None]
        if columns:
            groups = None if key in FIGURES else flat
            cells[key], places[key] = _picked(sheet, rows, columns, pick, groups), columns[0]
    if flat is not None:
        for key, labels in flat.labels.items():
            own = cells.get(key, [None] * len(rows))
            cells[key] = [cell if text_of(cell) else label for cell, label in zip(own, labels, strict=True)]
            places.setdefault(key, found.label)
    for key, value in feed.fixed.items():
        if key not in cells:
            cells[key] = [value] * len(rows)
    block = Block(file, sheet.label, feed, found.export, list(rows), cells, [""] * len(rows), places, len(rows))
    _document(block, found.export.document)
    _words(block)
    block.skipped = _skipped(block)
    return block


def _picked(
    sheet: Sheet, rows: Iterable[int], columns: Sequence[int], pick: Pick, flat: Flat | None
) -> list[CellValue]:
    """Return the values of a column for the rows; those of a report also from the groups they are in, if ``flat`` is given."""
    lines = [sheet.rows[row - sheet.top] for row in rows]
    lists = []
    for column in columns:
        if flat is not None:
            held = inherited(flat, sheet, column)
            lists.append([held.get(row) for row in rows])
        else:
            lists.append([line[column - sheet.left] for line in lines])
    if len(lists) == 1:
        return lists[0]
    if pick.join:
        return [" ".join(text for cell in line if (text := text_of(cell))) or None for line in zip(*lists, strict=True)]
    return [next((cell for cell in line if text_of(cell)), None) for line in zip(*lists, strict=True)]


def text_of(cell: CellValue) -> str:
    """Return a cell as text, without the blanks around it; an error value is blank.

    An apostrophe before a sign or a figure is how programs keep Excel from reading a phone as a formula.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip(" \t\r\n\u00a0\u200b\ufeff")
        return text[1:] if text[:1] == "'" and text[1:2] in SIGNS else text
    if isinstance(cell, (bool, int, float, date, datetime)):
        return identifier(cell)
    return ""


def _document(block: Block, document: Document | None) -> None:
    """Read number, day and kind out of the one text in which a document comes."""
    texts = block.cells.get("document")
    if document is None or texts is None:
        return
    parts: dict[str, tuple[str | None, str | None, str | None]] = {}
    for cell in texts:
        text = text_of(cell)
        if text not in parts:
            match = document.pattern.search(text)
            kinds = (code for start, code in document.kinds.items() if normal(text).startswith(start))
            parts[text] = (match["number"], match["date"], next(kinds, None)) if match else (None, None, None)
    read = [parts[text_of(cell)] for cell in texts]
    for place, key in enumerate(("doc_no", "date", "kind")):
        own = block.cells.get(key, [None] * len(read))
        block.cells[key] = [mine if text_of(mine) else part[place] for mine, part in zip(own, read, strict=True)]
        block.places.setdefault(key, block.places["document"])


def _words(block: Block) -> None:
    """Put the codes for the words of the program."""
    for key, spellings in block.feed.words.items():
        if key in block.cells:
            block.cells[key] = [
                spellings.get(normal(cell), cell) if isinstance(cell, str) else cell for cell in block.cells[key]
            ]


def _skipped(block: Block) -> list[str]:
    """Return for every row why the profile does not take it."""
    why = [""] * len(block.rows)
    for skip in block.feed.skip:
        cells = block.cells.get(skip.column)
        if cells is None:
            continue
        known: dict[str, bool] = {}
        for position, cell in enumerate(cells):
            text = text_of(cell)
            if text not in known:
                known[text] = (normal(text) in skip.values) != skip.only
            if known[text] and not why[position]:
                why[position] = skip.because
    return why
