"""Draws charts into an open book through xlwings, over the rows that their tables have when the sheet is made."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import xlwings as xw

from clientbook.hosts.file import charts, look
from clientbook.hosts.file.charts import GAP
from clientbook.hosts.file.layout import Layout
from clientbook.hosts.standing import Standing
from clientbook.locale import Words
from clientbook.sheets.description import Chart, Charts

POINTS = 0.75
"""Points in a pixel."""

TYPES = {
    "column": "column_clustered",
    "stacked": "column_stacked",
    "bar": "bar_clustered",
    "line": "line",
    "pareto": "column_clustered",
}
UNABLE = (NotImplementedError, AttributeError)


class Band(NamedTuple):
    """Charts side by side: their first row, and the widths of the columns."""

    charts: Charts
    row: int
    layout: Layout


class _Place(NamedTuple):
    """First column of a chart and its size in points: charts begin where a column does."""

    column: int
    width: float
    height: float


def draw_charts(sheet: xw.Sheet, band: Band, standings: dict[str, Standing], words: Words) -> None:
    """Draw a band of charts; a program that draws none leaves the band blank.

    Args:
        sheet: the sheet, its tables filled: a chart makes room for the names it finds
        band: the charts and where they stand
        standings: table of the sheet → where it stands
        words: the language of the book
    """
    with suppress(*UNABLE):
        for chart, place in zip(band.charts.charts, _places(band.charts, band.layout), strict=True):
            if chart.table in standings:
                _draw(sheet, chart, sheet.range((band.row, place.column)), place, standings[chart.table], words)


def _places(band: Charts, layout: Layout) -> list[_Place]:
    """Return where the charts stand: in the columns nearest to the places they have in a file."""
    spots = charts.spots(band, layout)
    edges = _edges(layout, sum(spot.width + GAP for spot in spots))
    lefts, total = [], 0
    for spot in spots:
        lefts.append(min(edges, key=lambda column: abs(edges[column] - total)))
        total += spot.width + GAP
    ends = [*(edges[column] for column in lefts[1:]), total]
    return [
        _Place(column, (end - edges[column] - GAP) * POINTS, spot.height * POINTS)
        for column, end, spot in zip(lefts, ends, spots, strict=True)
    ]


def _edges(layout: Layout, room: int) -> dict[int, int]:
    """Return column in sight → pixels to the left of it, for so many pixels."""
    edges, total, column = {}, 0, 0
    while total <= room:
        column += 1
        if column not in layout.hidden:
            edges[column] = total
            total += charts.pixels(layout.widths[column - 1]) if column <= len(layout.widths) else 64
    return edges


def _draw(sheet: xw.Sheet, chart: Chart, anchor: xw.Range, place: _Place, standing: Standing, words: Words) -> None:
    columns = [standing.columns[key] for key in chart.series]
    names = sheet.range(
        (standing.first, standing.columns[chart.categories]), (standing.last, standing.columns[chart.categories])
    )
    made = sheet.charts.add(
        width=place.width,
        height=place.height,
        chart_type=TYPES[chart.kind],
        source=sheet.range((standing.first - 1, columns[0]), (standing.last, columns[-1])),
        plot_by="columns",
        name=f"cb_{chart.key}",
        anchor=anchor,
        style=None,
    )
    made.set_x_axis_values(names)
    said, shown = charts.wording(chart, standing.table, words), len(columns)
    made.title = said.title
    if said.second is not None and not _on_the_other_side(made, said.second):
        shown = 1  # beside money a share would lie on the ground
        made.set_source_data(sheet.range((standing.first - 1, columns[0]), (standing.last, columns[0])), "columns")
        made.set_x_axis_values(names)
    _axis(made.category_axis, said.names)
    _axis(made.value_axis, said.figures)
    if chart.kind == "bar":
        made.category_axis.set(reverse_order=True)  # the first row on top
    if shown > 1:
        made.legend.position = "bottom"
    else:
        made.legend.visible = False
    with suppress(*UNABLE):
        for number in range(shown):
            colour = f"#{look.CHART_COLOURS[number % 6]}"
            made.series[number].set(fill_color=colour, line_color=colour)


def _on_the_other_side(made: xw.Chart, meant: charts.Axis) -> bool:
    """Draw the second series as a line with an axis of its own; tell whether that can be done."""
    try:
        made.series[1].set(chart_type="line", axis_group="secondary")
    except UNABLE:
        return False
    _axis(made.secondary_value_axis, meant)
    return True


def _axis(axis: xw.main.ChartAxis, meant: charts.Axis) -> None:
    axis.set(title=meant.title or None)
    if meant.number_format:
        axis.set(number_format=meant.number_format)
    if meant.whole:
        axis.set(minimum_scale=0, maximum_scale=1)
