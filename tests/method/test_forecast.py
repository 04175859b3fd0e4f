"""План – Прогноз – Отчет: weeks, plans that add up, what is frozen stays, and accuracy against what was frozen in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method import forecast_freeze
from clientbook.method.forecast import STORED, is_frozen, of_clients, of_total, ratio
from clientbook.method.forecast_rows import proposed
from clientbook.method.forecast_weeks import MOST, weeks_of
from clientbook.method.measures import accuracy
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from clientbook.method.roles import Scope
from clientbook.register.read import Register
from tests.builders import Row, make_register, sale

RU = words("ru")
ANNA = Scope("Анна", "km", frozenset({"Анна"}))


def spread(client: str, amount: float, months: int = 12) -> list[Row]:
    """Return a sale on the tenth of each of the last months up to June 2026."""
    return [
        sale(client, (pd.Timestamp(2026, 6, 10) - pd.DateOffset(months=back)).date(), amount) for back in range(months)
    ]


def department(**tables: Any) -> Register:
    """Return a key client, a large one and two small ones of Анна, as of 30.06.2026."""
    clients = [{"client_id": code, "manager": "Анна"} for code in ("1", "2", "3", "4")]
    sales = [*spread("1", 600), *spread("2", 300), *spread("3", 70), *spread("4", 30)]
    return make_register(clients, sales, staff=[{"manager": "Анна", "job": "km"}], **tables)


def desk(register: Register, start: date = date(2026, 7, 1)) -> Desk:
    contacts: Any = SimpleNamespace(start=start, plan=pd.DataFrame(), done=pd.DataFrame())
    return Desk(register, portfolio(register, RU), contacts, RU)


def frozen(*rows: dict[str, object]) -> pd.DataFrame:
    """Return rows of «Прогнозы»; June 2026 and Анна unless they say otherwise."""
    usual = {"period": pd.Timestamp(2026, 6, 1), "manager": "Анна", "row_kind": "client", "measure": "revenue"}
    frame = pd.DataFrame([{**usual, "frozen_on": pd.Timestamp(2026, 6, 1), **row} for row in rows])
    return frame.reindex(columns=list(STORED))


def with_frozen(register: Register, *rows: dict[str, object]) -> Register:
    return replace(register, previous={"cb_forecasts": frozen(*rows)})


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2026, 10, 1), [(1, 4), (5, 11), (12, 18), (19, 25), (26, 31)]),
        (date(2026, 11, 1), [(1, 8), (9, 15), (16, 22), (23, 29), (30, 30)]),
        (date(2027, 2, 1), [(1, 7), (8, 14), (15, 21), (22, 28)]),
    ],
)
def test_weeks_run_from_monday_and_are_cut_at_the_ends_of_the_month(
    month: date, expected: list[tuple[int, int]]
) -> None:
    assert [(week.start.day, week.end.day) for week in weeks_of(month)] == expected


def test_no_month_has_more_weeks_than_there_are_columns_for_and_none_is_a_weekend() -> None:
    for number in range(240):
        weeks = weeks_of(date(2020 + number // 12, number % 12 + 1, 1))
        assert len(weeks) <= MOST
        assert all(week.start.weekday() <= 4 or (week.end - week.start).days > 1 for week in weeks)


def test_the_rows_of_a_manager_add_up_to_his_plan_and_a_client_planned_by_name_keeps_his() -> None:
    plans: list[Row] = [
        {"period": date(2026, 7, 1), "manager": "Анна", "measure": "revenue", "plan": 900},
        {"period": date(2026, 7, 1), "manager": "Анна", "client_id": "2", "measure": "revenue", "plan": 500},
    ]
    register = department(plans=plans)
    rows = proposed(register, portfolio(register, RU), date(2026, 7, 1), "revenue")
    assert rows["plan"].sum() == pytest.approx(1400)
    by_client = rows.dropna(subset=["client_id"]).set_index("client_id")
    assert (by_client.loc["2", "plan"], by_client.loc["2", "plan_from"]) == (500, "given")
    assert by_client.loc["1", "plan"] == round(900 * 600 / 700)
    assert list(rows["row_kind"])[-2:] == ["rest", "new"]


def test_a_manager_without_key_and_large_clients_has_the_rest_and_new_ones_only() -> None:
    clients = [{"client_id": "1", "manager": "Анна"}, {"client_id": "9", "manager": "Борис"}]
    register = make_register(clients, [*spread("1", 1000), *spread("9", 10)])
    rows = proposed(register, portfolio(register, RU), date(2026, 7, 1), "revenue")
    mine = rows[rows["manager"].eq("Борис")]
    assert list(mine["row_kind"]) == ["rest", "new"]
    assert list(mine["plan"]) == [10, 0]


def test_accuracy_is_one_less_the_missed_part_of_the_fact_client_by_client_and_in_total() -> None:
    rows = pd.DataFrame(
        {
            "row_kind": "client",
            "report": [100.0, 50.0, 0.0],
            "counted": [80.0, 70.0, 10.0],
            "last_month": [0.0, 0.0, 0.0],
        }
    )
    assert of_clients(rows) == pytest.approx((20 + 20 + 10) / 150)
    assert of_total(rows) == pytest.approx(10 / 150)
    assert ratio(of_clients(rows, "last_month")) == 0
    assert ratio(1.9) == 0
    assert of_total(rows.assign(report=0.0)) is None


def test_the_kpi_counts_what_was_frozen_by_the_first_week_and_no_later_wisdom() -> None:
    register = with_frozen(
        department(),
        {"week": 0, "client_id": "1", "amount": 500.0},
        {"week": 0, "client_id": "2", "amount": 300.0},
        {"week": 1, "client_id": "1", "amount": 570.0},
        {"week": 4, "client_id": "1", "amount": 600.0},
    )
    reading = accuracy.read(ANNA, desk(register))
    assert reading.fact == pytest.approx(1 - 30 / 900)
    head = accuracy.read(replace(ANNA, job="rko"), desk(register))
    assert head.fact == pytest.approx(1 - 30 / 900)
    assert (reading.plan, head.plan) == (0.60, 0.85)
    assert "0 %" in reading.source  # the month before was the same


def test_without_a_frozen_forecast_the_kpi_says_what_to_do() -> None:
    reading = accuracy.read(ANNA, desk(department()))
    assert reading.fact is None
    assert "clientbook freeze" in reading.source


def test_a_frozen_week_is_not_frozen_again_and_the_plan_of_the_next_month_comes_five_working_days_before_it() -> None:
    at = desk(department(), date(2026, 7, 1))
    made = at.tools.forecast
    rows = forecast_freeze.week_rows(at, made)
    assert list(rows["row_kind"]) == ["client", "client", "rest", "new"]
    assert forecast_freeze.week_rows(at, made._replace(frozen=rows)).empty
    calendar = at.register.calendar
    assert forecast_freeze.plan_period(date(2026, 7, 24), calendar, 5) == date(2026, 7, 1)
    assert forecast_freeze.plan_period(date(2026, 7, 27), calendar, 5) == date(2026, 8, 1)


def test_what_people_wrote_counts_by_its_probability_and_a_blank_is_the_pace_of_the_month() -> None:
    register = department()
    typed = pd.DataFrame(
        {
            "period": [pd.Timestamp(2026, 7, 1)],
            "week": [1.0],
            "manager": ["Анна"],
            "row_kind": ["client"],
            "client_id": ["1"],
            "forecast": [400.0],
            "probability": [0.5],
        }
    )
    register = replace(register, previous={"cb_pfr_week": typed})
    rows = desk(register).tools.forecast.rows.set_index("client_id")
    assert rows.loc["1", "expected"] == 200
    assert rows.loc["2", "expected"] == pytest.approx(300 / 21 * 23, abs=0.01)  # June's day rate, July's 23 days
    assert pd.isna(rows["forecast"].loc["2"])


def test_a_new_week_takes_over_what_was_agreed_but_asks_the_figure_anew() -> None:
    row = {"week": 1, "client_id": "1", "amount": 500.0, "period": pd.Timestamp(2026, 7, 1), "stage": "счёт"}
    register = with_frozen(department(), {**row, "action": "позвонить", "cause": "склад"})
    rows = desk(register, date(2026, 7, 6)).tools.forecast.rows.set_index("client_id")
    assert (rows.loc["1", "stage"], rows.loc["1", "action"], rows.loc["1", "cause"]) == ("счёт", "позвонить", None)
    assert rows.loc["1", "before"] == 500
    assert pd.isna(rows["forecast"].loc["1"])


@pytest.mark.parametrize("start", [date(2026, 7, 6), date(2026, 8, 3)], ids=["the next week", "the next month"])
def test_a_forecast_that_nobody_froze_freezes_by_itself_when_its_week_is_over(start: date) -> None:
    week = {"period": pd.Timestamp(2026, 7, 1), "week": 1.0, "manager": "Анна", "row_kind": "client"}
    said = pd.DataFrame(
        [
            {**week, "client_id": "1", "forecast": 400.0, "expected": 410.0, "cause": "ждём счёт", "row": 5},
            {**week, "client_id": "2", "expected": 300.0, "row": 6},
        ]
    )
    register = replace(department(), previous={"cb_pfr_week": said})
    rows = desk(register, start).tools.forecast.frozen
    assert list(rows[["client_id", "week", "amount", "cause"]].itertuples(index=False, name=None)) == [
        ("1", 1.0, 410.0, "ждём счёт")
    ]
    assert is_frozen(register, start, "СППО_неделя", 5)
    assert not is_frozen(register, date(2026, 7, 1), "СППО_неделя", 5)
    again = replace(register, previous={"cb_pfr_week": said, "cb_forecasts": rows})
    pd.testing.assert_frame_equal(desk(again, start).tools.forecast.frozen, rows)
