"""Values between cells of an open book and ours: what is read becomes ours, what is written stays what it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import xlwings as xw

from clientbook.errors import HostError
from clientbook.hosts.base import CellError, CellValue
from clientbook.hosts.file.cells import TEXT_LIMIT, is_blank, number_text
from clientbook.register.columns import Kind

Entry = str | float | bool | datetime | None
"""What is handed to a cell: a text that begins with an equals sign is a formula, one behind an apostrophe is a text."""

ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
T = TypeVar("T")
_SAFE = re.compile(r"[^\W\d_«»\"(][^\d]*|[«\"(][^\W\d][^\d]*")
"""Texts that no program takes for anything else: they begin with a letter and hold no digit."""

_FLAGS = frozenset({"TRUE", "FALSE", "ИСТИНА", "ЛОЖЬ"})
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


_PLAIN = frozenset({type(None), bool, float, str, datetime})
_ODD = ERRORS | {""}
"""Texts that are something else in a cell."""


def shown(value: Any) -> CellValue:
    """Return what a cell holds: text, float, bool, datetime, error or None."""
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, str):
        return CellError(value) if value in ERRORS else value or None
    if isinstance(value, (int, Decimal)):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else str(value)  # noqa: DTZ001


def read_block(cells: xw.Range) -> list[list[CellValue]]:
    """Return the values of a range, row by row, read in one go."""
    rows = cells.options(ndim=2, err_to_str=True).value
    # most rows of a large block come as they are wanted, which is seen without a look at every value
    return [
        row if _PLAIN.issuperset(map(type, row)) and _ODD.isdisjoint(row) else [shown(value) for value in row]
        for row in rows
    ]


def read_formulas(cells: xw.Range) -> list[list[str]]:
    """Return the formulas of a range, row by row; of constants their text.

    Raises:
        HostError: the program does not tell formulas.
    """
    try:
        found = cells.formula
    except NotImplementedError as error:
        raise HostError("live_formulas", sheet=cells.sheet.name) from error
    if isinstance(found, str):
        return [[found]]
    return [[str(text) for text in row] if isinstance(row, (list, tuple)) else [str(row)] for row in found]


def formulas_to_keep(cells: xw.Range, values: list[list[CellValue]], columns: Sequence[int]) -> list[list[str]]:
    """Return the formulas of a range, some columns of which are to stay as they are.

    A program that does not tell formulas is not asked where nothing stands in those columns.

    Args:
        cells: the range
        values: what it holds
        columns: which columns stay, from 0

    Raises:
        HostError: the program does not tell formulas, and something stands there that might be one.
    """
    try:
        return read_formulas(cells)
    except HostError:
        if any(row[column] is not None for row in values for column in columns):
            raise
        return [[""] * len(row) for row in values]


def is_formula(text: str, value: CellValue) -> bool:
    """Tell whether a cell holds a formula; a text that begins with an equals sign reads like itself."""
    return text.startswith("=") and text != value


def entry(value: Any, kind: Kind = Kind.TEXT) -> Entry:
    """Return a value as it is handed to a cell of a column; no formula is ever born from it."""
    if is_blank(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, Decimal, np.number)):
        if kind is Kind.ID:
            return said(number_text(int(value) if isinstance(value, (int, np.integer)) else float(value)))
        return float(value) if math.isfinite(float(value)) else None
    if isinstance(value, date):
        moment = pd.Timestamp(value).to_pydatetime()
        return moment.replace(tzinfo=None)
    return said(str(value))


def said(text: str) -> str | None:
    """Return a text so that it stays one: behind an apostrophe where it could be taken for something else."""
    text = _FORBIDDEN.sub("", text)
    if len(text) * 2 > TEXT_LIMIT:
        text = text.encode("utf-16-le")[: (TEXT_LIMIT - 1) * 2].decode("utf-16-le", "ignore")
    if not text:
        return None
    return text if _SAFE.fullmatch(text) and text.upper() not in _FLAGS else f"'{text}"


def all_again(values: Sequence[Sequence[CellValue]], texts: Sequence[Sequence[str]]) -> list[list[Entry]]:
    """Return what cells hold so that it can be put there again, row by row; the same text is looked at once."""
    known: dict[str, Entry] = {}

    def one(value: CellValue, text: str) -> Entry:
        if not isinstance(value, str) or is_formula(text, value):
            return again(value, text)
        if value not in known:
            known[value] = entry(value)
        return known[value]

    return [[one(value, text) for value, text in zip(*line, strict=True)] for line in zip(values, texts, strict=True)]


def again(value: CellValue, text: str) -> Entry:
    """Return what a cell holds so that it can be put there again; an error value becomes its formula."""
    if is_formula(text, value):
        return text
    if isinstance(value, CellError):
        return f"={value.code}"
    return entry(value)


def write_block(cells: xw.Range, rows: Sequence[Sequence[Entry]]) -> None:
    """Put rows into a range of the same shape, in one go."""
    if rows and rows[0]:
        cells.options(None).value = [list(row) for row in rows]


def write_cells(sheet: xw.Sheet, cells: Mapping[tuple[int, int], Entry]) -> None:
    """Put single cells by (row, column) into a sheet, a run of a column at a time."""
    for (row, column), run in runs(cells):
        write_block(sheet.range((row, column), (row + len(run) - 1, column)), [[value] for value in run])


def runs(cells: Mapping[tuple[int, int], T]) -> Iterator[tuple[tuple[int, int], list[T]]]:
    """Yield the first cell and the values of every unbroken run down a column."""
    start, values = (0, 0), list[T]()
    for row, column in sorted(cells, key=lambda spot: (spot[1], spot[0])):
        if values and (row, column) != (start[0] + len(values), start[1]):
            yield start, values
            values = []
        if not values:
            start = (row, column)
        values.append(cells[row, column])
    if values:
        yield start, values
