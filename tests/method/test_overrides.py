"""What a person set by hand wins, and stands beside what was computed."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.locale import words
from clientbook.method.portfolio import activity, portfolio
from tests.builders import AS_OF, Row, every, make_register


def one(**client: object) -> pd.Series:
    rows: list[Row] = [{"client_id": "a", **client}]
    return portfolio(make_register(rows, every("a", 30, 100, until=5, count=40)), words("ru")).iloc[0]


def test_manual_beats_approved_beats_computed() -> None:
    assert one()["segment"] == "key"
    approved = one(segment_approved="large", approved_on=pd.Timestamp(2026, 4, 1))
    assert (approved["segment"], approved["segment_computed"]) == ("large", "key")
    assert "утверждён 01.04.2026" in approved["reason"]
    manual = one(segment_approved="large", segment_manual="small", override_reason="переезжает")
    assert (manual["segment"], manual["segment_approved"]) == ("small", "large")
    assert "переезжает" in manual["reason"]


def test_a_manual_status_changes_what_is_shown_not_who_is_active() -> None:
    row = one(status_manual="lost", override_reason="закрылись")
    assert (row["status"], row["status_computed"], row["active"]) == ("lost", "stable", True)
    register = make_register([{"client_id": "a", "status_manual": "lost"}], every("a", 30, 100, until=5, count=40))
    assert list(activity(register, AS_OF).loc["a", ["active", "status"]]) == [True, "stable"]
    assert list(activity(register, date(2020, 1, 1)).loc["a", ["active", "status"]]) == [False, "never"]
