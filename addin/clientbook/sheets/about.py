"""«О книге»: what the workbook is for, three steps for a manager, its sheets, what colours mean, the dates, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

import pandas as pd

from clientbook.errors import RegisterError
from clientbook.locale import Words
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top, waiting
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Text, TextRow, Value

SCHEMA_VERSION = 1
"""Raised when a table or a column changes its meaning; a newer book than the program is refused."""

NAME = ("О книге", "About")

ABOUT = Table(
    "cb_about",
    *NAME,
    (
        Column("key", "Ключ", "Key", Kind.ID, width=24),
        Column("title", "Что это", "What it is", width=70),
        Column("value", "Значение", "Value", width=26),
    ),
    identity=("key",),
)

LEGEND_SIGN = Codes(
    (
        Code("good", "хорошо", "good"),
        Code("watch", "внимание", "attention"),
        Code("bad", "действовать", "act"),
        Code("muted", "не в счёт", "not counted"),
    )
)

LEGEND = Table(
    "cb_legend",
    *NAME,
    (
        Column("sign", "Цвет и слово", "Colour and word", Kind.CODE, codes=LEGEND_SIGN, width=24),
        Column("meaning", "Что значит", "What it means", width=70),
    ),
    identity=("sign",),
)

LISTED = Table(
    "cb_sheets",
    *NAME,
    (
        Column("name", "Лист", "Sheet", width=24),
        Column("purpose", "Что на нём", "What is on it", width=70),
        Column("way", "Перейти", "Go there", width=26, formula='HYPERLINK("#\'"&{row.name}&"\'!A1","→ "&{row.name})'),
    ),
    identity=("name",),
)

STEPS = 3

SHEET = Sheet(
    "about",
    *NAME,
    stack=(
        Text("about"),
        Block(
            LEGEND,
            rules=(
                Rule("sign", "good", words=("good",)),
                Rule("sign", "watch", words=("watch",)),
                Rule("sign", "bad", words=("bad",)),
                Rule("sign", "muted", words=("muted",)),
            ),
            heading=True,
            autofilter=False,
        ),
        Block(ABOUT, heading=True, autofilter=False),
        Block(LISTED, heading=True, autofilter=False),
    ),
    lines=(*COMMON, Line("ask", typed=True, wide=True)),
    colour="about",
)


def _texts(words: Words, names: Mapping[str, str]) -> tuple[TextRow, ...]:
    """Return purpose, steps and the two kinds of headers."""
    whole = (3,)
    steps = [TextRow((words.text(f"sheet.about.step.{n}", **names),), "body", whole) for n in range(1, STEPS + 1)]
    return (
        TextRow((words.text("sheet.about.purpose"),), "body", whole),
        TextRow((words.text("sheet.about.steps"),), "heading", whole),
        *steps,
        TextRow((words.text("sheet.about.headers"),), "heading", whole),
        TextRow((words.text("sheet.about.typed"), words.text("sheet.about.typed_means")), "input", (1, 2)),
        TextRow((words.text("sheet.about.computed"), words.text("sheet.about.computed_means")), "label", (1, 2)),
    )


def _facts(words: Words, basis: str | None) -> pd.DataFrame:
    """Return what the book says about itself."""
    counted_in = words.text(f"sheet.about.basis.{basis}") if basis else words.text("sheet.waiting")
    values: dict[str, Value] = {
        "schema_version": SCHEMA_VERSION,
        "language": words.lang,
        "program": f"clientbook {version('clientbook')}",
        "basis": counted_in,
    }
    return pd.DataFrame(
        [(key, words.text(f"sheet.about.fact.{key}"), value) for key, value in values.items()],
        columns=[column.key for column in ABOUT.columns],
    ).astype(object)


def _legend(words: Words) -> pd.DataFrame:
    return pd.DataFrame(
        [(sign.word(words.lang), words.text(f"sheet.about.sign.{sign.code}")) for sign in LEGEND_SIGN.values],
        columns=["sign", "meaning"],
    ).astype(object)


def _listed(listed: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Return the sheets by name with the first sentence of what each says of itself, and the way there."""
    rows = [(name, note.split(". ")[0].rstrip("."), f"→ {name}") for name, note in listed]
    return pd.DataFrame(rows, columns=[column.key for column in LISTED.columns]).astype(object)


def refuse_newer(previous: pd.DataFrame) -> None:
    """Stop where the book was made by a newer clientbook: what it means by its columns is not known here.

    Args:
        previous: «О книге» as it stands in the book; empty where there is none

    Raises:
        RegisterError: the version of its structure is higher than ours.
    """
    found = pd.to_numeric(previous.loc[previous["key"].eq("schema_version"), "value"], errors="coerce").max()
    if found > SCHEMA_VERSION:
        raise RegisterError("book_newer", found=int(found), known=SCHEMA_VERSION)


def content(
    top: Top | None,
    words: Words,
    names: Mapping[str, str],
    basis: str | None = None,
    listed: Sequence[tuple[str, str]] = (),
) -> Content:
    """Return «О книге».

    Args:
        top: the common lines; None in an empty template
        words: the language of the book
        names: key of a sheet → its name in the book, of those that the steps name
        basis: ``profit`` or ``revenue``, what income is counted in; None in an empty template
        listed: the other sheets of the book in order: the name each has in it, and its note
    """
    lines = {**(top.lines() if top else waiting(words)), "ask": None}
    tables = {LEGEND.name: _legend(words), ABOUT.name: _facts(words, basis), LISTED.name: _listed(listed)}
    return Content(SHEET, tables, lines, {"about": _texts(words, names)})
