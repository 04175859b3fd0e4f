"""The last real touch of every client, whichever of its people it was with, and the steps that the log promises (domain: §6, §7).

A touch is a row of `Журнал` that took place with the client: «не дозвонились» and «перенос» were attempts, «ВКК» is
internal. A promised step («Следующий шаг» with its date) is open until a contact on its date or later, two days before
it at the earliest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.contact_gap import contact_norm, took_place
from clientbook.method.service import segment_rank

if TYPE_CHECKING:
    from clientbook.register.read import Register

EARLY_DAYS = 2
"""A step may be taken so many days before its date."""

LAST_COLUMNS = ("client_id", "client", "manager", "segment", "date", "days", "norm", "ratio", "kind", "person", "by")

STALE_DAYS = 60
"""A step so long past is not waited for any more."""


def held(register: Register) -> pd.DataFrame:
    """Return the touches up to T, by date: the columns of `Журнал`."""
    log = register.log
    known = log[log["date"].le(pd.Timestamp(register.as_of)) & log["client_id"].notna()]
    return known[took_place(known)].sort_values(["date", "row"], kind="stable")


def last_contacts(register: Register, portfolio: pd.DataFrame) -> pd.DataFrame:
    """Return each client's last touch against its norm, the longest over the norm first.

    Args:
        register: log, staff, regulation, T
        portfolio: ``client_id``, ``client``, ``manager``, ``segment``, ``status``, ``listed``, ``no_calls``

    Returns:
        ``client_id``, ``client``, ``manager``, ``segment``, ``date``, ``days`` (since; NaN: never), ``norm`` (days),
        ``ratio`` (days / norm; infinite where there was never a touch), ``kind``, ``person``, ``by`` (who made it).
        Clients who never bought, may not be called, or are in no list are not there; nobody is where there is no log.
    """
    touches = held(register)
    if touches.empty:
        return pd.DataFrame(columns=list(LAST_COLUMNS))
    last = touches.drop_duplicates("client_id", keep="last").set_index("client_id")
    asked = portfolio["listed"] & ~portfolio["status"].eq("never") & ~portfolio["no_calls"].eq(other=True)
    found = portfolio.loc[asked, ["client_id", "client", "manager", "segment"]].copy()
    for key, source in (("date", "date"), ("kind", "kind"), ("person", "person"), ("by", "manager")):
        found[key] = found["client_id"].map(last[source])
    found["date"] = pd.to_datetime(found["date"])
    found["days"] = (pd.Timestamp(register.as_of) - found["date"]).dt.days.astype("float64")
    found["norm"] = contact_norm(found["segment"], found["manager"], register.staff, register.regulation)
    found["ratio"] = (found["days"] / found["norm"]).where(found["date"].notna(), float("inf"))
    ordered = found.assign(rank=segment_rank(found["segment"])).sort_values(
        ["rank", "ratio", "client_id"], ascending=[True, False, True]
    )
    return ordered.drop(columns="rank").reset_index(drop=True)


def open_steps(register: Register, portfolio: pd.DataFrame) -> pd.DataFrame:
    """Return the promised steps that are open: coming within ``intensity_steps_days``, or missed; the earliest first.

    Returns:
        ``manager`` (of the client today), ``client``, ``client_id``, ``segment``, ``next_date``, ``days`` (until;
        negative: late), ``kind``, ``person``, ``date`` (of the contact), ``next_step``.
    """
    today = pd.Timestamp(register.as_of)
    log = register.log[register.log["date"].le(today)]
    ahead = pd.Timedelta(days=register.settings.whole("intensity_steps_days"))
    due = log["next_date"].between(today - pd.Timedelta(days=STALE_DAYS), today + ahead)
    columns = ["manager", "client", "client_id", "segment", "next_date", "days", "kind", "person", "date", "next_step"]
    promised = log[due & log["next_date"].gt(log["date"]) & log["client_id"].isin(portfolio["client_id"])]
    if promised.empty:
        return pd.DataFrame(columns=columns)
    latest = held(register).groupby("client_id")["date"].max()
    after = promised["client_id"].map(latest)
    done = (after > promised["date"]) & (after >= promised["next_date"] - pd.Timedelta(days=EARLY_DAYS))
    rows = promised[~done].drop_duplicates(["client_id", "next_step", "next_date"], keep="last")
    who = portfolio.set_index("client_id")[["client", "manager", "segment"]]
    steps = rows.drop(columns="manager").join(who, on="client_id")
    steps["days"] = (steps["next_date"] - today).dt.days.astype("float64")
    return steps[columns].sort_values(["next_date", "manager", "client_id", "next_step"], ignore_index=True)
