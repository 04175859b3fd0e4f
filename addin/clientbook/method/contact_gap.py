"""How long a client has been without a contact, against the norm of its class line (domain: §3 risk, §4 regulation)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.method.facts import YEAR

NOT_CONTACTS = frozenset({"no_answer", "moved"})
"""Results of a log row that were attempts, not contacts; a row without a result counts as a contact."""


def took_place(log: pd.DataFrame) -> pd.Series:
    """Tell which rows of `Журнал` were contacts with a client: no attempts, no internal communication (ВКК)."""
    return ~log["result"].isin(NOT_CONTACTS) & log["kind"].ne("internal")


def contact_gap(frame: pd.DataFrame, log: pd.DataFrame, on: date) -> pd.Series:
    """Return days since the last contact with each client, internal communication apart.

    A client with no contact in the log counts from the first day of the log, or from its first purchase if that is
    later. NaN where there is no log.

    Args:
        frame: ``client_id``, ``age`` (days since the first purchase)
        log: `Журнал`: ``client_id``, ``date``, ``kind``, ``result``
        on: T
    """
    day = pd.Timestamp(on)
    known = log[log["date"].le(day)]
    if known.empty:
        return pd.Series(float("nan"), index=frame.index)
    held = known[took_place(known)]
    last = frame["client_id"].map(held.groupby("client_id")["date"].max())
    days = (day - pd.to_datetime(last)).dt.days.astype("float64")
    since_start = frame["age"].clip(upper=float((day - known["date"].min()).days))
    return days.fillna(since_start)


def contact_norm(segment: pd.Series, manager: pd.Series, staff: pd.DataFrame, regulation: pd.DataFrame) -> pd.Series:
    """Return the days between contacts that the class line of the regulation asks for: those of its busiest channel.

    Any contact counts against it. (With the contacts of all channels together as the norm, chance alone leaves a fifth
    of well-kept clients over one and a half norms.)

    A client without a segment is served as a small one; NaN where its line has no contacts.

    Args:
        segment: segment in force
        manager: manager of each client
        staff: `Сотрудники`; key clients of a КАМ have a line of their own, ``key_kam``
        regulation: `Регламент` in force: ``line``, ``per_year``
    """
    kams = set(staff.loc[staff["job"].eq("kam"), "manager"])
    line = segment.replace({"none": "small"}).mask(segment.eq("key") & manager.isin(kams), "key_kam")
    per_year = line.map(regulation.groupby("line")["per_year"].max()).astype("float64")
    return YEAR / per_year.where(per_year > 0)
