"""УГД (условный годовой доход): income per year, comparable across clients of any age (domain: §3 УГД)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.method.facts import YEAR
from clientbook.register.settings import Settings


def is_young(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    """Tell which clients bought for the first time less than ``young_days`` days ago."""
    return frame["age"].lt(settings.number("young_days"))


def annual_income(frame: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return annual income, its mode and whether the client is young.

    - ``12m``: net of the last 12 months.
    - ``auto``: the same; a young client's net is annualised: net / max(days since the first purchase, 90) × 365. The
      cap at potential keeps annualised *purchases* within the potential, in a profit basis too, and never takes away
      what was bought already. A negative net is not annualised.
    - ``expert``: average order of the last 12 months × orders per year over the client's life (orders / max(days since
      the first purchase, 90) × 365); 0 without an order in 12 months.

    Args:
        frame: ``net_12m`` and ``revenue_12m`` (roubles), ``orders``, ``orders_12m``, ``age`` (days), ``potential``
        settings: ``income_mode``, ``young_days``, ``young_floor_days``

    Returns:
        ``annual_income`` (roubles, never NaN), ``income_mode`` (``12m``, ``auto*`` where annualised, ``expert``),
        ``young``.
    """
    mode = settings.word("income_mode")
    young = is_young(frame, settings)
    income = frame["net_12m"].astype("float64")
    marks = pd.Series("12m", index=frame.index, dtype=object)
    if mode == "auto":
        annualised = _annualised(frame, settings)
        changed = young & (annualised != income)
        income = income.where(~young, annualised)
        marks = marks.where(~changed, "auto*")
    elif mode == "expert":
        income = _expert(frame, settings)
        marks[:] = "expert"
    return pd.DataFrame({"annual_income": income, "income_mode": marks, "young": young})


def _annualised(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    net = frame["net_12m"].astype("float64")
    days = frame["age"].clip(lower=settings.number("young_floor_days"), upper=YEAR)
    factor = YEAR / days
    room = (frame["potential"] / frame["revenue_12m"].where(frame["revenue_12m"] > 0)).clip(lower=1.0)
    capped = room.lt(factor)
    return (net * YEAR / days).where(~capped, net * room).where(net > 0, net)


def _expert(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    ordered = frame["orders_12m"] > 0
    average = frame["net_12m"] / frame["orders_12m"].where(ordered, 1)
    per_year = frame["orders"] * YEAR / frame["age"].clip(lower=settings.number("young_floor_days"))
    return (average * per_year).where(ordered, 0.0).replace([np.inf, -np.inf], 0.0).fillna(0.0)
