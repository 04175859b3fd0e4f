"""The rows of План – Прогноз – Отчет: key and large clients one by one, the rest of a manager, his new clients (domain: §6).

A plan given in «Планы» for a client is his plan. What a manager's plan has besides is shared out by the income of the last
12 months, so that the rows of a manager add up to his plan; without any plan a row is planned at a twelfth of that income.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.method.forecast_weeks import last_day
from clientbook.method.owners import owners
from clientbook.method.service import LARGE

if TYPE_CHECKING:
    from clientbook.register.read import Register

KEY = ("manager", "row_kind", "client_id")
"""What tells the rows of one period apart."""

ROW_COLUMNS = (*KEY, "client", "segment", "plan", "plan_from")


@dataclass(frozen=True)
class Sold:
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
    names = sorted({*clients["manager"], *plans["manager"].dropna()})
    given = plans.dropna(subset=["client_id"]).groupby("client_id")["plan"].sum()
    whole = plans.groupby("manager")["plan"].sum()
    parts = [
        _of_manager(name, clients[clients["manager"].eq(name)], given, float(whole[name]) if name in whole else None)
        for name in names
    ]
    if not parts:
        return pd.DataFrame(columns=list(ROW_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(ROW_COLUMNS)]


def _of_manager(name: str, clients: pd.DataFrame, given: pd.Series, whole: float | None) -> pd.DataFrame:
    """Return the rows of one manager: his key and large clients by income, the rest, new clients."""
    own = clients["client_id"].map(given).astype(float)
    rows = clients.assign(own=own)[clients["listed"]]  # a column put on a frame without rows would give it some
    rows = rows.sort_values(["weight", "client_id"], ascending=[False, True], kind="stable")
    shared = clients.loc[own.isna(), "weight"].sum()
    left = 0.0 if whole is None else whole - float(own.sum())
    # what is left can be shared out only where there is something to share it by
    rate = 1 / 12 if whole is None else left / shared if shared > 0 else 0.0
    usual = (rows["weight"] * rate).round(0)
    plan = rows["own"].where(rows["own"].notna(), usual)
    rest = float((clients.loc[~clients["listed"], "weight"].sum() / 12) if whole is None else whole - plan.sum())
    source = "pace" if whole is None else "share"
    last = pd.DataFrame({"row_kind": ["rest", "new"], "plan": [round(rest, 2), 0.0], "plan_from": [source, source]})
    rows = rows.assign(row_kind="client", plan=plan, plan_from=np.where(rows["own"].notna(), "given", source))
    columns = ["row_kind", "client_id", "client", "segment", "plan", "plan_from"]
    both = pd.concat([rows[columns].astype(object), last.reindex(columns=columns).astype(object)], ignore_index=True)
    both = both.where(both.notna(), None)
    return both.assign(manager=name, plan=both["plan"].astype(float))


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
