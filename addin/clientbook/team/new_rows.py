"""A row that was begun in a copy: its values, the ID it gets so that it comes in once, and why it cannot be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from clientbook.locale import names_in_quotes
from clientbook.register.columns import Table, normal
from clientbook.register.locate import ESSENTIAL
from clientbook.team import versions
from clientbook.team.claims import BLANK, Claim
from clientbook.team.handed import handed
from clientbook.team.hearing import Hearing, RowIn
from clientbook.team.lines import Rows
from clientbook.team.versions import mark, plain


def hear_new(hearing: Hearing, one: RowIn, rows: Rows, seen: Counter[str] | None = None) -> None:
    """Give a row that was begun in the copy its values, its ID and its claims; refuse it where it cannot be taken.

    Args:
        hearing: the copy
        one: the row
        rows: the table it stands in
        seen: how often rows of each content came before; only rows without an ID are counted, and get one
    """
    table = hearing.head.known[one.table]
    values = {column.key: one.row.values.get(column.key) for column in table.columns if column.key in rows.columns}
    problem = _why_not(hearing, one, rows, values)
    for column in () if problem else one.row.unread:
        hearing.refuse_unread(one, rows, column)
    if "manager" in table.by_key:
        values["manager"] = hearing.manager
    if seen is not None:
        _name(hearing, one, table, values, seen)
    one.values = values
    if problem:
        one.key = one.key or versions.row_key(table, values)
        one.refused = problem
        return
    one.at = one.at or one.key
    one.claims += _claims(hearing, one, rows, table)
    hearing.tell_future(one, rows)
    if one.kind == "gone" and not hearing.all_known(one):
        hearing.refuse_row(one, rows, "row_gone")


def _claims(hearing: Hearing, one: RowIn, rows: Rows, table: Table) -> Iterator[Claim]:
    for column, value in one.values.items():
        if column in {*table.identity, "manager"}:
            continue
        if not hearing.head.lacks(one.table, column):
            hearing.tell_formula(one, rows, column)
            yield from _own_claims(hearing, one, column, value)
        elif plain(value):
            hearing.refuse_absent(one, rows, column)


def _own_claims(hearing: Hearing, one: RowIn, column: str, value: object) -> Iterator[Claim]:
    """Yield the claim of a cell of a row begun in the copy; a cell emptied since it was collected is one too."""
    if mark(value) != BLANK:
        yield hearing.claim(one, column, "", value, own=True)
        return
    earlier = [
        entry.claim
        for entry in hearing.journal.open_at((one.table, one.key, column))
        if entry.outcome == "taken" and entry.claim.own_row and entry.claim.when < hearing.copy.when
    ]
    if earlier:
        yield hearing.claim(one, column, max(earlier, key=lambda claim: claim.when).mark, None, own=True)


def _name(hearing: Hearing, one: RowIn, table: Table, values: dict[str, object], seen: Counter[str]) -> None:
    """Give a row without an ID one from what it holds, and tell whether it came before."""
    content = versions.row_key(table, values)
    seen[content] += 1
    one.key = versions.row_key(table, values, seen[content])
    if len(table.identity) == 1 and not plain(values.get(table.identity[0])):
        values[table.identity[0]] = f"new-{one.key}"
        one.key = versions.row_key(table, values)
    one.kind = "known" if one.key in hearing.head.rows(one.table) else "new"
    if one.kind == "new" and hearing.journal.columns_of(one.table, one.key):
        one.kind = "gone"


def _why_not(hearing: Hearing, one: RowIn, rows: Rows, values: dict[str, object]) -> str:
    """Return why a new row cannot be taken, after telling it; its client is spelt as the register does."""
    rule, table = handed()[one.table], hearing.head.known[one.table]
    owner = values.get("manager")
    text = hearing.said(table, values)
    if not rule.grows:
        return hearing.refuse("no_new_rows", rows, one.row, said=text)
    if owner and normal(owner) != hearing.his:
        return hearing.refuse("row_of_other", rows, one.row, "manager", owner=plain(owner), changes=text)
    if "client_id" in table.by_key and plain(values.get("client_id")):
        code = hearing.head.client(values["client_id"])
        if not code:
            unknown = plain(values["client_id"])
            return hearing.refuse("new_client_unknown", rows, one.row, "client_id", code=unknown, said=text)
        if code not in hearing.allowed:
            name = hearing.head.client_name(code)
            return hearing.refuse("new_not_his", rows, one.row, "client_id", code=code, client=name, said=text)
        values["client_id"] = code
    return _lacks(hearing, one, rows, values, text)


def _lacks(hearing: Hearing, one: RowIn, rows: Rows, values: Mapping[str, object], text: str) -> str:
    """Return why a new row cannot be taken for what is not filled in, or cannot be read; each is told once."""
    table = hearing.head.known[one.table]
    needed = [*(ESSENTIAL[one.table] - {"manager"})]
    if len(table.identity) > 1:
        needed += table.identity
    lacking = [column for column in table.columns if column.key in needed and not plain(values.get(column.key))]
    unread = next((column for column in lacking if column.key in one.row.unread), None)
    if unread is not None:
        value, header = one.row.unread[unread.key], unread.header(hearing.lang)
        return hearing.refuse("new_unread", rows, one.row, unread.key, value=value, header=header, said=text)
    if lacking:
        headers = names_in_quotes(column.header(hearing.lang) for column in lacking)
        return hearing.refuse("new_lacks", rows, one.row, lacking[0].key, headers=headers, said=text)
    return ""
