"""A decision about a contact that the log has is carried out in its row there too: plan and log say one thing of it."""

from __future__ import annotations

from clientbook.method.late_words import WORDS
from clientbook.method.onelog import LOGGED
from clientbook.register.headers import address
from clientbook.register.tables import LOG
from clientbook.sheets.plan import PLAN
from clientbook.team.claims import Claim
from clientbook.team.draft import Draft
from clientbook.team.journal import mark_at, said
from clientbook.team.notes import Note

COLUMNS = {"status": "result", **WORDS}
"""Column of the plan → column of the log that says the same of a contact."""
RESULTS = {**LOGGED, "moved": "moved"}
"""Status of the plan → result of the log; the log has no word for the others."""


def carry_to_log(draft: Draft, claim: Claim, key: str, before: object) -> None:
    """Let the log say what was decided, where it has the plan's version or a manager's; what somebody wrote there stays, told.

    Args:
        draft: the register
        claim: what was decided for
        key: key of the row of the plan
        before: what the plan had
    """
    table, _, column = claim.cell
    entry = draft.plan.entry_of(key) if table == PLAN.name and column in COLUMNS else None
    if entry is None or draft.head.lacks(LOG.name, COLUMNS[column]):
        return
    there = LOG[COLUMNS[column]]

    def in_log(value: object) -> object:
        return RESULTS.get(str(value)) if column == "status" else value

    now, decided = draft.at_head(LOG.name, entry, there.key), in_log(claim.value)
    if mark_at(now, there) == mark_at(decided, there):
        return
    versions = (before, *(known.claim.value for known in draft.journal.of(claim.cell)))
    ours = mark_at(now, there) in {mark_at(in_log(value), there) for value in versions}
    if ours and (decided is not None or column != "status"):
        draft.made.puts[LOG.name, entry][there.key] = decided
    else:
        _tell(draft, claim, entry)


def _tell(draft: Draft, claim: Claim, entry: str) -> None:
    """Tell that the row of the log says otherwise than was decided."""
    column, rows, blank = claim.cell[2], draft.head.tables[LOG.name], draft.words.text("collect.blank")
    there = LOG[COLUMNS[column]]
    at = address(draft.head.rows(LOG.name)[entry].number, rows.columns[there.key])
    fields = {
        "value": said(draft.at_head(LOG.name, entry, there.key), there, draft.words) or blank,
        "decided": said(claim.value, PLAN[column], draft.words) or blank,
    }
    draft.made.notes.append(Note("decided_logged", "", f"{rows.sheet}!{at}", fields))
