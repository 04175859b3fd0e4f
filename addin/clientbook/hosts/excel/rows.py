"""The rows of a table as they stand in an open book, and the rows that come in their place.

The same rules as for a closed file (:mod:`clientbook.hosts.file.body` and ``fill``): what people typed, and columns of
their own, go with the identity of the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pandas as pd

from clientbook.hosts.base import CellValue, TypedValue
from clientbook.hosts.excel.values import Entry, again, entry, is_formula
from clientbook.hosts.file import cells
from clientbook.hosts.file.identity import COPY, frame_identities, identity_columns, unique
from clientbook.hosts.file.places import Formula
from clientbook.hosts.standing import Standing
from clientbook.register.columns import Column, Kind
from clientbook.register.headers import address


class Held(NamedTuple):
    """A cell that goes with its row: its value, and its formula or its text."""

    value: CellValue
    text: str

    @property
    def formula(self) -> bool:
        """Tell whether it holds a formula."""
        return is_formula(self.text, self.value)


class OldRow(NamedTuple):
    """A row before: its number on the sheet, and index of a column → what people have there."""

    number: int
    held: Mapping[int, Held]


@dataclass
class OldRows:
    """The body of a table before.

    Attributes:
        named: identity → row
        nameless: rows without an identity
        filled: last row that holds anything in a column of ours; 0 if none does
    """

    named: dict[str, OldRow] = field(default_factory=dict)
    nameless: list[OldRow] = field(default_factory=list)
    filled: int = 0

    def everybody(self) -> list[OldRow]:
        """Return all rows."""
        return [*self.named.values(), *self.nameless]


def read_rows(standing: Standing, values: Sequence[Sequence[CellValue]], texts: Sequence[Sequence[str]]) -> OldRows:
    """Return the body of a table.

    Args:
        standing: where it stands
        values: its values
        texts: its formulas
    """
    rows = OldRows()
    ours = [index for index, key in enumerate(standing.keys) if key is not None]
    kept = [index for index, key in enumerate(standing.keys) if key is None or standing.table[key].typed]
    columns = identity_columns(standing)
    places = [(standing.columns[column.key] - standing.left, column.kind) for column in columns]
    names = unique("\x1f".join(_plain(line[index], kind) for index, kind in places) for line in values)
    for number, (name, line, spelt) in enumerate(zip(names, values, texts, strict=True), start=standing.first):
        held = {index: Held(line[index], spelt[index]) for index in kept if line[index] is not None or spelt[index]}
        row = OldRow(number, held)
        if name.partition(COPY)[0].strip("\x1f"):
            rows.named[name] = row
        else:
            rows.nameless.append(row)
        if any(line[index] is not None for index in ours):
            rows.filled = number
    return rows


def _plain(value: object, kind: Kind) -> str:
    return cells.plain(str(value) if hasattr(value, "code") else value, kind, date1904=False)[1]


def adopt(old: OldRows, standing: Standing, frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Give rows without an identity, or with one that another row has, that of the new row which says the same."""
    alive = set(names)
    old.nameless += [old.named.pop(name) for name in list(old.named) if COPY in name and name not in alive]
    typed = [column for column in standing.table.columns if column.typed and column.key in standing.columns]
    words = [column for column in typed if column.kind is Kind.TEXT and column.codes is None and column.key in frame]
    days = [column for column in typed if column.kind is Kind.DATE and column.key in frame]
    for columns in ([*words, *days], words):
        if any(row.held for row in old.nameless):
            _match(old, standing, _said(frame, names, set(old.named), columns), columns)


def _said(
    frame: pd.DataFrame, names: Sequence[str], taken: set[str], columns: Sequence[Column]
) -> dict[tuple[str, ...], list[str]]:
    """Return what new rows say → their identities, the first last."""
    said: dict[tuple[str, ...], list[str]] = defaultdict(list)
    parts = [cells.identities(frame[c.key].tolist(), c.kind, date1904=False) for c in columns]
    for place in reversed([index for index, name in enumerate(names) if name not in taken]):
        said[tuple(part[place] for part in parts)].append(names[place])
    return said


def _match(old: OldRows, standing: Standing, said: dict[tuple[str, ...], list[str]], columns: Sequence[Column]) -> None:
    places = [(standing.columns[column.key] - standing.left, column.kind) for column in columns]
    strangers = []
    for row in old.nameless:
        told = tuple(_plain(row.held[at].value, kind) if at in row.held else "" for at, kind in places)
        names = said.get(told) if any(told) else None
        if names:
            old.named[names.pop()] = row
        else:
            strangers.append(row)
    old.nameless[:] = strangers


def lost_values(old: OldRows, standing: Standing, alive: set[str]) -> list[TypedValue]:
    """Return what people wrote on rows that are no more: their own columns, and free text in typed columns of ours."""
    gone = [row for name, row in old.named.items() if name not in alive] + old.nameless
    lost = []
    for row in gone:
        for index, held in row.held.items():
            key = standing.keys[index]
            column = standing.table[key] if key is not None else None
            ours = column is not None and (column.kind is not Kind.TEXT or column.codes is not None)
            text = _plain(held.value, Kind.TEXT)
            if text and not ours and not held.formula:
                cell = address(row.number, standing.left + index)
                lost.append(TypedValue(standing.sheet, cell, text))
    return lost


@dataclass
class Filling:
    """A table that is being filled.

    Attributes:
        standing: where it stands; its last row is already the new one
        frame: its rows
        rows: for every row of the frame the row before it continues; None if it is new
        old: what stood there
        first: sheet row of the frame's first row
        formulas: key → formula of every row
    """

    standing: Standing
    frame: pd.DataFrame
    rows: Sequence[OldRow | None]
    old: OldRows
    first: int
    formulas: Mapping[str, Formula] = field(default_factory=dict)

    def block(self) -> list[list[Entry]]:
        """Return what is written, row by row; one blank row where the frame has none."""
        if not len(self.frame):
            return [[None] * len(self.standing.keys)]
        columns = [self._column(index, key) for index, key in enumerate(self.standing.keys)]
        return [list(row) for row in zip(*columns, strict=True)]

    def _column(self, index: int, key: str | None) -> list[Entry]:
        if key is None:
            pattern = self._pattern(index)
            return [self._added(index, position, pattern) for position in range(len(self.frame))]
        column, numbers = self.standing.table[key], range(self.first, self.first + len(self.frame))
        made: list[Entry]
        if key not in self.frame:
            made = [None] * len(self.frame)
        elif key in self.formulas:
            made = [f"={self.formulas[key].at(number)}" for number in numbers]
        else:
            made = _entries(self.frame[key].tolist(), column.kind)
        if column.typed and self.standing.table.identity:
            self._carry(index, made, ours=key in self.formulas)
        return made

    def _carry(self, index: int, made: list[Entry], *, ours: bool) -> None:
        """Let what a person typed stand where the run has nothing to say, and over our formulas."""
        for position, row in enumerate(self.rows):
            held = row.held.get(index) if row is not None else None
            if row is not None and held is not None and ((ours and not held.formula) or made[position] is None):
                made[position] = _moved(held, row.number, self.first + position)

    def _added(self, index: int, position: int, pattern: tuple[Held, int] | None) -> Entry:
        row, number = self.rows[position], self.first + position
        if row is not None:
            return _moved(row.held[index], row.number, number) if index in row.held else None
        return _moved(pattern[0], pattern[1], number) if pattern is not None else None

    def _pattern(self, index: int) -> tuple[Held, int] | None:
        """Return formula and row of a calculated column: one that has a formula in every row."""
        rows = list(self.old.named.values())
        whole = bool(rows) and all(index in row.held and row.held[index].formula for row in rows)
        return (rows[0].held[index], rows[0].number) if whole else None


def _entries(values: Sequence[object], kind: Kind) -> list[Entry]:
    """Return the values of a column as they are handed to cells; the same text or day is looked at once."""
    known: dict[str | date, Entry] = {}
    made: list[Entry] = []
    for value in values:
        if not isinstance(value, (str, date)):
            made.append(entry(value, kind))
            continue
        if value not in known:
            known[value] = entry(value, kind)
        made.append(known[value])
    return made


def _moved(held: Held, origin: int, number: int) -> Entry:
    """Return a cell in its new row: relative addresses of a formula go with it."""
    if not held.formula or origin == number:
        return again(held.value, held.text)
    from openpyxl.formula.tokenizer import TokenizerError  # most books have no formulas that move
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator(held.text, origin=f"A{origin}").translate_formula(f"A{number}"))
    except (TranslatorError, TokenizerError, ValueError):
        return held.text


def identities(frame: pd.DataFrame, standing: Standing) -> list[str]:
    """Return the identity of every row of a frame, as :func:`read_rows` reads them."""
    return frame_identities(frame, standing, date1904=False)
