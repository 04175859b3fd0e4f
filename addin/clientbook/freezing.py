"""What «Зафиксировать» adds to a book: rows of tables that only grow, and a note of what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

import pandas as pd

from clientbook.errors import RegisterError
from clientbook.locale import words
from clientbook.method import closed_months, forecast_freeze
from clientbook.method.contacts import known_plan
from clientbook.method.forecast_weeks import last_day, month_of
from clientbook.method.kpi import kpi
from clientbook.method.marks import marks
from clientbook.method.owners import held_on
from clientbook.method.past import Past
from clientbook.method.portfolio import portfolio
from clientbook.method.windows import last_month
from clientbook.register.problems import Problems

if TYPE_CHECKING:
    from clientbook.computing import Computed
    from clientbook.method.kpi import KpiResult
    from clientbook.register.read import Register

What = Literal["plan", "week", "month"]


@dataclass(frozen=True)
class Note:
    """What was frozen.

    Attributes:
        what: ``plan``, ``week`` or ``month``
        period: first day of the month
        week: number of the week; 0 for a plan or a month
        rows: how many rows were added
    """

    what: What
    period: date
    week: int
    rows: int


def added(computed: Computed, what: What) -> tuple[dict[str, pd.DataFrame], Note]:
    """Return table name → rows to be added to a book that is computed, and what they are.

    Args:
        computed: the run as of T
        what: ``plan``, ``week``, or ``month``: the last full one

    Raises:
        RegisterError: it is frozen already.
    """
    desk = computed.kpi.desk
    made = desk.tools.forecast
    if what == "month":
        rows = closing(computed.kpi, computed.register.plan_from)
        return rows, noted(desk.month[0], rows)
    if what == "plan":
        days = desk.register.settings.whole("forecast_freeze_days")
        period, week = forecast_freeze.plan_period(desk.contacts.start, desk.register.calendar, days), 0
        frozen = forecast_freeze.plan_rows(desk, made, period)
    else:
        period, week, frozen = made.period, made.week.number, forecast_freeze.week_rows(desk, made)
    if frozen.empty:
        here = made.frozen[made.frozen["period"].eq(pd.Timestamp(period)) & made.frozen["week"].eq(week)]
        if here.empty:
            raise RegisterError("freeze_nobody")
        day = desk.words.day(pd.Timestamp(here["frozen_on"].iloc[0]).date())
        raise RegisterError(f"freeze_{what}_twice", month=desk.words.month(period), week=week, day=day)
    return {"cb_forecasts": frozen}, Note(what, period, week, len(frozen))


def period_of(register: Register, month: date | None) -> date:
    """Return the first day of the month to be closed.

    Args:
        register: T, and what is closed
        month: any day of it; by default the last full month

    Raises:
        RegisterError: it is closed already, or not over.
    """
    say, last = words(register.lang), last_month(register.as_of)[0]
    period = last if month is None else month_of(month)
    if period > last:
        raise RegisterError("freeze_month_open", month=say.month(period), day=say.day(last_day(period)))
    if period in closed_months.closed_periods(register):
        raise RegisterError("freeze_month_twice", month=say.month(period))
    return period


def is_last(register: Register, period: date) -> bool:
    """Tell whether a month is the last full one, whose KPIs a run shows."""
    return period == last_month(register.as_of)[0]


def as_on(register: Register, day: date) -> KpiResult:
    """Return the KPIs as a run for an earlier day would have given them.

    Sales, dates and who has which client are those of that day; what the register keeps without its past (debts,
    potentials, people) is as it stands now.

    Args:
        register: with its sales lines at hand
        day: a day before T
    """
    clients = register.clients.assign(manager=held_on(day, register.clients, register.transfers))
    then = replace(register, as_of=day, plan_from=day, problems=Problems(), clients=clients)
    say, marked = words(register.lang), marks(then)
    then = replace(then, log=marked.log)
    counted = portfolio(then, say)
    past = Past(then, counted).count()
    return kpi(then, counted, known_plan(then, marked), say, past)


def closing(made: KpiResult, closed_on: date) -> dict[str, pd.DataFrame]:
    """Return table name → the rows that close the month that KPIs are of.

    Args:
        made: KPIs on the last day of the month (see :func:`as_on`), or of a run, which shows those of the last full month
        closed_on: the day of the closing
    """
    rows = {
        "cb_closed_kpi": closed_months.kpi_rows(made.desk, made),
        "cb_closed_pay": closed_months.pay_rows(made.desk, made),
        "cb_closed_sales": closed_months.sales_rows(made.desk, made.desk.tools.closed),
    }
    return {name: found.assign(closed_on=pd.Timestamp(closed_on)) for name, found in rows.items()}


def noted(period: date, rows: Mapping[str, pd.DataFrame]) -> Note:
    """Return what is told of a month that was closed."""
    return Note("month", period, 0, len(rows["cb_closed_kpi"]))


def with_more(register: Register, rows: Mapping[str, pd.DataFrame]) -> Register:
    """Return a register whose tables that only grow have more rows, by table name."""
    return replace(register, previous={**register.previous, **{k: _more(register, k, v) for k, v in rows.items()}})


def _more(register: Register, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    before = register.previous[name]
    fresh = rows.reindex(columns=list(before.columns))
    if before.empty:
        return fresh
    return pd.concat([before.astype(object), fresh.astype(object)], ignore_index=True).infer_objects()
