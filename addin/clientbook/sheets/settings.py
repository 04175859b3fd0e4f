"""«Настройки»: every threshold of the method with its default, range and meaning; people fill in the value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from clientbook.locale import Words
from clientbook.register import settings, tables
from clientbook.register.settings import Setting, SettingValue
from clientbook.sheets.description import Block, Content, Sheet

SHEET = Sheet(
    "settings",
    tables.SETTINGS.ru,
    tables.SETTINGS.en,
    stack=(Block(tables.SETTINGS),),
    frozen="key",
    colour="setting",
)


def _value(value: SettingValue, words: Words) -> SettingValue:
    """Return a value as it stands in a cell: a ratio without the tail of a binary fraction."""
    if isinstance(value, float):
        return round(value, 4)
    return words.day(value) if isinstance(value, date) else value


def _row(setting: Setting, typed: SettingValue, words: Words) -> tuple[SettingValue, ...]:
    about = words.text(f"setting.{setting.key}.about")
    if setting.choices:
        about = f"{about} ({', '.join(setting.choices)})"
    return (
        setting.key,
        words.text(f"setting.{setting.key}.title"),
        _value(typed, words),
        _value(setting.default, words),
        words.text(f"unit.{setting.unit}") if setting.unit else None,
        setting.low,
        setting.high,
        about,
    )


def frame(typed: Mapping[str, SettingValue], words: Words) -> pd.DataFrame:
    """Return the rows of «Настройки»: today's defaults, and the values that are set.

    Args:
        typed: key → value in force instead of the default
        words: the language of the book
    """
    rows = [_row(setting, typed.get(setting.key), words) for setting in settings.SETTINGS]
    return pd.DataFrame(rows, columns=[column.key for column in tables.SETTINGS.columns]).astype(object)


def content(typed: Mapping[str, SettingValue], words: Words) -> Content:
    """Return «Настройки» for a book that has none."""
    return Content(SHEET, {tables.SETTINGS.name: frame(typed, words)})
