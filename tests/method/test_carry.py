"""What a re-run keeps: everything a person touched, the next days, dates that were moved; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from clientbook.method.carry import family, keep_since
from clientbook.method.contacts import ContactPlan
from clientbook.method.identity import Identity, parse, plan_id
from tests.method.plan_frames import AS_OF, client, many, plan_of, portfolio_of, register_of, staff_of

NAMES = ["Менеджер 00", "Менеджер 01"]
TWO_DAYS = timedelta(days=2)
Change = Callable[[Any], None]


def rerun(
    clients: pd.DataFrame, change: Change, *, days: int = 0, then: pd.DataFrame | None = None
) -> tuple[ContactPlan, ContactPlan]:
    """Plan, let people change the plan, and plan again some days later, perhaps with other clients."""
    staff = staff_of(NAMES)
    first = plan_of(register_of(staff=staff), clients)
    plan = first.plan.copy()
    change(plan)
    register = register_of(staff=staff, as_of=AS_OF + timedelta(days=days))
    register.previous = {
        "cb_plan": plan,
        "cb_unplaced": first.unplaced,
        "cb_figures": pd.DataFrame({"as_of": [pd.Timestamp(AS_OF)]}),
    }
    return first, plan_of(register, clients if then is None else then)


def nothing(_plan: Any) -> None:
    """Change nothing."""


def row(found: ContactPlan, identity: object) -> Any:
    rows = found.plan[found.plan["plan_id"].eq(str(identity))]
    assert len(rows) == 1, identity
    return rows.iloc[0]


def test_the_same_day_with_nothing_changed_gives_the_same_plan() -> None:
    first, second = rerun(many(200, 2), nothing)
    pd.testing.assert_frame_equal(first.plan, second.plan)
    assert second.log_rows.empty
    assert second.kept.empty


def test_an_overfull_plan_is_the_same_again_too() -> None:
    first, second = rerun(many(400, 2, weights=(0.2, 0.3, 0.3, 0.2)), nothing)
    assert len(first.unplaced)
    pd.testing.assert_frame_equal(first.plan, second.plan)
    pd.testing.assert_frame_equal(first.unplaced, second.unplaced)


def test_everything_typed_stays_on_its_contact_two_days_later() -> None:
    clients = many(200, 2)
    moved: dict[str, pd.Timestamp] = {}

    def work(plan: Any) -> None:
        plan["result"] = plan["result"].astype(object)
        for place in range(5):
            plan.loc[place, ["status", "result", "next_step"]] = ["done", f"итог {place}", f"шаг {place}"]
        for place in (40, 90):
            plan.loc[place, "date"] = plan.loc[place, "date"] + pd.Timedelta(days=14)
            moved[plan.loc[place, "plan_id"]] = plan.loc[place, "date"]
        order = plan.sort_values("client").index
        plan[:] = plan.loc[order].to_numpy()

    first, second = rerun(clients, work, days=2)
    done = first.plan["plan_id"].head(5).tolist()
    assert [row(second, identity)["result"] for identity in done] == [f"итог {place}" for place in range(5)]
    assert [row(second, identity)["next_step"] for identity in done] == [f"шаг {place}" for place in range(5)]
    assert sorted(second.log_rows["contact_id"]) == sorted(done)
    for identity, day in moved.items():
        kept = row(second, identity)
        assert kept["date"] == day
        assert kept["computed_date"] == day - pd.Timedelta(days=14)
        assert kept["status"] == "planned"


def test_untouched_rows_of_the_next_days_are_frozen() -> None:
    first, second = rerun(many(200, 2), nothing, days=2)
    start = pd.Timestamp(AS_OF + TWO_DAYS)
    near = first.plan[first.plan["date"].between(start + pd.Timedelta(days=1), start + pd.Timedelta(days=5))]
    dates = second.plan.set_index("plan_id")["date"]
    assert len(near) > 10
    assert dates.reindex(near["plan_id"]).tolist() == near["date"].tolist()


def test_a_client_who_changed_hands_or_may_not_be_called_is_not_frozen() -> None:
    clients = many(60, 2)
    first = plan_of(register_of(staff=staff_of(NAMES)), clients)
    one, two = first.plan["client_id"].drop_duplicates().head(2)
    then = clients.copy()
    manager = then.loc[then["client_id"].eq(one), "manager"].item()
    other = NAMES[1 - NAMES.index(manager)]
    then.loc[then["client_id"].eq(one), "manager"] = other
    then.loc[then["client_id"].eq(two), "no_calls"] = True
    _, second = rerun(clients, nothing, then=then)
    assert set(second.plan.loc[second.plan["client_id"].eq(one), "manager"]) == {other}
    assert not second.plan["client_id"].eq(two).any()


def test_a_touched_row_nothing_asks_for_stays_off_the_norm() -> None:
    clients = many(60, 2)
    first = plan_of(register_of(staff=staff_of(NAMES)), clients)
    identity, owner = (str(first.plan[key].iloc[3]) for key in ("plan_id", "client_id"))

    def note(plan: Any) -> None:
        plan.loc[3, "next_step"] = "ждёт образцы"

    then = clients.copy()
    then.loc[then["client_id"].eq(owner), "no_calls"] = True
    _, second = rerun(clients, note, then=then)
    kept = row(second, identity)
    assert (kept["status"], kept["next_step"]) == ("off_norm", "ждёт образцы")
    assert second.kept["why"].tolist() == ["Клиент просил не звонить"]


def test_a_second_try_follows_when_nobody_answered() -> None:
    clients = portfolio_of([client("1", NAMES[0])])

    def missed(plan: Any) -> None:
        place = plan.index[plan["channel"].eq("call")][0]
        plan.loc[place, ["status", "date", "result"]] = ["no_answer", pd.Timestamp(AS_OF), "гудки"]

    first, second = rerun(clients, missed, days=2)
    identity = str(first.plan.loc[first.plan["channel"].eq("call"), "plan_id"].iloc[0])
    assert row(second, identity)["status"] == "no_answer"
    again = row(second, f"{identity}#2")
    assert (again["status"], again["due"]) == ("planned", row(first, identity)["due"])
    assert second.log_rows["result"].tolist() == ["no_answer"]


def test_a_cancelled_contact_does_not_come_back() -> None:
    def cancel(plan: Any) -> None:
        plan.loc[5, "status"] = "cancelled"

    first, second = rerun(many(60, 2), cancel)
    identity = str(first.plan["plan_id"].iloc[5])
    assert row(second, identity)["status"] == "cancelled"
    assert not second.plan["plan_id"].str.startswith(f"{identity}#").any()


def test_kept_rows_that_break_a_limit_are_listed_not_moved() -> None:
    sunday = pd.Timestamp("2026-07-19")

    def crowd(plan: Any) -> None:
        visits = plan.index[plan["channel"].eq("visit") & plan["manager"].eq(NAMES[0])][:3]
        plan.loc[visits, "date"] = pd.Timestamp("2026-07-22")
        calls = plan.index[plan["channel"].eq("call") & plan["manager"].eq(NAMES[0])][:1]
        plan.loc[calls, "date"] = sunday

    _, second = rerun(many(200, 2), crowd)
    why = second.kept.groupby("date")["why"].first()
    assert why[sunday] == "19.07.2026 – нерабочий день"
    assert "визитов" in why[pd.Timestamp("2026-07-22")] or "мин" in why[pd.Timestamp("2026-07-22")]
    assert (second.kept["date"] == pd.Timestamp("2026-07-22")).sum() == 3
    rest = second.plan[second.plan["manager"].eq(NAMES[0]) & second.plan["date"].eq("2026-07-22")]
    assert set(rest["plan_id"]) == set(second.kept.loc[second.kept["date"].eq("2026-07-22"), "plan_id"])


def test_what_was_done_leaves_when_the_log_has_it_and_its_month_is_over() -> None:
    assert keep_since(date(2026, 7, 31)) == pd.Timestamp("2026-06-01")

    def done(plan: Any) -> None:
        plan.loc[[0, 1], "status"] = "done"
        plan.loc[1, "result"] = "заказ"

    first, soon = rerun(many(60, 2), done, days=20)
    _, late = rerun(many(60, 2), done, days=75)
    identities = first.plan["plan_id"].head(2).tolist()
    assert set(identities) <= set(soon.plan["plan_id"])
    assert not set(identities) & set(late.plan["plan_id"])
    assert set(identities) == set(late.log_rows["contact_id"])


def test_what_was_done_before_its_due_date_stays_until_the_month_of_that_is_over() -> None:
    def early(plan: Any) -> None:
        later = plan.index[plan["due"].ge("2026-08-01")][0]
        plan.loc[later, ["status", "date"]] = ["done", pd.Timestamp("2026-07-30")]

    _, september = rerun(many(60, 2), early, days=64)
    assert "2026-07-30" in september.plan.loc[september.plan["status"].eq("done"), "date"].dt.date.astype(str).tolist()
    _, october = rerun(many(60, 2), early, days=94)
    assert not october.plan["status"].eq("done").any()


def test_a_moved_row_keeps_its_contact_when_the_due_date_shifts() -> None:
    clients = portfolio_of([client("1", NAMES[0], segment="key")])
    call = {"client_id": "1", "date": date(2026, 6, 25), "manager": NAMES[0], "kind": "call", "result": "held"}
    staff = staff_of(NAMES)
    first = plan_of(register_of(staff=staff, log=[call]), clients)
    plan: Any = first.plan.copy()
    place = plan.index[plan["plan_id"].str.contains("key.call")][1]
    plan.loc[place, "date"] = plan.loc[place, "date"] + pd.Timedelta(days=7)
    later = [call, call | {"date": date(2026, 7, 1)}]
    register = register_of(staff=staff, log=later, as_of=AS_OF + TWO_DAYS)
    register.previous = {"cb_plan": plan}
    second = plan_of(register, clients)
    kept = row(second, plan.loc[place, "plan_id"])
    assert (kept["status"], kept["date"]) == ("planned", plan.loc[place, "date"])
    near = second.plan[second.plan["channel"].eq("call") & second.plan["due"].sub(kept["due"]).dt.days.abs().lt(10)]
    assert len(near) == 1


def test_an_id_says_what_it_stands_for() -> None:
    text = plan_id("К|1", "sleeping.call.2", "2026-08-01", 3)
    assert parse(text) == Identity("К|1", "sleeping.call.2", date(2026, 8, 1), 3)
    assert parse("просто текст") is None
    assert family("large.call") == family("grow.call") != family("new.call.14")
    assert family("overdue.7") == "overdue"
