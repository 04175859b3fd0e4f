"""Cells that a worksheet function is given, turned into columns; every cell that cannot be used gets its error value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clientbook.register.parse_dates import LAST_SERIAL

VALUE, NUM, NA = "#VALUE!", "#NUM!", "#N/A"
"""Error values as Excel writes them: a cell of a wrong kind, a figure out of range, nothing to compute from."""

Cells = Any
"""A block of cells (rows of cells), one row of them, or a single cell."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's day zero has no time zone
_ERRORS = ("#DIV/0!", NA, "#NAME?", "#NULL!", NUM, "#REF!", VALUE)


class RefusedError(Exception):
    """Nothing can be computed from the arguments as a whole; the function gives one error value.

    Args:
        error: the error value
    """

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)


@dataclass(frozen=True)
class Column:
    """Cells read as one kind.

    Attributes:
        values: figures (NaN where blank) or days (NaT where blank); blank too where there is an error
        errors: an error value or an empty text, of the same length
    """

    values: NDArray[Any]
    errors: NDArray[np.object_]


def block(cells: Cells) -> list[list[object]]:
    """Return rows of cells, all of one length.

    Raises:
        RefusedError: no cells at all.
    """
    if not isinstance(cells, (list, tuple)):
        return [[cells]]
    rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in cells]
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise RefusedError(VALUE)
    return rows


def flat(cells: Cells, size: int | None = None) -> list[object]:
    """Return cells row by row; a single cell stands for all of them.

    Args:
        cells: what was given
        size: how many there must be

    Raises:
        RefusedError: there are more or fewer.
    """
    found = [cell for row in block(cells) for cell in row]
    if size is None or len(found) == size:
        return found
    if len(found) != 1:
        raise RefusedError(VALUE)
    return found * size


def shaped(values: Sequence[object], like: Cells) -> list[list[object]]:
    """Return values in the rows of the block they were computed from."""
    width = len(block(like)[0])
    return [list(values[start : start + width]) for start in range(0, len(values), width)]


def blank(cell: object) -> bool:
    """Tell whether a cell is empty: nothing, or a text of spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip()) or cell != cell  # noqa: PLR0124 - NaN


def numbers(cells: Sequence[object]) -> Column:
    """Return figures; texts and logical values are ``#VALUE!``, errors stay themselves."""
    values, errors = np.full(len(cells), np.nan), np.full(len(cells), "", dtype=object)
    for place, cell in enumerate(cells):
        if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
            values[place] = float(cell)  # cells with a currency format come as decimals
        elif not blank(cell):
            errors[place] = _error(cell)
    return Column(values, errors)


def days(cells: Sequence[object]) -> Column:
    """Return days, from dates or from the numbers that Excel keeps them as; anything else is ``#VALUE!``."""
    values, errors = np.full(len(cells), "NaT", dtype="datetime64[D]"), np.full(len(cells), "", dtype=object)
    for place, cell in enumerate(cells):
        if isinstance(cell, datetime):
            values[place] = cell.date()
        elif isinstance(cell, date):
            values[place] = cell
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1 <= cell <= LAST_SERIAL:
            values[place] = (_EPOCH + timedelta(days=int(cell))).date()
        elif not blank(cell):
            errors[place] = _error(cell)
    return Column(values, errors)


def one_number(cells: Cells, default: float, low: float, high: float) -> float:
    """Return a single figure, or its default where the argument is left out.

    Raises:
        RefusedError: not a figure (``#VALUE!``), or one out of range (``#NUM!``).
    """
    found = numbers(flat(cells, 1))
    if found.errors[0]:
        raise RefusedError(found.errors[0])
    value = float(default if np.isnan(found.values[0]) else found.values[0])
    if not low <= value <= high:
        raise RefusedError(NUM)
    return value


def one_day(cells: Cells) -> date:
    """Return a single day.

    Raises:
        RefusedError: not a day.
    """
    found = days(flat(cells, 1))
    if found.errors[0] or np.isnat(found.values[0]):
        raise RefusedError(found.errors[0] or VALUE)
    day: date = found.values[0].astype(date)
    return day


def first_error(columns: Sequence[Column]) -> str:
    """Return the first error value of several columns, or an empty text."""
    return next((str(error) for column in columns for error in column.errors if error), "")


def _error(cell: object) -> str:
    return str(cell) if cell in _ERRORS else VALUE
