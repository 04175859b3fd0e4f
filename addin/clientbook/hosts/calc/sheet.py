"""The sheets of a book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from clientbook.hosts.calc.charts import Charts
from clientbook.hosts.calc.copies import copy_sheet
from clientbook.hosts.calc.names import SheetNames
from clientbook.hosts.calc.range import EVERYTHING, Corners, Range, corners
from clientbook.hosts.calc.tables import Kept, Tables

if TYPE_CHECKING:
    from clientbook.hosts.calc.engine import Book, Name

CONTENTS = 1 | 2 | 4 | 16
"""Values, dates, texts and formulas (com.sun.star.sheet.CellFlags)."""


class FoundSheets:
    """The sheets of a book as UNO has them, each asked for once: what Calc hands out follows its sheet ever after.

    To be told what such a thing can do takes ten times as long as to ask it for its name.

    Args:
        document: the book as UNO has it
    """

    def __init__(self, document: Any) -> None:
        self.found = document.getSheets()
        self._by_name: dict[str, Any] = {}

    def names(self) -> Sequence[str]:
        """Return their names as they are now, in order."""
        return list(self.found.getElementNames())

    def __getitem__(self, name: str) -> Any:
        sheet = self._by_name.get(name)
        if sheet is None or sheet.getName() != name:
            sheet = self._by_name[name] = self.found.getByName(name)
        return sheet

    def remove(self, name: str) -> None:
        """Take a sheet out of the book."""
        self._by_name.pop(name, None)
        self.found.removeByName(name)


class Sheets(base_classes.Sheets):
    """The sheets of a book, in order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        """Return them as UNO has them."""
        return self.book.found.found

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        found = self.book.found
        return iter([Sheet(self.book, found[name]) for name in found.names()])

    def __contains__(self, name: str) -> bool:
        return any(each.casefold() == name.casefold() for each in self.book.found.names())

    def __call__(self, key: int | str) -> Sheet:
        """Return a sheet by its number from 1 or its name.

        Raises:
            KeyError: there is no such sheet.
        """
        if isinstance(key, str):
            if not self.api.hasByName(key):
                raise KeyError(key)
            return Sheet(self.book, self.book.found[key])
        names = self.book.found.names()
        if not 1 <= key <= len(names):
            raise KeyError(key)
        return Sheet(self.book, self.book.found[names[key - 1]])

    @property
    def active(self) -> Sheet:
        """Return the sheet in front."""
        return Sheet(self.book, self.book.document.getCurrentController().getActiveSheet())

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        """Add a sheet before or after another one, or before the one in front."""
        place = after.index if after is not None else (before or self.active).index - 1
        names = set(self.api.getElementNames())
        free = next(f"Sheet{number}" for number in range(1, len(names) + 2) if f"Sheet{number}" not in names)
        self.book.ranges.forget()
        self.api.insertNewByName(name or free, place)
        return self(name or free)


class Sheet(base_classes.Sheet):
    """A sheet.

    Args:
        book: its book
        sheet: the sheet as UNO has it
    """

    def __init__(self, book: Book, sheet: Any) -> None:
        self._book = book
        self.sheet = sheet
        self._called: Name | None = None
        self._latest: Any = None

    @property
    def api(self) -> Any:
        """Return it as UNO has it."""
        return self.sheet

    @property
    def book(self) -> Book:
        """Return its book."""
        return self._book

    @property
    def name(self) -> str:
        """Return its name."""
        self._called = self._book.app.name_of(self._called, self.sheet.getName)
        return self._called.text

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.setName(value)
        self._book.app.forget_names()

    @property
    def index(self) -> int:
        """Return its number from 1."""
        return int(self.sheet.getRangeAddress().Sheet) + 1

    @property
    def visible(self) -> bool:
        """Tell whether it is shown."""
        return bool(self.sheet.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.sheet.IsVisible = value

    @property
    def names(self) -> SheetNames:
        """Return the names that belong to the sheet."""
        return SheetNames(self)

    @property
    def tables(self) -> Tables:
        """Return its tables."""
        return Tables(self)

    @property
    def charts(self) -> Charts:
        """Return its charts."""
        return Charts(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        """Return what keeps rows and columns in sight."""
        return FreezePanes(self)

    @property
    def cells(self) -> Range:
        """Return all of it."""
        return self.of(self.sheet)

    def of(self, cells: Any) -> Range:
        """Return a range of the sheet from one of UNO."""
        return self.at(cells.getRangeAddress())

    def at(self, address: Any) -> Range:
        """Return a range of the sheet from an address of UNO."""
        return Range(self, address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1)

    @cached_property
    def columns(self) -> Any:
        """Return its columns as UNO has them."""
        return self.sheet.getColumns()

    def found(self, box: Corners) -> Any:
        """Return cells as UNO has them: the ones asked for just before, if they are the same and have not moved since.

        xlwings makes a range anew for every value that it puts into one.
        """
        if self._latest is None or self.at(self._latest.getRangeAddress()).box != box:
            top, left, bottom, right = box
            self._latest = self.sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        return self._latest

    def range(self, first: Any, second: Any = None) -> Range:
        """Return a range from addresses, pairs of numbers from 1, or ranges."""
        top, left, bottom, right = corners(self, first)
        if second is not None:
            _, _, bottom, right = corners(self, second)
        return Range(self, top, left, bottom, right)

    @property
    def used_range(self) -> Range:
        """Return the rectangle that holds everything, ``A1`` of an empty sheet."""
        cursor = self.sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)  # noqa: FBT003
        cursor.gotoEndOfUsedArea(True)  # noqa: FBT003
        return self.of(cursor)

    def activate(self) -> None:
        """Bring it to the front of its book."""
        self._book.document.getCurrentController().setActiveSheet(self.sheet)

    select = activate

    @property
    def show_gridlines(self) -> bool:
        """Tell whether lines between cells are drawn; Calc keeps that for the sheet in front."""
        return bool(self._in_front().ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._in_front().ShowGrid = value

    def _in_front(self) -> Any:
        self.activate()
        return self._book.document.getCurrentController()

    def clear(self) -> None:
        """Empty it, formats and all."""
        self.sheet.clearContents(EVERYTHING)

    def clear_contents(self) -> None:
        """Take values and formulas away."""
        self.sheet.clearContents(CONTENTS)

    def autofit(self, axis: str | None = None) -> None:
        """Fit widths and heights to what the cells hold."""
        self.used_range.autofit(axis)

    def copy(self, before: Any = None, after: Any = None) -> None:
        """Copy it before or after a sheet of this book or of another one."""
        beside = before or after
        copy_sheet(self, beside.book, beside.index - (after is None))

    def delete(self) -> None:
        """Take it out of the book."""
        others = [Kept.of(table) for sheet in self._book.sheets if sheet.name != self.name for table in sheet.tables]
        for table in self.tables:
            table.drop()
        self._book.ranges.forget()
        self._book.found.remove(self.name)
        # LibreOffice 7.4 forgets the tables of the sheet before it
        for kept in others:
            kept.make_sure(self._book.sheets(kept.sheet))


class FreezePanes(base_classes.FreezePanes):
    """Rows and columns that stay in sight."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Keep the rows and columns of a range that begins in A1 in sight."""
        part = self.sheet.range(frozen_range)
        rows = 0 if part.shape[0] >= self.sheet.cells.shape[0] else part.row + part.shape[0] - 1
        columns = 0 if part.shape[1] >= self.sheet.cells.shape[1] else part.column + part.shape[1] - 1
        self._controller().freezeAtPosition(columns, rows)

    def unfreeze(self) -> None:
        """Let everything scroll."""
        self._controller().freezeAtPosition(0, 0)

    def _controller(self) -> Any:
        self.sheet.activate()
        return self.sheet.book.document.getCurrentController()
