"""What «Зафиксировать» adds to the frozen plan and forecasts: whole rows of managers who have none yet (domain: §6 СППО)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.method.forecast import STORED, TYPED, Forecast, planned_in, what_was_sold
from clientbook.method.forecast_rows import facts, proposed
from clientbook.method.forecast_weeks import last_day, month_of, next_month, previous_month
from clientbook.method.workdays import workdays

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk


def plan_period(start: date, calendar: pd.DataFrame, days: int) -> date:
    """Return the month whose plan is frozen on a day: the next one from so many working days before it, else this one.

    Args:
        start: the first day of the plan
        calendar: «Календарь»
        days: working days before the month
    """
    month = month_of(start)
    left = workdays(start, last_day(month), calendar).days
    return next_month(month) if len(left) <= days else month


def plan_rows(desk: Desk, made: Forecast, period: date) -> pd.DataFrame:
    """Return the plan of a month as it is frozen now, ``STORED``: of managers who have none; empty where all have one.

    Args:
        desk: «Планы», the clients and what was sold
        made: the forecast of this run
        period: first day of the month
    """
    measure = planned_in(desk, made.frozen, period)
    rows = _missing(proposed(desk.register, desk.portfolio, period, measure), made.frozen, period, 0)
    sold = what_was_sold(desk)
    return _stored(
        desk,
        rows.assign(
            amount=rows["plan"],
            fact=facts(rows, sold.of(period, measure)),
            said=rows["plan_from"].eq("given"),
            last_month=facts(rows, sold.of(previous_month(period), measure)),
        ),
        period,
        0,
        measure,
    )


def week_rows(desk: Desk, made: Forecast) -> pd.DataFrame:
    """Return the forecast of the running week as it stands, ``STORED``: of managers who have none frozen for it yet."""
    rows = _missing(made.rows, made.frozen, made.period, made.week.number)
    rows = rows.assign(amount=rows["expected"].round(2), said=rows["forecast"].notna())
    return _stored(desk, rows, made.period, made.week.number, made.measure)


def _missing(rows: pd.DataFrame, frozen: pd.DataFrame, period: date, week: int) -> pd.DataFrame:
    """Return the rows of managers who have nothing frozen for a month and week."""
    there = frozen[frozen["period"].eq(pd.Timestamp(period)) & frozen["week"].eq(week)]
    return rows[~rows["manager"].isin(set(there["manager"]))].reset_index(drop=True)


def _stored(desk: Desk, rows: pd.DataFrame, period: date, week: int, measure: str) -> pd.DataFrame:
    """Return rows with the columns of the store; what a plan has not (cause, action) stays blank."""
    rows = rows.assign(
        period=pd.Timestamp(period),
        week=float(week),
        measure=measure,
        frozen_on=pd.Timestamp(desk.register.plan_from),
    )
    for column in TYPED[1:]:
        if column not in rows:
            rows[column] = np.nan if column == "probability" else None
    return rows[list(STORED)]
