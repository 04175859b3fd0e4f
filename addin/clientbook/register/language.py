"""The language of a book's sheets, told by its sheet names and headers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clientbook.register.columns import Table, normal
from clientbook.register.locate import Place


def book_language(places: Iterable[Place], outputs: Sequence[Table], sheets: Sequence[str], default: str) -> str:
    """Return ``ru`` or ``en`` by the vote of headers and sheet names; ``default`` where they are even.

    Args:
        places: input tables found
        outputs: our own output tables, whose sheets vote too
        sheets: names of the sheets of the book
        default: language of a book that does not tell
    """
    names = {normal(name) for name in sheets}
    votes = {"ru": 0, "en": 0}
    for place in places:
        for key, text in place.headers.texts.items():
            column = place.table[key]
            votes["ru"] += normal(text) == normal(column.ru) != normal(column.en)
            votes["en"] += normal(text) in {normal(column.en), normal(column.key)} - {normal(column.ru)}
    for table in (*outputs, *(place.table for place in places)):
        if normal(table.ru) != normal(table.en):
            votes["ru"] += normal(table.ru) in names
            votes["en"] += normal(table.en) in names
    if votes["ru"] == votes["en"]:
        return default
    return max(votes, key=lambda lang: votes[lang])
