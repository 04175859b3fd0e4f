"""Our named styles as far as the public interface of xlwings puts them on cells."""

from __future__ import annotations

import xlwings as xw

from clientbook.hosts.file.look import FONT, Style, named_styles


def put_on(cells: xw.Range, name: str) -> None:
    """Give cells the looks of a named style."""
    style = named_styles()[name]
    cells.font.set(name=FONT, size=float(style.size), bold=style.bold, color=f"#{style.ink}")
    if style.ground is not None:
        cells.color = f"#{style.ground}"
    if style.number_format != "General":
        cells.number_format = style.number_format
    _align(cells, style)
    _line(cells, style)


def _align(cells: xw.Range, style: Style) -> None:
    if style.horizontal:
        cells.horizontal_alignment = style.horizontal
    if style.vertical:
        cells.vertical_alignment = style.vertical
    if style.wrap:
        cells.wrap_text = True
    if style.indent:
        cells.adjust_indent(style.indent)


def _line(cells: xw.Range, style: Style) -> None:
    sides = [f"edge_{edge}" for edge in ("top", "bottom", "left", "right") if edge in style.edges]
    if not sides:
        return
    rows, columns = cells.shape
    if "edge_bottom" in sides and rows > 1:
        sides.append("inside_horizontal")
    if "edge_left" in sides and columns > 1:
        sides.append("inside_vertical")
    cells.borders.set(sides, line_style="continuous", weight="thin", color=f"#{style.line}")
