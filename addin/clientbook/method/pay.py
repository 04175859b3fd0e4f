"""«Премия»: bonus and payroll of the people whose pay is given (domain: §5).

Bonus = target bonus × И. Payroll of a person = (salary × rate × worked / norm + bonus) × (1 + contributions), over the
working days of the last full month: the norm is the calendar's, worked is the norm without leave.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from clientbook.register.read import Register

COLUMNS = (
    *("manager", "salary", "bonus_target", "integral", "bonus", "payroll"),
    *("rate", "worked", "norm", "contributions"),
)


def pay(register: Register, kpi: pd.DataFrame, month: tuple[date, date]) -> pd.DataFrame:
    """Return one row per person with a salary or a target bonus, by name; empty where no pay is given.

    Args:
        register: `Сотрудники`, leave, calendar and ``payroll_contributions``
        kpi: the KPI rows with the integral of each person
        month: first and last day of the month that is paid

    Returns:
        manager, salary, bonus_target, integral (NaN where there is none), bonus (NaN without integral or target),
        payroll (a bonus that cannot be computed counts as 0), rate, worked and norm (working days), contributions
        (ratio).
    """
    staff = register.staff
    paid = staff[staff["salary"].notna() | staff["bonus_target"].notna()]
    if paid.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    integrals = kpi[kpi["measure"].eq("integral")].set_index("manager")["contribution"].astype(float)
    rows = paid[["manager", "salary", "bonus_target", "rate"]].sort_values("manager").reset_index(drop=True)
    rows["integral"] = rows["manager"].map(integrals).astype(float)
    rows["bonus"] = rows["bonus_target"] * rows["integral"]
    days = working_days(register, month)
    rows["norm"] = len(days)
    rows["worked"] = [len(days) - _away(register.leave, manager, days) for manager in rows["manager"]]
    rows["contributions"] = register.settings.number("payroll_contributions")
    earned = rows["salary"].fillna(0) * rows["rate"] * (rows["worked"] / rows["norm"] if len(days) else 0)
    rows["payroll"] = (earned + rows["bonus"].fillna(0)) * (1 + rows["contributions"])
    return rows[list(COLUMNS)]


def working_days(register: Register, month: tuple[date, date]) -> pd.DatetimeIndex:
    """Return the working days of a month: the Russian calendar with moved days, and «Календарь» over it."""
    import holidays

    years = list(range(month[0].year, month[1].year + 1))
    russian = holidays.country_holidays("RU", years=years)
    days = pd.date_range(*month)
    working = pd.Series([russian.is_working_day(day) for day in days], index=days)
    own = register.calendar.dropna(subset=["date", "working"])
    for day, is_working in zip(own["date"], own["working"], strict=True):
        if day in working.index:
            working[day] = bool(is_working)
    return pd.DatetimeIndex(days[working.astype(bool)])


def _away(leave: pd.DataFrame, manager: str, days: pd.DatetimeIndex) -> int:
    """Return how many of the days a person was on leave."""
    spans = leave[leave["manager"].eq(manager)]
    off = {day for start, end in zip(spans["start"], spans["end"], strict=True) for day in days if start <= day <= end}
    return len(off)
