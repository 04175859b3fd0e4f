"""P&L of clients over the last 12 months: what is left of a client's revenue after everything he costs (domain: §6).

Profit = revenue − cost of goods − discounts − logistics − other − minutes of contacts × cost of a minute − overdue × yearly
rate. Minutes are those of «Журнал», else the usual ones of the kind of contact.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.facts import YEAR

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk
    from clientbook.register.settings import Settings

COLUMNS = (
    *("client", "manager", "segment", "revenue", "cost", "gross_profit", "discounts", "logistics", "contact_cost"),
    *("overdue_cost", "profit", "profitability", "why", "client_id", "other", "minutes", "overdue"),
)

TYPED = ("discounts", "logistics", "other")
"""What «Затраты» hold."""

USUAL = {
    "visit": "visit_minutes",
    "session": "review_minutes",
    "online": "call_minutes",
    "call": "call_minutes",
    "nps": "call_minutes",
    "letter": "message_minutes",
    "messenger": "message_minutes",
    "offer": "message_minutes",
    "other": "message_minutes",
}
"""Kind of contact → setting with its minutes, for rows of the log without any."""


class ClientPnl(NamedTuple):
    """What clients leave.

    Attributes:
        clients: one row per client with revenue or costs in (T − 365, T], those at a loss first, the dearest loss first,
            then by profit: the columns of ``COLUMNS``. Roubles; ``cost`` and what follows from it are NaN where no line of
            the book has a cost; ``profitability`` is profit / revenue, NaN without revenue; ``why`` says what it comes from
        costs_known: whether «Затраты» has rows for the time
        cost_known: whether any line of sales has a cost
        log_known: whether the log has contacts in the time
        unlisted: roubles of «Затраты» whose client is in no list, or of months outside the time
    """

    clients: pd.DataFrame
    costs_known: bool
    cost_known: bool
    log_known: bool
    unlisted: float


def client_pnl(desk: Desk) -> ClientPnl:
    """Return the P&L of every client, (T − 365, T]."""
    register, settings = desk.register, desk.register.settings
    since = desk.as_of - timedelta(days=YEAR)
    portfolio = desk.portfolio
    rows = portfolio[["client_id", "client", "manager", "segment", "overdue"]].copy()
    rows["revenue"] = portfolio["revenue_12m"].astype(float)
    rows["gross_profit"] = portfolio["profit_12m"].astype(float)
    cost_known = bool(rows["gross_profit"].notna().any())
    bought = rows["revenue"].ne(0)
    rows["gross_profit"] = rows["gross_profit"].where(
        bought | rows["gross_profit"].notna(), 0.0 if cost_known else None
    )
    rows["cost"] = rows["revenue"] - rows["gross_profit"]
    rows["overdue"] = rows["overdue"].astype(float).fillna(0.0).clip(lower=0)
    costs, unlisted = _costs(register.tools["cb_costs"], since, desk.as_of, set(rows["client_id"]))
    rows = rows.join(costs, on="client_id")
    minutes = contact_minutes(register.log, since, desk.as_of, settings)
    rows["minutes"] = rows["client_id"].map(minutes).astype(float).fillna(0.0)
    rows[list(TYPED)] = rows[list(TYPED)].fillna(0.0)
    rows["contact_cost"] = rows["minutes"] * settings.number("minute_cost")
    rows["overdue_cost"] = rows["overdue"] * settings.number("overdue_rate")
    spent = ["discounts", "logistics", "other", "contact_cost", "overdue_cost"]
    rows["profit"] = rows["gross_profit"] - rows[spent].sum(axis=1)
    rows["profitability"] = rows["profit"] / rows["revenue"].where(rows["revenue"] > 0)
    rows = rows[bought | rows[spent].ne(0).any(axis=1)]
    rows = rows.assign(why=[_why(row, desk) for row in rows.to_dict("records")], losing=rows["profit"].ge(0))
    rows["place"] = rows["profit"].where(rows["profit"].lt(0), -rows["profit"])
    rows = rows.sort_values(["losing", "place", "client_id"], kind="stable", ignore_index=True)
    return ClientPnl(rows[list(COLUMNS)], not costs.empty, cost_known, len(minutes) > 0, unlisted)


def _costs(table: pd.DataFrame, since: date, as_of: date, known: set[str]) -> tuple[pd.DataFrame, float]:
    """Return discounts, logistics and other costs by client, and what is left out of them."""
    months = pd.to_datetime(table["period"])
    inside = months.gt(pd.Timestamp(since)) & months.le(pd.Timestamp(as_of))
    counted = inside & table["client_id"].isin(known)
    money = table[list(TYPED)].astype(float).fillna(0.0)
    sums = money[counted].groupby(table.loc[counted, "client_id"].astype(object)).sum()
    return sums, float(money[inside & ~counted].to_numpy().sum())


def contact_minutes(log: pd.DataFrame, since: date, as_of: date, settings: Settings) -> pd.Series:
    """Return minutes of contacts in (since, as_of] by client; internal talks (ВКК) are not the client's."""
    rows = log[log["date"].gt(pd.Timestamp(since)) & log["date"].le(pd.Timestamp(as_of)) & ~log["kind"].eq("internal")]
    usual = rows["kind"].map({kind: settings.number(key) for kind, key in USUAL.items()}).astype(float)
    minutes = rows["minutes"].astype(float).fillna(usual).fillna(settings.number("message_minutes"))
    return minutes.groupby(rows["client_id"]).sum()


def _why(row: dict[object, object], desk: Desk) -> str:
    """Return what a client's result comes from: what is not covered, or what costs most."""
    words = desk.words
    figures = {str(key): value for key, value in row.items() if isinstance(value, float)}
    if pd.isna(figures.get("profit")):
        return words.text("pnl.no_cost")
    gross, revenue = figures["gross_profit"], figures["revenue"]
    parts = ("discounts", "logistics", "contact_cost", "overdue_cost", "other")
    largest = max(parts, key=lambda part: figures[part])
    what, amount = words.text(f"pnl.part.{largest}"), words.number(figures[largest])
    if revenue <= 0:
        return words.text("pnl.no_revenue", what=what, amount=amount)
    if gross < 0:
        return words.text("pnl.below_cost", share=words.number(-100 * gross / revenue), amount=words.number(-gross))
    if figures["profit"] < 0:
        return words.text("pnl.not_covered", gross=words.number(gross), what=what, amount=amount)
    if figures[largest] <= 0:
        return words.text("pnl.goods_only")
    return words.text("pnl.left", what=what, amount=amount, share=words.number(100 * figures[largest] / revenue, 1))
