"""A row that the register has, or had: what changed in it since it left, and why that cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator

from clientbook.register.columns import normal
from clientbook.sheets.plan import PLAN
from clientbook.team.claims import BLANK, Claim
from clientbook.team.handed import handed
from clientbook.team.hearing import Hearing, RowIn
from clientbook.team.lines import Row, Rows
from clientbook.team.plan_seen import as_computed
from clientbook.team.versions import Version, mark, plain

PUT_BACK = frozenset({"cb_plan", "cb_risks", "cb_left"})
"""Computed tables in which a row that is gone may stand again: a run carries on what was typed there."""


def hear_known(hearing: Hearing, one: RowIn, rows: Rows, version: Version | None) -> None:
    """Give a row of the register what it claims; refuse it where it is not his, or can be written no more.

    Args:
        hearing: the copy
        one: the row
        rows: the table it stands in
        version: what it left with, if that is known
    """
    one.claims = list(_changes(hearing, one, rows, version))
    hearing.tell_future(one, rows)
    if one.claims:
        _check(hearing, one, rows)


def _changes(hearing: Hearing, one: RowIn, rows: Rows, version: Version | None) -> Iterator[Claim]:
    """Yield what changed in a row since it left."""
    at_head = hearing.head.rows(one.table).get(one.at)
    for column in handed()[one.table].editable:
        if column not in rows.columns:
            continue
        left = "" if version is None else version.marks[column]
        if column in one.row.unread:
            if at_head is None or at_head.unread.get(column) != one.row.unread[column]:
                hearing.refuse_unread(one, rows, column)
            continue
        value = one.row.values.get(column)
        if mark(value) == (left or BLANK) or (not left and _may_be_computed(one, column)):
            continue
        if hearing.head.lacks(one.table, column):
            hearing.refuse_absent(one, rows, column)
            continue
        if column == "client_id":
            value = hearing.head.client(value)
            if value not in hearing.allowed:
                code = plain(one.row.values.get(column))
                hearing.refuse_cell(one, rows, column, "client_not_his", code=code)
                continue
            if mark(value) == left:
                continue
        hearing.tell_formula(one, rows, column)
        yield hearing.claim(one, column, left, value)


def _may_be_computed(one: RowIn, column: str) -> bool:
    """Tell whether a run may have written what stands in a cell without a version: then it says nothing."""
    return one.table == PLAN.name and as_computed(one.row.values, column)


def _check(hearing: Hearing, one: RowIn, rows: Rows) -> None:
    """Refuse a row that is not his, or can be written no more."""
    rule, owner = handed()[one.table], one.row.values.get("manager")
    by_name = rule.whose == "manager" or one.table == "cb_clients"
    at_head = hearing.head.rows(one.table).get(one.at)
    code = (at_head or one.row).values.get("client_id")
    known = hearing.head.client(code)
    week = plain(one.row.values.get("week"))
    if by_name and owner and normal(owner) != hearing.his:
        hearing.refuse_row(one, rows, "row_of_other", owner=plain(owner))
    elif rule.whose == "client_id" and code and not known:
        hearing.refuse_row(one, rows, "client_gone", code=plain(code))
    elif rule.whose == "client_id" and code and known not in hearing.allowed:
        hearing.refuse_row(one, rows, "client_not_his", code=plain(code))
    elif one.table == "cb_pfr_week" and _frozen(hearing, one):
        hearing.refuse_row(one, rows, "forecast_frozen", week=week)
    elif one.kind == "gone" and not _may_return(hearing, one) and not hearing.all_known(one):
        hearing.refuse_row(one, rows, "week_over" if one.table == "cb_pfr_week" else "row_gone", week=week)


def _may_return(hearing: Hearing, one: RowIn) -> bool:
    """Tell whether a computed row may stand again: also a forecast of a week that the register was not run for yet."""
    if one.table != "cb_pfr_week":
        return one.table in PUT_BACK
    weeks = [_week(row) for row in hearing.head.rows(one.table).values()]
    return _week(one.row) >= max(weeks, default=("", ""))


def _frozen(hearing: Hearing, one: RowIn) -> bool:
    return (*_week(one.row), hearing.his) in hearing.head.frozen


def _week(row: Row) -> tuple[str, str]:
    """Return month and week of a row of «СППО_неделя», to be put in order."""
    return plain(row.values.get("period")), plain(row.values.get("week"))
