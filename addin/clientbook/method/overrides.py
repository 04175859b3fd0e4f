"""Overrides: what a person set by hand wins, and stands beside what was computed (domain: §3 overrides)."""

from __future__ import annotations

import pandas as pd


def segment_in_force(computed: pd.Series, approved: pd.Series, manual: pd.Series) -> pd.Series:
    """Return the segment that counts: set by hand, else approved by the head, else computed.

    An approved «Без сегмента» holds nobody back: whoever begins to buy is served by his computed segment at once.
    """
    held = approved.notna() & approved.ne("none")
    return manual.where(manual.notna(), approved.where(held, computed)).astype(object)


def status_in_force(computed: pd.Series, manual: pd.Series) -> pd.Series:
    """Return the stage that counts: set by hand, else computed."""
    return manual.where(manual.notna(), computed).astype(object)
