"""Our named styles as far as the public interface of xlwings puts them on cells."""

from __future__ import annotations

from typing import Any

import xlwings as xw
from openpyxl.styles import PatternFill

from clientbook.hosts.file import look

SIDES = {"top": "edge_top", "bottom": "edge_bottom", "left": "edge_left", "right": "edge_right"}


def put_on(cells: xw.Range, name: str) -> None:
    """Give cells the looks of a named style."""
    style = look.named_styles()[name]
    font, fill = style.font, style.fill
    cells.font.set(name=str(font.name), size=float(font.size), bold=bool(font.bold), color=_hex(font.color))
    if isinstance(fill, PatternFill) and fill.fill_type == "solid":
        cells.color = _hex(fill.fgColor)
    if style.number_format != "General":
        cells.number_format = style.number_format
    _align(cells, style.alignment)
    _line(cells, style.border)


def _hex(colour: Any) -> str:
    return f"#{colour.rgb[-6:]}"


def _align(cells: xw.Range, alignment: Any) -> None:
    if alignment.horizontal:
        cells.horizontal_alignment = alignment.horizontal
    if alignment.vertical and alignment.vertical != "bottom":
        cells.vertical_alignment = alignment.vertical
    if alignment.wrap_text:
        cells.wrap_text = True
    if alignment.indent:
        cells.adjust_indent(int(alignment.indent))


def _line(cells: xw.Range, border: Any) -> None:
    lines = {name: getattr(border, name) for name in SIDES}
    sides = [SIDES[name] for name, line in lines.items() if line is not None and line.style]
    if not sides:
        return
    rows, columns = cells.shape
    if "edge_bottom" in sides and rows > 1:
        sides.append("inside_horizontal")
    if "edge_left" in sides and columns > 1:
        sides.append("inside_vertical")
    side = border.bottom
    cells.borders.set(sides, line_style="continuous", weight=side.style, color=_hex(side.color))
