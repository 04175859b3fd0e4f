"""ЖИР: points against the norm by person, week and day; what in a log asks for a look; last touches and promised steps."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.intensity import intensity, points
from clientbook.method.kpi import kpi
from clientbook.method.last_contact import last_contacts, open_steps
from clientbook.method.log_quality import minute_of_day
from clientbook.method.portfolio import portfolio
from clientbook.register.settings import Settings
from tests.builders import AS_OF, Row, ago, every, make_register

RU = words("ru")
STAFF: list[Row] = [{"manager": "Анна", "job": "km"}, {"manager": "Борис", "job": "km", "rate": 0.5}]
CLIENT: Row = {"client_id": "1", "manager": "Анна"}


def entry(kind: str, days: int = 0, *, result: str | None = "held", manager: str = "Анна", **more: object) -> Row:
    return {"client_id": "1", "manager": manager, "date": ago(days), "kind": kind, "result": result, **more}


def people(log: list[Row], **more: object) -> pd.DataFrame:
    found = intensity(make_register([CLIENT], every("1", 10, 5), staff=STAFF, log=log, **more), RU)  # type: ignore[arg-type]
    return found.people.set_index("manager")


def test_points_are_those_of_the_domain_and_an_attempt_gives_none() -> None:
    kinds = ["visit", "session", "online", "offer", "call", "nps", "letter", "messenger", "internal", "other", None]
    log = pd.DataFrame({"kind": kinds, "result": ["held"] * 10 + [None]})
    assert points(log, Settings()).tolist() == [5, 5, 3, 3, 1, 1, 0.5, 0.5, 0, 0, 0]
    failed = pd.DataFrame({"kind": ["call", "visit"], "result": ["no_answer", "moved"]})
    assert points(failed, Settings()).tolist() == [0, 0]
    assert points(failed.assign(result="held"), Settings({"intensity_call": 2})).tolist() == [2, 5]


def test_the_norm_is_fifteen_points_a_working_day_at_full_rate_less_leave() -> None:
    # 3 to 30 June 2026: 19 working days, the 12th is a holiday
    log = [entry("visit", 1), entry("call", 1, manager="Борис")]
    found = people(log)
    assert found.loc[["Анна", "Борис"], "days"].tolist() == [19, 19]
    assert found.loc[["Анна", "Борис"], "norm"].tolist() == [285, 142.5]
    assert found.loc["Анна", "intensity"] == pytest.approx(5 / 285)
    away = people(log, leave=[{"manager": "Анна", "start": date(2026, 6, 22), "end": date(2026, 6, 28)}])
    assert away.loc["Анна", "norm"] == 14 * 15


@pytest.mark.parametrize(
    ("made", "band"), [(13, "low"), (14, "fair"), (17, "fair"), (18, "fine"), (30, "fine"), (31, "over")]
)
def test_bands_are_red_under_70_amber_under_90_and_a_look_at_quality_over_150_percent(made: int, band: str) -> None:
    # one working day with a norm of 20 points
    log = [entry("call", 1) for _ in range(made)]
    calendar = [{"date": ago(days), "working": days == 1} for days in range(28)]
    found = people(log, settings={"intensity_norm": 20.0}, calendar=calendar)
    assert found.loc["Анна", "band"] == band


def test_weeks_and_days_are_shown_against_the_norm_of_the_days_worked() -> None:
    found = intensity(
        make_register([CLIENT], every("1", 10, 5), staff=STAFF, log=[entry("visit", 1), entry("visit", 8)]), RU
    )
    days = found.days[found.days["manager"].eq("Анна")].set_index("start")["intensity"]
    assert days[pd.Timestamp(ago(1))] == pytest.approx(5 / 15)
    assert days[pd.Timestamp(AS_OF)] == 0
    weeks = found.weeks[found.weeks["manager"].eq("Анна")].set_index("start")["intensity"]
    assert weeks[pd.Timestamp(2026, 6, 29)] == pytest.approx(5 / 30)  # the week of T has had two days
    assert weeks[pd.Timestamp(2026, 6, 22)] == pytest.approx(5 / 75)


def test_bursts_calls_without_result_long_days_and_the_end_of_a_month_ask_for_a_look() -> None:
    row = [entry("call", 3, time=clock) for clock in ("17:40", "17:42:10", "17:44", "0,7402777", "17:49")]
    assert "26.06" not in str(people([entry("call", 4)])["check"].iloc[0])
    assert people(row)["check"]["Анна"].startswith("27.06, 17:40–17:49: 5 × «звонок» подряд")
    assert people([{**one, "time": None} for one in row])["check"]["Анна"] is None
    assert "20 × «письмо» за день" in people([entry("letter", 5) for _ in range(20)])["check"]["Анна"]
    failed = [entry("call", 10, result="no_answer" if number < 3 else "held") for number in range(10)]
    assert "без результата 3 из 10" in people(failed)["check"]["Анна"]
    assert "записано 500 мин, в дне 480" in people([entry("visit", 9, minutes=500)])["check"]["Анна"]
    # the last full month is June; its last three working days are the 26th, 29th and 30th
    month = [entry("letter", 1) for _ in range(8)] + [entry("letter", 20) for _ in range(12)]
    assert "40 % контактов месяца внесено в последние 3 дня (8)" in people(month)["check"]["Анна"]


def test_a_time_of_day_is_read_as_people_and_excel_write_it() -> None:
    texts = ["9:05", "14.30", "2026-06-01 08:15:00", "0.5", "нет", None, "25:00"]
    assert [minute_of_day(text) for text in texts] == [545, 870, 495, 720, None, None, None]


def test_the_last_touch_is_any_persons_and_an_attempt_is_none() -> None:
    clients: list[Row] = [
        CLIENT,
        {"client_id": "2", "manager": "Анна"},
        {"client_id": "3", "manager": "Борис", "no_calls": True},
    ]
    log = [
        entry("call", 40, person="Орлов"),
        entry("letter", 30, person="Белова", manager="Борис"),
        entry("call", 2, result="no_answer"),
        entry("internal", 1),
    ]
    sales = [*every("1", 10, 5), *every("2", 10, 5), *every("3", 10, 5)]
    register = make_register(clients, sales, staff=STAFF, log=log)
    found = last_contacts(register, portfolio(register, RU)).set_index("client_id")
    assert list(found[["days", "person", "by", "kind"]].loc["1"]) == [30, "Белова", "Борис", "letter"]
    assert found["days"].isna()["2"]
    assert "3" not in found.index
    assert last_contacts(make_register(clients, sales, staff=STAFF), portfolio(register, RU)).empty


def test_a_promised_step_is_open_until_a_contact_about_its_date() -> None:
    def step(days: int, ahead: int) -> Row:
        return entry("call", days, next_step="Отправить КП", next_date=ago(ahead))

    def opened(log: list[Row]) -> list[float]:
        register = make_register([CLIENT], every("1", 10, 5), staff=STAFF, log=log)
        return open_steps(register, portfolio(register, RU))["days"].tolist()

    assert opened([step(10, 5)]) == [-5]
    assert opened([step(10, -3), step(9, -20)]) == [3]  # further ahead than two weeks is not shown
    assert opened([step(10, 5), entry("letter", 8)]) == [-5]  # too early to be the step
    assert opened([step(10, 5), entry("letter", 7)]) == []
    assert opened([step(10, 5), entry("call", 4, result="no_answer")]) == [-5]
    assert opened([step(90, 80)]) == []
    assert opened([]) == []


def test_the_kpi_is_told_beside_the_others_and_weighs_nothing() -> None:
    register = make_register([CLIENT], every("1", 10, 5), staff=STAFF, log=[entry("visit", 1)])
    plan: Any = SimpleNamespace(plan=pd.DataFrame(), done=pd.DataFrame())
    found = kpi(register, portfolio(register, RU), plan, RU)
    told = found.further[found.further["measure"].eq("activity")].set_index("manager")
    assert told["fact"]["Анна"] == pytest.approx(5 / 285)
    assert "в премию не входит" in told["source"]["Анна"]
    assert "activity" not in set(found.kpi["measure"])
