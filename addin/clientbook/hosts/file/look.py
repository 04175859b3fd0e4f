"""How our sheets look: one palette and named styles only, so that a head of department restyles a book in one place.

The palette keeps apart for colour-blind eyes (blue for good, amber for attention, vermilion for bad) and every text
stands at least 4.5:1 against its ground; colour never stands without a word.
"""

from __future__ import annotations

from functools import cache

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook

from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Line, Look, TextLook

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


def _fill(ground: str) -> PatternFill:
    return PatternFill("solid", fgColor=ground)


def _font(colour: str = INK, size: float = 10, *, bold: bool = False) -> Font:
    return Font(name="Calibri", size=size, bold=bold, color=colour)


_BELOW = Border(bottom=Side("thin", color=LINE))
_AROUND = Border(*(Side("thin", color=LINE),) * 4)


def _headers() -> list[NamedStyle]:
    styles = []
    for name in ("typed", "computed"):
        ground, ink = GROUNDS[name]
        styles.append(
            NamedStyle(
                f"cb_header_{name}",
                font=_font(ink, bold=True),
                fill=_fill(ground),
                border=_AROUND,
                alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
            )
        )
    return styles


def _body_alignment(form: str) -> Alignment:
    if form in {"date", "month"}:
        return Alignment(horizontal="center", vertical="top")
    if form in {"text", "wrap", "id"}:
        return Alignment(horizontal="left", vertical="top", indent=1, wrap_text=form == "wrap" or None)
    return Alignment(vertical="top")


def _bodies() -> list[NamedStyle]:
    styles = []
    for form, number_format in FORMATS.items():
        ground, ink = GROUNDS["typed_cell"]
        for style in (NamedStyle(f"cb_{form}", font=_font()), NamedStyle(f"cb_typed_{form}", font=_font(ink))):
            style.border = _BELOW
            style.alignment = _body_alignment(form)
            style.number_format = number_format
            styles.append(style)
        styles[-1].fill = _fill(ground)
    return styles


def _lines() -> list[NamedStyle]:
    left = Alignment(horizontal="left", vertical="center")
    styles = [NamedStyle("cb_label", font=_font(QUIET), alignment=left)]
    for form in ("text", "id", "date", "month", "int", "number", "money", "percent"):
        styles.append(
            NamedStyle(f"cb_line_{form}", font=_font(NAVY, 11, bold=True), alignment=left, number_format=FORMATS[form])
        )
    return styles


def _running() -> list[NamedStyle]:
    wrapped = Alignment(vertical="top", wrap_text=True)
    label, field = GROUNDS["computed"], GROUNDS["typed_cell"]
    return [
        NamedStyle("cb_title", font=_font(NAVY, 16, bold=True), alignment=Alignment(vertical="center")),
        NamedStyle("cb_heading", font=_font(NAVY, 12, bold=True), alignment=Alignment(vertical="center")),
        NamedStyle("cb_note", font=_font(QUIET), alignment=Alignment(vertical="center")),
        NamedStyle("cb_doc_body", font=_font(), alignment=wrapped),
        NamedStyle("cb_doc_note", font=_font(QUIET, 9), alignment=wrapped),
        NamedStyle("cb_doc_strong", font=_font(bold=True), alignment=wrapped),
        NamedStyle("cb_doc_cell", font=_font(), alignment=wrapped, border=_AROUND),
        NamedStyle(
            "cb_doc_label", font=_font(label[1], bold=True), alignment=wrapped, border=_AROUND, fill=_fill(label[0])
        ),
        NamedStyle("cb_doc_input", font=_font(field[1]), alignment=wrapped, border=_AROUND, fill=_fill(field[0])),
        NamedStyle("cb_doc_sign", font=_font(), border=Border(bottom=Side("thin", color=INK))),
    ]


def add_styles(book: Workbook) -> None:
    """Put every named style of ours into a workbook that is being drawn."""
    for style in _all():
        book.add_named_style(style)


def _all() -> list[NamedStyle]:
    return [*_headers(), *_bodies(), *_lines(), *_running()]


@cache
def named_styles() -> dict[str, NamedStyle]:
    """Return name → style, for hosts that put looks on cells one by one; they are not to be changed."""
    return {str(style.name): style for style in _all()}


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


def colour_rule(look: Look) -> DifferentialStyle:
    """Return what a conditional format lays over a cell."""
    ground, ink = GROUNDS[look]
    return DifferentialStyle(
        font=Font(color=ink, bold=True if look == "bad" else None),
        fill=PatternFill("solid", bgColor=ground, fgColor=ground),
    )
