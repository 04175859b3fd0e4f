"""A check tells what a run would tell, also what only sales and clients together show, and writes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

import clientbook
from tests.register.books import SheetOf, write_book

TODAY = date(2025, 6, 15)
DAY = date(2025, 5, 12)
BOOK = {
    "Клиенты": SheetOf(
        [
            ("Код клиента", "Клиент", "Менеджер", "Потенциал"),
            ("1", "Альфа", "Анна", 50),
            ("2", "Бета", "Анна", 1),
        ]
    ),
    "Продажи": SheetOf(
        [
            ("Дата", "Документ", "Код клиента", "Артикул", "Группа", "Сумма без НДС"),
            (date(2024, 5, 12), "Д-1", "1", "A-01", "Крепёж", 9),
            (DAY, "Д-2", "1", "A-01", "Крепёж", 100),
            ("31.02.2025", "Д-3", "1", "A-01", "Крепёж", 7),
        ]
    ),
    "Сотрудники": SheetOf([("Сотрудник", "Роль", "Замещающий"), ("Анна", "КМ", "Никто")]),
    "MML": SheetOf([("Группа клиента", "Артикул"), ("Все", "A-02"), ("Крупные заводы", "A-01")]),
    "ХПВ": SheetOf([("Группа товара", "Выгода клиента"), ("Станки", "тише")]),
}


def test_a_check_tells_what_a_run_tells(tmp_path: Path) -> None:
    path = write_book(tmp_path / "Книга.xlsx", BOOK)
    stored = path.read_bytes()
    checked, ran = clientbook.check(path, today=TODAY), clientbook.run(path, today=TODAY)
    late = {"potential_low", "plan_substitute", "mml_sku", "mml_group", "argument_group"}
    assert set(checked.problems["key"]) > late
    pd.testing.assert_frame_equal(checked.problems, ran.problems)
    for name in ("as_of", "lang", "basis", "lines", "left_out"):
        assert getattr(checked, name) == getattr(ran, name), name
    assert path.read_bytes() == stored
