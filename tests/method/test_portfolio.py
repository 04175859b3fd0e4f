"""The portfolio whole: Northwind's figures, and what holds for any register."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientbook.locale import words
from clientbook.method.portfolio import COLUMNS, activity, portfolio
from clientbook.register import codes
from tests.builders import AS_OF, Row, ago, every, make_register, northwind_register, sale

STAGED = ["segment", "abc", "abc_regular", "xyz", "rfm", "rfm_group", "status", "strategy", "risk", "active", "one_off"]


def counts(found: pd.DataFrame, column: str, names: list[str]) -> list[int]:
    return [int(found[column].eq(name).sum()) for name in names]


@pytest.mark.parametrize(
    ("mode", "abc", "service", "total"),
    [
        ("12m", [33, 29, 26], [11, 22, 29, 26], 856_885.19),
        ("auto", [35, 27, 26], [12, 23, 27, 26], 871_083.45),
    ],
)
def test_northwind(mode: str, abc: list[int], service: list[int], total: float) -> None:
    found = portfolio(northwind_register(income_mode=mode), words("ru"))
    assert counts(found, "abc", ["A", "B", "C", "none"]) == [*abc, 5]
    assert counts(found, "segment", ["key", "large", "medium", "small", "none"]) == [*service, 5]
    assert round(float(found["annual_income"].sum()), 2) == total
    assert round(float(found["revenue_12m"].sum()), 2) == 856_885.19
    assert int(found["revenue_12m"].gt(0).sum()) == 88
    assert int(found["young"].sum()) == 9
    assert int(found["status"].eq("never").sum()) == 4
    assert int(found["orders"].eq(1).sum()) == 1
    assert list(found.columns) == list(COLUMNS)
    assert found["annual_income"].is_monotonic_decreasing


def test_a_weekly_buyer_silent_for_100_days_sleeps_by_the_same_number_everywhere() -> None:
    register = make_register([{"client_id": "a"}], every("a", 7, 100, until=100, count=60))
    row = portfolio(register, words("ru")).iloc[0]
    assert (row["status"], row["active"], row["recency"], row["interval"]) == ("sleeping", False, 100, 7)
    assert list(activity(register, AS_OF).loc["a"]) == [False, "sleeping", 7, 100]
    assert list(activity(register, ago(15)).loc["a"]) == [True, "stable", 7, 85]


def test_a_sale_in_2062_changes_nothing() -> None:
    rows = [*every("a", 9, 100, count=40), *every("b", 40, 70, until=3, count=12)]
    clients = [{"client_id": "a"}, {"client_id": "b"}]
    plain = portfolio(make_register(clients, rows), words("ru"))
    far = portfolio(make_register(clients, [*rows, sale("b", date(2062, 3, 1), 10**6)]), words("ru"))
    pd.testing.assert_frame_equal(far, plain)


def test_a_first_deal_before_the_book_makes_a_client_old_and_one_without_sales_lost() -> None:
    rows = every("a", 20, 100, count=4)
    clients: list[Row] = [
        {"client_id": "a", "first_deal": pd.Timestamp(2019, 1, 1)},
        {"client_id": "b", "first_deal": pd.Timestamp(2019, 1, 1)},
        {"client_id": "c", "first_deal": pd.Timestamp(2062, 1, 1)},
    ]
    found = portfolio(make_register(clients, rows), words("ru")).set_index("client_id")
    assert (found.loc["a", "young"], found.loc["a", "status"]) == (False, "stable")
    assert found["status"].tolist()[1:] == ["lost", "never"]
    assert (found.loc["b", "strategy"], found.loc["c", "strategy"]) == ("return", "attract")


def test_income_in_profit_and_a_loss_outside_the_total() -> None:
    rows = [sale("a", ago(400), 1, cost=1), sale("b", ago(400), 1, cost=1)]
    rows += [sale("a", ago(5), 100, cost=60), sale("b", ago(5), 100, cost=130)]
    clients = [{"client_id": "a"}, {"client_id": "b"}]
    found = portfolio(make_register(clients, rows, basis="profit"), words("ru")).set_index("client_id")
    assert found["annual_income"].tolist() == [40, -30]
    assert found["abc"].tolist() == ["A", "loss"]
    assert found.loc["b", "strategy"] == "revise"


def test_profit_is_shown_only_where_every_line_has_a_cost_when_income_is_revenue() -> None:
    rows = [sale("a", ago(5), 100, cost=60), sale("b", ago(5), 100, cost=60), sale("b", ago(6), 10)]
    found = portfolio(make_register([{"client_id": "a"}, {"client_id": "b"}], rows), words("ru"))
    assert found.set_index("client_id")["profit_12m"].isna().to_dict() == {"a": False, "b": True}


def test_a_potential_below_what_was_bought_is_a_problem() -> None:
    register = make_register([{"client_id": "a", "potential": 50.0}], [sale("a", ago(400), 9), sale("a", ago(5), 100)])
    found = portfolio(register, words("ru"))
    assert found["share"].tolist() == [1.0]
    assert [problem.key for problem in register.problems] == ["potential_low"]


histories = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, 900), st.integers(-3000, 90_000)), min_size=1, max_size=60
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories, st.integers(1, 4), st.randoms(use_true_random=False))
def test_classes_are_exhaustive_and_depend_on_neither_row_order_nor_unit(
    history: list[tuple[str, int, int]], power: int, random: Random
) -> None:
    clients: list[Row] = [{"client_id": code} for code in "abcdef"]
    rows = [
        sale(code, AS_OF - timedelta(days=day), f"{kopecks / 100:.2f}", sku=f"s{day % 7}")
        for code, day, kopecks in history
    ]
    larger = [{**row, "amount": f"{float(str(row['amount'])) * 10**power:.2f}"} for row in rows]
    random.shuffle(larger)
    random.shuffle(clients)
    plain = portfolio(make_register(sorted(clients, key=str), rows), words("ru")).set_index("client_id").sort_index()
    scaled = portfolio(make_register(clients, larger), words("ru")).set_index("client_id").sort_index()
    pd.testing.assert_frame_equal(plain[STAGED], scaled[STAGED])
    for column, known in (("segment", codes.SEGMENT), ("abc", codes.ABC), ("status", codes.STATUS), ("xyz", codes.XYZ)):
        assert set(plain[column]) <= {code.code for code in known.values}
    on_curve = plain["annual_income"] > 0
    assert plain.loc[on_curve, "abc"].isin(["A", "B", "C"]).all()
    assert plain.loc[on_curve, "segment"].ne("none").all()
    assert plain.loc[~on_curve, "abc"].isin(["loss", "none"]).all()
    if on_curve.any():
        assert plain["abc"].iloc[int(plain["annual_income"].to_numpy().argmax())] == "A"
    assert plain["priority"].between(0, 100).all()
