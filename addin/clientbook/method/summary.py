"""«Сводка»: the six figures against the run before, by manager and by segment, what changed, 80/20, flow, reconciliation."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method import history as histories
from clientbook.method.kpi import KpiResult
from clientbook.method.kpi_rows import INTEGRAL
from clientbook.method.measures import contact_plan, nrr, sales_plan
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.pareto import Pareto, pareto
from clientbook.method.reconciliation import SEGMENTS, reconciliation
from clientbook.method.roles import EVERYBODY, Scope
from clientbook.method.score import growth
from clientbook.register.settings import Settings

if TYPE_CHECKING:
    from clientbook.register.read import Register

GOOD_WHEN_LOWER = frozenset({"risk_income", "overdue"})
"""Figures that are better the lower they are."""

FIGURES: Mapping[str, str] = {
    "income": "rub",
    "nrr": "share",
    "risk_income": "rub",
    "plan": "share",
    "contacts": "share",
    "overdue": "rub",
}
"""The six figures and their units: УГД, NRR, УГД of clients at high risk, plan, contacts, overdue debt."""


class Summary(NamedTuple):
    """What «Сводка» and «История» show.

    Attributes:
        figures: figure (code of ``FIGURES``), unit, value, previous, change, verdict (``better``, ``worse``,
            ``same``), target (a ratio), before (date of the run before), note (why there is no value)
        by_manager: manager (None for clients without one, last), clients, annual_income, risk_income, plan, contacts
            (ratios), overdue, integral
        by_segment: segment, clients, clients_share, annual_income, income_share, risk_income, overdue, revenue_12m
        changes: see :func:`clientbook.method.history.changes`
        pareto: the real 80/20
        income_flow: see :func:`clientbook.method.flow.flow`
        reconciliation: part (segment codes, ``no_client``, ``left_out``, ``all_lines``), rows, amount (net of 12
            months in the basis), sign: parts × sign add up to 0
        figures_history: as_of and the six figures, one row per date of a run
        history: the rows of «История»
    """

    figures: pd.DataFrame
    by_manager: pd.DataFrame
    by_segment: pd.DataFrame
    changes: pd.DataFrame
    pareto: Pareto
    income_flow: pd.DataFrame
    reconciliation: pd.DataFrame
    figures_history: pd.DataFrame
    history: pd.DataFrame


def summary(register: Register, portfolio: pd.DataFrame, kpi: KpiResult) -> Summary:
    """Return everything on «Сводка».

    Args:
        register: the register with the figures and the history of earlier runs in ``previous``
        portfolio: one row per client
        kpi: the KPIs of the same run; what they have counted is used again
    """
    earlier = register.previous.get("cb_history", pd.DataFrame())
    readings = _readings(EVERYBODY, kpi.desk)
    values = {**_money(portfolio), **{key: reached(reading) for key, reading in readings.items()}}
    notes = {key: reading.source for key, reading in readings.items()}
    notes["overdue"] = kpi.desk.words.text("kpi.missing.overdue")
    kept = register.previous.get("cb_figures", pd.DataFrame())
    return Summary(
        figures=_figures(values, notes, histories.before(kept, register.as_of), register.settings),
        by_manager=_by_manager(portfolio, kpi),
        by_segment=_by_segment(portfolio),
        changes=histories.changes(earlier, portfolio, register.as_of),
        pareto=pareto(portfolio, register.settings),
        income_flow=kpi.desk.past.income_flow,
        reconciliation=reconciliation(portfolio, register.sales),
        figures_history=histories.upserted(
            kept, pd.DataFrame([{"as_of": register.as_of, **_ordered(values)}]), register.as_of, ["as_of"]
        ),
        history=kpi.desk.tools.history,
    )


def reached(reading: Reading) -> float | None:
    """Return a reading as one ratio: fact / plan of the sales plan, the fact of the others."""
    if reading.unit != "rub" or reading.fact is None or reading.plan is None:
        return reading.fact if reading.unit != "rub" else None
    return growth(reading.fact, reading.plan)


def _readings(scope: Scope, desk: Desk) -> dict[str, Reading]:
    return {
        "nrr": nrr.read(scope, desk),
        "plan": sales_plan.read(scope, desk),
        "contacts": contact_plan.read(scope, desk),
    }


def _ordered(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {key: values[key] for key in FIGURES}


def _money(clients: pd.DataFrame) -> dict[str, float | None]:
    high = clients["risk_band"].eq("high")
    overdue = clients["overdue"].astype(float)
    return {
        "income": float(clients["annual_income"].sum()),
        "risk_income": float(clients.loc[high, "annual_income"].clip(lower=0).sum()),
        "overdue": float(overdue.sum()) if overdue.notna().any() else None,
    }


def _figures(
    values: Mapping[str, float | None],
    notes: Mapping[str, str],
    before: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    then = before.iloc[0] if len(before) else None
    targets = {
        "nrr": settings.number("kpi_nrr_target"),
        "plan": 1.0,
        "contacts": settings.number("kpi_contacts_target"),
    }
    rows = []
    for key, unit in FIGURES.items():
        value = values[key]
        previous = None if then is None or pd.isna(then.get(key)) else float(then[key])
        change = _change(value, previous)
        note = notes.get(key) if value is None else None
        rows.append(
            {
                "figure": key,
                "unit": unit,
                "value": value,
                "previous": previous,
                "change": change,
                "verdict": _verdict(key, change),
                "target": targets.get(key),
                "before": None if then is None else pd.Timestamp(then["as_of"]),
                "note": note,
            }
        )
    return pd.DataFrame(rows)


def _change(value: float | None, previous: float | None) -> float | None:
    if value is None or previous is None:
        return None
    # sums of the same figures in another order are no change
    return 0.0 if isclose(value, previous, rel_tol=1e-12, abs_tol=1e-9) else value - previous


def _verdict(key: str, change: float | None) -> str | None:
    if change is None:
        return None
    if not change:
        return "same"
    return "better" if (change < 0) == (key in GOOD_WHEN_LOWER) else "worse"


def _by_manager(portfolio: pd.DataFrame, kpi: KpiResult) -> pd.DataFrame:
    integrals = kpi.kpi[kpi.kpi["measure"].eq(INTEGRAL)].set_index("manager")["contribution"]
    rows: list[dict[str, object]] = []
    narrow = portfolio[["manager", "annual_income", "risk_band", "overdue"]]
    for manager, clients in narrow.groupby("manager", sort=True):
        scope = Scope(str(manager), "km", frozenset({str(manager)}))
        ratios = {
            "plan": reached(sales_plan.read(scope, kpi.desk)),
            "contacts": reached(contact_plan.read(scope, kpi.desk)),
        }
        integral = integrals.get(manager)
        rows.append({"manager": manager, **_group(clients), **ratios, "integral": integral})
    nobody = narrow[narrow["manager"].isna()]
    if len(nobody):
        rows.append({"manager": None, **_group(nobody)})
    columns = ["manager", "clients", "annual_income", "risk_income", "plan", "contacts", "overdue", "integral"]
    return pd.DataFrame(rows).reindex(columns=columns)


def _by_segment(portfolio: pd.DataFrame) -> pd.DataFrame:
    rows = []
    total = float(portfolio["annual_income"].sum())
    segments = portfolio["segment"].fillna("none")
    for segment in SEGMENTS:
        clients = portfolio[segments.eq(segment)]
        group = _group(clients)
        income = float(group["annual_income"] or 0.0)
        rows.append(
            {
                "segment": segment,
                **group,
                "clients_share": len(clients) / len(portfolio) if len(portfolio) else 0.0,
                "income_share": income / total if total > 0 else 0.0,
                "revenue_12m": float(clients["revenue_12m"].sum()),
            }
        )
    columns = ["segment", "clients", "clients_share", "annual_income", "income_share", "risk_income", "overdue"]
    return pd.DataFrame(rows)[[*columns, "revenue_12m"]]


def _group(clients: pd.DataFrame) -> dict[str, float | None]:
    money = _money(clients)
    return {
        "clients": len(clients),
        "annual_income": money["income"],
        "risk_income": money["risk_income"],
        "overdue": money["overdue"],
    }
