"""The reading half of a closed workbook: sheets, areas, cells, columns and formulas."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, load_workbook

from clientbook.hosts.base import Area, CellValue, Currencies, Merged
from clientbook.hosts.file.addresses import corners
from clientbook.hosts.file.archive import Entry
from clientbook.hosts.file.columns import arrow_rows, open_sheets
from clientbook.hosts.file.extract import bare, extract, stored, texts_for
from clientbook.hosts.file.grid import Grid, check_reach, either_way, grid, readable
from clientbook.hosts.file.index import Index
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.sheet_scan import Extent, OddXml, SheetScan
from clientbook.hosts.file.slow_scan import slow_errors, slow_formulas, slow_merged, slow_reach, slow_styled
from clientbook.hosts.file.style_formats import currency_styles
from clientbook.register.currencies import ROUBLE

if TYPE_CHECKING:
    import fastexcel

BIG_SHEET = 4 << 20
"""Bytes of XML from which on a few rows are cut out rather than the whole sheet read (about 10,000 rows of sales)."""
FEW_ROWS = 5_000
WHOLE = 128 << 20
"""Bytes of XML up to which a sheet of sales is read in one go (about 360,000 rows)."""
BLOCK = 64 << 20
"""Bytes of XML that are read at once of a larger one, to go to the database block by block."""


class Reader:
    """Reads a package as it is now; what is read once is kept, unless it is large.

    Args:
        package: a workbook that the guard let in
    """

    def __init__(self, package: Package) -> None:
        self.index = Index(package)
        self.package = package
        self._extents: dict[str, Extent | None] = {}
        self._merged: dict[str, list[str]] = {}
        self._grids: dict[str, Grid] = {}
        self._formulas: dict[str, set[tuple[int, int]]] = {}

    def sheets(self) -> list[str]:
        """Return the names of the worksheets, in order."""
        return [sheet.name for sheet in self.index.worksheets]

    @cached_property
    def _areas(self) -> list[Area]:
        # A table without a header row has no first row to name its columns by; its sheet's used range shows it.
        tables = [table.area for table in self.index.tables if table.header]
        return tables + [
            Area(name, "", extent.top, extent.left, extent.bottom, extent.right)
            for name in self.sheets()
            if (extent := self._extent(name)) is not None
        ]

    def areas(self) -> list[Area]:
        """Return every Excel Table with a header row, then the used range of every sheet that holds something."""
        return list(self._areas)

    def last_row(self, sheet: str) -> int:
        """Return the last row of a sheet that holds something; 0 for an empty one."""
        extent = self._extent(sheet)
        return 0 if extent is None else extent.bottom

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the values of a rectangle; a formula's is the cached one, an empty text is None."""
        if area.bottom - area.top < FEW_ROWS and self._big(area.sheet):
            return self._rows(area.sheet, range(area.top, area.bottom + 1), area.left, area.right)
        return self._grid(area.sheet).cut(area)

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return the values of some rows, row by row, without reading the rest of a large sheet.

        Args:
            sheet: name of the sheet
            rows: numbers of the rows, in any order
            columns: numbers of the columns, in any order
        """
        rows = list(rows)
        wanted = sorted(set(rows))
        if not wanted or not columns:
            return [[] for _ in rows]
        left, right = min(columns), max(columns)
        if self._big(sheet):
            lines = self._rows(sheet, wanted, left, right)
        else:
            whole = self._grid(sheet)
            lines = [whole.cut(Area(sheet, "", row, left, row, right))[0] for row in wanted]
        found = dict(zip(wanted, lines, strict=True))
        return [[found[row][column - left] for column in columns] for row in rows]

    def arrow(self, area: Area, header_row: int, columns: Sequence[int]) -> Any:
        """Return the rows below a header for Arrow; see :meth:`clientbook.hosts.base.Book.arrow`."""
        extent = self._extent(area.sheet)
        rows = range(header_row + 1, area.bottom + 1)
        with readable(area.sheet):
            part = self._entry(area.sheet)
            book = open_sheets(extract(self.index, [part]))
            return arrow_rows(book, 0, rows, columns, extent, others=lambda: self._bare_sheet(part))

    def _bare_sheet(self, part: Entry) -> fastexcel.ExcelReader:
        return open_sheets(extract(self.index, [bare(part)]))

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:
        """Return the rows below a header for Arrow in blocks; see :meth:`clientbook.hosts.base.Book.arrow_blocks`."""
        rows = range(header_row + 1, area.bottom + 1)
        if not rows:
            return iter(())
        extent = self._extent(area.sheet)
        whole = self._entry(area.sheet)

        def cut() -> list[tuple[range, Entry]]:
            if extent is not None and whole.size > WHOLE:
                with contextlib.suppress(OddXml):
                    return list(SheetScan(whole).parts(rows, extent, BLOCK))
            return [(rows, whole)]

        parts = cut()
        ranges = [some for some, _ in parts]
        with readable(area.sheet):
            # one book of all blocks: its shared texts are read once
            book = open_sheets(extract(self.index, [part for _, part in parts]))
        if len(parts) > 1:
            self.__dict__.pop("_book", None)  # texts of other sheets, in the way of a large one

        def block(number: int) -> Any:
            some = ranges[number]
            with readable(area.sheet):
                return arrow_rows(
                    book,
                    number,
                    some,
                    columns,
                    extent,
                    cut=some.start > rows.start,
                    others=lambda: self._bare_sheet(cut()[number][1]),  # cut anew: blocks are not kept
                )

        # Reading leaves the interpreter to others: the first block comes while the caller sees to smaller things.
        beside = ThreadPoolExecutor(1)
        first = beside.submit(block, 0)
        beside.shutdown(wait=False)
        return chain((first.result() for _ in range(1)), map(block, range(1, len(ranges))))

    def formulas(self, area: Area) -> list[list[bool]]:
        """Tell for every cell of a rectangle whether it holds a formula."""
        if area.sheet not in self._formulas:
            self._formulas[area.sheet] = self._scanned_formulas(self._entry(area.sheet))
        found = self._formulas[area.sheet]
        columns = range(area.left, area.right + 1)
        return [[(row, column) in found for column in columns] for row in range(area.top, area.bottom + 1)]

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:
        """Return what the formats of figures in some columns of an area show.

        A book that has no format of a foreign currency, as most have none, is not looked through.
        """
        roubles = {style for style, sign in self._currency_styles.items() if sign == ROUBLE}
        foreign = self._currency_styles.keys() - roubles
        rows = range(area.top, area.bottom + 1)
        found = {
            (row, column): self._currency_styles[style]
            for row, column, style in self._styled(area.sheet, foreign, columns)
            if row in rows
        }
        if not found:
            return Currencies()
        return Currencies(found, any(row in rows for row, _, _ in self._styled(area.sheet, roubles, columns)))

    @cached_property
    def _currency_styles(self) -> dict[int, str]:
        part = self.index.part("styles")
        return currency_styles(self.package.read(part)) if part else {}

    def _styled(self, sheet: str, styles: Set[int], columns: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        if not styles or not columns:
            return iter(())
        part = self._entry(sheet)
        try:
            return iter(list(SheetScan(part).styled(styles, columns)))
        except OddXml:
            return slow_styled(part, styles, columns)

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:
        """Return the cells of some columns of an area that are merged over rows."""
        self._extent(area.sheet)
        found: list[Merged] = []
        for top, left, bottom, _ in sorted(map(corners, self._merged[area.sheet]), key=lambda box: (box[1], box[0])):
            apart = not found or found[-1].column < left or found[-1].bottom < top
            if left in columns and area.top <= top < min(bottom, area.bottom) and apart:
                found.append(Merged(left, top, min(bottom, area.bottom)))
        return found

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:
        """Return (row, column) of formulas of a sheet that no program has worked out yet: they show nothing."""
        part = self._entry(sheet)
        try:
            return SheetScan(part).formulas(unworked=True)
        except OddXml:
            return slow_formulas(part, unworked=True)

    def _entry(self, sheet: str) -> Entry:
        return self.package.entry(self.index.sheet(sheet).part)

    def _big(self, sheet: str) -> bool:
        return sheet not in self._grids and self._entry(sheet).size > BIG_SHEET

    def _extent(self, sheet: str) -> Extent | None:
        if sheet not in self._extents:
            entry = self._entry(sheet)
            try:
                scan = SheetScan(entry)
                found = scan.extent()
                self._merged[sheet] = scan.merged()
                if found is not None:
                    check_reach(sheet, found.bottom, found.right, found.cells, entry.size)
            except OddXml:
                found = self._slow_extent(sheet)
                self._merged[sheet] = slow_merged(entry)
            self._extents[sheet] = found
        return self._extents[sheet]

    def _slow_extent(self, sheet: str) -> Extent | None:
        entry = self._entry(sheet)
        with readable(sheet):
            bottom, right = slow_reach(entry)
        check_reach(sheet, bottom, right, bottom * right, entry.size)
        found = self._grid(sheet)
        if not found.rows:
            return None
        bottom, right = found.top + len(found.rows) - 1, found.left + len(found.rows[0]) - 1
        cells = ((column, value) for row in found.rows for column, value in enumerate(row, found.left))
        return Extent(found.top, found.left, bottom, right, frozenset(c for c, value in cells if type(value) is bool))

    def _rows(self, sheet: str, rows: Sequence[int], left: int, right: int) -> list[list[CellValue]]:
        """Return some rows (ascending) of a large sheet, cut out of it if that can be."""
        try:
            data = SheetScan(self._entry(sheet)).rows(rows)
        except OddXml:
            whole = self._grid(sheet)
            return [whole.cut(Area(sheet, "", row, left, row, right))[0] for row in rows]
        part = stored(data)

        def read(*, plain: bool) -> Grid:
            some = [bare(part) if plain else part]
            cells = load_workbook(io.BytesIO(extract(self.index, some, texts_for(self.index, data))))
            return grid(cells.get_sheet_by_index(0), self._errors(part))

        found = either_way(sheet, read)
        return found.cut(Area(sheet, "", 1, left, len(rows), right))

    def _grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet; those of a large one are not kept, because they are asked for once."""
        if sheet in self._grids:
            return self._grids[sheet]
        entry = self._entry(sheet)

        def read(*, plain: bool) -> Grid:
            alone = plain or sheet not in self._whole
            book = self._opened([bare(entry) if plain else entry]) if alone else self._book
            number = 0 if alone else self._whole.index(sheet)
            return grid(book.get_sheet_by_index(number), self._errors(entry))

        found = either_way(sheet, read)
        if not self._big(sheet):
            self._grids[sheet] = found
        return found

    @cached_property
    def _whole(self) -> list[str]:
        """The sheets that are read whole, if they are read."""
        return [sheet for sheet in self.sheets() if self._entry(sheet).size <= WHOLE]

    @cached_property
    def _book(self) -> CalamineWorkbook:
        """Those sheets as one book, so that the texts they share are read once; a sheet is read when it is asked for."""
        return self._opened([self._entry(sheet) for sheet in self._whole])

    def _opened(self, parts: Sequence[Entry]) -> CalamineWorkbook:
        return load_workbook(io.BytesIO(extract(self.index, parts)))

    @staticmethod
    def _errors(part: Entry) -> dict[tuple[int, int], str]:
        try:
            return SheetScan(part).errors()
        except OddXml:
            return slow_errors(part)

    @staticmethod
    def _scanned_formulas(part: Entry) -> set[tuple[int, int]]:
        try:
            return SheetScan(part).formulas()
        except OddXml:
            return slow_formulas(part)
