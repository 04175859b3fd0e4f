"""The length of a table in an open book: the program itself moves what stands under it, with everything that points there."""

from __future__ import annotations

from collections.abc import Iterable

import xlwings as xw

from clientbook.hosts.standing import Standing


def fit(
    sheet: xw.Sheet,
    standing: Standing,
    last: int,
    others: Iterable[Standing],
    *,
    below: bool,
    beside: bool,
    kept: bool = False,
) -> None:
    """Let the body of a table end in another row.

    Rows are put in before the last one and taken out at the end, so that formulas, rules and drop-downs over the body
    follow by themselves. Where something stands beside the body it is not torn apart, unless something below must make
    room: new rows are then blank cells under the table, with the looks of its first row, and old ones stay blank.

    Args:
        sheet: its sheet
        standing: the table; it and ``others`` know their new rows afterwards
        last: last row of its body from now on
        others: the other tables on the sheet
        below: whether anything stands under the table
        beside: whether anything stands beside its body
        kept: whether the rows that are there stay, and are not all written again
    """
    old, shift = standing.last, 0
    if last > old:
        shift = last - old if below or not beside else 0
        _longer(sheet, standing, last, room=bool(shift), kept=kept)
    elif last < old and beside:
        _cells(sheet, standing, last + 1, old).clear_contents()
        last = old if standing.totals else last
    elif last < old:
        shift = last - old
        sheet.range(f"{last + 1}:{old}").delete("up")
    standing.last = last
    resize(sheet, standing)
    for other in others:
        if other is not standing and other.first > old:
            other.first += shift
            other.last += shift


def _longer(sheet: xw.Sheet, standing: Standing, last: int, *, room: bool, kept: bool) -> None:
    old, inside = standing.last, standing.last > standing.first
    if room:
        start = old if inside else old + 1
        sheet.range(f"{start}:{start + last - old - 1}").insert("down")
        if inside and kept:
            _cells(sheet, standing, last, last).copy(_cells(sheet, standing, old, old))
    if not (room and inside):
        _cells(sheet, standing, standing.first, standing.first).copy(_cells(sheet, standing, old + 1, last))


def _cells(sheet: xw.Sheet, standing: Standing, top: int, bottom: int) -> xw.Range:
    return sheet.range((top, standing.left), (bottom, standing.right))


def resize(sheet: xw.Sheet, standing: Standing) -> None:
    """Let the Excel Table cover what its standing says, header and totals included."""
    if not standing.table_part:
        return
    table = sheet.tables[standing.table_part]
    wanted = _cells(sheet, standing, standing.top, standing.last + standing.totals)
    if table.range.address != wanted.address:
        table.resize(wanted)
