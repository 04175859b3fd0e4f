"""RFM scores and named segments."""

from __future__ import annotations

import pandas as pd
import pytest

from clientbook.method.rfm import group, rfm, scores
from clientbook.register.settings import Settings


def test_scores_by_average_rank() -> None:
    assert scores(pd.Series(range(10), dtype=float), few=False).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert scores(pd.Series(range(6), dtype=float), few=True).tolist() == [1, 1, 3, 3, 5, 5]


def test_equal_clients_have_equal_scores_and_bins_may_be_empty() -> None:
    assert scores(pd.Series([1.0] * 8 + [2.0] * 2), few=False).tolist() == [2] * 8 + [5] * 2


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ("555", "champions"),
        ("554", "potential_loyal"),
        ("244", "loyal"),
        ("315", "promising"),
        ("511", "new"),
        ("145", "cant_lose"),
        ("155", "at_risk"),
        ("153", "need_attention"),
        ("211", "about_to_sleep"),
        ("111", "lost"),
        ("251", "others"),
    ],
)
def test_the_first_named_segment_that_fits_wins(score: str, name: str) -> None:
    r, f, m = (pd.Series([float(digit)]) for digit in score)
    assert group(r, f, m).tolist() == [name]


def test_recency_counts_all_history_and_who_never_ordered_has_no_score() -> None:
    frame = pd.DataFrame(
        {
            "orders": [9, 5, 1, 0],
            "recency": [1.0, 50.0, 900.0, float("nan")],
            "orders_12m": [9, 4, 0, 0],
            "revenue_12m": [500.0, 900.0, 0.0, 0.0],
        }
    )
    found = rfm(frame, Settings())
    assert found["rfm"].tolist()[:3] == ["5-5-1", "3-3-3", "1-1-1"]
    assert found["rfm"].iloc[3] is None
    assert found["rfm_group"].iloc[3] == "na"
