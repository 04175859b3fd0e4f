"""Product groups: what each client buys, what is new to it, and which group to offer next (domain: §5 «Перекрёстные продажи»).

A group is new to a client where the first purchase of it, as far back as the book goes, lies within the quarter
(T − 3 months, T], while the client itself bought before: with a new client everything is new and nothing was cross-sold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.facts import YEAR, months_back
from clientbook.method.mml import net
from clientbook.method.queries import literal, query

if TYPE_CHECKING:
    from clientbook.register.read import Register

QUARTER = 3
"""Months."""

OFFERED = ("client_id", "category", "expected", "share", "weight")


@dataclass(frozen=True)
class ProductGroups:
    """Clients and the product groups they buy.

    Attributes:
        bought: client_id, category, ``revenue_12m``, ``net_12m`` (in the basis of income), ``quarter`` (net amount of the
            quarter, roubles), ``first_bought``, ``new`` (bool: cross-sold within the quarter)
        offered: one row per active client that lacks a group others of its segment buy: client_id, ``category`` to offer,
            ``expected`` (roubles a month: median of what the group brings a month to buyers of the same segment),
            ``share`` of the active clients of the segment who buy it. The group with the largest expected × share, that is
            what the average client of the segment brings with it, comes first; ties by name
    """

    bought: pd.DataFrame
    offered: pd.DataFrame


def product_groups(register: Register, portfolio: pd.DataFrame) -> ProductGroups:
    """Return what clients buy by product group at T, and what to offer them.

    Args:
        register: sales, settings, T
        portfolio: client_id, segment, active, first_order
    """
    quarter_ago = months_back(register.as_of, QUARTER)
    bought = query(
        register.sales.connection,
        "product_groups.sql",
        as_of=literal(register.as_of),
        year_ago=literal(register.as_of - timedelta(days=YEAR)),
        quarter_ago=literal(quarter_ago),
        net=net(register.basis),
    )
    first = pd.to_datetime(portfolio.set_index("client_id")["first_order"]).reindex(bought["client_id"]).to_numpy()
    since = pd.Timestamp(quarter_ago)
    began = pd.to_datetime(bought["first_bought"])
    bought["new"] = (began > since) & (bought["quarter"] > 0) & (pd.Series(first, index=bought.index) <= since)
    return ProductGroups(bought, _offered(bought, portfolio, register.settings.whole("mml_least_buyers")))


def _offered(bought: pd.DataFrame, portfolio: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return the group to offer to each active client."""
    active = portfolio.loc[portfolio["active"].eq(other=True), ["client_id", "segment"]]
    buys = bought.loc[bought["revenue_12m"] > 0, ["client_id", "category", "net_12m"]].merge(active, on="client_id")
    if buys.empty:
        return pd.DataFrame(columns=list(OFFERED))
    of_segment = buys.groupby(["segment", "category"])["net_12m"].agg(["median", "size"]).reset_index()
    size = active["segment"].value_counts()
    of_segment["expected"] = of_segment["median"] / 12
    of_segment["share"] = of_segment["size"] / of_segment["segment"].map(size)
    of_segment["weight"] = of_segment["expected"] * of_segment["share"]
    common = of_segment[(of_segment["size"] >= least) & (of_segment["expected"] > 0)]
    # one segment at a time: clients × groups of a large book at once would be the largest frame of a run
    parts = [_first_lacked(rows, active, buys) for _, rows in common.groupby("segment", sort=True)]
    found = [part for part in parts if len(part)]
    return pd.concat(found, ignore_index=True)[list(OFFERED)] if found else pd.DataFrame(columns=list(OFFERED))


def _first_lacked(groups: pd.DataFrame, active: pd.DataFrame, buys: pd.DataFrame) -> pd.DataFrame:
    """Return, for the clients of one segment, the first group by weight that each does not buy."""
    ordered = groups.sort_values(["weight", "category"], ascending=[False, True], kind="stable").reset_index(drop=True)
    segment = ordered["segment"].iloc[0]
    clients = active.loc[active["segment"].eq(segment), "client_id"]
    place = buys["category"].map({name: at for at, name in enumerate(ordered["category"])})
    have = buys.assign(place=place)[buys["segment"].eq(segment) & place.notna()]
    has: dict[str, set[int]] = {}
    for client, at in zip(have["client_id"], have["place"].astype(int), strict=True):
        has.setdefault(client, set()).add(at)
    lacks = {one: next((at for at in range(len(ordered)) if at not in has.get(one, ())), None) for one in clients}
    rows = [(one, at) for one, at in lacks.items() if at is not None]
    chosen = ordered.iloc[[at for _, at in rows]].reset_index(drop=True)
    return chosen.assign(client_id=pd.Series([one for one, _ in rows], dtype=object))
