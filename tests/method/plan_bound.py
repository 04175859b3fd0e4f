"""The least any placement can cost, from a linear programme over the same contacts, windows and limits, without spacing.

The plain relaxation lets half a visit stand on a day; the tight one also says what follows for whole visits: once the
visits of a day leave no minutes for another contact, none is on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy.optimize import linprog

from clientbook.method.contacts import Model
from clientbook.method.workdays import Figures, Whole

LEVEL = 0.1
SLOTS = 40


def cost(model: Model, manager: int) -> float:
    """Return the declared cost of one manager's placement."""
    rows = model.contacts[model.contacts["manager"] == manager]
    placed = rows[rows["day"] >= 0]
    fixed = model.fixed[model.fixed["manager"] == manager]
    days = model.calendar.count
    before = np.bincount(fixed["day"], minlength=days)
    count = before + np.bincount(placed["day"], minlength=days)
    even = (count * (count - 1) - before * (before - 1)).sum() / 2
    off = (placed["day"] - placed["ideal"]).abs().sum()
    return float(off + LEVEL * even + rows.loc[rows["day"] < 0, "penalty"].sum())


@dataclass(frozen=True)
class _Arcs:
    contact: Whole
    day: Whole
    minutes: Figures
    visit: np.ndarray
    call: np.ndarray


def _arcs(rows: pd.DataFrame, room: Figures) -> _Arcs:
    low = rows["low"].to_numpy()
    count = np.maximum(rows["high"].to_numpy() - low + 1, 0)
    contact = np.repeat(np.arange(len(rows)), count)
    day = low[contact] + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    minutes = rows["minutes"].to_numpy()[contact]
    fits = room[day] >= minutes
    contact, day, minutes = contact[fits], day[fits], minutes[fits]
    channel = rows["channel"].to_numpy(dtype=object)[contact]
    return _Arcs(contact, day, minutes, np.isin(channel, ["visit", "review"]), channel == "call")


def bound(model: Model, manager: int, *, tight: bool = True) -> float:
    """Return the least cost of one manager's placement by the linear programme."""
    rows = model.contacts[model.contacts["manager"] == manager]
    fixed = model.fixed[model.fixed["manager"] == manager]
    capacity, days = model.calendar.capacity, model.calendar.count
    room = capacity.minutes[manager] - np.bincount(fixed["day"], fixed["minutes"], minlength=days)
    before = np.bincount(fixed["day"], minlength=days)
    arcs = _arcs(rows, room)
    m, n = len(arcs.day), len(rows)
    width = m + n + days * SLOTS
    off = np.abs(arcs.day - rows["ideal"].to_numpy()[arcs.contact])
    level = (LEVEL * (np.arange(SLOTS)[None, :] + before[:, None])).ravel()
    objective = np.concatenate([off, rows["penalty"].to_numpy(), level])
    each, slot = np.arange(m), m + n + np.arange(days * SLOTS)

    def matrix(values: np.ndarray, row: np.ndarray, column: np.ndarray, height: int) -> sp.csr_matrix:
        return sp.csr_matrix((values, (row, column)), shape=(height, width))

    once = matrix(np.ones(m + n), np.r_[arcs.contact, np.arange(n)], np.arange(m + n), n)
    per_day = np.r_[arcs.day, np.repeat(np.arange(days), SLOTS)]
    slots = matrix(np.r_[np.ones(m), -np.ones(days * SLOTS)], per_day, np.r_[each, slot], days)
    limits = [
        (matrix(arcs.minutes, arcs.day, each, days), room),
        (matrix(arcs.visit.astype(float), arcs.day, each, days), np.full(days, float(capacity.visits))),
        (matrix(arcs.call.astype(float), arcs.day, each, days), np.full(days, float(capacity.calls))),
    ]
    if tight:
        limits.append(_whole_visits(arcs, room, capacity.visits, matrix))
    solved = linprog(
        objective,
        A_ub=sp.vstack([a for a, _ in limits]),
        b_ub=np.concatenate([b for _, b in limits]),
        A_eq=sp.vstack([once, slots]),
        b_eq=np.r_[np.ones(n), np.zeros(days)],
        bounds=(0, 1),
        method="highs",
    )
    assert solved.status == 0, solved.message
    return float(solved.fun)


def _whole_visits(arcs: _Arcs, room: Figures, visits: int, matrix: object) -> tuple[sp.csr_matrix, Figures]:
    """Return rows x + visits of the day ≤ most, where most visits leave no minutes for the contact of x."""
    shortest = arcs.minutes[arcs.visit].min(initial=np.inf)
    most = np.minimum(visits, np.floor(room / shortest)) if np.isfinite(shortest) else np.zeros_like(room)
    full = ~arcs.visit & (most[arcs.day] > 0) & (room[arcs.day] - most[arcs.day] * shortest < arcs.minutes)
    small = np.flatnonzero(full)
    by_day = [np.flatnonzero(arcs.visit & (arcs.day == day)) for day in range(len(room))]
    beside = [by_day[day] for day in arcs.day[small]]
    row = np.concatenate([np.arange(len(small)), *(np.full(len(v), i) for i, v in enumerate(beside))])
    column = np.concatenate([small, *beside]) if beside else small
    built = matrix(np.ones(len(row)), row.astype(np.int64), column, len(small))  # type: ignore[operator]
    return built, most[arcs.day[small]]
