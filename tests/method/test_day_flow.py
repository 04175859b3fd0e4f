"""The flow of contacts to days costs the same by either solver, and nobody is sent where there is no room."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from clientbook.method import day_flow
from clientbook.method.capacity import CALL, GROUP, VISIT
from clientbook.method.day_flow import NOWHERE, Room, placed, window_arcs
from clientbook.method.workdays import Figures, Whole

DAYS = 30
LEVEL = 0.1


def a_department(seed: int) -> tuple[Whole, Whole, Figures, Room]:
    dice = np.random.default_rng(seed)
    count = 160
    room = Room(np.full(DAYS, 2), np.full(DAYS, 3), np.full(DAYS, 5), dice.integers(0, 2, DAYS))
    return (
        dice.integers(0, DAYS, count),
        dice.choice(sorted(set(GROUP.values())), count),
        dice.uniform(60, 120, count),
        room,
    )


def cost(day: Whole, ideal: Whole, penalty: Figures, room: Room) -> float:
    there = day != NOWHERE
    counts = room.taken + np.bincount(day[there], minlength=DAYS)
    even = (counts * (counts - 1) - room.taken * (room.taken - 1)).sum() / 2
    return float(np.abs(day - ideal)[there].sum() + LEVEL * even + np.round(penalty[~there], 3).sum())


@pytest.mark.parametrize("seed", range(5))
def test_without_or_tools_the_cost_is_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ideal, group, penalty, room = a_department(seed)
    arcs = window_arcs(ideal, np.maximum(ideal - 4, 0), np.minimum(ideal + 4, DAYS - 1), 8)
    by_flow = placed(arcs, group, penalty, room, LEVEL)
    monkeypatch.setitem(sys.modules, "ortools.graph.python", None)
    by_programme = placed(arcs, group, penalty, room, LEVEL)
    assert (by_flow == NOWHERE).any()
    assert cost(by_programme, ideal, penalty, room) == pytest.approx(cost(by_flow, ideal, penalty, room))
    for which, most in ((VISIT, 2), (CALL, 3)):
        chosen = by_programme[(group == which) & (by_programme != NOWHERE)]
        assert np.bincount(chosen, minlength=DAYS).max() <= most
    assert np.bincount(by_programme[by_programme != NOWHERE], minlength=DAYS).max() <= 5


def test_where_nobody_stands_in_the_way_the_solver_is_not_asked_and_would_say_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short = 0
    for seed in range(60):
        dice = np.random.default_rng(seed)
        count = int(dice.integers(1, 25))
        ideal, group = dice.integers(0, DAYS, count), dice.choice(sorted(set(GROUP.values())), count)
        penalty, room = dice.uniform(0.1, 4, count), a_department(seed)[3]
        arcs = window_arcs(ideal, np.maximum(ideal - 4, 0), np.minimum(ideal + 4, DAYS - 1), 8)
        with monkeypatch.context() as patch:
            patch.setattr(day_flow, "_all_ideal", lambda *_: None)
            asked = placed(arcs, group, penalty, room, LEVEL)
        found = placed(arcs, group, penalty, room, LEVEL)
        assert found.tolist() == asked.tolist()
        short += day_flow._all_ideal(arcs, group, penalty, room, LEVEL) is not None
    assert 10 < short < 50  # both ways were taken
