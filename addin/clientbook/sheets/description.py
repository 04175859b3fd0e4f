"""A sheet described as data: what stands on it, in which order and look. Hosts draw it; nothing here knows a host.

A sheet is a title, a few lines (a label and a figure each) and a stack of items from top to bottom: tables, bands of
charts, and text. All words come from the catalogue: ``sheet.<key>.title``, ``line.<key>``, ``block.<table name>``,
``chart.<key>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

import pandas as pd

from clientbook.register.columns import Kind, Table

Value = str | float | int | bool | date | None

Look = Literal["good", "watch", "bad", "muted"]
"""How a cell is set off; always beside a word, never colour alone."""

TextLook = Literal["title", "heading", "body", "note", "strong", "cell", "label", "input", "sign"]


class Line(NamedTuple):
    """One label with its figure above the tables.

    Attributes:
        key: the label is ``line.<key>`` of the catalogue; the figure comes from ``Content.lines[key]``
        kind: how the figure is shown
        formula: Excel formula, in the places of :class:`clientbook.register.columns.Column`, and ``{line.<key>}`` for
            the figure of another line of the same sheet
        typed: set by people and kept
        wide: the figure is a sentence that runs over the following cells
    """

    key: str
    kind: Kind = Kind.TEXT
    formula: str | None = None
    typed: bool = False
    wide: bool = False


class Rule(NamedTuple):
    """A colour for a status, a risk or a deviation.

    Attributes:
        column: the column that is coloured; empty for the whole row of the table
        look: the colour
        when: Excel formula over ``{row.key}`` places that must be true (absolute columns, relative row)
        words: instead of ``when``: codes of the coded column ``column`` (or ``of``) that switch the colour on
        of: the column whose word decides, where the whole row is coloured
    """

    column: str
    look: Look
    when: str = ""
    words: tuple[str, ...] = ()
    of: str = ""


class Block(NamedTuple):
    """A table on a sheet.

    Attributes:
        table: the table
        rules: its colours
        bars: columns with data bars
        total: columns summed in a totals line that the sheet shows above the table is a Line; tables have none
        heading: whether ``block.<table name>`` stands above it
        autofilter: whether it has filter arrows
        rows_in_sight: rows beyond this count are grouped (outline, collapsed); 0 shows all
    """

    table: Table
    rules: tuple[Rule, ...] = ()
    bars: tuple[str, ...] = ()
    heading: bool = False
    autofilter: bool = True
    rows_in_sight: int = 0


class Chart(NamedTuple):
    """A chart over whole columns of a table of the same sheet.

    Attributes:
        key: title is ``chart.<key>`` of the catalogue
        kind: its form; ``pareto`` is columns with a line on a second axis
        table: name of the table
        categories: key of the column with the names
        series: keys of the columns with the figures
    """

    key: str
    kind: Literal["column", "stacked", "bar", "line", "pareto"]
    table: str
    categories: str
    series: tuple[str, ...]


class Charts(NamedTuple):
    """A band of charts side by side, of a fixed height in rows."""

    charts: tuple[Chart, ...]
    rows: int = 16


class Text(NamedTuple):
    """Cells of running text: drawn when the sheet is first made, afterwards the user's."""

    key: str


class Sheet(NamedTuple):
    """A sheet of the workbook.

    Attributes:
        key: ASCII name; title is ``sheet.<key>.title``, the note under it ``sheet.<key>.note``
        ru: name of the sheet in Russian
        en: name of the sheet in English
        stack: what stands on it from top to bottom
        lines: the lines above the stack
        landscape: paper; ДИ are portrait
        frozen: key of the last column that stays in sight when scrolling right, with the header row of the first table
        colour: tab: ``input``, ``output``, ``setting`` or ``about``
    """

    key: str
    ru: str
    en: str
    stack: tuple[Block | Charts | Text, ...]
    lines: tuple[Line, ...] = ()
    landscape: bool = True
    frozen: str = ""
    colour: Literal["input", "output", "setting", "about"] = "output"

    def name(self, lang: str) -> str:
        """Return the sheet name in a language."""
        return self.ru if lang == "ru" else self.en

    def blocks(self) -> tuple[Block, ...]:
        """Return its tables from top to bottom."""
        return tuple(item for item in self.stack if isinstance(item, Block))


class TextRow(NamedTuple):
    """One row of running text: cells from column A on, each over ``spans`` columns."""

    cells: tuple[str, ...]
    look: TextLook = "body"
    spans: tuple[int, ...] = ()
    height: float | None = None


@dataclass
class Content:
    """What stands on a sheet after a run.

    Attributes:
        sheet: the description
        tables: table name → frame with the columns' keys, values as shown (words, not codes; NaN/None/NaT is blank)
        lines: line key → figure
        texts: text key → rows, for sheets made now
        append: names of tables whose frame is added under what stands there instead of replacing it
        anew: those of ``append`` whose rows are all new, however like rows that stand there
        keep: names of tables that are only made where they are missing, and left alone where they are
    """

    sheet: Sheet
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    lines: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, tuple[TextRow, ...]] = field(default_factory=dict)
    append: frozenset[str] = frozenset()
    anew: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
