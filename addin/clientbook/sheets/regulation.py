"""«Регламент»: how often each segment is contacted, through what and by whom — the norms in force, for people to change."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register.regulation import default_regulation
from clientbook.register.tables import REGULATION
from clientbook.sheets.description import Block, Content, Sheet
from clientbook.sheets.fields import shown

SHEET = Sheet(
    "regulation",
    REGULATION.ru,
    REGULATION.en,
    stack=(Block(REGULATION),),
    frozen="line",
    colour="setting",
)


def content(words: Words, rows: pd.DataFrame | None = None) -> Content:
    """Return «Регламент» for a book that has none: the default norms; blank minutes are those of «Настройки».

    Args:
        words: the language of the book
        rows: norms read from an earlier output, in place of the defaults
    """
    norms = default_regulation(words) if rows is None or rows.empty else rows
    return Content(SHEET, {REGULATION.name: shown(norms, REGULATION, words)})
