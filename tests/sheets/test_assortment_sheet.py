"""«Ассортимент» and its matrix: figures by manager with their words, groups named in the first row, and what to fill in."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from clientbook.locale import LANGUAGES, words
from clientbook.method.measures.reading import Desk
from clientbook.method.past import Past
from clientbook.method.portfolio import portfolio
from clientbook.method.tools import Tools
from clientbook.sheets import assortment
from tests.builders import Row, ago, make_register
from tests.sheets import frames

RU = words("ru")
LISTS: list[Row] = [{"client_group": "все", "sku": sku} for sku in ("F1", "W1")]


def tools_of(lists: list[Row], lang: str = "ru", *, category: bool = True) -> Tools:
    clients: list[Row] = [
        {"client_id": one, "manager": manager, "segment_manual": "small", "override_reason": "да"}
        for one, manager in zip("1234", ("Анна", "Анна", "Борис", None), strict=True)
    ]
    kinds = {"F1": "Крепёж" if category else None, "W1": "Сварка" if category else None}
    sold = [(one, days, "F1", 1_000) for one in "1234" for days in (31, 61, 91, 425)]
    sold += [(one, 20, "W1", 2_400) for one in "123"]
    rows: list[Row] = [
        {"client_id": one, "date": ago(days), "amount": amount, "sku": sku, "category": kinds[sku]}
        for one, days, sku, amount in sold
    ]
    register = make_register(clients, rows, mml=lists)
    found = portfolio(register, words(lang))
    desk = Desk(register, found, None, words(lang), Past(register, found))  # type: ignore[arg-type]
    return Tools(desk)


def test_managers_are_counted_and_told_where_they_stand() -> None:
    content = assortment.content(tools_of(LISTS), frames.TOP, RU)
    first = content.tables["cb_assortment"].to_dict("records")[0]
    # three months × two articles × two clients
    assert (first["manager"], first["active"], first["listed"], first["required"]) == ("Анна", 2, 2, 12)
    assert first["coverage"] == pytest.approx(first["bought"] / 12)
    assert first["verdict"].endswith("п. п.") or "год назад" in first["verdict"]
    assert content.tables["cb_assortment"]["manager"].tolist()[-1] == "(без менеджера)"
    assert content.lines["cross_share"] == pytest.approx(3 / 4)
    missing = content.tables["cb_assortment_missing"].to_dict("records")
    assert [(row["client_id"], row["sku"], row["of_list"]) for row in missing if row["sku"] == "W1"] == [
        ("4", "W1", "2 из 6")
    ]
    assert missing[0]["expected"] == pytest.approx(200)
    assert missing[0]["why"] == "Медиана 3 клиентов того же сегмента"


def test_the_matrix_names_its_groups_in_the_first_row_and_says_what_to_offer() -> None:
    content = assortment.matrix_content(tools_of(LISTS), frames.TOP, RU)
    rows: Any = content.tables["cb_assortment_matrix"]
    assert rows.iloc[0][["client", "g1", "g2"]].tolist() == ["Группа товара →", "Крепёж", "Сварка"]
    four = rows[rows["client_id"].eq("4")].iloc[0]
    assert (four["count"], four["category"], four["expected"]) == (1, "Сварка", pytest.approx(200))
    assert pd.isna(four["g2"])
    assert rows[rows["client_id"].eq("1")].iloc[0]["new"] == "Сварка"
    assert content.lines["cross_offer"] == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_lists_and_groups_the_sheets_say_what_to_fill_in(lang: str) -> None:
    tools = tools_of([], lang, category=False)
    speech = words(lang)
    content = assortment.content(tools, frames.TOP, speech)
    assert content.lines["source"] == speech.text("sheet.assortment.waiting")
    assert set(content.tables["cb_assortment"]["coverage"]) == {""}
    assert content.tables["cb_assortment_missing"].empty
    matrix = assortment.matrix_content(tools, frames.TOP, speech)
    assert matrix.lines["source"] == speech.text("sheet.matrix.waiting")
    assert matrix.tables["cb_assortment_matrix"].empty
