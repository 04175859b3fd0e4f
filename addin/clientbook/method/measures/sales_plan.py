"""KPI «План продаж»: fact of the last full month against «Планы» (domain: §5).

The plan is the sum of all rows of the month, with and without a client: key clients row by row and the rest in one
row add up. Plans are read in what income is counted in (profit or revenue), else in the other measure where only that
is planned. A sale counts for whoever had the client on its date («Передачи»).
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def _rows(scope: Scope, desk: Desk) -> pd.DataFrame:
    plans = desk.register.plans
    here = pd.to_datetime(plans["period"]).eq(pd.Timestamp(desk.month[0]))
    rows = plans[here & scope.counts(plans["manager"]) & plans["plan"].notna()]
    basis = rows["measure"].eq(desk.register.basis)
    return rows[basis] if basis.any() else rows


def read(scope: Scope, desk: Desk) -> Reading:
    """Return plan and fact of the last full month, roubles."""
    rows = _rows(scope, desk)
    if rows.empty:
        return Reading("rub", None, None, desk.words.text("kpi.missing.plan", month=desk.month_name()))
    measure, plan = str(rows["measure"].iloc[0]), float(rows["plan"].sum())
    days = desk.month_days
    values = days.loc[scope.counts(days["manager"]), measure]
    if values.isna().all() and len(values):
        return Reading("rub", plan, None, desk.words.text("kpi.missing.cost"))
    key = "kpi.source.plan" if plan > 0 else "kpi.missing.plan_zero"
    what = desk.words.text(f"kpi.measure.{measure}")
    return Reading("rub", plan, float(values.sum()), desk.words.text(key, what=what, rows=len(rows)))
