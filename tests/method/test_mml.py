"""MML: coverage is summed over months, never the union; what is missing comes by expected margin, from equals first."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.kpi import MEASURES
from clientbook.method.measures.mml import base_rows, coverage
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.mml import Mml
from clientbook.method.past import Past
from clientbook.method.portfolio import portfolio
from clientbook.method.roles import EVERYBODY
from clientbook.register.read import Register
from tests.builders import Row, make_register, sale

RU = words("ru")
TEN = [f"A{number}" for number in range(10)]


def listed(skus: list[str], group: str = "все", **more: object) -> list[Row]:
    return [{"client_group": group, "sku": sku, **more} for sku in skus]


def of(sales: list[Row], lists: list[Row], clients: list[Row] | None = None, **more: object) -> Past:
    every: list[Row] = clients or [{"client_id": "1", "manager": "Анна"}]
    register = make_register(every, sales, mml=lists, **more)  # type: ignore[arg-type]
    return Past(register, portfolio(register, RU))


def bought(client: str, month: int, skus: list[str], amount: float = 100, year: int = 2026) -> list[Row]:
    return [sale(client, date(year, month, 10), amount, sku=sku) for sku in skus]


def reading(past: Past, measure: str = "mml") -> Reading:
    register: Register = past.register
    return MEASURES[measure](EVERYBODY, Desk(register, past.portfolio, None, RU, past))  # type: ignore[arg-type]


def test_three_of_ten_and_then_three_others_is_thirty_percent_and_not_sixty() -> None:
    past = of(bought("1", 5, TEN[:3]) + bought("1", 6, TEN[3:6]), listed(TEN), settings={"mml_months": 2})
    found = past.mml.coverage
    assert found[["required", "bought"]].to_numpy().tolist() == [[10, 3], [10, 3]]
    assert coverage(found) == pytest.approx(0.30)


def test_what_came_back_was_not_bought() -> None:
    back = sale("1", date(2026, 6, 20), -100, sku="A0")
    past = of([*bought("1", 6, TEN[:3]), back], listed(TEN), settings={"mml_months": 1})
    assert past.mml.coverage["bought"].tolist() == [2]


def test_a_list_is_that_of_the_segment_the_industry_and_everybody_and_an_article_counts_once() -> None:
    clients: list[Row] = [
        {"client_id": "1", "industry": "Мебель ", "segment_manual": "large", "override_reason": "так"},
        {"client_id": "2", "industry": "ЖКХ", "segment_manual": "small", "override_reason": "так"},
    ]
    lists = [
        *listed(["A0", "A1"], "Крупный"),
        *listed(["A1", "A2"], "мебель"),
        *listed(["A2", "A3"], "Все"),
        *listed(["A9"], "small"),
    ]
    sales = bought("1", 6, ["A0"]) + bought("2", 6, ["A0"])
    found = of(sales, lists, clients, settings={"mml_months": 1}).mml.coverage.set_index("client_id")
    assert found["required"].to_dict() == {"1": 4, "2": 3}


def test_an_article_counts_in_the_months_on_whose_last_day_it_is_in_force() -> None:
    lists = [
        *listed(["A0"], since=pd.Timestamp("2026-05-15"), until=pd.Timestamp("2026-06-29")),
        *listed(["A1"], until=pd.Timestamp("2026-04-30")),
        *listed(["A2"]),
    ]
    found = of(bought("1", 6, ["A2"]), lists).mml.coverage
    assert found.set_index(found["month"].dt.month)["required"].to_dict() == {4: 2, 5: 2, 6: 1}


def test_missing_articles_come_by_what_they_bring_to_clients_of_the_same_segment() -> None:
    clients: list[Row] = [{"client_id": str(n), "segment_manual": "medium", "override_reason": "так"} for n in range(5)]
    clients.append({"client_id": "rich", "segment_manual": "key", "override_reason": "так"})
    sales = bought("0", 6, ["X"])
    for client, amount in (("1", 1200), ("2", 2400), ("3", 36_000)):
        sales += bought(client, 6, ["A0"], amount)
    sales += bought("rich", 6, ["A0", "A1"], 600_000) + bought("4", 6, ["X"])
    missing = of(sales, listed(["A0", "A1", "A2"]), clients).mml.missing
    mine = missing[missing["client_id"].eq("0")].set_index("sku")
    # A0: three buyers of the segment, 100, 200 and 3,000 a month: the median; A1: one buyer in all, so that one decides
    assert mine["expected"].to_dict() == pytest.approx({"A1": 50_000.0, "A0": 200.0, "A2": float("nan")}, nan_ok=True)
    assert mine["own_segment"].to_dict() == {"A1": False, "A0": True, "A2": False}
    assert mine["place"].tolist() == [1, 2, 3]
    assert set(mine["missing"]) == {3}


def test_margin_is_gross_profit_where_costs_are_known() -> None:
    sales = [sale(client, date(2026, 6, 10), 1200, sku="A0", cost=960) for client in ("1", "2", "3")]
    clients: list[Row] = [{"client_id": one, "segment_manual": "small", "override_reason": "так"} for one in "0123"]
    past = of([*sales, sale("0", date(2026, 6, 1), 5, sku="X", cost=4)], listed(["A0"]), clients, basis="profit")
    assert past.mml.missing["expected"].tolist() == [pytest.approx(20.0)]


def test_the_base_is_the_same_list_a_year_ago_of_clients_who_could_buy_it() -> None:
    clients: list[Row] = [{"client_id": "1"}, {"client_id": "2"}]
    sales = [sale("1", date(2024, 1, 9), 100, sku="X"), *bought("1", 6, TEN[:2], year=2025)]
    sales += bought("1", 6, TEN[:5]) + bought("2", 6, TEN[:3])
    past = of(sales, listed(TEN), clients, settings={"mml_months": 1})
    found = reading(past)
    assert [found.fact, found.base, found.plan] == pytest.approx([0.4, 0.2, 0.3])
    assert found.source == "Куплено 8 из 20 позиций списков, 1 мес.; год назад 20,0 %"


def test_without_sales_a_year_ago_there_is_a_figure_but_no_target() -> None:
    past = of(bought("1", 6, TEN[:3]), listed(TEN))
    desk = Desk(past.register, past.portfolio, None, RU, past)  # type: ignore[arg-type]
    assert base_rows(past.mml.coverage, desk).empty
    assert reading(past).plan is None
    assert reading(past).fact == pytest.approx(0.1)


def test_who_left_has_no_list() -> None:
    clients: list[Row] = [{"client_id": "1"}, {"client_id": "gone"}]
    past = of(bought("1", 6, TEN[:3]) + bought("gone", 1, TEN, year=2024), listed(TEN), clients)
    assert set(past.mml.coverage["client_id"]) == {"1"}
    assert "gone" not in set(past.mml.missing["client_id"])


def test_without_lists_nothing_is_counted_and_the_kpi_says_what_to_fill_in() -> None:
    past = of(bought("1", 6, TEN), [])
    assert isinstance(past.mml, Mml)
    assert past.mml.coverage.empty
    assert reading(past).source.startswith("Лист MML пуст")
