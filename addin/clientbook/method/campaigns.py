"""Contacts that a stage of the client's life adds: «+ Новый, first 90 d» and «+ Спящий or high risk» (domain: §4).

A new client is called on days 3, 14, 30, 60 and 90 after the first purchase. A client who fell asleep or is at high risk
is called within 3 working days, then three times every 14 days, then quarterly. Clients who have long been asleep when
they are first seen are taken up evenly over a quarter, highest priority first: a first plan must not be an avalanche.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.algorithm import DecisionStep
from clientbook.method.day_numbers import day_number
from clientbook.method.held import Held, pending
from clientbook.method.loyalty import Detractors
from clientbook.method.memory import Memory
from clientbook.method.norms import NEW, SLEEPING, Norms
from clientbook.method.offers import Offers
from clientbook.method.streams import DUE_COLUMNS, Horizon, first_dues, shares
from clientbook.method.touches import STRENGTH
from clientbook.register.settings import Settings

NEW_DAYS = 90
NEW_STEPS = {"call": (3, 14, 30, 60, 90), "visit": (21,), "message": (7, 45, 75), "review": ()}
"""Channel → days after the first purchase; another count in the regulation is spread evenly over the 90 days."""

QUARTER = 91
WAKE_STEP = 14
WAKE_CALLS = 4
LAST = WAKE_CALLS + 1
WAKE_STEPS = {"visit": (10,), "message": (7, 28, 63), "review": ()}
"""Channel → days after the first call of the campaign; another count is spread evenly over a quarter."""

URGENT_DAYS = 3
"""Working days within which a client who fell asleep is called."""

FRESH_DAYS = 14
"""A client who fell asleep so lately is news and is called at once."""

SILENT = frozenset({"sleeping", "lost"})
"""Stages whose campaign counts from the day the client fell asleep."""

VISITED = frozenset({"key", "large"})
"""Segments that are visited when they fall asleep."""

Step = tuple[int, str, str, str, int, float, bool]


class Call(NamedTuple):
    """A call of a campaign that wakes a client.

    Attributes:
        due: day number
        number: from 1; the quarterly ones are all ``LAST``
    """

    due: int
    number: int

    @property
    def line(self) -> str:
        """Return the line in the name of the contact."""
        return f"{SLEEPING}.call.{self.number}"


Calls = dict[str, Call]
"""Client → the next call of the campaign, within the plan or after it."""


@dataclass(frozen=True)
class Scene:
    """What a campaign looks at: the regulation, contacts held, what is remembered, the days of the plan, the settings.

    Events look at open quotations, detractors and the next decision step too, by client.
    """

    norms: Norms
    held: Held
    memory: Memory
    horizon: Horizon
    settings: Settings
    offers: Offers = field(default_factory=dict)
    detractors: Detractors = field(default_factory=dict)
    decision_steps: Mapping[str, DecisionStep] = field(default_factory=dict)


def _offsets(usual: tuple[int, ...], count: int, days: int) -> tuple[int, ...]:
    return usual if count == len(usual) else tuple(int(days * (number + 0.5) / count) for number in range(count))


def working_days_after(day: int, count: int) -> int:
    """Return the day so many weekdays later; holidays do not count, so that the date is the same in every run."""
    return int(np.busday_offset(np.datetime64(day, "D"), count, roll="backward").astype(np.int64))


def first_of(due: int, count: int) -> int:
    """Return the first of so many weekdays that end on a due date: the plan that set the date began on it."""
    return working_days_after(due, 1 - count)


def due_frame(steps: list[Step]) -> pd.DataFrame:
    """Return steps as a frame of contacts due."""
    columns = list(zip(*steps, strict=True)) if steps else [()] * len(DUE_COLUMNS)
    kinds = ("int64", "object", "object", "object", "int64", "float64", "bool")
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=kind)
            for name, values, kind in zip(DUE_COLUMNS, columns, kinds, strict=True)
        }
    )


def _day(stamps: pd.Series) -> list[int | None]:
    return [None if pd.isna(stamp) else day_number(stamp) for stamp in stamps]


def onboarding(clients: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return the contacts that a new client gets in the first 90 days.

    Where there is no log nobody can tell what was missed: only steps to come are due.

    Args:
        clients: ``client_id``, ``class_line``, ``status``, ``first_order``
        scene: see :class:`Scene`
    """
    chosen = clients["status"].eq("new") & clients["class_line"].notna() & clients["first_order"].notna()
    steps: list[Step] = []
    places = np.flatnonzero(chosen.to_numpy())
    some = clients.iloc[places]
    for place, client, begin in zip(places.tolist(), some["client_id"], _day(some["first_order"]), strict=True):
        if begin is not None and begin + NEW_DAYS >= scene.horizon.start:
            steps.extend(_onboard(place, client, begin, scene))
    return due_frame(steps)


def _onboard(place: int, client: str, begin: int, scene: Scene) -> Iterator[Step]:
    start, length = scene.horizon.start, scene.horizon.length
    for channel, usual in NEW_STEPS.items():
        offsets = _offsets(usual, int(scene.norms[NEW, channel].per_year), NEW_DAYS)
        dues = [begin + offset for offset in offsets]
        held = scene.held.days(client, STRENGTH[channel])
        gap = NEW_DAYS / max(len(dues), 1)
        for due in pending(dues, held, begin, start):
            if due < start + length and (due >= start or not scene.held.empty):
                yield place, f"{NEW}.{channel}", channel, NEW, due - start, gap, False


def next_calls(clients: pd.DataFrame, scene: Scene) -> Calls:
    """Return the next call of each sleeping client and client at high risk.

    Args:
        clients: ``client_id``, ``class_line``, ``woken`` and ``news`` (bool: not at high risk in the run before),
            ``status``, ``last_order``, ``interval``, ``manager``, ``priority``
        scene: see :class:`Scene`
    """
    some = clients[clients["woken"] & clients["class_line"].notna()]
    quarter = np.full(len(some), float(QUARTER))
    share = shares(some["manager"], some["priority"], some["client_id"], quarter)
    turns = (scene.horizon.start + first_dues(share, quarter, scene.horizon)).tolist()
    campaigns = _campaigns(some, turns, scene)
    return {
        client: _next_call(client, campaign, scene)
        for client, campaign in zip(some["client_id"], campaigns, strict=True)
    }


def waking(clients: pd.DataFrame, calls: Calls, scene: Scene) -> pd.DataFrame:
    """Return the contacts that sleeping clients and clients at high risk get.

    Args:
        clients: ``client_id``, ``segment``
        calls: see :func:`next_calls`
        scene: see :class:`Scene`
    """
    steps: list[Step] = []
    places = np.flatnonzero(clients["client_id"].isin(calls).to_numpy())
    some = clients.iloc[places]
    for place, client, segment in zip(places.tolist(), some["client_id"], some["segment"], strict=True):
        call = calls[client]
        steps.extend(_calls(place, call, scene))
        steps.extend(_beside(place, client, segment, call.due - _since_first(call.number), scene))
    return due_frame(steps)


class _Campaign(NamedTuple):
    """How far the calls of a campaign have come.

    Attributes:
        since: calls held from this day on are calls of the campaign
        before: how many had been held before that day
        call: the next call where none was held since
    """

    since: int
    before: int
    call: Call


def _campaigns(some: pd.DataFrame, turns: list[int], scene: Scene) -> list[_Campaign]:
    """Return the campaign of each client.

    Args:
        some: see :func:`next_calls`
        turns: the first call of those who were asleep or at high risk long before they were first seen
        scene: see :class:`Scene`
    """
    known = scene.memory.latest(f"{SLEEPING}.call")
    sleeping = scene.settings.number("sleeping_intervals") * some["interval"].astype("float64")
    limit = np.maximum(sleeping, scene.settings.number("sleeping_days")).tolist()
    start = scene.horizon.start
    found: list[_Campaign] = []
    rows = zip(some["client_id"], some["status"], some["news"], _day(some["last_order"]), limit, turns, strict=True)
    for client, status, news, day, long, turn in rows:
        calls = [Call(due, _number(line)) for line, due in known.get(client, [])]
        recent = [call for call in calls if call.due > start - 2 * QUARTER]
        if status in SILENT and day is not None:
            found.append(_of_sleep(day + int(long) + 1, calls, start, turn))
        elif recent:
            found.append(_of_risk(max((call for call in recent if call.number == 1), default=min(recent))))
        else:
            found.append(_of_risk(Call(working_days_after(start - 1, URGENT_DAYS) if news else turn, 1)))
    return found


def _of_sleep(asleep: int, calls: list[Call], start: int, turn: int) -> _Campaign:
    """Return the campaign of a client who fell asleep on a day, and may be lost since."""
    planned = min((call for call in calls if call.due >= asleep), default=None)
    if planned is None:
        planned = Call(working_days_after(asleep, URGENT_DAYS) if asleep > start - FRESH_DAYS else turn, 1)
    return _Campaign(asleep, 0, planned)


def _of_risk(call: Call) -> _Campaign:
    """Return the campaign of a risk from one of its calls: the call before it was held a step earlier.

    A first call may have been held within the working days that it has; what was held before belongs to no campaign. A
    run that begins one knows no more than its due date either, so that a second run plans what the first one did.
    """
    if call.number == 1:
        return _Campaign(first_of(call.due, URGENT_DAYS), 0, call)
    return _Campaign(call.due - _step(call.number - 1) + 1, call.number - 1, call)


def _number(line: str) -> int:
    """Return which call of a campaign a line names: 2 of ``sleeping.call.2``; the quarterly ones are all ``LAST``."""
    return min(int(line.rsplit(".", 1)[1]), LAST)


def _step(held: int) -> int:
    """Return the days to the next call of a campaign after so many of it."""
    return WAKE_STEP if held < WAKE_CALLS else QUARTER


def _since_first(number: int) -> int:
    """Return how many days after the first call of a campaign a call is due."""
    return WAKE_STEP * (min(number, WAKE_CALLS) - 1) + (QUARTER if number == LAST else 0)


def _next_call(client: str, campaign: _Campaign, scene: Scene) -> Call:
    held = [day for day in scene.held.days(client, STRENGTH["call"]) if day >= campaign.since]
    if not held:
        return campaign.call
    count = campaign.before + len(held)
    return Call(held[-1] + _step(count), min(count + 1, LAST))


def _calls(place: int, first: Call, scene: Scene) -> Iterator[Step]:
    start, end = scene.horizon.start, scene.horizon.start + scene.horizon.length
    call = first
    while call.due < end and scene.norms[SLEEPING, "call"].per_year > 0:
        step = _step(call.number)
        if call == first or first.due >= start or call.due >= start + step // 2:
            yield place, call.line, "call", SLEEPING, call.due - start, float(step), False
        call = Call(call.due + step, min(call.number + 1, LAST))


def _beside(place: int, client: str, segment: str, begin: int, scene: Scene) -> Iterator[Step]:
    """Yield the visit and the messages of a campaign; what was missed lapses."""
    start, length = scene.horizon.start, scene.horizon.length
    for channel, usual in WAKE_STEPS.items():
        count = int(scene.norms[SLEEPING, channel].per_year)
        if channel == "visit" and segment not in VISITED:
            continue
        offsets = _offsets(usual, count, QUARTER)
        held = scene.held.days(client, STRENGTH[channel])
        for due in pending([begin + offset for offset in offsets], held, begin, start):
            if start <= due < start + length:
                yield place, f"{SLEEPING}.{channel}", channel, SLEEPING, due - start, QUARTER / max(count, 1), False
