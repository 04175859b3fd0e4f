"""The previous plan as people left it: which rows they touched, and which ID each row has (domain: §4 identity)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from clientbook.method.identity import OWN, channel_of, own_rows, parse, plan_id
from clientbook.register.previous import UNREAD

PLAN_COLUMNS = (
    *("date", "client", "segment", "channel", "purpose", "person", "phone", "why", "status", "result", "next_step"),
    *(
        "next_date",
        "weekday",
        "manager",
        "client_id",
        "client_status",
        "dmu_role",
        "argument",
        "priority",
        "due",
        "computed_date",
    ),
    *("minutes", "plan_id"),
)
"""The columns of the plan, in order."""

DATES = ("date", "next_date", "due", "computed_date")
TEXTS = ("result", "next_step")
CLOSED = frozenset({"done", "no_answer", "cancelled", "missed"})
NOT_DUE = frozenset({"off_norm", "cancelled"})
"""Rows that the regulation no longer demands, or that were called off."""

SAYS = (
    *("date", "client", "channel", "purpose", "person", "phone", "why", "status", "result", "next_step", "next_date"),
    *("manager", "client_id"),
)
"""Columns of which one at least must be filled in a row that somebody wrote by hand; the others only go with them."""


def previous_plan(found: pd.DataFrame, plan_from: date) -> pd.DataFrame:
    """Return the previous plan with clean columns, by ID: ``PLAN_COLUMNS``, ``touched``, ``UNREAD``, and ``row``.

    A row without an ID, or with the ID of another row, is somebody's own: it gets an ID of its own and stays. The order
    of the sheet means nothing: people sort it. A cell that could not be read is neither filled in nor overwritten.

    Args:
        found: the plan as it was read; may lack columns
        plan_from: stands for the date of an own row without one
    """
    rows = found.reindex(columns=[*PLAN_COLUMNS, UNREAD, "row"]).reset_index(drop=True)
    for key in PLAN_COLUMNS:
        rows[key] = _column(rows[key], key)
    rows[UNREAD] = rows[UNREAD].astype(object).where(rows[UNREAD].notna(), None)
    rows = _with_own_ids(rows, plan_from)
    rows = _from_ids(rows)
    rows["status"] = rows["status"].where(rows["status"].notna() | _unread(rows, "status"), "planned")
    rows["date"] = rows["date"].mask(rows["date"].isna() & ~_unread(rows, "date"), rows["computed_date"])
    return rows.assign(touched=_touched(rows)).sort_values("plan_id", ignore_index=True)


def _column(values: pd.Series, key: str) -> pd.Series:
    if key in DATES:
        return pd.to_datetime(values).astype("datetime64[ns]")
    if key in ("priority", "minutes"):
        return pd.to_numeric(values, errors="coerce").astype("float64")
    plain = values.astype(object)
    return plain.where(plain.notna() & plain.ne(""), None)


def _unread(rows: pd.DataFrame, key: str) -> pd.Series:
    """Tell in which rows a typed cell could not be read."""
    return pd.Series([cells is not None and key in cells for cells in rows[UNREAD]], index=rows.index, dtype=bool)


def _with_own_ids(rows: pd.DataFrame, plan_from: date) -> pd.DataFrame:
    """Name rows that have no ID of their own; rows by hand that say nothing are left out."""
    nameless = rows["plan_id"].isna() | rows["plan_id"].duplicated()
    said = rows[list(SAYS)].notna().any(axis=1) | rows[UNREAD].notna()
    stays = ~own_rows(rows["plan_id"].mask(nameless)) | said
    rows, nameless = rows[stays].reset_index(drop=True), nameless[stays].reset_index(drop=True)
    taken = set(rows.loc[~nameless, "plan_id"])
    for place in nameless[nameless].index:
        client = rows.at[place, "client_id"] or rows.at[place, "client"] or ""
        day = rows.at[place, "date"]
        due = plan_from.isoformat() if day is pd.NaT else pd.Timestamp(str(day)).date().isoformat()
        attempt = 1
        while plan_id(str(client), OWN, due, attempt) in taken:
            attempt += 1
        rows.at[place, "plan_id"] = plan_id(str(client), OWN, due, attempt)
        taken.add(rows.at[place, "plan_id"])
    return rows


def _from_ids(rows: pd.DataFrame) -> pd.DataFrame:
    """Fill in what was cleared on rows of ours and their IDs tell: client, channel, due date."""
    columns = ["client_id", "channel", "due"]
    cleared = rows[columns].isna().any(axis=1) & ~own_rows(rows["plan_id"])
    for place in cleared[cleared].index:
        one = parse(rows.at[place, "plan_id"])
        if one is None:
            continue
        told: dict[str, Any] = {
            "client_id": one.client_id,
            "channel": channel_of(one.line) or "call",
            "due": pd.Timestamp(one.due),
        }
        for key in columns:
            if pd.isna(rows[key].iloc[place]):
                rows.at[place, key] = told[key]
    return rows


def _touched(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows a person wrote something into, readable or not: a status, a text, a date, or the whole row."""
    texts = rows[[*TEXTS, "next_date"]].notna().any(axis=1) | rows[UNREAD].notna()
    moved = rows["date"].ne(rows["computed_date"]) & rows["date"].notna()
    return texts | moved | rows["status"].ne("planned") | own_rows(rows["plan_id"])
