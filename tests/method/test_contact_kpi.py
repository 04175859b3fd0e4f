"""KPI «План контактов»: due in the month since there is a plan, done by mark or by the log, in the window, as strong."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.measures import contact_plan
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.portfolio import portfolio
from clientbook.method.roles import Scope
from tests.builders import Row, every, make_register

RU = words("ru")
ANNA = Scope("Анна", "km", frozenset({"Анна"}))


def planned(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    """Return plan rows of (line, channel, due, status) for client 1 of Анна."""
    frame = pd.DataFrame(rows, columns=["line", "channel", "due", "status"])
    frame["plan_id"] = [f"1|{line}|{due}" for line, due in zip(frame["line"], frame["due"], strict=True)]
    return frame.assign(due=pd.to_datetime(frame["due"]), manager="Анна", client_id="1", segment="medium")


def read(plan: pd.DataFrame, log: list[Row], runs: list[date], before: pd.DataFrame | None = None) -> Reading:
    clients: list[Row] = [{"client_id": "1", "client": "Первый", "manager": "Анна"}]
    register = make_register(clients, every("1", 10, 5), log=log)
    register.previous["cb_figures"] = pd.DataFrame({"as_of": pd.to_datetime(runs)})
    if before is not None:
        register.previous["cb_plan"] = before
    kept: Any = SimpleNamespace(plan=plan, done=pd.DataFrame())
    return contact_plan.read(ANNA, Desk(register, portfolio(register, RU), kept, RU))


def held(day: date, kind: str, result: str | None = "held") -> Row:
    return {"row_id": f"{day}{kind}", "date": day, "manager": "Анна", "client_id": "1", "kind": kind, "result": result}


def test_marked_or_logged_as_strong_and_in_time_is_done() -> None:
    plan = planned(
        ("medium.call", "call", "2026-06-03", "done"),
        ("medium.call", "call", "2026-06-10", "planned"),
        ("medium.visit", "visit", "2026-06-20", "planned"),
        ("medium.message", "message", "2026-06-28", None),
        ("medium.call", "call", "2026-06-28", "off_norm"),
        ("medium.call", "call", "2026-07-02", "done"),
    )
    log = [
        held(date(2026, 6, 12), "online"),
        held(date(2026, 6, 20), "call"),
        held(date(2026, 6, 25), "letter", "no_answer"),
    ]
    found = read(plan, log, [date(2026, 5, 1)])
    assert found.fact == pytest.approx(2 / 4)
    assert "2 из 4" in found.source


def test_without_an_earlier_plan_there_is_no_figure() -> None:
    plan = planned(("medium.call", "call", "2026-06-03", "done"))
    for runs in ([], [date(2026, 6, 30)]):
        found = read(plan, [], runs)
        assert found.fact is None
        assert "июнь 2026" in found.source


def test_what_was_due_before_the_first_plan_does_not_count() -> None:
    plan = planned(("medium.call", "call", "2026-06-03", None), ("medium.call", "call", "2026-06-20", "done"))
    assert read(plan, [], [date(2026, 6, 10)]).fact == 1


def test_what_an_earlier_contact_took_out_of_the_plan_was_not_due() -> None:
    plan = planned(("medium.visit", "visit", "2026-06-03", "done"))
    before = planned(
        ("medium.visit", "visit", "2026-06-03", "done"), ("medium.visit", "visit", "2026-06-29", "planned")
    )
    assert "1 из 1" in read(plan, [], [date(2026, 5, 1)], before).source


def test_a_second_try_is_the_same_contact_and_a_done_one_is_remembered_by_the_log() -> None:
    plan = planned(("medium.call", "call", "2026-06-10", "no_answer"), ("medium.call", "call", "2026-06-10", "done"))
    plan["plan_id"] = ["1|medium.call|2026-06-10", "1|medium.call|2026-06-10#2"]
    gone = {**held(date(2026, 6, 24), "call"), "contact_id": "1|medium.call|2026-06-18"}
    found = read(plan, [gone], [date(2026, 5, 1)])
    assert "2 из 2" in found.source
