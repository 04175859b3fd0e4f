"""АПР: the client's next open step, what is late, and its call in the contact plan with person, criterion and material."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from clientbook.method.algorithm import algorithm, next_steps
from clientbook.method.contacts import ContactPlan
from clientbook.register.frames import frame
from clientbook.register.read import Register
from clientbook.register.settings import Settings
from clientbook.register.tool_tables import ALGORITHM
from tests.builders import Row
from tests.method.plan_frames import AS_OF, client, plan_of, portfolio_of, register_of

ANNA: Row = {"manager": "Анна", "job": "km", "rate": 1.0}
TEAM: tuple[Row, ...] = (
    {"client_id": "1", "person": "Лесин Пётр", "dmu_role": "decider", "influence": 5, "phone": "1"},
    {"client_id": "1", "person": "Вершин Олег", "dmu_role": "influencer", "influence": 4, "phone": "2"},
)


def step(number: float, days: int | None = 20, *, passed: int | None = None, **more: object) -> Row:
    deadline = None if days is None else AS_OF + timedelta(days=days)
    done = None if passed is None else AS_OF - timedelta(days=passed)
    stage = {1.0: "Образцы", 2.0: "Сравнение", 3.0: "Защита"}[number]
    return {"client_id": "1", "step": number, "stage": stage, "deadline": deadline, "passed_on": done, **more}


def book(steps: Sequence[Row], log: Sequence[Row] = (), people: Sequence[Row] = TEAM) -> Register:
    register = register_of(staff=[ANNA], people=people, log=log)
    keys = {key for row in steps for key in row}
    values = {key: [row.get(key) for row in steps] for key in keys}
    return replace(
        register, tools={**register.tools, "cb_algorithm": frame(ALGORITHM, values, list(range(len(steps))))}
    )


def planned(steps: Sequence[Row], log: Sequence[Row] = (), **more: object) -> ContactPlan:
    return plan_of(book(steps, log), portfolio_of([client("1", **more)]))


def calls(found: ContactPlan) -> pd.DataFrame:
    return found.plan[found.plan["plan_id"].str.contains("|step.", regex=False)].reset_index(drop=True)


def test_the_next_step_is_the_first_open_one_by_number_and_a_later_date_has_not_passed_it() -> None:
    steps = [step(3.0), step(1.0, passed=5), step(2.0, passed=-1)]
    found = next_steps(book(steps))["1"]
    assert (found.number, found.place, found.total, found.stage) == (2, 2, 3, "Сравнение")
    assert next_steps(book([step(1.0, passed=0)])) == {}


def test_the_call_is_due_three_working_days_before_the_deadline_and_says_all_there_is_to_say() -> None:
    rows = [step(1.0, passed=5), step(2.0, 16, person="Вершин Олег", criterion="цена и срок", material="offer")]
    one = calls(planned(rows)).iloc[0]
    deadline = AS_OF + timedelta(days=16)  # 16 July 2026, a Thursday
    assert one["plan_id"] == "1|step.2|2026-07-13"
    assert one["purpose"] == "АПР, шаг 2: Сравнение; подготовить: КП"
    assert one["why"] == f"Шаг 2 из 2, срок {deadline:%d.%m.%Y}; решает Вершин Олег; критерий: цена и срок"
    assert (one["person"], one["phone"], one["channel"]) == ("Вершин Олег", "2", "call")
    assert abs((one["date"] - pd.Timestamp(2026, 7, 13)).days) <= 4
    assert calls(planned([step(1.0, person="Кого нет")])).iloc[0]["person"] == "Лесин Пётр"


def test_only_the_next_step_is_planned_and_one_without_a_deadline_is_not() -> None:
    assert calls(planned([step(1.0, 10), step(2.0, 30)]))["plan_id"].tolist() == ["1|step.1|2026-07-07"]
    assert calls(planned([step(1.0, None), step(2.0, 30)])).empty
    assert calls(planned([step(1.0, 10)], no_calls=True)).empty


def test_a_late_step_is_overdue_from_its_true_due_date_until_somebody_talks_to_the_client() -> None:
    late = [step(1.0, -10)]
    one = calls(planned(late)).iloc[0]
    assert one["due"] < pd.Timestamp(AS_OF) < one["date"]
    assert "просрочен на" in one["why"]
    talk = {"client_id": "1", "manager": "Анна", "kind": "call", "result": "held", "date": AS_OF - timedelta(days=3)}
    assert calls(planned(late, [talk])).empty
    assert not calls(planned(late, [{**talk, "result": "no_answer"}])).empty
    assert not calls(planned(late, [{**talk, "date": AS_OF - timedelta(days=30)}])).empty


def test_the_days_ahead_are_a_setting() -> None:
    register = book([step(1.0, 16)])
    found = plan_of(replace(register, settings=Settings({"step_lead_days": 0})), portfolio_of([client("1")]))
    assert calls(found)["plan_id"].tolist() == ["1|step.1|2026-07-16"]


def test_a_second_run_keeps_the_row_and_a_step_marked_done_is_not_asked_for_again() -> None:
    register = book([step(1.0, 16)])
    clients = portfolio_of([client("1")])
    first = plan_of(register, clients)
    again = plan_of(replace(register, previous={"cb_plan": first.plan.assign(row=1, unread=None)}), clients)
    assert calls(again)["plan_id"].tolist() == calls(first)["plan_id"].tolist()
    assert calls(again)["date"].tolist() == calls(first)["date"].tolist()
    marked = first.plan.assign(row=1, unread=None)
    mine = marked["plan_id"].str.contains("|step.", regex=False)
    marked = marked.assign(
        status=marked["status"].mask(mine, "done"), date=marked["date"].mask(mine, pd.Timestamp(AS_OF))
    )
    done = plan_of(replace(register, previous={"cb_plan": marked}), clients)
    assert calls(done)["status"].tolist() == ["done"]


@pytest.mark.parametrize(("days", "state"), [(-1, "late"), (0, "soon"), (14, "soon"), (15, "ahead"), (None, "no_date")])
def test_the_sheet_says_how_a_step_stands(days: int | None, state: str) -> None:
    register, clients = book([step(1.0, 5, passed=1), step(2.0, days)]), portfolio_of([client("1")])
    found = algorithm(register, clients, plan_of(register, clients).plan).clients
    assert found["state"].tolist() == [state]
    assert list(found[["passed", "total"]].loc[0]) == [1, 2]


def test_late_later_steps_finished_clients_and_persons_who_left_are_told() -> None:
    people = [{**TEAM[0], "active": False}]
    steps = [step(1.0, -9, person="Лесин П."), step(2.0, -2, person="Новый")]
    register, clients = book(steps, people=people), portfolio_of([client("1")])
    found = algorithm(register, clients, plan_of(register, clients).plan)
    assert found.clients["known"].tolist() == ["left"]
    assert found.clients["planned"].notna().all()
    assert (found.late["stage"].tolist(), found.late["known"].tolist()) == (["Сравнение"], ["unlisted"])
    finished = book([step(1.0, 5, passed=1)])
    assert algorithm(finished, clients, plan_of(finished, clients).plan).clients["state"].tolist() == ["done"]
    assert date(2026, 6, 30) == AS_OF
