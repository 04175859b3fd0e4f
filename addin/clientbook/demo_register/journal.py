"""The contact log of the demo's last twelve months: the rhythm of the regulation, kept well but not perfectly."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from clientbook.demo_register.decision_units import Person, by_client
from clientbook.demo_register.portfolio import AS_OF, Client, days_before, dice
from clientbook.demo_register.trade import working_day
from clientbook.demo_register.vocabulary import OUTCOMES, PURPOSES, Pair

NORMS: dict[str, tuple[int, int, int, int]] = {
    "kam": (12, 24, 24, 2),
    "key": (14, 36, 24, 1),
    "large": (10, 30, 18, 0),
    "medium": (6, 20, 12, 0),
    "small": (2, 10, 8, 0),
}
"""Visits, calls, messages and reviews a year by class: this department visits more often than the defaults."""

_CHANNELS = ("visit", "call", "message", "session")
_KINDS = {
    "visit": (("visit", 11), ("online", 1)),
    "call": (("call", 19), ("nps", 1)),
    "message": (("letter", 5), ("messenger", 4), ("offer", 1)),
    "session": (("session", 1),),
}
_MINUTES = {"visit": 120, "online": 40, "call": 12, "nps": 10, "letter": 5, "messenger": 4, "offer": 25, "session": 120}


@dataclass(frozen=True)
class Contact:
    """One row of the log."""

    day: date
    manager: int
    client: int
    person: Person | None
    kind: str
    purpose: Pair
    result: str
    outcome: Pair | None
    next_step: Pair | None
    next_day: date | None
    minutes: int


class Diary:
    """Spreads the contacts of a manager over his days, the least busy of the nearest days first."""

    def __init__(self) -> None:
        self.busy: dict[tuple[int, date], int] = defaultdict(int)

    def book(self, manager: int, ideal: date, minutes: int) -> date:
        """Return the day taken for a contact, within three days of the ideal one."""
        days = {working_day(ideal + timedelta(days=shift)) for shift in range(-3, 4)}
        days = {day for day in days if day <= AS_OF} or {days_before(1)}
        day = min(sorted(days), key=lambda one: self.busy[manager, one])
        self.busy[manager, day] += minutes
        return day


def _contact(client: Client, manager: int, day: date, kind: str, people: list[Person], chance: Random) -> Contact:
    result = chance.choices(("held", "no_answer", "moved"), (88, 9, 3) if kind in ("call", "nps") else (97, 0, 3))[0]
    outcome, step = chance.choice(OUTCOMES) if result == "held" and chance.random() < 0.6 else (None, None)
    step = step if step and step[0] else None
    return Contact(
        day=day,
        manager=manager,
        client=client.number,
        person=chance.choice(people) if people else None,
        kind=kind,
        purpose=chance.choice(PURPOSES[kind]),
        result=result,
        outcome=outcome,
        next_step=step,
        next_day=working_day(day + timedelta(days=chance.randint(2, 14))) if step else None,
        minutes=_MINUTES[kind] if result == "held" else 2,
    )


def _from(client: Client, chance: Random) -> date:
    """Return from when on a client is served: a year ago, or since he is new."""
    return days_before(chance.uniform(20, 170)) if client.story == "new" else days_before(361)


def _until(client: Client, chance: Random) -> date:
    """Return until when: a few clients were forgotten, and lost ones are given up."""
    if client.story in ("lost", "one_time"):
        return days_before(chance.uniform(60, 300))
    return days_before(chance.uniform(120, 220)) if chance.random() < 0.07 else AS_OF


def _client_log(client: Client, norm: str, people: list[Person], diary: Diary) -> list[Contact]:
    chance = dice("log", client.number)
    manager = client.manager
    if manager is None or (client.story == "never" and chance.random() < 0.5):
        return []
    made: list[Contact] = []
    first, last = _from(client, chance), _until(client, chance)
    for channel, per_year in zip(_CHANNELS, NORMS[norm], strict=True):
        if not per_year:
            continue
        day = first + timedelta(days=chance.uniform(0, 365 / per_year))
        while day <= last:
            names, weights = zip(*_KINDS[channel], strict=True)
            kind = chance.choices(names, weights)[0]
            when = diary.book(manager, day, _MINUTES[kind])
            made.append(_contact(client, manager, when, kind, people, chance))
            day += timedelta(days=max(2, round(365 / per_year * chance.lognormvariate(0.02, 0.22))))
    return made


def journal(clients: list[Client], norms: dict[int, str], people: list[Person]) -> list[Contact]:
    """Return the log of the last year, by day.

    Args:
        clients: the portfolio
        norms: number of a client → key of :data:`NORMS`
        people: the decision units
    """
    known = by_client(people)
    diary = Diary()
    made: list[Contact] = []
    for client in sorted(clients, key=lambda one: -one.annual):
        made += _client_log(client, norms[client.number], known[client.number], diary)
    return sorted(made, key=lambda one: (one.day, one.manager, one.client, one.kind))
