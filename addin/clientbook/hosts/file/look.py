"""How our sheets look: one palette and named styles only, so that a head of department restyles a book in one place.

The palette keeps apart for colour-blind eyes (blue for good, amber for attention, vermilion for bad) and every text
stands at least 4.5:1 against its ground; colour never stands without a word.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Line, TextLook

FONT = "Calibri"

INK = "262626"
QUIET = "595959"
NAVY = "1F3864"
LINE = "C9CFD6"
PAPER = "FFFFFF"

GROUNDS: dict[str, tuple[str, str]] = {
    "typed": ("FFE08A", "3B2F00"),
    "computed": ("DDE1E6", INK),
    "typed_cell": ("FFFBEA", INK),
    "good": ("D6E8F7", "0B3C66"),
    "watch": ("FFF0C2", "5C4300"),
    "bad": ("FADCCB", "7A2500"),
    "muted": ("F2F2F2", QUIET),
    "paper": (PAPER, INK),
    "note": (PAPER, QUIET),
    "title": (PAPER, NAVY),
}
"""Ground and text of everything that is drawn; a test holds their contrast."""

CHART_COLOURS = ("0072B2", "D98200", "009E73", "A8548A", "4C9FCB", "C04A00")
"""Okabe and Ito's colours, the pale ones darkened to stand out from white."""

BAR_COLOUR = "8FBFE0"
TAB_COLOURS = {"input": "FFC000", "output": "0072B2", "setting": "7F7F7F", "about": "1F3864"}

WRAP_FROM = 14
"""Text columns at least this wide break their lines; narrower ones stay one line high."""

FORMATS: dict[str, str] = {
    "text": "General",
    "wrap": "General",
    "id": "@",
    "date": "dd.mm.yyyy",
    "month": "mm.yyyy",
    "int": "#,##0",
    "number": "#,##0.00",
    "money": "#,##0",
    "exact": "#,##0.00",
    "percent": "0.0%",
    "free": "General",
}
"""Number formats that every language of Excel shows in its own way."""

_FORMS = {
    Kind.TEXT: "text",
    Kind.ID: "id",
    Kind.DATE: "date",
    Kind.MONTH: "month",
    Kind.INT: "int",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.PERCENT: "percent",
    Kind.YESNO: "text",
    Kind.CODE: "text",
}

TEXT_STYLES: dict[TextLook, str] = {
    "title": "cb_title",
    "heading": "cb_heading",
    "body": "cb_doc_body",
    "note": "cb_doc_note",
    "strong": "cb_doc_strong",
    "cell": "cb_doc_cell",
    "label": "cb_doc_label",
    "input": "cb_doc_input",
    "sign": "cb_doc_sign",
}

BELOW, AROUND = ("bottom",), ("left", "right", "top", "bottom")


class Style(NamedTuple):
    """What a named style of ours gives a cell: plain data, which each host puts on in its own way.

    Attributes:
        ink: colour of its text
        size: of its text, in points
        bold: whether its text is
        ground: colour it is filled with; None for none
        number_format: as Excel spells it
        horizontal: where its text stands across; None for as it comes
        vertical: where its text stands down; None for as it comes
        wrap: whether its text breaks into lines
        indent: characters that its text stands in
        edges: the edges that get a thin line
        line: colour of that line
    """

    ink: str = INK
    size: float = 10
    bold: bool = False
    ground: str | None = None
    number_format: str = "General"
    horizontal: Literal["left", "center", "right"] | None = None
    vertical: Literal["top", "center"] | None = None
    wrap: bool = False
    indent: int = 0
    edges: tuple[str, ...] = ()
    line: str = LINE


def _headers() -> dict[str, Style]:
    middle = Style(bold=True, horizontal="center", vertical="center", wrap=True, edges=AROUND)
    grounds = {name: GROUNDS[name] for name in ("typed", "computed")}
    return {f"cb_header_{name}": middle._replace(ground=ground, ink=ink) for name, (ground, ink) in grounds.items()}


def _body(form: str) -> Style:
    style = Style(vertical="top", edges=BELOW, number_format=FORMATS[form])
    if form in {"date", "month"}:
        return style._replace(horizontal="center")
    if form in {"text", "wrap", "id"}:
        return style._replace(horizontal="left", indent=1, wrap=form == "wrap")
    if form != "free":
        return style._replace(horizontal="right")  # so that a word among figures stands where they do
    return style


def _bodies() -> dict[str, Style]:
    ground, ink = GROUNDS["typed_cell"]
    styles = {}
    for form in FORMATS:
        styles[f"cb_{form}"] = _body(form)
        styles[f"cb_typed_{form}"] = _body(form)._replace(ground=ground, ink=ink)
    return styles


def _lines() -> dict[str, Style]:
    left = Style(QUIET, horizontal="left", vertical="center")
    figure = left._replace(ink=NAVY, size=11, bold=True)
    forms = ("text", "id", "date", "month", "int", "number", "money", "percent")
    return {"cb_label": left} | {f"cb_line_{form}": figure._replace(number_format=FORMATS[form]) for form in forms}


def _running() -> dict[str, Style]:
    wrapped = Style(vertical="top", wrap=True)
    (label, label_ink), (field, field_ink) = GROUNDS["computed"], GROUNDS["typed_cell"]
    return {
        "cb_title": Style(NAVY, 16, bold=True, vertical="center"),
        "cb_heading": Style(NAVY, 12, bold=True, vertical="center"),
        "cb_note": Style(QUIET, vertical="center"),
        "cb_doc_body": wrapped,
        "cb_doc_note": wrapped._replace(ink=QUIET, size=9),
        "cb_doc_strong": wrapped._replace(bold=True),
        "cb_doc_cell": wrapped._replace(edges=AROUND),
        "cb_doc_label": wrapped._replace(ink=label_ink, bold=True, edges=AROUND, ground=label),
        "cb_doc_input": wrapped._replace(ink=field_ink, edges=AROUND, ground=field),
        "cb_doc_sign": Style(edges=BELOW, line=INK),
    }


@cache
def named_styles() -> dict[str, Style]:
    """Return name → style."""
    return _headers() | _bodies() | _lines() | _running()


def header_style(column: Column) -> str:
    """Return the named style of a column's header: yellow where people type, grey where it is computed."""
    return "cb_header_typed" if column.typed else "cb_header_computed"


def body_style(column: Column, table: Table) -> str:
    """Return the named style of a column's cells.

    In a table that mixes typed and computed columns the typed cells are tinted; a list that is typed throughout stays
    white, and shows roubles with kopecks.
    """
    mixed = not all(other.typed for other in table.columns)
    form = _FORMS[column.kind]
    if column.kind is Kind.TEXT and column.width >= WRAP_FROM:
        form = "wrap"
    elif column.kind is Kind.NUMBER and column.typed:
        form = "free"
    elif column.kind is Kind.MONEY and not mixed:
        form = "exact"
    return f"cb_typed_{form}" if column.typed and mixed else f"cb_{form}"


def line_style(line: Line) -> str:
    """Return the named style of a line's figure."""
    form = _FORMS[line.kind]
    return f"cb_typed_{form}" if line.typed else f"cb_line_{form}"
