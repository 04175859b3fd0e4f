"""Another list under clients or sales is none of theirs; the same headers once more go on with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clientbook.register.problems import Done
from tests.register.books import CLIENTS, SALES, SheetOf, keys, lines, problem, read, write_book

PEOPLE = [("К-1", "ООО «Альфа»", "Иванов"), ("К-2", "АО Бета", "Петров")]
LINES = [(date(2025, 1, 10), "РН-1", "К-1", 100.0), (date(2025, 2, 3), "РН-2", "К-2", 50.0)]
BLANK = (None,) * 4
PAID = [(date(2025, 1, 20), "П-1", "К-1", 70.0), (date(2025, 3, 1), "П-2", "К-2", 30.0)]


@pytest.mark.parametrize("above", [[BLANK, ("Оплаты", None, None, None)], [BLANK], [("Оплаты", None, None, None)], []])
def test_payments_under_the_sales_are_left_out_with_their_money(
    tmp_path: Path, above: list[tuple[object, ...]]
) -> None:
    rows = [SALES, *LINES, *above, ("Дата", "Платёж", "Клиент", "Сумма"), *PAID]
    sheets = {"Клиенты": SheetOf([CLIENTS, *PEOPLE], left=2), "Продажи": SheetOf(rows, left=2)}
    found = read(write_book(tmp_path / "Оплаты ниже.xlsx", sheets))
    told = problem(found, "another_list")
    captioned = bool(above) and above[-1][0] is not None
    assert (told.cell, told.count, told.amount) == (f"B{4 + len(above) - captioned}", 2, 100.0)
    assert told.done is Done.LEFT_OUT
    assert keys(found) == {"another_list", "dates_apart"}
    assert lines(found, "doc_no, amount") == [("РН-1", 100), ("РН-2", 50)]
    assert found.sales.reconciled


def test_the_same_headers_once_more_go_on_with_the_list_and_words_in_a_row_do_not_end_it(tmp_path: Path) -> None:
    rows = [SALES, LINES[0], BLANK, ("Дата", "№ документа", "Код клиента", "Сумма"), LINES[1]]
    rows += [("не помню", "РН-3", "К-1", "уточнить у Кати"), (date(2025, 4, 1), "РН-4", "К-1", 7.0)]
    sheets = {"Клиенты": SheetOf([CLIENTS, *PEOPLE]), "Продажи": SheetOf(rows)}
    found = read(write_book(tmp_path / "По страницам.xlsx", sheets))
    assert lines(found, "doc_no, amount") == [("РН-1", 100), ("РН-2", 50), ("РН-4", 7)]
    assert "another_list" not in keys(found)


def test_debts_under_the_clients_make_no_clients(tmp_path: Path) -> None:
    debts = [(None,) * 3, ("Долги", None, None), ("Клиент", "Код клиента", "Долг"), ("ООО «Альфа»", "К-1", 900.0)]
    sheets = {"Клиенты": SheetOf([CLIENTS, *PEOPLE, *debts]), "Продажи": SheetOf([SALES, *LINES])}
    found = read(write_book(tmp_path / "Долги ниже.xlsx", sheets))
    assert list(found.clients["client_id"]) == ["К-1", "К-2"]
    told = problem(found, "another_list")
    assert (told.sheet, told.cell, told.count) == ("Клиенты", "A5", 1)
