"""Draws charts over whole columns of tables; figures and ranges follow when the tables are filled."""

from __future__ import annotations

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumRef, StrRef
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file import look
from clientbook.hosts.file.charts import Axis, Spot, Wording, spots, wording
from clientbook.hosts.file.layout import Layout
from clientbook.hosts.file.places import Places
from clientbook.locale import Words
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Chart, Charts, Content


def draw_band(
    sheet: Worksheet, band: Charts, row: int, layout: Layout, places: Places, content: Content, words: Words
) -> None:
    """Draw charts side by side over the width of the sheet, in the rows kept for them."""
    tables = {block.table.name: block.table for block in content.sheet.blocks()}
    for chart, spot in zip(band.charts, spots(band, layout), strict=True):
        if chart.table in tables:
            drawn = _chart(sheet, chart, tables[chart.table], places, words)
            drawn.anchor = _anchor(spot, row)  # type: ignore[assignment]
            sheet.add_chart(drawn)


def _emu(pixels: int) -> int:
    """Return pixels in the unit of drawings: 914,400 to an inch of 96 pixels."""
    return pixels * 9525


def _anchor(spot: Spot, row: int) -> OneCellAnchor:
    """Return an anchor that moves with its cell and keeps its size."""
    marker = AnchorMarker(col=spot.column - 1, colOff=_emu(spot.into), row=row - 1, rowOff=_emu(3))
    return OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(_emu(spot.width), _emu(spot.height)))


def _chart(sheet: Worksheet, chart: Chart, table: Table, places: Places, words: Words) -> BarChart | LineChart:
    spot = places.spots[table.name]

    def series(key: str, colour: str, *, line: bool) -> Series:
        column = spot.columns[key]
        values = Reference(sheet, min_col=column, min_row=spot.first, max_row=spot.last)
        made: Series = SeriesFactory(values, title=None)
        made.tx = _title_reference(sheet, column, spot.first - 1)
        made.cat = _categories(sheet, spot.columns[chart.categories], spot.first, table[chart.categories])
        _paint(made, colour, line=line)
        return made

    form = LineChart() if chart.kind == "line" else BarChart()
    keys = chart.series[:1] if chart.kind == "pareto" else chart.series
    for index, key in enumerate(keys):
        form.series.append(series(key, look.CHART_COLOURS[index % 6], line=chart.kind == "line"))
    said = wording(chart, table, words)
    _shape(form, chart)
    _axes(form, chart, said)
    if said.second is not None:
        second = LineChart()
        for index, key in enumerate(chart.series[1:], start=1):
            second.series.append(series(key, look.CHART_COLOURS[index % 6], line=True))
        _second_axis(second, said.second)
        form += second
    return form


def _title_reference(sheet: Worksheet, column: int, row: int) -> SeriesLabel:
    return SeriesLabel(strRef=StrRef(str(Reference(sheet, min_col=column, min_row=row))))


def _categories(sheet: Worksheet, column: int, row: int, described: Column) -> AxDataSource:
    where = str(Reference(sheet, min_col=column, min_row=row, max_row=row))
    if described.kind in {Kind.TEXT, Kind.ID, Kind.CODE, Kind.YESNO}:
        return AxDataSource(strRef=StrRef(where))
    return AxDataSource(numRef=NumRef(where))


def _paint(series: Series, colour: str, *, line: bool) -> None:
    if line:
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=28575))
        series.smooth = False
        series.marker = None
    else:
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.invertIfNegative = False


def _shape(form: BarChart | LineChart, chart: Chart) -> None:
    if isinstance(form, BarChart):
        form.type = "bar" if chart.kind == "bar" else "col"
        form.gapWidth = 60
        if chart.kind == "stacked":
            form.grouping, form.overlap = "stacked", 100
    form.visible_cells_only = False  # rows and columns that are collapsed stay in the picture
    form.roundedCorners = False
    form.legend = Legend(legendPos="b") if len(chart.series) > 1 else None


def _axes(form: BarChart | LineChart, chart: Chart, said: Wording) -> None:
    form.title = _title(said.title, 1200)
    for axis, meant in ((form.x_axis, said.names), (form.y_axis, said.figures)):
        axis.title = _title(meant.title, 900) if meant.title else None
        axis.delete = False
        axis.txPr = _small_text(900)
        if meant.number_format:
            axis.number_format = meant.number_format
    form.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill="E3E6EA")))
    form.x_axis.tickLblPos = "low"
    if chart.kind == "bar":
        form.x_axis.scaling.orientation = "maxMin"  # the first row on top
        form.y_axis.crosses = "max"


def _second_axis(second: LineChart, meant: Axis) -> None:
    axis = second.y_axis
    axis.axId = 200
    axis.delete = False
    axis.crosses = "max"
    axis.majorGridlines = None
    axis.title = _title(meant.title, 900)
    axis.txPr = _small_text(900)
    axis.number_format = meant.number_format
    if meant.whole:
        axis.scaling.min, axis.scaling.max = 0, 1


def _title(text: str, size: int) -> Title:
    """Return a title that keeps clear of what it names."""
    runs = [RegularTextRun(rPr=_letters(size), t=text)]
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), r=runs)
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _letters(size: int) -> CharacterProperties:
    return CharacterProperties(sz=size, b=size > 1000, solidFill=look.INK)


def _small_text(size: int) -> RichText:
    letters = ParagraphProperties(defRPr=CharacterProperties(sz=size, solidFill=look.QUIET))
    return RichText(p=[Paragraph(pPr=letters, endParaRPr=CharacterProperties(sz=size))])
