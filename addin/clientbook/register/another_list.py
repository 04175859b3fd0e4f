"""Another list that stands under clients or sales, under headers of its own: its rows are not theirs."""

from __future__ import annotations

from collections.abc import Sequence

from clientbook.hosts.base import CellValue
from clientbook.register.columns import Table
from clientbook.register.headers import find_headers, table_required

KNOWN = 2
"""Cells of a row that must be headers of the list above: the day, the client, the amount come back under any caption."""


def begins_another(table: Table, keys: Sequence[str | None], line: Sequence[CellValue]) -> bool:
    """Tell whether a row of a list is the header row of another.

    It is nothing but texts, of which some are headers that the list may have, and a column that it needs is not among
    them or elsewhere. The same headers once more are those of the next page or part.

    Args:
        table: what the list is
        keys: key of the column that each cell stands in; None for a column that is not read
        line: the cells of the row
    """
    filled = [cell for cell in line if cell is not None and cell != ""]
    if len(filled) < KNOWN or not all(isinstance(cell, str) for cell in filled):
        return False
    found = find_headers(table, [line], 1, 0)
    if found is None or len(found.columns) < KNOWN:
        return False
    return any(key not in found.columns or keys[found.columns[key]] != key for key in table_required(table))


def is_caption(line: Sequence[CellValue]) -> bool:
    """Tell whether nothing but one text stands in a row, as the name of a list does above its headers."""
    filled = [cell for cell in line if cell is not None and cell != ""]
    return len(filled) == 1 and isinstance(filled[0], str)
