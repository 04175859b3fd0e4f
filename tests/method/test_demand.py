"""Contacts due: lines of the regulation, last contacts, stages of life, events; a due date stays true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from clientbook.method.demand import Demand, demand, horizon
from clientbook.method.norms import class_line, norms
from tests.builders import Row
from tests.method.plan_frames import AS_OF, client, many, portfolio_of, register_of

START = date(2026, 7, 1)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def held(client_id: str, day: date, kind: str, result: str | None = "held", **more: object) -> Row:
    return {"client_id": client_id, "date": day, "manager": "Анна", "kind": kind, "result": result, **more}


def due_of(clients: pd.DataFrame, log: Sequence[Row] = (), **more: object) -> pd.DataFrame:
    """Return the contacts due with ``day``, their due date."""
    register = register_of(log=log, staff=[{"manager": "Кира", "job": "kam"}], settings=more.get("settings"))  # type: ignore[arg-type]
    if "previous" in more:
        register.previous = {"cb_plan": more["previous"]}  # type: ignore[dict-item]
    found = demand(register, clients, register.log, horizon(register, START)).due
    return found.assign(day=[START + timedelta(days=days) for days in found["due"].tolist()])


def one(**more: object) -> pd.DataFrame:
    return portfolio_of([client("1", **more)])


def days_of(due: pd.DataFrame, line: str) -> list[date]:
    return sorted(due.loc[due["line"].eq(line), "day"].tolist())


def test_each_client_has_the_first_line_that_matches() -> None:
    clients = portfolio_of(
        [
            client("1", "Кира", segment="key"),
            client("2", segment="key"),
            client("3", "Кира", segment="large"),
            client("4", segment="none"),
            client("5", status="never", potential=None),
            client("6", status="never", potential=500_000.0),
            client("7", no_calls=True),
        ]
    )
    staff = pd.DataFrame({"manager": ["Кира", "Анна"], "job": ["kam", "km"]})
    assert class_line(clients, staff).tolist() == ["key_kam", "key", "large", "small", None, "medium", None]


def test_a_line_keeps_its_own_minutes() -> None:
    register = register_of()
    register.regulation.loc[register.regulation["line"].eq("small"), "minutes"] = 9.0
    found = norms(register.regulation, register.settings)
    assert found["small", "call"].minutes == 9
    assert found["medium", "call"].minutes == 12


def test_due_is_the_last_contact_plus_the_interval() -> None:
    due = due_of(one(), [held("1", ago(40), "call"), held("1", ago(100), "call")])
    first = ago(40) + timedelta(days=61)
    assert days_of(due, "medium.call") == [first, first + timedelta(days=61)]


def test_a_stronger_contact_counts_and_an_attempt_does_not() -> None:
    log = [held("1", ago(40), "call"), held("1", ago(10), "visit"), held("1", ago(5), "call", "no_answer")]
    assert days_of(due_of(one(), log), "medium.call")[0] == ago(10) + timedelta(days=61)
    weaker = [held("1", ago(40), "call"), held("1", ago(10), "letter"), held("1", ago(4), "internal")]
    assert days_of(due_of(one(), weaker), "medium.call")[0] == ago(40) + timedelta(days=61)


def test_what_is_overdue_keeps_its_date_and_is_not_made_up_for_twice() -> None:
    due = due_of(one(), [held("1", ago(300), "call")])
    late, *coming = days_of(due, "medium.call")
    assert late == ago(300) + timedelta(days=61)
    assert all(day >= START + timedelta(days=30) for day in coming)


def test_developing_adds_to_the_same_stream() -> None:
    due = due_of(one(strategy="grow"), [held("1", ago(10), "call")])
    assert days_of(due, "medium.call")[0] == ago(10) + timedelta(days=37)
    assert days_of(due_of(one(segment="small", strategy="grow"), settings={"horizon_weeks": 53}), "grow.visit")


def test_first_dues_spread_evenly_the_highest_priority_first() -> None:
    clients = portfolio_of([client(f"{n:03d}", priority=float(n)) for n in range(61)])
    due = due_of(clients)
    first = due[due["line"].eq("medium.call")].groupby("client_id")["due"].min()
    assert first.tolist() == sorted(first, reverse=True)
    assert set(first.tolist()) == set(range(60)) | {60}


def test_first_dues_stay_where_they_were_two_days_later() -> None:
    clients = many(60, 3)
    register = register_of()
    before = demand(register, clients, register.log, horizon(register, START)).due
    register.previous = {
        "cb_plan": before[["plan_id"]],
        "cb_figures": pd.DataFrame({"as_of": [pd.Timestamp(AS_OF)]}),
    }
    register.as_of = register.plan_from = AS_OF + timedelta(days=2)
    later = demand(register, clients, register.log, horizon(register, START + timedelta(days=2))).due
    last = 7 * 13 - 10
    kept = set(before.loc[before["due"].between(12, last) & ~before["line"].str.startswith("new"), "plan_id"])
    assert kept <= set(later["plan_id"])


def test_a_run_for_an_earlier_day_asks_for_the_same_the_second_time() -> None:
    clients, register = many(60, 3), register_of()
    register.as_of = register.plan_from = AS_OF

    def asked(plan: pd.DataFrame) -> pd.DataFrame:
        register.previous = {"cb_plan": plan}
        return demand(register, clients, register.log, horizon(register, START)).due[["plan_id"]]

    visit = asked(pd.DataFrame({"plan_id": []}))["plan_id"].loc[lambda ids: ids.str.contains("visit")].iloc[0]
    later = f"{visit.rpartition('|')[0]}|{START + timedelta(days=7 * 13 + 5)}"  # within the horizon of a week later
    first = asked(pd.DataFrame({"plan_id": [later]}))
    assert visit in set(first["plan_id"])
    pd.testing.assert_frame_equal(asked(first), first)


def test_a_new_client_is_called_on_days_3_14_30_60_and_90() -> None:
    first = ago(10)
    due = due_of(one(status="new", first_order=pd.Timestamp(first)), [held("9", ago(1), "call")])
    calls = [first + timedelta(days=days) for days in (3, 14, 30, 60, 90)]
    assert days_of(due, "new.call") == calls
    done = due_of(one(status="new", first_order=pd.Timestamp(first)), [held("1", ago(6), "call")])
    assert days_of(done, "new.call") == calls[1:]


def test_a_client_who_just_fell_asleep_is_called_at_once_then_every_14_days_then_quarterly() -> None:
    asleep = {"status": "sleeping", "interval": 30.0, "last_order": pd.Timestamp(ago(91)), "segment": "small"}
    due = due_of(one(**asleep), settings={"horizon_weeks": 30})
    calls = days_of(due[due["line"].str.startswith("sleeping.call")].assign(line="x"), "x")
    assert calls[0] == date(2026, 7, 3)
    assert [(b - a).days for a, b in pairwise(calls)] == [14, 14, 14, 91]


def test_the_log_leads_a_campaign_on() -> None:
    asleep = {"status": "sleeping", "interval": 30.0, "last_order": pd.Timestamp(ago(120))}
    log = [held("1", ago(20), "call"), held("1", ago(6), "call"), held("1", ago(2), "call", "no_answer")]
    due = due_of(one(**asleep), log)
    assert days_of(due, "sleeping.call.3") == [ago(6) + timedelta(days=14)]
    assert not days_of(due, "sleeping.call.1")


def test_clients_long_asleep_are_taken_up_over_a_quarter() -> None:
    asleep = {"status": "sleeping", "interval": 30.0, "last_order": pd.Timestamp(ago(170)), "segment": "small"}
    clients = portfolio_of([client(f"{n:02d}", priority=float(n), **asleep) for n in range(26)])
    due = due_of(clients)
    first = due[due["line"].eq("sleeping.call.1")].set_index("client_id")["due"].sort_index()
    assert len(first) == 26
    assert first.tolist() == sorted(first, reverse=True)
    assert (first < 7).sum() == 2


@pytest.mark.parametrize("days", range(6))
def test_a_call_held_before_a_risk_became_news_is_no_call_of_its_campaign_in_any_run(days: int) -> None:
    register = register_of(log=[held("1", ago(days), "call")])
    before = {"as_of": [pd.Timestamp(ago(30))]}
    register.previous = {
        "cb_history": pd.DataFrame({**before, "client_id": ["1"], "risk_band": ["low"]}),
        "cb_figures": pd.DataFrame(before),
    }
    clients = one(status="stable", risk=80.0, risk_band="high", last_order=pd.Timestamp(ago(20)), interval=30.0)
    first = demand(register, clients, register.log, horizon(register, START)).due
    assert any(line.startswith("sleeping.call.1") for line in first["line"])
    register.previous["cb_plan"] = first[["plan_id"]]
    again = demand(register, clients, register.log, horizon(register, START)).due
    assert again["plan_id"].tolist() == first["plan_id"].tolist()


@pytest.mark.parametrize("days", range(6))
def test_a_risk_older_than_the_first_run_has_the_same_campaign_in_the_second(days: int) -> None:
    codes = [f"{number:02d}" for number in range(40)]
    risky = {"status": "stable", "risk_band": "high", "last_order": pd.Timestamp(ago(20)), "interval": 30.0}
    clients = portfolio_of([client(code, **risky) for code in codes])
    log = [held(code, ago(days), "call") for code in codes]
    first = due_of(clients, log)
    # whose turn comes at once and was called a moment ago has had his first call
    assert set(first.loc[first["line"].str.startswith("sleeping.call"), "client_id"]) == set(codes)
    again = due_of(clients, log, previous=first[["plan_id"]])
    assert again["plan_id"].tolist() == first["plan_id"].tolist()


def test_a_campaign_of_a_risk_goes_on_alike_however_often_the_client_was_called_and_the_book_was_run() -> None:
    log = [held("1", ago(days), "call") for days in (25, 13, 9, 3)]
    risky = one(status="stable", risk_band="high", last_order=pd.Timestamp(ago(20)), interval=30.0)
    plans = [pd.DataFrame({"plan_id": [f"1|sleeping.call.1|{ago(12)}"]})]
    for _ in range(3):
        due = due_of(risky, log, previous=plans[-1])
        # 13, 9 and 3 days ago were the first three
        assert days_of(due, "sleeping.call.4") == [ago(3) + timedelta(days=14)]
        plans.append(due[["plan_id"]])
    assert plans[1]["plan_id"].tolist() == plans[3]["plan_id"].tolist()


def left_in_history(found: Demand, day: date) -> pd.DataFrame:
    return found.left.assign(as_of=pd.Timestamp(day))


def test_a_call_of_a_campaign_beyond_the_plan_is_remembered_by_the_runs_to_come() -> None:
    risky = one(status="stable", risk_band="high", last_order=pd.Timestamp(ago(20)), interval=30.0)
    log = [held("1", ago(days), "call") for days in (45, 31, 17, 1)]  # nobody said that they were the plan's
    register = register_of(log=log, settings={"horizon_weeks": 4})
    register.previous = {"cb_plan": pd.DataFrame({"plan_id": [f"1|sleeping.call.4|{ago(3)}"]})}
    first = demand(register, risky, register.log, horizon(register, START))
    last = f"1|sleeping.call.5|{ago(1) + timedelta(days=91)}"
    assert first.left["campaign_call"].tolist() == [last]
    assert not first.due["line"].str.startswith("sleeping.call").any()
    register.previous = {"cb_plan": first.due[["plan_id"]], "cb_history": left_in_history(first, register.as_of)}
    again = demand(register, risky, register.log, horizon(register, START))
    assert again.due["plan_id"].tolist() == first.due["plan_id"].tolist()
    register.as_of = register.plan_from = AS_OF + timedelta(days=80)
    later = demand(register, risky, register.log, horizon(register, START + timedelta(days=80)))
    assert last in later.due["plan_id"].tolist()


def test_a_lost_client_goes_on_with_the_campaign_that_began_when_he_fell_asleep() -> None:
    lost = {"status": "lost", "risk_band": "high", "interval": 30.0, "last_order": pd.Timestamp(ago(200))}
    log = [held("1", ago(days), "call") for days in (95, 81, 67, 53)]
    calls = due_of(one(**lost), log)
    assert days_of(calls, "sleeping.call.5") == [ago(53) + timedelta(days=91)]
    assert not days_of(calls, "sleeping.call.1")


def test_events_have_their_dates() -> None:
    due = due_of(
        one(
            contract_end=pd.Timestamp(START + timedelta(days=80)),
            overdue=50_000.0,
            overdue_days=10.0,
            nps=4.0,
            nps_date=pd.Timestamp(ago(1)),
        )
    )
    assert days_of(due, "contract") == [START + timedelta(days=20)]
    assert days_of(due, "overdue.7") == [ago(3)]
    assert days_of(due, "overdue.14") == [ago(-4)]
    assert not days_of(due, "overdue.1")
    assert days_of(due, "detractor") == [date(2026, 7, 2)]
    assert due.loc[due["line"].eq("detractor"), "urgent"].all()


def test_a_claim_is_answered_in_three_working_days_and_not_asked_twice() -> None:
    claim = due_of(one(claim=True))
    assert days_of(claim, "claim") == [date(2026, 7, 3)]
    assert not days_of(due_of(one(claim=True), [held("1", ago(0), "call", contact_id="1|claim|2026-06-30")]), "claim")
    remembered = pd.DataFrame({"plan_id": ["1|claim|2026-06-25"]})
    assert days_of(due_of(one(claim=True), previous=remembered), "claim") == [date(2026, 6, 25)]


@pytest.mark.parametrize("days", range(6))
def test_a_call_before_the_plan_that_first_saw_a_claim_answers_it_in_no_run(days: int) -> None:
    log = [held("1", ago(days), "call")]
    first = due_of(one(claim=True), log)
    assert days_of(first, "claim") == [date(2026, 7, 3)]
    again = due_of(one(claim=True), log, previous=first[["plan_id"]])
    assert again["plan_id"].tolist() == first["plan_id"].tolist()


def test_a_claim_that_was_talked_about_is_remembered_by_the_runs_to_come() -> None:
    register = register_of(log=[held("1", ago(1), "call")])
    found = demand(register, one(claim=True), register.log, horizon(register, START))
    for back in (1, 0):  # a run of yesterday saw the claim, and its plan had no room for the call
        register.previous = {
            "cb_history": pd.DataFrame({"as_of": [pd.Timestamp(ago(back))], "claim_call": ["1|claim|2026-07-01"]})
        }
        found = demand(register, one(claim=True), register.log, horizon(register, START))
        assert not found.due["line"].eq("claim").any()
        assert found.left["claim_call"].tolist() == ["1|claim|2026-07-01"]
    register.as_of = register.plan_from = AS_OF + timedelta(days=40)
    stale = demand(register, one(claim=True), register.log, horizon(register, START + timedelta(days=40)))
    assert stale.due["line"].eq("claim").any()


def test_an_invoice_called_about_is_done() -> None:
    late = one(overdue=50_000.0, overdue_days=10.0)
    due = due_of(late, [held("1", ago(1), "call")])
    assert not days_of(due, "overdue.7")
    assert days_of(due, "overdue.14") == [ago(-4)]
