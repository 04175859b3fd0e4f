"""KPI of every person with a job description: plan, fact, score K, weight and the integral И (domain: §5).

The sheet «KPI» computes K, contribution, effective weight and И again as live formulas over the same cells; what is
here are the values that stand there before anybody recalculates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.method import roles, score
from clientbook.method.kpi_rows import COLUMNS, INTEGRAL, figure
from clientbook.method.measures import (
    accuracy,
    activity,
    base_growth,
    contact_plan,
    cross_sell,
    data_quality,
    decision_unit,
    indicator,
    mml,
    new_clients,
    nps,
    nrr,
    overdue,
    payroll,
    retention,
    sales_plan,
    wallet_share,
)
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.past import Past
from clientbook.method.pay import pay
from clientbook.method.roles import Scope
from clientbook.register import codes

if TYPE_CHECKING:
    from clientbook.method.contacts import ContactPlan
    from clientbook.register.read import Register

MEASURES: Mapping[str, Callable[[Scope, Desk], Reading]] = {
    "plan": sales_plan.read,
    "nrr": nrr.read,
    "retention": retention.read,
    "mml": mml.read,
    "overdue": overdue.read,
    "contacts": contact_plan.read,
    "share": wallet_share.read,
    "dmu": decision_unit.read,
    "nps": nps.read,
    "accuracy": accuracy.read,
    "cross": cross_sell.read,
    "handover": new_clients.handed_over,
    "new_payments": new_clients.payments,
    "second_order": new_clients.second_order,
    "payroll": payroll.read,
    "dependency": base_growth.dependency,
    "reactivation": base_growth.reactivation,
    "growth": base_growth.growth,
    "quality": data_quality.read,
    "activity": activity.read,
    "errors": indicator.typed("errors", "share", less=True),
    "on_time": indicator.typed("on_time", "share"),
    "meetings": indicator.typed("meetings", "pcs"),
    "conversion": indicator.typed("conversion", "share"),
    "response_time": indicator.typed("response_time", "hours", less=True),
}


@dataclass(frozen=True)
class KpiResult:
    """What «KPI» and «Премия» show.

    Attributes:
        kpi: one row per person and KPI and a last row ``integral`` per person: manager, measure, unit (``rub``,
            ``share``, ``points``), weight (effective, percent; the sum of raw weights on the last row), plan, fact,
            score (K), contribution (weight × K; И on the last row, None where there is none), period, source, job,
            base, floor, cap, raw_weight (percent), ratio, points (raw weight × K), setting_key, better (``more``, ``less``)
        further: KPIs that are told and not scored, one row per person and KPI, in the columns of ``kpi``
        pay: see :func:`clientbook.method.pay.pay`; empty where no pay is given
        desk: what the KPIs were read from, for «Сводка»
    """

    kpi: pd.DataFrame
    pay: pd.DataFrame
    desk: Desk
    further: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))


def kpi(
    register: Register, portfolio: pd.DataFrame, plan: ContactPlan, words: Words, past: Past | None = None
) -> KpiResult:
    """Return the KPIs of everybody with a job description, by name, in the order of the description.

    Args:
        register: the register; its settings hold targets, weights and the scale
        portfolio: one row per client, as ``method.portfolio`` gives it
        plan: the contact plan, for contacts due and done
        words: language of the sources
        past: what the sales say of the past, where it is counted already
    """
    desk = Desk(register, portfolio, plan, words, past)
    typed = typed_weights(register)
    people = roles.scopes(register.staff)
    # the bonus of people who are measured by payroll is a part of it: there they count at their target
    measured = {one.manager for one in people if "payroll" in roles.weights(one.job, register.settings)}
    persons = {one.manager: _person(one, desk, typed) for one in people if one.manager not in measured}
    desk.integrals.update({manager: _figure(rows[-1]["contribution"]) for manager, rows in persons.items()})
    desk.integrals.update(dict.fromkeys(measured, 1.0))
    persons |= {one.manager: _person(one, desk, typed) for one in people if one.manager in measured}
    desk.integrals.update({manager: _figure(rows[-1]["contribution"]) for manager, rows in persons.items()})
    frame = pd.DataFrame([row for one in people for row in persons[one.manager]], columns=list(COLUMNS))
    further = pd.DataFrame([row for one in people for row in _further(one, desk)], columns=list(COLUMNS))
    return KpiResult(frame, _pay(register, desk), desk, further)


def _pay(register: Register, desk: Desk) -> pd.DataFrame:
    """Return pay beside the gross profit of each person's clients in the month."""
    days = desk.month_days
    profits = days.dropna(subset=["profit"]).groupby("manager")["profit"].sum()
    return pay(register, desk.integrals, desk.month, {str(name): float(sum_) for name, sum_ in profits.items()})


def _further(scope: Scope, desk: Desk) -> list[dict[str, object]]:
    """Return the KPIs of a person that have no weight: told, so that a head can see what a weight would do."""
    weighed = roles.weights(scope.job, desk.register.settings)
    told = [measure for measure in roles.TOLD.get(scope.job, ()) if measure not in weighed]
    rows = []
    for measure in told:
        reading = MEASURES[measure](scope, desk)
        rows.append({"manager": scope.manager, "job": scope.job, "raw_weight": 0.0, **_read(measure, reading, desk)})
    return rows


def _read(measure: str, reading: Reading, desk: Desk) -> dict[str, object]:
    """Return what a reading says in the columns of a row."""
    cap = desk.register.settings.number("kpi_cap")
    return {
        "measure": measure,
        "unit": reading.unit,
        "plan": reading.plan,
        "fact": reading.fact,
        "period": period(measure, desk),
        "source": reading.source,
        "base": reading.base,
        "ratio": score.ratio(reading.fact, reading.plan, reading.base, less=reading.less, cap=cap),
        "better": "less" if reading.less else "more",
    }


def typed_weights(register: Register) -> dict[tuple[str, str], float]:
    """Return (manager, measure) → weight in percent, for weights that a person typed over the formula on «KPI»."""
    before = register.previous.get("cb_kpi", pd.DataFrame())
    if before.empty or "raw_weight" not in before:
        return {}
    rows = before.dropna(subset=["manager", "measure", "raw_weight"])
    keys = zip(rows["manager"].astype(str), rows["measure"].astype(str), strict=True)
    return dict(zip(keys, rows["raw_weight"].astype(float), strict=True))


def _person(scope: Scope, desk: Desk, typed: Mapping[tuple[str, str], float]) -> list[dict[str, object]]:
    """Return the rows of a person: one per KPI, then the integral."""
    settings = desk.register.settings
    raw = roles.weights(scope.job, settings)
    raw = {measure: typed.get((scope.manager, measure), weight) for measure, weight in raw.items()}
    readings = {measure: MEASURES[measure](scope, desk) for measure in raw}
    told = {measure: _read(measure, reading, desk) for measure, reading in readings.items()}
    ratios = {measure: _figure(row["ratio"]) for measure, row in told.items()}
    scale, cap, floor = settings.word("kpi_scale"), settings.number("kpi_cap"), score.scale_floor(settings)
    floors = {measure: floor if r.floor is None else r.floor for measure, r in readings.items()}
    scores = {measure: score.score(ratios[measure], scale, floors[measure], cap) for measure in raw}
    counted = sum(raw[measure] for measure, k in scores.items() if k is not None)
    rows: list[dict[str, object]] = []
    for measure, k in scores.items():
        weight = 100 * raw[measure] / counted if k is not None and counted else None
        rows.append(
            {
                **told[measure],
                "manager": scope.manager,
                "job": scope.job,
                "weight": weight,
                "score": k,
                "contribution": weight / 100 * k if weight is not None and k is not None else None,
                "floor": floors[measure],
                "cap": cap,
                "raw_weight": raw[measure],
                "points": raw[measure] * k if k is not None else 0.0,
                "setting_key": roles.weight_key(scope.job, measure),
            }
        )
    return [*rows, _integral(scope, raw, scores, desk)]


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, float) else None


def _integral(
    scope: Scope, raw: Mapping[str, float], scores: Mapping[str, float | None], desk: Desk
) -> dict[str, object]:
    """Return the row И: none unless the weights make 100 % and KPIs with data weigh enough; the source says which."""
    words, least = desk.words, 100 * desk.register.settings.number("kpi_min_weight")
    total = round(sum(raw.values()), 6)
    counted = sum(raw[measure] for measure, k in scores.items() if k is not None)
    without = [measure for measure, k in scores.items() if k is None and raw[measure] > 0]
    value = None
    if total != 100:
        source = words.text("kpi.integral.sum", total=figure(total, words))
    elif counted <= 0 or counted < least:
        source = words.text("kpi.integral.few", counted=figure(counted, words), least=figure(least, words))
    else:
        value = score.integral(list(raw.values()), list(scores.values()))
        names = ", ".join(f"{codes.KPI.word(m, words.lang)} {figure(raw[m], words)} %" for m in without)
        source = words.text("kpi.integral.spread", names=names) if names else words.text("kpi.integral.whole")
    return {
        "manager": scope.manager,
        "job": scope.job,
        "measure": INTEGRAL,
        "weight": total,
        "contribution": value,
        "period": desk.month_name(),
        "source": source,
        "setting_key": INTEGRAL,
    }


def period(measure: str, desk: Desk) -> str:
    """Return what the column «Период» says: the month of a flow, the date of a state."""
    if measure in roles.MONTHLY:
        return desk.month_name()
    return desk.words.text("kpi.state", day=desk.words.day(desk.as_of))
