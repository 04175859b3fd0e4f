"""XYZ over full quarters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from clientbook.method.facts import MONTHS
from clientbook.method.xyz import full_quarters, xyz
from clientbook.register.settings import Settings


def client(quarters: Sequence[float], first: date, as_of: date = date(2026, 6, 30)) -> pd.Series:
    """Return a client's class; quarters from the last one back, a third of each in every month."""
    months = dict.fromkeys(MONTHS, 0.0)
    late = (as_of.month - 1 if as_of.day < 28 else as_of.month) % 3
    for number, net in enumerate(quarters):
        for month in range(3):
            months[f"m{1 + late + 3 * number + month:02}"] = net / 3
    frame = pd.DataFrame([{**months, "first_order": pd.Timestamp(first)}])
    return xyz(frame, as_of, Settings()).iloc[0]


def test_even_quarters_are_x_and_a_single_one_is_z() -> None:
    old = date(2020, 1, 1)
    assert client([90.0] * 8, old)["xyz"] == "X"
    assert client([0, 180] * 4, old)["cv"] == pytest.approx(1.0)
    assert client([0, 180] * 4, old)["xyz"] == "Y"
    assert client([800] + [0] * 7, old)["xyz"] == "Z"


def test_population_deviation_over_the_mean() -> None:
    quarters = [120.0, 60, 90, 30, 150, 90, 60, 120]
    assert client(quarters, date(2020, 1, 1))["cv"] == pytest.approx(np.std(quarters) / np.mean(quarters))


def test_the_quarter_of_the_first_purchase_and_those_before_do_not_count() -> None:
    assert client([100, 100, 100, 100, 7, 0, 0, 0], date(2025, 6, 20))["cv"] == pytest.approx(0)
    assert client([100, 100, 100, 7, 0, 0, 0, 0], date(2025, 7, 1))["xyz"] == "na"


def test_a_mean_that_is_not_positive_has_no_class() -> None:
    assert client([0.0] * 8, date(2020, 1, 1))["xyz"] == "na"


@pytest.mark.parametrize(
    ("as_of", "first_month", "last"),
    [
        (date(2026, 6, 30), 1, 4 * 2026 + 1),
        (date(2026, 7, 15), 1, 4 * 2026 + 1),
        (date(2026, 8, 15), 2, 4 * 2026 + 1),
        (date(2026, 6, 29), 3, 4 * 2026 + 0),
    ],
)
def test_the_last_quarter_ends_at_or_before_the_date(as_of: date, first_month: int, last: int) -> None:
    frame = pd.DataFrame([{name: float(int(name[1:])) for name in MONTHS}])
    quarters, number = full_quarters(frame, as_of)
    assert quarters[0, 0] == sum(range(first_month, first_month + 3))
    assert number == last
