"""Rows of «KPI»: their columns, the row of the integral, and how a percentage is written in them."""

from __future__ import annotations

from clientbook.locale import Words

COLUMNS = (
    *("manager", "measure", "unit", "weight", "plan", "fact", "score", "contribution", "period", "source"),
    *("job", "base", "floor", "cap", "raw_weight", "ratio", "points", "setting_key", "better"),
)

INTEGRAL = "integral"
"""Code of the last row of each person, and its key in ``setting_key``."""


def figure(value: float, words: Words) -> str:
    """Return a percentage without a tail of zeros: «95», «92,5»."""
    return words.number(value, 0 if value == round(value) else 1)
