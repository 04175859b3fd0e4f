"""Figures as people type them: «1 234,50», «1 234.50 ₽», «(1 234)», «−5», «12 %» (the same grammar as ``sales_macros.sql``)."""

from __future__ import annotations

import re
from math import isfinite

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u200b\ufeff'’]+")
_UNIT = re.compile(r"(руб(лей|ля|ль)?|р|₽|rub|rur|шт|мин|дней|дня|дн)\.?$")
_UNIT_FIRST = re.compile(r"^(₽|руб\.?|rub|rur)")
_NO_KOPECKS = re.compile(r"([0-9])[.,]-$")
"""A dash in place of kopecks: «15 000.-», «15 000,-»."""
_GROUPS = re.compile(r"[+-]?\d{1,3}([,.])\d{3}(\1\d{3})*", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII)
_FOREIGN = re.compile(r"[$€£¥]|usd|eur|cny|gbp|kzt|byn|долл|евро|юан|тенге")


def number_of(text: str, *, english: bool = False) -> float | None:
    """Return the figure a text means, or None.

    Args:
        text: the text of a cell
        english: «1,234» means one thousand two hundred and thirty-four, not 1.234
    """
    bare = _SPACES.sub("", text).casefold().replace("−", "-").replace("–", "-").replace("—", "-")
    bare = _NO_KOPECKS.sub(r"\1", _UNIT_FIRST.sub("", _UNIT.sub("", bare)))
    share = bare.endswith("%")
    bare = _signed(bare.removesuffix("%"))
    plain = _pointed(bare, english=english)
    if not _PLAIN.fullmatch(plain):
        return None
    value = float(plain)
    if not isfinite(value):
        return None
    return value / 100 if share else value


def foreign_sign(text: str) -> str:
    """Return the sign or name of a currency other than the rouble in a text; empty where there is none."""
    found = _FOREIGN.search(text.lower())
    return text[found.start() : found.end()] if found else ""


def foreign_money(text: str) -> bool:
    """Tell whether a text names a currency other than the rouble."""
    return bool(foreign_sign(text)) and any(char.isdigit() for char in text)


def _signed(bare: str) -> str:
    """Return a figure with its minus in front: accountants put it in brackets, accounting programs behind."""
    if bare.startswith("(") and bare.endswith(")"):
        return f"-{bare[1:-1]}"
    if bare.endswith("-"):
        return f"-{bare[:-1]}"
    return bare


def _pointed(bare: str, *, english: bool) -> str:
    """Return a figure with a decimal point and no thousands separators."""
    if "," in bare and "." in bare:
        thousands = "." if bare.rindex(",") > bare.rindex(".") else ","
        return bare.replace(thousands, "").replace(",", ".")
    separator = "," if "," in bare else "."
    grouped = bare.count(separator) > 1 or (english and separator == ",")
    if grouped and _GROUPS.fullmatch(bare):
        return bare.replace(separator, "")
    return bare.replace(",", ".")
