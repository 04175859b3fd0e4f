"""The plan taken back to what managers saw where they acted on it; see :mod:`clientbook.team.plan_seen` for why."""

from __future__ import annotations

from collections.abc import Iterable

from clientbook.sheets.plan import PLAN
from clientbook.team.claims import Claim, settled
from clientbook.team.draft import Draft
from clientbook.team.hearing import RowIn
from clientbook.team.journal import mark_at
from clientbook.team.plan_seen import BY_PROGRAM, seen
from clientbook.team.versions import plain


def take_back_seen(draft: Draft) -> None:
    """Take rows of the plan that managers acted on back to what they saw, except where the head had closed them."""
    latest: dict[str, RowIn] = {}
    for one in draft.carriers.values():
        if one.table == PLAN.name and one.at in draft.head.rows(one.table) and one.kind != "new":
            before = latest.get(one.key)
            latest[one.key] = one if before is None or before.copy.order < one.copy.order else before
    for key, one in latest.items():
        claims = _claims_of(draft, one.table, key)
        said = {claim.cell[2] for claim in claims if claim.cell[2] != "status" or claim.value not in BY_PROGRAM}
        marked = "status" in said
        newer = any(claim.when > one.copy.when for claim in claims) and not draft.plan.untouched(one.at)
        if not newer and (marked or draft.plan.open_to(one.at)):
            _take_back(draft, one, said)


def _claims_of(draft: Draft, table: str, key: str) -> list[Claim]:
    columns = draft.journal.columns_of(table, key)
    return [entry.claim for column in columns for entry in draft.journal.open_at((table, key, column))]


def _take_back(draft: Draft, one: RowIn, said: set[str]) -> None:
    """Write what a row of the plan was when its manager acted on it, beside what he and others said of it."""
    row = draft.head.rows(one.table)[one.at]
    values = seen(one.row, draft.words.text("copy.hidden"))
    closed = draft.plan.closed_by_log(one.at) and "status" not in said
    for column in ("date", "status"):
        now = row.values.get(column)
        if draft.plan.by_program(one.at, column, now) and column not in one.row.unread and not closed:
            values[column] = _settled_or_handed(draft, one, column)
    for column, value in values.items():
        if not draft.head.lacks(one.table, column) and plain(row.values.get(column)) != plain(value):
            draft.made.puts[one.table, one.at][column] = value


def _settled_or_handed(draft: Draft, one: RowIn, column: str) -> object:
    """Return what copies come to in a cell of a row, or what it left with where they say nothing of it."""
    known = draft.journal.open_at((one.table, one.key, column))
    if not known:
        return one.row.values.get(column)
    before = known[0].before
    made = settled(mark_at(before, draft.column(known[0].claim.cell)), [entry.claim for entry in known])
    return before if made.last is None else made.last.value


def note_plan_of_contacts(draft: Draft, rows: Iterable[RowIn]) -> None:
    """Note the plan of the clients with whom managers were in contact, as they had it: a contact fulfils a row of it."""
    met = {
        (id(one.copy), client)
        for one in draft.carriers.values()
        if one.table == "cb_log" and (client := draft.head.client(one.values.get("client_id")))
    }
    for one in rows:
        client = draft.head.client(one.row.values.get("client_id")) if one.table == PLAN.name else ""
        asked = one.row.values.get("status") in {None, "planned"} and not (one.claims or one.refused or one.unread)
        if client and one.kind != "new" and asked and (id(one.copy), client) in met:
            draft.made.plan[client][str(one.row.values.get("plan_id"))] = dict(one.values)
