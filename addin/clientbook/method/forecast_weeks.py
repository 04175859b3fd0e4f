"""Weeks of a month for План – Прогноз – Отчет: ISO weeks cut at the ends of the month (domain: §6 СППО)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

MOST = 5
"""A month has at most so many weeks, as a piece of a weekend belongs to the week beside it."""

_FRIDAY = 4


class Week(NamedTuple):
    """One week of a month.

    Attributes:
        number: 1 for the first of the month
        start: its first day
        end: its last day
    """

    number: int
    start: date
    end: date


def month_of(day: date) -> date:
    """Return the first day of the month of a date."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(month: date) -> date:
    """Return the first day of the month before."""
    return month_of(month - timedelta(days=1))


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return next_month(month) - timedelta(days=1)


def weeks_of(month: date) -> tuple[Week, ...]:
    """Return the weeks of a month, from Monday to Sunday, the first and the last cut.

    A piece with nothing but a weekend has no Monday to forecast on: at the beginning it belongs to the week after it.
    (At the end there is none: it would begin with a Monday.)

    Args:
        month: its first day
    """
    end, pieces, start = last_day(month), [], month
    while start <= end:
        sunday = min(start + timedelta(days=6 - start.weekday()), end)
        pieces.append((start, sunday))
        start = sunday + timedelta(days=1)
    if pieces[0][0].weekday() > _FRIDAY:
        pieces[:2] = [(pieces[0][0], pieces[1][1])]
    return tuple(Week(number, *piece) for number, piece in enumerate(pieces, start=1))


def week_of(day: date) -> Week:
    """Return the week of its month that a date lies in."""
    return next(week for week in weeks_of(month_of(day)) if day <= week.end)
