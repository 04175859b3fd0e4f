"""The ideal day and the window of every contact due (domain: §4 due dates).

Ideal: the due date, or the plan start for what is overdue, on a day its manager works; contacts of one client that
collide move by the minimum gap, those that cannot wait first. Window, in days the manager works: for what is overdue
max(5, 25 % of the interval) from the plan start on, else ±max(2, 15 %), for what is urgent the first 3. While a manager is
away his substitute takes what cannot wait, and what would wait longer than its window; the rest shifts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clientbook.method.capacity import Capacity
from clientbook.method.touches import STRENGTH
from clientbook.method.workdays import Days, Flags, Whole, Workdays
from clientbook.register.settings import Settings

WORKING_SHARE = 5 / 7
"""Working days in a calendar day, for intervals."""

NOBODY = -1

SPARE_DAYS = 1
MOST_DELAY = 4
"""Contacts of one client that follow closely get a day more than the minimum gap, so that each can move by a day, as long
as that puts none off by more than so many working days."""

WAIT_DAYS = 5
"""Working days that anything may wait for its manager before his substitute takes it; the half of a fortnight's leave."""


@dataclass(frozen=True)
class Calendar:
    """Who works on which of the numbered working days.

    Attributes:
        span: the working days of the plan
        capacity: managers and their days
        substitute: manager → number of his substitute, ``NOBODY`` where there is none
        gap: calendar days between contacts of one client
    """

    span: Workdays
    capacity: Capacity
    substitute: Whole
    gap: int

    @property
    def count(self) -> int:
        """Return how many working days there are."""
        return len(self.span.days)

    def stands_for(self) -> Whole:
        """Return manager × calendar day → the working day it stands for; ``NOBODY`` for one who is always away."""
        common = self.span.mirrored(np.ones(self.count, dtype=bool))
        rows = [common if here.all() else self.span.mirrored(here) for here in self.capacity.present]
        return np.vstack(rows) if rows else np.zeros((0, self.span.length), np.int64)

    def next_present(self) -> Whole:
        """Return manager × day → the first day from it on that he works; their count where none is."""
        rows, count = self.capacity.present, self.count
        found = np.full((len(rows), count + 1), count, np.int64)
        for day in range(count - 1, -1, -1):
            found[:, day] = np.where(rows[:, day], day, found[:, day + 1])
        return found


def windows(due: pd.DataFrame, settings: Settings) -> Whole:
    """Return how many working days each contact may lie off its ideal; for what is overdue, how many its window has."""
    interval = due["interval"].to_numpy() * WORKING_SHARE
    late = np.maximum(
        settings.number("window_overdue_days"), np.round(interval * settings.number("window_overdue_share"))
    )
    usual = np.maximum(settings.number("window_days"), np.round(interval * settings.number("window_share")))
    width = np.where(due["due"].to_numpy() < 0, late, usual)
    return np.where(due["urgent"].to_numpy(), settings.number("urgent_days"), width).astype(np.int64)


def _with_substitutes(due: pd.DataFrame, width: Whole, calendar: Calendar, stands: Whole) -> Whole:
    """Return who makes each contact: its manager, or his substitute where it cannot wait for his return."""
    manager = due["manager"].to_numpy().copy()
    common = calendar.span.mirrored(np.ones(calendar.count, dtype=bool))
    offset = np.maximum(due["due"].to_numpy(), 0)
    late = (due["due"].to_numpy() < 0) | due["urgent"].to_numpy()
    day = np.where(late, 0, common[offset])
    own = np.where(late, calendar.next_present()[manager, 0], stands[manager, offset])
    other = calendar.substitute[manager]
    shift = np.where(own < 0, calendar.count, np.abs(own - day))
    allowed = np.where(due["urgent"].to_numpy(), np.maximum(width - 1, 0), np.maximum(width, WAIT_DAYS))
    gives = (shift > allowed) & (other >= 0) & calendar.capacity.present[np.maximum(other, 0), day]
    return np.where(gives, other, manager)


def _order(due: pd.DataFrame, ideal: Whole, width: Whole) -> Whole:
    """Return the rows by client, then ideal day; on one day the urgent first, then what can wait least, then by ID.

    So a visit, which can wait and needs half a day, comes after the call, and finds a day the more easily.
    """
    strength = due["channel"].map(STRENGTH).to_numpy()
    ids = due["plan_id"].rank(method="first").to_numpy()
    return np.lexsort((ids, strength, width, ~due["urgent"].to_numpy(), ideal, due["place"].to_numpy()))


def _spaced(due: pd.DataFrame, ideal: Whole, order: Whole, floor: Whole, calendar: Calendar) -> Whole:
    """Return ideal days at least the minimum gap apart for each client: collisions move on, never back."""
    after = np.append(calendar.span.after_gap(calendar.gap), calendar.count)
    roomy = np.append(calendar.span.after_gap(calendar.gap + SPARE_DAYS), calendar.count)
    free = calendar.next_present()
    place = due["place"].to_numpy()[order]
    begins = np.flatnonzero(np.r_[True, place[1:] != place[:-1]]) if len(place) else np.zeros(0, np.int64)
    rank = np.arange(len(place)) - np.repeat(begins, np.diff(np.r_[begins, len(place)]))
    manager = due["manager"].to_numpy()[order]
    spaced = ideal[order].copy()
    spaced[begins] = np.maximum(spaced[begins], floor[place[begins]])
    by_rank = np.argsort(rank, kind="stable")
    bounds = np.searchsorted(rank[by_rank], np.arange(rank.max(initial=-1) + 2))
    for number in range(len(bounds) - 1):
        rows = by_rank[bounds[number] : bounds[number + 1]]
        if number:
            before = np.minimum(spaced[rows - 1], calendar.count)
            freely = np.where(roomy[before] - spaced[rows] <= MOST_DELAY, roomy[before], after[before])
            spaced[rows] = np.maximum(spaced[rows], freely)
        spaced[rows] = free[manager[rows], np.minimum(spaced[rows], calendar.count)]
    result = np.empty_like(spaced)
    result[order] = spaced
    return result


def first_days(touched: Days, calendar: Calendar) -> Whole:
    """Return for each client the first working day at least the minimum gap after the last contact."""
    from_day = touched + np.timedelta64(calendar.gap, "D")
    floor = np.searchsorted(calendar.span.days, np.where(np.isnat(touched), calendar.span.days[0], from_day))
    return floor.astype(np.int64)


def targets(due: pd.DataFrame, touched: Days, calendar: Calendar, settings: Settings) -> pd.DataFrame:
    """Return the contacts due with who makes them, their ideal day and their window, as numbers of working days.

    What is not overdue and would be pushed beyond the end of the plan waits for the next run and is left out.

    Args:
        due: contacts due, with ``manager`` as a number
        touched: day of each client's last contact of any kind
        calendar: who works when
        settings: widths of the windows

    Returns:
        ``due`` with ``manager`` (who makes it), ``ideal``, ``low``, ``high`` (the window), ``near_low``, ``near_high`` (the
        part of the window in which no two contacts of the client can come too near); ``ideal`` is the count of working
        days where no day is left.
    """
    stands, width = calendar.stands_for(), windows(due, settings)
    made = due.assign(manager=_with_substitutes(due, width, calendar, stands))
    who, late = made["manager"].to_numpy(), (due["due"].to_numpy() < 0) | due["urgent"].to_numpy()
    on_due = stands[who, np.maximum(due["due"].to_numpy(), 0)]
    ideal = np.where(late, calendar.next_present()[who, 0], np.where(on_due < 0, calendar.count, on_due))
    order = _order(made, ideal, width)
    ideal = _spaced(made, ideal, order, first_days(touched, calendar), calendar)
    low, high = _window(made, ideal, width, calendar)
    near = _apart(made["place"].to_numpy(), ideal, low, high, order, calendar)
    framed = made.assign(ideal=ideal, low=low, high=high, near_low=near[0], near_high=near[1])
    return framed[(ideal < calendar.count) | (due["due"].to_numpy() < 0)].reset_index(drop=True)


def _window(made: pd.DataFrame, ideal: Whole, width: Whole, calendar: Calendar) -> tuple[Whole, Whole]:
    """Return the first and the last day of each window, counted in days the manager works."""
    present = calendar.capacity.present
    if not len(made):
        return ideal, ideal
    worked = np.cumsum(present, axis=1) - 1
    days = np.full(present.shape, 0, np.int64)
    for row, here in enumerate(present):
        days[row, : here.sum()] = np.flatnonzero(here)
    manager = made["manager"].to_numpy()
    at = worked[manager, np.minimum(ideal, calendar.count - 1)]
    last = np.maximum(worked[manager, -1], 0)
    from_start = (made["due"].to_numpy() < 0) | made["urgent"].to_numpy()
    low = np.where(from_start, 0, np.maximum(at - width, 0))
    high = np.where(from_start, np.maximum(width - 1, at + np.minimum(width, 2)), at + width)
    return days[manager, np.minimum(low, last)], days[manager, np.minimum(high, last)]


def _apart(
    place: Whole, ideal: Whole, low: Whole, high: Whole, order: Whole, calendar: Calendar
) -> tuple[Whole, Whole]:
    """Return windows cut so that those of one client are the minimum gap apart: half of the room between goes to each."""
    near_low, near_high = low.copy(), high.copy()
    if len(order) < 2:
        return near_low, near_high
    after = np.append(calendar.span.after_gap(calendar.gap), calendar.count)
    before = calendar.span.before_gap(calendar.gap)
    first, second = order[:-1], order[1:]
    same = (place[first] == place[second]) & (ideal[second] < calendar.count)
    first, second = first[same], second[same]
    middle = np.maximum(ideal[first], (ideal[first] + before[ideal[second]]) // 2)
    near_high[first] = np.minimum(high[first], middle)
    near_low[second] = np.maximum(low[second], after[np.minimum(near_high[first], calendar.count)])
    return near_low, near_high


__all__ = ["NOBODY", "Calendar", "Flags", "first_days", "targets", "windows"]
