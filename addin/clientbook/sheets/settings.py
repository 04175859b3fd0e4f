"""«Настройки»: every threshold of the method with its default, range and meaning; people fill in the value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def _row(setting: Setting, typed: SettingValue, given: SettingValue, words: Words) -> tuple[SettingValue, ...]:
    about = words.text(f"setting.{setting.key}.about")
    if setting.choices:
        named = ", ".join(f"{choice} ({words.text(f'choice.{choice}')})" for choice in setting.choices)
        about = f"{about} {words.text('sheet.settings.choices', choices=named)}"
    return (
        setting.key,
        words.text(f"setting.{setting.key}.title"),
        _value(typed, words),
        _value(given, words),
        _value(setting.default, words),
        words.text(f"unit.{setting.unit}") if setting.unit else None,
        setting.low,
        setting.high,
        about,
    )


def frame(
    typed: Mapping[str, SettingValue], words: Words, given: Mapping[str, SettingValue] | None = None
) -> pd.DataFrame:
    """Return the rows of «Настройки»: today's defaults, and the values that are set.

    Args:
        typed: key → value in force instead of the default
        given: key → value for this run alone
        words: the language of the book
    """
    once = given or {}
    rows = [_row(setting, typed.get(setting.key), once.get(setting.key), words) for setting in settings.SETTINGS]
    return pd.DataFrame(rows, columns=[column.key for column in tables.SETTINGS.columns]).astype(object)


def content(
    typed: Mapping[str, SettingValue],
    words: Words,
    others: Sequence[str] = (),
    given: Mapping[str, SettingValue] | None = None,
) -> Content:
    """Return «Настройки». Where the sheet is there already, values that people typed stay.

    Args:
        typed: key → value to be set now
        words: the language of the book
        others: keys in the book that are no settings of ours; their rows follow at the end
        given: key → value for this run alone; shown beside, so that live formulas say what the run computed
    """
    rows = frame(typed, words, given)
    more = pd.DataFrame({"key": list(others)}).reindex(columns=rows.columns)
    rows = pd.concat([rows, more.astype(object)], ignore_index=True) if others else rows
    return Content(SHEET, {tables.SETTINGS.name: rows})
