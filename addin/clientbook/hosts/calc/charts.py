"""Charts on a sheet: bars, columns and lines over columns of cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from xlwings import base_classes

from clientbook.hosts.calc.bridge import enum, struct, uno
from clientbook.hosts.calc.looks import UNSET, Colour, rgb, to_colour
from clientbook.hosts.calc.values import format_key

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range
    from clientbook.hosts.calc.sheet import Sheet

MILLIMETRES = 2540 / 72
"""Hundredths of a millimetre in a point."""

FORMS = {
    "column_clustered": ("BarDiagram", {"Vertical": False}),
    "column_stacked": ("BarDiagram", {"Vertical": False, "Stacked": True}),
    "bar_clustered": ("BarDiagram", {"Vertical": True}),
    "bar_stacked": ("BarDiagram", {"Vertical": True, "Stacked": True}),
    "line": ("LineDiagram", {}),
}
"""Type of a chart → what LibreOffice calls it: its bars are vertical where their axis is."""

GRID = 0xE3E6EA
POSITIONS = {"top": "TOP", "bottom": "BOTTOM", "left": "LEFT", "right": "RIGHT"}


def constant(name: str) -> Any:
    """Return a constant of UNO's charts."""
    return uno().getConstantByName(f"com.sun.star.chart.{name}")


class Charts(base_classes.Charts):
    """The charts of a sheet.

    Args:
        sheet: the sheet
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        """Return them as UNO has them."""
        return self.sheet.api.getCharts()

    @property
    def parent(self) -> Sheet:
        """Return the sheet."""
        return self.sheet

    def __len__(self) -> int:
        return len(self.api.getElementNames())

    def __iter__(self) -> Iterator[Chart]:
        return iter([Chart(self.sheet, name) for name in self.api.getElementNames()])

    def __contains__(self, name: str) -> bool:
        return bool(self.api.hasByName(name))

    def __call__(self, key: int | str) -> Chart:
        """Return a chart by its number from 1 or its name.

        Raises:
            KeyError: there is no such chart.
        """
        names = self.api.getElementNames()
        if isinstance(key, str):
            if key not in names:
                raise KeyError(key)
            return Chart(self.sheet, key)
        if not 1 <= key <= len(names):
            raise KeyError(key)
        return Chart(self.sheet, names[key - 1])

    def add(  # noqa: PLR0913, PLR0917 - as xlwings calls it
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Range | None = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,  # noqa: ARG002 - a number of Excel's gallery
    ) -> Chart:
        """Add a chart; its series stand in columns.

        Raises:
            NotImplementedError: it is of a form that is not drawn here.

        It stands where its cell is now, and is not tied to it: LibreOffice 7.4 does not end saving an .ods of a book that was made
        by a program and has a chart tied to a cell.
        """
        form = chart_type or "column_clustered"
        if form not in FORMS or plot_by == "rows":
            raise NotImplementedError(form, plot_by)
        names = set(self.api.getElementNames())
        free = name or next(f"Chart {number}" for number in range(1, len(names) + 2) if f"Chart {number}" not in names)
        place = anchor.impl.api.Position if anchor is not None else struct("awt.Point", *map(_across, (left, top)))
        box = struct("awt.Rectangle", place.X, place.Y, _across(width), _across(height))
        # a chart begun without any cells would take none later
        cells = self.sheet.range("A1") if source is None else source
        self.api.addNewByName(free, box, (cells.api.getRangeAddress(),), True, False)  # noqa: FBT003 - headers above, none beside
        chart = Chart(self.sheet, free)
        chart.chart_type = form
        return chart


def _without_ground(part: Any) -> None:
    part.FillStyle, part.LineStyle = enum("drawing.FillStyle", "NONE"), enum("drawing.LineStyle", "NONE")


def _across(points: float) -> int:
    return round(points * MILLIMETRES)


class Chart(base_classes.Chart):
    """A chart.

    Args:
        sheet: its sheet
        name: its name
    """

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.sheet = sheet
        self._name = name

    @property
    def api(self) -> Any:
        """Return it as UNO has it."""
        return self.sheet.api.getCharts().getByName(self._name)

    @property
    def document(self) -> Any:
        """Return what is drawn, a document of its own."""
        return self.api.getEmbeddedObject()

    @property
    def diagram(self) -> Any:
        """Return its bars or lines."""
        return self.document.getDiagram()

    @property
    def name(self) -> str:
        """Return its name."""
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def parent(self) -> Sheet:
        """Return its sheet."""
        return self.sheet

    @property
    def chart_type(self) -> str:
        """Return its form."""
        diagram = self.diagram
        kind = diagram.getDiagramType().rpartition(".")[2]
        for name, (form, sides) in FORMS.items():
            wanted = {"Stacked": False, **sides}
            if form == kind and all(bool(getattr(diagram, key)) == value for key, value in wanted.items()):
                return name
        raise NotImplementedError(kind)

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        if value not in FORMS:
            raise NotImplementedError(value)
        form, sides = FORMS[value]
        document = self.document
        diagram = document.createInstance(f"com.sun.star.chart.{form}")
        document.setDiagram(diagram)
        for key, side in sides.items():
            setattr(diagram, key, side)
        _without_ground(diagram.Wall)  # grey in a chart from a program, white in one that is made by hand
        diagram.YMainGrid.LineColor = GRID

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        """Draw the columns of a range, headers in its first row."""
        if plot_by == "rows":
            raise NotImplementedError(plot_by)
        self.api.setRanges((rng.api.getRangeAddress(),))
        self.api.setHasColumnHeaders(True)
        self.api.setHasRowHeaders(False)

    def set_x_axis_values(self, rng: Range) -> None:
        """Name the points by a column of cells, without its header."""
        figures, names = self._figures(), rng.api.getRangeAddress()
        names.StartRow = figures.StartRow  # LibreOffice wants the header too
        self.api.setRanges((names, figures))
        self.api.setHasRowHeaders(True)  # after the cells, of which LibreOffice guesses it

    def _figures(self) -> Any:
        """Return the columns of the series; LibreOffice joins names that stand beside them to them."""
        *_, last = self.api.getRanges()
        last.StartColumn += bool(self.api.getHasRowHeaders()) and len(self.api.getRanges()) == 1
        return last

    @property
    def title(self) -> str | None:
        """Return its title, None where it has none."""
        document = self.document
        return str(document.Title.String) if document.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        document = self.document
        document.HasMainTitle = value is not None
        if value is not None:
            document.Title.String = value

    @property
    def legend(self) -> ChartLegend:
        """Return its legend."""
        return ChartLegend(self)

    @property
    def category_axis(self) -> ChartAxis:
        """Return the axis of names."""
        return ChartAxis(self, "X")

    @property
    def value_axis(self) -> ChartAxis:
        """Return the axis of figures."""
        return ChartAxis(self, "Y")

    @property
    def secondary_value_axis(self) -> ChartAxis:
        """Return the axis of figures on the other side."""
        return ChartAxis(self, "SecondaryY")

    @property
    def series(self) -> ChartSeriesCollection:
        """Return its series."""
        return ChartSeriesCollection(self)

    def delete(self) -> None:
        """Take it off the sheet."""
        self.sheet.api.getCharts().removeByName(self._name)


class ChartLegend(base_classes.ChartLegend):
    """The legend of a chart.

    Args:
        chart: the chart
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def api(self) -> Any:
        """Return it as UNO has it."""
        return self.chart.document.Legend

    @property
    def visible(self) -> bool:
        """Tell whether it is shown."""
        return bool(self.chart.document.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.chart.document.HasLegend = value
        if value:
            _without_ground(self.api)

    @property
    def position(self) -> str | None:
        """Return the side of the chart it stands on."""
        if not self.visible:
            return None
        stands = self.api.Alignment.value
        return next(side for side, name in POSITIONS.items() if name == stands)

    @position.setter
    def position(self, value: str) -> None:
        if value not in POSITIONS:
            raise NotImplementedError(value)
        self.visible = True
        self.api.Alignment = enum("chart.ChartLegendPosition", POSITIONS[value])


class ChartAxis(base_classes.ChartAxis):
    """An axis of a chart.

    Args:
        chart: the chart
        side: which axis, as UNO calls it
    """

    def __init__(self, chart: Chart, side: Literal["X", "Y", "SecondaryY"]) -> None:
        self.chart = chart
        self.side = side
        self.titled = "SecondYAxisTitle" if side == "SecondaryY" else f"{side}AxisTitle"

    @property
    def api(self) -> Any:
        """Return it as UNO has it."""
        return getattr(self.chart.diagram, f"{self.side}Axis")

    @property
    def title(self) -> str | None:
        """Return its title, None where it has none."""
        diagram = self.chart.diagram
        shown = getattr(diagram, f"Has{self.side}AxisTitle")
        return str(getattr(diagram, self.titled).String) if shown else None

    @title.setter
    def title(self, value: str | None) -> None:
        self.set(title=value)

    @property
    def number_format(self) -> str:
        """Return the format of its figures."""
        return str(self.chart.document.getNumberFormats().getByKey(self.api.NumberFormat).FormatString)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.set(number_format=value)

    @property
    def minimum_scale(self) -> float:
        """Return where it begins."""
        return float(self.api.Min)

    @minimum_scale.setter
    def minimum_scale(self, value: float | None) -> None:
        self.set(minimum_scale=value)

    @property
    def maximum_scale(self) -> float:
        """Return where it ends."""
        return float(self.api.Max)

    @maximum_scale.setter
    def maximum_scale(self, value: float | None) -> None:
        self.set(maximum_scale=value)

    @property
    def reverse_order(self) -> bool:
        """Tell whether it runs the other way."""
        return bool(self.api.ReverseDirection)

    @reverse_order.setter
    def reverse_order(self, value: bool) -> None:
        self.set(reverse_order=value)

    @property
    def visible(self) -> bool:
        """Tell whether it is shown."""
        return bool(getattr(self.chart.diagram, f"Has{self.side}Axis"))

    @visible.setter
    def visible(self, value: bool) -> None:
        self.set(visible=value)

    def set(
        self,
        *,
        title: Any = UNSET,
        minimum_scale: Any = UNSET,
        maximum_scale: Any = UNSET,
        major_unit: Any = UNSET,
        number_format: Any = UNSET,
        visible: Any = UNSET,
        reverse_order: Any = UNSET,
        crosses: Any = UNSET,
    ) -> None:
        """Change what is given."""
        if major_unit is not UNSET or crosses is not UNSET:
            raise NotImplementedError("major_unit, crosses")
        diagram, axis = self.chart.diagram, self.api
        if visible is not UNSET:
            setattr(diagram, f"Has{self.side}Axis", visible)
        if title is not UNSET:
            setattr(diagram, f"Has{self.side}AxisTitle", title is not None)
            if title is not None:
                getattr(diagram, self.titled).String = title
            diagram.setAutomaticDiagramPositioning()  # make room for it
        for end, value in (("Min", minimum_scale), ("Max", maximum_scale)):
            if value is not UNSET:
                setattr(axis, f"Auto{end}", value is None)
                if value is not None:
                    setattr(axis, end, float(value))
        if number_format is not UNSET:
            axis.LinkNumberFormatToSource = False
            axis.NumberFormat = format_key(self.chart.document.getNumberFormats(), number_format)
        if reverse_order is not UNSET:
            axis.ReverseDirection = reverse_order


class ChartSeriesCollection(base_classes.ChartSeriesCollection):
    """The series of a chart.

    Args:
        chart: the chart
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def api(self) -> Any:
        """Return what they are drawn from, as UNO has it."""
        return self.chart.document.getData()

    def __len__(self) -> int:
        return len(self.api.getColumnDescriptions())

    def __iter__(self) -> Iterator[ChartSeries]:
        return iter([ChartSeries(self.chart, number) for number in range(len(self))])

    def __call__(self, key: int) -> ChartSeries:
        """Return a series by its number from 1.

        Raises:
            KeyError: there is no such series.
        """
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return ChartSeries(self.chart, key - 1)


class ChartSeries(base_classes.ChartSeries):
    """A series of a chart.

    Args:
        chart: the chart
        number: its number from 0
    """

    def __init__(self, chart: Chart, number: int) -> None:
        self.chart = chart
        self.number = number

    @property
    def api(self) -> Any:
        """Return its looks as UNO has them."""
        return self.chart.diagram.getDataRowProperties(self.number)

    @property
    def name(self) -> str:
        """Return its name: the header of its column."""
        return str(self.chart.series.api.getColumnDescriptions()[self.number])

    @name.setter
    def name(self, value: str) -> None:
        self.set(name=value)

    @property
    def chart_type(self) -> str:
        """Return its form."""
        diagram = self.chart.diagram
        lines = getattr(diagram, "NumberOfLines", 0)
        return "line" if self.number >= len(self.chart.series) - lines else self.chart.chart_type

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        self.set(chart_type=value)

    @property
    def axis_group(self) -> str:
        """Tell on which side its figures are read."""
        return "secondary" if self.api.Axis == constant("ChartAxisAssign.SECONDARY_Y") else "primary"

    @axis_group.setter
    def axis_group(self, value: str) -> None:
        self.set(axis_group=value)

    @property
    def fill_color(self) -> Colour:
        """Return the colour of its bars."""
        return rgb(int(self.api.FillColor))

    @fill_color.setter
    def fill_color(self, value: Any) -> None:
        self.set(fill_color=value)

    @property
    def line_color(self) -> Colour:
        """Return the colour of its line."""
        return rgb(int(getattr(self.api, self._line())))

    @line_color.setter
    def line_color(self, value: Any) -> None:
        self.set(line_color=value)

    def _line(self) -> str:
        """Return what UNO calls the colour of its line: bars have one around them besides."""
        return "FillColor" if self.chart_type == "line" else "LineColor"

    def set(
        self,
        *,
        name: Any = UNSET,
        marker_style: Any = UNSET,
        marker_size: Any = UNSET,
        marker_foreground_color: Any = UNSET,
        marker_background_color: Any = UNSET,
        line_color: Any = UNSET,
        fill_color: Any = UNSET,
        chart_type: Any = UNSET,
        axis_group: Any = UNSET,
    ) -> None:
        """Change what is given; lines among columns stand behind them."""
        asked = (name, marker_style, marker_size, marker_foreground_color, marker_background_color)
        if any(value is not UNSET for value in asked):
            raise NotImplementedError("name, markers")
        if chart_type is not UNSET:
            if chart_type != "line":
                raise NotImplementedError(chart_type)
            self.chart.diagram.NumberOfLines = len(self.chart.series) - self.number
        if axis_group is not UNSET:
            self.api.Axis = constant(f"ChartAxisAssign.{'SECONDARY' if axis_group == 'secondary' else 'PRIMARY'}_Y")
        for side, colour in (("FillColor", fill_color), (self._line(), line_color)):
            if colour is not UNSET:
                setattr(self.api, side, to_colour(colour))
