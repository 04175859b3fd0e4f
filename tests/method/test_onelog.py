"""One entry: what is marked in the plan stands in the log once, and what is logged closes its plan row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from clientbook.method.late_words import late_words, with_late_words
from clientbook.method.marks import marks
from clientbook.method.norms import norms
from clientbook.method.onelog import Span, closed_by_log, logged_texts, new_log_rows
from clientbook.method.previous_plan import PLAN_COLUMNS, previous_plan
from tests.builders import Row
from tests.method.plan_frames import AS_OF, register_of

CALL = "1|medium.call|2026-06-24"


def planned(day: str = "2026-06-24", **more: object) -> dict[str, object]:
    """Return a row of the previous plan: a call with client 1."""
    row: dict[str, object] = {
        "date": day,
        "computed_date": day,
        "due": "2026-06-24",
        "client": "Клиент 1",
        "client_id": "1",
        "manager": "Анна",
        "channel": "call",
        "purpose": "Узнать планы",
        "person": "Петров",
        "minutes": 12.0,
        "status": "planned",
        "plan_id": CALL,
    }
    return row | more


def previous(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(PLAN_COLUMNS))
    return previous_plan(frame, AS_OF)


def logged(day: date, kind: str = "call", **more: object) -> Row:
    return {"client_id": "1", "date": day, "manager": "Анна", "kind": kind, "result": "held", **more}


def closed(plan: pd.DataFrame, log: Sequence[Row], after: date | None = None) -> pd.DataFrame:
    register = register_of(log=log)
    span = Span(None if after is None else pd.Timestamp(after), AS_OF)
    return closed_by_log(plan, register.log, norms(register.regulation, register.settings), register.settings, span)


def entered(plan: pd.DataFrame, log: Sequence[Row] = (), people: Sequence[Row] = ()) -> pd.DataFrame:
    register = register_of(log=log, people=people)
    lines = norms(register.regulation, register.settings)
    return new_log_rows(plan, register.log, register.people, lines, register.settings, AS_OF)


def test_a_row_marked_done_makes_one_log_row_with_everything_typed() -> None:
    plan = previous(planned(status="done", result="заказ в июле", next_step="выслать счёт", next_date="2026-07-06"))
    row = entered(plan).iloc[0]
    assert (row["row_id"], row["contact_id"], row["kind"], row["result"]) == (CALL, CALL, "call", "held")
    assert (row["outcome"], row["next_step"], row["person"]) == ("заказ в июле", "выслать счёт", "Петров")
    assert row["next_date"] == pd.Timestamp("2026-07-06")
    assert row["date"] == pd.Timestamp("2026-06-24")
    again = entered(plan, [logged(date(2026, 6, 24), row_id=CALL, contact_id=CALL)])
    assert again.empty


def test_a_row_of_this_run_is_the_last_of_its_day_as_it_will_be_in_the_next() -> None:
    register = register_of(log=[logged(date(2026, 6, 24), person="Сидоров", contact_id="1|own|2026-06-01")])
    register.previous = {"cb_plan": previous(planned(status="done", result="перезвонил он сам"))}
    log = marks(register).log
    assert log.sort_values("row")["person"].tolist() == ["Сидоров", "Петров"]


def test_nobody_answered_is_an_attempt_and_a_future_mark_is_dated_today() -> None:
    row = entered(previous(planned("2026-07-03", status="no_answer"))).iloc[0]
    assert row["result"] == "no_answer"
    assert row["date"] == pd.Timestamp(AS_OF)


def test_a_message_goes_by_messenger_to_somebody_without_mail() -> None:
    person: Row = {"client_id": "1", "person": "Петров", "messenger": "Telegram"}
    plan = previous(planned(status="done", channel="message"))
    assert entered(plan, people=[person])["kind"].tolist() == ["messenger"]
    assert entered(plan)["kind"].tolist() == ["letter"]


def test_what_was_entered_by_hand_is_not_entered_again() -> None:
    same_day = [logged(date(2026, 6, 24), "visit")]
    assert entered(previous(planned(status="done", result="ок")), same_day).empty
    near = [logged(date(2026, 6, 22))]
    assert entered(previous(planned(status="done")), near).empty
    assert len(entered(previous(planned(status="done", result="другой разговор")), near)) == 1


def test_what_was_entered_by_hand_is_known_to_a_run_for_an_earlier_day() -> None:
    later = [logged(date(2026, 7, 10))]
    assert entered(previous(planned("2026-07-10", status="done", result="ок")), later).empty


def test_what_is_written_beside_a_contact_that_the_log_has_comes_into_its_blank_cells() -> None:
    known: Row = logged(date(2026, 6, 24), row_id=CALL, contact_id=CALL, outcome="заказ в июле")
    register = register_of(log=[known, logged(date(2026, 6, 25))])
    more = planned(status="done", result="другое", next_step="выслать счёт", next_date="2026-07-06")
    register.previous = {"cb_plan": previous(more)}
    made = marks(register)
    assert made.log_rows.empty
    mine = made.log[made.log["contact_id"].eq(CALL)].iloc[0]
    assert (mine["outcome"], mine["next_step"]) == ("заказ в июле", "выслать счёт")
    assert mine["next_date"] == pd.Timestamp("2026-07-06")
    assert made.late["row"].tolist() == [mine["row"]]
    assert made.late["outcome"].isna().all(), "what the log says itself stays"


def test_an_incoming_call_closes_the_row_it_fulfils() -> None:
    plan = closed(previous(planned()), [logged(date(2026, 6, 26), outcome="сами позвонили")])
    row = plan.iloc[0]
    assert (row["status"], row["date"], row["result"]) == ("done", pd.Timestamp("2026-06-26"), "сами позвонили")
    assert entered(plan, [logged(date(2026, 6, 26), outcome="сами позвонили")]).empty


def test_a_weaker_a_failed_or_a_distant_contact_closes_nothing() -> None:
    for row in (
        logged(date(2026, 6, 24), "letter"),
        logged(date(2026, 6, 24), result="no_answer"),
        logged(date(2026, 5, 2)),
        logged(date(2026, 6, 24), "internal"),
    ):
        assert closed(previous(planned()), [row])["status"].tolist() == ["planned"]


def test_one_contact_closes_the_strongest_row_only() -> None:
    visit = planned(channel="visit", plan_id="1|medium.visit|2026-06-25", due="2026-06-25")
    plan = closed(previous(planned(), visit), [logged(date(2026, 6, 25), "visit")])
    assert plan.set_index("channel")["status"].to_dict() == {"call": "planned", "visit": "done"}


def test_the_log_may_name_the_row() -> None:
    far = [logged(date(2026, 6, 1), "letter", contact_id=CALL)]
    assert closed(previous(planned()), far)["status"].tolist() == ["done"]


def test_what_the_run_before_knew_closes_nothing() -> None:
    assert closed(previous(planned()), [logged(date(2026, 6, 23))], date(2026, 6, 23))["status"].tolist() == ["planned"]


def test_what_somebody_typed_is_not_overwritten() -> None:
    plan = closed(previous(planned(result="моё")), [logged(date(2026, 6, 24), outcome="журнал")])
    assert plan.iloc[0]["result"] == "моё"


def test_the_words_of_a_contact_come_into_the_row_that_somebody_entered_by_hand_that_day() -> None:
    day, words = date(2026, 6, 24), {"result": "ждут образцы", "next_step": "отправить"}
    marked = previous(planned(status="done", **words))
    other = planned(status="done", plan_id="1|claim|2026-06-24", result="о другом")
    for log, plan, said in (
        ([logged(day)], marked, ["ждут образцы", "отправить"]),
        ([logged(day, outcome="по-своему")], marked, [None, "отправить"]),  # what somebody typed stays
        ([logged(day, "letter")], marked, None),  # a weaker contact is another one
        ([logged(day), logged(day)], marked, None),
        ([logged(day)], previous(planned(status="done", **words), other), None),
    ):
        read = register_of(log=log).log
        late = late_words(plan, read)
        assert late[["outcome", "next_step"]].replace({np.nan: None}).to_numpy().tolist() == (
            [] if said is None else [said]
        )
        assert late["row"].tolist() == ([] if said is None else [read["row"].iloc[0]])
        texts = {(9, text) for text in (said or []) if text}
        assert logged_texts(plan.assign(row=9), with_late_words(read, late)) == texts


def test_a_row_written_by_hand_and_a_copied_row_get_ids_of_their_own() -> None:
    own = planned(plan_id=None, result="сам добавил", due=None)
    frame = pd.DataFrame([planned(), planned(result="копия"), own], columns=list(PLAN_COLUMNS))
    rows = previous_plan(frame, AS_OF).set_index("plan_id")
    assert rows["result"].to_dict() == {CALL: None, "1|own|2026-06-24": "копия", "1|own|2026-06-24#2": "сам добавил"}
    assert rows["touched"].tolist() == [False, True, True]
