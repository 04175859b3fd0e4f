"""KPIs whose facts stand on «Показатели»: errors, documents on time, meetings, conversion, time of answer (domain: §5).

One row per month, person and KPI. The plan of the row goes before the target of «Настройки», for these and for any other
KPI that has a plan there.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope
from clientbook.register import codes


def row(scope: Scope, desk: Desk, measure: str) -> pd.Series | None:
    """Return the person's row of the last full month; the last one where it stands twice; None where there is none."""
    table = desk.register.tools["cb_indicators"]
    mine = table["manager"].eq(scope.manager) & table["measure"].eq(measure)
    rows = table[mine & pd.to_datetime(table["period"]).eq(pd.Timestamp(desk.month[0]))]
    return None if rows.empty else rows.iloc[-1]


def plan(scope: Scope, desk: Desk, measure: str) -> float:
    """Return the plan typed on «Показатели» for the last full month, else the target of «Настройки»."""
    typed = row(scope, desk, measure)
    if typed is None or pd.isna(typed["plan"]):
        return desk.register.settings.number(f"kpi_{measure}_target")
    return float(typed["plan"])


def typed(measure: str, unit: str, *, less: bool = False) -> Callable[[Scope, Desk], Reading]:
    """Return the reader of a KPI whose fact is typed.

    Args:
        measure: code of the KPI; its target is the setting ``kpi_<measure>_target``
        unit: ``share``, ``pcs`` or ``hours``
        less: less is better
    """

    def read(scope: Scope, desk: Desk) -> Reading:
        found, goal, words = row(scope, desk, measure), plan(scope, desk, measure), desk.words
        if found is None or pd.isna(found["fact"]):
            named = codes.KPI.word(measure, words.lang)
            missing = words.text("kpi.missing.indicator", measure=named, month=desk.month_name())
            return Reading(unit, goal, None, missing, less=less)
        source = found["source"] if isinstance(found["source"], str) else None
        told = words.text("kpi.source.indicator", source=source) if source else words.text("kpi.from.indicator")
        return Reading(unit, goal, float(found["fact"]), told[:120], less=less)

    return read
