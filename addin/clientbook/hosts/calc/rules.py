"""Colour rules and bars of cells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from clientbook.hosts.calc.bridge import uno
from clientbook.hosts.calc.formulas import to_calc, to_excel
from clientbook.hosts.calc.looks import BOLD, Colour, rgb, to_colour

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range

CONDITION, DATA_BAR = 0, 2
"""com.sun.star.sheet.ConditionEntryType."""
OPERATORS = {
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
}
"""How rules and checks compare (com.sun.star.sheet.ConditionFormatOperator and ConditionOperator)."""

FORMULA = "EXPRESSION"


def _operator(name: str) -> int:
    return int(uno().getConstantByName(f"com.sun.star.sheet.ConditionFormatOperator.{name}"))


def _bar_end(name: str) -> int:
    return int(uno().getConstantByName(f"com.sun.star.sheet.DataBarEntryType.DATABAR_{name}"))


class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells
        self._made: Any = None

    @cached_property
    def api(self) -> Any:
        """Return the rules of the sheet as UNO has them."""
        return self.cells.sheet.sheet.ConditionalFormats

    @property
    def parent(self) -> Range:
        """Return the range."""
        return self.cells

    def _all(self) -> list[ConditionalFormat]:
        area = self.cells.api.getRangeAddress()
        touching = [f for f in self.api.getConditionalFormats() if f.Range.queryIntersection(area).getCount()]
        return [ConditionalFormat(self, f, index) for f in touching for index in range(f.getCount())]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._all())

    def __call__(self, number: int) -> ConditionalFormat:
        """Return a rule by its number from 1."""
        return self._all()[number - 1]

    def _add(self, kind: int) -> ConditionalFormat:
        """Add an entry: a condition behind those added through this list before, of which the first that is true wins."""
        made = self._made if kind == CONDITION else None
        if made is None:
            places = self.cells.document.createInstance("com.sun.star.sheet.SheetCellRanges")
            places.addRangeAddress(self.cells.api.getRangeAddress(), False)  # noqa: FBT003
            made = self.over(places)
        if kind == CONDITION:
            self._made = made
        place = made.getCount()
        made.createEntry(kind, place)
        return ConditionalFormat(self, made, place)

    def over(self, places: Any) -> Any:
        """Return a new, empty list of entries over some cells."""
        number = self.api.createByRange(places)
        # the newest is the last one: each that is asked for its number is a call
        return next(found for found in reversed(self.api.getConditionalFormats()) if number == found.ID)

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add a rule that looks at a formula."""
        made = self._add(CONDITION)
        entry = made.entry
        entry.Operator = _operator(FORMULA)
        entry.Formula1 = to_calc(spec["formula"]).removeprefix("=")
        entry.StyleName = self._style(spec)
        return made

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add a rule that compares the cell's own value."""
        made = self._add(CONDITION)
        entry = made.entry
        entry.Operator = _operator(OPERATORS[spec["operator"]])
        entry.Formula1 = to_calc(spec["formula1"]).removeprefix("=")
        if spec["formula2"] is not None:
            entry.Formula2 = to_calc(spec["formula2"]).removeprefix("=")
        entry.StyleName = self._style(spec)
        return made

    def add_data_bar(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Add bars as long as the figures are large."""
        made = self._add(DATA_BAR)
        bar = made.entry
        bar.Color = to_colour(spec["bar_color"])
        bar.UseGradient, bar.ShowValue = spec["gradient"], spec["show_value"]
        for end, kind, value in zip(bar.DataBarEntries, spec["threshold_types"], spec["thresholds"], strict=True):
            end.Type = _bar_end("AUTO" if kind == "automatic" else "VALUE" if kind == "number" else kind.upper())
            if value is not None:
                end.Formula = f"{value:.15g}"
        return made

    def _style(self, spec: dict[str, Any]) -> str:
        """Return the name of a cell style that looks as a rule says, made where the book has it not."""
        fill, ink = spec.get("fill_color"), spec.get("font_color")
        bold = spec.get("font_bold")
        colours = ["none" if colour is None else f"{to_colour(colour):06x}" for colour in (fill, ink)]
        name = " ".join(["rule", *colours, "bold" if bold else "regular"])
        styles = self.cells.sheet.book.cell_styles
        if not styles.hasByName(name):
            style = self.cells.document.createInstance("com.sun.star.style.CellStyle")
            styles.insertByName(name, style)
            for key, value in (("CellBackColor", fill), ("CharColor", ink)):
                if value is not None:
                    style.setPropertyValue(key, to_colour(value))
            if bold:
                style.CharWeight = BOLD
        return name

    def clear(self) -> None:
        """Take away every rule that touches the range."""
        for number in {rule.format.ID for rule in self._all()}:
            self.api.removeByID(number)
        self._made = None

    def remove(self, form: Any) -> None:
        """Take away all entries over one place."""
        self.api.removeByID(form.ID)
        self._made = None


class ConditionalFormat(base_classes.ConditionalFormat):
    """A rule.

    Args:
        rules: the list it is on
        form: the entries over one place, as UNO has them
        place: number of the entry among them, from 0
    """

    def __init__(self, rules: ConditionalFormats, form: Any, place: int) -> None:
        self.rules = rules
        self.format = form
        self.place = place
        self.entry = form.getByIndex(place)

    @property
    def api(self) -> Any:
        """Return the entry as UNO has it."""
        return self.entry

    @property
    def type(self) -> str:
        """Return its kind."""
        kind = self.entry.getType()
        if kind == CONDITION:
            return "custom" if self.entry.Operator == _operator(FORMULA) else "cell_value"
        return "data_bar" if kind == DATA_BAR else "unknown"

    stop_if_true = False

    @property
    def formula(self) -> str | None:
        """Return the formula it looks at."""
        return to_excel("=" + self.entry.Formula1.removeprefix("=")) if self.type == "custom" else None

    @property
    def _look(self) -> Any:
        styles = self.rules.cells.sheet.book.cell_styles
        return styles.getByName(self.entry.StyleName) if self.entry.getType() == CONDITION else None

    @property
    def fill_color(self) -> Colour | None:
        """Return the ground it lays."""
        look = self._look
        return rgb(look.CellBackColor) if look is not None and look.CellBackColor >= 0 else None

    @property
    def font_color(self) -> Colour | None:
        """Return the colour it writes in."""
        look = self._look
        return rgb(look.CharColor) if look is not None and look.CharColor >= 0 else None

    @property
    def font_bold(self) -> bool | None:
        """Tell whether it writes in bold."""
        look = self._look
        return None if look is None else look.CharWeight >= BOLD

    @property
    def bar_color(self) -> Colour | None:
        """Return the colour of its bars."""
        return rgb(self.entry.Color) if self.entry.getType() == DATA_BAR else None

    def delete(self) -> None:
        """Take it away.

        Raises:
            NotImplementedError: bars or scales stand with it in one list, which cannot be made anew.
        """
        others = [self.format.getByIndex(at) for at in range(self.format.getCount()) if at != self.place]
        if any(entry.getType() != CONDITION for entry in others):
            raise NotImplementedError("a rule among bars or scales over the same cells")
        kept = [(entry.Operator, entry.Formula1, entry.Formula2, entry.StyleName) for entry in others]
        # LibreOffice 7.4 refuses to take out a single entry, so the others are made anew
        places = self.format.Range
        self.rules.remove(self.format)
        if not kept:
            return
        made = self.rules.over(places)
        for at, told in enumerate(kept):
            made.createEntry(CONDITION, at)
            entry = made.getByIndex(at)
            entry.Operator, entry.Formula1, entry.Formula2, entry.StyleName = told
