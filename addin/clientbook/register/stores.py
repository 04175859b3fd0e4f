"""Tables that only grow: what was frozen, closed or approved must not be lost between a register and its output.

Other output tables are taken from the output, because people type there. A row of these may have been added to either
book: rows of both count, and of two with one identity that of the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from clientbook.hosts.base import Book
from clientbook.register.columns import Table
from clientbook.register.parse import Reading
from clientbook.register.previous import read_previous
from clientbook.register.problems import Problems

STORES = frozenset(
    {
        *("cb_forecasts", "cb_closed_kpi", "cb_closed_pay", "cb_closed_sales", "cb_approvals"),
        *("cb_conflicts", "cb_collected"),
    }
)
"""Names of the tables that only grow."""


def both(
    front: Book, behind: Mapping[str, pd.DataFrame], outputs: Iterable[Table], *, english: bool
) -> dict[str, pd.DataFrame]:
    """Return table name → rows of the register and of its output, for the tables that only grow.

    Args:
        front: the register
        behind: the output's tables as they were read
        outputs: every output table
        english: whether words are read as English first
    """
    tables = [table for table in outputs if table.name in STORES]
    own = read_previous(front, tables, Reading(english=english, date1904=front.date1904), Problems())
    return {table.name: joined(own[table.name], behind[table.name], table) for table in tables}


def joined(first: pd.DataFrame, second: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the rows of two frames of a table, each identity once; the first frame wins."""
    if first.empty or second.empty:
        return second if first.empty else first
    rows = pd.concat([first, second.astype(first.dtypes.to_dict())], ignore_index=True)
    return rows.drop_duplicates(list(table.identity), ignore_index=True)
