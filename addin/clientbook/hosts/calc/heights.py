"""Rows as high as the texts in them: Calc fits a row in a millisecond, which ten thousand of them do not have.

So the first rows of a large block are fitted, and the others get the height that three in four of those have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

FITTED = 500
"""Rows of a block whose heights Calc works out itself."""

SAMPLES = 20
"""Rows that are asked for their height."""

Lines = Sequence[Sequence[str | float]]


def put_data(document: Any, cells: Any, lines: Lines) -> None:
    """Put a block of values into cells of the same shape; of a large one its first rows alone are fitted."""
    if len(lines) <= FITTED:
        cells.setDataArray(tuple(lines))
        return
    right = len(lines[0]) - 1
    first = cells.getCellRangeByPosition(0, 0, right, FITTED - 1)
    rest = cells.getCellRangeByPosition(0, FITTED, right, len(lines) - 1)
    with fitting(document, on=True):
        first.setDataArray(tuple(lines[:FITTED]))
    rest.setDataArray(tuple(lines[FITTED:]))
    _set_as_high(rest, first)


@contextmanager
def fitting(document: Any, *, on: bool) -> Iterator[None]:
    """Let rows be fitted to what is put into them, or leave their heights as they are."""
    before = document.IsAdjustHeightEnabled
    if before != on:
        document.IsAdjustHeightEnabled = on
    try:
        yield
    finally:
        if before != on:
            document.IsAdjustHeightEnabled = before


def _set_as_high(rest: Any, first: Any) -> None:
    """Give rows the usual height of others, unless a person set theirs or hid some."""
    rows, models = rest.getRows(), first.getRows()
    if not rows.OptimalHeight or rest.queryVisibleCells().getCount() != 1:
        return
    heights = sorted(models.getByIndex(number).Height for number in range(0, FITTED, FITTED // SAMPLES))
    rows.Height = heights[len(heights) * 3 // 4]
