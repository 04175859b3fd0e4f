"""The rows of План – Прогноз – Отчет: key and large clients one by one, the rest of a manager, his new clients (domain: §6).

A plan given in «Планы» for a client is his plan. What a manager's plan has besides is shared out by the income of the last
12 months, so that the rows of a manager add up to his plan; without any plan a row is planned at a twelfth of that income.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.forecast_weeks import last_day
from clientbook.method.owners import owners
from clientbook.method.service import LARGE

if TYPE_CHECKING:
    from clientbook.register.read import Register

KEY = ("manager", "row_kind", "client_id")
"""What tells the rows of one period apart."""

KINDS = {"client": 0, "rest": 1, "new": 2}
"""Kind of a row → its place among those of a manager."""

ROW_COLUMNS = (*KEY, "client", "segment", "plan", "plan_from")


class Sold(NamedTuple):
    """What was sold by client and month, up to T.

    Attributes:
        months: client_id, month (its first day), revenue, profit (roubles), first_sale
        managers: index client_id, today's manager
        transfers: «Передачи»
    """

    months: pd.DataFrame
    managers: pd.Series
    transfers: pd.DataFrame

    def of(self, month: date, measure: str) -> pd.DataFrame:
        """Return what was sold in a month: client_id, amount, manager (who had the client at its end), new.

        A client is new in the month of his first purchase.
        """
        here = self.months[self.months["month"].eq(pd.Timestamp(month))]
        days = here[["client_id"]].assign(date=pd.Timestamp(last_day(month))).reset_index(drop=True)
        days["date"] = days["date"].astype("datetime64[ns]")  # as «Передачи» have it
        return pd.DataFrame(
            {
                "client_id": days["client_id"],
                "amount": here[measure].fillna(0.0).to_numpy(),
                "manager": owners(days, self.managers, self.transfers),
                "new": (here["first_sale"] >= pd.Timestamp(month)).to_numpy(),
            }
        )


def measure_of(plans: pd.DataFrame, period: date, basis: str) -> str:
    """Return what a month is planned in: the basis of income, or the other measure where only that is planned."""
    planned = set(plans.loc[plans["period"].eq(pd.Timestamp(period)), "measure"].dropna())
    return basis if basis in planned or not planned else sorted(planned)[0]


def proposed(register: Register, portfolio: pd.DataFrame, period: date, measure: str) -> pd.DataFrame:
    """Return the rows of a month with their plans, roubles: ``ROW_COLUMNS``, by manager.

    ``plan_from`` says where a plan comes from: ``given`` («Планы»), ``share`` (of the manager's plan), ``pace`` (a twelfth
    of 12 months).

    Args:
        register: «Планы»
        portfolio: one row per client
        period: first day of the month
        measure: ``revenue`` or ``profit``
    """
    plans = register.plans
    plans = plans[plans["period"].eq(pd.Timestamp(period)) & plans["measure"].eq(measure) & plans["plan"].notna()]
    clients = portfolio[portfolio["manager"].notna()]
    column = "net_12m" if measure == register.basis else f"{measure}_12m"
    income = clients[column].astype(float).clip(lower=0).fillna(0.0)
    clients = clients[["client_id", "client", "manager", "segment"]].assign(
        weight=income, listed=clients["segment"].isin(LARGE)
    )
    given = plans.dropna(subset=["client_id"]).groupby("client_id")["plan"].sum()
    clients = clients.assign(own=clients["client_id"].map(given).astype(float))
    whole = plans.groupby("manager")["plan"].sum()
    names = pd.Index(sorted({*clients["manager"], *whole.index}), dtype=object)
    whole = whole.reindex(names)
    listed = _listed(clients, whole)
    rows = pd.concat([listed, _totals(clients, listed, whole)], ignore_index=True)
    order = rows["row_kind"].map(KINDS)
    rows = rows.assign(order=order).sort_values(
        ["manager", "order", "weight", "client_id"], ascending=[True, True, False, True], kind="stable"
    )
    rows = rows[list(ROW_COLUMNS)].reset_index(drop=True)
    text = [column for column in ROW_COLUMNS if column != "plan"]
    return rows.assign(**{column: rows[column].astype(object).where(rows[column].notna(), None) for column in text})


def _listed(clients: pd.DataFrame, whole: pd.Series) -> pd.DataFrame:
    """Return the rows of key and large clients: their own plan, else their share of what their manager's plan leaves.

    Args:
        clients: ``manager``, ``weight`` (income of 12 months), ``own`` (plan of the client), ``listed``
        whole: manager → plan of the month; NaN: none
    """
    manager = clients["manager"]
    shared = clients["weight"].where(clients["own"].isna()).groupby(manager).sum().reindex(whole.index)
    left = whole - clients["own"].groupby(manager).sum().reindex(whole.index).fillna(0.0)
    # what is left can be shared out only where there is something to share it by
    rate = (left / shared.where(shared > 0)).fillna(0.0).where(whole.notna(), 1 / 12)
    rows = clients[clients["listed"]]
    usual = (rows["weight"] * rows["manager"].map(rate).astype(float)).round(0)
    planned = rows["manager"].map(whole.notna()).astype(bool)
    source = pd.Series(np.where(planned, "share", "pace"), index=rows.index, dtype=object)
    return rows.assign(
        row_kind="client",
        plan=rows["own"].where(rows["own"].notna(), usual),
        plan_from=source.where(rows["own"].isna(), "given"),
    )


def _totals(clients: pd.DataFrame, listed: pd.DataFrame, whole: pd.Series) -> pd.DataFrame:
    """Return two rows of each manager: all his other clients, and clients that are new in the month."""
    other = clients["weight"].where(~clients["listed"]).groupby(clients["manager"]).sum().reindex(whole.index)
    left = whole - listed["plan"].groupby(listed["manager"]).sum().reindex(whole.index).fillna(0.0)
    rest = left.where(whole.notna(), other.fillna(0.0) / 12).round(2)
    source = np.where(whole.notna(), "share", "pace")
    rows = {"manager": whole.index, "plan_from": source}
    return pd.concat(
        [
            pd.DataFrame({**rows, "row_kind": "rest", "plan": rest}),
            pd.DataFrame({**rows, "row_kind": "new", "plan": 0.0}),
        ],
        ignore_index=True,
    )


def facts(rows: pd.DataFrame, sold: pd.DataFrame) -> pd.Series:
    """Return what was sold on each row, roubles.

    A client's row has all he bought; the rest and the new clients of a manager are those he had at the end of the month
    and that have no row of their own.

    Args:
        rows: ``KEY``
        sold: :meth:`Sold.of` a month
    """
    listed = set(rows.loc[rows["row_kind"].eq("client"), "client_id"])
    others = sold[~sold["client_id"].isin(listed)]
    by_client = sold.groupby("client_id")["amount"].sum()
    sums = {
        "rest": others[~others["new"]].groupby("manager")["amount"].sum(),
        "new": others[others["new"]].groupby("manager")["amount"].sum(),
    }
    found = rows["client_id"].map(by_client)
    for kind, by_manager in sums.items():
        found = found.where(~rows["row_kind"].eq(kind), rows["manager"].map(by_manager))
    return found.astype(float).fillna(0.0).round(2)


def keys(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what tells each row from the others of its period; a blank code is an empty text."""
    return list(zip(*(_texts(rows[key]) for key in KEY), strict=True)) if len(rows) else []


def _texts(values: Iterable[object]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]
