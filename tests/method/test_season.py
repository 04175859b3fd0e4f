"""Seasonal clients: found, and late only in their season."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.method.facts import MONTHS, last_full_month
from clientbook.method.season import season
from clientbook.register.settings import Settings


def client(by_month: dict[int, float], as_of: date, recency: float, *, flag: bool = False) -> pd.Series:
    """Return a client who buys the same in the given calendar months of both years."""
    newest = last_full_month(as_of) - 1
    row = {name: by_month.get((newest - age) % 12 + 1, 0.0) for age, name in enumerate(MONTHS)}
    frame = pd.DataFrame([{**row, "seasonal": flag, "recency": recency}])
    return season(frame, as_of, Settings()).iloc[0]


SUMMER = {5: 80.0, 6: 100.0, 7: 100.0, 8: 90.0, 9: 10.0}


def test_the_same_months_two_years_running_are_a_season() -> None:
    found = client(SUMMER, date(2026, 1, 31), 150)
    assert found["is_seasonal"]
    assert not found["in_season"]
    assert client(SUMMER, date(2026, 6, 15), 150)["in_season"]


def test_even_months_are_none_and_count_every_day() -> None:
    found = client(dict.fromkeys(range(1, 13), 10.0), date(2026, 1, 31), 150)
    assert not found["is_seasonal"]
    assert found["in_season"]
    assert found["season_recency"] == 150


def test_days_out_of_season_do_not_count() -> None:
    # the last order was on 21 August: ten days of August are in season, everything after it is not, until May
    as_of = date(2026, 5, 10)
    recency = float((as_of - date(2025, 8, 21)).days)
    assert client(SUMMER, as_of, recency)["season_recency"] == 10 + 10
    assert client(SUMMER, date(2026, 4, 30), recency - 10)["season_recency"] == 10


def test_a_flag_without_purchases_makes_every_month_a_season() -> None:
    found = client({}, date(2026, 1, 31), 40, flag=True)
    assert found["is_seasonal"]
    assert found["season_recency"] == 40
