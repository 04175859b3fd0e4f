"""ABC by the cumulative share before a client."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from clientbook.method.abc import abc, share_before
from clientbook.register.settings import Settings


def classes(income: list[float], codes: list[str] | None = None, orders: list[int] | None = None) -> list[str]:
    frame = pd.DataFrame({"client_id": codes or [f"{n:03}" for n in range(len(income))]})
    frame["orders_12m"] = orders or [1] * len(income)
    frame["revenue_12m"] = [abs(value) for value in income]
    return abc(frame, pd.Series(income, dtype=float), Settings()).tolist()


def test_a_single_giant_is_a() -> None:
    assert classes([1_000_000.0, 1.0]) == ["A", "C"]
    assert classes([5.0]) == ["A"]


def test_the_share_before_the_client_decides() -> None:
    assert classes([80.0, 15.0, 5.0]) == ["A", "B", "C"]
    assert classes([79.0, 16.0, 5.0]) == ["A", "A", "C"]


def test_exact_shares_are_not_missed_by_a_hair() -> None:
    assert classes([0.1] * 10) == ["A"] * 8 + ["B"] * 2
    assert classes([0.7] * 20) == ["A"] * 16 + ["B"] * 3 + ["C"]


def test_equal_clients_stand_by_code() -> None:
    assert classes([10.0] * 5, codes=["e", "d", "c", "b", "a"]) == ["B", "A", "A", "A", "A"]


def test_a_loss_is_outside_the_total_and_no_sales_are_told_apart() -> None:
    assert classes([100.0, -900.0, 0.0, 0.0], orders=[1, 1, 1, 0]) == ["A", "loss", "loss", "none"]


@given(st.lists(st.integers(-10, 10**6), min_size=1, max_size=40), st.integers(1, 6), st.randoms())
def test_classes_do_not_depend_on_row_order_or_on_the_unit_of_money(
    values: list[int], power: int, random: object
) -> None:
    codes = [f"{n:03}" for n in range(len(values))]
    plain = dict(zip(codes, classes([v / 100 for v in values], codes), strict=True))
    shuffled = list(zip(codes, values, strict=True))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    names = [code for code, _ in shuffled]
    scaled = classes([v * 10**power / 100 for _, v in shuffled], names)
    assert dict(zip(names, scaled, strict=True)) == plain
    assert set(plain.values()) <= {"A", "B", "C", "loss", "none"}


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=40))
def test_shares_sum_to_one(values: list[int]) -> None:
    income = pd.Series(values, dtype=float)
    before = share_before(income, pd.Series([f"{n:03}" for n in range(len(values))]))
    last = int(before.to_numpy().argmax())
    assert abs(before[last] + income[last] / income.sum() - 1) < 1e-9
    assert before.min() == 0
