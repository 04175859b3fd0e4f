"""Contacts on the days of their managers, at the least declared cost (domain: §4 placement).

Cost: working days off the ideal + 0.1·(k − 1) for the k-th contact of a manager's day + 2·horizon·(1 + priority/100) for
each one not placed. A flow per manager finds the least cost but for minutes; a programme, or single
moves, see to minutes and gaps. A plan
that people already have is not shuffled: rows that can stay where they stood stay, and only new ones look for a day;
where too few can stay, the manager's plan is made anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.capacity import CALL, GROUP, VISIT
from clientbook.method.day_flow import NOWHERE, Arcs, Room, chosen, placed, window_arcs
from clientbook.method.diary import EPSILON, Diary, Limits, Task
from clientbook.method.regions import share_days
from clientbook.method.repair import insert, settle
from clientbook.method.side_by_side import side_by_side
from clientbook.method.targets import Calendar
from clientbook.method.workdays import Figures, Flags, Whole
from clientbook.register.settings import Settings

REACH = 8
"""Working days off the ideal that the flow looks at; the repair looks at the whole window."""

STAY_SHARE = 0.9
"""Share of the rows with a place in the previous plan that must be able to keep it, or the plan is made anew."""

KNOWN_SHARE = 0.3
"""Share of the contacts due that must have had a place in the previous plan."""

MOST_SLOTS = 30

THOROUGH = 12_000
"""Contacts of a department up to which the least cost is looked for by a programme; beyond, by single moves only: there a
manager would wait for minutes."""


class Placement(NamedTuple):
    """What the schedule decided.

    Attributes:
        day: number of the working day of each contact, ``NOWHERE`` for one not placed
        reason: why not: ``away``, ``long``, ``gap`` or ``full``; None for one that is placed
    """

    day: Whole
    reason: list[str | None]


def unplaced_cost(priority: pd.Series, days: int, settings: Settings) -> pd.Series:
    """Return the cost of leaving each contact unplaced, in working days."""
    return settings.number("cost_unplaced") * days * (1 + priority / 100)


def schedule(wanted: pd.DataFrame, fixed: pd.DataFrame, calendar: Calendar, settings: Settings) -> Placement:
    """Return the day of every contact wanted.

    Args:
        wanted: contacts due and not fixed: ``manager``, ``place``, ``ideal``, ``low``, ``high``, ``near_low``,
            ``near_high``, ``minutes``, ``channel``, ``priority``, ``region``, ``stood`` (day in the previous plan, -1
            for none), ``refused`` (the previous plan found no room for it)
        fixed: rows that stay: ``manager``, ``place``, ``day`` (number of the working day), ``minutes``, ``channel``
        calendar: who works when, and how much
        settings: costs
    """
    days = np.full(len(wanted), NOWHERE, np.int64)
    reasons: list[str | None] = [None] * len(wanted)
    occupied: dict[int, set[int]] = {}
    for place, day in zip(fixed["place"].tolist(), fixed["day"].tolist(), strict=True):
        occupied.setdefault(place, set()).add(day)
    framed = wanted.assign(penalty=unplaced_cost(wanted["priority"], calendar.count, settings))
    reserved = _reserved(wanted, calendar.count)
    for days_of in reserved.values():
        for place, day in days_of:
            occupied.setdefault(place, set()).add(day)
    near = _near(calendar)
    numbers = wanted["manager"].to_numpy()
    thorough = len(wanted) <= THOROUGH

    def fill(team: list[int]) -> None:
        for manager in team:
            rows = np.flatnonzero(numbers == manager)
            own = fixed[fixed["manager"].to_numpy() == manager]
            for place, day in reserved.get(manager, ()):
                occupied[place].discard(day)
            limits = _limits(manager, calendar, near, settings)
            diary = _filled(framed.iloc[rows], own, limits, occupied, thorough=thorough)
            days[rows] = diary.day[len(own) :]
            for row, number in zip(rows.tolist(), range(len(own), len(diary.day)), strict=True):
                reasons[row] = None if diary.day[number] != NOWHERE else _reason(diary, number, calendar.count)

    if thorough:  # the programme lets others run while it is solved, single moves do not
        side_by_side(fill, _teams(wanted))
    else:
        fill(np.unique(numbers).tolist())
    return Placement(days, reasons)


def _teams(wanted: pd.DataFrame) -> list[list[int]]:
    """Return the managers in groups, the busiest first; no client is seen by managers of two groups, so none waits for another."""
    contacts = wanted["manager"].value_counts()
    team = {manager: [manager] for manager in contacts.index.tolist()}
    for meeting in wanted.groupby("place")["manager"].unique():
        if len(meeting) > 1:
            joined = sorted({one for manager in meeting.tolist() for one in team[manager]})
            team.update(dict.fromkeys(joined, joined))
    apart = {tuple(members) for members in team.values()}
    return [list(members) for members in sorted(apart, key=lambda members: (-contacts[list(members)].sum(), members))]


def _reserved(wanted: pd.DataFrame, count: int) -> dict[int, list[tuple[int, int]]]:
    """Return manager → (client, ideal day) of contacts with clients whom another manager sees too.

    Diaries are filled one after the other; the ideal days of those to come are kept free.
    """
    shared = wanted.groupby("place")["manager"].transform("nunique").gt(1) & (wanted["ideal"] < count)
    days: dict[int, list[tuple[int, int]]] = {}
    for manager, place, ideal in wanted.loc[shared, ["manager", "place", "ideal"]].itertuples(index=False):
        days.setdefault(manager, []).append((place, ideal))
    return days


def _near(calendar: Calendar) -> list[frozenset[int]]:
    """Return day → days too near to it for the same client."""
    first = calendar.span.before_gap(calendar.gap) + 1
    return [
        frozenset(range(*ends))
        for ends in zip(first.tolist(), calendar.span.after_gap(calendar.gap).tolist(), strict=True)
    ]


def _limits(manager: int, calendar: Calendar, near: list[frozenset[int]], settings: Settings) -> Limits:
    capacity = calendar.capacity
    return Limits(
        capacity.minutes[manager].tolist(),
        int(capacity.contacts[manager]),
        capacity.visits,
        capacity.calls,
        near,
        settings.number("cost_level"),
    )


def _task(rows: pd.DataFrame, own: pd.DataFrame) -> Task:
    """Return fixed rows and the contacts wanted, in this order."""
    stay = own["day"].tolist()

    def column(key: str, of_fixed: list[int]) -> list[int]:
        return [*of_fixed, *rows[key].tolist()]

    return Task(
        client=[*own["place"].tolist(), *rows["place"].tolist()],
        ideal=column("ideal", stay),
        low=column("low", stay),
        high=column("high", stay),
        minutes=[*own["minutes"].tolist(), *rows["minutes"].tolist()],
        group=[*own["channel"].map(GROUP).tolist(), *rows["channel"].map(GROUP).tolist()],
        penalty=[*([0.0] * len(own)), *rows["penalty"].tolist()],
        region=column("region", [NOWHERE] * len(own)),
        fixed=[*([True] * len(own)), *([False] * len(rows))],
    )


def _filled(
    rows: pd.DataFrame, own: pd.DataFrame, limits: Limits, occupied: dict[int, set[int]], *, thorough: bool
) -> Diary:
    """Return one manager's diary with everything on it that found room."""
    diary = Diary(_task(rows, own), limits, occupied)
    for number, day in enumerate(own["day"].tolist()):
        diary.put(number, day)
    stood = rows["stood"].tolist()
    anew = not _stay(diary, stood, len(own))
    new = [one for one in range(len(own), len(diary.day)) if diary.day[one] == NOWHERE]
    refused = rows["refused"].tolist()
    looking = [one for one in new if not refused[one - len(own)]] if not anew else new
    if looking:
        _flow(diary, rows, looking, len(own), trust=anew)
    settle(diary, None if anew else looking, thorough=thorough)
    share_days(diary, list(range(len(own), len(diary.day))) if anew else looking)
    insert(diary)
    return diary


def _stay(diary: Diary, stood: list[int], first: int) -> bool:
    """Put rows where they stood in the previous plan; tell whether enough could stay (else none is put)."""
    known = [number for number, day in enumerate(stood) if day != NOWHERE]
    if len(known) < KNOWN_SHARE * len(stood) or not known:
        return False
    put = []
    for number in known:
        one, day = first + number, stood[number]
        if diary.task.low[one] <= day <= diary.task.high[one] and diary.fits(one, day):
            diary.put(one, day)
            put.append(one)
    if len(put) >= STAY_SHARE * len(known):
        return True
    for one in put:
        diary.take(one)
    return False


def _flow(diary: Diary, rows: pd.DataFrame, looking: list[int], first: int, *, trust: bool) -> None:
    """Put contacts where the flow sends them; ``trust`` puts them even past a day's minutes, to be repaired."""
    some = rows.iloc[np.array(looking) - first]
    ideal, low, high = (some[key].to_numpy() for key in ("ideal", "near_low", "near_high"))
    count = len(diary.used)
    arcs = window_arcs(ideal, low, np.minimum(high, count - 1), REACH)
    left = np.array(diary.limits.minutes) - np.array(diary.used) + EPSILON
    minutes = some["minutes"].to_numpy()
    arcs = chosen(arcs, left[arcs.day] >= minutes[arcs.contact])
    arcs = chosen(arcs, _apart(diary, arcs, looking))
    group: Whole = np.array([GROUP[channel] for channel in some["channel"]], dtype=np.int64)
    days = placed(arcs, group, some["penalty"].to_numpy(), _room(diary, group, minutes, left), diary.limits.level)
    for one, day in zip(looking, days.tolist(), strict=True):
        if day != NOWHERE and diary.apart(one, day) and (trust or diary.fits(one, day)):
            diary.put(one, day)


def _apart(diary: Diary, arcs: Arcs, looking: list[int]) -> Flags:
    """Tell which arcs keep the minimum gap to what is on the days already."""
    crowded = np.array([diary.crowded(one) for one in looking], dtype=bool)[arcs.contact]
    keep = ~crowded
    pairs = zip(arcs.contact[crowded].tolist(), arcs.day[crowded].tolist(), strict=True)
    keep[crowded] = [diary.apart(looking[one], day) for one, day in pairs]
    return keep


def _room(diary: Diary, group: Whole, minutes: Figures, left: Figures) -> Room:
    """Return what is left of the days, as counts."""
    whole = max(diary.limits.minutes, default=1.0)

    def most(limit: int, used: list[int], of: int) -> Whole:
        shortest = float(minutes[group == of].min(initial=whole))
        found: Whole = np.minimum(limit - np.array(used), np.floor(left / max(shortest, 1.0))).astype(np.int64)
        return found

    counts = np.array([len(on) for on in diary.on])
    slots = np.minimum(np.minimum(diary.limits.contacts, MOST_SLOTS) - counts, np.floor(left / max(minutes.min(), 1.0)))
    visits = most(diary.limits.visits, diary.visits, VISIT)
    calls = most(diary.limits.calls, diary.calls, CALL)
    return Room(visits, calls, slots.astype(np.int64), counts)


def _reason(diary: Diary, one: int, count: int) -> str:
    """Return why a contact found no day."""
    task = diary.task
    days = range(task.low[one], min(task.high[one], count - 1) + 1)
    if task.ideal[one] >= count or not any(diary.limits.minutes[day] > 0 for day in days):
        return "away"
    if task.minutes[one] > max(diary.limits.minutes):
        return "long"
    return "gap" if any(diary.room(one, day) for day in days) else "full"
