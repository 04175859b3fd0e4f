"""Moves between segments since an earlier run, and a history that stays within bounds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.history import as_run_on, history, left_by_run, thinned
from clientbook.method.marks import marks
from clientbook.method.measures.reading import Desk
from clientbook.method.moves import Moves, moves
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from tests.builders import AS_OF, every, make_register

RU = words("ru")
MAY, MARCH = pd.Timestamp(2026, 5, 31), pd.Timestamp(2026, 3, 31)


def book(**settings: Any) -> Register:
    """Return three clients: «a» is key, «b» and «c» small."""
    sales = [
        row for code, sum_ in (("a", 900), ("b", 20), ("c", 10)) for row in every(code, 30, sum_, until=5, count=30)
    ]
    return make_register([{"client_id": code, "manager": "Анна"} for code in "abc"], sales, settings=settings)


def then(day: pd.Timestamp, **segments: str) -> pd.DataFrame:
    rows = [{"as_of": day, "client_id": code, "segment": segment} for code, segment in segments.items()]
    return pd.DataFrame(rows).assign(annual_income=100.0, status="stable", risk_band="low")


def made(register: Register, *earlier: pd.DataFrame) -> Moves:
    if earlier:
        register.previous["cb_history"] = pd.concat(earlier, ignore_index=True)
    clients = portfolio(register, RU)
    return moves(Desk(register, clients, contact_plan(register, clients, RU, marks(register)), RU))


def cells(matrix: pd.DataFrame) -> dict[tuple[str, str], float]:
    long = matrix.melt("was", var_name="to", value_name="n")
    places = zip(long["was"].tolist(), long["to"].tolist(), long["n"].tolist(), strict=True)
    return {(was, to): n for was, to, n in places if n}


def test_the_matrix_says_from_where_to_where_and_adds_up_to_the_clients_of_now() -> None:
    found = made(book(), then(MARCH, a="small"), then(MAY, a="large", b="small", gone="medium"))
    assert found.since == MAY.date()
    assert set(cells(found.clients)) == {("large", "key"), ("small", "small"), ("new", "small"), ("medium", "gone")}
    clients = portfolio(book(), RU)
    inside = found.income.drop(columns=["was", "gone"]).to_numpy().sum()
    assert inside == pytest.approx(clients["annual_income"].sum())
    assert cells(found.income)["medium", "gone"] == 100.0
    moved = found.moved[found.moved["what"].eq("segment")].set_index("client_id")
    assert (moved.loc["a", "was"], moved.loc["a", "now"], moved.loc["a", "income_then"]) == ("large", "key", 100.0)
    why = portfolio(book(), RU).set_index("client_id")["reason"]
    assert moved.loc["a", "why"] == why["a"]


@pytest.mark.parametrize(("chosen", "since"), [(date(2026, 4, 15), MARCH), (date(2026, 5, 31), MAY), (None, MAY)])
def test_another_date_to_compare_with_can_be_chosen(chosen: date | None, since: pd.Timestamp) -> None:
    found = made(book(moves_from=chosen), then(MARCH, a="small"), then(MAY, a="large"))
    assert found.since == since.date()
    assert found.dates == (MARCH.date(), MAY.date(), AS_OF)


def test_only_runs_that_the_book_goes_on_remembering_are_named() -> None:
    days = [pd.Timestamp(2026, 5, day) for day in (1, 11, 21, 31)]
    register = book(history_recent=2)
    found = made(register, *(then(day, a="small") for day in days))
    kept = left_by_run(register, portfolio(register, RU), pd.DataFrame(columns=["client_id"]))
    assert found.dates == tuple(kept["as_of"].dt.date.unique()) == (MAY.date(), AS_OF)


def test_a_first_run_has_nothing_to_compare_with() -> None:
    found = made(book())
    assert found.since is None
    assert not cells(found.clients)
    assert found.moved.empty


def of_days(days: pd.DatetimeIndex, clients: int = 2) -> pd.DataFrame:
    return pd.DataFrame([{"as_of": day, "client_id": str(n)} for day in days for n in range(clients)])


def test_history_keeps_the_last_runs_and_one_run_of_every_earlier_month() -> None:
    days = pd.date_range("2026-01-05", "2026-06-29", freq="7D")
    kept = thinned(of_days(days), AS_OF, 4, 1_000)["as_of"].unique()
    said = [f"{day:%d.%m}" for day in pd.to_datetime(kept)]
    assert said == ["26.01", "23.02", "30.03", "27.04", "25.05", "08.06", "15.06", "22.06", "29.06"]
    again = of_days(pd.DatetimeIndex(kept))
    assert thinned(again, AS_OF, 4, 1_000).equals(again)


def test_history_never_outgrows_its_rows_but_keeps_two_dates() -> None:
    days = pd.date_range("2026-01-31", "2026-06-30", freq="ME")
    assert thinned(of_days(days, 10), AS_OF, 12, 35)["as_of"].unique().tolist() == days[-3:].tolist()
    assert thinned(of_days(days, 10), AS_OF, 12, 5)["as_of"].unique().tolist() == days[-2:].tolist()


def test_rows_of_an_earlier_date_are_those_a_run_for_it_would_have_left() -> None:
    clients = [{"client_id": "a", "segment_approved": "small", "approved_on": pd.Timestamp(2026, 6, 1)}]
    sales = every("a", 30, 900, until=5, count=30)
    register = make_register(clients, sales)
    found = as_run_on(register, (date(2026, 3, 31), date(2026, 6, 15)), RU)
    assert found["segment"].tolist() == ["key", "small"]
    own = portfolio(make_register([{"client_id": "a"}], sales, as_of=date(2026, 3, 31)), RU)
    assert found.head(1).equals(history(found.iloc[:0], own, date(2026, 3, 31)))
    assert not list(register.problems)
