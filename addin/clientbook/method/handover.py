"""Hand-over of new clients from who won them (МП, СР) to who looks after them (КМ, КАМ) (domain: §6 Hand-over).

A client is ripe after ``handover_orders`` paid orders or ``handover_days`` since the first order, whichever comes first.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.facts import YEAR
from clientbook.method.owners import owners
from clientbook.method.roles import FARMERS, HUNTERS

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk

STATES = ("ripe", "soon", "no_orders")

LISTED = (
    *("client", "hunter", "segment", "first_order", "orders", "paid_orders", "age", "annual_income", "state", "reason"),
    *("taker", "client_id", "region", "owed"),
)
HANDED = ("client", "hunter", "taker", "date", "days", "status", "last_order", "annual_income", "client_id")
MONTH = ("client_id", "hunter", "handed")


class Handover(NamedTuple):
    """Clients of hunters at T.

    Attributes:
        listed: one row per client whose manager is a hunter, the ripe ones first: client, hunter, segment, first_order,
            orders, paid_orders, age (days since the first order), annual_income (roubles), state (``ripe``, ``soon``,
            ``no_orders``), reason, taker (proposed: key clients to the КАМ with the fewest, others to the КМ who has most
            clients of the region), client_id, region, owed (roubles)
        handed: hand-overs by hunters in (T − 365, T], the latest first: client, hunter, taker, date, days (from the first
            order to the hand-over), status, last_order, annual_income (roubles), client_id
        month: clients ripe in the last full month: client_id, hunter, handed (bool)
        hunters: how many people of «Сотрудники» win clients
    """

    listed: pd.DataFrame
    handed: pd.DataFrame
    month: pd.DataFrame
    hunters: int


def handover(desk: Desk) -> Handover:
    """Return who is to be handed over, and who was."""
    staff = desk.register.staff
    hunters = set(staff.loc[staff["job"].isin(HUNTERS), "manager"].dropna())
    ripe_days = _ripe_days(desk)
    return Handover(
        _listed(desk, hunters, ripe_days), _handed(desk, hunters), _month(desk, hunters, ripe_days), len(hunters)
    )


def _ripe_days(desk: Desk) -> pd.Series:
    """Return the day from which a client is ripe, index client_id; in the future where only time is missing."""
    settings, steps = desk.register.settings, desk.past.milestones
    by_time = steps["first_order"] + timedelta(days=settings.whole("handover_days"))
    by_orders = steps["ripe_order"].where(steps["paid_orders"] >= settings.whole("handover_orders"))
    return pd.concat([by_time, by_orders], axis=1).min(axis=1)


def _listed(desk: Desk, hunters: set[str], ripe_days: pd.Series) -> pd.DataFrame:
    portfolio = desk.portfolio
    rows = portfolio[portfolio["manager"].isin(hunters)]
    if rows.empty:
        return pd.DataFrame(columns=list(LISTED))
    now = pd.Timestamp(desk.as_of)
    rows = rows[["client_id", "client", "manager", "segment", "region", "annual_income", "receivable"]]
    steps = desk.past.milestones[["first_order", "orders", "paid_orders"]]
    rows = rows.join(steps, on="client_id").rename(columns={"manager": "hunter", "receivable": "owed"})
    rows[["orders", "paid_orders"]] = rows[["orders", "paid_orders"]].fillna(0.0)
    rows["age"] = (now - rows["first_order"]).dt.days.astype(float)
    ripe = rows["client_id"].map(ripe_days)
    rows["ripe_on"] = pd.to_datetime(ripe)
    rows["state"] = ["no_orders" if pd.isna(day) else "ripe" if day <= now else "soon" for day in rows["ripe_on"]]
    rows["reason"] = [_reason(row, desk) for row in rows.to_dict("records")]
    rows["taker"] = _takers(rows, desk)
    rows["place"] = rows["state"].map({state: place for place, state in enumerate(STATES)})
    rows = rows.sort_values(["place", "annual_income", "client_id"], ascending=[True, False, True], ignore_index=True)
    return rows[list(LISTED)]


def _reason(row: dict[object, object], desk: Desk) -> str:
    words, needed = desk.words, desk.register.settings.whole("handover_orders")
    days = desk.register.settings.whole("handover_days")
    figures = {"paid": int(float(str(row["paid_orders"]))), "orders": int(float(str(row["orders"]))), "needed": needed}
    if row["state"] == "no_orders":
        return words.text("handover.no_orders")
    age = int(float(str(row["age"])))
    if row["state"] == "soon":
        day = words.day(pd.Timestamp(str(row["ripe_on"])).date())
        return words.text("handover.soon", **figures, days=days, day=day)
    return words.text(
        "handover.orders" if figures["paid"] >= needed else "handover.time", **figures, days=days, age=age
    )


def _takers(rows: pd.DataFrame, desk: Desk) -> list[str | None]:
    """Return whom each client is proposed to: none where nobody of the right job is on «Сотрудники»."""
    staff = desk.register.staff
    jobs = staff[staff["job"].isin(FARMERS)].set_index("manager")["job"]
    served = desk.portfolio[desk.portfolio["manager"].isin(jobs.index)]
    held = served["manager"].value_counts().to_dict()
    in_region = served.groupby(["region", "manager"]).size().to_dict()
    names = {job: sorted(str(name) for name in jobs.index[jobs.eq(job)]) for job in FARMERS}
    fewest = min(names["kam"], key=lambda name: (held.get(name, 0), name), default=None)
    nearest: dict[object, str | None] = {}
    regions = rows["region"].fillna("").astype(str)
    for region in regions.unique():
        near = {name: in_region.get((region, name), 0) for name in names["km"]}
        nearest[region] = min(names["km"], key=lambda name: (-near[name], held.get(name, 0), name), default=None)
    pairs = zip(regions, rows["segment"], strict=True)
    return [fewest if segment == "key" and fewest else nearest[region] for region, segment in pairs]


def _moves(desk: Desk, hunters: set[str]) -> pd.DataFrame:
    """Return hand-overs from a hunter to somebody else who is none, up to T."""
    moves = desk.register.transfers
    away = moves["giver"].isin(hunters) & ~moves["taker"].isin(hunters) & moves["client_id"].notna()
    return moves[away & moves["date"].le(pd.Timestamp(desk.as_of))].drop_duplicates("client_id", keep="last")


def _handed(desk: Desk, hunters: set[str]) -> pd.DataFrame:
    moves = _moves(desk, hunters)
    moves = moves[moves["date"].gt(pd.Timestamp(desk.as_of - timedelta(days=YEAR)))]
    names = desk.portfolio.set_index("client_id")[["client", "annual_income", "last_order", "status"]]
    rows = moves[["client_id", "giver", "taker", "date"]].join(names, on="client_id")
    rows = rows.rename(columns={"giver": "hunter"}).join(
        desk.past.milestones[["first_order", "orders"]], on="client_id"
    )
    rows["days"] = (rows["date"] - rows["first_order"]).dt.days.astype(float)
    return rows.sort_values(["date", "client_id"], ascending=[False, True], ignore_index=True)[list(HANDED)]


def _month(desk: Desk, hunters: set[str], ripe_days: pd.Series) -> pd.DataFrame:
    start, end = (pd.Timestamp(day) for day in desk.month)
    moves = _moves(desk, hunters)
    moved = moves[moves["date"].between(start, end)]
    handed = pd.DataFrame({"client_id": moved["client_id"], "hunter": moved["giver"], "handed": True})
    managers = desk.portfolio.set_index("client_id")["manager"]
    ripe = pd.DataFrame({"client_id": ripe_days.index[ripe_days <= end].astype(object), "date": end})
    ripe["date"] = ripe["date"].astype("datetime64[ns]")
    ripe["hunter"] = owners(ripe, managers, desk.register.transfers)
    waiting = ripe[ripe["hunter"].isin(hunters)].assign(handed=False)
    rows = pd.concat([handed, waiting[list(MONTH)]], ignore_index=True).drop_duplicates("client_id")
    return rows.astype({"handed": bool}).reset_index(drop=True)
