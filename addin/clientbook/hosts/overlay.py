"""A register with its own earlier output laid behind it: what people typed in the output is not lost by a new run.

Input tables of the register win, and the output adds those it lacks (a log, settings). Output tables come from the
output, because that is where people type beside our figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from clientbook.hosts.base import Area, Book, CellValue, Currencies, Merged, Progress, TypedValue
from clientbook.sheets.description import Content, Sheet


class Overlay:
    """A book to read from.

    Args:
        front: the register
        behind: an earlier output made from it
        outputs: names of the tables that the output is asked for first
    """

    def __init__(self, front: Book, behind: Book, outputs: Collection[str]) -> None:
        self.front = front
        self.behind = behind
        self._outputs = frozenset(outputs)
        self._lay()

    def _lay(self) -> None:
        """Note which areas are whose."""
        own = {area.table for area in self.front.areas()} - self._outputs
        self._behind_areas = tuple(
            area for area in self.behind.areas() if area.table.startswith("cb_") and area.table not in own
        )
        self._behind_tables = {area.table for area in self._behind_areas}
        self._front_areas = tuple(area for area in self.front.areas() if area.table not in self._behind_tables)

    @property
    def path(self) -> Path:
        """Return where the register is."""
        return self.front.path

    @property
    def date1904(self) -> bool:
        """Tell whether serial dates of the register count from 1904."""
        return self.front.date1904

    def sheets(self) -> Sequence[str]:
        """Return the names of the register's worksheets."""
        return self.front.sheets()

    def areas(self) -> Sequence[Area]:
        """Return the register's areas, then our tables of the output."""
        return (*self._front_areas, *self._behind_areas)

    def is_own(self, area: Area) -> bool:
        """Tell whether an area is the register's own, and not one of the output behind it."""
        return area.table not in self._behind_tables

    def _book(self, area: Area) -> Book:
        return self.front if self.is_own(area) else self.behind

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the values of a rectangle; see :class:`clientbook.hosts.base.Book`."""
        return self._book(area).cells(area)

    def formulas(self, area: Area) -> list[list[bool]]:
        """Tell which cells of a rectangle hold formulas."""
        return self._book(area).formulas(area)

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:
        """Return (row, column) of formulas of a sheet that no program has worked out yet: they show nothing."""
        return (self.front if sheet in self.front.sheets() else self.behind).unworked(sheet)

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return the cells of some rows of a sheet, of the register's where both books have one of that name."""
        book = self.front if sheet in self.front.sheets() else self.behind
        return book.odd_cells(sheet, rows, columns)

    def arrow(self, area: Area, header_row: int, columns: Sequence[int]) -> Any:
        """Return rows of a rectangle as an Arrow stream."""
        return self._book(area).arrow(area, header_row, columns)

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:
        """Yield rows of a rectangle in blocks."""
        return self._book(area).arrow_blocks(area, header_row, columns)

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:
        """Return what the formats of figures show."""
        return self._book(area).currencies(area, columns)

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:
        """Return the cells of some columns of an area that are merged over rows."""
        return self._book(area).merged(area, columns)

    def last_row(self, area: Area) -> int:
        """Return the last row that holds something on the sheet of an area."""
        return self._book(area).last_row(area)

    def grow(self, area: Area, rows: int) -> None:
        """Let an Excel Table take in rows right under it, in the book it stands in."""
        self._book(area).grow(area, rows)
        self._lay()

    def forget(self) -> None:
        """Drop what was read and kept of either book."""
        self.front.forget()
        self.behind.forget()

    def put(self, sheet: str, cells: Mapping[tuple[int, int], CellValue]) -> None:
        """Set single cells of a sheet of the register."""
        self.front.put(sheet, cells)

    def names(self, sheets: Sequence[Sheet], lang: str, places: Mapping[str, Area] | None = None) -> Mapping[str, str]:
        """Return the names that sheets have or get in the register."""
        return self.front.names(sheets, lang, places)

    def write(
        self,
        contents: Sequence[Content],
        lang: str,
        progress: Progress | None = None,
        places: Mapping[str, Area] | None = None,
    ) -> Sequence[TypedValue]:
        """Put described sheets into the register; the output behind it is not touched."""
        return self.front.write(contents, lang, progress, places)
