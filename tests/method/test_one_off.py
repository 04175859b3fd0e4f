"""One-off deals: marked, kept out of the trend, and taken out of the second ABC."""

from __future__ import annotations

from clientbook.locale import words
from clientbook.method.portfolio import portfolio
from tests.builders import Row, ago, every, make_register, sale


def one(rows: list[Row], client: str = "a") -> dict[str, object]:
    clients = [{"client_id": name} for name in sorted({str(row["client_id"]) for row in rows})]
    found = portfolio(make_register(clients, rows), words("ru")).set_index("client_id")
    return dict(found.loc[client])


def test_over_five_medians_and_over_half_of_the_year() -> None:
    ordinary = every("a", 60, 100, count=12)  # 6 or 7 orders of 100 a year
    assert one([*ordinary, sale("a", ago(30), 1000)])["one_off"]
    assert not one([*ordinary, sale("a", ago(30), 500)])["one_off"]  # five medians exactly
    weekly = every("a", 7, 100, count=100)
    assert not one([*weekly, sale("a", ago(31), 1000)])["one_off"]  # a fifth of the year only


def test_a_one_off_deal_makes_neither_a_trend_nor_a_class() -> None:
    rows = [*every("a", 60, 100, count=20), *every("b", 60, 900, count=20), *every("c", 60, 90, count=20)]
    deal = [*rows, sale("a", ago(100), 90_000)]
    assert one(deal)["status"] == one(rows)["status"] == "stable"
    assert (one(deal)["abc"], one(deal, "b")["abc"]) == ("A", "B")
    assert (one(rows)["abc"], one(rows, "b")["abc"]) == ("B", "A")
    assert (one(deal)["abc_regular"], one(deal, "b")["abc_regular"]) == (one(rows)["abc"], one(rows, "b")["abc"])
