"""What a chart is, as plain data: where it stands in its band, its titles, and how its axes count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from clientbook.hosts.file import look
from clientbook.hosts.file.layout import ROW_HEIGHT, Layout
from clientbook.locale import Words
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Chart, Charts

PIXELS = 7
"""Pixels of one character of column width, Calibri 11; a column adds 5."""

NARROWEST = 320
WIDEST = 1500
GAP = 12
"""Pixels between charts."""

FORMATS = {Kind.PERCENT: "0%", Kind.MONEY: "#,##0", Kind.INT: "#,##0", Kind.NUMBER: "#,##0.0"}


class Spot(NamedTuple):
    """Where a chart stands: its first column, how far into it, and its size, in pixels."""

    column: int
    into: int
    width: int
    height: int


class Axis(NamedTuple):
    """An axis: its title, empty where it needs none, and the format of its figures; both empty for names."""

    title: str
    number_format: str = ""
    whole: bool = False
    """It counts shares, from nothing to all."""


class Wording(NamedTuple):
    """The words of a chart and of its axes; ``second`` is the axis of a line on the other side."""

    title: str
    names: Axis
    figures: Axis
    second: Axis | None


def spots(band: Charts, layout: Layout) -> list[Spot]:
    """Return where the charts of a band stand, side by side over the width of the sheet."""
    room = sum(pixels(layout.widths[column - 1]) for column in layout.visible())
    room = min(max(room, NARROWEST * len(band.charts)), WIDEST)
    width = (room - GAP * (len(band.charts) - 1)) // len(band.charts)
    height = int(band.rows * ROW_HEIGHT / 0.75) - 6
    return [Spot(*_place(layout, index * (width + GAP)), width, height) for index in range(len(band.charts))]


def pixels(width: float) -> int:
    """Return the pixels of a column so many characters wide."""
    return int(width * PIXELS + 5)


def _place(layout: Layout, left: int) -> tuple[int, int]:
    """Return the column in which a pixel lies, and how far into it; columns out of sight take no room."""
    column = 1
    for column in layout.visible():
        wide = pixels(layout.widths[column - 1])
        if left < wide:
            return column, left
        left -= wide
    return column + 1 + left // 64, left % 64


def wording(chart: Chart, table: Table, words: Words) -> Wording:
    """Return what a chart and its axes are called."""
    names, (first, *others) = table[chart.categories], (table[key] for key in chart.series)
    pareto = chart.kind == "pareto"
    dates = names.kind in {Kind.DATE, Kind.MONTH}
    days = look.FORMATS["month" if names.kind is Kind.MONTH else "date"] if dates else ""
    return Wording(
        words.text(f"chart.{chart.key}"),
        # LibreOffice would draw the title of a shared axis twice; what single bars stand for, the title of the chart says
        Axis("" if pareto or not others else names.header(words.lang), days),
        Axis(_unit((first,) if pareto else (first, *others), words), FORMATS.get(first.kind, "General")),
        _share(others[0], words) if pareto else None,
    )


def _share(column: Column, words: Words) -> Axis:
    return Axis(column.header(words.lang), FORMATS.get(column.kind, "General"), column.kind is Kind.PERCENT)


def _unit(columns: Iterable[Column], words: Words) -> str:
    """Return what an axis counts: the header of a single series, or the unit that the headers of all end with."""
    headers = [column.header(words.lang) for column in columns]
    units = {header.rpartition(", ")[2] for header in headers}
    return headers[0] if len(headers) == 1 else units.pop() if len(units) == 1 else ""
