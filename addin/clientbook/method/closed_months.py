"""Closed months: KPI and pay as they were, and what has changed in their sales since (domain: §5 «Зафиксировать»).

A closed month never changes. A sale, a return or a correction that is entered later and dated in it is a correction: it
counts in the plan fact of the next month that is not closed, once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.owners import owners
from clientbook.method.roles import Scope
from clientbook.method.score import scale_floor

if TYPE_CHECKING:
    from clientbook.method.kpi import KpiResult
    from clientbook.method.measures.reading import Desk
    from clientbook.register.read import Register
    from clientbook.register.settings import Settings

KPI_COLUMNS = (
    *("period", "manager", "measure", "unit", "raw_weight", "plan", "fact", "score", "contribution", "source", "job"),
    *("base", "floor", "cap", "ratio", "setting_key", "better", "read_for", "closed_on"),
)
"""Columns of ``cb_closed_kpi``; ratios as 0.95; ``read_for`` is the period as «KPI» said it."""

SALES_COLUMNS = (
    *("period", "manager", "revenue", "costed", "uncosted", "correction_revenue", "correction_profit"),
    "closed_on",
)
"""Columns of ``cb_closed_sales``: sold in the month, profit of goods with a cost, amount of goods without; corrections of
earlier months that its fact holds; roubles."""

CORRECTION_COLUMNS = ("period", "manager", "was", "now", "correction", "revenue", "profit")
INTEGRAL = "integral"
_LEAST = 0.005
"""Half a kopeck: less is no change."""


class Closed(NamedTuple):
    """What is closed in the book.

    Attributes:
        kpi: ``KPI_COLUMNS``
        pay: the rows of «Премия» with ``period`` and ``closed_on``
        sales: ``SALES_COLUMNS``
        corrections: closed months whose sales have changed, by manager: was and now in the basis of income, correction
            (now − was), and the correction in ``revenue`` and in ``profit``
        measure: the basis of income
        month: first day of the last full month
        periods: first days of the months that are closed
    """

    kpi: pd.DataFrame
    pay: pd.DataFrame
    sales: pd.DataFrame
    corrections: pd.DataFrame
    measure: str
    month: date
    periods: tuple[date, ...]

    @property
    def is_over(self) -> bool:
        """Tell whether the last full month is closed."""
        return self.month in self.periods

    def adjustment(self, scope: Scope, month: date, measure: str) -> float:
        """Return what the plan fact of a month has besides what was sold in it, roubles.

        A closed month goes back to what it was when it was closed; an open one has the corrections of closed months
        before it that no closed month has taken.

        Args:
            scope: whose clients
            month: its first day
            measure: ``revenue`` or ``profit``
        """
        here = pd.Timestamp(month)
        changed = self.corrections[scope.counts(self.corrections["manager"])]
        taken = self.sales[scope.counts(self.sales["manager"])]
        if month in self.periods:
            own = taken.loc[taken["period"].eq(here), f"correction_{measure}"].sum()
            return float(own - changed.loc[changed["period"].eq(here), measure].sum())
        before = changed.loc[changed["period"] < here, measure].sum()
        return float(before - taken.loc[taken["period"] < here, f"correction_{measure}"].sum())

    def waiting(self) -> float:
        """Return the corrections that no closed month has taken, roubles, in the basis of income."""
        whole = self.corrections[self.measure].sum() if len(self.corrections) else 0.0
        return float(whole - self.sales[f"correction_{self.measure}"].sum())


def closed(desk: Desk) -> Closed:
    """Return what is closed, and what has changed since."""
    register = desk.register
    kpi = _as_ratios(_stored(register, "cb_closed_kpi", KPI_COLUMNS))
    pay = register.previous.get("cb_closed_pay", pd.DataFrame())
    sales = _stored(register, "cb_closed_sales", SALES_COLUMNS)
    corrections = _corrections(sales, by_manager(desk), register.basis)
    return Closed(kpi, pay, sales, corrections, register.basis, desk.month[0], tuple(closed_periods(register)))


def closed_periods(register: Register) -> list[date]:
    """Return the first days of the months that are closed in the book."""
    stored = [_stored(register, name, ("period",)) for name in ("cb_closed_kpi", "cb_closed_sales")]
    return sorted({stamp.date() for frame in stored for stamp in frame["period"]})


def _stored(register: Register, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    found = register.previous.get(name, pd.DataFrame()).reindex(columns=list(columns)).dropna(subset=["period"])
    return found.assign(period=pd.to_datetime(found["period"])).reset_index(drop=True)


def in_percent(kpi: pd.DataFrame) -> pd.DataFrame:
    """Return ratios in percent, as they stand on a sheet beside their unit."""
    return _shares(kpi, lambda ratio: (ratio * 100).round(8))


def _as_ratios(kpi: pd.DataFrame) -> pd.DataFrame:
    """Return what stands on the sheet in percent as ratios."""
    return _shares(kpi, lambda percent: (percent / 100).round(10))


def _shares(kpi: pd.DataFrame, change: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    """Return the rows with plan, fact and base as figures, those of shares changed."""
    share = kpi["unit"].eq("share")
    figures = {column: kpi[column].astype(float) for column in ("plan", "fact", "base")}
    return kpi.assign(**{column: values.mask(share, change(values)) for column, values in figures.items()})


def by_manager(desk: Desk) -> pd.DataFrame:
    """Return what was sold by month and manager on the day: period, manager (None: nobody's), revenue, costed, uncosted."""
    days = desk.past.closed_days
    managers = desk.portfolio.set_index("client_id")["manager"]
    owned = days.assign(
        manager=owners(days, managers, desk.register.transfers),
        period=days["date"].dt.to_period("M").dt.to_timestamp().astype("datetime64[ns]"),
    )
    figures = ["revenue", "costed", "uncosted"]
    sums = owned.groupby(["period", "manager"], dropna=False)[figures].sum().round(2).reset_index()
    return sums.assign(manager=sums["manager"].astype(object).where(sums["manager"].notna(), None))


def _corrections(sales: pd.DataFrame, now: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the changes of closed months, by month and manager."""
    known = now[now["period"].isin(set(sales["period"]))]
    if sales.empty:
        return pd.DataFrame(columns=list(CORRECTION_COLUMNS))
    both = sales.astype({"manager": object}).merge(
        known, on=["period", "manager"], how="outer", suffixes=("_was", "_now")
    )
    figures = both[[f"{name}_{when}" for name in ("revenue", "costed", "uncosted") for when in ("was", "now")]]
    figures = figures.astype(float).fillna(0.0)
    change = {name: figures[f"{name}_now"] - figures[f"{name}_was"] for name in ("revenue", "costed", "uncosted")}
    priced = figures["revenue_was"] - figures["uncosted_was"]
    margin = (figures["costed_was"] / priced.where(priced.ne(0))).fillna(0.0)
    profit = change["costed"] + change["uncosted"] * margin
    was = {"revenue": figures["revenue_was"], "profit": figures["costed_was"] + figures["uncosted_was"] * margin}
    both = both.assign(revenue=change["revenue"].round(2), profit=profit.round(2), was=was[basis].round(2))
    both = both[(both["revenue"].abs() > _LEAST) | (both["profit"].abs() > _LEAST)]
    both = both.assign(now=both["was"] + both[basis], correction=both[basis])
    return both.sort_values(["period", "manager"], ascending=[False, True], ignore_index=True)[list(CORRECTION_COLUMNS)]


def sales_rows(desk: Desk, made: Closed) -> pd.DataFrame:
    """Return the rows of ``cb_closed_sales`` of the last full month, as it is closed now."""
    month = made.month
    rows = by_manager(desk)
    rows = rows[rows["period"].eq(pd.Timestamp(month))]
    held = {key for key in made.sales["manager"] if isinstance(key, str)} | set(made.corrections["manager"].dropna())
    missing = sorted(held - set(rows["manager"].dropna()))
    more = pd.DataFrame(
        {"manager": missing, "period": pd.Timestamp(month), "revenue": 0.0, "costed": 0.0, "uncosted": 0.0}
    )
    rows = pd.concat([rows, more.astype(rows.dtypes.to_dict())], ignore_index=True) if len(more) else rows
    for measure in ("revenue", "profit"):
        rows[f"correction_{measure}"] = [
            round(made.adjustment(_only(name), month, measure), 2) for name in rows["manager"]
        ]
    return rows.assign(closed_on=None)[list(SALES_COLUMNS)]


def _only(name: object) -> Scope:
    """Return the scope of one manager, or of clients without one."""
    if isinstance(name, str):
        return Scope(name, "km", frozenset({name}))
    return _Nobody("", "km", frozenset())


class _Nobody(Scope):
    """Clients without a manager."""

    def counts(self, managers: pd.Series) -> pd.Series:
        """Tell which rows have no manager."""
        return managers.isna()


def kpi_rows(desk: Desk, result: KpiResult) -> pd.DataFrame:
    """Return the rows of ``cb_closed_kpi`` of the last full month, as «KPI» shows them now, ratios in percent."""
    rows = result.kpi.assign(read_for=result.kpi["period"], period=pd.Timestamp(desk.month[0]), closed_on=None)
    totals = rows["measure"].eq(INTEGRAL)
    rows = in_percent(rows.assign(raw_weight=rows["raw_weight"].astype(float).where(~totals, rows["weight"])))
    return rows.reindex(columns=list(KPI_COLUMNS)).reset_index(drop=True)


def pay_rows(desk: Desk, result: KpiResult) -> pd.DataFrame:
    """Return the rows of ``cb_closed_pay`` of the last full month, as «Премия» shows them now."""
    return result.pay.assign(period=pd.Timestamp(desk.month[0]), closed_on=None).reset_index(drop=True)


def as_closed(result: KpiResult, made: Closed) -> KpiResult:
    """Return KPIs and pay with the figures of the month when it was closed, for whom it was; as they are while it is open.

    Rows of a closed month bear ``closed_weight`` and ``closed_score``, which the formulas of «KPI» show.
    """
    kpi = result.kpi.assign(closed_weight=pd.Series(dtype=float), closed_score=pd.Series(dtype=float))
    if not made.is_over:
        return replace(result, kpi=kpi)
    here = made.kpi[made.kpi["period"].eq(pd.Timestamp(made.month))]
    frozen = _frozen_rows(here, kpi, result.desk.register.settings)
    live = kpi[~kpi["manager"].isin(set(frozen["manager"]))]
    both = pd.concat([live, frozen.astype(live.dtypes.to_dict())], ignore_index=True) if len(live) else frozen
    rows = both.sort_values("manager", kind="stable", ignore_index=True)
    return replace(result, kpi=rows, pay=_frozen_pay(result.pay, made, result.desk.register.settings))


def _frozen_rows(here: pd.DataFrame, kpi: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the stored rows in the columns of «KPI»; the scale of today stands beside the K of then."""
    totals = here["measure"].eq(INTEGRAL)
    counted = here["raw_weight"].where(here["score"].notna() & ~totals).groupby(here["manager"]).transform("sum")
    score, raw = here["score"].astype(float), here["raw_weight"].astype(float)
    rows = here.assign(
        period=here["read_for"],
        weight=(100 * raw / counted.where(counted > 0)).where(score.notna()).where(~totals, raw),
        points=(raw * score).fillna(0.0).where(~totals),
        floor=here["setting_key"]
        .str.endswith("_overdue")
        .map({True: 0.0, False: scale_floor(settings)})
        .where(~totals),
        cap=pd.Series(settings.number("kpi_cap"), index=here.index).where(~totals),
        closed_weight=raw,
        closed_score=score.where(~totals, here["contribution"].astype(float)),
    )
    return rows.assign(raw_weight=raw.where(~totals)).reindex(columns=list(kpi.columns)).reset_index(drop=True)


def _frozen_pay(pay: pd.DataFrame, made: Closed, settings: Settings) -> pd.DataFrame:
    """Return «Премия» as it was closed; people paid since who are not in it stay out of a closed month."""
    if made.pay.empty or "period" not in made.pay:
        return pay
    here = made.pay[pd.to_datetime(made.pay["period"]).eq(pd.Timestamp(made.month))]
    if here.empty:
        return pay
    rows = here.reindex(columns=list(pay.columns)).reset_index(drop=True)
    limits = {name: settings.number(name) for name in ("bonus_floor", "bonus_cap")}  # months closed before kept none
    return rows.assign(**{name: rows[name].astype(float).fillna(limit) for name, limit in limits.items()})
