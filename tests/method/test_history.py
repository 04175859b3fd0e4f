"""«История» and what has changed since the run before."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.method.history import changes, history

AS_OF = date(2026, 6, 30)
MAY = pd.Timestamp("2026-05-31")


def clients(**more: list[object]) -> pd.DataFrame:
    rows = {
        "client_id": ["1", "2", "3"],
        "client": ["А", "Б", "В"],
        "manager": ["Анна", None, "Анна"],
        "segment": ["key", "small", "small"],
        "abc": ["A", "C", "C"],
        "status": ["stable", "sleeping", "stable"],
        "annual_income": [900.0, 5.0, 1.0],
        "revenue_12m": [900.0, 5.0, 1.0],
        "risk": [10, 60, 0],
        "risk_band": ["low", "high", "low"],
        "overdue": [None, None, 3.0],
        "reason": ["почему А", "почему Б", "почему В"],
        "risk_reason": ["риск А", "риск Б", "риск В"],
    }
    return pd.DataFrame({**rows, **more})


def earlier() -> pd.DataFrame:
    was = clients(status=["growing", "stable", "stable"], risk_band=["low", "low", "low"])
    was = was.assign(annual_income=[700.0, 5000.0, 1.0], segment=["key", "large", "small"], as_of=MAY)
    old = was.assign(as_of=pd.Timestamp("2026-04-30"), status="lost")
    return pd.concat([old, was], ignore_index=True)


def test_rows_are_upserted_by_date_and_client() -> None:
    first = history(earlier(), clients(), AS_OF)
    assert len(first) == 9
    again = history(first, clients(status=["lost"] * 3), AS_OF)
    assert len(again) == 9
    assert again.loc[again["as_of"].eq(pd.Timestamp(AS_OF)), "status"].eq("lost").all()
    assert history(first, clients(), AS_OF).equals(first)


def test_the_biggest_moves_come_first_with_their_reason() -> None:
    found = changes(earlier(), clients(), AS_OF)
    moves = list(zip(found["client_id"], found["what"], found["was"], found["now"], found["why"], strict=True))
    assert moves == [
        ("2", "segment", "large", "small", "почему Б"),
        ("2", "status", "stable", "sleeping", "почему Б"),
        ("2", "risk_band", "low", "high", "риск Б"),
        ("1", "status", "growing", "stable", "почему А"),
    ]
    assert found["annual_income"].tolist() == [5000.0, 5000.0, 5000.0, 900.0]


def test_no_earlier_run_no_moves() -> None:
    assert changes(pd.DataFrame(), clients(), AS_OF).empty
    same_day = earlier().assign(as_of=pd.Timestamp(AS_OF))
    assert changes(same_day, clients(), AS_OF).empty
