"""The table of strategies, and what beats it."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.method.strategy import strategy
from clientbook.register.settings import Settings

NAN = float("nan")


def one(**values: object) -> str:
    usual = {"segment": "small", "status": "stable", "share": 0.3, "potential": 10.0, "profit_12m": 5.0}
    first = {**usual, "orders_12m": 3, "bought": True, **values}
    others = [{**first, "potential": 100.0}, {**first, "potential": 1.0}]
    return str(strategy(pd.DataFrame([first, *others]), Settings()).iloc[0])


@pytest.mark.parametrize(
    ("segment", "potential", "high", "low", "unknown"),
    [
        ("key", 10.0, "keep", "grow_keep", "keep_ask"),
        ("large", 10.0, "keep", "grow_keep", "keep_ask"),
        ("medium", 200.0, "serve", "grow", "ask"),
        ("small", 200.0, "serve", "grow", "ask"),
        ("none", 10.0, "remote", "remote", "ask"),
        ("small", 10.0, "remote", "remote", "ask"),
    ],
)
def test_by_segment_potential_and_share(segment: str, potential: float, high: str, low: str, unknown: str) -> None:
    for share, expected in ((0.6, high), (0.59, low), (NAN, unknown)):
        assert one(segment=segment, potential=potential, share=share) == expected


def test_a_negative_margin_beats_all() -> None:
    assert one(segment="key", profit_12m=-1.0) == "revise"
    assert one(profit_12m=NAN) == "remote"


def test_never_bought_and_no_sales_in_twelve_months() -> None:
    assert one(bought=False, orders_12m=0, status="never") == "attract"
    for status, expected in (("lost", "return"), ("sleeping", "wake"), ("one_time", "one_time")):
        assert one(orders_12m=0, status=status) == expected
        assert one(orders_12m=2, status=status) == "remote"
