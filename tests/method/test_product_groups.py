"""Product groups: what is new to a client and was sold within the quarter; what to offer next."""

from __future__ import annotations

import pytest

from clientbook.locale import words
from clientbook.method.measures import cross_sell
from clientbook.method.measures.reading import Desk
from clientbook.method.past import Past
from clientbook.method.portfolio import portfolio
from clientbook.method.roles import EVERYBODY
from tests.builders import Row, ago, make_register, sale

RU = words("ru")


def past_of(sales: list[Row], clients: list[Row]) -> Past:
    register = make_register(clients, sales)
    return Past(register, portfolio(register, RU))


def of_class(client: str, segment: str = "medium") -> Row:
    return {"client_id": client, "segment_manual": segment, "override_reason": "так"}


def test_the_share_is_of_active_clients_and_a_new_client_is_no_cross_sale() -> None:
    sales = [sale(one, ago(days), 100, category="Крепёж") for one in "1234" for days in (200, 20)]
    sales += [
        sale("1", ago(30), 500, category="Сварка"),
        sale("2", ago(30), 500, category="Сварка"),
        sale("2", ago(10), -500, category="Сварка"),  # came back
        sale("3", ago(150), 500, category="Сварка"),  # new, but not of this quarter
        sale("5", ago(15), 900, category="Сварка"),  # everything is new with a new client
        sale("6", ago(800), 900, category="Крепёж"),  # gone
    ]
    past = past_of(sales, [of_class(one) for one in "123456"])
    bought = past.product_groups.bought
    assert bought.loc[bought["new"], ["client_id", "category"]].to_numpy().tolist() == [["1", "Сварка"]]
    found = cross_sell.read(EVERYBODY, Desk(past.register, past.portfolio, None, RU, past))  # type: ignore[arg-type]
    assert [found.fact, found.plan] == pytest.approx([1 / 5, 0.10])


def test_what_the_average_client_of_the_segment_brings_is_offered_first() -> None:
    sales = [sale(one, ago(20), 1_200, category="Крепёж") for one in "12345678"]
    sales += [sale(one, ago(20), 2_400, category="Сварка") for one in "1234"]  # 200 a month, half of them: 100
    sales += [sale(one, ago(20), 3_600, category="Станки") for one in "567"]  # 300 a month, three of eight: 112.5
    sales += [sale("8", ago(20), 99_000, category="Редкое")]  # one buyer tells nothing
    offered = past_of(sales, [of_class(one) for one in "12345678"]).product_groups.offered.set_index("client_id")
    assert offered["category"].to_dict() == dict.fromkeys("1234", "Станки") | dict.fromkeys("567", "Сварка") | {
        "8": "Станки"
    }
    found = [float(str(offered.loc["8", key])) for key in ("expected", "share", "weight")]
    assert found == pytest.approx([300, 3 / 8, 112.5])
