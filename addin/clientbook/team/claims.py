"""What copies say about one cell of the register, and which of it holds: the same answer in whatever order copies come.

A claim is a value beside the mark of the value that it replaced. The answer follows from the value that the head had and
from the set of all claims known, never from the order in which they were heard; nothing here reads a book.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from clientbook.team.versions import mark

Cell = tuple[str, str, str]
"""Table, key of the row, key of the column."""

BLANK = mark(None)
"""The mark of a blank cell."""

_ID = 16


class Outcome(StrEnum):
    """What becomes of a claim; the word stands in :data:`clientbook.sheets.conflicts.OUTCOME`."""

    TAKEN = "taken"  # it stands in the register
    SAME = "same"  # the register says so already, or said so when a later copy was handed out
    OLDER = "older"  # the same person saved another value later
    CONFLICT = "conflict"  # somebody else says otherwise


@dataclass(frozen=True)
class Claim:
    """What one copy says about one cell.

    Attributes:
        cell: which cell
        left: mark of the value it left with; empty where that is not known, as in rows that are new
        value: what stands there now
        manager: whose copy it is
        who: who saved the copy last, as far as it tells
        when: when it was saved, in ISO form
        file: name of the copy
        own_row: the row was begun in this copy, so that a later save of it comes from the same hand
        row: how people know the row
        client: name of its client
    """

    cell: Cell
    left: str
    value: object
    manager: str = ""
    who: str = ""
    when: str = ""
    file: str = field(default="", compare=False)
    own_row: bool = False
    row: str = field(default="", compare=False)
    client: str = field(default="", compare=False)

    @cached_property
    def mark(self) -> str:
        """Return the mark of the value."""
        return mark(self.value)

    @cached_property
    def name(self) -> str:
        """Return what tells the claim from others: one change that two copies bring is one claim."""
        text = "\x1f".join((*self.cell, self.left, self.mark))
        return hashlib.sha256(text.encode()).hexdigest()[:_ID]

    @property
    def order(self) -> tuple[str, ...]:
        """Return what claims are put in order by, whatever their copies are called."""
        return (*self.cell, self.when, self.manager, self.who, self.left, self.mark)

    @property
    def origin(self) -> str:
        """Return whose hand it comes from, so far as that is sure; empty where it is not."""
        if self.own_row or not self.left:
            return f"{self.manager}\x1f"
        return f"{self.manager}\x1f{self.who}" if self.who else ""


@dataclass(frozen=True)
class Settled:
    """What claims come to.

    Attributes:
        mark: mark of the value that the cell has
        last: the claim whose value that is; None: the cell has what it had before
        outcomes: name of a claim → what becomes of it
    """

    mark: str
    last: Claim | None
    outcomes: dict[str, Outcome]


def settled(start: str, claims: Iterable[Claim]) -> Settled:
    """Return what claims about a cell come to.

    A claim that left with the value the cell has replaces it, and what it brings may be replaced in turn. Several values
    for one: the one that was handed out again counts, or the last of the same person; else none of them, and all are in
    conflict. A claim that nothing leads to is in conflict too, unless its value was the register's at some time.

    Args:
        start: mark of the value the cell had
        claims: all that is known about the cell
    """
    waiting = sorted({claim.name: claim for claim in claims}.values(), key=lambda claim: claim.order)
    known, passed = list(waiting), list[Claim]()
    outcomes: dict[str, Outcome] = {}
    current, path, last = start, {start}, None
    while here := [claim for claim in waiting if (claim.left or BLANK) == current]:
        chosen = _chosen(here, waiting)
        if chosen is None:
            break
        last, current = chosen, chosen.mark
        path.add(current)
        outcomes[chosen.name] = Outcome.TAKEN
        passed += [claim for claim in here if claim is not chosen]
        waiting = [claim for claim in waiting if claim not in here]
    for claim in (*waiting, *passed):
        outcomes[claim.name] = _left_over(claim, path, known)
    return Settled(current, last, outcomes)


def _chosen(here: Sequence[Claim], waiting: Sequence[Claim]) -> Claim | None:
    """Return which of the claims that replace one value holds; None where they contradict each other."""
    if len(here) == 1:
        return here[0]
    again = [claim for claim in here if any(other.left == claim.mark for other in waiting if other is not claim)]
    if len(again) == 1:
        return again[0]
    newest = [claim for claim in here if not _superseded(claim, here)]
    return newest[0] if len({claim.mark for claim in newest}) == 1 else None


def _left_over(claim: Claim, path: set[str], known: Sequence[Claim]) -> Outcome:
    if claim.mark in path:
        return Outcome.SAME
    return Outcome.OLDER if _superseded(claim, known) else Outcome.CONFLICT


def _superseded(claim: Claim, known: Sequence[Claim]) -> bool:
    """Tell whether the same person replaced the same value by another one later."""
    return bool(claim.origin) and any(
        other.origin == claim.origin and other.left == claim.left and other.when > claim.when for other in known
    )
