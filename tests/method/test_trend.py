"""Trend: ±20 % and more than chance."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.method.facts import MONTHS
from clientbook.method.trend import trend
from clientbook.register.settings import Settings


def one(
    last: float, then: float, before: float = 0.0, *, squares: float = 0.0, orders: int = 6, **more: float
) -> pd.Series:
    row = dict.fromkeys(MONTHS, 0.0) | {"m03": last, "m08": before, "m14": then}
    for name in ("last", "before", "then"):
        row |= {f"half_one_off_{name}": 0.0, f"half_squares_{name}": squares / 2, f"half_orders_{name}": orders / 2}
    frame = pd.DataFrame([row | more])
    return trend(frame, pd.Series([False]), Settings()).iloc[0]


def test_twenty_percent_exactly_is_enough() -> None:
    assert one(120, 100)["trend_sure"]
    assert one(80, 100)["trend_sure"]
    assert not one(119.9, 100)["trend_sure"]


def test_a_change_within_the_noise_of_the_orders_is_not_sure() -> None:
    assert not one(150, 100, squares=50.0**2)["trend_sure"]
    assert one(150, 100, squares=49.0**2)["trend_sure"]


def test_fewer_than_three_orders_are_no_trend() -> None:
    assert not one(300, 100, orders=2)["trend_sure"]


def test_without_a_year_ago_the_six_months_before_are_the_base() -> None:
    assert one(150, 0, 100)["trend"] == pytest.approx(0.5)
    assert one(150, 300, 100)["trend"] == pytest.approx(-0.5)
    assert pd.isna(one(150, 0, 0)["trend"])


def test_a_seasonal_client_is_compared_year_on_year_only() -> None:
    frame = pd.DataFrame([dict.fromkeys(MONTHS, 10.0) | {f"m{n}": 0.0 for n in range(13, 19)}])
    for name in ("last", "before", "then"):
        frame = frame.assign(**{f"half_{what}_{name}": 0.0 for what in ("one_off", "squares", "orders")})
    assert trend(frame, pd.Series([True]), Settings())["trend"].isna().all()
    assert trend(frame, pd.Series([False]), Settings())["trend"].notna().all()


def test_one_off_deals_are_outside() -> None:
    assert one(1100, 100, half_one_off_last=1000.0)["trend"] == pytest.approx(0)
