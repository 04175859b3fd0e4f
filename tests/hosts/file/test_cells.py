"""Columns of figures and dates are spelt as their values are one by one."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from clientbook.hosts.file.cells import column_cells, value_cell
from clientbook.register.columns import Kind

FIGURES = [0.0, -0.0, 1.0, -12.0, 0.1, 1 / 3, 1e14, 1e15, -1e15, 1e300, 5e-324, math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("figures", [FIGURES, [1.0, 2.0, -3.0], [0.5, 2.0], [math.nan, 7.0], []])
def test_a_column_of_figures_is_spelt_as_its_figures_are(figures: list[float]) -> None:
    one_by_one = [value_cell(value, Kind.NUMBER, date1904=False) for value in figures]
    assert column_cells(pd.Series(figures, dtype=float), Kind.NUMBER, date1904=False) == one_by_one


@pytest.mark.parametrize("date1904", [False, True])
def test_a_column_of_dates_is_spelt_as_its_dates_are(*, date1904: bool) -> None:
    dates = pd.Series(
        [pd.Timestamp("2026-10-31"), pd.NaT, pd.Timestamp("2026-10-31 13:45:07"), pd.Timestamp("1900-01-01")]
    )
    one_by_one = [value_cell(value, Kind.DATE, date1904=date1904) for value in dates.tolist()]
    assert column_cells(dates, Kind.DATE, date1904=date1904) == one_by_one
