"""Contacts that took place: a call back, a visit, a letter, by whomever and whoever began it (domain: §4 due dates)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from clientbook.method.capacity import CHANNELS
from clientbook.method.contact_gap import took_place
from clientbook.method.workdays import Days

STRENGTH: Mapping[str, int] = {"message": 1, "call": 2, "visit": 4, "review": 5}
"""Channel → strength."""

KIND_STRENGTH: Mapping[str, int] = {
    "letter": 1,
    "messenger": 1,
    "offer": 1,
    "call": 2,
    "nps": 2,
    "online": 3,
    "visit": 4,
    "session": 5,
}
"""Kind of a log row → strength; «ВКК» and «прочее» are no client contacts."""


def is_touch(log: pd.DataFrame) -> pd.Series:
    """Tell which rows of `Журнал` were contacts with a client through a channel; «прочее» goes through none."""
    return took_place(log) & log["kind"].isin(list(KIND_STRENGTH))


def touches(log: pd.DataFrame, until: date) -> pd.DataFrame:
    """Return the contacts of `Журнал` that took place up to a date: ``client_id``, ``date``, ``strength``.

    «Не дозвонились» and «перенос» were attempts; «ВКК» and «прочее» are no contacts with the client.
    """
    held = log[log["date"].le(pd.Timestamp(until)) & is_touch(log)]
    strength = held["kind"].map(KIND_STRENGTH).astype("int64")
    rows = held[["client_id", "date"]].assign(strength=strength)
    return rows.sort_values(["client_id", "date", "strength"], kind="stable").reset_index(drop=True)


def last_touch(found: pd.DataFrame, client_ids: pd.Series) -> dict[str, Days]:
    """Return channel → date of each client's last contact through it or a stronger one (NaT where none is known).

    Args:
        found: what :func:`touches` gives
        client_ids: the clients, in the order wanted
    """
    last: dict[str, Days] = {}
    for channel in CHANNELS:
        strong = found[found["strength"] >= STRENGTH[channel]]
        last[channel] = days_of(strong.groupby("client_id")["date"].max(), client_ids)
    return last


def days_of(dates: pd.Series, client_ids: pd.Series) -> Days:
    """Return the date of each client as a day, NaT where ``dates`` (by client) has none."""
    return dates.reindex(client_ids).to_numpy().astype("datetime64[D]")
