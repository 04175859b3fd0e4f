"""A rectangle of cells: values, formulas, looks."""

from __future__ import annotations

import re
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname
from xlwings import base_classes

from clientbook.hosts.calc import values
from clientbook.hosts.calc.bridge import enum, struct
from clientbook.hosts.calc.filters import AutoFilter
from clientbook.hosts.calc.heights import FITTED, fitting
from clientbook.hosts.calc.looks import Borders, Font, rgb, to_colour
from clientbook.hosts.calc.rules import ConditionalFormats
from clientbook.hosts.calc.validation import DataValidation

if TYPE_CHECKING:
    from clientbook.hosts.calc.names import Name
    from clientbook.hosts.calc.sheet import Sheet
    from clientbook.hosts.calc.tables import Table

ROWS, COLUMNS = 1_048_576, 16_384
EVERYTHING = 1023
"""All that a cell holds and all its looks (com.sun.star.sheet.CellFlags)."""
CONTENTS, LOOKS = 1 | 2 | 4 | 16, 32 | 64

_PART = re.compile(r"(?=.)\$?([A-Za-z]{1,3})?\$?(\d+)?")
_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3}
"""com.sun.star.table.CellVertJustify2."""

POINT = 2540 / 72
"""Hundredths of a millimetre."""
PIXEL = 2540 / 96
CHARACTER, PADDING = 7, 5
"""Pixels of a digit of Calibri 11, in which Excel counts widths, and of the space around it."""

Corners = tuple[int, int, int, int]


def corners(sheet: Sheet, place: Any) -> Corners:
    """Return top, left, bottom and right of an address, a pair of numbers from 1, or a range.

    Raises:
        ValueError: it is none of them.
    """
    if isinstance(place, Range):
        return place.box
    if isinstance(place, tuple):
        # a slice of a range comes with its height and width
        height, width = place[2:] if len(place) == 4 else (1, 1)
        return place[0], place[1], place[0] + height - 1, place[1] + width - 1
    parts = [_PART.fullmatch(text) for text in str(place).rpartition("!")[2].split(":")]
    if not all(parts) or len(parts) > 2:
        return _named(sheet, str(place))
    top, left = _corner(parts[0], 1, 1)
    bottom, right = _corner(parts[-1], ROWS, COLUMNS)
    return top, left, bottom, right


def _named(sheet: Sheet, name: str) -> Corners:
    for table in sheet.tables:
        if table.name.casefold() == name.casefold():
            return table.range.box
    raise ValueError(name)


def _corner(part: re.Match[str] | None, row: int, column: int) -> tuple[int, int]:
    letters, digits = part.groups() if part is not None else (None, None)
    return int(digits or row), column_index_from_string(letters) if letters else column


class Range(base_classes.Range):
    """A rectangle of cells, rows and columns counted from 1.

    Args:
        sheet: its sheet
        top, left, bottom, right: its corners
    """

    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet = sheet
        self.box: Corners = (top, left, max(top, bottom), max(left, right))
        self.options: dict[str, Any] = {}

    @cached_property
    def api(self) -> Any:
        """Return the range as UNO has it."""
        return self.sheet.found(self.box)

    @property
    def document(self) -> Any:
        """Return the document it is in."""
        return self.sheet.book.document

    @property
    def arg1_input(self) -> str:
        """Return its address, by which xlwings tells rows from columns."""
        return self.address.replace("$", "")

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        """Return sheet name and corners."""
        return (self.sheet.name, *self.box)

    @property
    def row(self) -> int:
        """Return its first row."""
        return self.box[0]

    @property
    def column(self) -> int:
        """Return its first column."""
        return self.box[1]

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many rows and columns it has."""
        top, left, bottom, right = self.box
        return bottom - top + 1, right - left + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, first: int, second: int | None = None) -> Range:
        """Return one cell: by row and column, or by its number row after row."""
        row, column = (first - 1, second - 1) if second is not None else divmod(first - 1, self.shape[1])
        return Range(self.sheet, self.row + row, self.column + column, self.row + row, self.column + column)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:  # noqa: FBT001
        """Return its address."""
        column, row = "$" * col_absolute, "$" * row_absolute
        top, left, bottom, right = self.box
        text = f"{column}{get_column_letter(left)}{row}{top}"
        if (top, left) != (bottom, right):
            text += f":{column}{get_column_letter(right)}{row}{bottom}"
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{text}" if external else text

    @property
    def address(self) -> str:
        """Return its address with fixed rows and columns."""
        return self.get_address(row_absolute=True, col_absolute=True, external=False)

    max_cells_per_read = None
    max_cells_per_write = None

    @property
    def raw_value(self) -> values.Grid:
        """Return its values, row by row."""
        return values.read(self.sheet.book, self.api)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        values.write(self.sheet.book, self.api, self._rows(value))

    def _rows(self, value: Any) -> list[list[Any]]:
        """Return a value as rows of the range's shape; one value fills it."""
        if not isinstance(value, (list, tuple)):
            return [[value] * self.shape[1] for _ in range(self.shape[0])]
        return list(value) if value and isinstance(value[0], (list, tuple)) else [list(value)]

    @property
    def formula(self) -> Any:
        """Return its formulas, or the texts of constants; one text for one cell."""
        rows = values.read_formulas(self.api)
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: Any) -> None:
        if isinstance(value, str) and len(self) > 1:
            # relative places follow the cells, as in Excel
            self(1, 1).formula = value
            self.api.fillAuto(enum("sheet.FillDirection", "TO_BOTTOM"), 1)
            return
        values.write_formulas(self.api, self._rows(value))

    formula2 = formula

    @property
    def has_array(self) -> bool:
        """Tell whether it is part of an array formula."""
        return bool(self.api.getArrayFormula())

    def clear_contents(self) -> None:
        """Take values and formulas away."""
        self._clear(CONTENTS)

    def clear_formats(self) -> None:
        """Take its looks away."""
        self._clear(LOOKS)

    def clear(self) -> None:
        """Empty it."""
        self._clear(EVERYTHING)

    def _clear(self, flags: int) -> None:
        if self.sheet.sheet.isProtected():
            raise RuntimeError(f"{self.sheet.name}: protected")
        self.api.clearContents(flags)

    def end(self, direction: str) -> Range:
        """Return where Ctrl and an arrow lead: the end of a filled run, or the next filled cell behind a gap."""
        steps = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
        down, across = steps[direction]
        row, column = self.row, self.column
        used = self.sheet.used_range.box
        filled = self._filled(row, column) and self._filled(row + down, column + across)
        while 1 <= row + down <= ROWS and 1 <= column + across <= COLUMNS:
            if filled and not self._filled(row + down, column + across):
                break
            row, column = row + down, column + across
            if not filled and self._filled(row, column):
                break
            if row > used[2] and down == 1:
                row = ROWS
            if column > used[3] and across == 1:
                column = COLUMNS
        return Range(self.sheet, row, column, row, column)

    def _filled(self, row: int, column: int) -> bool:
        if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
            return False
        return bool(self.sheet.sheet.getCellByPosition(column - 1, row - 1).getType().value != "EMPTY")

    @property
    def current_region(self) -> Range:
        """Return the block around it that blank rows and columns bound."""
        cursor = self.sheet.sheet.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return self.sheet.of(cursor)

    @property
    def number_format(self) -> str | None:
        """Return its number format in English spelling; None where cells differ."""
        key = values.shared_format(self.api)
        return None if key is None else values.format_code(self.sheet.book, key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.api.NumberFormat = values.format_key(self.sheet.book.formats, value)

    @property
    def font(self) -> Font:
        """Return its font."""
        return Font(self)

    @property
    def borders(self) -> Borders:
        """Return its lines."""
        return Borders(self)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Return its ground; None where there is none."""
        found = self.api.CellBackColor
        return None if found is None or found < 0 else rgb(found)

    @color.setter
    def color(self, value: Any) -> None:
        self.api.CellBackColor = -1 if value is None else to_colour(value)

    @property
    def wrap_text(self) -> bool | None:
        """Tell whether texts break into lines; None where cells differ."""
        found = self.api.IsTextWrapped
        return None if found is None else bool(found)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.api.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        """Return how texts stand across."""
        found = self.api.HoriJustify
        names = {name: key for key, name in _HORIZONTAL.items()}
        return None if found is None else names.get(found.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.api.HoriJustify = enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        """Return how texts stand from top to bottom."""
        found = self.api.VertJustify
        names = {number: key for key, number in _VERTICAL.items()}
        return None if found is None else names.get(found, "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.api.VertJustify = _VERTICAL[value]

    def adjust_indent(self, amount: int) -> None:
        """Move texts in by some characters."""
        self.api.ParaIndent = max(0, (self.api.ParaIndent or 0) + round(amount * 10 * POINT))

    @property
    def column_width(self) -> float | None:
        """Return the width of its columns in characters; None where they differ."""
        found = {self.api.Columns.getByIndex(index).Width for index in range(self.shape[1])}
        return round((found.pop() / PIXEL - PADDING) / CHARACTER, 2) if len(found) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        width = round((value * CHARACTER + PADDING) * PIXEL)
        if self.shape[1] > 1:
            self.api.Columns.Width = width
        else:
            self.sheet.columns.getByIndex(self.column - 1).Width = width

    @property
    def row_height(self) -> float | None:
        """Return the height of its rows in points; None where they differ."""
        found = {self.api.Rows.getByIndex(index).Height for index in range(self.shape[0])}
        return round(found.pop() / POINT, 2) if len(found) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.api.Rows.Height = round(value * POINT)

    @property
    def row_hidden(self) -> bool | None:
        """Tell whether its rows are hidden; None where they differ."""
        return self._hidden("Row", self.shape[0])

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.api.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Tell whether its columns are hidden; None where they differ."""
        return self._hidden("Column", self.shape[1])

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.api.Columns.IsVisible = not value

    def _hidden(self, side: str, count: int) -> bool | None:
        if count == 1:
            return not getattr(self.api, f"{side}s").getByIndex(0).IsVisible
        # asked of each line it would be one call for each of thousands of rows
        parts = self.api.queryVisibleCells().getRangeAddresses()
        spans = {(getattr(part, f"Start{side}"), getattr(part, f"End{side}")) for part in parts}
        shown = len({line for first, last in spans for line in range(first, last + 1)})
        return not shown if shown in {0, count} else None

    def group(self, by: str) -> None:
        """Put its rows or columns into a group of the outline."""
        side = enum("table.TableOrientation", "COLUMNS" if by.startswith("col") else "ROWS")
        self.sheet.sheet.group(self.api.getRangeAddress(), side)

    def ungroup(self, by: str) -> None:
        """Take its rows or columns out of a group."""
        side = enum("table.TableOrientation", "COLUMNS" if by.startswith("col") else "ROWS")
        self.sheet.sheet.ungroup(self.api.getRangeAddress(), side)

    def autofit(self, axis: str | None = None) -> None:
        """Fit widths and heights to what the cells hold."""
        if axis is None or axis.startswith("c"):
            self.api.Columns.OptimalWidth = True
        if axis is None or axis.startswith("r"):
            self.api.Rows.OptimalHeight = True

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:  # noqa: ARG002
        """Make room: whole rows or columns where it spans them, else cells."""
        top, left, bottom, right = self.box
        if (left, right) == (1, COLUMNS):
            self.sheet.sheet.Rows.insertByIndex(top - 1, bottom - top + 1)
        elif (top, bottom) == (1, ROWS):
            self.sheet.sheet.Columns.insertByIndex(left - 1, right - left + 1)
        else:
            mode = enum("sheet.CellInsertMode", "RIGHT" if shift == "right" else "DOWN")
            self.sheet.sheet.insertCells(self.api.getRangeAddress(), mode)

    def delete(self, shift: str | None = None) -> None:
        """Take it out: whole rows or columns where it spans them, else cells."""
        top, left, bottom, right = self.box
        if (left, right) == (1, COLUMNS):
            self.sheet.sheet.Rows.removeByIndex(top - 1, bottom - top + 1)
        elif (top, bottom) == (1, ROWS):
            self.sheet.sheet.Columns.removeByIndex(left - 1, right - left + 1)
        else:
            mode = enum("sheet.CellDeleteMode", "LEFT" if shift == "left" else "UP")
            self.sheet.sheet.removeRange(self.api.getRangeAddress(), mode)

    def copy(self, destination: Any = None) -> None:
        """Copy it with its looks, drop-downs and rules; a destination of several rows is filled row after row.

        Raises:
            NotImplementedError: no destination is given: there is no clipboard here.
        """
        if destination is None:
            raise NotImplementedError("copy without a destination")
        target: Range = destination.impl
        rows, bottom = self.shape[0], target.box[2]
        with fitting(self.document, on=False) if target.shape[0] > FITTED else nullcontext():
            self._copy_to(self, target, target.row)
            done = rows
            # what is copied already is copied along: a few calls fill any number of rows
            while target.row + done <= bottom:
                more = min(done, bottom - target.row - done + 1)
                made = Range(target.sheet, target.row, target.column, target.row + more - 1, target.box[3])
                self._copy_to(made, target, target.row + done)
                done += more

    @staticmethod
    def _copy_to(source: Range, target: Range, row: int) -> None:
        place = struct("table.CellAddress", target.sheet.index - 1, target.column - 1, row - 1)
        target.sheet.sheet.copyRange(place, source.api.getRangeAddress())

    def merge(self, across: bool) -> None:  # noqa: FBT001  (a signature of xlwings)
        """Make one cell of it, or of each of its rows."""
        if not across:
            self.api.merge(True)  # noqa: FBT003
            return
        for row in range(self.box[0], self.box[2] + 1):
            Range(self.sheet, row, self.box[1], row, self.box[3]).merge(across=False)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        self.api.merge(False)  # noqa: FBT003

    @property
    def merge_cells(self) -> bool:
        """Tell whether it is merged."""
        return bool(self.api.getIsMerged())

    @property
    def merge_area(self) -> Range:
        """Return the merged cells it is part of."""
        cursor = self.sheet.sheet.createCursorByRange(self.api)
        cursor.collapseToMergedArea()
        return self.sheet.of(cursor)

    @property
    def table(self) -> Table | None:
        """Return the table it begins in."""
        return next((table for table in self.sheet.tables if table.covers(self.row, self.column)), None)

    @property
    def name(self) -> Name | None:
        """Return the defined name that means it."""
        return next((name for name in self.sheet.book.names.all() if name.means(self)), None)

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={quote_sheetname(self.sheet.name)}!{self.address}")

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """Return its colour rules."""
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        """Return its drop-down or check."""
        return DataValidation(self)

    @property
    def autofilter(self) -> AutoFilter:
        """Return the filter of the table it is part of, or of the sheet where it lies over these cells."""
        return AutoFilter(self, self.table)

    def select(self) -> None:
        """Select it."""
        self.sheet.activate()
        self.document.getCurrentController().select(self.api)
