"""Room for contacts that found none: one goes in, what stands in its way goes out and looks for room in turn.

Who is thrown out is who has been hardest to place the least often, so that a chain does not turn in a circle (the
ejection pool of Nagata and Bräysy, 2009). The cheapest state met on the way is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from clientbook.method.capacity import CALL, VISIT
from clientbook.method.day_flow import NOWHERE
from clientbook.method.diary import EPSILON, Diary

SEED = 20260101

REACH = 25
"""Working days off the ideal that a contact may be pushed to."""


def eject(diary: Diary, rounds: int, among: Sequence[int] | None = None) -> None:
    """Try to place contacts that have no day; never ends dearer than it began.

    Args:
        diary: one manager's days
        rounds: how many contacts may go in with others going out
        among: the contacts to be placed; all by default
    """
    asked = range(len(diary.day)) if among is None else among
    pool = [one for one in asked if diary.day[one] == NOWHERE and not diary.task.fixed[one]]
    pool.sort(key=lambda one: (diary.task.penalty[one], -one))
    _chase(diary, pool, rounds)


def _chase(diary: Diary, pool: list[int], rounds: int) -> None:
    """Place the contacts of a pool, in a random order that is the same in every run; keep the cheapest state met."""
    dice = Random(SEED)  # noqa: S311 - no secret: the same dice in every run are the point
    hard: dict[int, int] = {}
    best, mark = diary.cost, diary.mark()
    while pool and rounds > 0:
        contact = pool.pop(dice.randrange(len(pool)))
        direct = diary.best(contact, float("inf"))
        if direct is not None:
            diary.put(contact, direct[1])
        else:
            rounds -= 1
            hard[contact] = hard.get(contact, 1) + 1
            pool += _push_in(diary, contact, hard, REACH)
        if diary.cost < best - EPSILON:
            best, mark = diary.cost, diary.mark()
    diary.back_to(mark)


def _push_in(diary: Diary, contact: int, hard: dict[int, int], reach: int) -> list[int]:
    """Put a contact where those in its way are the easiest, and return them; itself where nothing can be moved."""
    found: tuple[float, int, int, list[int]] | None = None
    for off, day in diary.nearest(contact):
        if off > reach:
            break
        victims = _victims(diary, contact, day, hard)
        if victims is not None:
            key = (sum(hard.get(one, 1) for one in victims) + off / 100, off, day, victims)
            found = key if found is None else min(found, key)
    if found is None:
        return []
    for one in found[3]:
        diary.take(one)
    diary.put(contact, found[2])
    return found[3]


def _victims(diary: Diary, contact: int, day: int, hard: dict[int, int]) -> list[int] | None:
    """Return whom to take out for a contact to fit on a day; None where a row stands in the way that must stay."""
    task, limits = diary.task, diary.limits
    too_near = diary.near(contact, day)
    if too_near is None or any(task.fixed[one] for one in too_near):
        return None
    gone = [one for one in too_near if diary.day[one] == day]
    here = [one for one in diary.on[day] if one not in gone and not task.fixed[one]]
    here.sort(key=lambda one: (hard.get(one, 1) / task.minutes[one], one))
    capped = _beyond(here, task.group[contact], gone, day, diary)
    if capped is None:
        return None
    gone += capped
    left = diary.used[day] + task.minutes[contact] - limits.minutes[day] - sum(task.minutes[one] for one in gone)
    further: list[int] = []
    for one in here:
        if left <= EPSILON and len(diary.on[day]) - len(gone) - len(further) < limits.contacts:
            break
        if one not in capped:
            further.append(one)
            left -= task.minutes[one]
    if left > EPSILON or len(diary.on[day]) - len(gone) - len(further) >= limits.contacts:
        return None
    return [*too_near, *capped, *_needed(diary, further, -left, day, len(gone))]


def _beyond(here: list[int], group: int, gone: list[int], day: int, diary: Diary) -> list[int] | None:
    """Return who must leave for one more of a group to be within its cap; None where too few may. Messages have no cap."""
    if group not in (CALL, VISIT):
        return []
    task, limits = diary.task, diary.limits
    count, most = (diary.visits[day], limits.visits) if group == VISIT else (diary.calls[day], limits.calls)
    excess = max(count - sum(task.group[one] == group for one in gone) + 1 - most, 0)
    movable = [one for one in here if task.group[one] == group]
    return None if len(movable) < excess else movable[:excess]


def _needed(diary: Diary, further: list[int], spare: float, day: int, gone: int) -> list[int]:
    """Leave in those who need not go after all, since a later one freed enough minutes."""
    kept = []
    slots = diary.limits.contacts - 1 - (len(diary.on[day]) - gone - len(further))
    for one in further:
        if diary.task.minutes[one] <= spare and slots > 0:
            spare -= diary.task.minutes[one]
            slots -= 1
        else:
            kept.append(one)
    return kept
