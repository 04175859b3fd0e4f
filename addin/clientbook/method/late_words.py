"""What was written beside a contact after the log had it: the log's blank cells get it (domain: §4 one entry)."""

from __future__ import annotations

import pandas as pd

from clientbook.method.onelog import LOGGED, named_entries

WORDS = {"result": "outcome", "next_step": "next_step", "next_date": "next_date"}
"""Column of the plan → column of the log."""


def late_words(plan: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return what the log lacks of the contacts it has: people mark a contact first and write of it later, or in the plan only.

    Args:
        plan: the previous plan, rows closed by the log already closed
        log: `Журнал` as it was read

    Returns:
        ``row`` of the log's sheet, and the columns that ``WORDS`` gives: a value where the log is to get one. Rows
        without any are left out; what the log says itself stays.
    """
    columns = list(WORDS.values())
    marked = plan.loc[plan["status"].isin(list(LOGGED)), ["plan_id", *WORDS]].rename(columns=WORDS)
    named = named_entries(plan, log).merge(log[["row", *columns]], left_on="log", right_index=True)
    met = named.merge(marked, on="plan_id", suffixes=("_log", ""))
    said = {column: met[column].where(met[f"{column}_log"].isna()) for column in columns}
    found = pd.DataFrame({"row": met["row"], **said})
    return found[found[columns].notna().any(axis=1)].sort_values("row", ignore_index=True)


def with_late_words(log: pd.DataFrame, late: pd.DataFrame) -> pd.DataFrame:
    """Return the log with what it lacked."""
    if late.empty:
        return log
    by_row = late.set_index("row")
    more = {name: log[name].where(log[name].notna(), log["row"].map(by_row[name])) for name in by_row.columns}
    return log.assign(**{name: values.astype(log[name].dtype) for name, values in more.items()})
