"""Priority, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.method.priority import priority, share_below
from clientbook.register.settings import Settings

NAN = float("nan")


def test_rank_counts_clients_strictly_below() -> None:
    assert share_below(pd.Series([10.0, 30.0, 10.0, 20.0])).tolist() == [0, 0.75, 0, 0.5]


def test_the_sum_of_four_parts() -> None:
    frame = pd.DataFrame(
        {
            "annual_income": [100.0, 300.0, 200.0, 0.0],
            "risk": [0, 50, 100, 0],
            "gap": [10.0, 40.0, NAN, 0.0],
            "lateness": [-5.0, 15.0, 400.0, NAN],
            "interval": [30.0, 30.0, 30.0, 90.0],
        }
    )
    found = priority(frame, Settings()).tolist()
    assert found == pytest.approx([10 + 10, 30 + 15 + 15 + 5, 20 + 30 + 0 + 10, 0])
