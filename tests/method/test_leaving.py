"""Who left, when and at what cost; whom to win back first; the bucket by month."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.leaving import Leaving, leaving
from clientbook.method.marks import marks
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from tests.builders import AS_OF, Row, every, make_register, sale


def made(
    sales: list[Row], clients: list[Row] | None = None, left: pd.DataFrame | None = None, **settings: float
) -> Leaving:
    listed = clients or [{"client_id": code} for code in sorted({str(row["client_id"]) for row in sales})]
    register = make_register(listed, sales, settings=settings)
    if left is not None:
        register.previous["cb_left"] = left
    found = portfolio(register, words("ru"))
    plan = contact_plan(register, found, words("ru"), marks(register))
    return leaving(Desk(register, found, plan, words("ru")))


def test_a_client_left_on_the_day_its_limit_ran_out_and_cost_its_last_year() -> None:
    # every 30 days, the last order 100 days ago: the limit is 90 days, the year up to that order has 13 orders
    found = made([*every("a", 30, 100, until=100), *every("b", 30, 100, until=5)]).left
    assert found["client_id"].tolist() == ["a"]
    row = found.iloc[0]
    assert (row["silent_days"], row["limit_days"], row["last_year"]) == (100, 90, 1300)
    assert row["left_on"] == pd.Timestamp(AS_OF) - pd.Timedelta(days=9)
    assert row["why"] == "пауза 100 дн. при пределе 90; давал 1\u00a0300 ₽ в год"


def test_first_to_win_back_are_those_with_most_of_the_income_that_can_return() -> None:
    sales = [
        *every("big", 30, 1_000, until=200),
        *every("next", 30, 200, until=200),
        *every("last", 30, 100, until=200),
        *every("gone", 30, 5_000, until=800),
        *every("quiet", 30, 9_000, until=200),
        *every("loss", 30, 10, until=200),
        sale("loss", date(2025, 12, 1), -5_000),
    ]
    clients: list[Row] = [{"client_id": code} for code in ("big", "next", "last", "gone", "loss")]
    found = made(sales, [*clients, {"client_id": "quiet", "no_calls": True}]).left.set_index("client_id")["win_back"]
    assert found.to_dict() == {
        "quiet": "no_calls",
        "gone": "late",
        "big": "first",
        "next": "first",  # before it stand 77 % of the income that can return: 80 % are not reached yet
        "last": "next",
        "loss": "no_income",
    }


def test_what_people_wrote_keeps_the_row_when_the_client_buys_again() -> None:
    written = pd.DataFrame({"client_id": ["b"], "cause": ["цена"], "decision": [None]})
    found = made([*every("a", 30, 100, until=100), *every("b", 30, 100, until=5)], left=written)
    assert found.left.set_index("client_id")["win_back"].to_dict() == {"a": "first", "b": "back"}
    left = found.months.set_index("month")["clients_left"]
    assert left[left > 0].to_dict() == {pd.Timestamp(2026, 6, 1): 1}


def test_the_bucket_adds_up_and_counts_new_clients() -> None:
    months = made([*every("a", 30, 100, until=100, count=40), *every("b", 10, 50, until=5, count=9)]).months
    known = months[months["year_ago"].notna()]
    assert len(known) == 12
    moved = known[["new", "returned", "kept", "lost"]].sum(axis=1)
    assert (moved - (known["income"] - known["year_ago"])).abs().max() < 1e-6
    assert months.set_index("month")["clients_new"].sum() == 1


def test_no_sales_no_rows() -> None:
    found = made([], [{"client_id": "a"}])
    assert found.left.empty
    assert found.months.empty
