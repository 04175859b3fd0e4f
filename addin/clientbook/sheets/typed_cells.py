"""What people typed on the rows of an output sheet, brought to the rows of this run."""

from __future__ import annotations

import pandas as pd

from clientbook.register.columns import Table
from clientbook.register.previous import UNREAD, Unread


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


def unread_cells(rows: pd.DataFrame, table: Table) -> dict[str, Unread]:
    """Return name of a row → what stands in its typed cells that could not be read.

    Args:
        rows: rows of this run with the column ``UNREAD`` of :func:`typed_before`
        table: the table, with one column of identity
    """
    key = table.identity[0]
    return {one: cells for one, cells in zip(rows[key], rows[UNREAD], strict=True) if isinstance(cells, dict)}
