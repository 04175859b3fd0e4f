"""The rows of a copy told apart: which row of the register each is, what it claims, and why it cannot be taken."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from clientbook.locale import Words
from clientbook.register.columns import Table, normal
from clientbook.register.headers import address
from clientbook.register.locate import ESSENTIAL
from clientbook.sheets.plan import PLAN
from clientbook.team import versions
from clientbook.team.claims import BLANK, Claim
from clientbook.team.copies_in import Copy
from clientbook.team.handed import FILLED_BY_US, INPUTS, ROW_IDS, VERSION, handed
from clientbook.team.head import Head
from clientbook.team.journal import Journal, said
from clientbook.team.lines import Row, Rows
from clientbook.team.plan_seen import as_computed
from clientbook.team.versions import Version, mark, plain

PUT_BACK = frozenset({"cb_plan", "cb_risks", "cb_left"})
"""Computed tables in which a row that is gone may stand again: a run carries on what was typed there."""

PASTED_WITHOUT = ("contact_id",)
"""What a pasted row does not take over from the row it is a copy of."""

Kind = Literal["known", "new", "gone"]


@dataclass(frozen=True)
class Note:
    """One thing that is told after a collection.

    Attributes:
        key: its sentence in the catalogue is ``collect.note.<key>``
        file: name of the copy; empty where it is about the register
        place: sheet and cell, empty where it is about the whole copy
        fields: values for the sentence
        refused: something was not taken
    """

    key: str
    file: str = ""
    place: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    refused: bool = False


@dataclass
class RowIn:
    """A row of a copy.

    Attributes:
        copy: the copy
        table: name of its table
        row: the row
        key: key under which it is remembered
        at: key under which it stands in the register now
        kind: ``known``: it stands there; ``new``; ``gone``: it left the register, and is there no more
        values: what a new row, or one put back, holds
        claims: what it claims
        refused: why it is not taken; empty where it is
        unread: how many of its cells could not be taken
        twice: the same row stands in the copy again, unchanged
    """

    copy: Copy
    table: str
    row: Row
    key: str
    at: str = ""
    kind: Kind = "known"
    values: dict[str, object] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    refused: str = ""
    unread: int = 0
    twice: bool = False


class Reader:
    """Tells the rows of one copy apart.

    Args:
        copy: the copy
        head: the register
        journal: what was collected before
        words: the language in which headers and values are named
        today: the day of the collection
    """

    def __init__(self, copy: Copy, head: Head, journal: Journal, words: Words, today: date) -> None:
        self.copy = copy
        self.words, self.lang = words, words.lang
        self.today = today
        self.head = head
        self.journal = journal
        self.notes: list[Note] = []
        self.content: Counter[str] = Counter()
        self.his = normal(copy.manager)
        self.allowed = self._allowed()

    def foreign(self) -> str:
        """Return why the copy is not of this register; empty where it is."""
        if not self.his:
            return "nobody"
        if self.his not in self.head.managers:
            return "manager_unknown"
        seen = known = 0
        for name in ("cb_clients", "cb_people", "cb_log"):
            for row in self.copy.tables[name].rows if name in self.copy.tables else ():
                version = self._version(name, row)
                if version is not None:
                    seen += 1
                    known += version.key in self.head.rows(name) or bool(self.head.without_id(name, version))
        if not seen:
            codes = [row.values.get("client_id") for row in self._rows("cb_clients")]
            seen, known = len(codes), sum(bool(self.head.client(code)) for code in codes)
        return "rows_unknown" if seen and 2 * known < seen else ""

    def read(self) -> Iterator[RowIn]:
        """Yield every row of the tables that the manager may change."""
        for name in handed():
            if name in self.copy.tables and name in self.head.known:
                yield from self._table(name)

    def note(
        self, key: str, rows: Rows | None = None, row: Row | None = None, column: str = "", **fields: object
    ) -> None:
        """Tell something about the copy, a table or a cell of it."""
        place = ""
        if rows is not None:
            place = rows.sheet
            if row is not None:
                at = rows.columns.get(column) or min(rows.columns.values())
                place = f"{rows.sheet}!{address(row.number, at)}"
        refused = bool(fields.pop("refused", False))
        self.notes.append(Note(key, self.copy.file, place, fields, refused))

    def _rows(self, table: str) -> Iterable[Row]:
        return self.copy.tables[table].rows if table in self.copy.tables else ()

    def _allowed(self) -> frozenset[str]:
        """Return the clients about whom the manager may write: those he was handed, and those he has now."""
        mine = {code for code in self.head.clients if self.head.manager_of(code) == self.his}
        for name in ("cb_clients", "cb_plan"):
            for row in self._rows(name):
                owner = row.values.get("manager")
                if self._version(name, row) is not None and (not owner or normal(owner) == self.his):
                    mine.add(self.head.client(row.values.get("client_id")))
        return frozenset(mine - {""})

    def _version(self, table: str, row: Row) -> Version | None:
        return versions.read(row.values.get(VERSION.key) or "", handed()[table].editable)

    def _table(self, name: str) -> Iterator[RowIn]:
        rows, table = self.copy.tables[name], self.head.known[name]
        self._tell_table(name, rows, table)
        found: dict[str, list[tuple[Row, Version | None]]] = defaultdict(list)
        pasted: list[Row] = []
        for key, row in self._content(rows):
            version = self._version(name, row)
            if version is None and not versions.has_identity(table, row.values):
                pasted.append(row)
            else:
                found[version.key if version is not None else key].append((row, version))
        for key, same in found.items():
            if len(same) > 1:  # the one nearest to what left is the row
                same.sort(key=lambda one: self._distance(name, *one))
            yield self._of_register(name, rows, key, *same[0])
            yield from self._others(rows, key, same[0][0], same[1:], pasted)
        yield from self._pasted(name, rows, pasted)

    def _others(
        self, rows: Rows, key: str, first: Row, others: Iterable[tuple[Row, Version | None]], pasted: list[Row]
    ) -> Iterator[RowIn]:
        """Yield the further rows with one key; those that become new rows are added to ``pasted``."""
        name, table = rows.table.name, self.head.known[rows.table.name]
        for row, version in others:
            untouched = self._distance(name, row, version)[0] == 0
            if untouched and key in self.head.twice(name):
                yield RowIn(self.copy, name, row, key)
            elif untouched or self._contents(table, row) == self._contents(table, first):
                self.note("row_twice", rows, row)
                yield RowIn(self.copy, name, row, key, twice=True)
            elif handed()[name].grows:
                self.note("row_pasted", rows, row)
                pasted.append(self._without_id(name, row))
            else:
                self.note("row_twice_differs", rows, row, refused=True)
                yield RowIn(self.copy, name, row, key, refused="row_twice_differs")

    def _tell_table(self, name: str, rows: Rows, table: Table) -> None:
        lacking = [
            table[key].header(self.lang)
            for key in handed()[name].editable
            if key not in rows.columns and key not in handed()[name].personal and not self.head.lacks(name, key)
        ]
        if lacking:
            self.note("columns_missing", rows, headers=", ".join(f"«{text}»" for text in lacking))
        if VERSION.key not in rows.columns and rows.rows:
            self.note("no_versions", rows)
        changed = sum(
            bool(plain(row.values.get(VERSION.key))) and self._version(name, row) is None for row in rows.rows
        )
        if changed:
            self.note("versions_changed", rows, count=changed)
        if rows.plain:
            self.note("table_plain", rows)

    def _content(self, rows: Rows) -> Iterator[tuple[str, Row]]:
        """Yield the rows in which something stands besides what we filled in, with their keys."""
        for key, row in rows.with_keys():
            typed = (value for column, value in row.values.items() if column not in {*FILLED_BY_US, VERSION.key})
            if plain(row.values.get(VERSION.key)) or row.unread or any(plain(value) for value in typed):
                self.content[rows.table.name] += 1
                yield key, row

    def _distance(self, name: str, row: Row, version: Version | None) -> tuple[int, str]:
        """Return how far a row is from what it left as: the nearest of several with one key is the row itself."""
        if version is None:
            return (len(handed()[name].editable) + 1, self._contents(self.head.known[name], row))
        present = (column for column in version.marks if column in self.copy.tables[name].columns)
        away = sum(mark(row.values.get(column)) != version.marks[column] for column in present)
        return (away, self._contents(self.head.known[name], row))

    def _contents(self, table: Table, row: Row) -> str:
        return "\x1f".join(plain(row.values.get(column.key)) for column in table.columns)

    def _without_id(self, name: str, row: Row) -> Row:
        gone = {VERSION.key, *PASTED_WITHOUT}
        if name in ROW_IDS or len(self.head.known[name].identity) == 1:
            gone.update(self.head.known[name].identity)
        return replace(row, values={key: None if key in gone else value for key, value in row.values.items()})

    def _of_register(self, name: str, rows: Rows, key: str, row: Row, version: Version | None) -> RowIn:
        """Return a row that has a version or an ID."""
        at = key if key in self.head.rows(name) else None
        if at is None and version is not None:
            at = self.head.without_id(name, self._as_collected(name, version))
        one = RowIn(self.copy, name, row, key, at or key)
        collected = self.journal.columns_of(name, key)
        own = any(entry.claim.own_row for column in collected for entry in self.journal.of((name, key, column)))
        if at is None:
            one.kind = "gone" if version is not None or (collected and name in INPUTS) else "new"
            own = own or one.kind == "new"
        if one.kind == "new" or (own and version is None):
            self._fill(one, rows)
            return one
        one.values = {column: value for column, value in row.values.items() if column != VERSION.key}
        one.claims = list(self._claims(one, rows, version))
        self._tell_future(one, rows)
        self._check_known(one, rows)
        return one

    def _as_collected(self, name: str, version: Version) -> Version:
        """Return a version with the marks of what collection put in place of the values that left."""
        marks = dict(version.marks)
        for column in self.journal.columns_of(name, version.key) & marks.keys():
            taken = [entry for entry in self.journal.of((name, version.key, column)) if entry.outcome == "taken"]
            if taken:
                marks[column] = max(taken, key=lambda entry: (entry.on, entry.claim.when)).claim.mark
        return Version(version.key, marks)

    def _claim(self, one: RowIn, column: str, left: str, value: object, *, own: bool = False) -> Claim:
        copy, client = self.copy, one.row.values.get("client_id")
        return Claim(
            (one.table, one.key, column),
            left,
            value,
            self.head.managers.get(self.his, copy.manager),
            copy.who,
            copy.when,
            copy.file,
            own_row=own,
            row=self._label(one),
            client=self.head.client_name(client) if client else "",
        )

    def _label(self, one: RowIn) -> str:
        identity = self.head.known[one.table].identity
        return " / ".join(
            text for name in identity if (text := plain(one.values.get(name) or one.row.values.get(name)))
        )

    def _claims(self, one: RowIn, rows: Rows, version: Version | None) -> Iterator[Claim]:
        """Yield what changed in a row since it left."""
        at_head = self.head.rows(one.table).get(one.at)
        for column in handed()[one.table].editable:
            if column not in rows.columns:
                continue
            left = "" if version is None else version.marks[column]
            if column in one.row.unread:
                if at_head is None or at_head.unread.get(column) != one.row.unread[column]:
                    self._refuse_cell(one, rows, column)
                continue
            value = one.row.values.get(column)
            if mark(value) == (left or BLANK) or (not left and self._may_be_computed(one, column)):
                continue
            if self.head.lacks(one.table, column):
                one.unread += 1
                self.note("column_absent", rows, one.row, column, header=self._header(one.table, column), refused=True)
                continue
            if column == "client_id":
                value = self.head.client(value)
                if value not in self.allowed:
                    one.unread += 1
                    self.note(
                        "client_not_his", rows, one.row, column, code=plain(one.row.values.get(column)), refused=True
                    )
                    continue
                if mark(value) == left:
                    continue
            self._tell_formula(one, rows, column)
            yield self._claim(one, column, left, value)

    def _may_be_computed(self, one: RowIn, column: str) -> bool:
        """Tell whether a run may have written what stands in a cell without a version: then it says nothing."""
        return one.table == PLAN.name and as_computed(one.row.values, column)

    def _header(self, table: str, column: str) -> str:
        return self.head.known[table][column].header(self.lang)

    def _tell_formula(self, one: RowIn, rows: Rows, column: str) -> None:
        if column in one.row.worked_out:
            self.note("formula", rows, one.row, column, value=plain(one.row.values.get(column)))

    def _refuse_cell(self, one: RowIn, rows: Rows, column: str) -> None:
        one.unread += 1
        text, header, codes = one.row.unread[column], rows.table[column].header(self.lang), rows.table[column].codes
        if codes is None:
            self.note("cell_unread", rows, one.row, column, value=text, header=header, refused=True)
        else:
            known = ", ".join(codes.word(code.code, self.lang) for code in codes.values)
            self.note("code_unread", rows, one.row, column, value=text, header=header, words=known, refused=True)

    def _tell_future(self, one: RowIn, rows: Rows) -> None:
        """Tell of a contact entered for a day that is yet to come."""
        day = one.row.values.get("date")
        if one.table == "cb_log" and one.claims and isinstance(day, date) and day > self.today:
            self.note("log_future", rows, one.row, "date", day=self.words.day(day))

    def _said(self, table: Table, values: Mapping[str, object]) -> str:
        """Return what stands in a row as people read it: names for codes, and nothing that only programs need."""
        texts = []
        for column in table.columns:
            value = values.get(column.key)
            if column.key in {*FILLED_BY_US, "contact_id"} or not plain(value):
                continue
            known = self.head.client(value) if column.key == "client_id" else ""
            texts.append(self.head.client_name(known) if known else said(value, column, self.words))
        return "; ".join(texts)

    def _check_known(self, one: RowIn, rows: Rows) -> None:
        """Refuse a row of the register that is not his, or can be written no more."""
        if not one.claims:
            return
        rule, owner = handed()[one.table], one.row.values.get("manager")
        by_name = rule.whose == "manager" or one.table == "cb_clients"
        at_head = self.head.rows(one.table).get(one.at)
        code = (at_head or one.row).values.get("client_id")
        known = self.head.client(code)
        if by_name and owner and normal(owner) != self.his:
            self._refuse(one, rows, "row_of_other", owner=plain(owner))
        elif rule.whose == "client_id" and code and not known:
            self._refuse(one, rows, "client_gone", code=plain(code))
        elif rule.whose == "client_id" and code and known not in self.allowed:
            self._refuse(one, rows, "client_not_his", code=plain(code))
        elif one.table == "cb_pfr_week" and self._frozen(one):
            self._refuse(one, rows, "forecast_frozen", week=plain(one.row.values.get("week")))
        elif one.kind == "gone" and not self._may_return(one) and not self._all_known(one):
            key = "week_over" if one.table == "cb_pfr_week" else "row_gone"
            self._refuse(one, rows, key, week=plain(one.row.values.get("week")))

    def _may_return(self, one: RowIn) -> bool:
        """Tell whether a computed row may stand again: also a forecast of a week that the register was not run for yet."""
        if one.table != "cb_pfr_week":
            return one.table in PUT_BACK
        weeks = [_week(row) for row in self.head.rows(one.table).values()]
        return _week(one.row) >= max(weeks, default=("", ""))

    def _all_known(self, one: RowIn) -> bool:
        return all(claim.name in self.journal.entries for claim in one.claims)

    def _frozen(self, one: RowIn) -> bool:
        values = one.row.values
        return (plain(values.get("period")), plain(values.get("week")), self.his) in self.head.frozen

    def _refuse(self, one: RowIn, rows: Rows, key: str, **fields: str) -> None:
        one.refused = key
        changed = {claim.cell[2]: claim for claim in one.claims}
        table = self.head.known[one.table]
        changes = "; ".join(
            f"{self._header(one.table, column)}: {said(claim.value, table[column], self.words)}"
            for column, claim in changed.items()
        )
        client = self.head.client_name(one.row.values.get("client_id") or "")
        changes = f"{client}: {changes}" if client and "client" not in changed else changes
        self.note(key, rows, one.row, next(iter(changed)), changes=changes, refused=True, **fields)
        one.claims = []

    def _pasted(self, name: str, rows: Rows, pasted: list[Row]) -> Iterator[RowIn]:
        """Yield rows without an ID; each gets one from what it holds, so that it comes in once."""
        seen: Counter[str] = Counter()
        for row in pasted:
            one = RowIn(self.copy, name, row, "", kind="new")
            self._fill(one, rows, seen)
            yield one

    def _fill(self, one: RowIn, rows: Rows, seen: Counter[str] | None = None) -> None:
        """Give a row that was begun in the copy its values, its ID and its claims."""
        table = self.head.known[one.table]
        values = {column.key: one.row.values.get(column.key) for column in table.columns if column.key in rows.columns}
        problem = self._why_not(one, rows, values)
        for column in () if problem else one.row.unread:
            self._refuse_cell(one, rows, column)
        if "manager" in table.by_key:
            values["manager"] = self.head.managers.get(self.his, self.copy.manager)
        if seen is not None:
            self._name(one, table, values, seen)
        one.values = values
        if problem:
            one.key = one.key or versions.row_key(table, values)
            one.refused = problem
            return
        one.at = one.at or one.key
        for column, value in values.items():
            if column in {*table.identity, "manager"}:
                continue
            if self.head.lacks(one.table, column):
                if plain(value):
                    one.unread += 1
                    self.note(
                        "column_absent", rows, one.row, column, header=self._header(one.table, column), refused=True
                    )
                continue
            self._tell_formula(one, rows, column)
            one.claims += self._own_claims(one, column, value)
        self._tell_future(one, rows)
        if one.kind == "gone" and not self._all_known(one):
            self._refuse(one, rows, "row_gone")

    def _own_claims(self, one: RowIn, column: str, value: object) -> Iterator[Claim]:
        """Yield the claim of a cell of a row begun in the copy; a cell emptied since it was collected is one too."""
        if mark(value) != BLANK:
            yield self._claim(one, column, "", value, own=True)
            return
        earlier = [
            entry.claim
            for entry in self.journal.open_at((one.table, one.key, column))
            if entry.outcome == "taken" and entry.claim.own_row and entry.claim.when < self.copy.when
        ]
        if earlier:
            yield self._claim(one, column, max(earlier, key=lambda claim: claim.when).mark, None, own=True)

    def _name(self, one: RowIn, table: Table, values: dict[str, object], seen: Counter[str]) -> None:
        content = versions.row_key(table, values)
        seen[content] += 1
        one.key = versions.row_key(table, values, seen[content])
        if len(table.identity) == 1 and not plain(values.get(table.identity[0])):
            values[table.identity[0]] = f"new-{one.key}"
            one.key = versions.row_key(table, values)
        one.kind = "known" if one.key in self.head.rows(one.table) else "new"
        if one.kind == "new" and self.journal.columns_of(one.table, one.key):
            one.kind = "gone"

    def _why_not(self, one: RowIn, rows: Rows, values: dict[str, object]) -> str:
        """Return why a new row cannot be taken, after telling it; its client is spelt as the register does."""
        rule, table = handed()[one.table], self.head.known[one.table]
        owner = values.get("manager")
        text = self._said(table, values)
        if not rule.grows:
            return self._told("no_new_rows", rows, one.row, said=text)
        if owner and normal(owner) != self.his:
            return self._told("row_of_other", rows, one.row, "manager", owner=plain(owner), changes=text)
        if "client_id" in table.by_key and plain(values.get("client_id")):
            code = self.head.client(values["client_id"])
            if not code:
                unknown = plain(values["client_id"])
                return self._told("new_client_unknown", rows, one.row, "client_id", code=unknown, said=text)
            if code not in self.allowed:
                name = self.head.client_name(code)
                return self._told("new_not_his", rows, one.row, "client_id", code=code, client=name, said=text)
            values["client_id"] = code
        return self._lacks(one, rows, values, text)

    def _lacks(self, one: RowIn, rows: Rows, values: Mapping[str, object], text: str) -> str:
        """Return why a new row cannot be taken for what is not filled in, or cannot be read; each is told once."""
        table = self.head.known[one.table]
        needed = [*(ESSENTIAL[one.table] - {"manager"})]
        if len(table.identity) > 1:
            needed += table.identity
        lacking = [column for column in table.columns if column.key in needed and not plain(values.get(column.key))]
        unread = next((column for column in lacking if column.key in one.row.unread), None)
        if unread is not None:
            value, header = one.row.unread[unread.key], unread.header(self.lang)
            return self._told("new_unread", rows, one.row, unread.key, value=value, header=header, said=text)
        if lacking:
            headers = ", ".join(f"«{column.header(self.lang)}»" for column in lacking)
            return self._told("new_lacks", rows, one.row, lacking[0].key, headers=headers, said=text)
        return ""

    def _told(self, key: str, rows: Rows, row: Row, column: str = "", **fields: str) -> str:
        self.note(key, rows, row, column, refused=True, **fields)
        return key


def _week(row: Row) -> tuple[str, str]:
    """Return month and week of a row of «СППО_неделя», to be put in order."""
    return plain(row.values.get("period")), plain(row.values.get("week"))
