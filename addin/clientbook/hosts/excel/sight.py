"""Rows of a table beyond those in sight: grouped, and hidden unless somebody opened the group."""

from __future__ import annotations

from contextlib import suppress

import xlwings as xw

from clientbook.hosts.standing import Standing

_UNABLE = (NotImplementedError, AttributeError)


def group_rows(rows: xw.Range) -> None:
    """Group whole rows and hide them."""
    with suppress(*_UNABLE):
        rows.group("rows")
    rows.rows.hidden = True


class Fold:
    """The rows of a table beyond those in sight, as they are before it is filled anew.

    Args:
        sheet: its sheet
        standing: where the table stands; it knows its new rows when :meth:`renew` is called
        sight: how many rows are in sight
    """

    def __init__(self, sheet: xw.Sheet, standing: Standing, sight: int) -> None:
        self.sheet, self.standing, self.sight = sheet, standing, sight
        before = self._beyond()
        self.grouped = 0 if before is None else before.shape[0]
        self.hidden: bool | None = None
        if before is not None:
            with suppress(*_UNABLE):  # in a browser nothing is told: a group stays as it is there
                self.hidden = before.rows.hidden is True

    def renew(self) -> None:
        """Group the rows that are beyond now; a group that was there stays open or closed."""
        rows = self._beyond()
        if rows is None:
            return
        lone = self.grouped == 1 and self.hidden is not None
        if lone:  # rows that came in before a lone one are in no group
            last = self.standing.last
            self.sheet.range(f"{last}:{last}").ungroup("rows")
        if lone or not self.grouped:
            group_rows(rows)
        if self.hidden is not None:
            rows.rows.hidden = self.hidden

    def _beyond(self) -> xw.Range | None:
        first, last = self.standing.first + self.sight, self.standing.last
        return self.sheet.range(f"{first}:{last}") if first <= last else None
