"""Settings on the way in: the table `Настройки`, and ``--set KEY=VALUE`` over it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from clientbook.errors import UsageError
from clientbook.hosts.base import Book, CellError, CellValue
from clientbook.locale import LANGUAGES, Words, words
from clientbook.register.columns import normal
from clientbook.register.headers import address
from clientbook.register.locate import Place
from clientbook.register.parse import Reading, identifier, is_error
from clientbook.register.parse_dates import date_of, serial_day
from clientbook.register.parse_numbers import number_of
from clientbook.register.problems import Done, Problem, Problems
from clientbook.register.rows import EXAMPLE, shown
from clientbook.register.settings import BY_KEY, Setting, Settings, SettingValue


def read_settings(book: Book, place: Place | None, reading: Reading, words_: Words, problems: Problems) -> Settings:
    """Return the settings typed in the book; what cannot be is a problem with its cell, and the default is used.

    Args:
        book: the book
        place: where `Настройки` stands; None gives the defaults
        reading: how cells of the book are read
        words_: language of ranges named in problems
        problems: where they are noted
    """
    typed: dict[str, SettingValue] = {}
    if place is None or place.last < place.first:
        return Settings(typed)
    lines = book.cells(place.data)
    key_at, value_at = (place.headers.columns[key] - place.area.left for key in ("key", "value"))
    for number, line in enumerate(lines):
        key, value = line[key_at], line[value_at]
        if not isinstance(key, str) or not key.strip() or EXAMPLE.match(key):
            continue
        setting = BY_KEY.get(key.strip().casefold())
        if setting is None:
            here = address(place.first + number, place.headers.columns["key"])
            problems.add("setting_unknown", sheet=place.area.sheet, cell=here, value=key, names=_nearest(key))
        elif not _blank(value):
            read = setting_value(setting, value, reading)
            if read is None:
                here = address(place.first + number, place.headers.columns["value"])
                say = {"setting": setting.key, "range": allowed(setting, words_)}
                problems.append(
                    Problem("setting_bad", place.area.sheet, here, shown(value), Done.DEFAULT, fields={**say})
                )
            else:
                typed[setting.key] = read
    return Settings(typed)


def given_settings(given: Mapping[str, str], lang: str) -> dict[str, SettingValue]:
    """Return the settings of ``--set KEY=VALUE``, checked and converted.

    Raises:
        UsageError: there is no such setting, or the value does not fit it.
    """
    values: dict[str, SettingValue] = {}
    for key, text in given.items():
        setting = BY_KEY.get(key.strip().casefold())
        if setting is None:
            raise UsageError("setting_unknown", key=key, names=_nearest(key))
        if not text.strip():
            continue
        value = setting_value(setting, text, Reading())
        if value is None:
            raise UsageError("setting_bad", key=setting.key, value=text, range=allowed(setting, words(lang)))
        values[setting.key] = value
    return values


def setting_value(setting: Setting, cell: CellValue, reading: Reading) -> SettingValue:
    """Return a cell as the value of a setting; None where it is of the wrong kind or out of range."""
    if isinstance(cell, CellError) or cell is None:
        return None
    if setting.kind == "date":
        return _day(cell, reading)
    if setting.kind in {"word", "text"}:
        return _choice(setting, cell) if setting.choices else identifier(cell).strip()
    figure = _figure(cell, reading)
    if figure is None or (setting.kind == "int" and figure != int(figure)):
        return None
    low, high = setting.low, setting.high
    if (low is not None and figure < low) or (high is not None and figure > high):
        return None
    return int(figure) if setting.kind == "int" else figure


def allowed(setting: Setting, words_: Words) -> str:
    """Return what a setting may be, for a sentence: «0 … 1», «auto, profit, revenue»."""
    if setting.kind == "date":
        return words_.text("setting_range.date")
    if setting.kind == "text":
        return words_.text("setting_range.text")
    if setting.choices:
        return ", ".join(f"{choice} ({words_.text(f'choice.{choice}')})" for choice in setting.choices)
    key = "setting_range.whole" if setting.kind == "int" else "setting_range.number"
    return words_.text(key, low=f"{setting.low:g}", high=f"{setting.high:g}")


def _figure(cell: CellValue, reading: Reading) -> float | None:
    if isinstance(cell, str):
        return number_of(cell, english=reading.english)
    return float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else None


def _day(cell: CellValue, reading: Reading) -> date | None:
    if isinstance(cell, str):
        return date_of(cell, english=reading.english)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return serial_day(float(cell), date1904=reading.date1904)
    day, remark = reading.day(cell)
    return None if remark else day


def _choice(setting: Setting, cell: CellValue) -> str | None:
    """Return a choice by its ASCII word or its word in either language («прибыль» is ``profit``)."""
    names = {normal(words(lang).text(f"choice.{choice}")): choice for choice in setting.choices for lang in LANGUAGES}
    names |= {choice: choice for choice in setting.choices}
    return names.get(normal(cell if isinstance(cell, str) else identifier(cell)))


def _blank(cell: CellValue) -> bool:
    return cell is None or (
        isinstance(cell, str) and (not normal(cell) or normal(cell) in "-–—") and not is_error(cell)
    )


def _nearest(key: str) -> str:
    """Return the keys most like one that is not known."""
    from difflib import get_close_matches

    return ", ".join(get_close_matches(key.strip().casefold(), BY_KEY, n=3, cutoff=0.4)) or ", ".join(list(BY_KEY)[:5])
