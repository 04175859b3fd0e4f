"""What fits a manager's day: minutes for contacts, visits and reviews, calls, contacts in all (domain: §4 capacity)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.workdays import FULL_DAY, Figures, Flags, Whole, Workdays
from clientbook.register.settings import Settings

NO_CAP = 60
"""Contacts of a day where no norm is given: more than minutes can ever hold."""

CHANNELS = ("message", "call", "visit", "review")
"""Channels by strength, weakest first."""

GROUP = {"message": 0, "call": 1, "visit": 2, "review": 2}
"""Channel → which cap of the day it falls under: none, calls, or visits and reviews together."""

MESSAGE, CALL, VISIT = 0, 1, 2


class Capacity(NamedTuple):
    """Limits of every manager's days.

    Attributes:
        managers: the rows of the arrays
        present: manager × working day, not on leave
        minutes: manager × working day, minutes for planned contacts; 0 on leave
        contacts: manager, contacts a day in all
        visits: visits and reviews a day
        calls: calls a day
    """

    managers: tuple[str, ...]
    present: Flags
    minutes: Figures
    contacts: Whole
    visits: int
    calls: int


def day_minutes(settings: Settings) -> float:
    """Return minutes of a full day at full rate that planned contacts may take: 480 min × 50 %."""
    return settings.number("day_minutes") * settings.number("contact_share")


def capacity(staff: pd.DataFrame, managers: list[str], span: Workdays, present: Flags, settings: Settings) -> Capacity:
    """Return the limits of every manager's days.

    Args:
        staff: `Сотрудники`: ``manager``, ``rate``, ``daily_cap``; somebody who is not there works at full rate
        managers: whose days
        span: the working days and their hours
        present: manager × working day
        settings: ``day_minutes``, ``contact_share``, ``visits_per_day``, ``calls_per_day``
    """
    known = staff.drop_duplicates("manager").set_index("manager").reindex(managers)
    rate = known["rate"].astype("float64").fillna(1.0).to_numpy()
    caps = known["daily_cap"].astype("float64").fillna(NO_CAP).clip(0, NO_CAP).to_numpy()
    full = day_minutes(settings) * np.outer(rate, span.hours / FULL_DAY)
    return Capacity(
        tuple(managers),
        present,
        np.where(present, full, 0.0),
        caps.astype(np.int64),
        settings.whole("visits_per_day"),
        settings.whole("calls_per_day"),
    )


def channel_minutes(settings: Settings) -> Mapping[str, float]:
    """Return channel → minutes of one contact where its line of the regulation gives none."""
    return {channel: settings.number(f"{channel}_minutes") for channel in CHANNELS}
