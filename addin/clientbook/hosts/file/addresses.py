"""Addresses of cells: ``BC12`` and numbers counted from 1."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Return the number of a column: ``A`` is 1, ``XFD`` is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(number: int) -> str:
    """Return the letters of a column."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def corners(ref: str) -> tuple[int, int, int, int]:
    """Return top, left, bottom and right of a range such as ``C5:K20`` or a cell such as ``C5``."""
    cells = [(int(row), column_number(letters)) for letters, row in _REF.findall(ref)]
    rows, columns = zip(*(cells or [(1, 1)]), strict=True)
    return min(rows), min(columns), max(rows), max(columns)


def columns_pattern(first: int, last: int) -> str:
    """Return a regular expression for the letters of the columns from ``first`` to ``last``.

    ``columns_pattern(3, 28)`` is ``[C-Z]|A[A-B]``.
    """
    letters = [column_letters(number) for number in range(first, last + 1)]
    groups = ((prefix, list(group)) for prefix, group in groupby(letters, key=lambda text: text[:-1]))
    return "|".join(f"{prefix}[{group[0][-1]}-{group[-1][-1]}]" for prefix, group in groups)
