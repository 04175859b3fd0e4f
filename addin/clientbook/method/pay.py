"""«Премия»: bonus and payroll of the people whose pay is given (domain: §5).

Bonus = target bonus × И, nothing under ``bonus_floor`` and no more than ``bonus_cap`` times. Fixed pay = salary × rate ×
worked / norm, over the working days of the last full month: the norm is the calendar's, worked is the norm without leave.
Payroll = (fixed + bonus) × (1 + contributions).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.workdays import presence, workdays

if TYPE_CHECKING:
    from clientbook.register.read import Register

COLUMNS = (
    *("manager", "salary", "bonus_target", "integral", "bonus", "fixed", "charges", "payroll", "payroll_share"),
    *("rate", "worked", "norm", "contributions", "gross_profit", "bonus_floor", "bonus_cap"),
)


def pay(
    register: Register,
    integrals: Mapping[str, float | None],
    month: tuple[date, date],
    profits: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return one row per person with a salary or a target bonus, by name; empty where no pay is given.

    Args:
        register: `Сотрудники`, leave, calendar, ``payroll_contributions``, ``bonus_floor``, ``bonus_cap``
        integrals: manager → И; None or missing where there is none
        month: first and last day of the month that is paid
        profits: manager → gross profit of the month, roubles

    Returns:
        manager, salary, bonus_target, integral (NaN where there is none), bonus (NaN without integral or target), fixed,
        charges (contributions, roubles), payroll (a bonus that cannot be computed counts as 0), payroll_share (of gross
        profit, a ratio; NaN without profit), rate, worked and norm (working days), contributions (ratio), gross_profit,
        bonus_floor and bonus_cap (of И).
    """
    staff = register.staff
    paid = staff[staff["salary"].notna() | staff["bonus_target"].notna()]
    if paid.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = paid[["manager", "salary", "bonus_target", "rate"]].sort_values("manager").reset_index(drop=True)
    rows["integral"] = rows["manager"].map(dict(integrals)).astype(float)
    rows["bonus_floor"], rows["bonus_cap"] = (register.settings.number(f"bonus_{end}") for end in ("floor", "cap"))
    rows["bonus"] = rows["bonus_target"] * counted(rows["integral"], rows["bonus_floor"], rows["bonus_cap"])
    span = workdays(*month, register.calendar)
    rows["norm"] = len(span.days)
    rows["worked"] = presence(register.leave, rows["manager"].tolist(), span).sum(axis=1)
    rows["contributions"] = register.settings.number("payroll_contributions")
    rows["fixed"] = rows["salary"].fillna(0) * rows["rate"] * (rows["worked"] / rows["norm"] if len(span.days) else 0)
    earned = rows["fixed"] + rows["bonus"].fillna(0)
    rows["charges"] = earned * rows["contributions"]
    rows["payroll"] = earned + rows["charges"]
    rows["gross_profit"] = rows["manager"].map(dict(profits or {})).astype(float)
    rows["payroll_share"] = rows["payroll"] / rows["gross_profit"].where(rows["gross_profit"] > 0)
    return rows[list(COLUMNS)]


def counted(integrals: pd.Series, floor: pd.Series, cap: pd.Series) -> pd.Series:
    """Return what of each И counts in a bonus: 0 under the floor, no more than the cap."""
    return integrals.clip(upper=cap).where(integrals.isna() | (integrals >= floor), 0.0)
