"""The nine stages, in the order of the rules."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook.method.lifecycle import is_active, lifecycle
from clientbook.register.codes import STATUS
from clientbook.register.settings import Settings

NAN = float("nan")
USUAL: dict[str, object] = {
    "bought": True,
    "orders": 20,
    "age": 1000.0,
    "recency": 10.0,
    "kind": None,
    "last_gap": 30.0,
    "interval": 30.0,
    "trend": NAN,
    "trend_sure": False,
}


def stage(**values: object) -> str:
    return str(lifecycle(pd.DataFrame([{**USUAL, **values}]), Settings()).iloc[0])


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, "stable"),
        ({"bought": False, "orders": 0, "age": NAN, "recency": NAN}, "never"),
        ({"orders": 1, "age": 366.0, "recency": 366.0}, "one_time"),
        ({"orders": 1, "age": 365.0, "recency": 365.0}, "lost"),
        ({"kind": "project"}, "one_time"),
        ({"kind": "regular"}, "stable"),
        ({"recency": 180.0}, "sleeping"),
        ({"recency": 181.0}, "lost"),
        ({"recency": 90.0}, "stable"),
        ({"recency": 91.0}, "sleeping"),
        ({"recency": 140.0, "interval": 70.0}, "stable"),
        ({"recency": 211.0, "interval": 70.0}, "lost"),
        ({"age": 180.0}, "new"),
        ({"age": 300.0, "orders": 2}, "new"),
        ({"age": 300.0, "orders": 3}, "stable"),
        ({"last_gap": 91.0}, "recovered"),
        ({"last_gap": 90.0}, "stable"),
        ({"last_gap": 200.0, "recency": 100.0, "interval": 60.0}, "stable"),
        ({"trend": 0.3, "trend_sure": True}, "growing"),
        ({"trend": -0.3, "trend_sure": True}, "declining"),
        ({"trend": -0.3, "trend_sure": False}, "stable"),
        ({"trend": 0.3, "trend_sure": True, "last_gap": 91.0}, "recovered"),
    ],
)
def test_the_first_rule_that_holds(values: dict[str, object], status: str) -> None:
    assert stage(**values) == status


def test_a_weekly_buyer_silent_for_100_days_sleeps_and_is_not_active() -> None:
    weekly = {"interval": 7.0, "last_gap": 7.0, "recency": 100.0}
    assert stage(**weekly) == "sleeping"
    assert not is_active(pd.Series([100.0]), pd.Series([7.0]), Settings()).iloc[0]
    assert is_active(pd.Series([90.0]), pd.Series([7.0]), Settings()).iloc[0]
    assert not is_active(pd.Series([NAN]), pd.Series([7.0]), Settings()).iloc[0]


@given(
    st.fixed_dictionaries(
        {
            "orders": st.integers(1, 50),
            "age": st.floats(0, 2000),
            "recency": st.floats(0, 2000),
            "interval": st.floats(1, 400),
            "last_gap": st.floats(1, 900),
            "trend": st.floats(-1, 5),
            "trend_sure": st.booleans(),
        }
    )
)
def test_every_client_has_one_stage_and_sleeps_or_is_lost_only_when_not_active(values: dict[str, object]) -> None:
    frame = pd.DataFrame([{**USUAL, **values}])
    status = str(lifecycle(frame, Settings()).iloc[0])
    active = bool(is_active(frame["recency"], frame["interval"], Settings()).iloc[0])
    assert status in {code.code for code in STATUS.values}
    assert active or status in {"sleeping", "lost", "one_time"}
    assert not active or status not in {"sleeping", "lost"}
