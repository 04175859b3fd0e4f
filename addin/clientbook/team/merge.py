"""Copies and the register brought together, cell by cell: what is written, what is in conflict, what becomes of every row.

Frames in, changes out: no book is read or written here, and the answer does not depend on the order of the copies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from clientbook.locale import Words
from clientbook.register.columns import Column, normal
from clientbook.sheets.plan import PLAN
from clientbook.team.claims import BLANK, Cell, Claim, Outcome, Settled, settled
from clientbook.team.copies_in import Copy
from clientbook.team.decisions import decide, show_conflicts
from clientbook.team.draft import Draft
from clientbook.team.head import Head
from clientbook.team.hearing import Hearing, RowIn
from clientbook.team.journal import Conflict, Entry, Journal, mark_at, possible
from clientbook.team.merged import Merged
from clientbook.team.notes import Note
from clientbook.team.plan_back import note_plan_of_contacts, take_back_seen
from clientbook.team.plan_seen import BY_PROGRAM
from clientbook.team.rows_in import Reader
from clientbook.team.versions import behind, row_key


def merge(head: Head, copies: Iterable[Copy], journal: Journal, today: date, words: Words) -> Merged:
    """Bring copies and the register together.

    Args:
        head: the register
        copies: the copies, in any order
        journal: what was collected before; it is added to
        today: the day of the collection
        words: the language of the book
    """
    return Merger(Draft(head, journal, words, today)).run(sorted(copies, key=lambda copy: copy.order))


class Merger:
    """One collection; see :func:`merge`."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.head, self.journal, self.made = draft.head, draft.journal, draft.made

    def run(self, copies: Sequence[Copy]) -> Merged:
        """Return what it comes to."""
        decide(self.draft)
        taken_in = [(copy, self._read(copy)) for copy in copies]
        everything = [one for _, rows in taken_in for one in rows]
        for one in everything:
            self.draft.hear(one)
        for cell, claims in sorted(self.draft.pool.items()):
            self._settle(cell, claims)
        take_back_seen(self.draft)
        note_plan_of_contacts(self.draft, everything)
        self._tell_two_managers()
        for copy, rows in taken_in:
            for one in rows:
                self.made.counts[copy.manager, one.table][self.draft.fate(one)] += 1
        show_conflicts(self.draft)
        self._remember_places()
        self.made.notes.sort(key=lambda note: (note.file, note.place, note.key))
        return self.made

    def _read(self, copy: Copy) -> list[RowIn]:
        """Return the rows of a copy; those of a foreign one are all refused.

        Raises:
            AssertionError: a row was lost or doubled on the way.
        """
        hearing = Hearing(copy, self.head, self.journal, self.draft.words, self.draft.today)
        reader = Reader(hearing)
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
        self.made.notes += hearing.notes
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

    def _settle(self, cell: Cell, claims: Sequence[Claim]) -> None:
        """Find what a cell comes to, and remember it."""
        fresh = [claim for claim in claims if claim.name in self.draft.carriers]
        if not fresh:
            return
        one = self.draft.rows[cell[:2]]
        stands = one.at in self.head.rows(one.table)
        now = self.draft.at_head(one.table, one.at, cell[2]) if stands else None
        start, before, known = self._start(cell, one, fresh, now, stands=stands)
        made = settled(start, [*(entry.claim for entry in known), *fresh])
        value = made.last.value if made.last is not None else before
        column = self.draft.column(cell)
        if stands and mark_at(value, column) != mark_at(now, column):
            self.made.puts[one.table, one.at][cell[2]] = value
        elif not stands:
            self._add(one, cell[2], value)
        self._remember(known, fresh, made, before)

    def _start(
        self, cell: Cell, one: RowIn, fresh: Sequence[Claim], now: object, *, stands: bool
    ) -> tuple[str, object, list[Entry]]:
        """Return mark and value that a cell had before its claims, and the earlier claims that still count."""
        column = self.draft.column(cell)
        known = self.journal.open_at(cell)
        by_run = stands and cell[0] == PLAN.name and self.draft.plan.by_program(one.at, column.key, now)
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
            by_name[claim.name] = Entry(claim, before, made.outcomes[claim.name], open=True, on=self.draft.today)
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

    def _tell_two_managers(self) -> None:
        """Tell of rows that two managers changed: a client may have gone from one to the other meanwhile."""
        names: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
        for (table, key, _), claims in self.draft.pool.items():
            for claim in claims:
                names[table, key].setdefault(claim.manager, claim)
        for (table, _), managers in names.items():
            if len(managers) > 1:
                claim = min(managers.values(), key=lambda one: one.order)
                fields = {"row": claim.client or claim.row, "managers": ", ".join(sorted(managers))}
                self.made.notes.append(Note("two_managers", "", table, fields))

    def _remember_places(self) -> None:
        """Note under which keys rows stand from now on: one without an ID has another once a cell of it is another."""
        for name, entry in self.journal.entries.items():
            table, at = entry.claim.cell[0], self.draft.place(entry.claim)
            row, changed = self.head.rows(table).get(at), self.made.puts.get((table, at))
            if row is not None and changed:
                at = row_key(self.head.known[table], {**row.values, **changed})
            self.journal.entries[name] = replace(entry, at=at)


def _root(claims: Sequence[Claim]) -> str:
    """Return the mark of the value that claims began with, where the register has something else by now."""
    brought = {claim.mark for claim in claims}
    roots = [claim for claim in sorted(claims, key=lambda claim: claim.order) if claim.left not in brought]
    return (roots or list(claims))[0].left or BLANK
