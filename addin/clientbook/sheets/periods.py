"""Manager × period (week or day) under a first row that dates the periods, so that headers outlive the calendar."""

from __future__ import annotations

import pandas as pd

from clientbook.register.columns import Table


def matrix(long: pd.DataFrame, table: Table, value: str, first: str) -> pd.DataFrame:
    """Return a table of manager × period from its long form.

    Args:
        long: ``manager``, ``start`` (the first day of the period) and the figure
        table: its first column is ``manager``, then one column per period
        value: the column with the figure
        first: what stands beside the dates
    """
    keys = [column.key for column in table.columns]
    starts = sorted(pd.to_datetime(long["start"].dropna().unique()))[: len(keys) - 1]
    dates = {"manager": first} | {key: f"{start:%d.%m}" for key, start in zip(keys[1:], starts, strict=False)}
    cells = long.pivot_table(index="manager", columns="start", values=value, aggfunc="first").reindex(columns=starts)
    cells.columns = pd.Index(keys[1 : len(starts) + 1])
    rows = cells.reset_index().reindex(columns=keys)
    return pd.concat([pd.DataFrame([dates]).reindex(columns=keys), rows], ignore_index=True).astype(object)
