"""Heights of rows whose texts break into lines: Excel and LibreOffice keep what the file says until somebody edits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

LINE = 13.0
"""Points of one line of text (Calibri 10)."""

DEFAULT_WIDTH = 8.43
WIDE = 1.12
"""Characters of Calibri 10 that go into the width of one digit of Calibri 11, in which columns are measured."""

PADDING = 1.2
"""Width of the indent and the edges of a cell."""

MOST = 8
"""A row is at most this many lines high."""


def column_widths(cols: etree._Element | None, first: int, last: int) -> list[float]:
    """Return the widths of columns ``first`` to ``last`` of a sheet, in characters, from its ``cols``."""
    widths = [DEFAULT_WIDTH] * (last - first + 1)
    for node in cols if cols is not None else ():
        low, high = int(node.get("min") or 1), int(node.get("max") or 1)
        for column in range(max(low, first), min(high, last) + 1):
            widths[column - first] = float(node.get("width") or DEFAULT_WIDTH)
    return widths


def lines_of(texts: Sequence[object], width: float) -> list[int]:
    """Return into how many lines each text breaks in a column of a width; blank ones make one."""
    room = max(width * WIDE - PADDING, 3.0)
    return [_lines(text, room) if isinstance(text, str) and (len(text) > room or "\n" in text) else 1 for text in texts]


@lru_cache(maxsize=1 << 16)
def _lines(text: str, room: float) -> int:
    """Return the lines of one text, broken between words as a spreadsheet breaks it."""
    count = 0
    for part in text.split("\n"):
        used = 0.0
        count += 1
        for word in part.split(" "):
            if used and used + 1 + len(word) > room:
                count, used = count + 1, 0.0
            count += math.ceil(len(word) / room) - 1 if len(word) > room else 0
            used += len(word) + (1 if used else 0)
    return min(count, MOST)


def height_xml(lines: int) -> str:
    """Return the attribute of a row of a height that a program may work out anew, empty for one line."""
    return f' ht="{lines * LINE + 2:g}"' if lines > 1 else ""
