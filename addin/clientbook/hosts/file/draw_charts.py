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
from clientbook.hosts.file.layout import ROW_HEIGHT, Layout
from clientbook.hosts.file.places import Places
from clientbook.locale import Words
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Chart, Charts, Content

PIXELS = 7
"""Pixels of one character of column width, Calibri 11; a column adds 5."""

NARROWEST = 320
GAP = 12
"""Pixels between charts."""

AXIS_FORMATS = {Kind.PERCENT: "0%", Kind.MONEY: "#,##0", Kind.INT: "#,##0", Kind.NUMBER: "#,##0.0"}


def draw_band(
    sheet: Worksheet, band: Charts, row: int, layout: Layout, places: Places, content: Content, words: Words
) -> None:
    """Draw charts side by side over the width of the sheet, in the rows kept for them."""
    tables = {block.table.name: block.table for block in content.sheet.blocks()}
    room = sum(_pixels(layout.widths[column - 1]) for column in layout.visible())
    room = min(max(room, NARROWEST * len(band.charts)), 1500)
    width = (room - GAP * (len(band.charts) - 1)) // len(band.charts)
    height = int(band.rows * ROW_HEIGHT / 0.75) - 6
    for index, chart in enumerate(band.charts):
        if chart.table in tables:
            drawn = _chart(sheet, chart, tables[chart.table], places, words)
            drawn.anchor = _anchor(layout, row, index * (width + GAP), width, height)  # type: ignore[assignment]
            sheet.add_chart(drawn)


def _emu(pixels: int) -> int:
    """Return pixels in the unit of drawings: 914,400 to an inch of 96 pixels."""
    return pixels * 9525


def _pixels(width: float) -> int:
    return int(width * PIXELS + 5)


def _anchor(layout: Layout, row: int, left: int, width: int, height: int) -> OneCellAnchor:
    """Return an anchor that moves with its cell and keeps its size; ``left`` counts pixels in sight."""
    column = 1
    for column in layout.visible():
        pixels = _pixels(layout.widths[column - 1])
        if left < pixels:
            break
        left -= pixels
    else:
        column += 1 + left // 64
        left %= 64
    marker = AnchorMarker(col=column - 1, colOff=_emu(left), row=row - 1, rowOff=_emu(3))
    return OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(_emu(width), _emu(height)))


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
    _shape(form, chart)
    _axes(form, chart, table, words)
    if chart.kind == "pareto":
        second = LineChart()
        for index, key in enumerate(chart.series[1:], start=1):
            second.series.append(series(key, look.CHART_COLOURS[index % 6], line=True))
        _second_axis(second, table[chart.series[1]], words)
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


def _axes(form: BarChart | LineChart, chart: Chart, table: Table, words: Words) -> None:
    form.title = _title(words.text(f"chart.{chart.key}"), 1200)
    figures, names = table[chart.series[0]], table[chart.categories]
    if chart.kind != "pareto":  # LibreOffice would draw the title of a shared axis twice
        form.x_axis.title = _title(names.header(words.lang), 900)
    unit = _unit([table[key] for key in chart.series[: 1 if chart.kind == "pareto" else None]], words)
    form.y_axis.title = _title(unit, 900) if unit else None
    for axis in (form.x_axis, form.y_axis):
        axis.delete = False
        axis.txPr = _small_text(900)
    form.y_axis.number_format = AXIS_FORMATS.get(figures.kind, "General")
    form.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill="E3E6EA")))
    if names.kind in {Kind.DATE, Kind.MONTH}:
        form.x_axis.number_format = look.FORMATS["month" if names.kind is Kind.MONTH else "date"]
    form.x_axis.tickLblPos = "low"
    if chart.kind == "bar":
        form.x_axis.scaling.orientation = "maxMin"  # the first row on top
        form.y_axis.crosses = "max"


def _unit(columns: list[Column], words: Words) -> str:
    """Return what an axis counts: the header of a single series, or the unit that the headers of all end with."""
    headers = [column.header(words.lang) for column in columns]
    units = {header.rpartition(", ")[2] for header in headers}
    return headers[0] if len(headers) == 1 else units.pop() if len(units) == 1 else ""


def _second_axis(second: LineChart, column: Column, words: Words) -> None:
    axis = second.y_axis
    axis.axId = 200
    axis.delete = False
    axis.crosses = "max"
    axis.majorGridlines = None
    axis.title = _title(column.header(words.lang), 900)
    axis.txPr = _small_text(900)
    axis.number_format = AXIS_FORMATS.get(column.kind, "General")
    if column.kind is Kind.PERCENT:
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
