"""Columns that several output sheets show, spelt once; and how a frame of codes becomes a frame of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.previous import Unread

CLIENT_ID = Column("client_id", "Код клиента", "Client code", Kind.ID, aliases=("client_id",), width=13)
CLIENT = Column("client", "Клиент", "Client", width=30)
MANAGER = Column("manager", "Менеджер", "Manager", width=20)
SEGMENT = Column("segment", "Сегмент", "Segment", Kind.CODE, codes=codes.SEGMENT, width=12)
CHANNEL = Column("channel", "Канал", "Channel", Kind.CODE, codes=codes.CHANNEL, width=19)
INCOME = Column("annual_income", "УГД, ₽", "Annual income, ₽", Kind.MONEY, width=14)
LAST_ORDER = Column("last_order", "Последняя отгрузка", "Last order", Kind.DATE, width=13)


def grouped(column: Column) -> Column:
    """Return the column outside the first screen."""
    return replace(column, grouped=True)


def _words(values: pd.Series, column: Column, lang: str) -> pd.Series:
    spoken: dict[Any, str] = {}
    if column.kind is Kind.YESNO:
        spoken = {True: codes.YESNO.word("yes", lang), False: codes.YESNO.word("no", lang)}
    elif column.codes is not None:
        spoken = {**column.codes.words(lang)}
    if not spoken:
        return values
    said = {value: spoken.get(value, value) for value in values.dropna().unique()}
    return pd.Series([said.get(value) for value in values.tolist()], index=values.index, dtype=object)


def shown(frame: pd.DataFrame, table: Table, words: Words) -> pd.DataFrame:
    """Return the columns of a table, in its order, with words in place of codes.

    Args:
        frame: columns by key, coded values as codes; a column that is missing stays blank
        table: the table to be shown
        words: the language of the book
    """
    blank = pd.Series(None, index=frame.index, dtype=object)
    columns = {
        column.key: _words(frame[column.key], column, words.lang) if column.key in frame else blank
        for column in table.columns
    }
    return pd.DataFrame(columns, index=frame.index, columns=list(columns)).reset_index(drop=True)


def in_units(rows: pd.DataFrame, figures: Iterable[str], words: Words) -> pd.DataFrame:
    """Return rows as they stand on a sheet: ratios in percent, as their unit says, and the unit in words.

    Args:
        rows: ``unit``, a code of ``KPI_UNIT`` or blank, and the figures
        figures: keys of the columns that are in that unit
        words: the language of the book
    """
    share = rows["unit"].eq("share")
    percent = {key: rows[key].astype(float).where(~share, rows[key].astype(float) * 100) for key in figures}
    names = codes.KPI_UNIT.words(words.lang)
    said = pd.Series([names.get(unit) for unit in rows["unit"]], index=rows.index)
    return rows.assign(**percent, unit=said)


def with_unread(rows: pd.DataFrame, key: str, as_typed: Mapping[str, Unread]) -> pd.DataFrame:
    """Return rows with what could not be read in its cells again, where the run has nothing to say itself.

    Args:
        rows: what is shown
        key: the column that names a row
        as_typed: name of a row → key → what stands there
    """
    places = {text: place for place, text in enumerate(rows[key]) if text in as_typed}
    for text, place in places.items():
        for column, cell in as_typed[text].items():
            if cell is not None and pd.isna(rows[column].iloc[place]):
                cells: list[object] = rows[column].astype(object).tolist()
                cells[place] = cell
                rows[column] = pd.Series(cells, index=rows.index, dtype=object)
    return rows


def empty(table: Table) -> pd.DataFrame:
    """Return a frame with the columns of a table and no rows."""
    return pd.DataFrame({column.key: pd.Series(dtype=object) for column in table.columns})
