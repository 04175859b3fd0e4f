"""Сегмент обслуживания: what contact norms and pay go by (domain: §3 Сегмент обслуживания)."""

from __future__ import annotations

import pandas as pd

from clientbook.method.abc import cut, share_before
from clientbook.method.holding import holding
from clientbook.register.settings import Settings

LARGE = frozenset({"key", "large"})
"""Segments served with care: Ключевой and Крупный."""


def segment_rank(segment: pd.Series) -> pd.Series:
    """Return what to sort clients by: 0 for key ones, 1 large, 2 medium, 3 for all others."""
    return segment.map({"key": 0, "large": 1, "medium": 2}).fillna(3)


def service_segment(frame: pd.DataFrame, income: pd.Series, staff: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return the computed segment: ``key``, ``large``, ``medium``, ``small``; ``none`` off the income curve.

    Cut from the same curve as ABC, where a holding stands as one buyer: its clients get the segment of the whole. The
    flag `Ключевой`, or a КАМ as manager, makes a key client of anybody.

    Args:
        frame: ``client_id``, ``parent_id``, ``manager``, ``key_flag``
        income: annual income
        staff: `Сотрудники`: ``manager``, ``job``
        settings: ``service_key``, ``service_large``, ``service_medium``
    """
    limits = [settings.number(f"service_{name}") for name in ("key", "large", "medium")]
    names = ["key", "large", "medium", "small"]
    heads = holding(frame)
    whole = income.where(income > 0).groupby(heads).sum(min_count=1).fillna(0.0)
    before = share_before(whole, whole.index.to_series())
    segment = cut(heads.map(before).where(income > 0), limits, names, "none")
    kams = set(staff.loc[staff["job"].eq("kam"), "manager"])
    return segment.where(~(frame["key_flag"] | frame["manager"].isin(kams)), "key")
