"""«Что если»: the integral И of everybody with other weights and targets than those in force, for the sheet «Премия»."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from clientbook.method import score
from clientbook.method.kpi_rows import INTEGRAL
from clientbook.register.settings import Settings

COLUMNS = (
    *("manager", "measure", "unit", "raw_weight", "plan", "fact", "score", "weight_if", "plan_if", "score_if"),
    *("weight_used", "plan_used", "ratio_if", "points_if", "base", "floor", "setting_key", "better"),
)

Cells = Mapping[tuple[str, str], float]


def what_if(kpi: pd.DataFrame, weights: Cells, plans: Cells, settings: Settings) -> pd.DataFrame:
    """Return one row per person and KPI with the weight and target to try, and the score K that follows.

    Args:
        kpi: ``KpiResult.kpi``
        weights: (manager, measure) → weight to try, percent
        plans: (manager, measure) → target to try, in the unit of the row (a ratio for ``share``)
        settings: the scale and its cap

    Returns:
        ``raw_weight``, ``plan``, ``fact``, ``score`` as they are; ``weight_if`` and ``plan_if`` as typed; ``weight_used`` and
        ``plan_used``: those typed, else those in force; ``ratio_if``, ``score_if``, ``points_if`` (weight × K), base, floor.
    """
    rows = kpi[kpi["measure"].ne(INTEGRAL)].reset_index(drop=True)
    keys = list(zip(rows["manager"], rows["measure"], strict=True))
    rows["weight_if"] = pd.Series([weights.get(key) for key in keys], dtype=float)
    rows["plan_if"] = pd.Series([plans.get(key) for key in keys], dtype=float)
    rows["weight_used"] = rows["weight_if"].fillna(rows["raw_weight"].astype(float))
    rows["plan_used"] = rows["plan_if"].fillna(rows["plan"].astype(float))
    scale, cap = settings.word("kpi_scale"), settings.number("kpi_cap")
    found = [_score(row, scale, cap) for row in rows.to_dict("records")]
    rows["ratio_if"] = pd.Series([ratio for ratio, _ in found], dtype=float)
    rows["score_if"] = pd.Series([k for _, k in found], dtype=float)
    rows["points_if"] = (rows["weight_used"] * rows["score_if"]).fillna(0.0)
    return rows.reindex(columns=list(COLUMNS))


def _score(row: Mapping[object, object], scale: str, cap: float) -> tuple[float | None, float | None]:
    fact, plan, base, floor = (_figure(row[key]) for key in ("fact", "plan_used", "base", "floor"))
    ratio = score.ratio(fact, plan, base, less=row["better"] == "less", cap=cap)
    return ratio, score.score(ratio, scale, floor or 0.0, cap)


def _figure(value: object) -> float | None:
    return None if not isinstance(value, (int, float)) or pd.isna(value) else float(value)


def integrals(rows: pd.DataFrame, settings: Settings) -> dict[str, float | None]:
    """Return manager → И of what is tried: none unless the weights make 100 % and those with data weigh enough.

    Args:
        rows: what :func:`what_if` returns
        settings: the least weight of KPIs with data
    """
    least, found = 100 * settings.number("kpi_min_weight"), {}
    for manager, mine in rows.groupby("manager", sort=True):
        counted = float(mine.loc[mine["score_if"].notna(), "weight_used"].sum())
        whole = round(float(mine["weight_used"].sum()), 6) == 100
        enough = whole and counted > 0 and counted >= least
        found[str(manager)] = float(mine["points_if"].sum()) / counted if enough else None
    return found
