"""The version a row left with: a short text beside the row, from which every later difference can be told.

It reads ``key.abc123…``: the row's key, then a mark for each column the manager may change, in the order of
:data:`clientbook.team.handed`. Equal marks mean an equal value, so that collection can tell, cell by cell, whether the
manager changed it, the head changed it, or both, without the old values travelling along. The text says nothing
that is not in the row already, and moves with it when somebody sorts, filters or copies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from clientbook.register.columns import Table
from clientbook.team.handed import OUTPUTS

KEY, MARK = 12, 6
"""Letters of a row's key and of a value's mark; two values of one cell meet by chance once in 16 million."""


@dataclass(frozen=True)
class Version:
    """What stands in the column «Версия» of a row.

    Attributes:
        key: tells the row from all others of its table, even when its ID was typed over
        marks: column → mark of the value it left with
    """

    key: str
    marks: Mapping[str, str]


def plain(value: object) -> str:
    """Return a value as it is compared: dates in ISO form, figures to four places, texts without outer spaces."""
    if isinstance(value, str):
        text = value.strip()
        return text if text.isprintable() else "\n".join(line.strip() for line in text.splitlines())
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, (bool, int, float)):
        return f"{float(value):.4f}".rstrip("0").rstrip(".")
    return value.isoformat()[:10] if isinstance(value, date) else plain(str(value))


def mark(value: object) -> str:
    """Return the mark of a value; that of a blank is as long as any other."""
    return _digest(plain(value))


def behind(left: str, candidates: Iterable[object]) -> tuple[object, ...]:
    """Return the value that a mark stands for, alone, if it is one of some candidates; nothing where it is none of them."""
    return next(((value,) for value in candidates if mark(value) == left), ())


@lru_cache(maxsize=1 << 16)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def key_of(table: str, values: Sequence[object]) -> str:
    """Return a row's key from what tells it apart: its identity, or all it holds where it has none."""
    text = "\x1f".join((table, *(plain(value) for value in values)))
    return hashlib.sha256(text.encode()).hexdigest()[:KEY]


def write(version: Version, columns: Sequence[str]) -> str:
    """Return the text of a version, marks in the order of columns."""
    return f"{version.key}.{''.join(version.marks[column] for column in columns)}"


def read(text: object, columns: Sequence[str]) -> Version | None:
    """Return the version a text says; None where somebody changed the text, or it is of another form."""
    key, dot, marks = str(text).strip().partition(".")
    if not dot or len(key) != KEY or len(marks) != MARK * len(columns):
        return None
    if any(letter not in "0123456789abcdef" for letter in key + marks):
        return None
    return Version(key, {column: marks[n * MARK : (n + 1) * MARK] for n, column in enumerate(columns)})


def of_row(table: Table, editable: Sequence[str], values: Mapping[str, object], number: int = 1) -> Version:
    """Return the version of a row, as hand-out writes it and collection looks it up.

    Args:
        table: its table
        editable: keys of the columns that the manager may change
        values: key → value as the register reads it: codes instead of words, True and False for yes and no
        number: which of equal rows it is, from 1, where nothing but its content tells it apart
    """
    return Version(row_key(table, values, number), {key: mark(values.get(key)) for key in editable})


def row_key(table: Table, values: Mapping[str, object], number: int = 1) -> str:
    """Return a row's key: by its identity where it has one, else by all it holds and its number."""
    identity = [plain(values.get(key)) for key in table.identity]
    if _tells_apart(table, identity):
        return key_of(table.name, identity)
    return key_of(table.name, [*(values.get(column.key) for column in table.columns), number])


def has_identity(table: Table, values: Mapping[str, object]) -> bool:
    """Tell whether a row is told apart by its identity: people may leave an ID blank, computed rows have theirs always.

    A blank in the identity of a computed row means something: forecasts for several clients name none.
    """
    return _tells_apart(table, [plain(values.get(key)) for key in table.identity])


def _tells_apart(table: Table, identity: Sequence[str]) -> bool:
    return any(identity) if table.name in OUTPUTS else bool(identity) and all(identity)
