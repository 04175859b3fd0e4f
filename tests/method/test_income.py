"""УГД in its three modes."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.method.income import annual_income
from clientbook.register.settings import Settings

NAN = float("nan")


def client(**values: float) -> pd.DataFrame:
    usual = {"net_12m": 0.0, "revenue_12m": 0.0, "orders": 1, "orders_12m": 1, "age": 1000.0, "potential": NAN}
    frame = pd.DataFrame([{**usual, **values}])
    return frame.assign(revenue_12m=values.get("revenue_12m", values.get("net_12m", 0.0)))


@pytest.mark.parametrize(
    ("age", "net", "potential", "income", "mark"),
    [
        (365, 1000, NAN, 1000, "12m"),  # a year old is not young
        (364, 1000, NAN, 1000 * 365 / 364, "auto*"),
        (180, 1000, NAN, 1000 * 365 / 180, "auto*"),
        (10, 1000, NAN, 1000 * 365 / 90, "auto*"),  # never by less than 90 days
        (10, 1000, 2500, 2500, "auto*"),  # capped at potential
        (10, 1000, 700, 1000, "12m"),  # what was bought is never taken away
        (10, -500, NAN, -500, "12m"),  # a return is not annualised
    ],
)
def test_a_young_client_is_annualised(age: float, net: float, potential: float, income: float, mark: str) -> None:
    found = annual_income(client(age=age, net_12m=net, potential=potential), Settings()).iloc[0]
    assert found["annual_income"] == pytest.approx(income)
    assert found["income_mode"] == mark
    assert found["young"] == (age < 365)


def test_the_cap_counts_purchases_also_where_income_is_profit() -> None:
    found = annual_income(client(age=10, net_12m=200, revenue_12m=1000, potential=2500), Settings())
    assert found["annual_income"].iloc[0] == pytest.approx(500)


def test_plain_twelve_months() -> None:
    found = annual_income(client(age=10, net_12m=1000), Settings({"income_mode": "12m"})).iloc[0]
    assert (found["annual_income"], found["income_mode"], found["young"]) == (1000, "12m", True)


def test_expert_is_the_average_order_times_orders_a_year() -> None:
    expert = Settings({"income_mode": "expert"})
    found = annual_income(client(age=730, net_12m=600, orders=20, orders_12m=6), expert).iloc[0]
    assert found["annual_income"] == pytest.approx(100 * 10)
    assert annual_income(client(age=730, orders=20, orders_12m=0), expert)["annual_income"].iloc[0] == 0
