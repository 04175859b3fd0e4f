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


def hidden_beyond(sheet: xw.Sheet, standing: Standing, sight: int) -> bool | None:
    """Tell whether the rows beyond those in sight are hidden; None where there are none, or no program tells."""
    rows = _beyond(sheet, standing, sight)
    if rows is None:
        return None
    try:
        return rows.rows.hidden is True
    except _UNABLE:
        return None


def hide_beyond(sheet: xw.Sheet, standing: Standing, sight: int, *, hidden: bool | None) -> None:
    """Group the rows that are beyond those in sight now; a group that was there stays open or closed.

    Args:
        sheet: the sheet
        standing: the table, with its new rows
        sight: how many rows are in sight
        hidden: what :func:`hidden_beyond` told of the former rows
    """
    rows = _beyond(sheet, standing, sight)
    if rows is None:
        return
    if hidden is None:
        group_rows(rows)
    else:
        rows.rows.hidden = hidden


def _beyond(sheet: xw.Sheet, standing: Standing, sight: int) -> xw.Range | None:
    first = standing.first + sight
    return sheet.range(f"{first}:{standing.last}") if first <= standing.last else None
