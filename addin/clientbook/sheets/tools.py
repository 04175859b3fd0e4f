"""The sheets of the further tools, in the order they stand in a book."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.sheets import digest, growth, leaving, losing_touch, moves, intensity
from clientbook.sheets.common import Top
from clientbook.sheets.description import Content, Sheet


class ToolSheet(NamedTuple):
    """A sheet of a tool: its description, and what makes its content of the tools, the common lines and a language."""

    sheet: Sheet
    content: Callable[[Tools, Top, Words], Content]


TOOL_SHEETS: tuple[ToolSheet, ...] = (
    ToolSheet(digest.SHEET, digest.content),
    ToolSheet(leaving.SHEET, leaving.content),
    ToolSheet(losing_touch.SHEET, losing_touch.content),
    ToolSheet(growth.SHEET, growth.content),
    ToolSheet(moves.SHEET, moves.content),
    ToolSheet(intensity.SHEET, intensity.content),
)
