"""A few contacts taken out around a sore spot and put in again, many times over: what single moves cannot reach.

Ruin and recreate (Schrimpf et al., 2000): the contacts of a client and of the days around one that lies off its ideal
leave their days and look for the cheapest ones in another order; a dearer state is accepted within a narrowing margin.
The dice are the same in every run.
"""

from __future__ import annotations

import math
from random import Random

from clientbook.method.day_flow import NOWHERE
from clientbook.method.diary import EPSILON, Diary
from clientbook.method.ejection import SEED

NEIGHBOURS = 16
"""Contacts that are taken out with the one in the sore spot, at most."""

MARGIN = 1.0
"""Working days by which a state may be dearer than the one before, at the beginning."""

BLINK = 0.03
"""Share of good days that are overlooked, for variety."""


def shake(diary: Diary, rounds: int) -> None:
    """Improve a diary by taking out and putting in; never ends dearer than it began.

    Args:
        diary: one manager's days
        rounds: how many times contacts are taken out
    """
    dice = Random(SEED)  # noqa: S311 - no secret: the same dice in every run are the point
    sore = _sore(diary)
    best, mark = diary.cost, diary.mark()
    for number in range(rounds):
        if not sore:
            break
        before, here = diary.cost, diary.mark()
        _again(diary, _chosen(diary, sore[dice.randrange(len(sore))], dice), dice)
        margin = -MARGIN * (1 - number / rounds) * math.log(1 - dice.random())
        if diary.cost > before + margin:
            diary.back_to(here)
        elif diary.cost < best - EPSILON:
            best, mark = diary.cost, diary.mark()
        if number % 50 == 49:
            sore = _sore(diary)
    diary.back_to(mark)


def _sore(diary: Diary) -> list[int]:
    """Return the contacts that cost more than their share of an even day."""
    task = diary.task
    return [one for one, day in enumerate(diary.day) if day != task.ideal[one] and not task.fixed[one]]


def _chosen(diary: Diary, sore: int, dice: Random) -> list[int]:
    """Return a contact and some of those around it: on the days from where it is to its ideal, and of its client."""
    task = diary.task
    day = diary.day[sore] if diary.day[sore] != NOWHERE else task.ideal[sore]
    low, high = sorted((day, task.ideal[sore]))
    low, high = max(low - 1, 0), min(high + 2, len(diary.on))
    around = {one for number in range(low, high) for one in diary.on[number]}
    around |= set(diary.siblings(sore, max(low - 4, 0), min(high + 4, len(diary.on))))
    free = sorted(one for one in around if not task.fixed[one] and one != sore)
    return [sore, *dice.sample(free, min(len(free), dice.randint(1, NEIGHBOURS)))]


def _again(diary: Diary, chosen: list[int], dice: Random) -> None:
    """Take contacts out and put them in: the longest first, else in a random order."""
    for one in chosen:
        if diary.day[one] != NOWHERE:
            diary.take(one)
    task = diary.task
    keyed = sorted(chosen, key=lambda one: (-task.minutes[one] if dice.random() < 0.8 else 0.0, dice.random()))
    for one in keyed:
        day = _cheap_day(diary, one, dice)
        if day != NOWHERE:
            diary.put(one, day)


def _cheap_day(diary: Diary, one: int, dice: Random) -> int:
    """Return the cheapest day that fits, now and then the next best."""
    below, found = diary.task.penalty[one], NOWHERE
    level = diary.limits.level
    for off, day in diary.nearest(one):
        if off >= below:
            break
        cost = off + level * len(diary.on[day])
        if cost < below and diary.fits(one, day) and dice.random() > BLINK:
            below, found = cost, day
    return found
