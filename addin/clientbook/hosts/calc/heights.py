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
    """Put a block of values into cells of the same shape."""
    if len(lines) <= FITTED:
        cells.setDataArray(tuple(lines))
        return
    right = len(lines[0]) - 1
    first = cells.getCellRangeByPosition(0, 0, right, FITTED - 1)
    rest = cells.getCellRangeByPosition(0, FITTED, right, len(lines) - 1)
    first.setDataArray(tuple(lines[:FITTED]))
    with unfitted(document):
        rest.setDataArray(tuple(lines[FITTED:]))
    _set_as_high(rest, first)


@contextmanager
def unfitted(document: Any) -> Iterator[None]:
    """Leave the heights of rows as they are, whatever is put into them."""
    before = document.IsAdjustHeightEnabled
    document.IsAdjustHeightEnabled = False
    try:
        yield
    finally:
        document.IsAdjustHeightEnabled = before


def _set_as_high(rest: Any, first: Any) -> None:
    """Give rows the usual height of others, unless a person set theirs or hid some."""
    rows, models = rest.getRows(), first.getRows()
    if not rows.OptimalHeight or rest.queryVisibleCells().getCount() != 1:
        return
    heights = sorted(models.getByIndex(number).Height for number in range(0, FITTED, FITTED // SAMPLES))
    rows.Height = heights[len(heights) * 3 // 4]
