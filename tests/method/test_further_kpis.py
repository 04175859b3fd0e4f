"""KPIs of the further jobs: new clients and their hand-over, payroll, dependency, what stands on «Показатели», data quality."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method import roles
from clientbook.method.kpi import KpiResult, kpi
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from clientbook.register.settings import Settings
from tests.builders import Row, ago, every, make_register, sale

RU = words("ru")
JUNE = date(2026, 6, 1)
STAFF: list[Row] = [
    {"manager": "Анна", "job": "km", "head": "Глава", "rate": 1.0},
    {"manager": "Марк", "job": "mp", "head": "Сбыт", "rate": 1.0},
    {"manager": "Помощник", "job": "ap", "head": "Глава", "rate": 1.0},
    {"manager": "Глава", "job": "rko", "rate": 1.0},
    {"manager": "Сбыт", "job": "rop", "rate": 1.0},
]


def run(register: Register) -> KpiResult:
    planned: Any = SimpleNamespace(plan=pd.DataFrame(), done=pd.DataFrame(), start=ago(-1))
    return kpi(register, portfolio(register, RU), planned, RU)


def row(result: KpiResult, manager: str, measure: str) -> dict[str, Any]:
    both = pd.concat([result.kpi, result.further])
    rows = both[both["manager"].eq(manager) & both["measure"].eq(measure)]
    assert len(rows) == 1
    return {str(key): value for key, value in rows.iloc[0].items()}


def client(code: str, manager: str | None, **more: object) -> Row:
    return {"client_id": code, "client": f"Клиент {code}", "manager": manager, **more}


@pytest.mark.parametrize("job", roles.KPI_SETS)
def test_the_weights_of_every_job_make_a_hundred(job: str) -> None:
    assert sum(roles.weights(job, Settings()).values()) == 100


def test_a_further_kpi_is_told_without_a_weight_and_scored_with_one() -> None:
    base: dict[str, Any] = {"clients": [client("1", "Анна")], "sales": every("1", 10, 100, count=80), "staff": STAFF}
    told = run(make_register(**base))
    assert "growth" in set(told.further.loc[told.further["manager"].eq("Анна"), "measure"])
    scored = run(make_register(**base, settings={"weight_km_growth": 10, "weight_km_plan": 25}))
    assert row(scored, "Анна", "growth")["raw_weight"] == 10
    assert "growth" not in set(scored.further.loc[scored.further["manager"].eq("Анна"), "measure"])


def test_a_new_payment_is_a_first_order_of_the_month_that_is_no_debt() -> None:
    sales = [
        *[
            sale("paid", date(2026, 6, 3), 100),
            sale("owes", date(2026, 6, 4), 100),
            sale("half", date(2026, 6, 5), 100),
        ],
        *[sale("half", date(2026, 6, 20), 60), sale("old", date(2026, 5, 20), 100), sale("old", date(2026, 6, 9), 9)],
    ]
    clients = [
        *[client("paid", "Марк"), client("owes", "Марк", receivable=100), client("half", "Марк", receivable=60)],
        *[client("old", "Марк"), client("gone", "Анна")],
    ]
    found = row(run(make_register(clients, sales, staff=STAFF)), "Марк", "new_payments")
    assert (found["fact"], found["plan"], found["period"]) == (2, 3, "июнь 2026")
    plans: list[Row] = [{"period": JUNE, "manager": "Марк", "measure": "new_payments", "plan": 4}]
    assert row(run(make_register(clients, sales, staff=STAFF, indicators=plans)), "Марк", "new_payments")["plan"] == 4


def test_a_second_order_counts_within_ninety_days_for_whoever_won_the_client() -> None:
    sales = [
        *[sale("quick", ago(150), 10), sale("quick", ago(100), 10)],
        *[sale("slow", ago(150), 10), sale("slow", ago(40), 10)],
        *[sale("moved", ago(140), 10), sale("moved", ago(120), 10)],
        *[sale("young", ago(30), 10)],
    ]
    clients = [client("quick", "Марк"), client("slow", "Марк"), client("moved", "Анна"), client("young", "Марк")]
    moves: list[Row] = [{"client_id": "moved", "giver": "Марк", "taker": "Анна", "date": ago(60)}]
    found = row(run(make_register(clients, sales, staff=STAFF, transfers=moves)), "Марк", "second_order")
    assert found["fact"] == pytest.approx(2 / 3)


def test_a_client_is_handed_over_after_two_paid_orders_or_ninety_days() -> None:
    sales = [
        *[sale("two", ago(40), 10), sale("two", ago(20), 10)],
        *[sale("debt", ago(41), 10), sale("debt", ago(21), 10)],
        *[sale("time", ago(95), 10), sale("done", ago(90), 10), sale("done", ago(70), 10)],
    ]
    clients = [
        *[client("two", "Марк", region="Тула"), client("debt", "Марк", receivable=10), client("time", "Марк")],
        *[client("none", "Марк"), client("done", "Анна", region="Тула")],
    ]
    moves: list[Row] = [{"client_id": "done", "giver": "Марк", "taker": "Анна", "date": date(2026, 6, 10)}]
    result = run(make_register(clients, sales, staff=STAFF, transfers=moves))
    found = result.desk.tools.handover
    states = found.listed.set_index("client_id")["state"].to_dict()
    assert states == {"two": "ripe", "time": "ripe", "debt": "soon", "none": "no_orders"}
    reasons = found.listed.set_index("client_id")["reason"]
    assert reasons["two"] == "оплачено заказов: 2, нужно 2"
    assert reasons["time"] == "95 дн. с первого заказа, предел 90; оплачено заказов: 1"
    assert reasons["debt"] == "оплачено заказов: 1 из 2; 90 дн. с первого заказа – 18.08.2026"
    assert set(found.listed["taker"]) == {"Анна"}
    assert found.handed[["client_id", "hunter", "taker", "days"]].to_numpy().tolist() == [["done", "Марк", "Анна", 70]]
    measure = row(result, "Сбыт", "handover")
    assert measure["source"] == "Передано 1 из 3 созревших новых клиентов; «Передачи»"
    assert measure["fact"] == pytest.approx(1 / 3)


def test_payroll_is_weighed_against_gross_profit_without_roubles_and_its_own_bonus_at_the_target() -> None:
    paid = [{**one, "salary": 100, "bonus_target": 50} for one in STAFF if one["manager"] in {"Марк", "Сбыт"}]
    sales = [sale("1", date(2026, 6, 10), 2000, cost=900)]
    result = run(make_register([client("1", "Марк")], sales, staff=paid, basis="profit"))
    found = row(result, "Сбыт", "payroll")
    assert found["better"] == "less"
    assert found["fact"] == pytest.approx((200 + 50) * 1.3 / 1100)
    assert found["ratio"] == pytest.approx(0.25 / found["fact"])
    assert not any(figure in found["source"] for figure in ("₽", "325"))


def test_the_largest_client_counts_with_its_holding_and_less_is_better() -> None:
    clients = [client("1", "Анна"), client("2", "Анна", parent_id="1"), client("3", "Анна")]
    sales = [line for code, amount in (("1", 10), ("2", 20), ("3", 70)) for line in every(code, 30, amount, count=14)]
    found = row(run(make_register(clients, sales, staff=STAFF)), "Глава", "dependency")
    assert found["fact"] == pytest.approx(0.7)
    assert found["ratio"] == pytest.approx(0.2 / 0.7)
    heavier = [*sales, *every("1", 30, 60, count=14)]
    assert "Клиент 1" in row(run(make_register(clients, heavier, staff=STAFF)), "Глава", "dependency")["source"]


@pytest.mark.parametrize(("fact", "plan", "ratio"), [(0.02, 0.01, 0.5), (0.0, 0.0, 1.2), (0.01, 0.0, 0.0)])
def test_errors_are_typed_and_fewer_are_better(fact: float, plan: float, ratio: float) -> None:
    typed: list[Row] = [
        {"period": JUNE, "manager": "Помощник", "measure": "errors", "plan": plan, "fact": fact, "source": "акты"},
        {"period": date(2026, 5, 1), "manager": "Помощник", "measure": "errors", "fact": 0.9},
    ]
    result = run(make_register([client("1", "Анна")], every("1", 10, 5), staff=STAFF, indicators=typed))
    found = row(result, "Помощник", "errors")
    assert (found["ratio"], found["source"]) == (pytest.approx(ratio), "«Показатели»: акты")
    assert (
        row(result, "Помощник", "on_time")["source"]
        == "Впишите факт «Документы в срок» за июнь 2026 на лист «Показатели»"
    )


def test_sleeping_clients_come_back_within_the_quarter() -> None:
    sales = [
        *every("back", 10, 100, until=220, count=20),
        *[sale("back", ago(30), 100)],
        *every("still", 10, 100, until=200, count=20),
        *every("lost", 10, 100, until=400, count=20),
        *every("awake", 10, 100, until=5, count=40),
    ]
    clients = [client(code, "Анна") for code in ("back", "still", "lost", "awake")]
    found = row(run(make_register(clients, sales, staff=STAFF)), "Анна", "reactivation")
    assert found["source"] == "Вернулись за квартал 1 из 2 спящих клиентов"
    assert found["ratio"] == pytest.approx(0.5 / 0.15)


def test_growth_leaves_clients_handed_over_in_the_year_out() -> None:
    sales = [
        *[sale("own", ago(731), 1), sale("own", ago(500), 100), sale("own", ago(10), 108), sale("new", ago(9), 7)],
        *[sale("came", ago(10), 900)],
    ]
    clients = [client("own", "Анна"), client("came", "Анна"), client("new", "Анна")]
    moves: list[Row] = [{"client_id": "came", "giver": "Борис", "taker": "Анна", "date": ago(30)}]
    found = row(run(make_register(clients, sales, staff=STAFF, transfers=moves)), "Анна", "growth")
    assert found["fact"] == pytest.approx(0.15)


def test_quality_counts_required_fields_and_an_assistant_answers_for_everybody() -> None:
    whole = {"tax_id": "1", "industry": "и", "region": "р", "potential": 5, "payment_days": 0}
    clients = [client("1", "Анна", **whole), client("2", "Анна", **{**whole, "potential": None})]
    people: list[Row] = [{"client_id": "1", "person": "А", "phone": "1"}]
    result = run(make_register(clients, every("1", 10, 5), staff=STAFF, people=people))
    assert row(result, "Анна", "quality")["fact"] == pytest.approx(14 / 16)
    assert row(result, "Помощник", "quality")["source"].startswith("Заполнено 14 из 16 полей")


def test_every_head_answers_for_his_people() -> None:
    staff = [*STAFF, {"manager": "Коммерция", "job": "kd"}, {"manager": "Хозяин", "job": "gd"}]
    by_name = {
        scope.manager: scope for scope in roles.scopes(pd.DataFrame(staff).reindex(columns=["manager", "job", "head"]))
    }
    clients = pd.Series(["Анна", "Марк", None])
    assert by_name["Сбыт"].counts(clients).tolist() == [False, True, False]
    assert by_name["Глава"].counts(clients).tolist() == [True, False, True]
    assert by_name["Коммерция"].counts(clients).tolist() == [True, True, True]
