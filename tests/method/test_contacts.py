"""The contact plan as people read it: what for, with whom, why; who has no manager; what the load says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.contacts import ContactPlan, contact_plan
from clientbook.method.marks import marks
from clientbook.method.previous_plan import PLAN_COLUMNS
from tests.builders import Row
from tests.method.plan_frames import AS_OF, client, leave_of, many, plan_of, portfolio_of, register_of, staff_of

ANNA: Row = {"manager": "Анна", "job": "km", "rate": 1.0}


def person(name: str, role: str | None, influence: int, **more: object) -> Row:
    return {"client_id": "1", "person": name, "dmu_role": role, "influence": influence, **more}


TEAM = (
    person("Лесин", "decider", 5, phone="+7 900 1", email="l@x"),
    person("Вершин", "influencer", 4, phone="+7 900 2"),
    person("Закуп", "buyer", 2, phone="+7 900 3", email="z@x"),
)


def planned(people: Any = TEAM, log: Any = (), **more: object) -> ContactPlan:
    """Return the plan for one client of Анна."""
    return plan_of(register_of(staff=[ANNA], people=people, log=log), portfolio_of([client("1", **more)]))


def first(found: ContactPlan) -> pd.Series:
    return found.plan.sort_values(["date", "plan_id"]).iloc[0]


def held(days: int, kind: str) -> Row:
    return {"client_id": "1", "date": AS_OF - timedelta(days=days), "manager": "Анна", "kind": kind, "result": "held"}


RECENT = [held(0, "letter"), held(55, "call"), held(56, "session")]


@pytest.mark.parametrize(
    ("facts", "purpose", "why"),
    [
        ({"claim": True, "risk": 80.0}, "Претензия", "Открытая претензия: связаться за 3 раб. дн."),
        ({"overdue": 120_000.0, "overdue_days": 45.0, "risk": 80.0}, "погашение долга", "120\u00a0000 ₽, 45 дн. > 30"),
        ({"risk": 65.0, "risk_reason": "пауза 60 дн. > 45", "recency": 60.0}, "ЛПР", "Риск 65: пауза 60 дн. > 45"),
        ({"recency": 60.0}, "причину паузы", "Без заказов 60 дн. > 45"),
        (
            {"nps": 9.0, "nps_date": pd.Timestamp("2025-05-01"), "potential": None},
            "NPS",
            "425 дн.: спрашивали 01.05.2025",
        ),
        ({"potential": None}, "потенциал", "куплено за 12 мес.: 400\u00a0000 ₽"),
        ({}, "Напомнить о заказе, узнать планы", "Средний, звонок: 6 в год; последний контакт 06.05.2026"),
    ],
)
def test_the_first_contact_is_for_the_first_thing_that_matters(
    facts: dict[str, object], purpose: str, why: str
) -> None:
    found = planned(log=[*RECENT], **facts)
    calls = found.plan[found.plan["channel"].eq("call")].sort_values("date")
    row = calls.iloc[0]
    assert purpose in row["purpose"]
    assert why in row["why"]
    later = calls.iloc[1:]
    assert len(later)
    assert (later["purpose"] == "Напомнить о заказе, узнать планы").all()


def test_what_the_contact_of_an_event_is_for_is_not_said_again_on_the_next_call() -> None:
    for facts in ({"claim": True}, {"nps": 3.0, "nps_date": pd.Timestamp(AS_OF)}):
        plan = planned(log=[*RECENT], **facts).plan
        urgent = plan[plan["purpose"].isin(["Претензия: решить вместе с РКО", "Низкая оценка: разобрать вместе с РКО"])]
        assert urgent["plan_id"].str.contains("claim|detractor").tolist() == [True], facts


def test_nps_is_asked_by_voice_also_where_a_message_comes_first() -> None:
    log = [held(44, "letter"), held(55, "call")]
    plan = planned(log=log, nps=9.0, nps_date=pd.Timestamp("2025-05-01")).plan.sort_values("date")
    message, call = plan.iloc[0], plan[plan["channel"].eq("call")].iloc[0]
    assert message["channel"] == "message"
    assert (message["purpose"], call["purpose"]) == ("Новинки и акции", "Спросить оценку NPS")


def test_one_person_at_a_large_client_is_one_thread() -> None:
    row = first(planned(people=TEAM[:1], log=RECENT, segment="large"))
    assert row["purpose"] == "Познакомиться с ЛВР"
    assert "1 человек" in row["why"]


def test_nobody_is_planned_who_asked_not_to_be_called() -> None:
    found = planned(no_calls=True, claim=True)
    assert found.plan.empty
    assert found.unplaced.empty


def test_the_person_has_the_role_or_else_the_most_influence_the_channel_reaches() -> None:
    plan = planned(segment="large", log=RECENT).plan
    of = {
        line: plan.loc[plan["plan_id"].str.contains(line), ["person", "phone", "dmu_role"]].iloc[-1].tolist()
        for line in ("large.call", "large.message", "large.visit")
        if plan["plan_id"].str.contains(line).any()
    }
    assert of["large.call"] == ["Закуп", "+7 900 3", "buyer"]
    by_mail = planned(people=TEAM[:2], segment="large", log=RECENT).plan
    assert set(by_mail.loc[by_mail["channel"].eq("message"), "person"]) == {"Лесин"}
    nobody = planned(people=TEAM[1:2], segment="large", log=RECENT).plan
    letters = nobody[nobody["channel"].eq("message")]
    assert set(letters["person"]) == {"установить ЛПР"}
    assert letters["phone"].isna().all()


def test_somebody_who_refused_the_use_of_his_data_is_not_named() -> None:
    people = [TEAM[0], person("Молчун", "buyer", 5, phone="+7", email="m@x", consent=False)]
    assert "Молчун" not in set(planned(people=people).plan["person"])


def test_a_birthday_is_a_remark_on_the_nearest_contact() -> None:
    born = person("Закуп", "buyer", 2, phone="+7 900 3", email="z@x", birthday=date(1980, 7, 20))
    plan = planned(people=[born]).plan
    told = plan[plan["why"].str.contains("ДР 20.07: Закуп")]
    assert len(told) == 1
    off = (plan["date"] - pd.Timestamp("2026-07-20")).dt.days.abs()
    assert off[told.index[0]] == off.min()


def test_every_row_says_why_in_at_most_120_characters_in_both_languages() -> None:
    names = [f"Менеджер {number:02d}" for number in range(4)]
    clients = many(200, 4)
    clients["risk_reason"] = "очень длинная причина риска, которая не помещается в отведённые сто двадцать знаков " * 2
    for lang in ("ru", "en"):
        register = register_of(staff=staff_of(names), leave=leave_of(names))
        found = contact_plan(register, clients, words(lang), marks(register))
        assert found.plan["why"].str.len().between(10, 120).all()
        assert found.plan["purpose"].str.len().gt(3).all()
        assert found.load["verdict"].str.len().between(10, 120).all()


def test_clients_without_a_manager_are_listed_with_what_they_would_need() -> None:
    rows = [client("1", None, segment="key"), client("2", None, potential=None, status="never"), client("3", "Анна")]
    found = plan_of(register_of(staff=[ANNA]), portfolio_of(rows))
    nobody = found.unplaced[found.unplaced["manager"].isna()]
    assert nobody["client_id"].tolist() == ["1", "2"]
    load = found.load[found.load["manager"].isna()].iloc[0]
    assert (load["clients"], load["have_minutes"]) == (2, 0)
    assert load["need_minutes"] > 0
    assert load["verdict"].startswith("Назначить менеджера: без него 2 кл.")
    assert not found.plan["client_id"].isin(["1", "2"]).any()


def test_a_register_without_any_manager_still_has_a_plan() -> None:
    found = plan_of(register_of(), portfolio_of([client("1", None)]))
    assert found.plan.empty
    assert len(found.unplaced) == 1


def test_load_adds_up() -> None:
    names = [f"Менеджер {number:02d}" for number in range(3)]
    found = plan_of(register_of(staff=staff_of(names)), many(90, 3))
    load = found.load.set_index("manager")
    assert load["need_minutes"].sum() == pytest.approx(found.plan["minutes"].sum())
    channels = [f"{channel}_minutes" for channel in ("visit", "review", "call", "message")]
    assert load[channels].sum(axis=1).tolist() == load["need_minutes"].tolist()
    assert (load["load"] == load["need_minutes"] / load["have_minutes"]).all()
    assert load["have_minutes"].tolist() == [240 * 65] * 3
    weeks = found.load_weeks
    assert set(weeks["week_start"].dt.day_of_week) == {0}
    assert weeks.groupby("manager").size().tolist() == [14] * 3
    assert found.load["clients"].sum() == 90


def test_the_plan_has_its_columns_sorted_by_manager_date_and_priority() -> None:
    names = [f"Менеджер {number:02d}" for number in range(3)]
    plan = plan_of(register_of(staff=staff_of(names)), many(90, 3)).plan
    assert tuple(plan.columns) == PLAN_COLUMNS
    order = plan.sort_values(["manager", "date", "priority", "plan_id"], ascending=[True, True, False, True])
    assert order.index.tolist() == plan.index.tolist()
    assert (plan["weekday"] == plan["date"].dt.day_of_week + 1).all()
    assert plan["date"].min() >= pd.Timestamp(AS_OF + timedelta(days=1))


def test_a_substitute_nobody_knows_is_told() -> None:
    register = register_of(staff=[{**ANNA, "substitute": "Никто"}])
    plan_of(register, portfolio_of([client("1")]))
    assert [problem.key for problem in register.problems] == ["plan_substitute"]
