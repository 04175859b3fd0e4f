"""Visits of one region share a day where it costs nothing (domain: §4 placement)."""

from __future__ import annotations

from clientbook.method.capacity import VISIT
from clientbook.method.day_flow import NOWHERE
from clientbook.method.diary import EPSILON, Diary


def share_days(diary: Diary, movable: list[int]) -> None:
    """Move visits to a day with another visit to their region, as long as the declared cost does not rise.

    Args:
        diary: one manager's days
        movable: the contacts that may move
    """
    visits = [
        one
        for one in movable
        if diary.task.group[one] == VISIT and diary.day[one] != NOWHERE and diary.task.region[one] >= 0
    ]
    for one in visits:
        if not _company(diary, one, diary.day[one]):
            _join(diary, one)


def _company(diary: Diary, one: int, day: int) -> bool:
    """Tell whether another visit to the same region is on a day."""
    region = diary.task.region
    return any(
        other != one and region[other] == region[one] and diary.task.group[other] == VISIT for other in diary.on[day]
    )


def _join(diary: Diary, one: int) -> None:
    """Move a visit to the cheapest day with company that costs no more than its own."""
    price = diary.price(one)
    for off, day in diary.nearest(one):
        if off > price + EPSILON:
            return
        cost = off + diary.limits.level * len(diary.on[day])
        if day != diary.day[one] and cost <= price + EPSILON and _company(diary, one, day) and diary.fits(one, day):
            diary.take(one)
            diary.put(one, day)
            return
