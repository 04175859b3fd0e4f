"""The previous plan as people left it: which rows they touched, and which ID each row has (domain: §4 identity)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.method.identity import plan_id
from clientbook.register.problems import Problems

PLAN_COLUMNS = (
    *("date", "client", "segment", "channel", "purpose", "person", "phone", "why", "status", "result", "next_step"),
    *("next_date", "weekday", "manager", "client_id", "client_status", "dmu_role", "priority", "due", "computed_date"),
    *("minutes", "plan_id"),
)
"""The columns of the plan, in order."""

DATES = ("date", "next_date", "due", "computed_date")
TEXTS = ("result", "next_step")
CLOSED = frozenset({"done", "no_answer", "cancelled"})
OWN = "own"
"""Line of a row that somebody wrote into the plan by hand."""


def previous_plan(found: pd.DataFrame, plan_from: date, problems: Problems) -> pd.DataFrame:
    """Return the previous plan with clean columns: ``PLAN_COLUMNS`` and ``touched``.

    A row without an ID, or with the ID of a row above, is somebody's own: it gets an ID of its own and stays.

    Args:
        found: the plan as it was read; may lack columns
        plan_from: stands for the date of an own row without one
        problems: gets a line for IDs that stand twice
    """
    rows = found.reindex(columns=list(PLAN_COLUMNS)).reset_index(drop=True)
    for key in PLAN_COLUMNS:
        rows[key] = _column(rows[key], key)
    rows["status"] = rows["status"].where(rows["status"].notna(), "planned")
    rows["date"] = rows["date"].fillna(rows["computed_date"])
    twice = rows["plan_id"].notna() & rows["plan_id"].duplicated()
    if twice.any():
        problems.add("plan_id_twice", sheet="", value=rows.loc[twice, "plan_id"].iloc[0], count=int(twice.sum()))
    rows = _with_own_ids(rows, rows["plan_id"].isna() | twice, plan_from)
    return rows.assign(touched=_touched(rows))


def _column(values: pd.Series, key: str) -> pd.Series:
    if key in DATES:
        return pd.to_datetime(values).astype("datetime64[ns]")
    if key in ("priority", "minutes"):
        return pd.to_numeric(values, errors="coerce").astype("float64")
    plain = values.astype(object)
    return plain.where(plain.notna() & plain.ne(""), None)


def _with_own_ids(rows: pd.DataFrame, own: pd.Series, plan_from: date) -> pd.DataFrame:
    """Name rows that have no ID of their own; those that say nothing are left out."""
    said = rows["client"].notna() | rows["client_id"].notna() | rows["result"].notna() | rows["next_step"].notna()
    rows = rows[~own | said].reset_index(drop=True)
    own = own[~own | said].reset_index(drop=True)
    taken = set(rows.loc[~own, "plan_id"])
    for place in own[own].index:
        client = rows.at[place, "client_id"] or rows.at[place, "client"] or ""
        day = rows.at[place, "date"]
        due = plan_from.isoformat() if day is pd.NaT else pd.Timestamp(str(day)).date().isoformat()
        attempt = 1
        while plan_id(str(client), OWN, due, attempt) in taken:
            attempt += 1
        rows.at[place, "plan_id"] = plan_id(str(client), OWN, due, attempt)
        taken.add(rows.at[place, "plan_id"])
    return rows


def _touched(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows a person wrote something into: a status, a result, a next step, another date, or the whole row."""
    texts = rows[[*TEXTS, "next_date"]].notna().any(axis=1)
    moved = rows["date"].ne(rows["computed_date"]) & rows["date"].notna()
    return texts | moved | rows["status"].ne("planned")
