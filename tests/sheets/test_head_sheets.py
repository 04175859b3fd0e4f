"""The head's sheets: what people wrote stays on its row, long lists say what did not fit, the Monday page tells its pages."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.locale import words
from clientbook.method.contacts import contact_plan
from clientbook.method.marks import marks
from clientbook.method.measures.reading import Desk
from clientbook.method.portfolio import portfolio
from clientbook.method.tools import Tools
from clientbook.register.read import Register
from clientbook.sheets import digest, growth, leaving, losing_touch, moves, rule_check
from clientbook.sheets.common import Top
from tests.builders import AS_OF, Row, every, make_register

RU = words("ru")
TOP = Top(AS_OF, date(2026, 7, 1), "сходится", 0)


def gone(count: int, **settings: float) -> Register:
    """Return clients who left, the dearest first, each with its own manager and a potential."""
    clients: list[Row] = [
        {"client_id": f"{n:03}", "manager": f"Менеджер {n:02}", "potential": 1e6 / n} for n in range(1, count + 1)
    ]
    sales = [row for n in range(1, count + 1) for row in every(f"{n:03}", 30, 1_000 / n, until=120)]
    return make_register(clients, sales, settings=settings)


def tools(register: Register) -> Tools:
    clients = portfolio(register, RU)
    return Tools(Desk(register, clients, contact_plan(register, clients, RU, marks(register)), RU))


def test_cause_and_decision_stay_on_the_row_of_their_client_and_no_row_with_them_is_cut() -> None:
    register = gone(25, list_rows=20)
    register.previous["cb_left"] = pd.DataFrame(
        {"client_id": ["025", "001"], "cause": ["цена", None], "decision": [None, "вернуть"], "unread": [None, None]}
    )
    content = leaving.content(tools(register), TOP, RU)
    rows = content.tables["cb_left"].set_index("client_id")
    assert (rows.loc["025", "cause"], rows.loc["001", "decision"]) == ("цена", "вернуть")
    assert len(rows) == 21
    assert content.lines["left_rest"] == 4
    assert content.lines["left_income"] == rows["last_year"].sum()


def test_a_cell_that_could_not_be_read_stands_there_again() -> None:
    register = gone(1)
    unread = pd.Series([{"decision": 45}], dtype=object)
    register.previous["cb_left"] = pd.DataFrame(
        {"client_id": ["001"], "cause": [None], "decision": [None], "unread": unread}
    )
    assert leaving.content(tools(register), TOP, RU).tables["cb_left"]["decision"].tolist() == [45]


def test_lists_are_cut_at_the_setting_and_say_how_many_are_left() -> None:
    content = growth.content(tools(gone(25, list_rows=20)), TOP, RU)
    assert len(content.tables["cb_growth"]) == 20
    assert content.lines["growth_rest"] == 5
    assert content.lines["growth_gap"] == content.tables["cb_growth"]["gap"].sum()


def test_the_monday_page_says_on_how_many_pages_it_prints() -> None:
    assert digest.content(tools(gone(13)), TOP, RU).lines["digest_pages"] == "одна страница А4"
    said = digest.content(tools(gone(14)), TOP, RU).lines["digest_pages"]
    assert said == "14 менеджеров на одной странице не прочесть: печатается страниц: 2; по одному менеджеру — фильтром"


def test_a_register_with_hardly_anything_in_it_fills_every_sheet() -> None:
    nothing = tools(make_register([{"client_id": "a"}], []))
    for sheet in (digest, leaving, losing_touch, growth, moves, rule_check):
        content = sheet.content(nothing, TOP, RU)
        assert {line.key for line in content.sheet.lines} == set(content.lines)
        for block in content.sheet.blocks():
            assert list(content.tables[block.table.name].columns) == [column.key for column in block.table.columns]
