"""Share of wallet, the gap, and the top third of potentials."""

from __future__ import annotations

import pandas as pd

from clientbook.method.wallet import is_top_potential, wallet
from clientbook.register.settings import Settings

NAN = float("nan")


def test_share_and_gap_to_the_target() -> None:
    frame = pd.DataFrame(
        {"potential": [1000.0, 1000.0, 1000.0, NAN, 0.0], "revenue_12m": [250.0, 700.0, 1500.0, 9.0, 9.0]}
    )
    found = wallet(frame, Settings())
    assert found["share"].tolist()[:3] == [0.25, 0.7, 1.0]
    assert found["gap"].tolist()[:3] == [350, 0, 0]
    assert found["potential_low"].tolist() == [False, False, True, False, False]
    assert found[["share", "gap"]].iloc[3:].isna().all(axis=None)


def test_the_top_third_counts_known_potentials_only() -> None:
    potentials = pd.Series([60.0, 50.0, 40.0, 30.0, 20.0, 10.0, NAN, NAN])
    assert is_top_potential(potentials, Settings()).tolist() == [True, True] + [False] * 6
