"""The Northwind register, whole: figures of domain.md §8, and what a register without log, plans and cost must say."""

from __future__ import annotations

import pytest

import clientbook
from clientbook.results import Result
from tests.shared import NORTHWIND_AS_OF, northwind


@pytest.fixture
def auto(northwind_run: Result) -> Result:
    return northwind_run


def counts(result: Result, column: str) -> list[int]:
    order = {"abc": ["A", "B", "C"], "segment_computed": ["key", "large", "medium", "small"]}[column]
    bought = result.segments[result.segments["revenue_12m"] > 0]
    return [int((bought[column] == code).sum()) for code in order]


def test_net_of_twelve_months(auto: Result) -> None:
    bought = auto.segments[auto.segments["revenue_12m"] > 0]
    assert len(bought) == 88
    assert round(float(bought["revenue_12m"].sum()), 2) == 856_885.19


def test_classes_with_annualised_income(auto: Result) -> None:
    assert counts(auto, "abc") == [35, 27, 26]
    assert counts(auto, "segment_computed") == [12, 23, 27, 26]
    assert round(float(auto.segments["annual_income"].sum()), 2) == 871_083.45
    assert int(auto.segments["young"].sum()) == 9


def test_classes_with_plain_twelve_months() -> None:
    twelve_months = clientbook.run(northwind(), as_of=NORTHWIND_AS_OF, settings={"income_mode": "12m"})
    assert counts(twelve_months, "abc") == [33, 29, 26]
    assert counts(twelve_months, "segment_computed") == [11, 22, 29, 26]


def test_four_never_bought_and_one_bought_once(auto: Result) -> None:
    assert int((auto.segments["status"] == "never").sum()) == 4
    assert int((auto.segments["orders"] == 1).sum()) == 1


def test_clients_without_a_manager_stand_in_the_load(auto: Result) -> None:
    nobody = auto.load[auto.load["manager"].isna()]
    assert int(nobody["clients"].sum()) == 4


def test_what_has_no_data_scores_nothing_and_says_so(auto: Result) -> None:
    assert (auto.segments[["risk_no_contact", "risk_nps", "risk_overdue", "risk_share"]] == 0).all().all()
    assert auto.segments["risk_reason"].str.contains("журнал").all()
    without = auto.kpi[auto.kpi["measure"].isin(["plan", "contacts", "overdue", "mml", "nps", "accuracy"])]
    assert len(without)
    assert without["fact"].isna().all()
    assert without["source"].str.len().gt(0).all()


def test_every_row_says_why(auto: Result) -> None:
    assert auto.segments["reason"].str.len().between(1, 120).all()
    assert auto.plan["why"].str.len().between(1, 120).all()
