"""Writes described sheets into a book: makes those that are missing, refills all by one way; or makes a new book."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clientbook.hosts.base import Area, Progress, TypedValue
from clientbook.hosts.file.graft import draw_package, graft
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.refill import Refill
from clientbook.hosts.file.standing import find_standing, sheet_names
from clientbook.hosts.file.tasks import names_of
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.standing import sheets_of
from clientbook.locale import words
from clientbook.sheets.description import Content, Sheet

_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MADE_AT = b"2026-01-01T00:00:00Z"
"""A new book says this time of its making, whenever it is made: the same content gives the same bytes."""


def write_contents(
    package: Package,
    contents: Sequence[Content],
    lang: str,
    progress: Progress | None = None,
    places: Mapping[str, Area] | None = None,
) -> list[TypedValue]:
    """Put sheets into a book; the same contents twice give the same bytes.

    Args:
        package: the book
        contents: what shall stand on its sheets
        lang: language of sheets and headers that are made
        progress: called as the tables go on
        places: table → plain range of the user's that serves as that table, so that no second one is made

    Returns:
        What people typed on rows that are no more: sheet, cell and value.
    """
    names, there = names_in(package, [content.sheet for content in contents], lang, places), sheet_names(package)
    fresh = [content for content in contents if names[content.sheet.key] not in there]
    graft(package, fresh, words(lang), names)
    made = {content.sheet.key for content in fresh}
    return Refill(package, contents, lang, made, places).run(progress)


def names_in(
    package: Package, described: Sequence[Sheet], lang: str, places: Mapping[str, Area] | None = None
) -> dict[str, str]:
    """Return key of a sheet → the name it has in a book, or will get; see :func:`write_contents` for the rest."""
    tables = [block.table for sheet in described for block in sheet.blocks()]
    standings = find_standing(package, tables, places or {}, {}, Texts(package))
    return names_of(described, lang, sheets_of(standings, places or {}), sheet_names(package))


def new_book(
    contents: Sequence[Content], lang: str, names: Mapping[str, str] | None = None, *, formulas: bool = True
) -> Package:
    """Return a new book with the sheets in the order given, filled.

    Args:
        contents: what stands on its sheets
        lang: language of the book
        names: key of a sheet → its name, where they are not those of the descriptions
        formulas: whether cells hold formulas, and not the values alone
    """
    drawn = draw_package(contents, words(lang), names or names_of([content.sheet for content in contents], lang))
    package = Package([])
    for name in drawn.names():
        data = drawn.read(name)
        # parts put anew have the fixed date of ours, not the time of the drawing
        package.put(name, _TIME.sub(_MADE_AT, data) if name == "docProps/core.xml" else data)
    Refill(package, contents, lang, {content.sheet.key for content in contents}, formulas=formulas).run()
    return package
