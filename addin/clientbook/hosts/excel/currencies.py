"""What the formats of figures in an open book say of their currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import xlwings as xw

from clientbook.hosts.base import Currencies
from clientbook.register.currencies import ROUBLE, currency_of

ASKED = 500
"""Questions after which a column is not asked any further: formats that change from row to row show no intention."""


def shown_currencies(sheet: xw.Sheet, rows: range, columns: Sequence[int]) -> Currencies:
    """Return what the formats of some columns show.

    Args:
        sheet: the sheet
        rows: its rows
        columns: numbers of its columns
    """
    foreign: dict[tuple[int, int], str] = {}
    roubles = False
    for column in columns:
        for some, code in _formats(sheet, rows, column):
            sign = currency_of(code)
            roubles = roubles or sign == ROUBLE
            if sign not in {"", ROUBLE}:
                foreign |= {(row, column): sign for row in some}
    return Currencies(foreign, roubles) if foreign else Currencies()


def _formats(sheet: xw.Sheet, rows: range, column: int) -> Iterator[tuple[range, str]]:
    """Yield runs of rows with the format that all their cells have: a column is halved until they have one."""
    pending, asked = [rows] if rows else [], 0
    while pending and asked < ASKED:
        some = pending.pop()
        asked += 1
        try:
            code = sheet.range((some.start, column), (some.stop - 1, column)).number_format
        except (NotImplementedError, AttributeError):
            return  # in a browser no format is told
        if code is not None:
            yield some, str(code)
        elif len(some) > 1:
            half = len(some) // 2
            pending += [some[half:], some[:half]]
