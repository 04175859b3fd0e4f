"""Fonts, lines and colours of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from clientbook.hosts.calc.bridge import enum, struct

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range

UNSET = base_classes._UNSET
BOLD, REGULAR = 150.0, 100.0
Colour = tuple[int, int, int]
_SIDES = {
    "edge_top": ("TopLine", "IsTopLineValid"),
    "edge_bottom": ("BottomLine", "IsBottomLineValid"),
    "edge_left": ("LeftLine", "IsLeftLineValid"),
    "edge_right": ("RightLine", "IsRightLineValid"),
    "inside_horizontal": ("HorizontalLine", "IsHorizontalLineValid"),
    "inside_vertical": ("VerticalLine", "IsVerticalLineValid"),
}
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}
"""Hundredths of a millimetre, as LibreOffice reads the lines of an .xlsx."""
_DASHES = {None: 0, "continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17}


def rgb(number: int) -> Colour:
    """Return red, green and blue of a colour of UNO."""
    return number >> 16 & 255, number >> 8 & 255, number & 255


def to_colour(value: Any) -> int:
    """Return a colour for UNO from red, green and blue, a hexadecimal text, or a number of Excel's."""
    red, green, blue = _parts(value)
    return int(red) << 16 | int(green) << 8 | int(blue)


def _parts(value: Any) -> tuple[int, int, int]:
    if isinstance(value, str):
        return rgb(int(value.removeprefix("#"), 16))
    if isinstance(value, int):
        # Excel's numbers have blue in front
        blue, green, red = rgb(value)
        return red, green, blue
    red, green, blue = value
    return red, green, blue


class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Any:
        """Return the range as UNO has it."""
        return self.cells.api

    @property
    def bold(self) -> bool | None:
        """Tell whether it is bold; None where cells differ."""
        found = self.api.CharWeight
        return None if found is None else found > REGULAR

    @bold.setter
    def bold(self, value: bool) -> None:
        self.api.CharWeight = BOLD if value else REGULAR

    @property
    def italic(self) -> bool | None:
        """Tell whether it is slanted; None where cells differ."""
        found = self.api.CharPosture
        return None if found is None else found.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self.api.CharPosture = enum("awt.FontSlant", "ITALIC" if value else "NONE")

    @property
    def size(self) -> float | None:
        """Return its height in points."""
        found = self.api.CharHeight
        return None if found is None else float(found)

    @size.setter
    def size(self, value: float) -> None:
        self.api.CharHeight = float(value)

    @property
    def color(self) -> Colour | None:
        """Return its colour; None where it is the usual one or cells differ."""
        found = self.api.CharColor
        return None if found is None or found < 0 else rgb(found)

    @color.setter
    def color(self, value: Any) -> None:
        self.api.CharColor = to_colour(value)

    @property
    def name(self) -> str | None:
        """Return its name."""
        found = self.api.CharFontName
        return None if found is None else str(found)

    @name.setter
    def name(self, value: str) -> None:
        self.api.CharFontName = value


class Borders(base_classes.Borders):
    """The lines around and inside a range."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def parent(self) -> Range:
        """Return the range."""
        return self.cells

    @property
    def api(self) -> Any:
        """Return the lines as UNO has them."""
        return self.cells.api.TableBorder2

    def __getitem__(self, side: str) -> Border:
        return Border(self, side)

    def _common(self, name: str) -> Any:
        rows, columns = self.cells.shape
        missing = ({"inside_horizontal"} if rows == 1 else set()) | ({"inside_vertical"} if columns == 1 else set())
        found = {getattr(self[side], name) for side in _SIDES if side not in missing}
        return found.pop() if len(found) == 1 else None

    @property
    def line_style(self) -> Any:
        """Return the form all lines share."""
        return self._common("line_style")

    @line_style.setter
    def line_style(self, value: Any) -> None:
        self.set(list(_SIDES), line_style=value)

    @property
    def weight(self) -> Any:
        """Return the width all lines share."""
        return self._common("weight")

    @weight.setter
    def weight(self, value: Any) -> None:
        self.set(list(_SIDES), weight=value)

    @property
    def color(self) -> Any:
        """Return the colour all lines share."""
        return self._common("color")

    @color.setter
    def color(self, value: Any) -> None:
        self.set(list(_SIDES), color=value)

    def set(self, which: Any = "all", *, line_style: Any = UNSET, weight: Any = UNSET, color: Any = UNSET) -> None:
        """Draw or take away lines of the sides in a list; what is not given stays."""
        after = struct("table.TableBorder2")
        # asked for only where something of the old lines stays
        before = self.api if line_style is not None and UNSET in (line_style, weight, color) else None
        for name, valid in (_SIDES[side] for side in which if side in _SIDES):
            line = struct("table.BorderLine2")
            if line_style is not None:
                _draw(line, getattr(before, name, None), line_style, weight, color)
            setattr(after, name, line)
            setattr(after, valid, True)
        self.cells.api.TableBorder2 = after


def _draw(line: Any, old: Any, line_style: Any, weight: Any, color: Any) -> None:
    line.Color = to_colour(color) if color is not UNSET else old.Color
    line.LineWidth = _WIDTHS[weight] if weight is not UNSET else old.LineWidth or _WIDTHS["thin"]
    line.OuterLineWidth = line.LineWidth
    line.LineStyle = _DASHES.get(line_style, 0) if line_style is not UNSET else old.LineStyle if old.LineWidth else 0


class Border(base_classes.Border):
    """One line."""

    def __init__(self, borders: Borders, side: str) -> None:
        self.borders = borders
        self.side = side

    @property
    def api(self) -> Any:
        """Return the line as UNO has it; None for a diagonal one."""
        return getattr(self.borders.api, _SIDES[self.side][0]) if self.side in _SIDES else None

    @property
    def line_style(self) -> str | None:
        """Return its form; None where there is no line."""
        line = self.api
        if line is None or not line.LineWidth:
            return None
        return next((name for name, number in _DASHES.items() if name and number == line.LineStyle), "continuous")

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self._set(line_style=value)

    @property
    def weight(self) -> str | None:
        """Return its width."""
        line = self.api
        if line is None or not line.LineWidth:
            return None
        return min(_WIDTHS, key=lambda name: abs(_WIDTHS[name] - line.LineWidth))

    @weight.setter
    def weight(self, value: str) -> None:
        self._set(weight=value)

    @property
    def color(self) -> Colour | None:
        """Return its colour."""
        line = self.api
        return rgb(line.Color) if line is not None and line.LineWidth else None

    @color.setter
    def color(self, value: Any) -> None:
        self._set(color=value)

    def _set(self, **given: Any) -> None:
        self.borders.set([self.side], **given)
