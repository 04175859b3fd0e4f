"""A report grouped as 1С groups it → plain rows: groups one under the other, subtotals, merged cells, «Итого».

Which group a row belongs to is told by the outline of the file where it has one for every level, else by the documents:
what stands between two documents is lines of the first, and, at its end, groups that open anew; as many of them as make
the lines meet the total of their document. What does not meet is told, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from clientbook.exchange.company_names import has_form
from clientbook.exchange.grids import Sheet
from clientbook.exchange.recognise import Found
from clientbook.hosts.base import CellValue
from clientbook.register.parse_numbers import number_of
from clientbook.register.rows import TOTAL

CLOSE = 0.011
"""Roubles by which the lines of a document may miss its total: figures of reports are rounded."""


@dataclass
class Flat:
    """The innermost rows of a report.

    Attributes:
        rows: their sheet rows
        labels: level → name of the group each is in, its own among them
        above: level → sheet row of that group
        broken: sheet row of a document → (its total, sum of its lines), where they do not meet
        lost: sheet rows whose group could not be told
        nameless: innermost rows without a name
        total: what «Итого» says, if there is one
    """

    rows: list[int] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=dict)
    above: dict[str, list[int]] = field(default_factory=dict)
    broken: dict[int, tuple[float, float]] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    total: float | None = None


@dataclass(frozen=True)
class _Line:
    row: int
    text: str
    value: float
    outline: int
    column: int


def flatten(sheet: Sheet, found: Found, measure: int, figures: Collection[int], document: re.Pattern[str]) -> Flat:
    """Return the rows of the innermost level of a grouped report.

    Args:
        sheet: the report
        found: its headers and levels; one of these is ``document``
        measure: column of the figure that totals are compared in
        figures: columns of all figures: none of them holds a name
        document: what the name of a document looks like
    """
    flat = Flat(labels={level: [] for level in found.levels}, above={level: [] for level in found.levels})
    lines: list[_Line] = []
    stop = min((column for column in figures if column > found.label), default=measure) if measure > found.label else 0
    for number, cells in enumerate(sheet.rows):
        row = sheet.top + number
        label = _label(cells, found.label - sheet.left, stop - sheet.left)
        value = figure(cells[measure - sheet.left]) if measure - sheet.left < len(cells) else None
        if row <= found.row or (label is None and value is None):
            continue
        column, text = label or (max((line.column for line in lines), default=0), "")
        if TOTAL.match(text):
            flat.total = value if text.casefold().startswith("итог") else flat.total
            continue
        lines.append(_Line(row, text, value or 0.0, sheet.outline.get(row, 0), column))
    _fill(flat, lines, _levels(lines, found.levels, document, flat), found.levels)
    return flat


def figure(cell: CellValue) -> float | None:
    """Return the figure of a cell."""
    if isinstance(cell, str):
        return number_of(cell)
    return float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def _label(cells: Sequence[CellValue], first: int, stop: int) -> tuple[int, str] | None:
    """Return the first text of a row from a column on, and where it stands; figures before ``stop`` count as names."""
    for index in range(first, min(stop, len(cells)) if stop > first else len(cells)):
        cell = cells[index]
        if isinstance(cell, str) and cell.strip():
            return index, cell.strip()
        if isinstance(cell, float) and stop > first:
            return index, f"{cell:g}"
    return None


def _levels(lines: Sequence[_Line], levels: Sequence[str], document: re.Pattern[str], flat: Flat) -> list[int | None]:
    """Return the level of every line, 0 the outermost."""
    for marks in ([line.outline for line in lines], [line.column for line in lines]):
        ranks = {mark: rank for rank, mark in enumerate(sorted(set(marks)))}
        if len(ranks) == len(levels):
            return [ranks[mark] for mark in marks]
    return _by_totals(lines, levels, document, flat)


def _by_totals(
    lines: Sequence[_Line], levels: Sequence[str], document: re.Pattern[str], flat: Flat
) -> list[int | None]:
    """Return the levels where nothing but the totals tells them; None from a document that does not meet its own on.

    Behind such a document it is not known whose the next ones are, until groups open anew all the way.
    """
    depth = levels.index("document")
    found: list[int | None] = [None] * len(lines)
    if depth < len(levels) - 2:
        return found
    places = [index for index, line in enumerate(lines) if document.search(line.text)]
    for index in range(min(places[0], depth) if places else 0):
        found[places[0] - 1 - index] = depth - 1 - index
    doubtful = False
    for place, following in zip(places, [*places[1:], len(lines)], strict=True):
        most = depth if following < len(lines) else 0
        if depth == len(levels) - 1:  # documents are not told apart further: whatever follows one opens groups
            opened = following - place - 1 if following - place - 1 <= most else None
        else:
            opened = _opened(lines, place, following, most)
        if opened is None:
            flat.broken[lines[place].row] = (lines[place].value, sum(one.value for one in lines[place + 1 : following]))
            doubtful = True
            continue
        if not doubtful:
            found[place : following - opened] = [depth, *[depth + 1] * (following - opened - place - 1)]
        elif opened < depth:
            continue
        doubtful = False
        found[following - opened : following] = range(depth - opened, depth)
    return found


def _opened(lines: Sequence[_Line], place: int, following: int, most: int) -> int | None:
    """Return how many groups open anew before the next document: so many that the lines before meet the total.

    Where a row of no money fits either way, a name with a legal form opens a group, and any other is a line.
    """
    for count in range(most + 1):
        own = lines[place + 1 : following - count]
        if own and abs(sum(line.value for line in own) - lines[place].value) <= CLOSE * len(own):
            free = count < most and len(own) > 1 and own[-1].value == 0 and has_form(own[-1].text)
            return count + 1 if free else count
    return None


def _fill(flat: Flat, lines: Sequence[_Line], ranks: Sequence[int | None], levels: Sequence[str]) -> None:
    """Write the innermost lines down under the groups they are in."""
    stack: dict[str, _Line] = {}
    documents: dict[int, list[float]] = {}
    for line, rank in zip(lines, ranks, strict=True):
        if rank is not None:
            stack = {level: stack[level] for level in levels[:rank] if level in stack} | {levels[rank]: line}
        if rank is not None and not line.text and rank < len(levels) - 1:
            del stack[levels[rank]]  # nobody can tell whose what follows is
            flat.lost.append(line.row)
        elif rank is None or (rank == len(levels) - 1 and len(stack) < len(levels)):
            flat.lost.append(line.row)
        elif rank == len(levels) - 1:
            flat.nameless += [] if line.text else [line.row]
            flat.rows.append(line.row)
            documents.setdefault(stack["document"].row, []).append(line.value)
            for level in levels:
                flat.labels[level].append(stack[level].text)
                flat.above[level].append(stack[level].row)
        elif levels[rank] == "document":
            documents[line.row] = []
    totals = {line.row: line.value for line in lines}
    for row, values in documents.items():
        if levels[-1] != "document" and abs(totals[row] - sum(values)) > CLOSE * max(len(values), 1):
            flat.broken.setdefault(row, (totals[row], sum(values)))


def inherited(flat: Flat, sheet: Sheet, column: int) -> Mapping[int, CellValue]:
    """Return row → what stands in a column on the row itself, or on the row of the innermost group that says it."""
    values: dict[int, CellValue] = {}
    order = list(flat.above)
    for place, row in enumerate(flat.rows):
        for level in reversed(order):
            cell = _cell(sheet, flat.above[level][place], column)
            if cell is not None:
                values[row] = cell
                break
    return values


def _cell(sheet: Sheet, row: int, column: int) -> CellValue:
    cells = sheet.rows[row - sheet.top]
    return cells[column - sheet.left] if column - sheet.left < len(cells) else None
