"""Worksheet functions: worked examples, error values by their cause, and ten thousand rows at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from clientbook.ui import functions as f

AS_OF = date(2026, 10, 31)
YOUNG = date(2026, 8, 2)  # 90 days before it
EXCEL_DAY = 46023.0  # 1 January 2026, as cells without a date format give it


def column(*cells: object) -> list[list[object]]:
    return [[cell] for cell in cells]


@pytest.mark.parametrize(("scale", "integral"), [("proportional", 1.1375), ("threshold", 1.0625), ("linear", 0.975)])
def test_kpi_of_the_worked_example(scale: str, integral: float) -> None:
    found = f.CB_KPI(column(22, 17, 30), 20, column(0.5, 0.25, 0.25), scale)
    assert found == [[pytest.approx(integral)]]


def test_kpi_without_weights_gives_each_score_and_percents_weigh_like_shares() -> None:
    facts, shares, percents = column(22, 17, 30), column(0.5, 0.25, 0.25), column(50, 25, 25)
    assert [cell for [cell] in f.CB_KPI(facts, 20)] == pytest.approx([1.1, 0.5, 1.2])
    assert f.CB_KPI(facts, 20, shares) == [[pytest.approx(0.975)]]
    assert f.CB_KPI(facts, 20, percents) == [[pytest.approx(0.975)]]


def test_kpi_spreads_the_weight_of_what_has_no_data_but_not_of_too_much() -> None:
    weights = column(35, 25, 15, 15, 10)
    assert f.CB_KPI(column(1, None, 1, 1, 1), 1, weights) == [[pytest.approx(1)]]
    assert f.CB_KPI(column(None, None, 1, 1, 1), 1, weights) == [["#N/A"]]
    assert f.CB_KPI(column(1, 1), 1, column(50, 45)) == [["#N/A"]]


def test_kpi_counts_from_a_base_and_where_less_is_better() -> None:
    assert f.CB_KPI(0.95, 1.05, None, "proportional", 0.85) == [[pytest.approx(0.5)]]
    assert f.CB_KPI(column(10, 0), column(5, 0), None, "proportional", None, 1) == [[0.5], [1.2]]


def test_abc_of_a_single_giant_of_losses_and_of_equals() -> None:
    assert f.CB_ABC(column(99, 1, 0, -5)) == column("A", "C", "без продаж", "убыточный")
    assert f.CB_ABC(column(10, 10), column("b", "a"), 0.5) == column("B", "A")
    assert f.CB_ABC(column(50, None, "?", "#REF!")) == column("A", "#N/A", "#VALUE!", "#REF!")
    assert f.CB_ABC(column(1), None, 0.9, 0.8) == [["#NUM!"]]


def test_xyz_counts_quarters_after_the_first_purchase_only() -> None:
    quarters = [[None, 10, 10, 10, 10], [10, None, 10, None, 10], [None, None, 10, 10, 10], [1, 1, "x", 1, 1]]
    assert f.CB_XYZ(quarters) == column("X", "Y", "#N/A", "#VALUE!")


def test_rfm_gives_scores_and_segment() -> None:
    last = column(*(date(2026, month, 1) for month in (1, 5, 9)), None)
    found = f.CB_RFM(last, column(1, 5, 9, 0), column(100, 500, 900, 0), AS_OF)
    assert [scores for scores, _ in found] == ["1-1-1", "3-3-3", "5-5-5", "#N/A"]
    assert [group for _, group in found][2:] == ["Чемпионы", "#N/A"]


def test_ugd_of_a_young_client_is_brought_to_a_year_within_the_potential() -> None:
    found = f.CB_UGD(
        column(900, 900, 900, None, 900, 900),
        column(date(2020, 1, 1), YOUNG, YOUNG, None, date(2027, 1, 1), "вчера"),
        AS_OF,
        column(None, None, 2000, None, None, None),
    )
    assert found == column(900, pytest.approx(900 * 365 / 90), 2000, 0, "#NUM!", "#VALUE!")


def test_nps_and_its_range() -> None:
    assert f.CB_NPS([[10, 9, 8, 7, 6, 0, None]]) == [[0]]
    assert f.CB_NPS(column(10, 9, 9, 3)) == [[50]]
    assert f.CB_NPS(column(11)) == [["#NUM!"]]
    assert f.CB_NPS(column(None)) == [["#N/A"]]


def test_money_of_cells_with_a_currency_format_counts() -> None:
    assert f.CB_ABC(column(Decimal("80.5"), Decimal("19.5"))) == column("A", "B")


def test_wape_is_of_sums_not_of_rows() -> None:
    assert f.CB_WAPE(column(100, 0), column(80, 10)) == [[0.3]]
    assert f.CB_WAPE(column(0, 0), column(1, 1)) == [["#N/A"]]
    assert f.CB_WAPE(column(1, 2), column(1)) == [["#VALUE!"]]


def test_workdays_by_the_russian_calendar_and_ones_own() -> None:
    year = (date(2026, 1, 1), datetime.fromisoformat("2026-12-31"))
    assert f.CB_WORKDAYS(*year) == [[247]]
    assert f.CB_WORKDAYS(EXCEL_DAY, EXCEL_DAY + 364) == [[247]]
    own = [[date(2026, 1, 1), 1], [date(2026, 11, 2), False]]
    assert f.CB_WORKDAYS(*year, own) == [[247]]
    assert f.CB_WORKDAYS(*year, own[:1]) == [[248]]
    assert f.CB_WORKDAYS(column(year[1], None, "?"), year[0]) == column("#NUM!", "#N/A", "#VALUE!")


def test_inn_of_texts_and_of_numbers_that_lost_their_zero() -> None:
    found = f.CB_INN([["7707083893", 7707083893.0], ["7707083894", "нет"], [None, 102002020.0]])
    assert found == [[True, True], [False, False], ["#N/A", False]]
    assert f.CB_INN("0274062111") == f.CB_INN(274062111.0) == [[True]]


TEN_THOUSAND: list[tuple[Callable[..., Any], Callable[[int], list[object]]]] = [
    (f.CB_UGD, lambda n: [column(*range(n)), [[YOUNG]] * n, AS_OF]),
    (f.CB_ABC, lambda n: [column(*range(n))]),
    (f.CB_XYZ, lambda n: [[list(range(8))] * n]),
    (f.CB_RFM, lambda n: [[[YOUNG]] * n, column(*range(n)), column(*range(n)), AS_OF]),
    (f.CB_NPS, lambda n: [[[9]] * n]),
    (f.CB_KPI, lambda n: [column(*range(n)), [[1]] * n, [[1 / n]] * n]),
    (f.CB_WAPE, lambda n: [column(*range(n)), column(*range(n))]),
    (f.CB_WORKDAYS, lambda n: [[[YOUNG]] * n, AS_OF]),
    (f.CB_INN, lambda n: [[["7707083893"]] * n]),
]


@pytest.mark.parametrize(("function", "arguments"), TEN_THOUSAND, ids=lambda value: getattr(value, "__name__", ""))
def test_ten_thousand_rows_take_less_than_a_second(
    function: Callable[..., Any], arguments: Callable[[int], list[object]]
) -> None:
    function(*arguments(10))  # what is loaded at the first call is not counted
    given = arguments(10_000)
    start = time.process_time()
    found = function(*given)
    assert time.process_time() - start < 1
    assert not [cell for row in found for cell in row if str(cell).startswith("#VALUE")]


def test_every_function_is_tested_for_speed() -> None:
    assert {function for function, _ in TEN_THOUSAND} == set(f.FUNCTIONS)
