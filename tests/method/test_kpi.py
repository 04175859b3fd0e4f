"""KPI of people: what is read where, whose clients count, what is missing, and when there is no integral."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.kpi import KpiResult, kpi
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from tests.builders import Row, ago, every, make_register, sale

RU = words("ru")
STAFF: list[Row] = [
    {"manager": "Анна", "job": "km", "head": "Глава"},
    {"manager": "Борис", "job": "kam", "head": "Глава"},
    {"manager": "Глава", "job": "rko"},
]


def nothing_planned() -> Any:
    """Return a contact plan without rows."""
    return SimpleNamespace(plan=pd.DataFrame(), done=pd.DataFrame(), start=ago(-1))


def run(register: Register) -> KpiResult:
    return kpi(register, portfolio(register, RU), nothing_planned(), RU)


def row(result: KpiResult, manager: str, measure: str) -> dict[str, Any]:
    rows = result.kpi[result.kpi["manager"].eq(manager) & result.kpi["measure"].eq(measure)]
    assert len(rows) == 1
    return {str(key): value for key, value in rows.iloc[0].items()}


def client(code: str, manager: str | None, **more: object) -> Row:
    return {"client_id": code, "client": f"Клиент {code}", "manager": manager, **more}


def test_everybody_has_the_kpis_of_the_job_and_a_last_row() -> None:
    result = run(make_register([client("1", "Анна")], every("1", 10, 100), staff=STAFF))
    assert list(result.kpi.loc[result.kpi["manager"].eq("Анна"), "measure"]) == [
        *("plan", "nrr", "mml", "overdue", "contacts", "integral"),
    ]
    assert list(result.kpi["manager"].drop_duplicates()) == ["Анна", "Борис", "Глава"]
    missing = result.kpi[result.kpi["fact"].isna() & result.kpi["measure"].ne("integral")]
    assert missing["source"].str.len().between(10, 120).all()


def test_the_plan_is_the_last_full_month_in_what_income_is_counted_in() -> None:
    sales = [
        sale("1", date(2026, 6, 1), 70, cost=40),
        sale("1", date(2026, 6, 30), 50, cost=20),
        sale("1", date(2026, 5, 31), 999, cost=1),
        sale("2", date(2026, 6, 10), 10, cost=4),
    ]
    plans: list[Row] = [
        {"period": date(2026, 6, 1), "manager": "Анна", "measure": "profit", "plan": 80},
        {"period": date(2026, 6, 1), "manager": "Анна", "client_id": "2", "measure": "profit", "plan": 20},
        {"period": date(2026, 6, 1), "manager": "Анна", "measure": "revenue", "plan": 7},
        {"period": date(2026, 5, 1), "manager": "Анна", "measure": "profit", "plan": 5},
    ]
    clients = [client("1", "Анна"), client("2", None)]
    result = run(make_register(clients, sales, staff=STAFF, plans=plans, basis="profit"))
    mine, head = row(result, "Анна", "plan"), row(result, "Глава", "plan")
    assert (mine["plan"], mine["fact"], mine["period"]) == (100, 60, "июнь 2026")
    assert (head["plan"], head["fact"]) == (100, 66)


def test_plans_of_people_in_different_measures_do_not_add_up() -> None:
    sales = [sale("1", date(2026, 6, 1), 70, cost=40), sale("2", date(2026, 6, 10), 10, cost=4)]
    june = {"period": date(2026, 6, 1), "plan": 50}
    plans: list[Row] = [
        {**june, "manager": "Анна", "measure": "profit"},
        {**june, "manager": "Борис", "measure": "revenue"},
    ]
    clients = [client("1", "Анна"), client("2", "Борис")]
    head = row(run(make_register(clients, sales, staff=STAFF, plans=plans, basis="profit")), "Глава", "plan")
    assert pd.isna(head["plan"])
    assert "в разных показателях" in head["source"]
    plans.append({**june, "manager": "Анна", "measure": "revenue"})
    head = row(run(make_register(clients, sales, staff=STAFF, plans=plans, basis="profit")), "Глава", "plan")
    assert (head["plan"], head["fact"]) == (100, 80)


def test_a_sale_counts_for_whoever_had_the_client_that_day() -> None:
    sales = [sale("1", date(2026, 6, 5), 30), sale("1", date(2026, 6, 20), 70)]
    plans: list[Row] = [
        {"period": date(2026, 6, 1), "manager": manager, "measure": "revenue", "plan": 100}
        for manager in ("Анна", "Борис", "Вера")
    ]
    staff = [*STAFF, {"manager": "Вера", "job": "km"}]
    transfers: list[Row] = [{"client_id": "1", "giver": "Вера", "taker": "Анна", "date": date(2026, 6, 10)}]
    result = run(make_register([client("1", "Анна")], sales, staff=staff, plans=plans, transfers=transfers))
    assert (row(result, "Анна", "plan")["fact"], row(result, "Вера", "plan")["fact"]) == (70, 30)


def test_a_head_answers_for_his_people_and_what_nobody_leads() -> None:
    staff: list[Row] = [
        *STAFF,
        {"manager": "Чужой", "job": "mp", "head": "РОП"},
        {"manager": "РОП", "job": "rop"},
    ]
    clients = [client("1", "Анна"), client("2", None), client("3", "Чужой"), client("4", "Борис")]
    owed = [{**row_, "receivable": 100, "overdue": 10} for row_ in clients]
    result = run(make_register(owed, every("1", 10, 5), staff=staff))
    assert "30 из 300" in row(result, "Глава", "overdue")["source"]
    assert "10 из 100" in row(result, "Анна", "overdue")["source"]


@pytest.mark.parametrize(("overdue", "k"), [(10, 1.0), (15, 0.5), (20, 0.0), (25, 0.0), (0, 1.2)])
def test_overdue_falls_in_a_line_from_ten_percent_to_nothing_at_twenty(overdue: int, k: float) -> None:
    clients = [client("1", "Анна", receivable=100, overdue=overdue, overdue_days=40)]
    found = row(run(make_register(clients, every("1", 10, 5), staff=STAFF)), "Анна", "overdue")
    assert found["score"] == pytest.approx(k)
    assert found["fact"] == pytest.approx(overdue / 100)


def test_nrr_needs_two_years_and_leaves_new_clients_out() -> None:
    sales = [sale("1", ago(400), 100), sale("1", ago(20), 97), sale("new", ago(30), 500)]
    clients = [client("1", "Анна"), client("new", "Анна")]
    short = row(run(make_register(clients, sales, staff=STAFF)), "Анна", "nrr")
    assert pd.isna(short["fact"])
    assert "730" in short["source"]
    assert "400" in short["source"]
    found = row(run(make_register(clients, [*sales, sale("1", ago(731), 1)], staff=STAFF)), "Анна", "nrr")
    assert found["fact"] == pytest.approx(0.97)
    assert found["ratio"] == pytest.approx(0.6)
    assert found["score"] == 0


def test_a_weekly_buyer_silent_for_100_days_is_sleeping_and_counted_lost_by_the_same_number() -> None:
    weekly = every("Тихий", 7, 100, until=100, count=60)
    others = [row_ for code in ("А", "Б") for row_ in every(code, 10, 90, until=3, count=60)]
    clients = [client(code, "Анна") for code in ("Тихий", "А", "Б")]
    register = make_register(clients, [*weekly, *others], staff=STAFF)
    found = portfolio(register, RU).set_index("client_id")
    assert found.loc["Тихий", "status"] == "sleeping"
    assert not found.loc["Тихий", "active"]
    head = row(run(register), "Глава", "retention")
    assert head["source"] == "Потеряны 1 из 3: Клиент Тихий"
    assert head["fact"] == pytest.approx(2 / 3)
    almost = make_register(clients, [*every("Тихий", 7, 100, until=90, count=60), *others], staff=STAFF)
    assert row(run(almost), "Глава", "retention")["fact"] == 1


def test_nps_counts_promoters_less_detractors_and_says_when_answers_are_few() -> None:
    scores = [10, 9, 9, 8, 7, 7, 6, 3, 10, 10]
    clients = [client(str(place), "Борис", nps=value) for place, value in enumerate(scores)]
    register = make_register(clients, every("1", 10, 5), staff=STAFF)
    assert row(run(register), "Борис", "nps")["fact"] == pytest.approx(30)
    few = row(run(make_register(clients[:3], every("1", 10, 5), staff=STAFF)), "Борис", "nps")
    assert pd.isna(few["fact"])
    assert few["source"].startswith("Мало ответов: 3")


def test_coverage_counts_required_roles_that_can_be_reached() -> None:
    people: list[Row] = [
        {"client_id": "1", "person": "А", "dmu_role": "decider", "phone": "1"},
        {"client_id": "1", "person": "Б", "dmu_role": "influencer", "email": "b@b"},
        {"client_id": "1", "person": "В", "dmu_role": "influencer"},
        {"client_id": "1", "person": "Г", "dmu_role": "influencer", "phone": "2", "consent": False},
        {"client_id": "2", "person": "Д", "dmu_role": "user", "messenger": "@d"},
    ]
    clients = [client("1", "Борис", segment_manual="key"), client("2", "Борис", segment_manual="small")]
    found = row(run(make_register(clients, every("1", 10, 5), staff=STAFF, people=people)), "Борис", "dmu")
    assert found["fact"] == pytest.approx(3 / 4)


def test_share_of_wallet_is_measured_from_the_share_a_year_ago() -> None:
    sales = [sale("1", ago(731), 1), sale("1", ago(500), 300), sale("1", ago(10), 340), sale("2", ago(10), 999)]
    clients = [client("1", "Борис", potential=1000), client("2", "Борис")]
    found = row(run(make_register(clients, sales, staff=STAFF)), "Борис", "share")
    assert (found["base"], found["plan"], found["fact"]) == pytest.approx((0.3, 0.35, 0.34))
    assert found["ratio"] == pytest.approx(0.8)


def paid_well(**settings: float) -> Register:
    clients = [client("1", "Анна", receivable=100, overdue=10)]
    sales = [*every("1", 10, 10, count=80)]
    plans: list[Row] = [{"period": date(2026, 6, 1), "manager": "Анна", "measure": "revenue", "plan": 30}]
    return make_register(clients, sales, staff=STAFF, plans=plans, settings=settings)


def test_the_weight_of_a_kpi_without_data_is_spread_and_flagged() -> None:
    result = run(paid_well())
    total = row(result, "Анна", "integral")
    mine = result.kpi[result.kpi["manager"].eq("Анна") & result.kpi["measure"].ne("integral")]
    assert mine["weight"].sum() == pytest.approx(100)
    assert mine.loc[mine["score"].isna(), "weight"].isna().all()
    assert mine["contribution"].sum() == pytest.approx(total["contribution"])
    assert total["source"] == "Без данных, вес распределён: MML 15 %, План контактов 10 %"


def test_weights_that_do_not_make_a_hundred_give_no_integral() -> None:
    total = row(run(paid_well(weight_km_plan=30)), "Анна", "integral")
    assert total["contribution"] is None or pd.isna(total["contribution"])
    assert "95 %" in total["source"]
    whole = row(run(paid_well(weight_km_plan=30, weight_km_nrr=30)), "Анна", "integral")
    assert whole["contribution"] > 0


def test_a_weight_typed_on_the_sheet_counts_before_the_setting() -> None:
    register = paid_well()
    register.previous["cb_kpi"] = pd.DataFrame(
        {"manager": ["Анна", "Анна"], "measure": ["plan", "nrr"], "raw_weight": [30.0, None]}
    )
    assert "95 %" in row(run(register), "Анна", "integral")["source"]


def test_too_little_data_gives_no_integral() -> None:
    total = row(run(make_register([client("1", "Анна")], every("1", 10, 5, count=5), staff=STAFF)), "Анна", "integral")
    assert pd.isna(total["contribution"])
    assert "60 %" in total["source"]
