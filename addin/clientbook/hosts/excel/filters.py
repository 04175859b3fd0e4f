"""Filters of people's: taken off before rows are written, since what is hidden would be missed, and put back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import xlwings as xw
from xlwings.main import AutoFilter, AutoFilterCriteria

from clientbook.errors import HostError
from clientbook.hosts.standing import Standing


class Filtered(NamedTuple):
    """A table, or a range that is none, with what it is filtered by.

    Attributes:
        sheet: its sheet
        table: name of the table; empty for a range
        name: defined name of the range; empty where it is found by its corner
        corner: address of its first cell
        criteria: what it is filtered by
    """

    sheet: xw.Sheet
    table: str
    name: str
    corner: str
    criteria: tuple[AutoFilterCriteria, ...]

    def _filter(self) -> AutoFilter:
        """Return the filter where it is now: rows may have come and gone."""
        if self.table:
            return self.sheet.tables[self.table].autofilter
        named = dict(_named(self.sheet)).get(self.name)
        return (named or self.sheet.range(self.corner).current_region).autofilter

    def take_off(self) -> None:
        """Show all rows."""
        self._filter().clear()

    def put_back(self) -> None:
        """Filter again by the same."""
        chosen = self._filter()
        for one in self.criteria:
            _apply(chosen, one)


def filters_on(book: xw.Book, standings: Iterable[Standing]) -> list[Filtered]:
    """Return every filter on the sheets of some tables: it hides whole rows, of all that stands beside it too.

    Args:
        book: the book
        standings: tables, and plain ranges that serve as such, that will be written

    Raises:
        HostError: a filter cannot be read, so that it could not be put back.
    """
    by_sheet: dict[str, list[Standing]] = {}
    for standing in standings:
        by_sheet.setdefault(standing.sheet, []).append(standing)
    found = []
    for place, stand in by_sheet.items():
        sheet = book.sheets[place]
        found += [_read(sheet, table.autofilter, table.name, "", table.range) for table in sheet.tables]
        named = _named(sheet)
        regions = [("", sheet.range((s.top, s.left)).current_region) for s in stand if not (s.table_part or named)]
        found += [_read(sheet, cells.autofilter, "", name, cells) for name, cells in (*named, *regions)]
    return [one for one in found if one.criteria]


def _named(sheet: xw.Sheet) -> list[tuple[str, xw.Range]]:
    """Return the hidden names of a sheet with their cells: Excel gives one to what a filter lies over."""
    found = []
    with suppress(NotImplementedError, AttributeError):
        for name in sheet.names:
            text = name.name.rpartition("!")[2]
            if text.startswith("_"):
                with suppress(Exception):  # it means no cells
                    found.append((text, name.refers_to_range))
    return found


def _read(sheet: xw.Sheet, chosen: AutoFilter, table: str, name: str, cells: xw.Range) -> Filtered:
    try:
        criteria = tuple(one for one in chosen.criteria if one.type != "none")
    except NotImplementedError:
        criteria = ()  # there rows are written whether they are shown or not
    if any(one.type == "unknown" for one in criteria):
        raise HostError("filter_unreadable", sheet=sheet.name, table=table or cells.address.replace("$", ""))
    return Filtered(sheet, table, name, cells[0, 0].address, criteria)


def _apply(chosen: AutoFilter, one: AutoFilterCriteria) -> None:
    if one.type == "values":
        chosen.apply_values(one.field, one.values or [""])
    elif one.type == "comparison" and one.operator is not None:
        chosen.apply_comparison(one.field, one.operator, one.value1, one.value2)
    elif one.type == "top_items":
        chosen.apply_top_items(one.field, one.count or 1)
    elif one.type == "bottom_items":
        chosen.apply_bottom_items(one.field, one.count or 1)
    elif one.type == "top_percent":
        chosen.apply_top_percent(one.field, one.percent or 0)
    elif one.type == "bottom_percent":
        chosen.apply_bottom_percent(one.field, one.percent or 0)
