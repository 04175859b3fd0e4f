"""Seasonal clients: who they are, which months are their season, and how late they are in it (domain: §3 Seasonal)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from clientbook.method.facts import last_full_month
from clientbook.register.settings import Settings


def season(frame: pd.DataFrame, as_of: date, settings: Settings) -> pd.DataFrame:
    """Return who is seasonal, whether it is the season, and recency in days of the season.

    Seasonal: the flag, or Pearson of the 12 monthly sums of the last two years of full months ≥ the limit (a year
    without any difference between its months has none). A month is in season if the sum of both years in it is at
    least ``seasonal_month`` of the mean month; without purchases in two years every month is. A client who is not
    seasonal is always in season.

    Args:
        frame: ``m01`` … ``m24``, ``seasonal`` (the flag), ``recency`` (days), ``last_order``, ``first_purchase``
        as_of: T
        settings: ``seasonal_correlation``, ``seasonal_month``

    Returns:
        ``is_seasonal``, ``in_season`` (bool), ``season_recency`` (days since the last order that fall in months of the
        season; all of them for others).
    """
    months = frame[[f"m{age:02}" for age in range(1, 25)]].to_numpy(dtype="float64")
    correlation = _pearson(months[:, :12], months[:, 12:])
    seasonal = frame["seasonal"].to_numpy(dtype=bool) | (correlation >= settings.number("seasonal_correlation"))
    open_months = _open_months(months, as_of, settings.number("seasonal_month"))
    open_months[~seasonal] = True
    return pd.DataFrame(
        {
            "is_seasonal": seasonal,
            "in_season": open_months[:, as_of.month - 1],
            "season_recency": _counted_days(frame["recency"], open_months, as_of),
        },
        index=frame.index,
    )


def lateness(season_recency: pd.Series, interval: pd.Series) -> pd.Series:
    """Return days over the own interval, negative before it is up; NaN for never bought."""
    return season_recency - interval


def _pearson(last: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the correlation of each row of two years of months; NaN where a year has no variance."""
    a = last - last.mean(axis=1, keepdims=True)
    b = before - before.mean(axis=1, keepdims=True)
    spread = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    together = (a * b).sum(axis=1)
    correlation: np.ndarray = np.round(np.divide(together, spread, out=np.full(len(a), np.nan), where=spread > 0), 9)
    return correlation


def _open_months(months: np.ndarray, as_of: date, least: float) -> np.ndarray:
    """Return client × calendar month (January first): whether it is a month of the season."""
    newest = (last_full_month(as_of) - 1) % 12
    by_age = months[:, :12] + months[:, 12:]
    by_month = by_age[:, [(newest - month) % 12 for month in range(12)]]
    mean = by_month.mean(axis=1, keepdims=True)
    opened: np.ndarray = (by_month >= least * mean - 1e-9 * np.abs(mean)) | (mean <= 0)
    return opened


def _counted_days(recency: pd.Series, open_months: np.ndarray, as_of: date) -> np.ndarray:
    """Return the days after the last order up to T that fall in months of the season."""
    days = recency.to_numpy(dtype="float64")
    longest = int(np.nanmax(days)) if np.isfinite(days).any() else 0
    month_of_day = np.array([(as_of - timedelta(days=back)).month - 1 for back in range(longest)], dtype="int64")
    passed = np.zeros((longest + 1, 12))
    passed[np.arange(1, longest + 1), month_of_day] = 1.0
    passed = passed.cumsum(axis=0)
    places = np.nan_to_num(days, nan=0.0).astype("int64")
    counted = (passed[places] * open_months).sum(axis=1)
    return np.where(np.isnan(days), np.nan, counted)
