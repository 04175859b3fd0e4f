"""The score K of a KPI: how far the fact is from the plan, on one of three scales (domain: §5 Score).

The sheet «KPI» computes the same as live formulas; :mod:`clientbook.sheets.kpi` mirrors this module line by line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientbook.register.settings import Settings

DIGITS = 9
"""Ratios are rounded to so many digits: 0.16 / 0.2 must reach a threshold of 0.8 on paper and in binary alike."""


def growth(fact: float, plan: float) -> float | None:
    """Return fact / plan; None where the plan is not above zero (growth with plan ≤ 0 is н/д)."""
    return round(fact / plan, DIGITS) if plan > 0 else None


def lower_is_better(fact: float, plan: float, cap: float = 1.2) -> float:
    """Return plan / fact; with a plan of 0 the fact is either met (``cap``) or not (0)."""
    if plan <= 0 or fact <= 0:
        return cap if fact <= max(plan, 0) else 0.0
    return round(plan / fact, DIGITS)


def from_base(fact: float, base: float, target: float) -> float | None:
    """Return (fact − base) / (target − base): 0 at the base, 1 at the target, whichever of the two is higher."""
    return round((fact - base) / (target - base), DIGITS) if target != base else None


def ratio(
    fact: float | None, plan: float | None, base: float | None = None, *, less: bool = False, cap: float = 1.2
) -> float | None:
    """Return the ratio of a KPI row: from its base where it has one, else fact / plan; None without fact or plan.

    Args:
        fact: the figure reached
        plan: the target
        base: where the score begins
        less: less is better: plan / fact
        cap: the ratio of a fact of 0 where less is better
    """
    if fact is None or plan is None:
        return None
    if less:
        return lower_is_better(fact, plan, cap)
    return growth(fact, plan) if base is None else from_base(fact, base, plan)


def score(reached: float | None, scale: str, floor: float, cap: float = 1.2) -> float | None:
    """Return K, never below 0.

    Args:
        reached: the ratio; None gives None
        scale: ``linear``: 0 up to ``floor``, rising to 1 at 1, then the ratio; ``threshold``: 0 under ``floor``, then
            the ratio; ``proportional``: the ratio, without floor and cap
        floor: where the scale begins (0.7 linear, 0.8 threshold by default)
        cap: the most that counts
    """
    if reached is None:
        return None
    if scale == "proportional":
        return max(0.0, reached)
    if reached < floor:
        return 0.0
    if scale == "threshold" or reached >= 1:
        return min(reached, cap)
    return (reached - floor) / (1 - floor)


def scale_floor(settings: Settings) -> float:
    """Return where the scale in force begins, as a ratio."""
    keys = {"linear": "kpi_linear_floor", "threshold": "kpi_threshold"}
    key = keys.get(settings.word("kpi_scale"))
    return settings.number(key) if key else 0.0


def integral(weights: list[float], scores: list[float | None]) -> float | None:
    """Return И = Σ w·K; the weight of a KPI without a score is spread over the others in proportion.

    Args:
        weights: raw weights in any unit, in the order of ``scores``
        scores: K of each KPI, None without data
    """
    counted = sum(weight for weight, k in zip(weights, scores, strict=True) if k is not None)
    if counted <= 0:
        return None
    return sum(weight * k for weight, k in zip(weights, scores, strict=True) if k is not None) / counted
