"""«Передача клиентов» and «P&L клиентов» as they stand on the sheet: what people typed stays, all revenue is accounted for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.locale import LANGUAGES, words
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from clientbook.method.tools import Tools
from clientbook.register.read import Register
from clientbook.register.sales import Figures, Total
from clientbook.sheets import client_pnl, handover
from tests.builders import Row, ago, make_register, sale
from tests.sheets.frames import TOP

RU = words("ru")
STAFF: list[Row] = [{"manager": "Марк", "job": "mp", "rate": 1.0}, {"manager": "Анна", "job": "km", "rate": 1.0}]


def tools(register: Register) -> Tools:
    planned: Any = SimpleNamespace(plan=pd.DataFrame(), done=pd.DataFrame(), start=ago(-1))
    return Tools(Desk(register, portfolio(register, RU), planned, RU))


def won() -> Register:
    clients: list[Row] = [{"client_id": code, "client": code, "manager": "Марк"} for code in ("ripe", "early")]
    sales = [sale("ripe", ago(95), 100), sale("early", ago(5), 50)]
    return make_register(clients, sales, staff=STAFF)


def test_who_takes_a_client_over_is_kept_by_the_client() -> None:
    register = won()
    register.previous["cb_handover"] = pd.DataFrame(
        {
            "client_id": ["early"],
            "agreed": ["Анна"],
            "on": [pd.Timestamp(2026, 7, 6)],
            "comment": [None],
            "unread": [None],
        }
    )
    content = handover.content(tools(register), TOP, RU)
    rows = content.tables["cb_handover"].set_index("client_id")
    assert rows["state"].to_dict() == {"ripe": "пора передать", "early": "ещё рано"}
    assert (rows.loc["early", "agreed"], content.lines["handover_agreed"], content.lines["handover_ripe"]) == (
        "Анна",
        1,
        1,
    )


def test_without_people_who_win_clients_the_sheet_says_what_to_fill_in() -> None:
    register = make_register([{"client_id": "1", "manager": "Анна"}], [sale("1", ago(5), 50)], staff=STAFF[1:])
    content = handover.content(tools(register), TOP, RU)
    assert content.tables["cb_handover"].empty
    assert "«Сотрудники»" in str(content.lines["source"])


def test_revenue_of_clients_and_outside_them_makes_all_revenue() -> None:
    register = make_register([{"client_id": "1"}, {"client_id": "2"}], [sale("1", ago(5), 50), sale("2", ago(6), 25)])
    year = Figures(year=Total(1, Decimal(7), Decimal(7)))
    whole = Figures(year=Total(3, Decimal(82), Decimal(82)))
    sound = replace(register, sales=register.sales._replace(no_client=year, all_lines=whole))
    assert client_pnl.content(tools(sound), TOP, RU).lines["pnl_gap"] == 0
    off = replace(register, sales=register.sales._replace(all_lines=whole))
    assert client_pnl.content(tools(off), TOP, RU).lines["pnl_gap"] == -7


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_register_with_hardly_anything_in_it_fills_both_sheets(lang: str) -> None:
    nothing = tools(make_register([{"client_id": "a"}], []))
    for sheet in (handover, client_pnl):
        content = sheet.content(nothing, TOP, words(lang))
        assert {line.key for line in content.sheet.lines} == set(content.lines)
        for block in content.sheet.blocks():
            assert list(content.tables[block.table.name].columns) == [column.key for column in block.table.columns]
