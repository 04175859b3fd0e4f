"""The register as a collection is going to leave it, and the rows of copies by which it changes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from clientbook.locale import Words
from clientbook.register.columns import Column
from clientbook.team.claims import Cell, Claim, Outcome
from clientbook.team.head import Head
from clientbook.team.hearing import RowIn
from clientbook.team.journal import Journal
from clientbook.team.merged import Fate, Merged
from clientbook.team.plan_seen import PlanAtHead


class Draft:
    """The register as it is going to be, with what copies say of its rows.

    Args:
        head: the register
        journal: what was collected before; it is added to
        words: the language of the book
        today: the day of the collection

    Attributes:
        made: what it comes to so far
        plan: tells what runs wrote into its plan
        pool: cell → what copies claim of it now
        rows: table and key → the row of a copy that claims something first
        carriers: name of a claim that was not collected before → the row that brought it first
    """

    def __init__(self, head: Head, journal: Journal, words: Words, today: date) -> None:
        self.head = head
        self.journal = journal
        self.words = words
        self.today = today
        self.made = Merged(journal)
        self.plan = PlanAtHead(head)
        self.pool: dict[Cell, list[Claim]] = defaultdict(list)
        self.rows: dict[tuple[str, str], RowIn] = {}
        self.carriers: dict[str, RowIn] = {}

    def hear(self, one: RowIn) -> None:
        """Add what a row claims to what is known of its cells."""
        if one.claims:
            self.rows.setdefault((one.table, one.key), one)
        for claim in one.claims:
            self.pool[claim.cell].append(claim)
            if claim.name not in self.journal.entries:
                self.carriers.setdefault(claim.name, one)

    def column(self, cell: Cell) -> Column:
        """Return the column of a cell."""
        return self.head.known[cell[0]][cell[2]]

    def at_head(self, table: str, key: str, column: str) -> object:
        """Return what the register has in a cell, decisions carried out just now among it."""
        changed = self.made.puts.get((table, key), {})
        if column in changed:
            return changed[column]
        row = self.head.rows(table)[key]
        return row.values.get(column) if column not in row.unread else row.unread[column]

    def place(self, claim: Claim) -> str:
        """Return the key under which the row of a claim stands in the register."""
        one = self.rows.get(claim.cell[:2])
        if one is not None:
            return one.at
        return self.journal.entries[claim.name].at or claim.cell[1]

    def fate(self, one: RowIn) -> Fate:
        """Return what becomes of a row."""
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
