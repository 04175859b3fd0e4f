"""«Основание»: numbers that fired the rule, never over 120 characters, in both languages."""

from __future__ import annotations

import pytest

from clientbook.locale import words
from clientbook.method.portfolio import portfolio
from clientbook.method.reason import LIMIT, fitted
from tests.builders import Row, ago, every, make_register, northwind_register, sale


def reason(sales: list[Row], lang: str = "ru", **client: object) -> str:
    found = portfolio(make_register([{"client_id": "a", **client}], sales), words(lang))
    return str(found["reason"].iloc[0])


def test_stages_tell_their_numbers() -> None:
    assert "без заказов 100 дн. > 90 (интервал 7)" in reason(every("a", 7, 10, until=100))
    assert "без заказов 200 дн. > 180 (интервал 7)" in reason(every("a", 7, 10, until=200))
    assert "первая покупка 50 дн. назад, заказов: 2" in reason([sale("a", ago(50), 5), sale("a", ago(9), 5)])
    assert "единственный заказ 400 дн. назад" in reason([sale("a", ago(400), 5)])
    assert "покупок не было" in reason([])
    assert "no order for 100 days > 90 (interval 7)" in reason(every("a", 7, 10, until=100), "en")
    grown = [*every("a", 10, 100, until=5, count=18), *every("a", 10, 10, until=190, count=36)]
    assert "6 мес.: 1\u00a0800 против 180, +900 %" in reason(grown)


def test_a_long_reason_of_a_person_is_cut() -> None:
    text = reason(every("a", 7, 10), segment_manual="key", override_reason="очень " * 60)
    assert len(text) <= LIMIT
    assert text.startswith("вручную: очень")


def test_parts_are_dropped_before_they_are_cut() -> None:
    assert fitted(["один", "", "два"]) == "один; два"
    assert fitted(["один", "второй", "три"], spare=1, limit=10) == "один; три"
    assert fitted(["x" * 20], limit=10) == "x" * 9 + "…"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_row_of_northwind_says_why(lang: str) -> None:
    found = portfolio(northwind_register(), words(lang))
    for column in ("reason", "risk_reason"):
        assert found[column].str.len().between(1, LIMIT).all()
    assert found["risk_reason"].str.contains("журнал" if lang == "ru" else "log").all()
