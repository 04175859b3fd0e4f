"""What the head decided on «Конфликты», carried out; and what stands there beside every conflict that is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from clientbook.sheets.conflicts import CONFLICTS
from clientbook.team.claims import Cell, Claim
from clientbook.team.decided_contacts import carry_to_log
from clientbook.team.draft import Draft
from clientbook.team.journal import Conflict, mark_at, said
from clientbook.team.notes import Note


def decide(draft: Draft) -> None:
    """Carry out what the head decided on «Конфликты», and close what he settled by writing the value himself."""
    cells: dict[Cell, list[Conflict]] = defaultdict(list)
    for conflict in draft.journal.conflicts.values():
        if not conflict.settled_on:
            cells[conflict.entry.claim.cell].append(conflict)
    for cell, conflicts in sorted(cells.items()):
        takes = {one.entry.claim.mark: one.entry.claim for one in conflicts if one.decision == "take"}
        if len(takes) > 1:
            column = draft.head.known[cell[0]][cell[2]].header(draft.words.lang)
            draft.made.notes.append(
                Note("decided_twice", "", CONFLICTS.name, {"column": column, "row": conflicts[0].entry.claim.row})
            )
        elif all(_take(draft, claim) for claim in takes.values()):
            _settled_by_head(draft, cell, conflicts)


def _take(draft: Draft, claim: Claim) -> bool:
    """Write the value that the head decided for; tell where its row is no more."""
    (table, _, column), key = claim.cell, draft.place(claim)
    if key not in draft.head.rows(table) or draft.head.lacks(table, column):
        draft.made.notes.append(Note("decided_gone", "", CONFLICTS.name, {"row": claim.row}))
        return False
    before = draft.at_head(table, key, column)
    if mark_at(before, draft.column(claim.cell)) != claim.mark:
        draft.made.puts[table, key][column] = claim.value
        draft.made.cells += 1
    carry_to_log(draft, claim, key, before)
    return True


def _settled_by_head(draft: Draft, cell: Cell, conflicts: Sequence[Conflict]) -> None:
    """Note decisions as carried out; a value that the head has written himself is one too."""
    decided = [one for one in conflicts if one.decision]
    if decided:
        draft.journal.close(cell)
    (table, _, column), key = cell, draft.place(conflicts[0].entry.claim)
    stands = key in draft.head.rows(table)
    now = mark_at(draft.at_head(table, key, column), draft.column(cell)) if stands else None
    for one in conflicts:
        claim = one.entry.claim
        by_hand = not one.decision and now == claim.mark and not draft.journal.entries[claim.name].open
        if one.decision or by_hand:
            decision = one.decision or "take"
            draft.journal.conflicts[claim.name] = replace(one, decision=decision, settled_on=draft.today)
            draft.made.decided += bool(one.decision)


def show_conflicts(draft: Draft) -> None:
    """Show beside every open conflict what the register has now."""
    for name, conflict in draft.journal.conflicts.items():
        (table, _, column), at = conflict.entry.claim.cell, draft.place(conflict.entry.claim)
        if conflict.settled_on or at not in draft.head.rows(table):
            continue
        text = said(draft.at_head(table, at, column), draft.head.known[table][column], draft.words)
        draft.journal.conflicts[name] = replace(conflict, at_head=text)
