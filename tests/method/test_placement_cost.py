"""The declared cost of whole registers is within 3 % of its bound, a linear programme over whole visits and the gap."""

from __future__ import annotations

import pytest

from benchmarks.placement import demo_book, model_of
from benchmarks.plan_bound import bound, cost, days_of
from clientbook.hosts.file.book import FileBook
from clientbook.method.contacts import Model
from tests.shared import NORTHWIND_AS_OF, northwind


def above_the_bound(model: Model) -> float:
    managers = [days_of(model, number) for number in sorted(set(model.contacts["manager"].tolist()))]
    return sum(map(cost, managers)) / sum(map(bound, managers)) - 1


def test_the_demo_places_all_contacts_within_three_per_cent_of_the_least_cost() -> None:
    model = model_of(*demo_book())
    assert (model.contacts["day"] >= 0).all()
    assert -1e-9 <= above_the_bound(model) <= 0.03


def test_northwind_is_placed_at_the_least_cost_there_is() -> None:
    model = model_of(FileBook.open(northwind()), NORTHWIND_AS_OF)
    assert above_the_bound(model) == pytest.approx(0, abs=1e-6)
