"""Priority: whom to see first, 0 to 100 (domain: §3 priority)."""

from __future__ import annotations

import pandas as pd

from clientbook.register.settings import Settings


def share_below(values: pd.Series) -> pd.Series:
    """Return the share of all clients strictly below each one."""
    return (values.rank(method="min") - 1) / max(len(values), 1)


def priority(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return 40·PR(УГД) + 0.3·risk + 20·PR(gap) + 10·min(1, days late / interval); PR is the share strictly below.

    An unknown gap ranks as none.

    Args:
        frame: ``annual_income``, ``risk`` (0…100), ``gap`` (roubles or NaN), ``lateness`` (days or NaN), ``interval``
        settings: ``priority_income``, ``priority_risk``, ``priority_gap``, ``priority_late``
    """
    late = (frame["lateness"] / frame["interval"].clip(lower=1.0)).clip(0.0, 1.0).fillna(0.0)
    points = (
        settings.number("priority_income") * share_below(frame["annual_income"])
        + settings.number("priority_risk") * frame["risk"]
        + settings.number("priority_gap") * share_below(frame["gap"].fillna(0.0))
        + settings.number("priority_late") * late
    )
    return points.clip(0.0, 100.0)
