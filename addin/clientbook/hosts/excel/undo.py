"""One step back: what stood in the tables that a run replaced, kept while the program of ours lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import xlwings as xw

from clientbook.hosts.base import Area
from clientbook.hosts.excel.fit import fit
from clientbook.hosts.excel.values import Entry, again, formulas_to_keep, read_block, write_block
from clientbook.hosts.standing import Standing


@dataclass(frozen=True)
class Before:
    """Cells as they were: a table with its header, or cells down a column.

    Attributes:
        sheet: name of the sheet
        rows: what is put there again
        standing: where the table stood; None for cells
        top: first row, for cells
        left: first column, for cells
    """

    sheet: str
    rows: list[list[Entry]]
    standing: Standing | None = None
    top: int = 0
    left: int = 0


@dataclass
class Snapshot:
    """What one run replaces in one book."""

    tables: dict[str, Before] = field(default_factory=dict)
    cells: dict[tuple[str, int, int], Before] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    def reached(self, standing: Standing, last: int) -> None:
        """Note down to which row a plain range was filled: unlike a table it does not tell by itself."""
        name = standing.table.name
        self.last[name] = max(last, self.last.get(name, last))

    def keep_table(self, sheet: xw.Sheet, standing: Standing) -> None:
        """Keep a table before it is written, the first time."""
        name = standing.table.name
        if name not in self.tables and sheet.name not in self.made:
            cells = sheet.range((standing.top, standing.left), (standing.last, standing.right))
            self.tables[name] = Before(sheet.name, entries(cells), replace(standing))

    def keep_cells(self, sheet: xw.Sheet, row: int, column: int, count: int = 1) -> None:
        """Keep a cell, or a run of cells down a column, before it is written, the first time."""
        if (sheet.name, row, column) not in self.cells and sheet.name not in self.made:
            rows = entries(sheet.range((row, column), (row + count - 1, column)))
            self.cells[sheet.name, row, column] = Before(sheet.name, rows, None, row, column)

    def places(self) -> dict[str, Area]:
        """Return table → where it stood, for plain ranges that serve as tables."""
        found = {name: before.standing for name, before in self.tables.items()}
        return {
            name: Area(s.sheet, s.table_part, s.top, s.left, max(s.last, self.last.get(name, s.last)), s.right)
            for name, s in found.items()
            if s is not None
        }

    def put_back(
        self, book: xw.Book, standings: Mapping[str, Standing], stands: Callable[[Area], tuple[bool, bool]]
    ) -> None:
        """Let the book be as before.

        Args:
            book: the book
            standings: where its tables stand now
            stands: tells whether anything stands below and beside the body of a table
        """
        for name, before in self.tables.items():
            now = standings.get(name)
            if now is not None and before.standing is not None:
                _put_table(book.sheets[now.sheet], now, before, standings, stands)
        names = [sheet.name for sheet in book.sheets]
        for before in self.cells.values():
            if before.sheet in names:
                bottom = before.top + len(before.rows) - 1
                write_block(
                    book.sheets[before.sheet].range((before.top, before.left), (bottom, before.left)), before.rows
                )
        for name in self.made:
            if name in names and len(book.sheets) > 1:
                book.sheets[name].delete()


def entries(cells: xw.Range) -> list[list[Entry]]:
    """Return what stands in cells so that it can be put there again; values only, where the program tells no formulas."""
    values = read_block(cells)
    # in a browser nothing is sent to Excel before all is done, and there is no step back: no formula has to be told
    lines = zip(values, formulas_to_keep(cells, values, ()), strict=True)
    return [[again(value, text) for value, text in zip(values, texts, strict=True)] for values, texts in lines]


def _put_table(
    sheet: xw.Sheet,
    now: Standing,
    before: Before,
    standings: Mapping[str, Standing],
    stands: Callable[[Area], tuple[bool, bool]],
) -> None:
    old = before.standing
    assert old is not None  # noqa: S101  (the caller looked)
    others = [other for other in standings.values() if other.sheet == now.sheet]
    last = now.first + old.last - old.first
    if last != now.last:
        below, beside = stands(Area(now.sheet, "", now.first, now.left, now.last, now.right))
        fit(sheet, now, last, others, below=below or bool(now.totals), beside=beside)
    first = now.first - now.header
    width = min(len(before.rows[0]), len(now.keys))
    write_block(sheet.range((first, now.left), (now.last, now.left + width - 1)), [row[:width] for row in before.rows])


_KEPT: dict[str, Snapshot] = {}


def remember(book: xw.Book, snapshot: Snapshot) -> None:
    """Keep the snapshot of a book in the place of an earlier one."""
    _KEPT[book.fullname] = snapshot


def take(book: xw.Book) -> Snapshot | None:
    """Return the snapshot of a book, once; None where there is none."""
    return _KEPT.pop(book.fullname, None)
