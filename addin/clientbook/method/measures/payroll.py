"""KPI «ФОТ, % прибыли»: payroll with contributions / gross profit of the last full month; less is better (domain: §5).

The bonus of people who are measured by payroll themselves counts at its target: it depends on this very figure. Only the
ratio is told, never roubles.
"""

from __future__ import annotations

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.pay import pay
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return payroll of the person's people / gross profit of their clients, a ratio."""
    settings, words = desk.register.settings, desk.words
    goal = settings.number("kpi_payroll_target")
    paid = pay(desk.register, desk.integrals, desk.month)
    paid = paid[scope.counts(paid["manager"])]
    if paid.empty:
        return Reading("share", goal, None, words.text("kpi.missing.payroll"), less=True)
    days = desk.month_days
    profit = days.loc[scope.counts(days["manager"]), "profit"]
    if profit.isna().all() or profit.sum() <= 0:
        missing = words.text("kpi.missing.payroll_profit", month=desk.month_name())
        return Reading("share", goal, None, missing, less=True)
    source = words.text("kpi.source.payroll", people=len(paid))
    return Reading("share", goal, float(paid["payroll"].sum() / profit.sum()), source, less=True)
