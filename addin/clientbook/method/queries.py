"""Queries over the sales lines that stand in .sql files of this room: literals put in, frames of codes lent for a moment."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from string import Template

import pandas as pd

from clientbook.register.frames import shared
from clientbook.register.sales_lines import SalesDatabase


def rows(connection: SalesDatabase, statement: str) -> pd.DataFrame:
    """Return the rows of a statement, texts as ``object``, dates as ``datetime64[ns]``."""
    found = connection.execute(statement).df()
    for column in found.columns:
        if pd.api.types.is_datetime64_any_dtype(found[column]):
            found[column] = found[column].astype("datetime64[ns]")
        elif not pd.api.types.is_numeric_dtype(found[column]) and not pd.api.types.is_bool_dtype(found[column]):
            found[column] = shared(found[column])
    return found


def query(
    connection: SalesDatabase, name: str, views: Mapping[str, pd.DataFrame] | None = None, /, **values: str
) -> pd.DataFrame:
    """Return the rows of a query; see :func:`rows`.

    Args:
        connection: holds the table ``sales``
        name: file name of the query
        views: frames that the query names, for its time only
        values: what stands in the places of dollar names, as SQL
    """
    lent = dict(views or {})
    for view, frame in lent.items():
        connection.register(view, frame)
    try:
        return rows(connection, template(name).substitute(values))
    finally:
        for view in lent:
            connection.unregister(view)


def literal(day: date) -> str:
    """Return a date as SQL."""
    return f"date '{day:%Y-%m-%d}'"


def first_of(month: int) -> date:
    """Return the first day of a month given as 12 · year + month − 1."""
    return date(month // 12, month % 12 + 1, 1)


def last_of(month: int) -> date:
    """Return the last day of a month given as 12 · year + month − 1."""
    year, number = divmod(month, 12)
    return date(year, number + 1, monthrange(year, number + 1)[1])


@cache
def template(name: str) -> Template:
    """Return a query of this room, by its file name."""
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8"))
