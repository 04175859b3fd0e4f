"""The score of a KPI: the worked example of domain.md §5, edges, and growth that cannot be scored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook.method import score

FLOORS = {"linear": 0.7, "threshold": 0.8, "proportional": 0.0}
EXAMPLE = ((22.0, 20.0, 0.5), (17.0, 20.0, 0.25), (30.0, 20.0, 0.25))
"""Fact, plan, weight: inter-hr.ru, 2020-01-24, No. 646."""


@pytest.mark.parametrize(("scale", "expected"), [("proportional", 1.1375), ("threshold", 1.0625), ("linear", 0.975)])
def test_the_worked_example(scale: str, expected: float) -> None:
    scores = [score.score(score.ratio(fact, plan), scale, FLOORS[scale]) for fact, plan, _ in EXAMPLE]
    assert score.integral([weight for *_, weight in EXAMPLE], scores) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("reached", "k"), [(0.69, 0.0), (0.7, 0.0), (0.85, 0.5), (1.0, 1.0), (1.1, 1.1), (1.5, 1.2), (-3.0, 0.0)]
)
def test_linear_rises_from_the_floor_to_the_plan_and_stops_at_the_cap(reached: float, k: float) -> None:
    assert score.score(reached, "linear", 0.7) == pytest.approx(k)


def test_the_threshold_is_reached_although_binary_fractions_fall_short() -> None:
    reached = score.from_base(1.01, 0.85, 1.05)
    assert score.score(reached, "threshold", 0.8) == pytest.approx(0.8)
    assert score.score(0.799, "threshold", 0.8) == 0


def test_lower_is_better() -> None:
    assert score.lower_is_better(12.0, 10.0) == pytest.approx(10 / 12)
    assert (score.lower_is_better(0.0, 0.0), score.lower_is_better(1.0, 0.0), score.lower_is_better(0.0, 5.0)) == (
        1.2,
        0.0,
        1.2,
    )


def test_from_a_base_either_way() -> None:
    assert score.from_base(0.95, 0.85, 1.05) == pytest.approx(0.5)
    assert score.from_base(0.15, 0.20, 0.10) == pytest.approx(0.5)
    assert score.from_base(0.5, 0.3, 0.3) is None


def test_growth_over_a_plan_of_nothing_is_no_figure() -> None:
    assert score.ratio(5.0, 0.0) is None
    assert score.ratio(5.0, -1.0) is None
    assert score.score(None, "linear", 0.7) is None


@given(
    st.lists(st.tuples(st.floats(1, 100), st.one_of(st.none(), st.floats(0, 1.2))), min_size=1, max_size=8),
)
def test_a_kpi_without_data_leaves_its_weight_to_the_others(rows: list[tuple[float, float | None]]) -> None:
    whole = score.integral([weight for weight, _ in rows], [k for _, k in rows])
    known = [(weight, k) for weight, k in rows if k is not None]
    if not known:
        assert whole is None
        return
    assert whole == pytest.approx(sum(w * k for w, k in known) / sum(w for w, _ in known))
