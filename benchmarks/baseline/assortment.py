"""Which product groups the active clients buy, and which to offer them."""

from __future__ import annotations

import pandas as pd

from benchmarks.baseline.norms import QUARTER, YEAR, T


def matrix(frame: pd.DataFrame, sales: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the active clients with revenue of 12 months by product group, and the groups, the largest first.

    To offer is the group not bought that brings most to the clients of the segment: the share of them who buy it times
    what it usually brings a month.
    """
    active = frame[frame["active"]]
    year = sales[sales["date"] > T - YEAR].groupby(["id", "category"])[["amount", "net"]].sum()
    revenue = year["amount"].unstack().reindex(active.index)
    groups = revenue.sum().sort_values(ascending=False, kind="stable").index.tolist()
    revenue = revenue[groups]
    net = year["net"].unstack().reindex(index=active.index, columns=groups)
    buys = revenue > 0
    share = buys.groupby(active["segment"]).mean()
    usual = net.where(buys).groupby(active["segment"]).median() / 12
    worth = (share * usual).reindex(active["segment"]).set_axis(active.index)
    open_to = worth.where(~buys & (worth > 0))
    some = open_to.notna().any(axis=1)
    offered = open_to[some].idxmax(axis=1)
    rows = active[["client", "manager", "segment"]].join(revenue)
    rows["count"] = buys.sum(axis=1)
    rows["offer"] = offered
    rows["expected"] = open_to.max(axis=1)
    pairs = pd.MultiIndex.from_arrays([active.loc[some, "segment"], offered])
    rows.loc[some, "buyers"] = share.stack().reindex(pairs).to_numpy()
    rows["new"] = _new(sales)
    return rows.reset_index(), groups


def _new(sales: pd.DataFrame) -> pd.Series:
    """Return the groups that a client bought for the first time within the quarter, by client."""
    first = sales[sales["amount"] > 0].groupby(["id", "category"], as_index=False)["date"].min()
    names: pd.Series = first[first["date"] > T - QUARTER].groupby("id")["category"].agg(", ".join)
    return names


def sold_new(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the active clients of each manager and how many of them bought a new group in the quarter."""
    sold = rows["new"].notna().groupby(rows["manager"]).sum()
    return pd.DataFrame({"active": frame["active"].groupby(frame["manager"]).sum(), "sold": sold}).fillna(0)
