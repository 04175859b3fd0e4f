"""Our looks as openpyxl draws them: named styles, and what a conditional format lays over a cell."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook

from clientbook.hosts.file.look import AROUND, FONT, GROUNDS, Style, named_styles
from clientbook.sheets.description import Look


def add_styles(book: Workbook) -> None:
    """Put every named style of ours into a workbook that is being drawn."""
    for name, style in named_styles().items():
        book.add_named_style(_named(name, style))


def _named(name: str, style: Style) -> NamedStyle:
    return NamedStyle(
        name,
        font=Font(name=FONT, size=style.size, bold=style.bold, color=style.ink),
        fill=PatternFill("solid", fgColor=style.ground) if style.ground else PatternFill(),
        border=_border(style),
        alignment=Alignment(
            horizontal=style.horizontal, vertical=style.vertical, indent=style.indent, wrap_text=style.wrap or None
        ),
        number_format=style.number_format,
    )


def _border(style: Style) -> Border:
    left, right, top, bottom = (Side("thin", color=style.line) if edge in style.edges else None for edge in AROUND)
    return Border(left, right, top, bottom)


def colour_rule(look: Look) -> DifferentialStyle:
    """Return what a conditional format lays over a cell."""
    ground, ink = GROUNDS[look]
    return DifferentialStyle(
        font=Font(color=ink, bold=True if look == "bad" else None),
        fill=PatternFill("solid", bgColor=ground, fgColor=ground),
    )
