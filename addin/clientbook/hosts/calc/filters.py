"""Filters of tables, and of a sheet outside its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xlwings import base_classes
from xlwings.base_classes import empty_autofilter_criteria

from clientbook.hosts.calc.bridge import enum, struct

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range
    from clientbook.hosts.calc.sheet import Sheet
    from clientbook.hosts.calc.tables import Table

NUMBER, STRING = 0, 1
"""com.sun.star.sheet.FilterFieldType."""
_EMPTY, _FILLED, _EQUAL = 0, 1, 2
_OPERATORS = {
    "equal_to": 2,
    "not_equal_to": 3,
    "greater_than": 4,
    "greater_than_or_equal": 5,
    "less_than": 6,
    "less_than_or_equal": 7,
}
"""com.sun.star.sheet.FilterOperator2, as those below."""
_TOP = {"top_items": 8, "top_percent": 9, "bottom_items": 10, "bottom_percent": 11}
_PAIRS = {(5, 7): "between", (6, 4): "not_between"}


def fields_of(ranged: Any) -> list[Any]:
    """Return what a database range is filtered by, as it can be put there again."""
    fields = list(ranged.getFilterDescriptor().getFilterFields3())
    for field in fields:
        values = list(field.Values)
        for value in values:
            # UNO gives texts with the kind of figures, and would take them for 0
            value.FilterType = NUMBER if value.IsNumeric else STRING
        field.Values = tuple(values)
    return fields


class SheetFilter:
    """The filter of a sheet that belongs to no table; there is one at most, as in Excel.

    Args:
        sheet: the sheet
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._ranges = sheet.book.document.getPropertyValue("UnnamedDatabaseRanges")

    @property
    def there(self) -> bool:
        """Tell whether there is one."""
        place = self.sheet.index - 1
        return bool(self._ranges.hasByTable(place)) and bool(self._ranges.getByTable(place).AutoFilter)

    @property
    def api(self) -> Any:
        """Return the nameless database range."""
        return self._ranges.getByTable(self.sheet.index - 1)

    @property
    def range(self) -> Range:
        """Return what it covers, header included."""
        return self.sheet.at(self.api.getDataArea())

    def put_over(self, cells: Range) -> None:
        """Lay it over cells.

        Raises:
            ValueError: it lies elsewhere already.
        """
        if self.there:
            if self.range.box != cells.box:
                raise ValueError("This worksheet already has an AutoFilter on a different range")
            return
        self._ranges.setByTable(cells.api.getRangeAddress())
        self.api.AutoFilter = self.api.ContainsHeader = True


class AutoFilter(base_classes.AutoFilter):
    """The filter of a range.

    Args:
        cells: the range
        table: the table that it is part of; None for a range that is none
    """

    def __init__(self, cells: Range, table: Table | None) -> None:
        self.cells = cells
        self.owner: Table | SheetFilter = table or SheetFilter(cells.sheet)

    @property
    def _there(self) -> bool:
        """Tell whether it can have criteria."""
        if isinstance(self.owner, SheetFilter):
            return self.owner.there and self.owner.range.box == self.cells.box
        return True

    def _fields(self) -> list[Any]:
        return fields_of(self.owner.api) if self._there else []

    def _put(self, fields: Sequence[Any]) -> None:
        if isinstance(self.owner, SheetFilter):
            self.owner.put_over(self.cells)
        found = self.owner.api
        descriptor = found.getFilterDescriptor()
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(tuple(fields))
        # hidden rows come back by an empty filter of the range, but that one knows one value a column only
        if fields:
            found.refresh()
        else:
            self._show_all()

    def _show_all(self) -> None:
        cells = self.owner.range.api
        empty = cells.createFilterDescriptor(True)  # noqa: FBT003
        empty.ContainsHeader = True
        cells.filter(empty)

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """Return what every column is filtered by; ``none`` where it is not."""
        by_column: dict[int, list[Any]] = {}
        for field in self._fields():
            by_column.setdefault(field.Field + 1, []).append(field)
        width = (self.cells if isinstance(self.owner, SheetFilter) else self.owner.range).shape[1]
        return [_told(number, by_column.get(number, [])) for number in range(1, width + 1)]

    def _replace(self, column: int, *parts: tuple[int, Sequence[str]], either: bool = False) -> None:
        """Filter a column by this alone; other columns keep their filters."""
        kept = [field for field in self._fields() if field.Field != column - 1]
        for number, (operator, texts) in enumerate(parts):
            field = struct("sheet.TableFilterField3")
            join = "OR" if either and number else "AND"
            field.Connection = enum("sheet.FilterConnection", join)
            field.Field, field.Operator = column - 1, operator
            field.Values = tuple(_value(text) for text in texts)
            kept.append(field)
        self._put(kept)

    def apply_values(self, field: int, values: Sequence[str]) -> None:
        """Show rows with one of some values."""
        self._replace(field, (_EQUAL, values))

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        """Show rows that compare so."""
        first, second = _text(value1), _text(value2)
        if value1 is None:
            self._replace(field, (_EMPTY if operator == "equal_to" else _FILLED, ("",)))
        elif operator in {"between", "not_between"}:
            low, high = next(pair for pair, name in _PAIRS.items() if name == operator)
            self._replace(field, (low, (first,)), (high, (second,)), either=operator == "not_between")
        else:
            self._replace(field, (_OPERATORS[operator], (first,)))

    def apply_top_items(self, field: int, count: int) -> None:
        """Show the rows with the largest figures."""
        self._replace(field, (_TOP["top_items"], (str(count),)))

    def apply_bottom_items(self, field: int, count: int) -> None:
        """Show the rows with the smallest figures."""
        self._replace(field, (_TOP["bottom_items"], (str(count),)))

    def apply_top_percent(self, field: int, percent: float) -> None:
        """Show the largest part of the rows."""
        self._replace(field, (_TOP["top_percent"], (str(percent),)))

    def apply_bottom_percent(self, field: int, percent: float) -> None:
        """Show the smallest part of the rows."""
        self._replace(field, (_TOP["bottom_percent"], (str(percent),)))

    def clear(self, field: int | None) -> None:
        """Show all rows, or no longer filter one column."""
        if self._there:
            self._put([kept for kept in self._fields() if field is not None and kept.Field != field - 1])


def _told(column: int, fields: Sequence[Any]) -> dict[str, Any]:
    if not fields:
        return empty_autofilter_criteria(column)
    told = empty_autofilter_criteria(column, "unknown")
    operators = tuple(field.Operator for field in fields)
    texts = [_shown(value) for value in fields[0].Values]
    tops = {number: name for name, number in _TOP.items()}
    names = {number: name for name, number in _OPERATORS.items()}
    if len(fields) == 1 and operators[0] in tops:
        key = "percent" if "percent" in tops[operators[0]] else "count"
        told |= {"type": tops[operators[0]], key: float(texts[0]) if key == "percent" else int(float(texts[0]))}
    elif len(fields) == 1 and operators[0] in {_EMPTY, _FILLED}:
        told |= {"type": "comparison", "operator": "equal_to" if operators[0] == _EMPTY else "not_equal_to"}
    elif len(fields) == 1 and operators[0] == _EQUAL:
        told |= {"type": "values", "values": texts}
    elif len(fields) == 1 and operators[0] in names:
        told |= {"type": "comparison", "operator": names[operators[0]], "value1": texts[0]}
    elif len(fields) == 2 and operators in _PAIRS:
        second = _shown(fields[1].Values[0])
        told |= {"type": "comparison", "operator": _PAIRS[operators], "value1": texts[0], "value2": second}
    return told


def _value(text: str) -> Any:
    value = struct("sheet.FilterFieldValue")
    value.StringValue, value.FilterType = text, STRING
    try:
        value.NumericValue = float(text)
    except ValueError:
        return value
    value.IsNumeric, value.FilterType = True, NUMBER
    return value


def _shown(value: Any) -> str:
    return f"{value.NumericValue:.15g}" if value.IsNumeric else str(value.StringValue)


def _text(value: Any) -> str:
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    days = datetime.fromisoformat(value["value"]) - datetime(1899, 12, 30)  # noqa: DTZ001
    return f"{days.total_seconds() / 86400:.15g}"
