"""KPI «Точность прогноза»: max(0, 1 − WAPE) of the last full month against the frozen forecast (domain: §5, §6 СППО).

Who leads clients answers for each of his key and large clients, who leads people for the total. "Same as last month" stands
beside it: a forecast worth its time is better than that.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.forecast import of_clients, of_total, ratio
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope

BY_CLIENT = frozenset({"km", "kam"})
"""Jobs that answer for single clients."""


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the accuracy of the last full month, a ratio; none where nothing was frozen in time, or nothing was sold."""
    words, single = desk.words, scope.job in BY_CLIENT
    target = desk.register.settings.number("kpi_accuracy_km" if single else "kpi_accuracy_rko")
    months = desk.tools.reports
    rows = months[pd.to_datetime(months["period"]).eq(pd.Timestamp(desk.month[0])) & scope.counts(months["manager"])]
    rows = rows[rows["report"].notna() & rows["counted"].notna()]
    measured = rows[rows["row_kind"].eq("client")] if single else rows
    if measured.empty:
        return Reading("share", target, None, words.text("kpi.missing.accuracy", month=desk.month_name()))
    missed_by = of_clients if single else of_total
    missed, naive = missed_by(measured), missed_by(measured, "last_month")
    fact = ratio(missed)
    if missed is None or fact is None or naive is None:
        return Reading("share", target, None, words.text("kpi.missing.accuracy_zero", month=desk.month_name()))
    report = float(measured["report"].sum())
    figures = {
        "wape": desk.percent(missed),
        "naive": desk.percent(naive),
        "bias": desk.percent((float(measured["counted"].sum()) - report) / report if report else 0.0),
        "rows": len(measured),
    }
    key = "kpi.source.accuracy_clients" if single else "kpi.source.accuracy_total"
    return Reading("share", target, fact, words.text(key, **figures))
