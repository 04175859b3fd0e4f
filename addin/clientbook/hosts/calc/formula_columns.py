"""Columns of formulas put into cells: Calc compiles each formula that it is given, and joins it to the like ones above.

So a formula that says the same in every row is put in once and filled down, as a person would: 10,000 of them take 0.02 s
instead of 1.5 s. Looks are filled along, so each stretch of equal ones is filled by itself. Other formulas go in from below,
in blocks: 6,000 of them from above take eight times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientbook.hosts.calc.bridge import enum
from clientbook.hosts.calc.formulas import to_calc

BLOCK = 200
"""Formulas that are put in at once."""

FILLED = 20
"""Formulas from which on it is asked whether they can be filled down."""

STRETCHES = 20
"""Changes of looks down a column up to which it is filled."""

FORMULA = 16
"""Cells with formulas (com.sun.star.sheet.CellFlags)."""

_ROW = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![\w.$])(\$?[A-Za-z]{1,3})(\d+)(?![\w.(!])""")
"""A text or a quoted name, which stay; a cell whose row moves with the formula."""

_WHOLE_ROWS = re.compile(r"\d\s*:\s*\$?\d|\[")
"""Rows without columns, and columns of tables: what they come to in other rows is left to Calc."""


def put_formulas(cells: Any, column: int, found: Mapping[int, str]) -> None:
    """Put formulas into a column of a range.

    Args:
        cells: the range, as UNO has it
        column: which of its columns, from 0
        found: row, from 0 and ascending → formula as Excel spells it
    """
    for first, last in runs(list(found)):
        part = cells.getCellRangeByPosition(column, first, column, last)
        formulas = [found[number] for number in range(first, last + 1)]
        if not (len(formulas) >= FILLED and says_the_same(formulas) and _filled_down(part, formulas)):
            _put_blocks(part, formulas)


def says_the_same(formulas: Sequence[str]) -> bool:
    """Tell whether formulas, one under the other, are the first one filled down."""
    pieces: list[str] = []
    rows: list[int] = []
    end = 0
    for match in _ROW.finditer(formulas[0]):
        if match[3] is not None:
            pieces.append(formulas[0][end : match.start(3)])
            rows.append(int(match[3]))
            end = match.end()
    pieces.append(formulas[0][end:])
    if _WHOLE_ROWS.search("".join(f"{piece}#" for piece in pieces)):
        return False
    pattern = "%d".join(piece.replace("%", "%%") for piece in pieces)
    return all(text == pattern % tuple([row + more for row in rows]) for more, text in enumerate(formulas))


def _filled_down(part: Any, formulas: Sequence[str]) -> bool:
    """Fill a column down, each stretch of equal looks by itself; tell whether that was done.

    It is not where looks change too often, and where rows are filtered out, which are passed over.
    """
    groups, top = part.getUniqueCellFormatRanges(), part.getRangeAddress().StartRow
    if groups.getCount() > STRETCHES:
        return False
    addresses = [each for at in range(groups.getCount()) for each in groups.getByIndex(at).getRangeAddresses()]
    if len(addresses) > STRETCHES:
        return False
    for each in addresses:
        first, last = each.StartRow - top, each.EndRow - top
        part.getCellRangeByPosition(0, first, 0, first).setFormulaArray(((to_calc(formulas[first]),),))
        part.getCellRangeByPosition(0, first, 0, last).fillAuto(enum("sheet.FillDirection", "TO_BOTTOM"), 1)
    made = part.queryContentCells(FORMULA).getRangeAddresses()
    return bool(sum(each.EndRow - each.StartRow + 1 for each in made) == len(formulas))


def _put_blocks(part: Any, formulas: Sequence[str]) -> None:
    for stop in range(len(formulas), 0, -BLOCK):
        start = max(0, stop - BLOCK)
        block = part.getCellRangeByPosition(0, start, 0, stop - 1)
        block.setFormulaArray(tuple((to_calc(text),) for text in formulas[start:stop]))


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of every unbroken run of ascending numbers."""
    start = previous = numbers[0]
    for number in numbers[1:]:
        if number != previous + 1:
            yield start, previous
            start = number
        previous = number
    yield start, previous
