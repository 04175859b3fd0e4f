"""What was frozen or approved, in sentences: for the command line and for the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientbook.locale import Words
from clientbook.register.codes import SEGMENT

if TYPE_CHECKING:
    from clientbook.approving import Approved
    from clientbook.results import FreezeResult


def frozen(done: FreezeResult, say: Words) -> str:
    """Return what was frozen, in a sentence."""
    from clientbook.sheets import closed_months, forecast

    note = done.note
    sheet = done.result.sheets[closed_months.SHEET.key if note.what == "month" else forecast.STORE_SHEET.key]
    what = f"cli.freeze.done_{note.what}"
    return say.text(what, month=say.month(note.period), week=note.week, rows=note.rows, sheet=sheet)


def approved(note: Approved, say: Words) -> list[str]:
    """Return what was approved, kept and moved, in sentences."""
    lines = [say.text("cli.approve.done", count=note.clients, day=say.day(note.on))]
    moves = [
        say.text(
            "cli.approve.move",
            was=SEGMENT.word(was, say.lang) if isinstance(was, str) else say.text("cli.approve.none"),
            now=SEGMENT.word(now, say.lang),
            count=int(clients),
        )
        for was, now, clients in note.moves[["was", "now", "clients"]].itertuples(index=False)
    ]
    lines.append(say.text("cli.approve.moves", moves="; ".join(moves)) if moves else say.text("cli.approve.no_moves"))
    if note.kept:
        lines.append(say.text("cli.approve.kept", count=note.kept))
    return lines
