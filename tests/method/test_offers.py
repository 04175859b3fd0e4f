"""Quotations: which are open, what share was paid, and which calls about them are due — one call for all of a client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import pytest

from clientbook.method.contacts import contact_plan
from clientbook.method.demand import demand, horizon
from clientbook.method.marks import marks
from clientbook.method.offers import Offer, called_about, known, quotations
from clientbook.register.settings import Settings
from tests.builders import Row
from tests.method.plan_frames import AS_OF, RU, client, portfolio_of, register_of

START = date(2026, 7, 1)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def offer(number: str, sent: int, state: str | None = "sent", client_id: str = "1", **more: object) -> Row:
    return {"offer_no": number, "client_id": client_id, "sent_on": ago(sent), "state": state, "amount": 1000, **more}


def due_of(offers: Sequence[Row], log: Sequence[Row] = ()) -> dict[str, date]:
    register = register_of(offers=offers, log=log)
    found = demand(register, portfolio_of([client("1")]), register.log, horizon(register, START)).due
    rows = found[found["norm"].eq("offer")]
    return {line: START + timedelta(days=days) for line, days in zip(rows["line"], rows["due"].tolist(), strict=True)}


def call(days: int, result: str = "held") -> Row:
    return {"client_id": "1", "date": ago(days), "manager": "Анна", "kind": "call", "result": result}


def test_open_is_what_is_neither_paid_nor_refused_by_the_date_of_the_data() -> None:
    register = register_of(
        offers=[
            offer("1", 20),
            offer("2", 20, None),
            offer("3", 20, "paid"),
            offer("4", 20, "talks", paid_on=ago(3)),
            offer("5", 20, "paid", paid_on=AS_OF + timedelta(days=2)),
            offer("6", 20, "refused"),
            offer("7", -2),
        ]
    )
    rows = known(register).set_index("offer_no")
    assert sorted(rows.index[rows["open"]]) == ["1", "2", "5"]
    assert sorted(rows.index[rows["won"]]) == ["3", "4"]
    assert "7" not in rows.index


def test_a_quotation_is_called_about_after_two_weeks_and_then_at_the_same_step() -> None:
    assert due_of([offer("1", 4)]) == {"offer.1": ago(4) + timedelta(days=14)}
    assert due_of([offer("1", 20)], [call(6)]) == {"offer.2": ago(20) + timedelta(days=28)}
    assert due_of([offer("1", 34)], [call(20), call(6)]) == {"offer.3": ago(34) + timedelta(days=42)}
    assert due_of([offer("1", 45)], [call(3)]) == {}


def test_a_call_since_half_way_did_it_an_attempt_or_an_early_one_did_not() -> None:
    assert "offer.1" not in due_of([offer("1", 13)], [call(5)])
    assert "offer.1" in due_of([offer("1", 13)], [call(11)])
    assert "offer.1" in due_of([offer("1", 13)], [call(5, "no_answer")])


def test_one_call_is_about_all_quotations_of_a_client_and_old_ones_make_no_avalanche() -> None:
    assert due_of([offer("1", 13), offer("2", 12), offer("3", 10)]) == {"offer.1": ago(13) + timedelta(days=14)}
    assert due_of([offer("1", 16), offer("2", 20)]) == {"offer.1": ago(20) + timedelta(days=14)}
    assert due_of([offer("1", 200)]) == {}


def test_the_dearest_of_those_due_is_named_and_the_others_are_counted() -> None:
    offers = [
        Offer("a", 0, 900.0, "Сварка"),
        Offer("b", 0, 100.0, None),
        Offer("c", -50, 50.0, None),
        Offer("d", 10, 1, None),
    ]
    assert called_about(offers, 14, Settings()) == (offers[0], 2)
    assert called_about(offers, 15, Settings()) is None


def test_the_plan_says_which_quotation_how_old_and_for_how_much_and_keeps_every_id() -> None:
    register = register_of(
        offers=[offer("26-07", 13, amount=250_000, category="Сварка"), offer("26-08", 13)],
        arguments=[{"category": "Сварка", "benefit": "сварщики не ждут"}],
        staff=[{"manager": "Анна", "job": "km"}],
    )
    clients = portfolio_of([client("1")])
    plan = contact_plan(register, clients, RU, marks(register)).plan
    row = plan[plan["plan_id"].str.contains("|offer.1|", regex=False)].iloc[0]
    assert row["plan_id"] == f"1|offer.1|{ago(13) + timedelta(days=14)}"
    assert row["purpose"] == "КП № 26-07: узнать решение"
    assert row["why"] == "КП № 26-07 на 250\u00a0000 ₽ от 17.06.2026 открыто 13 дн.; ещё открытых КП: 1"
    assert row["argument"] == "Сварка: сварщики не ждут"
    register.previous = {"cb_plan": plan}
    again = contact_plan(register, clients, RU, marks(register)).plan
    pd.testing.assert_frame_equal(again, plan)


def test_a_paid_quotation_is_called_about_no_more() -> None:
    register = register_of(offers=[offer("1", 13, "paid")], staff=[{"manager": "Анна", "job": "km"}])
    plan = contact_plan(register, portfolio_of([client("1")]), RU, marks(register)).plan
    assert not plan["plan_id"].str.contains("offer").any()


def test_conversion_is_of_the_month_of_sending_and_what_to_do_is_said() -> None:
    register = register_of(
        offers=[
            offer("1", 40, "paid", paid_on=ago(30), manager="Анна", category="Сварка", amount=300),
            offer("2", 38, "refused", manager="Анна", category="Сварка", amount=700),
            offer("3", 5, manager="Анна"),
            offer("4", 20, manager="Борис"),
            offer("5", 90),
            offer("6", 400, "paid"),
        ],
        log=[call(60)],
    )
    found = quotations(
        register, portfolio_of([client("1")]), pd.DataFrame(columns=["client_id", "plan_id", "date", "status"])
    )
    mine = next(row for row in found.by_manager.to_dict("records") if row["key"] == "Анна")
    assert [mine[key] for key in ("sent", "won", "lost", "open")] == [4, 1, 1, 2]
    assert [mine[key] for key in ("sent_amount", "won_amount", "days")] == pytest.approx([3000, 300, 10])
    month = next(row for row in found.by_month.to_dict("records") if row["key"] == pd.Timestamp("2026-05-01"))
    assert (month["sent"], month["won"]) == (2, 1)
    assert found.open[["offer_no", "todo"]].to_numpy().tolist() == [["4", "late"], ["5", "close"], ["3", "wait"]]
