"""A cell as it stands → a typed value, and what had to be said about it.

Every parser returns (value, remark); the remark is a problem key or empty. A value that cannot be read comes as None
with a remark from :data:`FAULTS`; other remarks tell of cleaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import NamedTuple

from clientbook.hosts.base import CellError, CellValue
from clientbook.register.codes import YESNO
from clientbook.register.columns import Column, Kind, normal
from clientbook.register.parse_dates import YEARS, date_of, serial_day
from clientbook.register.parse_numbers import foreign_money, number_of

Parsed = tuple[object, str]
Parser = Callable[[CellValue], Parsed]

FAULTS = frozenset(
    {"cell_error", "number_bad", "number_impossible", "currency", "date_bad", "code_unknown", "yesno_bad"}
)
"""Remarks of values that could not be read."""

ERROR_TEXTS = frozenset(
    {"#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#getting_data"}
    | {"#н/д", "#ссылка!", "#дел/0!", "#знач!", "#имя?", "#число!", "#пусто!"}
)
_BLANKS = frozenset({"", "-", "–", "—"})
_EDGE = re.compile(r"^[\s\u00a0\u2007\u2009\u202f\u200b\ufeff]+|[\s\u00a0\u2007\u2009\u202f\u200b\ufeff]+$")
_INNER = re.compile(r"[ \t\u00a0\u2007\u2009\u202f\u200b\ufeff]+")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?|\d{8}(?:[.,]0+)?", re.ASCII)
"""A text that may be a serial or 20260201: «01 02 26» without its spaces would be a day of 1927."""
MOST = 1e14
"""No figure of a register is so large."""
EXACT_DIGITS = 15
"""Digits that Excel keeps of a number."""


class Reading(NamedTuple):
    """How the cells of one book are read: by its language and its calendar, and of a column of dates by what it tells itself."""

    english: bool = False
    date1904: bool = False
    month_first: bool | None = None

    def parser(self, column: Column) -> Parser:
        """Return the parser of a column."""
        match column.kind:
            case Kind.TEXT:
                return text_cell
            case Kind.ID:
                return identifier_cell
            case Kind.DATE | Kind.MONTH:
                return self._dates(month=column.kind is Kind.MONTH)
            case Kind.YESNO | Kind.CODE:
                return coded(column)
            case _:
                return self._numbers

    def _numbers(self, cell: CellValue) -> Parsed:
        if isinstance(cell, float) or (isinstance(cell, int) and not isinstance(cell, bool)):
            return _possible(float(cell), "")
        if cell is None or isinstance(cell, CellError):
            return None, "cell_error" if cell is not None else ""
        if not isinstance(cell, str):
            return None, "number_bad"
        text = cell.strip()
        if _trimmed(text) in _BLANKS or is_error(text):
            return None, "cell_error" if is_error(text) else ""
        value = number_of(text, english=self.english)
        if value is None:
            return None, "currency" if foreign_money(text) else "number_bad"
        return _possible(value, "number_text")

    def _dates(self, *, month: bool) -> Parser:
        def parse(cell: CellValue) -> Parsed:
            day, remark = self.day(cell, month=month)
            return (day.replace(day=1) if day is not None and month else day), remark

        return parse

    def day(self, cell: CellValue, *, month: bool = False) -> tuple[date | None, str]:
        """Return the day of a cell and the remark; ``month``: a month alone counts as its first day."""
        if isinstance(cell, datetime):
            cell = cell.date()
        if isinstance(cell, date):
            return (cell, "") if YEARS[0] <= cell.year <= YEARS[1] else (None, "date_bad")
        if cell is None or isinstance(cell, CellError):
            return None, "cell_error" if cell is not None else ""
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            day = serial_day(float(cell), date1904=self.date1904)
            return day, "date_bad" if day is None else "date_serial"
        if not isinstance(cell, str):
            return None, "date_bad"
        return self._text_day(cell, month=month)

    def _text_day(self, text: str, *, month: bool) -> tuple[date | None, str]:
        if _trimmed(text) in _BLANKS or is_error(text):
            return None, "cell_error" if is_error(text) else ""
        day = date_of(text, english=self.english, month=month, month_first=self.month_first)
        if day is None and _SERIAL.fullmatch(_trimmed(text)):
            serial = number_of(text, english=self.english)
            day = None if serial is None else serial_day(serial, date1904=self.date1904)
        return day, "date_bad" if day is None else "date_text"


def _possible(value: float, remark: str) -> Parsed:
    """Return a figure that can be counted with: sums of sales are kept with 14 digits before the point."""
    return (value, remark) if abs(value) < MOST else (None, "number_impossible")


def text_cell(cell: CellValue) -> Parsed:
    """Return the text of a cell without the spaces around it; a figure or date as its text."""
    if isinstance(cell, str):
        if is_error(cell):
            return None, "cell_error"
        return _INNER.sub(" ", _trimmed(cell)) or None, ""
    if cell is None:
        return None, ""
    if isinstance(cell, CellError):
        return None, "cell_error"
    return identifier(cell), ""


def identifier_cell(cell: CellValue) -> Parsed:
    """Return an identifier, always text: ``12.0`` is «12»; flagged where Excel has lost digits or made a date of it."""
    if isinstance(cell, str):
        if is_error(cell):
            return None, "cell_error"
        return _trimmed(cell) or None, ""
    if cell is None:
        return None, ""
    if isinstance(cell, CellError):
        return None, "cell_error"
    text = identifier(cell)
    if isinstance(cell, date):
        return text, "id_date"
    return text, "id_digits" if len(text.lstrip("-")) > EXACT_DIGITS and text.lstrip("-").isdigit() else ""


def identifier(cell: CellValue) -> str:
    """Return the text of a cell that holds an identifier: whole figures without a decimal point or exponent."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else f"{cell:%Y-%m-%d %H:%M:%S}"
    return _trimmed(str(cell))


def is_error(text: str) -> bool:
    """Tell whether a text is an error value of Excel, in either language."""
    return text.startswith("#") and text.strip().casefold() in ERROR_TEXTS


def _trimmed(text: str) -> str:
    return _EDGE.sub("", text)


def parsed(parse: Parser, cells: Iterable[CellValue]) -> list[Parsed]:
    """Return the cells of a column parsed; a text that stands in many of them is read once."""
    known: dict[str, Parsed] = {}

    def read(cell: CellValue) -> Parsed:
        if type(cell) is not str:
            return parse(cell)
        found = known.get(cell)
        if found is None:
            found = known[cell] = parse(cell)
        return found

    return [read(cell) for cell in cells]


def coded(column: Column) -> Parser:
    """Return the parser of a coded column; yes and no come as True and False."""
    yesno = column.kind is Kind.YESNO
    spellings = (YESNO if yesno or column.codes is None else column.codes).spellings()

    def parse(cell: CellValue) -> Parsed:
        if cell is None or isinstance(cell, CellError):
            return None, "cell_error" if cell is not None else ""
        if isinstance(cell, bool):
            return (cell, "") if yesno else (None, "code_unknown")
        text = cell if isinstance(cell, str) else identifier(cell)
        name = normal(text)
        if not name or is_error(text):
            return None, "cell_error" if name else ""
        code = spellings.get(name)
        if code is None:
            return (None, "") if name in _BLANKS else (None, "yesno_bad" if yesno else "code_unknown")
        return (code == "yes", "") if yesno else (code, "")

    return parse
