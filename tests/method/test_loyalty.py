"""Loyalty: a client is the median of its people, few answers are told but not scored, a low score is called back in time."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.loyalty import answers, detractors, scores
from clientbook.method.marks import marks
from clientbook.method.nps_report import nps_report
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from clientbook.sheets.nps import content
from tests.builders import AS_OF, Row, ago, every, make_register
from tests.method.plan_frames import RU, client, portfolio_of, register_of
from tests.sheets import frames


def said(person: str | None, score: float, days: int, client_id: str = "1", reason: str | None = None) -> Row:
    return {"client_id": client_id, "person": person, "score": score, "date": ago(days), "reason": reason}


def register_with(rows: Sequence[Row], **client: object) -> Register:
    return make_register([{"client_id": "1", "manager": "Анна", **client}], every("1", 30, 1000), answers=rows)


def test_a_client_is_the_median_of_the_last_answers_of_its_people() -> None:
    register = register_with([said("Иван", 2, 200), said("иван ", 9, 10), said("Пётр", 4, 20), said("Олег", 8, 15)])
    found = scores(register, AS_OF).iloc[0]
    assert found.tolist() == [8.0, pd.Timestamp(ago(10)), 3]
    earlier = scores(register, ago(100)).iloc[0]
    assert earlier.tolist() == [2.0, pd.Timestamp(ago(200)), 1]


def test_an_answer_a_year_older_than_the_latest_is_out_of_date_and_a_later_one_has_not_been() -> None:
    register = register_with([said("Иван", 0, 420), said("Пётр", 9, 10), said("Олег", 1, -3)])
    assert answers(register, AS_OF)["person"].tolist() == ["Пётр"]


def test_without_answers_the_columns_of_clients_stand_for_one() -> None:
    register = register_with([], nps=7.0, nps_date=ago(30))
    assert scores(register, AS_OF).iloc[0].tolist() == [7.0, pd.Timestamp(ago(30)), 1]
    register = register_with([said(None, 10, 5), said(None, 9, 5)], nps=2.0, nps_date=ago(1))
    assert scores(register, AS_OF).iloc[0].tolist() == [9.5, pd.Timestamp(ago(5)), 2]


def test_one_low_score_makes_a_detractor_of_its_person_whatever_the_others_say() -> None:
    register = register_with([said("Иван", 9, 10), said("Пётр", 10, 20), said("Олег", 3, 2, reason="опоздали")])
    clients = portfolio(register, words("ru"))
    assert clients["nps"].tolist() == [9.0]
    assert not clients["risk_nps"].any()
    assert [(one.person, one.score, one.reason) for one in detractors(register, clients)["1"]] == [
        ("Олег", 3.0, "опоздали")
    ]


def plan_of(rows: Sequence[Row], log: Sequence[Row] = (), **client_row: object) -> pd.DataFrame:
    people = [
        {"client_id": "1", "person": name, "phone": phone, "dmu_role": role, "influence": influence}
        for name, phone, role, influence in (("Глава", "1", "decider", 5), ("Олег", "2", "user", 1))
    ]
    register = register_of(answers=rows, people=people, log=log, staff=[{"manager": "Анна", "job": "km"}])
    return contact_plan(register, portfolio_of([client("1", **client_row)]), RU, marks(register)).plan


def detractor_rows(plan: pd.DataFrame) -> pd.DataFrame:
    return plan[plan["plan_id"].str.contains("|detractor|", regex=False)]


def test_a_low_score_is_called_back_within_three_working_days_and_the_person_is_the_one_who_gave_it() -> None:
    rows = detractor_rows(plan_of([said("Олег", 3, 1, reason="опоздали дважды"), said("Глава", 10, 1)]))
    assert rows["plan_id"].tolist() == ["1|detractor|2026-07-02"]  # said on Monday 29 June
    row = rows.iloc[0]
    assert row["date"] <= pd.Timestamp("2026-07-02")
    assert (row["person"], row["phone"]) == ("Олег", "2")
    assert row["why"] == "Оценка NPS 3 от 29.06.2026; Олег: «опоздали дважды»"
    assert pd.isna(row["argument"])


def test_a_call_after_the_answer_ends_it_a_call_before_does_not() -> None:
    held: dict[str, Any] = {"client_id": "1", "manager": "Анна", "kind": "call", "result": "held"}
    low = [said("Олег", 3, 5)]
    assert detractor_rows(plan_of(low, [{**held, "date": ago(2)}])).empty
    assert len(detractor_rows(plan_of(low, [{**held, "date": ago(6)}]))) == 1


def test_the_column_of_clients_still_asks_for_the_call() -> None:
    rows = detractor_rows(plan_of([], nps=4.0, nps_date=pd.Timestamp(ago(1))))
    assert rows["plan_id"].tolist() == ["1|detractor|2026-07-02"]
    assert rows["person"].tolist() == ["Глава"]


def test_the_sheet_counts_clients_and_says_where_answers_are_too_few() -> None:
    clients: list[Row] = [{"client_id": f"a{n}", "manager": "Анна"} for n in range(10)]
    clients += [{"client_id": f"b{n}", "manager": "Борис"} for n in range(9)]
    sales = [row for one in clients for row in every(str(one["client_id"]), 30, 100, count=3)]
    given = [said("Кто", 10 if n < 6 else 7 if n < 8 else 3, 40 + n, f"a{n}") for n in range(10)]
    given += [said("Кто", 10, 40, f"b{n}") for n in range(9)]
    log: list[Row] = [
        {"client_id": "a8", "date": ago(46), "manager": "Анна", "kind": "call", "result": "held"},
        {"client_id": "a9", "date": ago(1), "manager": "Анна", "kind": "visit", "result": "held"},
    ]
    register = make_register(clients, sales, answers=given, log=log)
    every_client = portfolio(register, RU)
    plan = contact_plan(register, every_client, RU, marks(register))
    desk: Any = SimpleNamespace(register=register, portfolio=every_client, contacts=plan, as_of=AS_OF)
    report = nps_report(desk)
    assert list(report.managers.to_dict("records")[0].values()) == ["Анна", 10, 10, 6, 2, 2]
    state = report.followed.set_index("client_id")["state"]
    assert state.to_dict() == {"a8": "in_time", "a9": "late"}
    assert report.followed["due"].max() == pd.Timestamp("2026-05-18")  # said on Wednesday the 13th
    tools: Any = SimpleNamespace(nps_report=report, desk=desk)
    first, second = content(tools, frames.TOP, RU).tables["cb_nps"].to_dict("records")
    assert first["nps"] == pytest.approx(40)
    assert (second["nps"], second["verdict"]) == ("", "мало ответов: 9, нужно 10")
