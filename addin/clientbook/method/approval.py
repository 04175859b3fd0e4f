"""Approval of segments: once a quarter the head makes the computed segments those that norms and pay go by (domain: §3).

A segment that somebody typed into «Сегмент утверждённый» himself, and not an approval of ours, is his decision: it stays
where it differs from what is computed, unless all are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk
    from clientbook.register.read import Register

PENDING_COLUMNS = ("client_id", "client", "manager", "was", "now", "annual_income", "reason", "by_hand")
HISTORY_COLUMNS = ("approved_on", "was", "now", "clients", "annual_income")
"""Columns of ``cb_approvals``: one row per day and move; ``was`` None for a first approval, the same twice for no move."""


class Approval(NamedTuple):
    """What is approved and what would move.

    Attributes:
        pending: clients whose computed segment differs from the approved one, or that have none, by income
        history: ``HISTORY_COLUMNS``, the newest first
        last: the day of the last approval; None: never
        overdue: whether the next one is due
    """

    pending: pd.DataFrame
    history: pd.DataFrame
    last: date | None
    overdue: bool


def approval(desk: Desk) -> Approval:
    """Return what is approved and what an approval now would move."""
    register = desk.register
    rows = decided(register, desk.portfolio, {}, everything=False)
    moving = rows[rows["was"].isna() | rows["was"].ne(rows["now"])]
    pending = moving.sort_values(["annual_income", "client_id"], ascending=[False, True], kind="stable")
    history = _history(register)
    last = _last(register, history)
    limit = register.settings.whole("approval_days")
    overdue = last is None or (desk.as_of - last).days > limit
    return Approval(pending.reset_index(drop=True)[list(PENDING_COLUMNS)], history, last, overdue)


def decided(register: Register, portfolio: pd.DataFrame, typed: Mapping[int, str], *, everything: bool) -> pd.DataFrame:
    """Return one row per client of «Клиенты»: what was approved, what is to be, whether it is a person's own and stays.

    Args:
        register: the clients with their rows on the sheet, and earlier approvals
        portfolio: one row per client, with ``segment_computed``
        typed: sheet row → what stands there and is no segment, or a formula
        everything: also what people typed

    Returns:
        row, ``PENDING_COLUMNS``, kept (by hand and differing: stays).
    """
    clients = register.clients[register.clients["row"].gt(0)]
    rows = portfolio[["client_id", "client", "manager", "segment_computed", "annual_income", "reason"]].merge(
        clients[["client_id", "row", "segment_approved", "approved_on"]], on="client_id"
    )
    rows = rows.rename(columns={"segment_approved": "was", "segment_computed": "now"})
    rows["was"] = rows["was"].astype(object).where(rows["was"].notna(), None)
    ours = set(pd.to_datetime(_history(register)["approved_on"]))
    other = rows["row"].isin(set(typed))
    differs = rows["was"].notna() & rows["was"].ne(rows["now"])
    rows["by_hand"] = (differs & ~pd.to_datetime(rows["approved_on"]).isin(ours)) | other
    rows["kept"] = rows["by_hand"] & (not everything)
    return rows


def _history(register: Register) -> pd.DataFrame:
    found = register.previous.get("cb_approvals", pd.DataFrame()).reindex(columns=list(HISTORY_COLUMNS))
    found = found.dropna(subset=["approved_on"])
    return found.sort_values(
        ["approved_on", "annual_income"], ascending=[False, False], kind="stable", ignore_index=True
    )


def _last(register: Register, history: pd.DataFrame) -> date | None:
    """Return the day of the last approval, by the list of approvals and by what stands on «Клиенты», up to T."""
    days = pd.concat([pd.to_datetime(history["approved_on"]), register.clients["approved_on"]])
    days = days[days.notna() & (days <= pd.Timestamp(max(register.as_of, register.plan_from)))]
    return days.max().date() if len(days) else None


def approved_rows(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the rows of ``cb_approvals`` for an approval, ``HISTORY_COLUMNS``.

    Args:
        rows: what :func:`decided` gave
        on: the day
    """
    written = rows[~rows["kept"]].assign(was=rows["was"].fillna(""))
    sums = written.groupby(["was", "now"], sort=True).agg(
        clients=("client_id", "size"), annual_income=("annual_income", "sum")
    )
    found = sums.reset_index().assign(approved_on=pd.Timestamp(on))
    found["was"] = found["was"].astype(object).where(found["was"].ne(""), None)
    found["annual_income"] = found["annual_income"].astype(float).round(2)
    return found[list(HISTORY_COLUMNS)]
