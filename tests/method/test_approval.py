"""Approval: the computed segments are taken over, and what somebody typed himself stays where it differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from clientbook.locale import words
from clientbook.method.approval import HISTORY_COLUMNS, approved_rows, decided
from clientbook.method.overrides import segment_in_force
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from tests.builders import every, make_register

RU = words("ru")
OURS, OWN = date(2026, 4, 1), date(2026, 2, 2)


def department() -> Register:
    """Return one big client approved by us, one by hand, one never, one that never bought."""
    clients: list[dict[str, object]] = [
        {"client_id": "1", "segment_approved": "small", "approved_on": OURS},
        {"client_id": "2", "segment_approved": "key", "approved_on": OWN},
        {"client_id": "3"},
        {"client_id": "4"},
    ]
    sales = [*every("1", 20, 900), *every("2", 20, 5), *every("3", 20, 400)]
    made = make_register([{**client, "manager": "Анна"} for client in clients], sales)
    past = pd.DataFrame([{"approved_on": pd.Timestamp(OURS), "now": "small", "clients": 1}])
    return replace(made, previous={"cb_approvals": past.reindex(columns=list(HISTORY_COLUMNS))})


def rows(typed: dict[int, str], *, everything: bool = False) -> pd.DataFrame:
    made = department()
    return decided(made, portfolio(made, RU), typed, everything=everything).set_index("client_id")


def test_our_own_approval_moves_and_what_was_typed_by_hand_stays() -> None:
    found = rows({})
    assert (found.loc["1", "was"], found.loc["1", "now"], found.loc["1", "kept"]) == ("small", "key", False)
    assert found.loc["2", "by_hand"]
    assert found.loc["2", "kept"]
    assert not found.loc["3", "kept"]
    assert found.loc["4", "now"] == "none"
    assert not rows({}, everything=True)["kept"].any()


def test_a_cell_with_a_formula_or_another_word_is_a_persons_own() -> None:
    row = int(rows({})["row"].loc["3"])
    assert rows({row: "VIP"}).loc["3", "kept"]
    assert not rows({row: "VIP"}, everything=True).loc["3", "kept"]


def test_an_approval_is_listed_by_what_moved() -> None:
    listed = approved_rows(rows({}).reset_index(), date(2026, 7, 1))
    moves = {(was, now): count for was, now, count in listed[["was", "now", "clients"]].itertuples(index=False)}
    assert moves == {("small", "key"): 1, (None, "large"): 1, (None, "none"): 1}


def test_norms_follow_the_approved_segment_but_nobody_is_held_at_none() -> None:
    computed, approved = pd.Series(["small", "small", "key"]), pd.Series(["key", "none", None])
    assert list(segment_in_force(computed, approved, pd.Series([None, None, None]))) == ["key", "small", "key"]
