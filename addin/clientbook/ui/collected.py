"""What is said after a collection: rows by manager and sheet, then everything that deserves a look."""

from __future__ import annotations

import io
from collections import Counter
from typing import TYPE_CHECKING

from clientbook.locale import Words
from clientbook.sheets import conflicts
from clientbook.team.merged import Fate

if TYPE_CHECKING:
    from clientbook.results import CollectResult

_WIDTH = 118
_MOST, _MOST_IN_A_MESSAGE = 60, 8
"""Notes that are said; the rest is counted: nobody reads more on a terminal."""


def report(done: CollectResult, say: Words, *, dry_run: bool) -> str:
    """Return the report of a collection."""
    from clientbook.ui.summary import summary

    made = done.made
    merged = made.merged
    title = "title_dry" if dry_run else "title"
    lines = [say.text(f"collect.{title}", files=say.number(made.files), rows=say.number(merged.rows))]
    lines += [_table(done, say)] if merged.counts else _none(done, say)
    if merged.cells:
        lines.append(say.text("collect.cells", cells=say.number(merged.cells)))
    if merged.decided:
        lines.append(say.text("collect.decided", count=say.number(merged.decided), sheet=_conflicts(done)))
    lines += _open(done, say)
    lines += [*_missing(done, say), *_notes(done, say)]
    if done.result is not None:
        return "\n".join([*lines, *summary(done.result, say.lang)])
    if not dry_run:
        lines.append(say.text("collect.nothing"))
    return "\n".join(lines)


def brief(done: CollectResult, say: Words) -> str:
    """Return the report of a collection as one message: the sums, and the first things that deserve a look."""
    merged = done.made.merged
    lines = [say.text("collect.title", files=say.number(done.made.files), rows=say.number(merged.rows))]
    sums = [f"{say.text(f'collect.{fate}')}: {say.number(merged.total(fate))}" for fate in Fate]
    lines += ["; ".join(sums)] if done.made.files else _none(done, say)
    lines += [*_open(done, say), *_missing(done, say), *_notes(done, say, most=_MOST_IN_A_MESSAGE)]
    return "\n".join([*lines, say.text("collect.nothing")] if done.result is None else lines)


def _conflicts(done: CollectResult) -> str:
    """Return the name of «Конфликты» in the register: of the run, which made it, or as it stood there."""
    named = {} if done.result is None else done.result.sheets
    return named.get(conflicts.SHEET.key, done.made.sheets[conflicts.CONFLICTS.name])


def _open(done: CollectResult, say: Words) -> list[str]:
    """Say how many conflicts wait for a decision, and where."""
    count = done.made.merged.open_conflicts
    return [say.text("collect.open", count=say.number(count), sheet=_conflicts(done))] if count else []


def _none(done: CollectResult, say: Words) -> list[str]:
    """Say that nothing was collected: no workbooks there, or none that could be read."""
    if done.made.files:
        return []
    unread = any(note.key == "unreadable" for note in done.made.merged.notes)
    return [say.text("collect.none_read" if unread else "collect.no_copies")]


def _missing(done: CollectResult, say: Words) -> list[str]:
    """Say whose workbooks are not there: to know, no fault."""
    names = done.made.missing
    return [say.text("collect.missing", count=say.number(len(names)), names=", ".join(names))] if names else []


def _notes(done: CollectResult, say: Words, most: int = _MOST) -> list[str]:
    """Return everything that deserves a look; what was not taken first."""
    notes = sorted(done.made.merged.notes, key=lambda note: not note.refused)
    if not notes:
        return []
    said = [say.text("collect.notes")]
    for note in notes[:most]:
        at = done.made.sheets.get(note.place, note.place)
        place = ", ".join(text for text in (note.file, at) if text) or say.text("collect.book_word")
        what = say.text(f"collect.note.{note.key}", conflicts=_conflicts(done), **note.fields)
        said.append(say.text("collect.note_line", place=place, what=what))
    if len(notes) > most:
        said.append(say.text("collect.more_notes", count=say.number(len(notes) - most)))
    return said


def _table(done: CollectResult, say: Words) -> str:
    """Return rows by manager, of his sheets those with something new, and all: rows are the sum of what became of them."""
    from rich.console import Console
    from rich.table import Table

    merged, tables = done.made.merged, done.made.tables
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column(say.text("collect.manager"))
    shown.add_column(say.text("collect.table"))
    for key in ("rows", *Fate):
        shown.add_column(say.text(f"collect.{key}"), justify="right")
    order = {name: number for number, name in enumerate(tables)}
    for manager in sorted({manager for manager, _ in merged.counts}):
        mine = {name: counts for (whose, name), counts in merged.counts.items() if whose == manager}
        shown.add_row(manager or say.text("collect.nobody_word"), "", *_figures(sum(mine.values(), Counter()), say))
        for name in sorted(mine, key=lambda one: order[one]):
            if mine[name][Fate.UNCHANGED] < mine[name].total():
                shown.add_row("", done.made.sheets[name], *_figures(mine[name], say), style="dim")
    everything = sum(merged.counts.values(), Counter())
    shown.add_row(say.text("collect.total"), "", *_figures(everything, say), style="bold")
    stream = io.StringIO()
    Console(file=stream, width=_WIDTH, no_color=True).print(shown)
    return "\n".join(line.rstrip() for line in stream.getvalue().rstrip().splitlines())


def _figures(counts: Counter[Fate], say: Words) -> list[str]:
    return [say.number(figure) for figure in (counts.total(), *(counts[fate] for fate in Fate))]
