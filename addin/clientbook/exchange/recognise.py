"""Which export of a profile a sheet is, and where its headers stand: in one row deep in a report, or stacked over several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from clientbook.exchange.grids import Sheet
from clientbook.exchange.profiles import Export
from clientbook.hosts.base import CellValue
from clientbook.register.columns import Column, Table, normal
from clientbook.register.headers import SCANNED_ROWS, find_headers, forms

_PARTS = re.compile(r"\s*[,/;\n]\s*")


@dataclass(frozen=True)
class Found:
    """An export that a sheet is.

    Attributes:
        export: which
        row: number of its last row of headers
        columns: header, normalised → column of the sheet
        levels: of a grouped report, from outside in
        label: column of the names of its groups
    """

    export: Export
    row: int
    columns: Mapping[str, int]
    levels: tuple[str, ...] = ()
    label: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """Return how many of its headers are there."""
        return len(self.columns)


def recognise(sheet: Sheet, exports: Sequence[Export]) -> Found | None:
    """Return the export that fits a sheet best, or None."""
    found = [one for export in exports if (one := _found(sheet, export)) is not None]
    return max(found, key=lambda one: one.score, default=None)


def _found(sheet: Sheet, export: Export) -> Found | None:
    """Return what a sheet is of an export: a list with a column for every group, a report, or else a list that lacks some."""
    plain = _plain(sheet, export)
    if plain is not None and not _lacking(export.levels.values(), plain.columns.keys()):
        return plain
    return _grouped(sheet, export) or plain


def best_guess(sheet: Sheet, exports: Sequence[Export]) -> tuple[Export, tuple[str, ...]]:
    """Return the export that a sheet comes nearest to, and one header of every group that it lacks.

    A report lacks the names of its groups where it has all else.
    """
    cells = {cell for row in sheet.rows[:SCANNED_ROWS] for cell in row if isinstance(cell, str)}
    texts = {form for cell in cells for form in forms(cell)}
    guesses = []
    for number, export in enumerate(exports):
        lacking = _lacking(export.needs, texts) or _lacking(export.levels.values(), texts)
        other = any(normal(text) in texts for text in export.without)
        guesses.append((other, len(lacking) / max(len(export.needs), 1), len(lacking), number, lacking))
    *_, place, lacking = min(guesses)
    return exports[place], lacking


def _lacking(groups: Iterable[Sequence[str]], texts: Set[str]) -> tuple[str, ...]:
    """Return the first header of every group of which none is there."""
    return tuple(group[0] for group in groups if not {normal(name) for name in group} & texts)


def _plain(sheet: Sheet, export: Export) -> Found | None:
    """Return where the headers of a plain list stand."""
    headers = export.headers()
    table = Table("", "", "", tuple(Column(normal(text), text, text) for text in headers))
    found = find_headers(table, sheet.rows[:SCANNED_ROWS], sheet.top, sheet.left)
    if found is None or not _fits(export, found.columns):
        return None
    return Found(export, found.row, found.columns, texts=found.texts)


def _fits(export: Export, columns: Mapping[str, int]) -> bool:
    return not _lacking(export.needs, columns.keys()) and not any(normal(text) in columns for text in export.without)


def _grouped(sheet: Sheet, export: Export) -> Found | None:
    """Return where the headers of a report stand whose groups are named one under the other, or in one cell."""
    if not export.levels:
        return None
    spelt = {normal(text): key for key, group in export.levels.items() for text in group}
    for number, row in enumerate(sheet.rows[:SCANNED_ROWS]):
        for position, cell in enumerate(row):
            if isinstance(cell, str) and any(normal(part) in spelt for part in _PARTS.split(cell)):
                found = _stacked(sheet, export, spelt, number, position)
                if found is not None:
                    return found
    return None


def _stacked(sheet: Sheet, export: Export, spelt: Mapping[str, str], number: int, position: int) -> Found | None:
    """Return the report whose outermost group is named in a cell, if the names of the others follow under it."""
    levels: list[str] = []
    last = number
    for at in range(number, min(number + 2 * len(spelt), len(sheet.rows))):
        named = list(_named(sheet.rows[at], spelt))
        if not named:
            break
        levels += [key for key in named if key not in levels]
        last = at
    if len(levels) < 2:
        return None
    columns: dict[str, int] = {}
    texts: dict[str, str] = {}
    known = {normal(text) for text in export.headers()} - spelt.keys()
    block = sheet.rows[max(number - 1, 0) : last + 1]
    for index in range(len(sheet.rows[number])):
        captions = [row[index] for row in block if index < len(row)]
        for text in _captions(captions):
            if normal(text) in known:
                columns.setdefault(normal(text), sheet.left + index)
                texts.setdefault(normal(text), text)
    names = {text: sheet.left + position for text, key in spelt.items() if key in levels}
    if not _fits(export, {**columns, **names}):
        return None
    return Found(export, sheet.top + last, columns, tuple(levels), sheet.left + position, texts)


def _named(row: Sequence[CellValue], spelt: Mapping[str, str]) -> Iterator[str]:
    """Yield the groups that a row of headers names."""
    for cell in row:
        if isinstance(cell, str):
            yield from (spelt[normal(part)] for part in _PARTS.split(cell) if normal(part) in spelt)


def _captions(cells: Sequence[CellValue]) -> list[str]:
    """Return what the header of a column may be: its texts, and those of two rows put together."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    return [*(f"{first} {second}" for first, second in pairwise(texts)), *reversed(texts)]
