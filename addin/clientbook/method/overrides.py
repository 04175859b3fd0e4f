"""Overrides: what a person set by hand wins, and stands beside what was computed (domain: §3 overrides)."""

from __future__ import annotations

import pandas as pd


def status_in_force(computed: pd.Series, manual: pd.Series) -> pd.Series:
    """Return the stage that counts: set by hand, else computed."""
    return manual.where(manual.notna(), computed).astype(object)


def is_overridden(segment_manual: pd.Series, status_manual: pd.Series) -> pd.Series:
    """Tell for which clients a person has set the segment or the stage."""
    return segment_manual.notna() | status_manual.notna()
