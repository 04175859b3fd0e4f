"""Contacts to days as a flow of least cost: exact for days off the ideal, the evenness of days and what finds no room.

Each contact sends one unit to a day of its window or, at its penalty, to nowhere; a day lets through so many visits, so
many calls and so many contacts in all, the k-th of them at 0.1·(k − 1). The solver is asked for in one place only, and only where contacts
stand in each other's way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clientbook.method.capacity import CALL, VISIT
from clientbook.method.highs import Rows, solver
from clientbook.method.workdays import Figures, Whole

SCALE = 1000
"""Costs are whole figures in a flow: thousandths of a working day."""

NOWHERE = -1

_NO_WAY = "the flow of contacts to days has no solution"
"""Cannot be: the way to nowhere is always open."""


class Room(NamedTuple):
    """What is left of one manager's days: visits and reviews, calls, contacts in all; and how many are on it already."""

    visits: Whole
    calls: Whole
    contacts: Whole
    taken: Whole


class Arcs(NamedTuple):
    """Which contact may go to which day: parallel arrays, and working days off the ideal."""

    contact: Whole
    day: Whole
    off: Whole


def window_arcs(ideal: Whole, low: Whole, high: Whole, reach: int) -> Arcs:
    """Return arcs to every day from ``low`` to ``high``, at most ``reach`` days off the ideal."""
    low = np.maximum(low, ideal - reach)
    count = np.maximum(np.minimum(high, ideal + reach) - low + 1, 0)
    contact = np.repeat(np.arange(len(ideal)), count)
    day = low[contact] + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return Arcs(contact, day, np.abs(day - ideal[contact]))


def chosen(arcs: Arcs, keep: np.ndarray) -> Arcs:
    """Return some of the arcs."""
    return Arcs(arcs.contact[keep], arcs.day[keep], arcs.off[keep])


def placed(arcs: Arcs, group: Whole, penalty: Figures, room: Room, level: float) -> Whole:
    """Return the day of each contact, ``NOWHERE`` for one that found no room; the cost is the least there is.

    Args:
        arcs: where each contact may go, in a fixed order: ties are broken by it
        group: ``MESSAGE``, ``CALL`` or ``VISIT`` of each contact
        penalty: cost of each contact that finds no room
        room: what is left of each day
        level: cost of the k-th contact of a day is ``level`` times k − 1
    """
    ideal = _all_ideal(arcs, group, penalty, room, level)
    if ideal is not None:
        return ideal
    count, days = len(group), len(room.taken)
    visit, call, day, sink = count, count + days, count + 2 * days, count + 3 * days
    every, each = np.arange(days), np.arange(count)
    of_group = group[arcs.contact]
    head = np.where(of_group == VISIT, visit, np.where(of_group == CALL, call, day)) + arcs.day
    slots = np.maximum(room.contacts, 0)
    of_day = np.repeat(every, slots)
    nth = np.arange(slots.sum()) - np.repeat(np.cumsum(slots) - slots, slots) + room.taken[of_day]
    parts = (
        (arcs.contact, head, np.ones_like(arcs.contact), arcs.off * SCALE),
        (visit + every, day + every, np.maximum(room.visits, 0), np.zeros_like(every)),
        (call + every, day + every, np.maximum(room.calls, 0), np.zeros_like(every)),
        (day + of_day, np.full_like(of_day, sink), np.ones_like(of_day), np.round(nth * level * SCALE)),
        (each, np.full_like(each, sink), np.ones_like(each), np.round(penalty * SCALE)),
    )
    tail, head, capacity, cost = (np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True))
    network = _Network(tail, head, capacity, cost, count, sink)
    went = _flows(network)[: len(arcs.contact)] > 0
    found = np.full(count, NOWHERE, np.int64)
    found[arcs.contact[went]] = arcs.day[went]
    return found


def _all_ideal(arcs: Arcs, group: Whole, penalty: Figures, room: Room, level: float) -> Whole | None:
    """Return the ideal day of each contact where that is the only flow of least cost; None where it may not be.

    It is where all find room there, and the last place of the fullest day costs less than a working day off or a contact
    that is left out: each contact that goes elsewhere then adds more than it saves. The solver alone takes longer to be
    imported than the diaries of a small department to be filled.
    """
    days, found = len(room.taken), np.full(len(group), NOWHERE, np.int64)
    exact = arcs.off == 0
    found[arcs.contact[exact]] = arcs.day[exact]
    if (found == NOWHERE).any():
        return None
    every = np.ones_like(group, dtype=bool)
    limits = ((group == VISIT, room.visits), (group == CALL, room.calls), (every, room.contacts))
    if any((np.bincount(found[some], minlength=days) > np.maximum(most, 0)).any() for some, most in limits):
        return None
    last = (room.taken[found] + np.bincount(found, minlength=days)[found] - 1).max(initial=0)
    return found if round(last * level * SCALE) < min(SCALE, np.round(penalty * SCALE).min(initial=SCALE)) else None


class _Network(NamedTuple):
    """A network: each of the first ``sources`` nodes sends one unit to the sink, the last node."""

    tail: Whole
    head: Whole
    capacity: Whole
    cost: Whole
    sources: int
    sink: int


def _flows(network: _Network) -> Whole:
    """Return what goes through each arc at least cost: by OR-Tools, or by HiGHS where there is none, as in a browser."""
    try:
        from ortools.graph.python import min_cost_flow
    except ModuleNotFoundError:
        return _flows_by_programme(network)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, network.cost)
    each = np.arange(network.sources)
    flow.set_nodes_supplies(each, np.ones_like(each))
    flow.set_node_supply(network.sink, -network.sources)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError(_NO_WAY)
    found: Whole = flow.flows(arcs)
    return found


def _flows_by_programme(network: _Network) -> Whole:
    """Return the same from a linear programme: its corners are whole, since the matrix of a network is unimodular."""
    import highspy

    arcs, right = np.arange(len(network.tail)), np.zeros(network.sink + 1)
    right[: network.sources], right[network.sink] = 1, -network.sources
    balance = Rows()
    balance.add(right, (network.tail, arcs, 1.0), (network.head, arcs, -1.0))
    solved = solver(network.cost.astype(float), network.capacity.astype(float), balance, Rows())
    solved.run()
    if solved.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(_NO_WAY)
    found: Whole = np.round(solved.getSolution().col_value).astype(np.int64)
    return found
