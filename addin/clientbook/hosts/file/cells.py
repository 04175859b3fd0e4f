"""Values as they stand in the XML of a cell: numbers in their shortest form, dates as serials, texts inline.

A text is always written as a text, whatever it begins with: no formula is ever born from data.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from clientbook.register.columns import Kind

BLANK = "/>"
"""The end of a cell that holds nothing."""

TEXT_LIMIT = 32767
"""Excel refuses longer texts (counted in UTF-16 units)."""

_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001  (a serial has no time zone)
_MOST_WHOLE = 10**15
"""Whole numbers under this are written with all their digits."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN = re.compile(r"[^&<>\x00-\x1f\ufffe\uffff\ud800-\udfff_]*")
_TEXT_KINDS = frozenset({Kind.TEXT, Kind.ID, Kind.CODE, Kind.YESNO})


def text_xml(text: str) -> str:
    """Return a text escaped for XML as Excel reads it back: control characters are left out, ``_x0041_`` stays itself."""
    if len(text) * 2 > TEXT_LIMIT:
        text = text.encode("utf-16-le", "surrogatepass")[: TEXT_LIMIT * 2].decode("utf-16-le", "ignore")
    if _PLAIN.fullmatch(text):
        return text
    text = _FORBIDDEN.sub("", text)
    text = _LOOKS_ESCAPED.sub("_x005F_", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r\n", "\n").replace("\r", "_x000D_")


def text_cell(text: str) -> str:
    """Return the rest of a cell, behind its style, that holds a text."""
    if _as_it_is(text):
        return f' t="inlineStr"><is><t>{text}</t></is></c>'
    safe = text_xml(text)
    if not safe:
        return BLANK
    space = ' xml:space="preserve"' if safe != " ".join(safe.split()) else ""
    return f' t="inlineStr"><is><t{space}>{safe}</t></is></c>'


def _as_it_is(text: str) -> bool:
    """Tell whether a text needs nothing done to it, as nearly all do; quick, for a large table holds hundreds of thousands."""
    return (
        text.isprintable()  # so that its only white space are blanks
        and 0 < len(text) <= TEXT_LIMIT // 2
        and not ("&" in text or "<" in text or ">" in text or "_" in text)
        and not (text[0] == " " or text[-1] == " " or "  " in text)
    )


def number_text(value: float) -> str:
    """Return a number in its shortest form that reads back the same; empty for NaN and the infinities."""
    if isinstance(value, (int, np.integer)) and abs(int(value)) < _MOST_WHOLE:
        return str(int(value))
    value = float(value)
    if not math.isfinite(value):
        return ""
    if value.is_integer() and abs(value) < _MOST_WHOLE:
        return str(int(value))
    return repr(value)


def serial(value: date, *, date1904: bool) -> str:
    """Return a date as the number of days that Excel counts, from 1900 or 1904."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    days = (moment.replace(tzinfo=None) - _EPOCHS[date1904]).total_seconds() / 86400
    return number_text(days)


def is_blank(value: object) -> bool:
    """Tell whether a value leaves its cell blank: None, NaN, NaT or an empty text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    return (isinstance(value, float) and math.isnan(value)) or value == ""


def plain(value: object, kind: Kind, *, date1904: bool) -> tuple[str, str]:
    """Return the type and the text of a cell's value: ``n``, ``b``, ``s`` (text) or an empty type for a blank.

    An identifier that arrives as a number becomes its digits: identifiers are text.
    """
    if is_blank(value):
        return "", ""
    if isinstance(value, (bool, np.bool_)):
        return "b", "1" if value else "0"
    if isinstance(value, (int, float, Decimal, np.number)):
        digits = number_text(int(value) if isinstance(value, (int, np.integer)) else float(value))
        return ("s" if kind is Kind.ID else "n", digits) if digits else ("", "")
    if isinstance(value, date):
        return "n", serial(value, date1904=date1904)
    return "s", str(value)


def value_cell(value: object, kind: Kind, *, date1904: bool, formula: str = "") -> str:
    """Return the rest of a cell behind its style.

    Args:
        value: what it shows; the cached result where there is a formula
        kind: kind of its column
        date1904: how the book counts days
        formula: the formula, escaped for XML, without its equals sign
    """
    form, text = plain(value, kind, date1904=date1904)
    if formula:
        head = f"<f>{formula}</f>"
        if form in {"", "s"}:
            return f' t="str">{head}<v>{text_xml(text)}</v></c>'
        kind_xml = ' t="b"' if form == "b" else ""
        return f"{kind_xml}>{head}<v>{text}</v></c>"
    if form == "s":
        return text_cell(text)
    if form == "b":
        return f' t="b"><v>{text}</v></c>'
    return f"><v>{text}</v></c>" if form else BLANK


def column_cells(values: pd.Series, kind: Kind, *, date1904: bool) -> list[str]:
    """Return the rests of the cells of a column, fast where the column is of one type."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _number_cells(_days(values, date1904=date1904))
    if pd.api.types.is_numeric_dtype(values.dtype) and values.dtype != bool and kind is not Kind.ID:
        return _number_cells(values.to_numpy(dtype=float, na_value=math.nan))
    texts = _Texts()
    return [
        texts[value] if type(value) is str else BLANK if value is None else value_cell(value, kind, date1904=date1904)
        for value in values.tolist()
    ]


class _Texts(dict[str, str]):
    """Text → the rest of its cell; a text that stands in many cells is escaped once."""

    def __missing__(self, text: str) -> str:
        self[text] = rest = text_cell(text)
        return rest


def _number_cells(values: npt.NDArray[np.float64]) -> list[str]:
    """Return the rests of the cells of figures, as :func:`number_text` spells them, a whole column at a time."""
    finite = np.isfinite(values)
    whole = finite & (np.abs(values) < _MOST_WHOLE) & (np.trunc(values) == values)
    if whole.all():
        return [f"><v>{number}</v></c>" for number in values.astype(np.int64).tolist()]
    rests = [f"><v>{number!r}</v></c>" for number in values.tolist()]
    for place in np.flatnonzero(whole).tolist():
        rests[place] = f"><v>{int(values[place])}</v></c>"
    for place in np.flatnonzero(~finite).tolist():
        rests[place] = BLANK
    return rests


def _days(values: pd.Series, *, date1904: bool) -> npt.NDArray[np.float64]:
    moments = pd.to_datetime(values)
    if moments.dt.tz is not None:
        moments = moments.dt.tz_localize(None)
    days = (moments - pd.Timestamp(_EPOCHS[date1904])) / pd.Timedelta(days=1)
    return np.asarray(days, dtype=np.float64)


def identities(values: Sequence[object], kind: Kind, *, date1904: bool) -> list[str]:
    """Return values as they are compared with what stands in cells: text ``0012`` and number ``12`` differ, 12 and "12" not."""
    return [value if type(value) is str else plain(value, kind, date1904=date1904)[1] for value in values]
