"""Dates as days since 1970, for arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

EPOCH = pd.Timestamp("1970-01-01")


def day_number(stamp: pd.Timestamp) -> int:
    """Return a date as days since 1970."""
    return (stamp - EPOCH).days


def day_of(number: int) -> date:
    """Return the date of a number of days since 1970."""
    return EPOCH.date() + timedelta(days=number)
