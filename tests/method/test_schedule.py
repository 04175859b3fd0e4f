"""Placement: nobody on a day off, nothing past a limit, nobody met twice, and hardly dearer than the least there is."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from benchmarks.plan_bound import bound, cost, days_of
from clientbook.method.capacity import CALL, GROUP, MESSAGE, VISIT
from clientbook.method.contacts import ContactPlan
from clientbook.method.day_flow import NOWHERE
from clientbook.method.diary import Diary, Limits, Task
from clientbook.method.ejection import eject
from clientbook.register.read import Register
from tests.method.plan_frames import AS_OF, client, leave_of, many, plan_of, portfolio_of, register_of, staff_of

MINUTES = 240.0


def managers(count: int) -> list[str]:
    return [f"Менеджер {number:02d}" for number in range(count)]


def a_register(count: int, weeks: int) -> Register:
    names = managers(count)
    return register_of(staff=staff_of(names), leave=leave_of(names), settings={"horizon_weeks": weeks})


def check(found: ContactPlan, register: Register) -> None:
    """Hold a plan against every limit."""
    plan, span = found.plan, found.model.calendar.span
    assert plan["date"].notna().all()
    assert set(plan["date"].to_numpy().astype("datetime64[D]")) <= set(span.days)
    for name, start, end in register.leave[["manager", "start", "end"]].itertuples(index=False):
        assert not (plan["manager"].eq(name) & plan["date"].between(start, end)).any()
    days = (
        plan.assign(visit=plan["channel"].map(GROUP).eq(VISIT), call=plan["channel"].eq("call"), contacts=1)
        .groupby(["manager", "date"])[["minutes", "visit", "call", "contacts"]]
        .sum()
    )
    assert (days["minutes"] <= MINUTES).all()
    assert (days["visit"] <= 2).all()
    assert (days["call"] <= 12).all()
    ordered = plan.sort_values(["client_id", "date"])
    apart = ordered.groupby("client_id")["date"].diff().dt.days
    assert not (apart < register.settings.whole("min_gap_days")).any()
    assert plan["plan_id"].is_unique


def check_first_week(found: ContactPlan) -> None:
    """The first week is no fuller than the others, day by day."""
    plan, days = found.plan, pd.Series(found.model.calendar.span.days)
    week = (days - days[0]).dt.days // 7
    placed = plan["date"].dt.normalize().map(dict(zip(days, week, strict=True))).value_counts()
    per_day = (placed / week.value_counts()).sort_index().iloc[:-1]
    assert per_day.iloc[0] <= per_day.iloc[1:].max()
    assert per_day.iloc[0] <= 1.1 * per_day.iloc[1:].mean()


def test_a_department_of_300_clients_keeps_every_limit_at_next_to_the_least_cost() -> None:
    register = a_register(8, 13)
    found = plan_of(register, many(300, 8))
    check(found, register)
    check_first_week(found)
    assert found.unplaced.empty
    managers = [days_of(found.model, number) for number in range(8)]
    total = sum(map(cost, managers))
    assert total <= 1.03 * sum(map(bound, managers))
    assert total <= 1.03 * sum(bound(days, whole=False) for days in managers)


def test_a_busy_department_is_never_overbooked_and_says_what_found_no_room() -> None:
    register = a_register(3, 13)
    found = plan_of(register, many(600, 3, weights=(0.15, 0.3, 0.3, 0.25)))
    check(found, register)
    left = found.unplaced
    assert len(left)
    assert left["why"].str.len().between(10, 120).all()
    load = found.load.set_index("manager")
    assert load["unplaced"].sum() == len(left)
    full = load[load["load"] > 1]
    assert len(full)
    assert full["verdict"].str.contains("не хватает").all()
    assert (full["rates_needed"] > 1).all()


def test_ten_thousand_clients_for_a_year() -> None:
    register = a_register(50, 53)
    portfolio = many(10_000, 50, weights=(0.02, 0.05, 0.13, 0.8))
    began = time.process_time()
    found = plan_of(register, portfolio)
    took = time.process_time() - began
    assert len(found.plan) > 105_000
    assert took < 20
    check(found, register)
    check_first_week(found)
    assert len(found.unplaced) <= 3
    sample = [days_of(found.model, number) for number in (0, 17)]
    assert sum(map(cost, sample)) <= 1.03 * sum(bound(days, whole=False) for days in sample)


def test_rate_hours_and_norm_of_contacts_limit_the_day() -> None:
    staff = [
        {"manager": "Анна", "job": "km", "rate": 0.5},
        {"manager": "Борис", "job": "km", "rate": 1.0, "daily_cap": 2},
    ]
    short = [{"date": AS_OF + timedelta(days=number), "working": True, "hours": 4.0} for number in (1, 2, 3)]
    register = register_of(staff=staff, calendar=short)
    rows = [client(f"{n:03d}", ("Анна", "Борис")[n % 2], segment="large", region=None) for n in range(60)]
    found = plan_of(register, portfolio_of(rows))
    minutes = found.plan.groupby(["manager", "date"])["minutes"].sum()
    assert (minutes["Анна"] <= 120).all()
    assert (minutes["Анна"][: pd.Timestamp("2026-07-03")] <= 60).all()
    assert found.plan[found.plan["manager"].eq("Борис")].groupby("date").size().max() == 2


@pytest.mark.parametrize(("group", "most"), [(CALL, 12), (VISIT, 2)])
def test_nothing_is_pushed_onto_a_day_full_of_rows_that_must_stay(group: int, most: int) -> None:
    groups = [*([group] * most), MESSAGE, group]  # the message may leave, but that frees no call and no visit
    count, fixed = len(groups), [*([True] * most), False, False]
    task = Task(
        [*range(count)], [0] * count, [0] * count, [0] * count, [5.0] * count, groups, [9.0] * count, [0] * count, fixed
    )
    diary = Diary(task, Limits([240.0], 60, 2, 12, [frozenset({0})], 0.1), {})
    for one in range(count - 1):
        diary.put(one, 0)
    eject(diary, 40)
    assert diary.day == [*([0] * (count - 1)), NOWHERE]


def test_a_contact_longer_than_the_day_is_not_placed_and_says_so() -> None:
    register = register_of(staff=[{"manager": "Анна", "job": "km", "rate": 0.4}], settings={"horizon_weeks": 53})
    found = plan_of(register, portfolio_of([client("1", segment="large")]))
    assert not found.plan["channel"].eq("visit").any()
    assert found.unplaced["why"].str.contains("длиннее дня: в дне 96 мин").all()
    assert len(found.unplaced) == 2


def test_the_substitute_takes_what_cannot_wait_and_the_rest_shifts() -> None:
    names = ["Анна", "Борис"]
    leave = [{"manager": "Анна", "start": date(2026, 7, 1), "end": date(2026, 7, 14)}]
    clients = portfolio_of([client("1", claim=True), client("2", segment="key")])
    register = register_of(staff=staff_of(names), leave=leave)
    plan = plan_of(register, clients).plan
    claim = plan[plan["plan_id"].str.contains("claim")]
    assert claim[["manager", "date"]].to_numpy().tolist() == [["Борис", pd.Timestamp("2026-07-01")]]
    others = plan[~plan["plan_id"].str.contains("claim") & plan["date"].lt("2026-07-15")]
    assert not others["manager"].eq("Анна").any()
    alone = register_of(staff=[{"manager": "Анна", "job": "km"}], leave=leave)
    waits = plan_of(alone, clients).plan
    assert waits["date"].min() == pd.Timestamp("2026-07-15")


def test_visits_to_one_region_share_a_day_where_it_costs_nothing() -> None:
    rows = [client(f"{n}", segment="large", region=("Тула", "Тверь")[n % 2], priority=1.0) for n in range(40)]
    register = register_of(staff=[{"manager": "Анна", "job": "km"}])
    together = plan_of(register, portfolio_of(rows))
    apart = plan_of(register, portfolio_of([row | {"region": f"{n}"} for n, row in enumerate(rows)]))
    assert cost(days_of(together.model, 0)) == pytest.approx(cost(days_of(apart.model, 0)), abs=1e-6)


def test_the_order_of_the_clients_changes_nothing() -> None:
    register, clients = a_register(4, 8), many(120, 4)
    one = plan_of(register, clients).plan
    shuffled = clients.iloc[np.random.default_rng(3).permutation(len(clients))].reset_index(drop=True)
    two = plan_of(register, shuffled).plan
    pd.testing.assert_frame_equal(one, two)


def test_the_number_of_processors_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    register, clients = a_register(5, 8), many(120, 5)
    plans = []
    for processors in (1, 4):
        monkeypatch.setattr(os, "cpu_count", lambda processors=processors: processors)
        plans.append(plan_of(register, clients).plan)
    assert (
        plans[0].groupby("client_id")["manager"].nunique().max() == 2
    )  # a substitute is one team with whom he stands in for
    pd.testing.assert_frame_equal(plans[0], plans[1])
