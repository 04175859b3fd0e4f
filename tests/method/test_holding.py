"""Clients of one head office are weighed as one buyer."""

from __future__ import annotations

import pandas as pd

from clientbook.method.pareto import pareto
from clientbook.method.service import service_segment
from clientbook.register.settings import Settings

STAFF = pd.DataFrame({"manager": pd.Series(dtype=object), "job": pd.Series(dtype=object)})


def clients(incomes: dict[str, float], heads: dict[str, str]) -> pd.DataFrame:
    codes = list(incomes)
    return pd.DataFrame(
        {
            "client_id": codes,
            "client": codes,
            "parent_id": pd.Series([heads.get(code) for code in codes], dtype=object),
            "manager": "М",
            "key_flag": False,
            "annual_income": list(incomes.values()),
        }
    )


def segments(incomes: dict[str, float], heads: dict[str, str]) -> dict[str, str]:
    frame = clients(incomes, heads)
    found = service_segment(frame, frame["annual_income"], STAFF, Settings())
    return dict(zip(frame["client_id"], found, strict=True))


INCOMES = {"a": 40.0, "b": 30.0, "c": 10.0, "d": 9.0, "e": 8.0, "f": 3.0}


def test_a_small_branch_of_a_large_holding_is_served_as_the_holding() -> None:
    alone = segments(INCOMES, {})
    assert alone["f"] == "small"
    together = segments(INCOMES, {"f": "a", "d": "a"})
    assert together["a"] == together["d"] == together["f"] == "key"
    assert together["b"] == "large"


def test_a_branch_that_buys_nothing_has_no_segment() -> None:
    assert segments({**INCOMES, "f": 0.0}, {"f": "a"})["f"] == "none"


def test_dependency_on_one_buyer_counts_the_whole_holding() -> None:
    names = {f"c{number}": 10.0 for number in range(10)}
    assert not pareto(clients(names, {}), Settings()).dependency
    grouped = pareto(clients(names, {"c1": "c0", "c2": "c0"}), Settings())
    assert grouped.dependency
    assert round(grouped.largest_share, 2) == 0.30
