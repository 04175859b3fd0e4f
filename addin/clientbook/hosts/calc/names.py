"""Defined names of a book or a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.utils import quote_sheetname
from xlwings import base_classes

from clientbook.hosts.calc.bridge import struct
from clientbook.hosts.calc.filters import SheetFilter
from clientbook.hosts.calc.formulas import to_calc, to_excel

if TYPE_CHECKING:
    from clientbook.hosts.calc.engine import Book
    from clientbook.hosts.calc.range import Range
    from clientbook.hosts.calc.sheet import Sheet

FILTERED = "_FilterDatabase"
"""How Excel names, hidden, the cells that the filter of a sheet lies over."""


class Names(base_classes.Names):
    """Defined names.

    Args:
        book: the book
        found: the names as UNO has them
    """

    def __init__(self, book: Book, found: Any) -> None:
        self.book = book
        self.api = found

    def all(self) -> list[Name]:
        """Return every name, by the alphabet."""
        return [Name(self, text) for text in sorted(self.api.getElementNames())]

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __call__(self, key: int | str) -> Name:
        """Return a name by its number from 1 or its text.

        Raises:
            KeyError: there is none.
        """
        names = self.all()
        if not isinstance(key, str):
            return names[key - 1]
        for name in names:
            if name.name.casefold() == key.casefold():
                return name
        raise KeyError(key)

    def contains(self, key: str) -> bool:
        """Tell whether there is such a name."""
        return any(name.name.casefold() == key.casefold() for name in self.all())

    def add(self, name: str, refers_to: str) -> Name:
        """Add a name, or let one that is there mean something else."""
        if self.api.hasByName(name):
            self.api.removeByName(name)
        content = to_calc("=" + refers_to.removeprefix("=")).removeprefix("=")
        self.api.addNewByName(name, content, struct("table.CellAddress", 0, 0, 0), 0)
        return Name(self, name)


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, names: Names, text: str) -> None:
        self.names = names
        self.text = text

    @property
    def api(self) -> Any:
        """Return the name as UNO has it."""
        return self.names.api.getByName(self.text)

    @property
    def name(self) -> str:
        """Return its text."""
        return self.text

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self.text = value

    @property
    def refers_to(self) -> str:
        """Return what it means, as a formula."""
        return to_excel("=" + str(self.api.getContent()))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setContent(to_calc("=" + value.removeprefix("=")).removeprefix("="))

    @property
    def refers_to_range(self) -> Range:
        """Return the cells it means.

        Raises:
            ValueError: it means no cells.
        """
        cells = self.api.getReferredCells()
        if cells is None:
            raise ValueError(self.text)
        return self.names.book.sheets(cells.getSpreadsheet().getName()).of(cells)

    def means(self, cells: Range) -> bool:
        """Tell whether it means these cells."""
        found = self.api.getReferredCells()
        return found is not None and self.refers_to_range.coords == cells.coords

    def delete(self) -> None:
        """Take it out of the book."""
        self.names.api.removeByName(self.text)


class SheetNames(Names):
    """The names that belong to a sheet, and the one that Excel gives to what a filter lies over.

    Args:
        sheet: the sheet
    """

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.book, sheet.sheet.NamedRanges)
        self.sheet = sheet

    def all(self) -> list[Name]:
        """Return every name."""
        found = super().all()
        return [*found, FilterName(self)] if SheetFilter(self.sheet).there else found

    def __len__(self) -> int:
        return len(self.all())


class FilterName(Name):
    """The name of the cells that the filter of a sheet lies over.

    Args:
        names: the names of the sheet
    """

    def __init__(self, names: SheetNames) -> None:
        super().__init__(names, FILTERED)
        self.sheet = names.sheet

    @property
    def refers_to(self) -> str:
        """Return the cells, as a formula."""
        return f"={quote_sheetname(self.sheet.name)}!{self.refers_to_range.address}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        raise NotImplementedError(value)

    @property
    def refers_to_range(self) -> Range:
        """Return the cells."""
        return SheetFilter(self.sheet).range
