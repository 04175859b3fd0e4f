"""What every host can do: name its sheets and tables, read blocks of cells, write described sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from clientbook.sheets.description import Content, Sheet


@dataclass(frozen=True)
class CellError:
    """An error value in a cell, such as ``#N/A``."""

    code: str

    def __str__(self) -> str:
        return self.code


CellValue = str | float | int | bool | datetime | date | CellError | None
Progress = Callable[[str, int, int], None]
"""Called with a step's catalogue key, what is done and what there is to do."""


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, rows and columns counted from 1 as in Excel.

    Attributes:
        sheet: name of its sheet
        table: name of the Excel Table, empty for the used range of a sheet
        top, left, bottom, right: its corners; a table's first row is its header
        totals: rows at the end that are totals
    """

    sheet: str
    table: str
    top: int
    left: int
    bottom: int
    right: int
    totals: int = 0


class TypedValue(NamedTuple):
    """Something a person typed: sheet, cell and the text of its value."""

    sheet: str
    cell: str
    value: str

    @property
    def row(self) -> int:
        """Return the row of the cell."""
        return row_of(self.cell)


def row_of(cell: str) -> int:
    """Return the row of an address such as ``C17``; 0 for none."""
    return int("".join(sign for sign in cell if sign.isdigit()) or 0)


class Merged(NamedTuple):
    """Cells of one column that are merged over rows: the first holds the value of all.

    Attributes:
        column: the column; of cells merged over columns too, the one that holds the value
        top, bottom: the first and the last row
    """

    column: int
    top: int
    bottom: int


class Currencies(NamedTuple):
    """What the formats of figures say of their currency.

    Attributes:
        foreign: (row, column) → sign of a currency other than the rouble
        roubles: there are figures beside them whose format shows roubles
    """

    foreign: Mapping[tuple[int, int], str] = {}
    roubles: bool = False


class Book(Protocol):
    """A workbook, wherever it lives."""

    @property
    def path(self) -> Path:
        """Return where the workbook is, for messages."""

    @property
    def date1904(self) -> bool:
        """Tell whether serial dates count from 1904."""

    def sheets(self) -> Sequence[str]:
        """Return the names of the worksheets, in order."""

    def areas(self) -> Sequence[Area]:
        """Return every Excel Table, then the used range of every worksheet (empty ones left out)."""

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the values of a rectangle, row by row: text, float, bool, datetime, error or None.

        Cells outside the used range are None. Merged cells give their value in the first cell only.
        """

    def arrow(self, area: Area, header_row: int, columns: Sequence[int]) -> Any:
        """Return rows below ``header_row`` of the sheet as Arrow data for DuckDB.

        That is an object with ``__arrow_c_stream__`` or ``__arrow_c_array__``, to be registered and read once.

        Columns are named ``c<number>``, ``number`` being the column of the sheet; the first Arrow row is sheet row
        ``header_row + 1``, and the last is ``area.bottom``; blank rows inside are kept. A column of mixed kinds comes as
        text with dates in ISO form; error cells come as nulls.
        """

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:
        """Yield the same rows as :meth:`arrow` in blocks, from top to bottom, so that few are in memory at a time.

        Every block has the types of its own rows: a column may come as figures in one and as text in another. A host
        that can begins to read when it is called, beside whatever its caller does before taking the first block.
        """

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return the cells of some rows and columns of a sheet, row by row, without the rest of it."""

    def forget(self) -> None:
        """Drop what was read and kept; whatever is asked for again is read again."""

    def formulas(self, area: Area) -> list[list[bool]]:
        """Tell for every cell of a rectangle whether it holds a formula."""

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:
        """Return (row, column) of formulas of a sheet that no program has worked out yet: they show nothing."""

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:
        """Return what the formats of figures in some columns of an area show; nothing where a program tells no formats."""

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:
        """Return the cells of some columns of an area that are merged over rows, none of them over another's.

        Nothing where a program tells of none, as in a browser.
        """

    def last_row(self, area: Area) -> int:
        """Return the last row that holds something on the sheet of an area; 0 for an empty one."""

    def grow(self, area: Area, rows: int) -> None:
        """Let an Excel Table take in rows right under it; :meth:`areas` shows it so from now on."""

    def put(self, sheet: str, cells: Mapping[tuple[int, int], CellValue]) -> None:
        """Set single cells of a sheet by (row, column); everything else stays as it is."""

    def names(self, sheets: Sequence[Sheet], lang: str, places: Mapping[str, Area] | None = None) -> Mapping[str, str]:
        """Return key of a described sheet → the name it has in the workbook, or gets when it is written.

        Args:
            sheets: the sheets, in the order of writing
            lang: language of sheets that are made
            places: as in :meth:`write`
        """

    def write(
        self,
        contents: Sequence[Content],
        lang: str,
        progress: Progress | None = None,
        places: Mapping[str, Area] | None = None,
    ) -> Sequence[TypedValue]:
        """Put described sheets into the workbook: make what is missing, refill what is there.

        Args:
            contents: what stands on the sheets afterwards
            lang: language of sheets that are made
            progress: called as the tables go on
            places: table → where it stands, for plain ranges of people's that serve as a table

        Returns:
            What people typed on rows that are no more, so that it can be told.
        """
