"""ГПР: roles covered by live contacts, one thread, who left, who is unknown; and what follows for plan, risk and KPI."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.decision_unit import DecisionUnits, decision_units, same_person
from clientbook.method.people import People
from clientbook.method.portfolio import portfolio
from tests.builders import Row, ago, every, make_register

RU = words("ru")
DECIDER: Row = {"client_id": "1", "person": "Орлов Сергей", "dmu_role": "decider", "phone": "1", "influence": 5}
FIRST: Row = {"client_id": "1", "person": "Белова Марина", "dmu_role": "influencer", "phone": "2", "influence": 3}
SECOND: Row = {"client_id": "1", "person": "Жуков Денис", "dmu_role": "influencer", "email": "z@z"}


def talk(person: str, days: int, **more: object) -> Row:
    return {
        "client_id": "1",
        "manager": "Анна",
        "date": ago(days),
        "kind": "call",
        "result": "held",
        "person": person,
    } | more


def units(people: list[Row], log: list[Row] | None = None, segment: str = "key") -> DecisionUnits:
    clients: list[Row] = [{"client_id": "1", "manager": "Анна", "segment_manual": segment}]
    register = make_register(clients, every("1", 10, 5), people=people, log=log or [])
    return decision_units(register, portfolio(register, RU))


def one(people: list[Row], log: list[Row] | None = None, segment: str = "key") -> dict[str, object]:
    found = units(people, log, segment).units
    return {str(key): value for key, value in found.iloc[0].items()} if len(found) else {}


def issues(found: DecisionUnits) -> dict[str, str]:
    return dict(zip(found.people["person"], found.people["issue"], strict=True))


@pytest.mark.parametrize(("segment", "required"), [("key", 3), ("large", 2)])
def test_a_key_client_needs_a_decider_and_two_influencers_a_large_one_a_decider_and_one(
    segment: str, required: int
) -> None:
    full = one([DECIDER, FIRST, SECOND], segment=segment)
    assert (full["required"], full["covered"], full["missing"]) == (required, required, "fine")
    assert one([FIRST, SECOND], segment=segment)["missing"] == "decider"
    assert one([DECIDER, {**FIRST, "dmu_role": "buyer"}], segment=segment)["missing"] == "influencer"


def test_other_clients_stand_there_only_where_there_is_nobody_to_talk_to() -> None:
    assert one([{**FIRST, "dmu_role": "user"}], segment="small") == {}
    assert one([{**FIRST, "phone": None}], segment="small")["missing"] == "nobody"


def test_a_contact_is_live_as_long_as_somebody_talked_to_that_very_person() -> None:
    people = [DECIDER, FIRST, SECOND]
    log = [talk("ОРЛОВ  СЕРГЕЙ", 181), talk("Белова Марина", 180), talk("Жуков Денис", 5, result="no_answer")]
    found = one(people, log)
    assert (found["covered"], found["deciders"], found["influencers"]) == (1, 0, 1)
    assert found["missing"] == "silent_decider"
    assert issues(units(people, log)) == {"Орлов Сергей": "silent", "Жуков Денис": "silent"}
    # a log that names nobody says nothing of persons
    assert one(people, [{**talk("Орлов", 1), "person": None}])["covered"] == 3


def test_one_person_at_a_key_client_is_one_thread_and_who_left_does_not_count() -> None:
    gone = {**FIRST, "active": False}
    found = units([DECIDER, gone])
    assert found.units.loc[0, "one_thread"]
    assert found.units.loc[0, "missing"] == "one_thread"
    assert issues(found) == {"Белова Марина": "left"}
    assert list(found.managers[["one_thread", "left", "required", "covered"]].loc[0]) == [1, 1, 3, 1]
    assert People(make_register([], [], people=[DECIDER, gone]).people).count("1") == 1


def test_a_decider_who_left_leaves_the_plan_and_counts_as_unknown_in_the_risk() -> None:
    clients: list[Row] = [{"client_id": "1", "manager": "Анна", "segment_manual": "key"}]
    people = [{**DECIDER, "active": False}, FIRST]
    register = make_register(clients, every("1", 10, 5), people=people)
    chosen = People(register.people).choose("1", "decider", "call")
    assert chosen is not None
    assert chosen.name == "Белова Марина"
    assert portfolio(register, RU)["risk_no_decider"].tolist() == [10]


def test_somebody_whom_only_the_log_knows_is_told_under_any_spelling_but_his_own() -> None:
    log = [talk("Орлов С.", 5), talk("Сомов Пётр", 5), talk("Давний Иван", 400)]
    assert issues(units([DECIDER, FIRST, SECOND], log))["Сомов Пётр"] == "unknown"
    assert "Орлов С." not in issues(units([DECIDER], log))
    assert "Давний Иван" not in issues(units([DECIDER], log))
    assert same_person("Орлов С. В.", "орлов Сергей Викторович")
    assert not same_person("Орлов П.", "Орлов Сергей")


def test_roles_and_ways_that_are_unknown_at_large_clients_are_told() -> None:
    people: list[Row] = [{**DECIDER, "dmu_role": None}, {**FIRST, "phone": None}, {**SECOND, "consent": False}]
    assert issues(units(people)) == {
        "Орлов Сергей": "no_role",
        "Белова Марина": "unreachable",
        "Жуков Денис": "unreachable",
    }


def test_without_a_list_of_people_there_is_nothing_to_show() -> None:
    found = units([])
    assert found.units.empty
    assert isinstance(found.people, pd.DataFrame)
