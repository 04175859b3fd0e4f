"""Retention: who left, when and what it costs; inflow and outflow by month; whom to win back first (domain: the leaky bucket).

A client has left when it is silent for longer than the limit of a sleeping one, max(2I, 90) days: the same rule as in
segments and KPI. It left on the day that limit ran out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method import windows
from clientbook.method.lifecycle import sleeping_limit
from clientbook.method.queries import query
from clientbook.register.previous import UNREAD

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk
    from clientbook.register.read import Register

GONE = ("sleeping", "lost")
"""Stages of those who left; single orders and projects are not expected to come back."""

LEFT = (
    *("client_id", "client", "manager", "segment", "status", "last_order", "left_on", "silent_days", "limit_days"),
    *("interval", "last_year", "win_back", "why"),
)
MONTHS = (
    "month",
    "new",
    "returned",
    "kept",
    "lost",
    "year_ago",
    "income",
    "clients_new",
    "clients_left",
    "left_income",
)


class Leaving(NamedTuple):
    """Who left, and the leaky bucket.

    Attributes:
        left: ``LEFT``, by income lost a year descending: ``left_on`` (date), ``silent_days`` since the last order,
            ``last_year`` (income of the 12 months up to the last order, roubles in the basis), ``win_back`` (``first``,
            ``next``, ``late``, ``no_income``, ``no_calls``; ``back``: somebody wrote about it, and it buys again), ``why``
        months: the last 12 full months (``MONTHS``): :func:`clientbook.method.flow.flow`, and how many clients bought
            first, left (of those gone now), and their income of a year
    """

    left: pd.DataFrame
    months: pd.DataFrame


def last_years(register: Register) -> pd.DataFrame:
    """Return what every client brought in the 12 months up to its own last order: ``client_id``, ``last_year``.

    Args:
        register: the sales lines, seen from T; roubles in the basis of the register
    """
    net = "coalesce(d.profit, 0)" if register.basis == "profit" else "d.amount"
    days = windows.client_days(register.as_of, register.settings)
    return query(register.sales.connection, "leaving.sql", days=days, net=net)


def leaving(desk: Desk) -> Leaving:
    """Return who left and the leaky bucket.

    Args:
        desk: portfolio, settings, what the sales say of the past
    """
    left = _left(desk)
    return Leaving(left, _months(desk, left[left["win_back"].ne("back")]))


def _left(desk: Desk) -> pd.DataFrame:
    settings = desk.register.settings
    clients = desk.portfolio
    gone = clients["status"].isin(GONE)
    rows = clients[(gone | clients["client_id"].isin(_noted(desk))) & clients["last_order"].notna()]
    limit = sleeping_limit(rows["interval"], settings).round()
    rows = rows.merge(desk.past.last_years, on="client_id", how="left").assign(limit_days=limit.to_numpy())
    rows["last_year"] = rows["last_year"].astype(float).fillna(0.0)
    rows["silent_days"] = (pd.Timestamp(desk.as_of) - rows["last_order"]).dt.days.astype(float)
    rows["left_on"] = rows["last_order"] + pd.to_timedelta(rows["limit_days"] + 1, unit="D")
    rows = rows.sort_values(["last_year", "client_id"], ascending=[False, True], ignore_index=True)
    rows["win_back"] = _win_back(rows, settings.number("win_back_share"), settings.number("win_back_days"))
    facts = zip(rows["silent_days"], rows["limit_days"], rows["last_year"], strict=True)
    rows["why"] = pd.Series([_why(*fact, desk.words) for fact in facts], dtype=object)
    return rows[list(LEFT)]


def _noted(desk: Desk) -> set[object]:
    """Return the clients whose row of the last run people wrote on: it stays when they buy again."""
    before = desk.register.previous.get("cb_left", pd.DataFrame())
    written = before.reindex(columns=["client_id", "cause", "decision", UNREAD]).dropna(subset=["client_id"])
    return set(written.loc[written[["cause", "decision", UNREAD]].notna().any(axis=1), "client_id"])


def _win_back(rows: pd.DataFrame, share: float, days: float) -> pd.Series:
    """Return whom to win back: ``first`` are those who make up the first share of the income that can still return.

    Args:
        rows: by income lost descending
        share: share of the income that is gone for the first row of work
        days: silent for longer: too late for a list of this size
    """
    income = rows["last_year"].clip(lower=0.0)
    late = rows["silent_days"] > days
    back, silent = ~rows["status"].isin(GONE), rows["no_calls"].eq(other=True)
    counts = income.where(~late & ~silent & ~back, 0.0)
    before = counts.cumsum() - counts
    rules = {
        "back": back,
        "no_calls": silent,
        "no_income": income <= 0,
        "late": late,
        "first": before < share * counts.sum(),
    }
    codes = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "next")
    return pd.Series(codes.astype(object), index=rows.index)


def _why(silent: float, limit: float, income: float, words: Words) -> str:
    return words.text("leaving.why", days=int(silent), limit=int(limit), income=words.number(income))


def _months(desk: Desk, left: pd.DataFrame) -> pd.DataFrame:
    """Return the flow of income with the clients behind it."""
    flow = desk.past.income_flow
    if flow.empty:
        return pd.DataFrame(columns=list(MONTHS))
    months = flow["month"].dt.to_period("M")
    first = desk.portfolio["first_order"].dropna().dt.to_period("M").value_counts()
    gone = left["left_on"].dt.to_period("M")
    income = left["last_year"].groupby(gone).sum()
    return flow.assign(
        clients_new=months.map(first).fillna(0).astype(float),
        clients_left=months.map(gone.value_counts()).fillna(0).astype(float),
        left_income=months.map(income).fillna(0.0).astype(float),
    )[list(MONTHS)]
