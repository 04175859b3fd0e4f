"""Life cycle: the stage a client is in, the first rule that holds; and who is active (domain: §3 life cycle)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.register.settings import Settings


def sleeping_limit(interval: pd.Series, settings: Settings) -> pd.Series:
    """Return the days after which a client sleeps: max(2 I, 90)."""
    return (settings.number("sleeping_intervals") * interval).clip(lower=settings.number("sleeping_days"))


def lost_limit(interval: pd.Series, settings: Settings) -> pd.Series:
    """Return the days after which a client is lost: max(3 I, 180)."""
    return (settings.number("lost_intervals") * interval).clip(lower=settings.number("lost_days"))


def is_active(recency: pd.Series, interval: pd.Series, settings: Settings) -> pd.Series:
    """Tell who is active: recency ≤ max(2 I, 90); the one rule of segments, KPI and pay. Never bought: not active."""
    return recency.le(sleeping_limit(interval, settings))


def lifecycle(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return the stage of each client, a code of ``STATUS``: the first rule of the domain that holds.

    Args:
        frame: ``bought``, ``orders``, ``age``, ``recency`` (days), ``kind``, ``last_gap`` (days between the last two
            orders), ``interval``, ``trend``, ``trend_sure``
        settings: limits of days, intervals and orders
    """
    recency, age = frame["recency"], frame["age"]
    sleeping = sleeping_limit(frame["interval"], settings)
    few_orders = frame["orders"] < settings.number("new_few_orders")
    rules = {
        "never": ~frame["bought"],
        "one_time": (frame["orders"].eq(1) & age.gt(settings.number("one_time_days")))
        | frame["kind"].isin(["one_off", "project"]),
        "lost": recency.gt(lost_limit(frame["interval"], settings)),
        "sleeping": recency.gt(sleeping),
        "new": age.le(settings.number("new_days")) | (age.le(settings.number("new_few_days")) & few_orders),
        "recovered": recency.le(settings.number("recovered_days")) & frame["last_gap"].gt(sleeping),
        "growing": frame["trend_sure"] & frame["trend"].gt(0),
        "declining": frame["trend_sure"] & frame["trend"].lt(0),
    }
    stages = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "stable")
    return pd.Series(stages.astype(object), index=frame.index)
