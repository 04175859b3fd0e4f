"""«Регламент»: how often each segment is contacted, through what and by whom — the norms in force, for people to change."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
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


def content(regulation: pd.DataFrame, words: Words) -> Content:
    """Return «Регламент» for a book that has none.

    Args:
        regulation: the lines in force, codes in coded columns
        words: the language of the book
    """
    return Content(SHEET, {REGULATION.name: shown(regulation, REGULATION, words)})
