"""ABC: who makes the income, by the cumulative share before the client (domain: §3 ABC).

[U: 1crm.ru/help/abcxyz-klassifikatsiya-klientov]
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.register.settings import Settings

_HAIR = 1e-10
"""Shares nearer than this are equal: sums of doubles miss the exact 80 % by a hair, on either side."""


def share_before(income: pd.Series, codes: pd.Series) -> pd.Series:
    """Return the share of all positive income that clients standing before each one make.

    Clients stand by income descending, equal ones by code.

    Args:
        income: annual income, roubles
        codes: client codes, of the same index

    Returns:
        0 for the largest client, below 1 for the last; NaN where income is not positive.
    """
    worth = income.to_numpy(dtype="float64")
    positive = np.flatnonzero(worth > 0)
    before = np.full(len(worth), np.nan)
    total = worth[positive].sum()
    shares = np.round(worth[positive] / total, 14) if len(positive) else worth[positive]
    order = positive[np.lexsort((codes.to_numpy(dtype=object)[positive].astype(str), -shares))]
    reached = np.cumsum(worth[order])
    before[order] = (reached - worth[order]) / total if len(order) else 0.0
    return pd.Series(before, index=income.index)


def cut(before: pd.Series, limits: list[float], names: list[str], rest: str) -> pd.Series:
    """Return the class of each client: the first one whose limit lies above the share before the client.

    Args:
        before: what :func:`share_before` gives
        limits: rising limits of all classes but the last
        names: codes of the classes, one more than limits
        rest: code for clients off the curve
    """
    places = np.searchsorted(np.asarray(limits), before.to_numpy(dtype="float64") + _HAIR, side="right")
    classes = np.array([*names, rest], dtype=object)[np.where(before.isna(), len(names), places)]
    return pd.Series(classes, index=before.index)


def abc(frame: pd.DataFrame, income: pd.Series, settings: Settings) -> pd.Series:
    """Return A, B or C; ``loss`` for income that is not positive, ``none`` for no sales in 12 months.

    Args:
        frame: ``client_id``, ``orders_12m``, ``revenue_12m``
        income: annual income, with one-off deals or without them
        settings: ``abc_a``, ``abc_b``
    """
    limits = [settings.number("abc_a"), settings.number("abc_b")]
    classes = cut(share_before(income, frame["client_id"]), limits, ["A", "B", "C"], "loss")
    no_sales = frame["orders_12m"].eq(0) & frame["revenue_12m"].eq(0) & ~income.gt(0)
    return classes.where(~no_sales, "none")
