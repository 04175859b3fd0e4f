"""«О книге» of a manager's copy: whose it is, of which date, what to do with it, and where everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from clientbook.errors import RegisterError
from clientbook.hosts.base import Book
from clientbook.locale import Words
from clientbook.register.columns import Column, Table
from clientbook.sheets import about
from clientbook.sheets.description import Block, Content, Sheet, Text, TextRow

COPY_OF = "copy_of"
"""Key in «О книге» of a copy beside which its manager's name stands; a register has no such row."""

STEPS = 3

_WAY = 'HYPERLINK("#\'"&{row.name}&"\'!A"&{row.line},"→ "&{row.name})'
LISTED = Table(
    "cb_sheets",
    *about.NAME,
    (
        *(column for column in about.LISTED.columns if column.key != "way"),
        Column("way", "Перейти", "Go there", width=26, formula=_WAY),
        Column("line", "Строка", "Row", width=9),
    ),
    identity=("name",),
)

SHEET = Sheet(
    "copy",
    *about.NAME,
    stack=(
        Text("copy"),
        Block(LISTED, heading=True, autofilter=False),
        Block(about.ABOUT, heading=True, autofilter=False),
    ),
    colour="about",
)


def _texts(manager: str, as_of: date, words: Words) -> tuple[TextRow, ...]:
    whole = (4,)
    steps = [TextRow((words.text(f"copy.step.{n}"),), "body", whole) for n in range(1, STEPS + 1)]
    pairs = (("typed", "input"), ("computed", "label"), ("version", "label"))
    return (
        TextRow((words.text("copy.whose", manager=manager, day=words.day(as_of)),), "strong", whole),
        TextRow((words.text("copy.steps"),), "heading", whole),
        *steps,
        TextRow((words.text("copy.columns"),), "heading", whole),
        *(
            TextRow(
                (words.text(f"copy.{key}"), words.text(f"copy.{key}_means")),
                "input" if look == "input" else "label",
                (1, 3),
            )
            for key, look in pairs
        ),
        TextRow((words.text("copy.protection"),), "note", whole),
    )


def content(manager: str, as_of: date, register: str, words: Words, listed: Sequence[tuple[str, str, int]]) -> Content:
    """Return «О книге» of a copy.

    Args:
        manager: whose copy it is
        as_of: the date of its data
        register: name of the register's file, so that it comes back to the right one
        words: the language of the book
        listed: its other sheets: name, what is on it, row to go to
    """
    rows = [(name, note.split(". ")[0].rstrip("."), f"→ {name}", line) for name, note, line in listed]
    facts = [
        (COPY_OF, words.text("copy.fact.copy_of"), manager),
        ("copy_as_of", words.text("copy.fact.copy_as_of"), as_of.isoformat()),
        ("register", words.text("copy.fact.register"), register),
        ("schema_version", words.text("sheet.about.fact.schema_version"), about.SCHEMA_VERSION),
        ("language", words.text("sheet.about.fact.language"), words.lang),
    ]
    tables = {
        LISTED.name: pd.DataFrame(rows, columns=[column.key for column in LISTED.columns]).astype(object),
        about.ABOUT.name: pd.DataFrame(facts, columns=[column.key for column in about.ABOUT.columns]).astype(object),
    }
    return Content(SHEET, tables, {}, {"copy": _texts(manager, as_of, words)})


def copy_of(book: Book) -> str:
    """Return whose copy a book is; empty for a register or any other workbook."""
    for area in book.areas():
        if area.table.casefold() == about.ABOUT.name:
            for line in book.cells(area):
                if len(line) > 2 and line[0] == COPY_OF:
                    return str(line[2] or "")
    return ""


def refuse_copy(book: Book) -> None:
    """Stop where a book is a manager's copy: it holds a part of the clients, and no sales.

    Raises:
        RegisterError: it is.
    """
    manager = copy_of(book)
    if manager:
        raise RegisterError("book_is_copy", file=book.path.name, manager=manager)
