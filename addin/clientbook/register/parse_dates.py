"""Dates as people type them: ISO, «06.05.98», «5 мая 1998», with a time behind, and Excel's serial figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u200b\ufeff]+")
_TIME = re.compile(r"[t ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.?m\.?|z)?$", re.ASCII)
_YEAR_WORD = re.compile(r" ?(г|год|года)\.?$")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})", re.ASCII)
_UNDOTTED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?:[^\d/-].*)?", re.ASCII | re.DOTALL)
_RUSSIAN = (
    r"янв(?:ар[ья])?|фев(?:рал[ья])?|март?а?|апр(?:ел[ья])?|ма[йя]|июн[ья]?|июл[ья]?"
    r"|авг(?:уста?)?|сент?(?:ябр[ья])?|окт(?:ябр[ья])?|ноя(?:бр[ья])?|дек(?:абр[ья])?"
)
_ENGLISH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY_WORD = re.compile(rf"(\d{{1,2}})[ .-]+({_RUSSIAN}|{_ENGLISH})\.?[ .,-]+(\d{{4}}|\d{{2}})", re.ASCII)
_WORD_DAY = re.compile(rf"({_ENGLISH})\.? (\d{{1,2}}),? (\d{{4}})", re.ASCII)
_MONTH_WORD = re.compile(rf"({_RUSSIAN}|{_ENGLISH})\.?[ .,-]+(\d{{4}}|\d{{2}})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
_MONTH_LAST = re.compile(r"(\d{4})[./-](\d{1,2})", re.ASCII)
MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

LAST_SERIAL = 2_958_465
"""31.12.9999, the last day Excel knows, as it counts days from 1900."""

YEARS = (1900, 2199)
"""Years that a date of a register may have."""
FIRST_SERIAL_DAY = date(1920, 1, 1)
"""A figure in a date column that would lie before this is no date: 5, 12, 100."""
EPOCH = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)


class MonthPlaces(NamedTuple):
    """Where the month stands in the texts of a column such as «03/14/2026», by those that can be read one way only.

    Attributes:
        first: a text with the month first, empty if there is none
        second: a text with the month second, empty if there is none
    """

    first: str = ""
    second: str = ""

    @property
    def month_first(self) -> bool | None:
        """Tell how the column is written; None where nothing or both ways tell."""
        return None if bool(self.first) == bool(self.second) else bool(self.first)

    def remark(self, *, english: bool) -> str:
        """Return the key of what must be said: they are not read as the language has it, or stand both ways."""
        if self.first and self.second:
            return "dates_two_ways"
        if self.first and not english:
            return "dates_month_first"
        return "dates_day_first" if self.second and english else ""


def month_places(texts: Iterable[object]) -> MonthPlaces:
    """Return what the texts of a column tell of the place of the month."""
    found = {1: "", 2: ""}
    for text in texts:
        if isinstance(text, str) and (match := _UNDOTTED.fullmatch(text.strip())) is not None:
            one, two = int(match[1]), int(match[2])
            if min(one, two) <= 12 < max(one, two) <= 31:
                place = 1 if one <= 12 else 2
                found[place] = found[place] or text.strip()
    return MonthPlaces(found[1], found[2])


def date_of(text: str, *, english: bool = False, month: bool = False, month_first: bool | None = None) -> date | None:
    """Return the day a text means, or None (also for days that do not exist).

    Args:
        text: the text of a cell
        english: «05/06/1998» is the sixth of May
        month: a month alone («05.2024», «май 2024») counts as its first day
        month_first: whether texts with strokes or hyphens have the month first, where their column tells; None: by the language
    """
    bare = _SPACES.sub(" ", text).strip().casefold().replace("ё", "е")
    bare = _YEAR_WORD.sub("", _TIME.sub("", bare)).strip()
    if match := _YEAR_FIRST.fullmatch(bare):
        return _day(match[1], match[2], match[3])
    if match := _YEAR_LAST.fullmatch(bare):
        first, second, year = match[1], match[3], match[4]
        if match[2] != "." and (month_first if month_first is not None else english and match[2] == "/"):
            first, second = second, first
        return _day(year, second, first)
    if match := _DAY_WORD.fullmatch(bare):
        return _day(match[3], _month(match[2]), match[1])
    if match := _WORD_DAY.fullmatch(bare):
        return _day(match[3], _month(match[1]), match[2])
    return _month_alone(bare) if month else None


def serial_day(serial: float, *, date1904: bool = False) -> date | None:
    """Return the day of an Excel serial figure, or of a figure such as 20240131; None for what cannot be one."""
    if serial == int(serial) and 19000101 <= serial <= 21991231:
        whole = str(int(serial))
        return _day(whole[:4], whole[4:6], whole[6:])
    if not 0 < serial < 120_000:
        return None
    day = (EPOCH_1904 if date1904 else EPOCH) + timedelta(days=int(serial))
    return day if FIRST_SERIAL_DAY <= day <= date(YEARS[1], 12, 31) else None


def _month_alone(bare: str) -> date | None:
    if match := _MONTH_WORD.fullmatch(bare):
        return _day(match[2], _month(match[1]), 1)
    if match := _MONTH_FIRST.fullmatch(bare):
        return _day(match[2], match[1], 1)
    if match := _MONTH_LAST.fullmatch(bare):
        return _day(match[1], match[2], 1)
    return None


def _month(word: str) -> int:
    stem = "мая" if word == "май" else word[:3]
    for months in (MONTHS, ENGLISH_MONTHS):
        if stem in months:
            return months.index(stem) + 1
    return 0


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    full = int(year)
    if full < 100:
        full += 2000 if full < 70 else 1900
    if not YEARS[0] <= full <= YEARS[1]:
        return None
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None
