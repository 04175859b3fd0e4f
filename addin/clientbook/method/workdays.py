"""Working days: the Russian calendar with its moved days, the sheet `Календарь` over it, and leave (domain: §4 capacity).

A span of days is numbered twice: calendar days 0…, and the company's working days among them 0…. A manager is present
on a working day unless he is on leave. A date that falls where nobody works is mirrored at the nearer edge of that gap
(the second day of a leave goes to two days before it), so that a holiday or a leave makes no heap on the days beside it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from holidays import HolidayBase

FULL_DAY = 8.0
"""Hours of a working day that `Календарь` gives no hours for."""

Days = NDArray[np.datetime64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Figures = NDArray[np.float64]


class Workdays(NamedTuple):
    """A span of calendar days and the working days in it.

    Attributes:
        first: the first calendar day
        days: the working days, ``datetime64[D]``
        hours: hours of each working day
        length: how many calendar days the span has
    """

    first: date
    days: Days
    hours: Figures
    length: int

    def offsets(self, dates: Days) -> Whole:
        """Return calendar days after the first one; negative before it."""
        counted: Whole = (dates.astype("datetime64[D]") - np.datetime64(self.first, "D")).astype(np.int64)
        return counted

    def numbers(self, dates: Days) -> Whole:
        """Return the number of each date among the working days; -1 for a day off or outside the span."""
        place = np.searchsorted(self.days, dates.astype("datetime64[D]"))
        inside = np.minimum(place, max(len(self.days) - 1, 0))
        same = (place < len(self.days)) & (self.days[inside] == dates.astype("datetime64[D]"))
        found: Whole = np.where(same, inside, -1).astype(np.int64)
        return found

    def after_gap(self, gap: int) -> Whole:
        """Return for each working day the first one at least ``gap`` calendar days later (their count where none is)."""
        return np.searchsorted(self.days, self.days + np.timedelta64(gap, "D")).astype(np.int64)

    def before_gap(self, gap: int) -> Whole:
        """Return for each working day the last one at least ``gap`` calendar days earlier; -1 where none is."""
        return (np.searchsorted(self.days, self.days - np.timedelta64(gap, "D"), side="right") - 1).astype(np.int64)

    def mirrored(self, present: Flags) -> Whole:
        """Return for each calendar day the working day it stands for: itself, or mirrored out of the gap it is in.

        Args:
            present: which working days count; -1 is returned everywhere where none does
        """
        working = np.flatnonzero(present).astype(np.int64)
        if not len(working):
            return np.full(self.length, -1, np.int64)
        offsets = self.offsets(self.days)[working]
        every = np.arange(self.length, dtype=np.int64)
        right = np.searchsorted(offsets, every)
        before = np.where(right > 0, offsets[np.maximum(right - 1, 0)], -self.length)
        after = np.where(right < len(offsets), offsets[np.minimum(right, len(offsets) - 1)], 3 * self.length)
        back, ahead = every - before, after - every
        mirror = np.where((back <= ahead) & (before - back + 1 >= 0), before - back + 1, after + ahead - 1)
        target = np.where(ahead == 0, every, np.clip(mirror, 0, self.length - 1))
        return working[_nearest(offsets, target)]


def _nearest(sorted_values: Whole, wanted: Whole) -> Whole:
    """Return the place of the nearest value, the earlier of two equally near."""
    right = np.clip(np.searchsorted(sorted_values, wanted), 1, max(len(sorted_values) - 1, 1))
    left = right - 1
    right = np.minimum(right, len(sorted_values) - 1)
    nearer = np.abs(sorted_values[left] - wanted) <= np.abs(sorted_values[right] - wanted)
    return np.where(nearer, left, right).astype(np.int64)


@cache
def _country() -> ModuleType:
    """Return the module of the country alone: the library itself loads those of two hundred others, 0.1 s of a click."""
    import holidays

    alone = Path(holidays.__file__).parent / "countries" / "russia.py"
    if not alone.is_file():  # the library keeps it elsewhere one day
        return import_module("holidays.countries")
    module = ModuleType("russia")
    SourceFileLoader("russia", str(alone)).exec_module(module)
    return module


@cache
def _russia(year: int) -> HolidayBase:
    holidays: HolidayBase = _country().Russia(years=year)
    return holidays


def is_official(day: date) -> bool:
    """Tell whether a day is worked in Russia, moved days counted."""
    return bool(_russia(day.year).is_working_day(day))


def workdays(first: date, last: date, calendar: pd.DataFrame) -> Workdays:
    """Return the working days from ``first`` to ``last``, both included.

    Args:
        first: the first day
        last: the last day
        calendar: `Календарь`: ``date``, ``working`` (bool), ``hours``; the last row of a date wins
    """
    length = (last - first).days + 1
    every = [first + timedelta(days=number) for number in range(length)]
    working = {day: FULL_DAY for day in every if is_official(day)}
    own = calendar.dropna(subset=["date", "working"])
    for stamp, works, hours in zip(own["date"], own["working"], own["hours"], strict=True):
        day = stamp.date()
        if not first <= day <= last:
            continue
        working.pop(day, None)
        if works:
            working[day] = FULL_DAY if pd.isna(hours) else float(hours)
    ordered = sorted(working)
    return Workdays(
        first, np.array(ordered, dtype="datetime64[D]"), np.array([working[day] for day in ordered]), length
    )


def first_after(day: date, calendar: pd.DataFrame) -> date:
    """Return the first working day after a date; the day itself + 1 where a month has none."""
    span = workdays(day + timedelta(days=1), day + timedelta(days=31), calendar)
    return span.days[0].astype(date) if len(span.days) else span.first


def presence(leave: pd.DataFrame, managers: list[str], span: Workdays) -> Flags:
    """Return manager × working day: True where he is not on leave.

    Args:
        leave: `Отпуска`: ``manager``, ``start``, ``end``, both days included
        managers: the rows
        span: the columns
    """
    here = np.ones((len(managers), len(span.days)), dtype=bool)
    place = {name: number for number, name in enumerate(managers)}
    for name, start, end in leave[["manager", "start", "end"]].dropna().itertuples(index=False):
        if name in place:
            here[place[name], (span.days >= start.to_datetime64()) & (span.days <= end.to_datetime64())] = False
    return here
