"""Facts of single clients, worked out by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from clientbook.method.facts import facts, last_full_month, months_back
from clientbook.register.settings import Settings
from tests.builders import AS_OF, Row, ago, every, sale, sales_of


def counted(rows: list[Row], as_of: date = AS_OF) -> pd.DataFrame:
    return facts(sales_of(rows).connection, as_of, Settings())


def test_an_order_is_a_day_with_a_positive_net() -> None:
    rows = [
        sale("a", ago(40), "100.10", sku="x"),
        sale("a", ago(40), "0.20", sku="y"),
        sale("a", ago(20), 70),
        sale("a", ago(20), -70),  # returned on the day: no order
        sale("a", ago(10), -30),
        sale("a", ago(0), 5),
    ]
    client = counted(rows).loc["a"]
    assert client["orders"] == 2
    assert client["revenue_12m"] == pytest.approx(75.30, abs=0)
    assert (client["first_order"], client["last_order"]) == (pd.Timestamp(ago(40)), pd.Timestamp(AS_OF))
    assert client["last_gap"] == 40


def test_the_last_twelve_months_leave_out_the_day_365_days_ago() -> None:
    client = counted(
        [sale("a", ago(365), 1), sale("a", ago(364), 10), sale("a", ago(730), 100), sale("a", ago(729), 1000)]
    )
    assert client.loc["a", "revenue_12m"] == 10
    assert client.loc["a", "revenue_before"] == 1001
    assert client.loc["a", "orders_12m"] == 1


def test_lines_after_the_date_are_as_if_not_there() -> None:
    rows = every("a", 7, 10, count=30)
    assert counted([*rows, sale("a", date(2062, 3, 1), 9999), sale("b", ago(-1), 5)]).equals(counted(rows))


def test_gaps_by_linear_interpolation_and_the_median_of_the_last_twelve() -> None:
    gaps = [50, 40, 30, *range(1, 13)]  # the three long pauses are the oldest
    days = [0]
    for gap in reversed(gaps):
        days.append(days[-1] + gap)
    client = counted([sale("a", ago(day), 10) for day in days]).loc["a"]
    assert client["gaps"] == 15
    assert client["median_gap"] == 6.5
    assert client["p90_gap"] == pd.Series(gaps).quantile(0.9)
    assert client["max_gap"] == 50


def test_equal_gaps_have_exactly_their_own_quantiles() -> None:
    for count in range(4, 15):
        client = counted(every("a", 7, 10, count=count)).loc["a"]
        assert client["p90_gap"] == client["median_gap"] == 7


def test_months_are_full_calendar_months_and_the_running_one_is_left_out() -> None:
    rows = [sale("a", date(2026, 6, 30), 1), sale("a", date(2026, 6, 1), 2), sale("a", date(2026, 5, 31), 4)]
    assert list(counted(rows).loc["a", ["m01", "m02"]]) == [3, 4]
    assert list(counted(rows, date(2026, 6, 29)).loc["a", ["m01", "m02"]]) == [4, 0]
    assert last_full_month(date(2026, 1, 15)) == 12 * 2025 + 12


def test_three_months_against_the_same_a_year_ago() -> None:
    rows = [
        sale("a", date(2026, 3, 31), 1, sku="p"),
        sale("a", date(2026, 3, 30), 10, sku="q"),  # T − 3 months itself is outside
        sale("a", date(2025, 6, 30), 100, sku="r"),
        sale("a", date(2025, 3, 31), 1000, sku="s"),
        sale("a", date(2025, 3, 30), 10_000, sku="t"),
    ]
    client = counted(rows).loc["a"]
    assert (client["amount_3m"], client["amount_3m_then"]) == (1, 1100)
    assert (client["skus"], client["skus_then"]) == (1, 2)


def test_month_ends_are_clamped() -> None:
    assert months_back(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert months_back(date(2024, 2, 29), 12) == date(2023, 2, 28)


def test_a_missing_cost_is_that_of_its_group() -> None:
    rows = [
        sale("a", ago(5), 100, cost=60, category="nails"),
        sale("b", ago(5), 50, category="nails"),
        sale("c", ago(5), 50, category="glue"),
    ]
    found = counted(rows)
    assert found["profit_12m"].tolist() == [40, 20, 20]
    assert found["uncosted_12m"].tolist() == [0, 1, 1]
    assert counted(rows[1:])["profit_12m"].isna().all()


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [*every("a", 9, "10.01", count=15), *every("b", 30, "3.33", until=4, count=9), sale("a", ago(3), 900)]
    assert counted(rows[::-1]).equals(counted(rows))


def test_giants_do_not_overflow() -> None:
    rows = [sale("a", ago(day), "90000000000000.0001") for day in (40, 30, 30, 20, 10)]
    client = counted(rows).loc["a"]
    assert client["revenue_12m"] == pytest.approx(4.5e14)
    assert client["half_squares_last"] > 1e28
