"""The weekly digest: what was done, missed, is at risk and is due this week, for the department and for each manager."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.digest import DEPARTMENT, SECTIONS, Digest, digest
from clientbook.method.marks import marks
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from tests.builders import Row, every, make_register

MONDAY = date(2026, 6, 29)
"""T is Tuesday, 30 June; the plan starts on 1 July, in the week of Monday 29 June."""

CLIENTS = [
    {"client_id": code, "client": f"Клиент {code}", "manager": who} for code, who in (("a", "Анна"), ("b", "Олег"))
]


def log(day: int, client: str = "a", manager: str = "Анна", **more: object) -> Row:
    stamp = pd.Timestamp(MONDAY) - pd.Timedelta(days=day)
    return {"client_id": client, "manager": manager, "date": stamp, "kind": "call", "result": "held", **more}


def made(rows: list[Row]) -> Digest:
    sales = [*every("a", 30, 100, until=10), *every("b", 30, 900, until=350)]
    register = make_register(CLIENTS, sales, log=rows)
    clients = portfolio(register, words("ru"))
    plan = contact_plan(register, clients, words("ru"), marks(register))
    return digest(Desk(register, clients, plan, words("ru")))


def row(found: Digest, manager: str, section: str) -> pd.Series:
    return found.rows[found.rows["manager"].eq(manager) & found.rows["section"].eq(section)].iloc[0]


def test_the_department_comes_first_and_its_counts_are_those_of_its_managers() -> None:
    found = made(
        [log(3), log(4, "b", "Олег", kind="visit"), log(2, kind="internal"), log(9), log(1, result="no_answer")]
    )
    assert found.monday == MONDAY
    assert found.rows["manager"].tolist() == [DEPARTMENT] * 4 + ["Анна"] * 4 + ["Олег"] * 4
    assert found.rows["section"].tolist() == list(SECTIONS) * 3
    counts = found.rows.pivot_table(index="section", columns="manager", values="count")
    assert (counts[DEPARTMENT] == counts["Анна"] + counts["Олег"]).all()
    assert counts.loc["done"].to_dict() == {DEPARTMENT: 2, "Анна": 1, "Олег": 1}
    assert row(found, "Олег", "done")["text"].startswith("визитов 1")


def test_a_step_promised_for_last_week_is_missed_until_a_later_contact() -> None:
    promise = log(10, next_step="Отправить КП", next_date=pd.Timestamp(MONDAY - timedelta(days=5)))
    missed = row(made([promise]), "Анна", "missed")
    assert missed["count"] == 1
    assert missed["text"] == "ждут обещанного: Клиент a: Отправить КП (24.06)"
    assert row(made([promise, log(4)]), "Анна", "missed")["count"] == 0
    assert row(made([promise, log(4, result="moved")]), "Анна", "missed")["count"] == 1


def test_income_at_risk_is_that_of_clients_at_high_risk() -> None:
    found = made([log(3)])
    for manager in (DEPARTMENT, "Олег"):
        risk = row(found, manager, "risk")
        assert (risk["count"], risk["amount"], risk["text"]) == (1, 900.0, "высокий риск: Клиент b")
    assert row(found, "Анна", "risk")["count"] == 0


def test_no_log_says_what_to_fill_in() -> None:
    assert row(made([]), DEPARTMENT, "missed")["text"] == "журнала и прошлого плана нет: заполните «Журнал»"
