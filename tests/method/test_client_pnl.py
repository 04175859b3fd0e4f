"""P&L of clients: what is taken off, over which months, why a client loses, and what is missing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import words
from clientbook.method.client_pnl import ClientPnl, client_pnl
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from clientbook.register.read import Register
from clientbook.sheets.client_pnl import source
from tests.builders import Row, ago, make_register, sale

RU = words("ru")


def found(register: Register) -> ClientPnl:
    planned: Any = SimpleNamespace(plan=pd.DataFrame(), done=pd.DataFrame(), start=ago(-1))
    return client_pnl(Desk(register, portfolio(register, RU), planned, RU))


def client(code: str, **more: object) -> Row:
    return {"client_id": code, "client": f"Клиент {code}", "manager": "Анна", **more}


def test_profit_is_revenue_less_everything_a_client_costs_in_twelve_months() -> None:
    sales = [sale("1", ago(10), 1000, cost=600), sale("1", ago(400), 9999, cost=1)]
    costs: list[Row] = [
        {"period": date(2026, 6, 1), "client_id": "1", "discounts": 50, "logistics": 30, "other": 5},
        {"period": date(2025, 7, 1), "client_id": "1", "discounts": 1},
        {"period": date(2025, 6, 1), "client_id": "1", "discounts": 7000},
        {"period": date(2026, 5, 1), "client_id": "нет такого", "logistics": 44},
    ]
    log: list[Row] = [
        {"date": ago(5), "client_id": "1", "kind": "visit", "result": "held"},
        {"date": ago(6), "client_id": "1", "kind": "call", "minutes": 3},
        {"date": ago(7), "client_id": "1", "kind": "internal", "minutes": 60},
        {"date": ago(390), "client_id": "1", "kind": "call", "minutes": 60},
    ]
    settings = {"minute_cost": 2, "overdue_rate": 0.1, "visit_minutes": 20}
    result = found(
        make_register([client("1", overdue=100)], sales, costs=costs, log=log, settings=settings, basis="profit")
    )
    row = result.clients.iloc[0]
    parts = [
        "revenue",
        "cost",
        "gross_profit",
        "discounts",
        "logistics",
        "other",
        "minutes",
        "contact_cost",
        "overdue_cost",
    ]
    assert row[parts].tolist() == [1000, 600, 400, 51, 30, 5, 23, 46, 10]
    assert row["profit"] == pytest.approx(400 - 51 - 30 - 5 - 46 - 10)
    assert row["profitability"] == pytest.approx(0.258)
    assert result.unlisted == 44


def test_those_at_a_loss_stand_first_and_say_why() -> None:
    sales = [
        *[sale("small", ago(9), 100, cost=80), sale("large", ago(9), 900, cost=500)],
        *[sale("below", ago(9), 100, cost=130), sale("far", ago(9), 100, cost=90)],
    ]
    costs: list[Row] = [
        {"period": date(2026, 6, 1), "client_id": "far", "logistics": 25, "discounts": 3},
        {"period": date(2026, 6, 1), "client_id": "silent", "logistics": 5},
    ]
    clients = [client(code) for code in ("small", "large", "below", "far", "silent", "none")]
    result = found(make_register(clients, sales, costs=costs, basis="profit"))
    assert result.clients["client_id"].tolist() == ["below", "far", "silent", "large", "small"]
    why = result.clients.set_index("client_id")["why"]
    assert why["below"] == "продаём дешевле себестоимости: теряем 30 ₽, 30 % выручки"
    assert why["far"] == "валовая прибыль 10 ₽ не покрывает затрат; больше всего – логистика, 25 ₽"
    assert why["silent"] == "продаж за 12 мес. нет, а логистика – 5 ₽"
    assert why.str.len().max() <= 120


def test_what_is_missing_is_said_with_the_sheet_to_fill_in() -> None:
    bare = found(make_register([client("1")], [sale("1", ago(9), 100)]))
    assert bare.clients["profit"].isna().all()
    text = source(bare, RU)
    assert all(sheet in text for sheet in ("«Продажах»", "«Затраты»", "«Журнал»"))
    assert bare.clients["why"].tolist() == ["себестоимость неизвестна: заполните её в «Продажах»"]
