"""Losing touch: over the usual pause yellow, over the longest red; contacts against their norm alike."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.growth import Growth, growth
from clientbook.method.losing_touch import losing_touch
from clientbook.method.marks import marks
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from tests.builders import Row, ago, every, make_register, sale


def desk(clients: list[Row], sales: list[Row], log: list[Row] | None = None) -> Desk:
    register = make_register(clients, sales, log=log or [])
    found = portfolio(register, words("ru"))
    return Desk(register, found, contact_plan(register, found, words("ru"), marks(register)), words("ru"))


def orders(pause: int) -> list[Row]:
    """Return orders with gaps of 10 (nine of them), 40 and 10 days, and a pause: 90 % of the gaps are at most 13 days."""
    days = [pause + step for step in (0, 10, 50, *range(60, 141, 10))]
    return [sale("a", ago(day), 100) for day in days]


@pytest.mark.parametrize(("pause", "signal"), [(10, None), (30, "yellow"), (41, "red")])
def test_a_pause_over_the_usual_is_yellow_over_the_longest_red(pause: int, signal: str | None) -> None:
    found = losing_touch(desk([{"client_id": "a"}], orders(pause)))
    assert found["signal"].tolist() == ([signal] if signal else [])


@pytest.mark.parametrize(("silent", "signal"), [(20, None), (21, "yellow"), (31, "red")])
def test_days_without_a_contact_are_held_against_the_norm(silent: int, signal: str | None) -> None:
    # the only client is a key one: 18 calls a year, one in 20 days, one and a half norms 30 days
    held = {"client_id": "a", "date": pd.Timestamp(ago(silent)), "kind": "call", "result": "held"}
    found = losing_touch(desk([{"client_id": "a"}], every("a", 10, 100, until=1), [held]))
    assert found["signal"].tolist() == ([signal] if signal else [])


def test_who_is_gone_stands_on_another_list_and_red_comes_first() -> None:
    few = [sale("b", ago(day), 9_000) for day in (100, 130)]  # no own interval, and none in its segment: 90 days
    sales = [*every("gone", 30, 900, until=100), *few, *orders(41)]
    found = losing_touch(desk([{"client_id": code} for code in ("a", "b", "gone")], sales))
    assert found["client_id"].tolist() == ["a", "b"]
    assert found["signal"].tolist() == ["red", "yellow"]


def grown(clients: list[Row], sales: list[Row]) -> Growth:
    return growth(desk(clients, sales))


def test_growth_is_the_target_share_of_the_potential_less_what_is_bought() -> None:
    # 12 orders of 100 in the last 12 months; 60 % of 10 000 is 6 000, of 2 000 it is 1 200: nothing left there
    clients: list[Row] = [
        {"client_id": "a", "potential": 10_000.0},
        {"client_id": "full", "potential": 2_000.0},
        {"client_id": "blind"},
        {"client_id": "never", "potential": 3_000.0},
        {"client_id": "nobody"},
    ]
    sales = [row for code in ("a", "full", "blind") for row in every(code, 30, 100, until=10, count=12)]
    found = grown(clients, sales)
    rows = found.rows.set_index("client_id")
    assert rows["gap"].dropna().to_dict() == {"a": 4_800.0, "never": 1_800.0}
    assert rows["way"].to_dict() == {"a": "grow", "never": "attract", "nobody": "attract"}
    assert rows.loc["a", "why"] == "берёт у нас 12 % закупок, цель 60 %"
    assert rows.loc["nobody", "why"] == "ни разу не покупал, потенциал неизвестен: выяснить"
    assert found.unknown == 1
    assert found.unknown_income == pytest.approx(1_200 / 340 * 365)  # 12 orders in 340 days
