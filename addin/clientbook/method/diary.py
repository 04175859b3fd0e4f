"""One manager's days while contacts are put on them: what fits, what it costs, what could move where."""

from __future__ import annotations

from typing import NamedTuple

from clientbook.method.capacity import CALL, VISIT
from clientbook.method.day_flow import NOWHERE

EPSILON = 1e-7
"""Costs nearer than this are equal."""


class Task(NamedTuple):
    """The contacts one manager has to make, as parallel lists, by client and ideal day.

    Attributes:
        client: number of the client
        ideal, low, high: ideal day and window
        minutes: minutes of each
        group: ``MESSAGE``, ``CALL`` or ``VISIT``
        penalty: cost of leaving it unplaced
        region: number of the client's region; -1 where it is unknown
        fixed: whether it must not move
    """

    client: list[int]
    ideal: list[int]
    low: list[int]
    high: list[int]
    minutes: list[float]
    group: list[int]
    penalty: list[float]
    region: list[int]
    fixed: list[bool]


class Limits(NamedTuple):
    """What one manager's days hold, and how near contacts of a client may come.

    Attributes:
        minutes: minutes of each day
        contacts: contacts of a day in all
        visits: visits and reviews of a day
        calls: calls of a day
        near: day → days that are too near to it for the same client, itself among them
        level: cost of the k-th contact of a day is ``level`` times k − 1
    """

    minutes: list[float]
    contacts: int
    visits: int
    calls: int
    near: list[frozenset[int]]
    level: float


class Diary:
    """The days of one manager.

    Args:
        task: his contacts
        limits: what his days hold
        occupied: client → days with a contact, by whomever; kept up to date here
    """

    def __init__(self, task: Task, limits: Limits, occupied: dict[int, set[int]]) -> None:
        count = len(limits.minutes)
        self.task, self.limits = task, limits
        self.day = [NOWHERE] * len(task.client)
        self.on: list[list[int]] = [[] for _ in range(count)]
        self.used = [0.0] * count
        self.visits = [0] * count
        self.calls = [0] * count
        self.cost = sum(task.penalty)
        self._occupied = occupied
        self._steps: list[tuple[int, int]] = []
        self._nearest: list[list[tuple[int, int]] | None] = [None] * len(task.client)

    def put(self, contact: int, day: int) -> None:
        """Put a contact that has no day on a day, whether it fits or not."""
        task = self.task
        self.cost += abs(day - task.ideal[contact]) + self.limits.level * len(self.on[day]) - task.penalty[contact]
        self._steps.append((contact, NOWHERE))
        self.day[contact] = day
        self.on[day].append(contact)
        self._count(contact, day, 1)
        self._occupied.setdefault(task.client[contact], set()).add(day)

    def take(self, contact: int) -> int:
        """Take a contact off its day and return the day."""
        task, day = self.task, self.day[contact]
        self._steps.append((contact, day))
        self.day[contact] = NOWHERE
        self.on[day].remove(contact)
        self._count(contact, day, -1)
        self._occupied[task.client[contact]].discard(day)
        self.cost -= abs(day - task.ideal[contact]) + self.limits.level * len(self.on[day]) - task.penalty[contact]
        return day

    def mark(self) -> int:
        """Return a mark of the state as it is now, for :meth:`back_to`."""
        return len(self._steps)

    def back_to(self, mark: int) -> None:
        """Undo every step since a mark."""
        while len(self._steps) > mark:
            contact, day = self._steps[-1]
            if day == NOWHERE:
                self.take(contact)
            else:
                self.put(contact, day)
            del self._steps[-2:]

    def _count(self, contact: int, day: int, step: int) -> None:
        group = self.task.group[contact]
        self.used[day] += step * self.task.minutes[contact]
        if group == VISIT:
            self.visits[day] += step
        elif group == CALL:
            self.calls[day] += step

    def room(self, contact: int, day: int) -> bool:
        """Tell whether a day has minutes and counts left for a contact."""
        limits, group = self.limits, self.task.group[contact]
        if self.used[day] + self.task.minutes[contact] > limits.minutes[day] + EPSILON:
            return False
        if len(self.on[day]) >= limits.contacts:
            return False
        return not (
            (group == VISIT and self.visits[day] >= limits.visits)
            or (group == CALL and self.calls[day] >= limits.calls)
        )

    def apart(self, contact: int, day: int) -> bool:
        """Tell whether a day keeps the minimum gap to the other contacts of the client."""
        taken, near = self._occupied.get(self.task.client[contact]), self.limits.near[day]
        if not taken or near.isdisjoint(taken):
            return True
        return self.day[contact] in near and near & taken == {self.day[contact]}

    def near(self, contact: int, day: int) -> list[int] | None:
        """Return the client's contacts too near to a day; None where one of them is not in this diary."""
        taken = self._occupied.get(self.task.client[contact])
        if not taken:
            return []
        found = []
        for other in sorted(self.limits.near[day] & taken):
            mine = [
                one for one in self.on[other] if self.task.client[one] == self.task.client[contact] and one != contact
            ]
            if not mine and other != self.day[contact]:
                return None
            found += mine
        return found

    def siblings(self, contact: int, low: int, high: int) -> list[int]:
        """Return the client's contacts in this diary on the days from ``low`` to before ``high``."""
        client, taken = self.task.client[contact], self._occupied.get(self.task.client[contact], set())
        days = [day for day in taken if low <= day < high]
        return [one for day in days for one in self.on[day] if self.task.client[one] == client]

    def crowded(self, contact: int) -> bool:
        """Tell whether the client has other contacts on some day already."""
        return bool(self._occupied.get(self.task.client[contact]))

    def fits(self, contact: int, day: int) -> bool:
        """Tell whether a contact may go to a day as things stand."""
        return self.room(contact, day) and self.apart(contact, day)

    def nearest(self, contact: int) -> list[tuple[int, int]]:
        """Return (days off the ideal, day) of the window, the nearest first, of two the earlier; days too short left out."""
        known = self._nearest[contact]
        if known is None:
            ideal, minutes = self.task.ideal[contact], self.task.minutes[contact]
            last = min(self.task.high[contact], len(self.used) - 1)
            days = range(max(self.task.low[contact], 0), last + 1)
            long_enough = [day for day in days if self.limits.minutes[day] + EPSILON >= minutes]
            known = sorted((abs(day - ideal), day) for day in long_enough)
            self._nearest[contact] = known
        return known

    def price(self, contact: int) -> float:
        """Return what a contact costs where it is."""
        day = self.day[contact]
        if day == NOWHERE:
            return self.task.penalty[contact]
        return abs(day - self.task.ideal[contact]) + self.limits.level * (len(self.on[day]) - 1)

    def best(self, contact: int, below: float, avoid: int = NOWHERE) -> tuple[float, int] | None:
        """Return cost and day of the cheapest other day that fits and costs less than ``below``."""
        # Asked half a million times of a department: what `fits` asks stands here in the order of what it costs to ask.
        task, limits, on, used = self.task, self.limits, self.on, self.used
        own, level, minutes, group = (
            self.day[contact],
            limits.level,
            task.minutes[contact] - EPSILON,
            task.group[contact],
        )
        counts, most = (self.visits, limits.visits) if group == VISIT else (self.calls, limits.calls)
        counted = group in (VISIT, CALL)
        found: tuple[float, int] | None = None
        for off, day in self.nearest(contact):
            if off >= below:
                break
            held = len(on[day])
            cost = off + level * held
            if (
                cost < below - EPSILON
                and used[day] + minutes <= limits.minutes[day]
                and held < limits.contacts
                and not (counted and counts[day] >= most)
                and day not in (own, avoid)
                and self.apart(contact, day)
            ):
                below, found = cost, (cost, day)
        return found
