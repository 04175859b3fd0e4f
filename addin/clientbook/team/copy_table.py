"""The Excel Tables of a copy: their headers and their parts, written anew so that nothing of the old ones comes along."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from clientbook.hosts.file.moved import address
from clientbook.hosts.file.part_xml import XML_HEAD
from clientbook.hosts.file.sheet_part import MAIN
from clientbook.hosts.standing import Standing
from clientbook.locale import Words
from clientbook.sheets.description import Block
from clientbook.team.copy_layout import Placed
from clientbook.team.handed import VERSION


def table_part(table: Placed, block: Block | None, words: Words) -> bytes:
    """Return the part of an Excel Table, with ``{id}`` where its number goes.

    Args:
        table: the table on the copy
        block: its description on its sheet, None for a list of the user's
        words: the language of the book
    """
    listed = headers(table, words)
    reference = address((table.header, table.left, table.last, table.right))
    columns = "".join(
        f'<tableColumn id="{n}" name={quoteattr(text.replace(chr(10), "_x000a_"))}/>'
        for n, text in enumerate(listed, start=1)
    )
    filtered = f'<autoFilter ref="{reference}"/>' if block is None or block.autofilter else ""
    text = (
        f'<table xmlns="{MAIN}" id="{{id}}" name="{table.source.name}" displayName="{table.source.name}" '
        f'ref="{reference}" totalsRowShown="0">{filtered}<tableColumns count="{len(listed)}">{columns}</tableColumns>'
        f"{table.source.style}</table>"
    )
    return XML_HEAD + text.encode("utf-8")


def headers(table: Placed, words: Words) -> list[str]:
    """Return the headers of a table on the copy; Excel wants each to be there, and once."""
    standing: Standing = table.source.standing
    wanted = [standing.headers[before - standing.left] for before, _ in table.columns]
    wanted += [VERSION.header(words.lang)] if table.version else []
    found: list[str] = []
    for index, text in enumerate(wanted, start=1):
        name, number = (text.strip() and text) or words.text("copy.column", number=index), 2
        while name.casefold() in {other.casefold() for other in found}:
            name, number = f"{text} {number}", number + 1
        found.append(name)
    return found
