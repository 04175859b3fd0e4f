"""KPI of every person with a job description: plan, fact, score K, weight and the integral И (domain: §5).

The sheet «KPI» computes K, contribution, effective weight and И again as live formulas over the same cells; what is
here are the values that stand there before anybody recalculates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.method import roles, score
from clientbook.method.measures import (
    contact_plan,
    cross_sell,
    decision_unit,
    missing,
    mml,
    nps,
    nrr,
    overdue,
    retention,
    sales_plan,
    wallet_share,
)
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.past import Past
from clientbook.method.pay import pay
from clientbook.method.roles import Scope
from clientbook.register import codes
from clientbook.register.settings import Settings

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
    "accuracy": missing.accuracy,
    "cross": cross_sell.read,
}

COLUMNS = (
    *("manager", "measure", "unit", "weight", "plan", "fact", "score", "contribution", "period", "source"),
    *("job", "base", "floor", "cap", "raw_weight", "ratio", "points", "setting_key"),
)

INTEGRAL = "integral"
"""Code of the last row of each person, and its key in ``setting_key``."""


@dataclass(frozen=True)
class KpiResult:
    """What «KPI» and «Премия» show.

    Attributes:
        kpi: one row per person and KPI and a last row ``integral`` per person: manager, measure, unit (``rub``,
            ``share``, ``points``), weight (effective, percent; the sum of raw weights on the last row), plan, fact,
            score (K), contribution (weight × K; И on the last row, None where there is none), period, source, job,
            base, floor, cap, raw_weight (percent), ratio, points (raw weight × K), setting_key
        pay: see :func:`clientbook.method.pay.pay`; empty where no pay is given
        desk: what the KPIs were read from, for «Сводка»
    """

    kpi: pd.DataFrame
    pay: pd.DataFrame
    desk: Desk


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
    rows = [row for scope in roles.scopes(register.staff) for row in _person(scope, desk, typed)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    desk.counted[INTEGRAL] = frame
    return KpiResult(frame, pay(register, frame, desk.month), desk)


def typed_weights(register: Register) -> dict[tuple[str, str], float]:
    """Return (manager, measure) → weight in percent, for weights that a person typed over the formula on «KPI»."""
    before = register.previous.get("cb_kpi", pd.DataFrame())
    if before.empty or "raw_weight" not in before:
        return {}
    rows = before.dropna(subset=["manager", "measure", "raw_weight"])
    keys = zip(rows["manager"].astype(str), rows["measure"].astype(str), strict=True)
    return dict(zip(keys, rows["raw_weight"].astype(float), strict=True))


def scale_floor(settings: Settings) -> float:
    """Return where the scale in force begins, as a ratio."""
    keys = {"linear": "kpi_linear_floor", "threshold": "kpi_threshold"}
    key = keys.get(settings.word("kpi_scale"))
    return settings.number(key) if key else 0.0


def _person(scope: Scope, desk: Desk, typed: Mapping[tuple[str, str], float]) -> list[dict[str, object]]:
    """Return the rows of a person: one per KPI, then the integral."""
    settings = desk.register.settings
    raw = roles.weights(scope.job, settings)
    raw = {measure: typed.get((scope.manager, measure), weight) for measure, weight in raw.items()}
    readings = {measure: MEASURES[measure](scope, desk) for measure in raw}
    ratios = {measure: score.ratio(r.fact, r.plan, r.base) for measure, r in readings.items()}
    scale, cap, floor = settings.word("kpi_scale"), settings.number("kpi_cap"), scale_floor(settings)
    floors = {measure: floor if r.floor is None else r.floor for measure, r in readings.items()}
    scores = {measure: score.score(ratios[measure], scale, floors[measure], cap) for measure in raw}
    counted = sum(raw[measure] for measure, k in scores.items() if k is not None)
    rows: list[dict[str, object]] = []
    for measure, reading in readings.items():
        k = scores[measure]
        weight = 100 * raw[measure] / counted if k is not None and counted else None
        rows.append(
            {
                "manager": scope.manager,
                "job": scope.job,
                "measure": measure,
                "unit": reading.unit,
                "weight": weight,
                "plan": reading.plan,
                "fact": reading.fact,
                "score": k,
                "contribution": weight / 100 * k if weight is not None and k is not None else None,
                "period": period(measure, desk),
                "source": reading.source,
                "base": reading.base,
                "floor": floors[measure],
                "cap": cap,
                "raw_weight": raw[measure],
                "ratio": ratios[measure],
                "points": raw[measure] * k if k is not None else 0.0,
                "setting_key": roles.weight_key(scope.job, measure),
            }
        )
    return [*rows, _integral(scope, raw, scores, desk)]


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


def figure(value: float, words: Words) -> str:
    """Return a percentage without a tail of zeros: «95», «92,5»."""
    return words.number(value, 0 if value == round(value) else 1)


def period(measure: str, desk: Desk) -> str:
    """Return what the column «Период» says: the month of a flow, the date of a state."""
    if measure in roles.MONTHLY:
        return desk.month_name()
    return desk.words.text("kpi.state", day=desk.words.day(desk.as_of))
