"""An open workbook: the host of everything that is done in front of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlwings as xw

from clientbook.errors import HostError
from clientbook.hosts.base import Area, CellValue, Currencies, Merged, Progress, TypedValue
from clientbook.hosts.excel.arrow import arrow_rows
from clientbook.hosts.excel.currencies import shown_currencies
from clientbook.hosts.excel.grid import BLOCK, Used, cut, holds, range_of, table_area, used, used_area
from clientbook.hosts.excel.merged import merged_cells
from clientbook.hosts.excel.standing import find_standing
from clientbook.hosts.excel.undo import Snapshot
from clientbook.hosts.excel.values import entry, is_formula, read_block, read_formulas, write_cells
from clientbook.hosts.file.tasks import names_of
from clientbook.hosts.standing import sheets_of
from clientbook.sheets.description import Content, Sheet

FEW = 1_000
"""Cells that are read by themselves where their sheet has not been read."""


class LiveBook:
    """An open book; see :class:`clientbook.hosts.base.Book`.

    It is neither opened nor saved nor closed here, and nothing is changed before :meth:`write`.

    Args:
        book: the book as xlwings has it
    """

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self.snapshot = Snapshot()
        self._sheets: dict[str, xw.Sheet] = {}
        self._used: dict[str, Used | None] = {}
        self._formulas: dict[str, set[tuple[int, int]]] = {}
        self._tables: dict[str, Area] | None = None
        self._table_names: list[str] = []
        self.grown: dict[str, int] = {}

    @property
    def path(self) -> Path:
        """Return its name, for messages: a book in a cloud has an address instead of a path."""
        return Path(self.book.name)

    @property
    def date1904(self) -> bool:
        """Tell whether serial dates count from 1904: an open book gives dates, not serials."""
        return False

    def sheets(self) -> Sequence[str]:
        """Return the names of the sheets, in order."""
        return list(self._named())

    def _named(self) -> Mapping[str, xw.Sheet]:
        if not self._sheets:
            self._sheets = {sheet.name: sheet for sheet in self.book.sheets}
        return self._sheets

    def tables(self) -> Mapping[str, Area]:
        """Return name → where it stands, of every table with a header."""
        if self._tables is None:
            found = [table for sheet in self._named().values() for table in sheet.tables]
            self._tables = {area.table: area for table in found if table.show_headers for area in [table_area(table)]}
            self._table_names = [table.name for table in found]
        return self._tables

    def taken_names(self) -> Sequence[str]:
        """Return the names that a new table cannot get: those of tables and of ranges."""
        self.tables()
        return [*self._table_names, *(name.name for name in self.book.names)]

    def areas(self) -> Sequence[Area]:
        """Return every table with a header, as it will be with the rows it takes in, then what every sheet holds."""
        tables = [replace(a, bottom=a.bottom + self.grown.get(name, 0)) for name, a in self.tables().items()]
        return [*tables, *(found.area for name in self.sheets() if (found := self._of(name)) is not None)]

    def _of(self, sheet: str) -> Used | None:
        if sheet not in self._used:
            self._used[sheet] = used(self._sheet(sheet))
        return self._used[sheet]

    def _sheet(self, name: str) -> xw.Sheet:
        if name not in self._named():
            raise HostError("sheet_not_found", sheet=name)
        return self._named()[name]

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the values of a rectangle, row by row."""
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        if height < 1 or width < 1:
            return []
        if area.sheet not in self._used and height * width <= FEW:
            return read_block(range_of(self._sheet(area.sheet), area))
        found = self._of(area.sheet)
        if found is None:
            return [[None] * width for _ in range(height)]
        return cut(found, area) if found.cells is not None else read_block(range_of(self._sheet(area.sheet), area))

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return the cells of some rows and columns of a sheet, row by row."""
        if not columns:
            return [[] for _ in rows]
        left, right = min(columns), max(columns)
        lines = (self.cells(Area(sheet, "", row, left, row, right))[0] for row in rows)
        return [[line[column - left] for column in columns] for line in lines]

    def arrow(self, area: Area, header_row: int, columns: Sequence[int]) -> Any:
        """Return the rows below a header as Arrow data."""
        return arrow_rows(self._rows(area, range(header_row + 1, area.bottom + 1), columns), columns)

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:
        """Yield the same rows in blocks, from top to bottom."""
        for start in range(header_row + 1, area.bottom + 1, BLOCK):
            rows = range(start, min(start + BLOCK, area.bottom + 1))
            yield arrow_rows(self._rows(area, rows, columns), columns)

    def _rows(self, area: Area, rows: range, columns: Sequence[int]) -> list[list[CellValue]]:
        left, right = min(columns), max(columns)
        lines = self.cells(Area(area.sheet, "", rows.start, left, rows.stop - 1, right)) if rows else []
        return [[line[column - left] for column in columns] for line in lines]

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:  # noqa: ARG002
        """Return nothing: a program that has the book open has worked out its formulas."""
        return frozenset()

    def formulas(self, area: Area) -> list[list[bool]]:
        """Tell for every cell of a rectangle whether it holds a formula; of a program that does not tell, none does."""
        if area.sheet not in self._formulas:
            self._formulas[area.sheet] = self._with_formulas(area.sheet)
        found, columns = self._formulas[area.sheet], range(area.left, area.right + 1)
        return [[(row, column) in found for column in columns] for row in range(area.top, area.bottom + 1)]

    def _with_formulas(self, sheet: str) -> set[tuple[int, int]]:
        found = self._of(sheet)
        if found is None:
            return set()
        values = self.cells(found.area)
        try:
            texts = read_formulas(range_of(self._sheet(sheet), found.area))
        except HostError:
            return set()
        lines = enumerate(zip(texts, values, strict=True), start=found.area.top)
        return {
            (row, column)
            for row, (line, held) in lines
            for column, (text, value) in enumerate(zip(line, held, strict=True), start=found.area.left)
            if is_formula(text, value)
        }

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:
        """Return what the formats of figures in some columns of an area show; nothing of a program that tells none."""
        return shown_currencies(self._sheet(area.sheet), range(area.top, area.bottom + 1), columns)

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:
        """Return the cells of some columns of an area that are merged over rows; nothing of a program that tells none."""
        return merged_cells(self._sheet(area.sheet), range(area.top, area.bottom + 1), columns)

    def last_row(self, area: Area) -> int:
        """Return the last row that holds something on the sheet of an area; 0 for an empty one."""
        found = self._of(area.sheet)
        return 0 if found is None else found.area.bottom

    def stands(self, area: Area) -> tuple[bool, bool]:
        """Tell whether anything stands below a rectangle, and whether beside it, as the sheet is now."""
        self._used.pop(area.sheet, None)
        sheet = self._sheet(area.sheet)
        whole = used_area(sheet)
        # the rectangle itself, which may be most of its sheet, is not read for that
        below = replace(whole, top=max(whole.top, area.bottom + 1))
        rows = replace(whole, top=max(whole.top, area.top), bottom=min(whole.bottom, area.bottom))
        sides = (
            replace(rows, right=min(whole.right, area.left - 1)),
            replace(rows, left=max(whole.left, area.right + 1)),
        )
        tables = any(table.range.row > area.bottom for table in sheet.tables)
        return tables or holds(sheet, below), any(holds(sheet, side) for side in sides)

    def grow(self, area: Area, rows: int) -> None:
        """Let a table take in rows right under it: shown so from now on, done when the book is written."""
        self.grown[area.table] = self.grown.get(area.table, 0) + rows

    def forget(self) -> None:
        """Drop what was read and kept."""
        self._sheets = {}
        self._used.clear()
        self._formulas.clear()
        self._tables = None

    def put(self, sheet: str, cells: Mapping[tuple[int, int], CellValue]) -> None:
        """Set single cells of a sheet by (row, column), a run of a column at a time; undo puts them back.

        Raises:
            HostError: the sheet is protected.
        """
        place = self._sheet(sheet)
        kept = self.snapshot.keep_cells(place, cells)
        try:
            write_cells(place, {spot: entry(value) for spot, value in cells.items()})
        except Exception as error:
            self.snapshot.give_up(place, kept)
            raise HostError("sheet_protected", sheet=sheet) from error
        self.forget()

    def names(self, sheets: Sequence[Sheet], lang: str, places: Mapping[str, Area] | None = None) -> Mapping[str, str]:
        """Return key of a sheet → the name it has in the book, or gets when it is written."""
        tables, known = [block.table for sheet in sheets for block in sheet.blocks()], places or {}
        standings = find_standing(tables, list(self.tables().values()), known, self.cells)
        return names_of(sheets, lang, sheets_of(standings, known), self.sheets())

    def write(
        self,
        contents: Sequence[Content],
        lang: str,
        progress: Progress | None = None,
        places: Mapping[str, Area] | None = None,
    ) -> Sequence[TypedValue]:
        """Put described sheets into the book, all or nothing.

        Raises:
            HostError: a sheet is protected, or a filter cannot be put back; nothing was changed.
        """
        from clientbook.hosts.excel.refill import Refill

        return Refill(self, contents, lang, places or {}).run(progress)
