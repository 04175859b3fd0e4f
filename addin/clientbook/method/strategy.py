"""Strategy: what to do with a client, by its segment, its share of wallet and its potential (domain: §3 strategy)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.method.service import LARGE
from clientbook.method.wallet import is_top_potential
from clientbook.register.settings import Settings

WITHOUT_SALES = {"lost": "return", "sleeping": "wake", "one_time": "one_time"}
"""Life cycle → strategy of a client with no sales in 12 months."""


def strategy(frame: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return the strategy of each client, a code of ``STRATEGY``.

    A negative margin of 12 months with orders in them beats all, never bought comes next, then no orders in 12 months (by life cycle), then
    the table of segment and share.

    Args:
        frame: ``segment``, ``status`` (both in force), ``share`` (ratio or NaN), ``potential``, ``profit_12m``,
            ``orders_12m``, ``bought``
        settings: ``wallet_target_share``, ``potential_top_share``
    """
    large = frame["segment"].isin(LARGE)
    top = is_top_potential(frame["potential"], settings)
    unknown = frame["share"].isna()
    high = frame["share"].ge(settings.number("wallet_target_share"))
    no_sales = frame["orders_12m"].eq(0)
    rules: list[tuple[pd.Series, str]] = [
        (frame["profit_12m"].lt(0) & ~no_sales, "revise"),
        (~frame["bought"], "attract"),
        *((no_sales & frame["status"].eq(stage), code) for stage, code in WITHOUT_SALES.items()),
        (large & unknown, "keep_ask"),
        (large & high, "keep"),
        (large, "grow_keep"),
        (unknown, "ask"),
        (top & high, "serve"),
        (top, "grow"),
    ]
    chosen = np.select([rule.to_numpy(dtype=bool) for rule, _ in rules], [code for _, code in rules], "remote")
    return pd.Series(chosen.astype(object), index=frame.index)
