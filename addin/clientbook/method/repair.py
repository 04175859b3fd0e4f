"""What a flow cannot say, put right day by day: minutes, the minimum gap, and who makes room for whom (domain: §4 placement).

Every step lowers the declared cost or undoes a limit that was passed. The search is the same in every run: contacts are
looked at by cost and number, and it ends after a fixed count of looks, never by the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientbook.method.capacity import VISIT
from clientbook.method.day_flow import NOWHERE, Room, chosen, placed, window_arcs
from clientbook.method.day_programme import QUICK, mend, replan
from clientbook.method.diary import EPSILON, Diary
from clientbook.method.ejection import eject

PUSHES = 500
"""Contacts that may go in with others going out, while some have no day."""

NEAR_ENOUGH = 1.01
"""A plan that costs no more than this much of the flow's is left as it is: the flow does not know of minutes."""

LOOKS = 800
"""Days that are looked at for making room, for one manager and plan."""

ROUNDS = 8
TRIES_OFF, TRIES_NOWHERE = 8, 40
"""Full days that one contact asks for room: one that lies off its ideal, one that has no day."""

MANY, LEFT = 800, 10
"""Contacts of one manager, and contacts of them left without a day by single moves, up to which the programme is quick."""

STRETCH, MENDS = 8, 4
"""Working days that are placed anew together, and how often, where a manager's days are dearest."""

CLOSE = 1.02
"""A plan this near to its bound is good."""

VISIT_REACH = 25
"""Working days off the ideal that visits look at when they are all put anew."""

Move = tuple[float, int, int]
"""What a move costs more, which contact, to which day."""


@dataclass
class Search:
    """A search for room in one manager's diary: ``looks`` are left."""

    diary: Diary
    looks: int = LOOKS


def relieve(diary: Diary) -> None:
    """Take contacts off days that hold more minutes than they have, to where that costs least for the minutes freed."""
    for day in range(len(diary.used)):
        while diary.used[day] > diary.limits.minutes[day] + EPSILON:
            excess = diary.used[day] - diary.limits.minutes[day]
            options = []
            for contact in diary.on[day]:
                if diary.task.fixed[contact]:
                    continue
                other = diary.best(contact, float("inf"), avoid=day)
                more = (diary.task.penalty[contact] if other is None else other[0]) - diary.price(contact)
                target = NOWHERE if other is None else other[1]
                options.append((more / min(diary.task.minutes[contact], excess), contact, target))
            if not options:
                break
            _, contact, target = min(options)
            diary.take(contact)
            if target != NOWHERE:
                diary.put(contact, target)


def _movers(diary: Diary, day: int, spare: float) -> list[Move]:
    """Return what each contact of a day would cost more on its best other day, those that cost less than ``spare``."""
    moves = []
    for contact in diary.on[day]:
        price = diary.price(contact)
        other = diary.best(contact, price + spare, avoid=day)
        if other is not None:
            moves.append((other[0] - price, contact, other[1]))
    return sorted(moves)


def _way(search: Search, contact: int, day: int, below: float) -> tuple[float, list[Move]] | None:
    """Return cost and moves that make room for a contact on a full day, if they cost less than ``below`` in all."""
    diary, task = search.diary, search.diary.task
    base = abs(day - task.ideal[contact])
    if base >= below or not diary.apart(contact, day):
        return None
    spare = below - base - diary.limits.level * (len(diary.on[day]) - 1)
    if spare <= 0:
        return None
    search.looks -= 1
    moves = _movers(diary, day, spare)
    options = [[move] for move in moves if task.group[move[1]] == VISIT][:1]
    options.append(_small_moves(diary, contact, day, moves))
    best: tuple[float, list[Move]] | None = None
    for option in options:
        if not option or not _frees(diary, contact, day, option):
            continue
        cost = base + diary.limits.level * (len(diary.on[day]) - len(option)) + sum(move[0] for move in option)
        if cost < below - EPSILON:
            below, best = cost, (cost, option)
    return best


def _small_moves(diary: Diary, contact: int, day: int, moves: list[Move]) -> list[Move]:
    """Return the cheapest moves of calls and messages, by cost for the minutes freed, until a contact has room."""
    task = diary.task
    small = [move for move in moves if task.group[move[1]] != VISIT]
    small.sort(key=lambda move: (move[0] / task.minutes[move[1]], move))
    for count in range(1, len(small) + 1):
        if _frees(diary, contact, day, small[:count]):
            return small[:count]
    return []


def _frees(diary: Diary, contact: int, day: int, moves: list[Move]) -> bool:
    """Tell whether a contact has room on a day once others have left it."""
    task, limits = diary.task, diary.limits
    gone = [move[1] for move in moves]
    minutes = diary.used[day] - sum(task.minutes[one] for one in gone) + task.minutes[contact]
    if minutes > limits.minutes[day] + EPSILON or len(diary.on[day]) - len(gone) >= limits.contacts:
        return False
    group = task.group[contact]
    count, most = (diary.visits[day], limits.visits) if group == VISIT else (diary.calls[day], limits.calls)
    return group == 0 or count - sum(task.group[one] == group for one in gone) < most


def _carry_out(diary: Diary, contact: int, day: int, moves: list[Move]) -> bool:
    """Make the moves and put the contact on its day; all is undone unless it fits and costs less than before."""
    before, mark = diary.cost, diary.mark()
    if diary.day[contact] != NOWHERE:
        diary.take(contact)
    done = not any(diary.task.fixed[other] for _, other, _ in moves)
    for _, other, target in moves if done else ():
        diary.take(other)
        if not diary.fits(other, target):
            again = diary.best(other, float("inf"), avoid=day)
            target = NOWHERE if again is None else again[1]  # noqa: PLW2901 - the day meant was taken by the move before
        if target == NOWHERE:
            done = False
            break
        diary.put(other, target)
    if done and diary.fits(contact, day):
        diary.put(contact, day)
        if diary.cost < before - EPSILON:
            return True
    diary.back_to(mark)
    return False


def improve(search: Search, contact: int) -> bool:
    """Move a contact to a cheaper day, others making room for it if need be; tell whether it moved."""
    diary = search.diary
    below = diary.price(contact)
    options: list[tuple[float, int, list[Move]]] = []
    direct = diary.best(contact, below)
    if direct is not None:
        below = direct[0]
        options.append((*direct, []))
    tries = TRIES_NOWHERE if diary.day[contact] == NOWHERE else TRIES_OFF
    for off, day in diary.nearest(contact):
        if off >= below or tries <= 0 or search.looks <= 0:
            break
        if day == diary.day[contact] or diary.room(contact, day):
            continue
        tries -= 1
        found = _way(search, contact, day, below)
        if found is not None:
            below = found[0]
            options.append((found[0], day, found[1]))
    options.sort(key=lambda option: option[0])
    return any(_carry_out(diary, contact, day, moves) for _, day, moves in options[:3])


def reassign_visits(diary: Diary) -> bool:
    """Put all visits anew where calls and messages leave room, at least cost; tell whether that was cheaper.

    A chain of visits that make room for one another is beyond :func:`improve`; a flow finds it.
    """
    task, limits = diary.task, diary.limits
    visits = [one for one, group in enumerate(task.group) if group == VISIT and not task.fixed[one]]
    if not visits:
        return False
    before, mark = diary.cost, diary.mark()
    for one in visits:
        if diary.day[one] != NOWHERE:
            diary.take(one)
    ideal, low, high = (np.array([values[one] for one in visits]) for values in (task.ideal, task.low, task.high))
    arcs = window_arcs(ideal, low, high, VISIT_REACH)
    minutes = np.array([task.minutes[one] for one in visits])
    left = np.array(limits.minutes) - np.array(diary.used) + EPSILON
    free = left[arcs.day] >= minutes[arcs.contact]
    arcs = chosen(arcs, free)
    pairs = zip(arcs.contact.tolist(), arcs.day.tolist(), strict=True)
    arcs = chosen(arcs, np.array([diary.apart(visits[one], day) for one, day in pairs], dtype=bool))
    counts = np.array([len(on) for on in diary.on])
    most = np.minimum(limits.visits - np.array(diary.visits), np.floor(left / minutes.max())).astype(np.int64)
    room = Room(most, np.zeros_like(most), np.minimum(most, limits.contacts - counts), counts)
    penalty = np.array([task.penalty[one] for one in visits])
    days = placed(arcs, np.full(len(visits), VISIT), penalty, room, limits.level)
    for one, day in zip(visits, days.tolist(), strict=True):
        if day != NOWHERE and diary.fits(one, day):
            diary.put(one, day)
    if diary.cost < before - EPSILON:
        return True
    diary.back_to(mark)
    return False


def insert(diary: Diary) -> bool:
    """Put contacts without a day on a day that has room as it is, the costliest first; tell whether any found one."""
    homeless = [one for one, day in enumerate(diary.day) if day == NOWHERE]
    moved = False
    for contact in sorted(homeless, key=lambda one: (-diary.task.penalty[one], one)):
        found = diary.best(contact, float("inf"))
        if found is not None:
            diary.put(contact, found[1])
            moved = True
    return moved


def settle(diary: Diary, movable: list[int] | None = None, *, thorough: bool = False) -> None:
    """Repair a diary: undo what passes a limit, find room for what has none, bring nearer what lies off.

    Args:
        diary: the days, contacts on them; when all may move, as the flow sent them: its cost is next to the least there is
        movable: the contacts that look for a better day; all by default
        thorough: when all may move, look for the least cost by a programme
    """
    aim = diary.cost * NEAR_ENOUGH
    relieve(diary)
    _bring_near(diary, movable)
    if movable is None and (diary.cost > aim or NOWHERE in diary.day):
        if thorough and _tractable(diary):
            _anew(diary)
        eject(diary, PUSHES)
    elif movable is not None:
        eject(diary, PUSHES, movable)  # a new contact comes before rows that nobody has touched: they give way
    insert(diary)


def _tractable(diary: Diary) -> bool:
    return len(diary.day) <= MANY and diary.day.count(NOWHERE) <= LEFT


def _bring_near(diary: Diary, movable: list[int] | None = None) -> None:
    """Move contacts to cheaper days, others making room, as long as it gets cheaper."""
    search = Search(diary)
    wanted = range(len(diary.day)) if movable is None else movable
    for _ in range(ROUNDS):
        off = [one for one in wanted if diary.day[one] != diary.task.ideal[one] and not diary.task.fixed[one]]
        off.sort(key=lambda one: (-diary.price(one), one))
        moved = sum(improve(search, one) for one in off)
        again = movable is None and reassign_visits(diary)
        if not moved and not again:
            break


def _anew(diary: Diary) -> None:
    """Place everything anew by the programme, then mend the dearest stretches; all stays as it was if that is no cheaper."""
    before, mark = diary.cost, diary.mark()
    bound = replan(diary)
    insert(diary)
    eject(diary, PUSHES)
    _bring_near(diary)
    seen: set[int] = set()
    for _ in range(MENDS if len(diary.day) <= QUICK else 0):
        start = _dearest(diary, seen)
        if diary.cost <= bound * CLOSE or start is None:
            break
        if mend(diary, range(start, start + STRETCH)):
            seen = {other for other in seen if abs(other - start) >= STRETCH}
        seen |= set(range(start - 2, start + 3))
    if diary.cost > before - EPSILON:
        diary.back_to(mark)


def _dearest(diary: Diary, seen: set[int]) -> int | None:
    """Return the first day of the stretch that costs most, those begun on a day ``seen`` apart."""
    count = len(diary.on)
    cost = np.zeros(count)
    for one, day in enumerate(diary.day):
        ideal = diary.task.ideal[one]
        at, price = (day, abs(day - ideal)) if day != NOWHERE else (ideal, diary.task.penalty[one])
        cost[min(max(at, 0), count - 1)] += price
    total = np.convolve(cost, np.ones(min(STRETCH, count)), mode="valid")
    left = [
        (round(-dear, 6), start) for start, dear in enumerate(total.tolist()) if start not in seen and dear > EPSILON
    ]
    return min(left)[1] if left else None
