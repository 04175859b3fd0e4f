"""What a collection comes to: what is written into the register, and what becomes of every row of every copy."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from clientbook.team.journal import Journal
from clientbook.team.notes import Note


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
