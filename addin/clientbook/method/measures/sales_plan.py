"""KPI «План продаж»: fact of the last full month against «Планы» (domain: §5).

The plan is the sum of all rows of the month, with and without a client: key clients row by row and the rest in one
row add up. Plans are read in what income is counted in (profit or revenue), else in the other measure where only that
is planned. Plans of a department count in a measure that all its planned people have: revenue of one and profit of another
do not add up. A sale counts for whoever had the client on its date («Передачи»). Corrections of months that are closed count in
the first month that is not.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def _rows(scope: Scope, desk: Desk) -> pd.DataFrame | None:
    """Return the plans of the month in one measure; None where no measure has the plans of everybody planned."""
    plans = desk.register.plans
    here = pd.to_datetime(plans["period"]).eq(pd.Timestamp(desk.month[0]))
    rows = plans[here & scope.counts(plans["manager"]) & plans["plan"].notna()]
    if rows.empty:
        return rows
    measure = _measure(rows, desk.register.basis)
    return None if measure is None else rows[rows["measure"].eq(measure)]


def _measure(rows: pd.DataFrame, basis: str) -> str | None:
    """Return the measure in which everybody who has a plan is planned; the basis of income first; None: there is none."""
    planned = rows.groupby("measure")["manager"].nunique()
    whole = planned.index[planned.eq(rows["manager"].nunique())]
    return basis if basis in whole else next(iter(whole), None)


def read(scope: Scope, desk: Desk) -> Reading:
    """Return plan and fact of the last full month, roubles."""
    rows = _rows(scope, desk)
    if rows is None:
        return Reading("rub", None, None, desk.words.text("kpi.missing.plan_mixed", month=desk.month_name()))
    if rows.empty:
        return Reading("rub", None, None, desk.words.text("kpi.missing.plan", month=desk.month_name()))
    measure, plan = str(rows["measure"].iloc[0]), float(rows["plan"].sum())
    days = desk.month_days
    values = days.loc[scope.counts(days["manager"]), measure]
    if values.isna().all() and len(values):
        return Reading("rub", plan, None, desk.words.text("kpi.missing.cost"))
    key = "kpi.source.plan" if plan > 0 else "kpi.missing.plan_zero"
    what = desk.words.text(f"kpi.measure.{measure}")
    source = desk.words.text(key, what=what, rows=len(rows))
    corrected = round(desk.tools.closed.adjustment(scope, desk.month[0], measure), 2)
    if corrected:
        source += desk.words.text("kpi.source.corrected", amount=desk.words.number(corrected, 2))
    return Reading("rub", plan, float(values.sum()) + corrected, source)
