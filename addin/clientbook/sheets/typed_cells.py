"""What people typed on the rows of an output sheet, brought to the rows of this run."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register.columns import Table
from clientbook.register.previous import UNREAD
from clientbook.sheets.fields import shown, with_unread


def typed_before(previous: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the typed cells of the last run, one row per identity of one column; rows without any are left out.

    Args:
        previous: the sheet as the run before and people left it; empty where there is none
        table: the table, with one column of identity
    """
    key = table.identity[0]
    typed = [column.key for column in table.columns if column.typed and not column.formula]
    rows = previous.reindex(columns=[key, *typed, UNREAD]).astype({key: object}).dropna(subset=[key])
    return rows[rows[[*typed, UNREAD]].notna().any(axis=1)].drop_duplicates(key)


def shown_as_typed(rows: pd.DataFrame, table: Table, words: Words) -> pd.DataFrame:
    """Return rows as they are shown, with what could not be read in typed cells in them again.

    Args:
        rows: rows of this run with the columns of :func:`typed_before`
        table: the table, with one column of identity
        words: the language of the book
    """
    key = table.identity[0]
    unread = {one: cells for one, cells in zip(rows[key], rows[UNREAD], strict=True) if isinstance(cells, dict)}
    return with_unread(shown(rows, table, words), key, unread)
