"""«Премия»: bonus and payroll of the people whose pay is given (domain: §5).

Bonus = target bonus × И. Payroll of a person = (salary × rate × worked / norm + bonus) × (1 + contributions), over the
working days of the last full month: the norm is the calendar's, worked is the norm without leave.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.workdays import presence, workdays

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
    span = workdays(*month, register.calendar)
    rows["norm"] = len(span.days)
    rows["worked"] = presence(register.leave, rows["manager"].tolist(), span).sum(axis=1)
    rows["contributions"] = register.settings.number("payroll_contributions")
    earned = rows["salary"].fillna(0) * rows["rate"] * (rows["worked"] / rows["norm"] if len(span.days) else 0)
    rows["payroll"] = (earned + rows["bonus"].fillna(0)) * (1 + rows["contributions"])
    return rows[list(COLUMNS)]
