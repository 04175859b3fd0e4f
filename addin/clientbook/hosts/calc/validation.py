"""Drop-downs and checks of what is typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openpyxl.utils import quote_sheetname
from xlwings import base_classes

from clientbook.hosts.calc.bridge import enum
from clientbook.hosts.calc.formulas import to_calc, to_excel
from clientbook.hosts.calc.rules import OPERATORS

if TYPE_CHECKING:
    from clientbook.hosts.calc.range import Range

_KINDS = {
    "none": "ANY",
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "list": "LIST",
    "custom": "CUSTOM",
}
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


class DataValidation(base_classes.DataValidation):
    """The check of a range."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Any:
        """Return the check as UNO has it."""
        return self.cells.api.Validation

    @property
    def type(self) -> str:
        """Return its kind."""
        names = {name: key for key, name in _KINDS.items()}
        return names.get(self.api.Type.value, "unknown")

    @property
    def operator(self) -> str | None:
        """Return how it compares."""
        names = {name: key for key, name in OPERATORS.items()}
        return names.get(self.api.getOperator().value)

    @property
    def formula1(self) -> str | None:
        """Return what it compares with."""
        return to_excel("=" + self.api.getFormula1()) if self.api.getFormula1() else None

    @property
    def formula2(self) -> str | None:
        """Return the other end."""
        return to_excel("=" + self.api.getFormula2()) if self.api.getFormula2() else None

    @property
    def formula(self) -> str | None:
        """Return the formula of a check by formula."""
        return self.formula1 if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """Return the list of a drop-down, as Excel spells it."""
        if self.type != "list":
            return None
        words = _LITERAL.findall(self.api.getFormula1())
        return ",".join(words) if words else self.formula1

    @property
    def in_cell_dropdown(self) -> bool:
        """Tell whether the list drops down."""
        return bool(self.api.ShowList)

    @property
    def ignore_blank(self) -> bool:
        """Tell whether a blank passes."""
        return bool(self.api.IgnoreBlankCells)

    @property
    def show_error(self) -> bool:
        """Tell whether a wrong value is told."""
        return bool(self.api.ShowErrorMessage)

    @property
    def error_title(self) -> str:
        """Return the title of what is told."""
        return str(self.api.ErrorTitle)

    @property
    def error_message(self) -> str:
        """Return what is told."""
        return str(self.api.ErrorMessage)

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:  # noqa: FBT001  (a signature of xlwings)
        """Let a cell take one of some words, or of the values of a range."""
        if isinstance(source, list):
            spelt = ";".join('"{}"'.format(word.replace('"', '""')) for word in source)
        else:
            spelt = f"${quote_sheetname(source.sheet.name)}.{source.address}"
        check = self.api
        check.ShowList = 1 if in_cell_dropdown else 0
        self._put(check, "LIST", None, spelt, None)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        """Let a cell take what compares so."""
        second = None if formula2 is None else to_calc(formula2).removeprefix("=")
        self._put(self.api, _KINDS[rule_type], operator, to_calc(formula1).removeprefix("="), second)

    def _put(self, check: Any, kind: str, operator: str | None, first: str, second: str | None) -> None:
        check.Type = enum("sheet.ValidationType", kind)
        check.IgnoreBlankCells = check.ShowErrorMessage = True
        if operator is not None:
            check.setOperator(enum("sheet.ConditionOperator", OPERATORS[operator]))
        check.setFormula1(first)
        if second is not None:
            check.setFormula2(second)
        self.cells.api.Validation = check

    def delete(self) -> None:
        """Let anything be typed."""
        check = self.api
        check.Type = enum("sheet.ValidationType", "ANY")
        self.cells.api.Validation = check
