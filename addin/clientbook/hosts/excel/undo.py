"""One step back: what stood in the tables that a run replaced, kept while the program of ours lives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import xlwings as xw

from clientbook.errors import HostError
from clientbook.hosts.base import Area, CellValue
from clientbook.hosts.excel.fit import fit
from clientbook.hosts.excel.values import (
    Entry,
    all_again,
    is_formula,
    read_block,
    read_formulas,
    runs,
    write_block,
    write_cells,
)
from clientbook.hosts.standing import Standing

NEAR = 1_000
"""Cells that are read in one go for the sake of some of them."""


class Seen(NamedTuple):
    """Cells as they were read.

    Attributes:
        values: their values, row by row
        texts: their formulas, of constants the text; None where the program tells no formulas
    """

    values: list[list[CellValue]]
    texts: list[list[str]] | None

    @classmethod
    def of(cls, cells: xw.Range) -> Seen:
        """Read cells."""
        values = read_block(cells)
        try:
            return cls(values, read_formulas(cells))
        except HostError:
            # in a browser nothing is sent to Excel before all is done, and there is no step back: none has to be told
            return cls(values, None)

    def entries(self) -> list[list[Entry]]:
        """Return what stands there so that it can be put there again."""
        return all_again(self.values, self.texts or [[""] * len(row) for row in self.values])

    def body(self, rows: int, width: int, kept: Collection[int]) -> list[list[CellValue]] | None:
        """Return the values of the last rows; None where they are of another size, or a formula stands in columns to keep.

        What such a formula points at may have moved since.
        """
        if self.texts is None or len(self.values) < rows or len(self.values[0]) != width:
            return None
        values, texts = self.values[-rows:], self.texts[-rows:]
        lines = zip(values, texts, strict=True)
        return None if any(is_formula(text[at], line[at]) for line, text in lines for at in kept) else values


def entries_at(sheet: xw.Sheet, spots: Collection[tuple[int, int]]) -> dict[tuple[int, int], Entry]:
    """Return what stands in single cells, by row and column, so that it can be put there again.

    Cells near each other are read in one go, with what is between them: a program takes as long for one as for many.
    """
    if not spots:
        return {}
    (top, left), (bottom, right) = (tuple(map(end, zip(*spots, strict=True))) for end in (min, max))
    if (bottom - top + 1) * (right - left + 1) <= NEAR:
        rows = Seen.of(sheet.range((top, left), (bottom, right))).entries()
        return {(row, column): rows[row - top][column - left] for row, column in spots}
    found: dict[tuple[int, int], Entry] = {}
    for (row, column), run in runs({spot: spot for spot in spots}):
        rows = Seen.of(sheet.range((row, column), (row + len(run) - 1, column))).entries()
        found.update(zip(run, [line[0] for line in rows], strict=True))
    return found


class Before(NamedTuple):
    """A table as it was, with its header.

    Attributes:
        seen: what stood in its cells
        standing: where it stood
    """

    seen: Seen
    standing: Standing


@dataclass
class Snapshot:
    """What one run replaces in one book.

    Attributes:
        tables: name → the table before
        cells: sheet → row and column → what stood there, of single cells
        made: names of new sheets
        last: table → row to which it was filled
    """

    tables: dict[str, Before] = field(default_factory=dict)
    cells: dict[str, dict[tuple[int, int], Entry]] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)

    def reached(self, standing: Standing, last: int) -> None:
        """Note down to which row a plain range was filled: unlike a table it does not tell by itself."""
        name = standing.table.name
        self.last[name] = max(last, self.last.get(name, last))

    def keep_table(self, sheet: xw.Sheet, standing: Standing) -> Seen | None:
        """Keep a table before it is written, the first time; return what was read of it."""
        name = standing.table.name
        if name in self.tables or sheet.name in self.made:
            return None
        seen = Seen.of(sheet.range((standing.top, standing.left), (standing.last, standing.right)))
        self.tables[name] = Before(seen, replace(standing))
        return seen

    def keep_cells(self, sheet: xw.Sheet, spots: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Entry]:
        """Keep single cells, by row and column, before they are written, the first time; return those kept now."""
        if sheet.name in self.made:
            return {}
        kept = self.cells.setdefault(sheet.name, {})
        new = entries_at(sheet, [spot for spot in spots if spot not in kept])
        kept.update(new)
        return new

    def give_up(self, sheet: xw.Sheet, cells: Mapping[tuple[int, int], Entry]) -> None:
        """Put cells back whose writing failed, and keep them no longer: what takes no entry now has changed none."""
        for spot, before in cells.items():
            with suppress(Exception):
                write_cells(sheet, {spot: before})
            del self.cells[sheet.name][spot]

    def places(self) -> dict[str, Area]:
        """Return table → where it stood, for plain ranges that serve as tables."""
        found = {name: before.standing for name, before in self.tables.items()}
        return {
            name: Area(s.sheet, s.table_part, s.top, s.left, max(s.last, self.last.get(name, s.last)), s.right)
            for name, s in found.items()
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
            if now is not None:
                _put_table(book.sheets[now.sheet], now, before, standings, stands)
        names = [sheet.name for sheet in book.sheets]
        for name, cells in self.cells.items():
            if name in names:
                write_cells(book.sheets[name], cells)
        for name in self.made:
            if name in names and len(book.sheets) > 1:
                book.sheets[name].delete()


def _put_table(
    sheet: xw.Sheet,
    now: Standing,
    before: Before,
    standings: Mapping[str, Standing],
    stands: Callable[[Area], tuple[bool, bool]],
) -> None:
    old = before.standing
    others = [other for other in standings.values() if other.sheet == now.sheet]
    last = now.first + old.last - old.first
    if last != now.last:
        below, beside = stands(Area(now.sheet, "", now.first, now.left, now.last, now.right))
        fit(sheet, now, last, others, below=below or bool(now.totals), beside=beside)
    first = now.first - now.header
    rows = before.seen.entries()
    width = min(len(rows[0]), len(now.keys))
    write_block(sheet.range((first, now.left), (now.last, now.left + width - 1)), [row[:width] for row in rows])


_KEPT: dict[str, Snapshot] = {}


def remember(book: xw.Book, snapshot: Snapshot) -> None:
    """Keep the snapshot of a book in the place of an earlier one."""
    _KEPT[book.fullname] = snapshot


def kept(name: str) -> Snapshot | None:
    """Return the snapshot of a book by its full name, which stays; None where there is none."""
    return _KEPT.get(name)


def take(book: xw.Book) -> Snapshot | None:
    """Return the snapshot of a book, once; None where there is none."""
    return _KEPT.pop(book.fullname, None)
