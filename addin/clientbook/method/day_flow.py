"""Contacts to days as a flow of least cost: exact for days off the ideal, the evenness of days and what finds no room.

Each contact sends one unit to a day of its window or, at its penalty, to nowhere; a day lets through so many visits, so
many calls and so many contacts in all, the k-th of them at 0.1·(k − 1). The solver is asked for in one function only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientbook.method.capacity import CALL, VISIT
from clientbook.method.workdays import Figures, Whole

SCALE = 1000
"""Costs are whole figures in a flow: thousandths of a working day."""

NOWHERE = -1


@dataclass(frozen=True)
class Room:
    """What is left of one manager's days: visits and reviews, calls, contacts in all; and how many are on it already."""

    visits: Whole
    calls: Whole
    contacts: Whole
    taken: Whole


@dataclass(frozen=True)
class Arcs:
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
    from ortools.graph.python import min_cost_flow

    count, days = len(group), len(room.taken)
    visit, call, day, sink = count, count + days, count + 2 * days, count + 3 * days
    every = np.arange(days)
    flow = min_cost_flow.SimpleMinCostFlow()

    def add(tail: Whole, head: Whole, capacity: Whole, cost: Whole) -> object:
        return flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)

    of_group = group[arcs.contact]
    head = np.where(of_group == VISIT, visit, np.where(of_group == CALL, call, day)) + arcs.day
    used = add(arcs.contact, head, np.ones_like(arcs.contact), arcs.off * SCALE)
    add(visit + every, day + every, np.maximum(room.visits, 0), np.zeros_like(every))
    add(call + every, day + every, np.maximum(room.calls, 0), np.zeros_like(every))
    slots = np.maximum(room.contacts, 0)
    of_day = np.repeat(every, slots)
    nth = np.arange(slots.sum()) - np.repeat(np.cumsum(slots) - slots, slots) + room.taken[of_day]
    add(day + of_day, np.full_like(of_day, sink), np.ones_like(of_day), np.round(nth * level * SCALE).astype(np.int64))
    each = np.arange(count)
    add(each, np.full_like(each, sink), np.ones_like(each), np.round(penalty * SCALE).astype(np.int64))
    flow.set_nodes_supplies(each, np.ones_like(each))
    flow.set_node_supply(sink, -count)
    if flow.solve() != flow.OPTIMAL:  # the way to nowhere is always open
        msg = "the flow of contacts to days has no solution"
        raise RuntimeError(msg)
    went = flow.flows(used) > 0
    found = np.full(count, NOWHERE, np.int64)
    found[arcs.contact[went]] = arcs.day[went]
    return found
