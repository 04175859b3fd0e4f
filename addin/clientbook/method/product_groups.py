"""Product groups: what each client buys, what is new to it, and which group to offer next (domain: §5 «Перекрёстные продажи»).

A group is new to a client where the first purchase of it, as far back as the book goes, lies within the quarter
(T − 3 months, T], while the client itself bought before: with a new client everything is new and nothing was cross-sold.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.facts import YEAR, months_back
from clientbook.method.mml import net
from clientbook.method.queries import literal, query

if TYPE_CHECKING:
    from clientbook.register.read import Register

QUARTER = 3
"""Months."""

GROUPS = 24
"""Product groups with a column of their own in the matrix, the largest by revenue; the rest share one."""

OFFERED = ("client_id", "category", "expected", "share", "weight")


class ProductGroups(NamedTuple):
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


def quarter_start(as_of: date) -> date:
    """Return the day before the quarter (T − 3 months, T]."""
    return months_back(as_of, QUARTER)


def product_groups(register: Register, portfolio: pd.DataFrame) -> ProductGroups:
    """Return what clients buy by product group at T, and what to offer them.

    Args:
        register: sales, settings, T
        portfolio: client_id, segment, active, first_order
    """
    quarter_ago = quarter_start(register.as_of)
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
    return _first_lacked(common, active, buys)


def _first_lacked(common: pd.DataFrame, active: pd.DataFrame, buys: pd.DataFrame) -> pd.DataFrame:
    """Return the first group by weight that each client does not buy.

    Args:
        common: segment, category, expected, share, weight of groups that are offered
        active: client_id, segment
        buys: client_id and category of what is bought
    """
    clients, groups = pd.Index(active["client_id"]), pd.Index(sorted(common["category"].unique()))
    rows, columns = clients.get_indexer(buys["client_id"]), groups.get_indexer(buys["category"])
    has = np.zeros((len(clients), len(groups)), dtype=bool)
    has[rows[columns >= 0], columns[columns >= 0]] = True
    parts = []
    for segment, offered in common.groupby("segment", sort=True):
        ordered = offered.sort_values(["weight", "category"], ascending=[False, True], kind="stable")
        mine = np.flatnonzero(active["segment"].eq(segment).to_numpy())
        lacks = ~has[np.ix_(mine, groups.get_indexer(ordered["category"]))]
        some = lacks.any(axis=1)
        found = ordered.iloc[lacks[some].argmax(axis=1)]
        parts.append(found.assign(client_id=clients[mine[some]].to_numpy(dtype=object)))
    return pd.concat(parts, ignore_index=True)[list(OFFERED)] if parts else pd.DataFrame(columns=list(OFFERED))
