"""The declared cost of a placement, and the least any could have: linear programmes over the same contacts, windows and limits.

The plain one is the relaxation of the model as it is stated, without spacing: it lets half a visit stand on a day beside half
the calls. The whole one gives each day a share of the states it can be in (no visit, one, two), each with its own minutes and
evenness, and keeps the minimum gap; every plan is one of its points too, so it is as true a bound, and a nearer one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from clientbook.method.contacts import Model
from clientbook.method.workdays import Figures, Flags, Whole

LEVEL = 0.1


@dataclass(frozen=True)
class Days:
    """The contacts of one manager and what his days hold beside the rows that stay.

    Attributes:
        client, ideal, low, high, minutes, visit, call, penalty, day: of each contact; ``day`` is -1 for one left out
        room, visits, calls: what is left of each day
        taken: contacts that stay on each day
        gap_end: day → first day far enough from it for the same client
    """

    client: Whole
    ideal: Whole
    low: Whole
    high: Whole
    minutes: Figures
    visit: Flags
    call: Flags
    penalty: Figures
    day: Whole
    room: Figures
    visits: Whole
    calls: Whole
    taken: Whole
    gap_end: Whole

    def windows(self) -> list[list[int]]:
        """Return the days of each contact's window that are long enough for it."""
        last = len(self.room) - 1
        return [
            [day for day in range(max(low, 0), min(high, last) + 1) if self.room[day] >= minutes]
            for low, high, minutes in zip(self.low.tolist(), self.high.tolist(), self.minutes.tolist(), strict=True)
        ]


def days_of(model: Model, manager: int) -> Days:
    """Return the contacts and days of one manager of a placement as it was solved."""
    rows = model.contacts[model.contacts["manager"] == manager]
    fixed = model.fixed[model.fixed["manager"] == manager]
    capacity, calendar = model.calendar.capacity, model.calendar

    def on_days(chosen: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(fixed.loc[chosen, "day"], weights, minlength=calendar.count)

    all_fixed = np.ones(len(fixed), dtype=bool)
    long = fixed["channel"].isin(["visit", "review"]).to_numpy()
    ideal, low, high, day, client = (rows[key].to_numpy(np.int64) for key in ("ideal", "low", "high", "day", "place"))
    return Days(
        client,
        ideal,
        low,
        high,
        rows["minutes"].to_numpy(float),
        rows["channel"].isin(["visit", "review"]).to_numpy(),
        rows["channel"].eq("call").to_numpy(),
        rows["penalty"].to_numpy(float),
        day,
        np.asarray(capacity.minutes[manager], dtype=float) - on_days(all_fixed, fixed["minutes"].to_numpy(float)),
        capacity.visits - on_days(long),
        capacity.calls - on_days(fixed["channel"].eq("call").to_numpy()),
        on_days(all_fixed),
        calendar.span.after_gap(calendar.gap),
    )


def cost(days: Days) -> float:
    """Return the declared cost of a plan, of the contacts that were to be placed."""
    there = days.day >= 0
    count = days.taken + np.bincount(days.day[there], minlength=len(days.room))
    even = (count * (count - 1) - days.taken * (days.taken - 1)).sum() / 2
    off = np.abs(days.day - days.ideal)[there].sum()
    return float(off + LEVEL * even + days.penalty[~there].sum())


@dataclass
class _Programme:
    """A linear programme while it is written down, a column and a row at a time; columns lie from 0 to 1."""

    cost: list[float] = field(default_factory=list)
    most: list[tuple[dict[int, float], float]] = field(default_factory=list)
    equal: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def column(self, price: float) -> int:
        self.cost.append(price)
        return len(self.cost) - 1

    def least(self) -> float:
        """Return its least value."""
        solved = linprog(
            self.cost,
            A_ub=self._matrix(self.most),
            b_ub=[right for _, right in self.most],
            A_eq=self._matrix(self.equal),
            b_eq=[right for _, right in self.equal],
            bounds=(0, 1),
            method="highs",
        )
        if solved.status != 0:
            raise RuntimeError(solved.message)
        return float(solved.fun)

    def _matrix(self, rows: list[tuple[dict[int, float], float]]) -> sp.csr_matrix:
        row = np.repeat(np.arange(len(rows)), [len(entries) for entries, _ in rows])
        column = [at for entries, _ in rows for at in entries]
        value = [share for entries, _ in rows for share in entries.values()]
        return sp.csr_matrix((value, (row, column)), shape=(len(rows), len(self.cost)))


Ways = dict[tuple[int, int], list[int]]
"""(contact, day) → the columns that send it there, one for each state of the day."""


def bound(days: Days, *, whole: bool = True) -> float:
    """Return the least cost: of whole visits on days, the minimum gap kept; or of the plain relaxation, without spacing."""
    programme, ways = _Programme(), defaultdict[tuple[int, int], list[int]](list)
    on: list[list[int]] = [[] for _ in days.room]
    windows = days.windows()
    for contact, window in enumerate(windows):
        for day in window:
            on[day].append(contact)
    for day, contacts in enumerate(on):
        states = range(_most_visits(days, day, contacts) + 1) if whole else (None,)
        shares = [programme.column(0.0) for _ in states]
        programme.equal.append((dict.fromkeys(shares, 1.0), 1.0))
        for visits, share in zip(states, shares, strict=True):
            _state(programme, ways, days, _State(day, contacts, visits, share))
    for contact, window in enumerate(windows):
        columns = [column for day in window for column in ways[contact, day]]
        columns.append(programme.column(float(days.penalty[contact])))
        programme.equal.append((dict.fromkeys(columns, 1.0), 1.0))
    if whole:
        _spacing(programme, ways, days, windows)
    return programme.least()


@dataclass(frozen=True)
class _State:
    """One of the states a day can be in: so many visits on it (None: any), and the column of its share."""

    day: int
    contacts: list[int]
    visits: int | None
    share: int


def _most_visits(days: Days, day: int, contacts: list[int]) -> int:
    lengths = [float(days.minutes[one]) for one in contacts if days.visit[one]]
    return int(min(len(lengths), max(days.visits[day], 0), days.room[day] // min(lengths))) if lengths else 0


def _state(programme: _Programme, ways: Ways, days: Days, state: _State) -> None:
    """Write down one state of a day: what it lets in, its minutes, visits, calls and evenness."""
    day, share = state.day, state.share
    columns: dict[int, int] = {}
    for one in state.contacts:
        if not (days.visit[one] and state.visits == 0):
            columns[one] = programme.column(float(abs(day - days.ideal[one])))
            ways[one, day].append(columns[one])
            programme.most.append(({columns[one]: 1.0, share: -1.0}, 0.0))
    visits = {column: 1.0 for one, column in columns.items() if days.visit[one]}
    if state.visits is None:
        programme.most.append((visits | {share: -float(days.visits[day])}, 0.0))
    elif visits:
        programme.equal.append((visits | {share: -float(state.visits)}, 0.0))
    calls = {column: 1.0 for one, column in columns.items() if days.call[one]}
    programme.most.append((calls | {share: -float(days.calls[day])}, 0.0))
    minutes = {column: float(days.minutes[one]) for one, column in columns.items()}
    programme.most.append((minutes | {share: -float(days.room[day])}, 0.0))
    slots = [programme.column(LEVEL * (int(days.taken[day]) + number)) for number in range(len(columns))]
    programme.most += [({slot: 1.0, share: -1.0}, 0.0) for slot in slots]
    programme.equal.append((dict.fromkeys(columns.values(), 1.0) | dict.fromkeys(slots, -1.0), 0.0))


def _spacing(programme: _Programme, ways: Ways, days: Days, windows: list[list[int]]) -> None:
    """Keep contacts of a client apart: one at the most on days that are all too near to each other."""
    of_client: dict[int, list[int]] = defaultdict(list)
    for contact, client in enumerate(days.client.tolist()):
        of_client[client].append(contact)
    for contacts in of_client.values():
        for day in sorted({day for one in contacts for day in windows[one]}):
            near = range(day, int(days.gap_end[day]))
            met = {one: [column for other in near for column in ways.get((one, other), ())] for one in contacts}
            if sum(bool(columns) for columns in met.values()) > 1:
                programme.most.append(({column: 1.0 for columns in met.values() for column in columns}, 1.0))
