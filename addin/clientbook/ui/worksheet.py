"""What every worksheet function shares: it never raises, puts errors into the rows they belong to, and has its help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import signature
from typing import Any, TypeVar

import numpy as np

from clientbook.locale import words
from clientbook.ui.cells import NA, VALUE, Cells, Column, RefusedError, blank, flat
from clientbook.ui.console import write_log

Rows = list[list[object]]
_Function = TypeVar("_Function", bound="Callable[..., Rows]")


def worksheet(function: _Function) -> _Function:
    """Make a function safe to stand in a cell: what it cannot compute becomes an error value."""

    @wraps(function)
    def guarded(*arguments: Cells) -> Rows:
        try:
            return function(*arguments)
        except RefusedError as refused:
            return [[refused.error]]
        except Exception as error:
            write_log(error)
            return [[VALUE]]

    guarded.__annotations__ = {}  # xlwings would take the annotations of Python for instructions how to convert cells
    return guarded  # type: ignore[return-value]


def register(
    functions: Sequence[Callable[..., Rows]], func: Callable[..., Any], arg: Callable[..., Any], lang: str
) -> None:
    """Mark functions for Excel.

    Args:
        functions: what :func:`worksheet` made
        func: xlwings' decorator of functions
        arg: its decorator of arguments
        lang: language of the help, which stands under ``function.<name>`` in the catalogue
    """
    say = words(lang)
    for function in functions:
        name = function.__name__
        function.__doc__ = say.text(f"function.{name}.0")
        for number, argument in enumerate(signature(function).parameters, 1):
            arg(argument, ndim=2, err_to_str=True, doc=say.text(f"function.{name}.{number}"))(function)
        # the function's own decorator comes last: each of the others puts its options back to the defaults
        func(category=say.text("ribbon.clientbook.label"), call_in_wizard=False)(function)


def blank_argument(cells: Cells) -> bool:
    """Tell whether an argument was left out, or has nothing but empty cells."""
    return all(blank(cell) for cell in flat(cells))


def errors(*columns: Column) -> np.ndarray:
    """Return the first error value of each row, an empty text where there is none."""
    found = columns[0].errors.copy()
    for column in columns[1:]:
        found = np.where(found == "", column.errors, found)
    return found


def with_errors(values: Sequence[object], wrong: np.ndarray) -> list[object]:
    """Return values with the error values of their rows over them."""
    return [error or value for value, error in zip(values, wrong, strict=True)]


def or_na(value: float | None) -> object:
    """Return a figure, or ``#N/A`` where there is none."""
    return NA if value is None else value


def refuse(error: str) -> None:
    """Give up the whole function where there is an error.

    Raises:
        RefusedError: there is one.
    """
    if error:
        raise RefusedError(error)
