"""«Собрано» and «Конфликты» as the memory of collection: what copies said before, and what the head decided."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.frames import DATES, FIGURES, frame
from clientbook.register.parse import is_error
from clientbook.sheets.conflicts import COLLECTED, CONFLICTS
from clientbook.team.claims import Cell, Claim, Outcome
from clientbook.team.versions import behind, mark

if TYPE_CHECKING:
    from clientbook.hosts.base import CellValue
    from clientbook.locale import Words


WHOLE_ROW = "*"
"""Key of the column in a line of «Собрано» that tells of a whole new row: there would be a line for each cell else."""


@dataclass(frozen=True)
class Entry:
    """A claim that was collected.

    Attributes:
        claim: the claim
        before: what the register had before the first of the claims it stands with
        outcome: what came of it
        open: it still counts beside claims that come later; not so once the head changed the cell or decided
        on: the day it was collected
        at: key under which its row stands in the register
    """

    claim: Claim
    before: object
    outcome: Outcome
    open: bool
    on: date
    at: str = ""


@dataclass(frozen=True)
class Conflict:
    """A line of «Конфликты».

    Attributes:
        entry: the claim in conflict
        at_head: what the register has, as people read it
        decision: ``take``, ``keep`` or empty
        settled_on: the day the decision was carried out
    """

    entry: Entry
    at_head: str
    decision: str = ""
    settled_on: date | None = None


@dataclass
class Journal:
    """What collection remembers.

    Attributes:
        entries: name of a claim → its entry
        conflicts: name of a claim → its line of «Конфликты»
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    _cells: dict[Cell, list[str]] = field(default_factory=lambda: defaultdict(list))
    _rows: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def put(self, entry: Entry) -> None:
        """Remember an entry, in place of an earlier one of the same claim."""
        name = entry.claim.name
        if name not in self.entries:
            self._cells[entry.claim.cell].append(name)
            self._rows[entry.claim.cell[:2]].add(entry.claim.cell[2])
        self.entries[name] = entry

    def of(self, cell: Cell) -> list[Entry]:
        """Return what is known about a cell."""
        return [self.entries[name] for name in self._cells.get(cell, ())]

    def open_at(self, cell: Cell) -> list[Entry]:
        """Return what still counts about a cell."""
        return [entry for entry in self.of(cell) if entry.open]

    def columns_of(self, table: str, key: str) -> set[str]:
        """Return the columns of a row about which something is known."""
        return self._rows.get((table, key), set())

    def close(self, cell: Cell) -> None:
        """Let what is known about a cell count no more: the head has said what it is to be."""
        for entry in self.open_at(cell):
            self.entries[entry.claim.name] = replace(entry, open=False)


def in_cell(value: object, column: Column, lang: str) -> CellValue:
    """Return a value as it stands in a cell: words for codes."""
    if isinstance(value, bool):
        return codes.YESNO.word("yes" if value else "no", lang)
    if isinstance(value, str):
        return value if column.codes is None else column.codes.word(value, lang)
    if value is None or isinstance(value, date | float | int):
        return value
    return str(value)


def said(value: object, column: Column, words: Words) -> str:
    """Return a value as people read it on «Конфликты»."""
    cell = in_cell(value, column, words.lang)
    if isinstance(cell, date):
        return words.day(cell)
    if isinstance(cell, float):
        share = column.kind is Kind.PERCENT
        figure = 100 * cell if share else cell
        return words.number(figure, 0 if figure == round(figure) else 2) + ("\u00a0%" if share else "")
    return "" if cell is None else str(cell)


def kept(value: object) -> str | None:
    """Return a value as the text that :func:`back` reads."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def back(text: object, column: Column) -> object:
    """Return the value that a text of :func:`kept` stands for; one that never could be read stays the text it is."""
    if not isinstance(text, str) or not text:
        return None
    if column.kind is Kind.YESNO:
        return {"1": True, "0": False}.get(text, text)
    with suppress(ValueError):
        return date.fromisoformat(text) if column.kind in DATES else float(text) if column.kind in FIGURES else text
    return text


def possible(column: Column) -> list[object]:
    """Return the values that a cell of a column can have, where they are few; a blank is one."""
    known = column.codes.values if column.codes is not None else ()
    return [None, *(code.code for code in known), *((True, False) if column.kind is Kind.YESNO else ())]


def mark_at(value: object, column: Column) -> str:
    """Return the mark of what the register has; what cannot be read there left as a blank, and counts as one."""
    if not isinstance(value, str):
        return mark(value)
    if column.codes is not None:
        known = any(code.code == value for code in column.codes.values)
    else:
        known = column.kind in (Kind.TEXT, Kind.ID) and not is_error(value)
    return mark(value if known else None)


def read(previous: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> Journal:
    """Return the memory that stands in a book.

    Args:
        previous: output tables as the run before and people left them
        tables: table name → table, of those that are handed out
    """
    journal = Journal()
    for row in previous.get(COLLECTED.name, pd.DataFrame()).to_dict("records"):
        table = tables.get(str(row["table"]))
        if table is not None and row["outcome"] is not None:
            for one in _entries(row, table):
                journal.put(one)
    for row in previous.get(CONFLICTS.name, pd.DataFrame()).to_dict("records"):
        entry = journal.entries.get(str(row["claim"]))
        if entry is not None:
            settled_on = None if pd.isna(row["settled_on"]) else row["settled_on"].date()
            journal.conflicts[entry.claim.name] = Conflict(
                entry, row["at_head"] or "", row["decision"] or "", settled_on
            )
    return journal


def _entries(row: Mapping[Any, Any], table: Table) -> Iterator[Entry]:
    """Yield what a line of «Собрано» says: about one cell, or about all cells of a new row."""
    whole = row["column_key"] == WHOLE_ROW
    values = json.loads(row["value"]) if whole else {row["column_key"]: row["value"]}
    on = row["collected_on"]
    for key, text in values.items():
        if key not in table.by_key:
            continue
        claim = Claim(
            (table.name, str(row["row_key"]), key),
            row["left"] or "",
            back(text, table[key]),
            row["manager"] or "",
            row["who"] or "",
            row["saved_at"] or "",
            row["file"] or "",
            own_row=bool(row["own_row"]),
            row=row["row_name"] or "",
            client=row["client"] or "",
        )
        day = on.date() if isinstance(on, pd.Timestamp) else date.min
        before = back(row["before"], table[key])
        yield Entry(claim, before, Outcome(row["outcome"]), bool(row["open"]), day, row["row_at"] or "")


def frames(
    journal: Journal, tables: Mapping[str, Table], sheets: Mapping[str, str], words: Words
) -> dict[str, pd.DataFrame]:
    """Return table name → rows of «Собрано» and «Конфликты», for the register to be written.

    Args:
        journal: what is remembered
        tables: table name → table, of those that are handed out
        sheets: table name → the name of its sheet in the register: people may have renamed it, or have one of that name
        words: the language of the register
    """
    ordered = sorted(journal.entries.values(), key=lambda entry: (entry.on, *entry.claim.order))
    lines: dict[tuple[object, ...], list[Entry]] = {}
    for entry in ordered:
        lines.setdefault(_line(entry), []).append(entry)
    collected = [(entries[0], _collected(entries, tables, words)) for entries in lines.values()]
    conflicts = [
        (entry, _conflict(replace(journal.conflicts[entry.claim.name], entry=entry), tables, words))
        for entry in ordered
        if entry.claim.name in journal.conflicts
    ]
    found = {COLLECTED: collected, CONFLICTS: conflicts}
    return {
        table.name: _frame(table, [{"sheet": sheets[entry.claim.cell[0]], **row} for entry, row in rows])
        for table, rows in found.items()
    }


def _line(entry: Entry) -> tuple[object, ...]:
    """Return what entries share that stand in one line of «Собрано»: the cells of a row begun in a copy, else one cell."""
    claim = entry.claim
    if claim.own_row and not claim.left and entry.outcome is Outcome.TAKEN and entry.before is None:
        return (*claim.cell[:2], claim.manager, claim.who, claim.when, claim.file, entry.on, entry.open, entry.at)
    return (claim.name,)


def _frame(table: Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    values = {column.key: [row.get(column.key) for row in rows] for column in table.columns}
    return frame(table, values, [0] * len(rows))


def _common(entry: Entry, tables: Mapping[str, Table], words: Words) -> dict[str, object]:
    claim, table = entry.claim, tables[entry.claim.cell[0]]
    return {
        "client": claim.client or None,
        "column": table[claim.cell[2]].header(words.lang),
        "manager": claim.manager or None,
        "who": claim.who or None,
        "saved": _moment(claim.when, words),
        "row_name": claim.row or None,
        "file": claim.file or None,
        "claim": claim.name,
    }


def _moment(when: str, words: Words) -> str | None:
    """Return day and time of a moment as the clock on the wall shows it."""
    try:
        moment = datetime.fromisoformat(when).astimezone()
    except ValueError:
        return when or None
    return f"{words.day(moment.date())} {moment:%H:%M}"


def _collected(entries: Sequence[Entry], tables: Mapping[str, Table], words: Words) -> dict[str, object]:
    entry = entries[0]
    claim, table = entry.claim, tables[entry.claim.cell[0]]
    column = table[claim.cell[2]]
    line = {
        **_common(entry, tables, words),
        "collected_on": pd.Timestamp(entry.on),
        "before_said": said(entry.before, column, words) or None,
        "said": said(claim.value, column, words) or words.text("collect.blank"),
        "outcome": entry.outcome.value,
        "table": claim.cell[0],
        "row_key": claim.cell[1],
        "row_at": entry.at or claim.cell[1],
        "column_key": claim.cell[2],
        "left": claim.left or None,
        "value": kept(claim.value),
        "before": kept(entry.before),
        "saved_at": claim.when or None,
        "own_row": claim.own_row,
        "open": entry.open,
    }
    if _line(entry) == (claim.name,):
        return line
    places = {column.key: number for number, column in enumerate(table.columns)}
    cells = sorted((one.claim for one in entries), key=lambda one: places[one.cell[2]])
    return {
        **line,
        "column": words.text("collect.new_row"),
        "said": "; ".join(said(one.value, table[one.cell[2]], words) for one in cells),
        "column_key": WHOLE_ROW,
        "value": json.dumps({one.cell[2]: kept(one.value) for one in cells}, ensure_ascii=False),
    }


def _conflict(conflict: Conflict, tables: Mapping[str, Table], words: Words) -> dict[str, object]:
    entry, column = conflict.entry, tables[conflict.entry.claim.cell[0]][conflict.entry.claim.cell[2]]
    blank = words.text("collect.blank")
    known = behind(entry.claim.left, (entry.before, *possible(column)))
    return {
        **_common(entry, tables, words),
        "before": (said(known[0], column, words) or blank) if known else words.text("collect.unknown"),
        "at_head": conflict.at_head or blank,
        "at_manager": said(entry.claim.value, column, words) or blank,
        "decision": conflict.decision or None,
        "settled_on": None if conflict.settled_on is None else pd.Timestamp(conflict.settled_on),
    }
