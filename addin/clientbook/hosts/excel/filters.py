"""Filters of people's: taken off before rows are written, since what is hidden would be missed, and put back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import xlwings as xw
from xlwings.main import AutoFilterCriteria, Table

from clientbook.errors import HostError


@dataclass(frozen=True)
class Filtered:
    """A table with what it is filtered by."""

    sheet: xw.Sheet
    table: str
    criteria: tuple[AutoFilterCriteria, ...]

    def take_off(self) -> None:
        """Show all rows."""
        self.sheet.tables[self.table].autofilter.clear()

    def put_back(self) -> None:
        """Filter again by the same."""
        for one in self.criteria:
            _apply(self.sheet.tables[self.table], one)


def filtered(tables: Iterable[Table]) -> list[Filtered]:
    """Return those tables that are filtered.

    Raises:
        HostError: a filter cannot be read, so that it could not be put back.
    """
    found = []
    for table in tables:
        criteria = _criteria(table)
        if any(one.type == "unknown" for one in criteria):
            raise HostError("filter_unreadable", sheet=table.parent.name, table=table.name)
        if criteria:
            found.append(Filtered(table.parent, table.name, criteria))
    return found


def _criteria(table: Table) -> tuple[AutoFilterCriteria, ...]:
    try:
        return tuple(one for one in table.autofilter.criteria if one.type != "none")
    except NotImplementedError:
        return ()  # there rows are written whether they are shown or not


def _apply(table: Table, one: AutoFilterCriteria) -> None:
    chosen = table.autofilter
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
