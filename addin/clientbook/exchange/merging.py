"""A row that came laid over a row of the book: blanks are filled, what the source owns is renewed, what people typed stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from clientbook.exchange.blanks import blank
from clientbook.exchange.company_names import plain_name
from clientbook.exchange.profiles import Feed
from clientbook.exchange.review import Review
from clientbook.hosts.base import CellValue
from clientbook.locale import Words
from clientbook.register.codes import YESNO
from clientbook.register.columns import Column, Kind, Table

Record = dict[str, object]


@dataclass
class Changes:
    """What is changed in a table of the book.

    Attributes:
        table: the table
        columns: key → column of its sheet
        cells: (row, column) → value
        lacking: keys of columns that the sheet has not, for which something came
    """

    table: Table
    columns: Mapping[str, int]
    cells: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)

    def put(self, row: int, key: str, value: object, words: Words) -> bool:
        """Note a value for a cell; tell whether there is such a cell."""
        if key not in self.columns:
            self.lacking.add(key)
            return False
        self.cells[row, self.columns[key]] = cell_value(value, self.table[key], words)
        return True


def cell_value(value: object, column: Column, words: Words) -> CellValue:
    """Return a value as it stands in a cell: words for codes, days as days."""
    if blank(value):
        return None
    if column.kind is Kind.YESNO:
        return YESNO.word("yes" if value else "no", words.lang)
    if column.codes is not None:
        return column.codes.word(str(value), words.lang)
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value if isinstance(value, (str, float, int, date)) else str(value)


def said(value: object, column: Column, words: Words) -> str:
    """Return a value as people read it."""
    cell = cell_value(value, column, words)
    if isinstance(cell, date):
        return words.day(cell)
    if isinstance(cell, float):
        return words.number(cell, 0 if cell == int(cell) else 2)
    return "" if cell is None else str(cell)


def alike(ours: object, theirs: object, key: str) -> bool:
    """Tell whether two values say the same; the spelling of a name does not count."""
    if isinstance(ours, str) and isinstance(theirs, str):
        if key in ("client", "person", "manager", "region", "industry"):
            return plain_name(ours) == plain_name(theirs)
        if key == "phone":
            return digits(ours) == digits(theirs)
        return " ".join(ours.split()).casefold() == " ".join(theirs.split()).casefold()
    if isinstance(ours, (pd.Timestamp, date)) and isinstance(theirs, (pd.Timestamp, date)):
        return bool(pd.Timestamp(ours) == pd.Timestamp(theirs))
    return bool(ours == theirs)


def digits(text: str) -> str:
    """Return the figures of a phone number, the Russian 8 as 7."""
    found = "".join(char for char in text if char.isdigit())
    return f"7{found[1:]}" if len(found) == 11 and found[0] == "8" else found


@dataclass
class Merger:
    """Lays rows of one table over those of the book.

    Attributes:
        changes: what is changed
        review: questions for people
        words: the language of the book
        renewed: values of the source that replaced others: (client, column, was, is)
        at_odds: values of one export that contradict an earlier row of it, which counts: (sheet, client, column, counts, other)
    """

    changes: Changes
    review: Review
    words: Words
    renewed: list[tuple[str, str, str, str]] = field(default_factory=list)
    at_odds: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    _came: set[tuple[int, str]] = field(default_factory=set)

    def merge(
        self, ours: Record, theirs: Record, feed: Feed, row: int, whose: tuple[str, str, str], source: str
    ) -> bool:
        """Lay a row over one of the book, and over the record of it; tell whether anything changed.

        Args:
            ours: the record, which is brought up to date
            theirs: what came
            feed: which columns the source owns
            row: its sheet row; 0 for one that this import adds
            whose: code and name of the client, and what tells the row from others of the client
            source: the sheet that brought it
        """
        changed = False
        for key, value in theirs.items():
            if blank(value) or key not in self.changes.table.by_key or key == "client_id":
                continue
            held = ours.get(key)
            first = bool(row) and (id(ours), key) not in self._came  # one that this import adds came with all it has
            self._came.add((id(ours), key))
            if not blank(held) and (
                alike(held, value, key) or not self._taken(key, (held, value), feed, whose, source, first=first)
            ):
                continue
            if row and not self.changes.put(row, key, value, self.words):
                continue
            ours[key] = value
            changed = True
        return changed

    def _taken(
        self,
        key: str,
        values: tuple[object, object],
        feed: Feed,
        whose: tuple[str, str, str],
        source: str,
        *,
        first: bool,
    ) -> bool:
        """Tell whether a value that differs is taken: the first that came of what the source owns, or people decided so."""
        column = self.changes.table[key]
        code, name, what = whose
        was, now = (said(value, column, self.words) for value in values)
        header = column.header(self.words.lang)
        if key in feed.owns:
            if first:
                self.renewed.append((name, header, was, now))
            else:
                self.at_odds.append((source, what or name, header, was, now))
            return first
        shown = f"{what}: {header}" if what else header
        return self.review.value((code, name), (f"{key}|{what}", shown), was, now, source) is True
