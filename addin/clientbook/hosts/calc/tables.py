"""Tables: Calc has them as database ranges."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from clientbook.hosts.calc.chart_rows import follow_table
from clientbook.hosts.calc.filters import AutoFilter, fields_of

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range
    from clientbook.hosts.calc.sheet import Sheet


MOMENT = 0.5
"""Seconds for which the places of ranges are known without asking: nobody moves one to another sheet in less."""


class DatabaseRanges:
    """The database ranges of a book, each asked for once: what Calc hands out finds its range by name ever after.

    Args:
        document: the book as UNO has it
    """

    def __init__(self, document: Any) -> None:
        self.found = document.DatabaseRanges
        self._by_name: dict[str, Any] = {}
        self._places: dict[str, int] = {}
        self._fresh_until = 0.0

    def names(self) -> Sequence[str]:
        """Return their names as they are now."""
        return list(self.found.getElementNames())

    def __getitem__(self, name: str) -> Any:
        if name not in self._by_name:
            self._by_name[name] = self.found.getByName(name)
        return self._by_name[name]

    def on(self, place: int) -> Sequence[str]:
        """Return the names of those on a sheet, by its number from 0.

        Whoever goes through the sheets of a book asks this of each: where they are is known for a moment, unless it is
        changed here, or a sheet comes or goes (:meth:`forget`).
        """
        names = self.names()
        if time.monotonic() > self._fresh_until or self._places.keys() != set(names):
            self._places = {name: int(self[name].getDataArea().Sheet) for name in names}
            self._fresh_until = time.monotonic() + MOMENT
        return [name for name in names if self._places[name] == place]

    def forget(self) -> None:
        """Drop what is known of their places."""
        self._fresh_until = 0.0

    def add(self, name: str, address: Any) -> None:
        """Make a range of cells."""
        self.forget()
        self.found.addNewByName(name, address)

    def remove(self, name: str) -> None:
        """Let a range be plain cells."""
        self.forget()
        self.found.removeByName(name)

    def rename(self, name: str, new: str) -> None:
        """Give a range another name."""
        self[name].setName(new)
        self._by_name[new] = self._by_name.pop(name)


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        """Return the database ranges of the book."""
        return self.sheet.book.ranges.found

    @property
    def parent(self) -> Sheet:
        """Return the sheet."""
        return self.sheet

    def _all(self) -> list[Table]:
        return [Table(self.sheet, name) for name in self.sheet.book.ranges.on(self.sheet.index - 1)]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def __contains__(self, key: str) -> bool:
        return any(table.name.casefold() == key.casefold() for table in self._all())

    def __call__(self, key: int | str) -> Table:
        """Return a table by its number from 1 or its name.

        Raises:
            KeyError: there is none.
        """
        if not isinstance(key, str):
            return self._all()[key - 1]
        if self.api.hasByName(key) and self.sheet.book.ranges[key].getDataArea().Sheet == self.sheet.index - 1:
            return Table(self.sheet, key)
        for table in self._all():
            if table.name.casefold() == key.casefold():
                return table
        raise KeyError(key)

    def add(
        self,
        source_type: Any = None,  # noqa: ARG002  (a signature of xlwings, as the four below)
        source: Any = None,
        link_source: Any = None,  # noqa: ARG002
        has_headers: Any = None,
        destination: Any = None,  # noqa: ARG002
        table_style_name: Any = None,  # noqa: ARG002  (Calc has no styles of tables)
        name: str | None = None,
    ) -> Table:
        """Make a table of a range."""
        free = next(f"Table{n}" for n in range(1, 10**6) if not self.api.hasByName(f"Table{n}"))
        self.sheet.book.ranges.add(name or free, source.impl.api.getRangeAddress())
        made = Table(self.sheet, name or free)
        made.api.ContainsHeader = has_headers is not False
        made.api.AutoFilter = True
        return made


class Table(base_classes.Table):
    """A table.

    Args:
        sheet: its sheet
        name: its name
    """

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet = sheet
        self._name = name

    @property
    def api(self) -> Any:
        """Return the database range."""
        return self.sheet.book.ranges[self._name]

    @property
    def parent(self) -> Sheet:
        """Return its sheet."""
        return self.sheet

    @property
    def name(self) -> str:
        """Return its name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.ranges.rename(self._name, value)
        self._name = value

    display_name = name

    @property
    def range(self) -> Range:
        """Return all of it, header and totals included."""
        return self.sheet.at(self.api.getDataArea())

    def covers(self, row: int, column: int) -> bool:
        """Tell whether a cell is in it."""
        top, left, bottom, right = self.range.box
        return top <= row <= bottom and left <= column <= right

    def _rows(self, first: int, last: int) -> Range | None:
        whole = self.range
        return self.sheet.range((first, whole.column), (last, whole.box[3])) if first <= last else None

    @property
    def header_row_range(self) -> Range | None:
        """Return its header; None where it has none."""
        top = self.range.row
        return self._rows(top, top) if self.show_headers else None

    @property
    def data_body_range(self) -> Range | None:
        """Return its rows without header and totals; None where there are none."""
        box = self.range.box
        return self._rows(box[0] + self.show_headers, box[2] - self.show_totals)

    @property
    def totals_row_range(self) -> Range | None:
        """Return its totals; None where it has none."""
        bottom = self.range.box[2]
        return self._rows(bottom, bottom) if self.show_totals else None

    insert_row_range = None

    @property
    def show_headers(self) -> bool:
        """Tell whether its first row is a header."""
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.api.ContainsHeader = value

    @property
    def show_totals(self) -> bool:
        """Tell whether its last row is totals."""
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self.api.TotalsRow = value

    @property
    def show_autofilter(self) -> bool:
        """Tell whether it has filter arrows."""
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = value

    @property
    def autofilter(self) -> AutoFilter:
        """Return its filter."""
        return AutoFilter(self.range, self)

    @property
    def table_style(self) -> str:
        """Return its style: Calc has none."""
        return ""

    @table_style.setter
    def table_style(self, value: str) -> None:
        """Let it be: Calc has none."""

    def resize(self, range: Any) -> None:  # noqa: A002  (a name of xlwings)
        """Let it cover another range."""
        before = self.data_body_range
        self.sheet.book.ranges.forget()
        self.api.setDataArea(range.impl.api.getRangeAddress())
        follow_table(self.sheet, before, self.data_body_range)

    def drop(self) -> None:
        """Make a plain range of it."""
        self.sheet.book.ranges.remove(self._name)


@dataclass(frozen=True)
class Kept:
    """What a table is, so that it can be made again."""

    sheet: str
    name: str
    box: tuple[int, int, int, int]
    flags: tuple[bool, bool, bool]
    fields: tuple[Any, ...]

    @classmethod
    def of(cls, table: Table) -> Kept:
        """Return what a table is."""
        flags = table.show_headers, table.show_totals, table.show_autofilter
        fields = tuple(fields_of(table.api))
        return cls(table.sheet.name, table.name, table.range.box, flags, fields)

    def make_sure(self, sheet: Sheet) -> None:
        """Make the table again if it is gone."""
        if self.name not in sheet.tables:
            self.make(sheet, self.name)

    def make(self, sheet: Sheet, name: str) -> None:
        """Make a table like it."""
        top, left, bottom, right = self.box
        cells = sheet.range((top, left), (bottom, right))
        sheet.book.ranges.add(name, cells.api.getRangeAddress())
        made = Table(sheet, name)
        made.show_headers, made.show_totals, made.show_autofilter = self.flags
        if self.fields:
            made.api.getFilterDescriptor().setFilterFields3(self.fields)
