"""Copies and the register brought together, cell by cell: what is written, what is in conflict, what becomes of every row.

Frames in, changes out: no book is read or written here, and the answer does not depend on the order of the copies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from clientbook.locale import Words
from clientbook.register.columns import Column, normal
from clientbook.sheets.plan import PLAN
from clientbook.team.claims import BLANK, Cell, Claim, Outcome, Settled, settled
from clientbook.team.copies_in import Copy
from clientbook.team.head import Head
from clientbook.team.journal import Conflict, Entry, Journal, mark_at, possible, said
from clientbook.team.plan_seen import BY_PROGRAM, PlanAtHead, seen
from clientbook.team.rows_in import Note, Reader, RowIn
from clientbook.team.versions import behind, plain, row_key


class Fate(StrEnum):
    """What becomes of a row of a copy; each has exactly one."""

    MERGED = "merged"  # something of it came into the register now
    DUPLICATE = "duplicate"  # what it says was known
    CONFLICT = "conflict"  # some cell says what somebody else says otherwise
    REFUSED = "refused"  # some of it could not be taken, and is named
    UNCHANGED = "unchanged"  # it is as it left


@dataclass
class Merged:
    """What a collection comes to.

    Attributes:
        puts: table and key of a row that stands in the register → key of a column → value
        added: table → key of a row → its values: new rows, and computed ones that are put back
        plan: code of a client with whom managers were in contact → plan ID → row that was handed out and nobody touched
        counts: manager and table → what became of how many rows
        cells: how many values came into the register
        decided: how many decisions on «Конфликты» were carried out
        notes: what is to be told
        journal: what is remembered from now on
    """

    journal: Journal
    puts: dict[tuple[str, str], dict[str, object]] = field(default_factory=lambda: defaultdict(dict))
    added: dict[str, dict[str, dict[str, object]]] = field(default_factory=lambda: defaultdict(dict))
    plan: dict[str, dict[str, dict[str, object]]] = field(default_factory=lambda: defaultdict(dict))
    counts: dict[tuple[str, str], Counter[Fate]] = field(default_factory=lambda: defaultdict(Counter))
    cells: int = 0
    decided: int = 0
    notes: list[Note] = field(default_factory=list)

    def total(self, fate: Fate) -> int:
        """Return how many rows had a fate."""
        return sum(counts[fate] for counts in self.counts.values())

    @property
    def rows(self) -> int:
        """Return how many rows the copies hold."""
        return sum(counts.total() for counts in self.counts.values())

    @property
    def open_conflicts(self) -> int:
        """Return how many conflicts wait for a decision."""
        return sum(not one.settled_on for one in self.journal.conflicts.values())


def merge(head: Head, copies: Iterable[Copy], journal: Journal, today: date, words: Words) -> Merged:
    """Bring copies and the register together.

    Args:
        head: the register
        copies: the copies, in any order
        journal: what was collected before; it is added to
        today: the day of the collection
        words: the language of the book
    """
    return Merger(head, journal, today, words).run(sorted(copies, key=lambda copy: copy.order))


class Merger:
    """One collection; see :func:`merge`."""

    def __init__(self, head: Head, journal: Journal, today: date, words: Words) -> None:
        self.head = head
        self.journal = journal
        self.today = today
        self.words = words
        self.made = Merged(journal)
        self.plan = PlanAtHead(head)
        self.pool: dict[Cell, list[Claim]] = defaultdict(list)
        self.rows: dict[tuple[str, str], RowIn] = {}
        self.carriers: dict[str, RowIn] = {}

    def run(self, copies: Sequence[Copy]) -> Merged:
        """Return what it comes to."""
        self._decide()
        taken_in = [(copy, self._read(copy)) for copy in copies]
        for _, rows in taken_in:
            for one in rows:
                self._pool(one)
        for cell, claims in sorted(self.pool.items()):
            self._settle(cell, claims)
        self._as_seen()
        self._plan_of_contacts([one for _, rows in taken_in for one in rows])
        self._tell_two_managers()
        for copy, rows in taken_in:
            self._count(copy, rows)
        self._show_conflicts()
        self._remember_places()
        self.made.notes.sort(key=lambda note: (note.file, note.place, note.key))
        return self.made

    def _read(self, copy: Copy) -> list[RowIn]:
        """Return the rows of a copy; those of a foreign one are all refused.

        Raises:
            AssertionError: a row was lost or doubled on the way.
        """
        reader = Reader(copy, self.head, self.journal, self.words, self.today)
        foreign = reader.foreign()
        if copy.open:
            self.made.notes.append(Note("open", copy.file))
        if foreign:
            self.made.notes.append(Note(foreign, copy.file, fields={"manager": copy.manager}, refused=True))
            return [
                RowIn(copy, name, row, "", refused=foreign)
                for name, rows in copy.tables.items()
                for row in rows.rows
                if any(row.values.values())
            ]
        found = list(reader.read())
        counted = Counter(one.table for one in found)
        if counted != reader.content:  # every row must have its fate: none lost, none doubled
            raise AssertionError(copy.file, counted, reader.content)
        self.made.notes += reader.notes
        self._tell_deleted(copy, found)
        return found

    def _tell_deleted(self, copy: Copy, rows: Sequence[RowIn]) -> None:
        """Tell of clients and people of the manager that his copy lacks: nothing is deleted for that."""
        here = {(one.table, key) for one in rows for key in (one.key, one.at)}
        for name in ("cb_clients", "cb_people"):
            if name not in copy.tables:
                continue
            his = [
                key
                for key, row in self.head.rows(name).items()
                if self.head.manager_of(self.head.client(row.values.get("client_id"))) == normal(copy.manager)
            ]
            lacking = sum((name, key) not in here for key in his)
            if lacking:
                self.made.notes.append(Note("rows_lacking", copy.file, copy.tables[name].sheet, {"count": lacking}))

    def _pool(self, one: RowIn) -> None:
        """Add what a row claims to what is known of its cells."""
        if one.claims:
            self.rows.setdefault((one.table, one.key), one)
        for claim in one.claims:
            self.pool[claim.cell].append(claim)
            if claim.name not in self.journal.entries:
                self.carriers.setdefault(claim.name, one)

    def _settle(self, cell: Cell, claims: Sequence[Claim]) -> None:
        """Find what a cell comes to, and remember it."""
        fresh = [claim for claim in claims if claim.name in self.carriers]
        if not fresh:
            return
        one = self.rows[cell[:2]]
        stands = one.at in self.head.rows(one.table)
        now = self._at_head(one.table, one.at, cell[2]) if stands else None
        start, before, known = self._start(cell, one, fresh, now, stands=stands)
        made = settled(start, [*(entry.claim for entry in known), *fresh])
        value = made.last.value if made.last is not None else before
        column = self._column(cell)
        if stands and mark_at(value, column) != mark_at(now, column):
            self.made.puts[one.table, one.at][cell[2]] = value
        elif not stands:
            self._add(one, cell[2], value)
        self._remember(known, fresh, made, before)

    def _start(
        self, cell: Cell, one: RowIn, fresh: Sequence[Claim], now: object, *, stands: bool
    ) -> tuple[str, object, list[Entry]]:
        """Return mark and value that a cell had before its claims, and the earlier claims that still count."""
        column = self._column(cell)
        known = self.journal.open_at(cell)
        by_run = stands and cell[0] == PLAN.name and self.plan.by_program(one.at, column.key, now)
        if known:
            before = known[0].before
            machine = cell[0] == PLAN.name and column.key == "status" and before in BY_PROGRAM
            start = _root([entry.claim for entry in known]) if machine else mark_at(before, column)
            expected = settled(start, [entry.claim for entry in known])
            if not stands or by_run or expected.mark == mark_at(now, column):
                return start, before, known
            self.journal.close(cell)  # the head wrote something else since: what was said before is history
        if by_run:
            start = _root(fresh)
            return start, self._as_handed(one, column, start, now), []
        if stands:
            return mark_at(now, column), now, []
        if one.kind == "new":
            return BLANK, None, []
        start = _root(fresh)
        return start, self._as_handed(one, column, start, None), []

    def _as_handed(self, one: RowIn, column: Column, left: str, otherwise: object) -> object:
        """Return the value that a computed cell left with: the same whatever runs there were since, where it can be told."""
        computed = one.row.values.get("computed_date") if one.table == PLAN.name and column.key == "date" else None
        return next(iter(behind(left, (computed, *possible(column)))), otherwise)

    def _as_seen(self) -> None:
        """Take rows of the plan that managers acted on back to what they saw, except where the head had closed them."""
        latest: dict[str, RowIn] = {}
        for one in self.carriers.values():
            if one.table == PLAN.name and one.at in self.head.rows(one.table) and one.kind != "new":
                before = latest.get(one.key)
                latest[one.key] = one if before is None or before.copy.order < one.copy.order else before
        for key, one in latest.items():
            claims = self._claims_of(one.table, key)
            said = {claim.cell[2] for claim in claims if claim.cell[2] != "status" or claim.value not in BY_PROGRAM}
            marked = "status" in said
            newer = any(claim.when > one.copy.when for claim in claims) and not self.plan.untouched(one.at)
            if not newer and (marked or self.plan.open_to(one.at)):
                self._take_back(one, said)

    def _claims_of(self, table: str, key: str) -> list[Claim]:
        columns = self.journal.columns_of(table, key)
        return [entry.claim for column in columns for entry in self.journal.open_at((table, key, column))]

    def _take_back(self, one: RowIn, said: set[str]) -> None:
        """Write what a row of the plan was when its manager acted on it, beside what he and others said of it."""
        row = self.head.rows(one.table)[one.at]
        values = seen(one.row, self.words.text("copy.hidden"))
        closed = self.plan.closed_by_log(one.at) and "status" not in said
        for column in ("date", "status"):
            now = row.values.get(column)
            if self.plan.by_program(one.at, column, now) and column not in one.row.unread and not closed:
                values[column] = self._settled_or_handed(one, column)
        for column, value in values.items():
            if not self.head.lacks(one.table, column) and plain(row.values.get(column)) != plain(value):
                self.made.puts[one.table, one.at][column] = value

    def _settled_or_handed(self, one: RowIn, column: str) -> object:
        """Return what copies come to in a cell of a row, or what it left with where they say nothing of it."""
        known = self.journal.open_at((one.table, one.key, column))
        if not known:
            return one.row.values.get(column)
        before = known[0].before
        made = settled(mark_at(before, self._column(known[0].claim.cell)), [entry.claim for entry in known])
        return before if made.last is None else made.last.value

    def _plan_of_contacts(self, rows: Iterable[RowIn]) -> None:
        """Note the plan of the clients with whom managers were in contact, as they had it: a contact fulfils a row of it."""
        met = {
            (id(one.copy), client)
            for one in self.carriers.values()
            if one.table == "cb_log" and (client := self.head.client(one.values.get("client_id")))
        }
        for one in rows:
            client = self.head.client(one.row.values.get("client_id")) if one.table == PLAN.name else ""
            asked = one.row.values.get("status") in {None, "planned"} and not (one.claims or one.refused or one.unread)
            if client and one.kind != "new" and asked and (id(one.copy), client) in met:
                self.made.plan[client][str(one.row.values.get("plan_id"))] = dict(one.values)

    def _column(self, cell: Cell) -> Column:
        return self.head.known[cell[0]][cell[2]]

    def _at_head(self, table: str, key: str, column: str) -> object:
        """Return what the register has in a cell, decisions carried out just now among it."""
        changed = self.made.puts.get((table, key), {})
        if column in changed:
            return changed[column]
        row = self.head.rows(table)[key]
        return row.values.get(column) if column not in row.unread else row.unread[column]

    def _add(self, one: RowIn, column: str, value: object) -> None:
        """Note a cell of a row that the register is to get."""
        rows = self.made.added[one.table]
        if one.key not in rows:
            identity = self.head.known[one.table].identity
            told = one.values if one.kind == "gone" else [*identity, "manager"]
            rows[one.key] = {name: one.values[name] for name in told if name in one.values}
        rows[one.key][column] = value

    def _remember(self, known: Sequence[Entry], fresh: Sequence[Claim], made: Settled, before: object) -> None:
        by_name = {entry.claim.name: entry for entry in known}
        for claim in {claim.name: claim for claim in sorted(fresh, key=lambda one: one.order, reverse=True)}.values():
            by_name[claim.name] = Entry(claim, before, made.outcomes[claim.name], open=True, on=self.today)
            self.made.cells += made.outcomes[claim.name] is Outcome.TAKEN
        for name, entry in by_name.items():
            outcome = made.outcomes[name]
            if name not in self.journal.entries and outcome is Outcome.SAME and not entry.claim.left:
                continue  # it came without a version, and says what the register says
            self.journal.put(replace(entry, outcome=outcome))
            waiting = self.journal.conflicts.get(name)
            if outcome is Outcome.CONFLICT and waiting is None:
                self.journal.conflicts[name] = Conflict(entry, "")
            elif outcome is not Outcome.CONFLICT and waiting is not None and not waiting.settled_on:
                del self.journal.conflicts[name]

    def _decide(self) -> None:
        """Carry out what the head decided on «Конфликты», and close what he settled by writing the value himself."""
        cells: dict[Cell, list[Conflict]] = defaultdict(list)
        for conflict in self.journal.conflicts.values():
            if not conflict.settled_on:
                cells[conflict.entry.claim.cell].append(conflict)
        for cell, conflicts in sorted(cells.items()):
            takes = {one.entry.claim.mark: one.entry.claim for one in conflicts if one.decision == "take"}
            if len(takes) > 1:
                place = self.words.text("collect.conflicts")
                column = self.head.known[cell[0]][cell[2]].header(self.words.lang)
                self.made.notes.append(
                    Note("decided_twice", "", place, {"column": column, "row": conflicts[0].entry.claim.row})
                )
            elif all(self._take(claim) for claim in takes.values()):
                self._settled_by_head(cell, conflicts)

    def _take(self, claim: Claim) -> bool:
        """Write the value that the head decided for; tell where its row is no more."""
        (table, _, column), key = claim.cell, self._place(claim)
        if key not in self.head.rows(table) or self.head.lacks(table, column):
            self.made.notes.append(Note("decided_gone", "", self.words.text("collect.conflicts"), {"row": claim.row}))
            return False
        if mark_at(self._at_head(table, key, column), self._column(claim.cell)) != claim.mark:
            self.made.puts[table, key][column] = claim.value
            self.made.cells += 1
        return True

    def _settled_by_head(self, cell: Cell, conflicts: Sequence[Conflict]) -> None:
        """Note decisions as carried out; a value that the head has written himself is one too."""
        decided = [one for one in conflicts if one.decision]
        if decided:
            self.journal.close(cell)
        (table, _, column), key = cell, self._place(conflicts[0].entry.claim)
        stands = key in self.head.rows(table)
        now = mark_at(self._at_head(table, key, column), self._column(cell)) if stands else None
        for one in conflicts:
            claim = one.entry.claim
            by_hand = not one.decision and now == claim.mark and not self.journal.entries[claim.name].open
            if one.decision or by_hand:
                decision = one.decision or "take"
                self.journal.conflicts[claim.name] = replace(one, decision=decision, settled_on=self.today)
                self.made.decided += bool(one.decision)

    def _tell_two_managers(self) -> None:
        """Tell of rows that two managers changed: a client may have gone from one to the other meanwhile."""
        names: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
        for (table, key, _), claims in self.pool.items():
            for claim in claims:
                names[table, key].setdefault(claim.manager, claim)
        for (table, _), managers in names.items():
            if len(managers) > 1:
                claim = min(managers.values(), key=lambda one: one.order)
                fields = {"row": claim.client or claim.row, "managers": ", ".join(sorted(managers))}
                self.made.notes.append(Note("two_managers", "", self.head.known[table].sheet(self.words.lang), fields))

    def _count(self, copy: Copy, rows: Sequence[RowIn]) -> None:
        """Count what became of every row of a copy."""
        for one in rows:
            self.made.counts[copy.manager, one.table][self._fate(one)] += 1

    def _fate(self, one: RowIn) -> Fate:
        if one.refused:
            return Fate.REFUSED
        if one.twice:
            return Fate.DUPLICATE
        fates = [self._fate_of(claim, one) for claim in one.claims]
        if Fate.CONFLICT in fates:
            return Fate.CONFLICT
        if one.unread:
            return Fate.REFUSED
        if Fate.MERGED in fates:
            return Fate.MERGED
        return Fate.DUPLICATE if fates else Fate.UNCHANGED

    def _fate_of(self, claim: Claim, one: RowIn) -> Fate:
        waiting = self.journal.conflicts.get(claim.name)
        if waiting is not None and not waiting.settled_on:
            return Fate.CONFLICT
        entry, mine = self.journal.entries.get(claim.name), self.carriers.get(claim.name) is one
        return Fate.MERGED if mine and entry is not None and entry.outcome is Outcome.TAKEN else Fate.DUPLICATE

    def _place(self, claim: Claim) -> str:
        """Return the key under which the row of a claim stands in the register."""
        one = self.rows.get(claim.cell[:2])
        if one is not None:
            return one.at
        return self.journal.entries[claim.name].at or claim.cell[1]

    def _remember_places(self) -> None:
        """Note under which keys rows stand from now on: one without an ID has another once a cell of it is another."""
        for name, entry in self.journal.entries.items():
            table, at = entry.claim.cell[0], self._place(entry.claim)
            row, changed = self.head.rows(table).get(at), self.made.puts.get((table, at))
            if row is not None and changed:
                at = row_key(self.head.known[table], {**row.values, **changed})
            self.journal.entries[name] = replace(entry, at=at)

    def _show_conflicts(self) -> None:
        """Show beside every open conflict what the register has now."""
        for name, conflict in self.journal.conflicts.items():
            (table, _, column), at = conflict.entry.claim.cell, self._place(conflict.entry.claim)
            if conflict.settled_on or at not in self.head.rows(table):
                continue
            text = said(self._at_head(table, at, column), self.head.known[table][column], self.words)
            self.journal.conflicts[name] = replace(conflict, at_head=text)


def _root(claims: Sequence[Claim]) -> str:
    """Return the mark of the value that claims began with, where the register has something else by now."""
    brought = {claim.mark for claim in claims}
    roots = [claim for claim in sorted(claims, key=lambda claim: claim.order) if claim.left not in brought]
    return (roots or list(claims))[0].left or BLANK
