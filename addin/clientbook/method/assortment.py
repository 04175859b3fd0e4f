"""What «Ассортимент» and its matrix show: coverage and cross-sell by manager, missing articles, who buys which group."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from clientbook.method.measures.mml import base_rows
from clientbook.method.measures.reading import Desk
from clientbook.method.product_groups import GROUPS


class Assortment(NamedTuple):
    """The assortment of the clients at T.

    Attributes:
        managers: one row per manager of an active client: ``manager``, ``active`` (clients), ``listed`` (of them with a
            list), ``required`` and ``bought`` (articles, summed over clients and months), ``base_required`` and ``before``
            (the same of a year ago), ``sold`` (clients with a group new to them)
        missing: ``Mml.missing`` with client, manager, segment, and ``bought`` / ``required`` of the client, dearest first
        groups: names of the product groups with a column, the largest by revenue of 12 months first
        matrix: one row per active client in the order of the portfolio: client_id, client, manager, segment, ``count`` of
            groups bought in 12 months, ``category`` to offer with ``expected`` (roubles a month) and ``share``, ``new``
            (names of groups sold for the first time in the quarter), ``g1`` … revenue of 12 months by group, ``others``
    """

    managers: pd.DataFrame
    missing: pd.DataFrame
    groups: list[str]
    matrix: pd.DataFrame


def assortment(desk: Desk) -> Assortment:
    """Return the assortment of the department.

    Args:
        desk: portfolio, sales of the past
    """
    clients = desk.portfolio[["client_id", "client", "manager", "segment", "active"]]
    active = clients[clients["active"].eq(other=True)].reset_index(drop=True)
    groups, matrix = _matrix(active, desk)
    return Assortment(_managers(active, desk), _missing(active, desk), groups, matrix)


def _managers(active: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    found, bought = desk.past.mml.coverage, desk.past.product_groups.bought
    base = base_rows(found, desk)
    of_client = active.set_index("client_id")
    of_client["listed"] = of_client.index.isin(found["client_id"])
    of_client["sold"] = of_client.index.isin(bought.loc[bought["new"], "client_id"]) if len(bought) else False
    for key, rows, column in (
        ("required", found, "required"),
        ("bought", found, "bought"),
        ("base_required", base, "required"),
        ("before", base, "before"),
    ):
        of_client[key] = rows.groupby("client_id")[column].sum().reindex(of_client.index).fillna(0).astype("int64")
    keys = ["listed", "required", "bought", "base_required", "before", "sold"]
    summed = of_client.groupby("manager", dropna=False)[keys].sum()
    summed.insert(0, "active", of_client.groupby("manager", dropna=False).size())
    return summed.reset_index().astype({"manager": object}).sort_values("manager", ignore_index=True)


def _missing(active: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    found = desk.past.mml
    sums = found.coverage.groupby("client_id")[["bought", "required"]].sum()
    rows = found.missing.merge(active[["client_id", "client", "manager", "segment"]], on="client_id")
    rows = rows.join(sums, on="client_id")
    return rows.sort_values(
        ["expected", "client_id", "place"], ascending=[False, True, True], na_position="last", ignore_index=True
    )


def _matrix(active: pd.DataFrame, desk: Desk) -> tuple[list[str], pd.DataFrame]:
    found = desk.past.product_groups
    bought = found.bought[found.bought["revenue_12m"].ne(0)] if len(found.bought) else found.bought
    bought = bought[bought["client_id"].isin(set(active["client_id"]))]
    if bought.empty:
        return [], active.iloc[:0]
    totals = bought.groupby("category")["revenue_12m"].sum().reset_index()
    groups = totals.sort_values(["revenue_12m", "category"], ascending=[False, True])["category"].tolist()
    key = {name: f"g{place}" if place <= GROUPS else "others" for place, name in enumerate(groups, start=1)}
    cells = bought.assign(key=bought["category"].map(key)).pivot_table(
        index="client_id", columns="key", values="revenue_12m", aggfunc="sum"
    )
    fresh = found.bought[found.bought["new"]].groupby("client_id")["category"].agg(", ".join)
    rows = active.drop(columns="active").join(cells, on="client_id")
    rows["count"] = active["client_id"].map(bought[bought["revenue_12m"] > 0].groupby("client_id").size()).fillna(0)
    rows["new"] = active["client_id"].map(fresh)
    offered = found.offered.set_index("client_id")
    return groups[:GROUPS], rows.join(offered[["category", "expected", "share"]], on="client_id")
