"""Rows of the further tools that can never count are told with their cell: an article never sold, a group nobody is in, a score of 11."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clientbook.locale import words
from clientbook.method.loyalty import scores
from clientbook.method.past import Past
from clientbook.method.portfolio import portfolio
from clientbook.method.talking_points import tell_unknown_groups
from tests.register.books import SheetOf, every_sentence, keys, problem, read, write_book

DAY = date(2025, 5, 12)
BOOK = {
    "Клиенты": SheetOf([("Код клиента", "Клиент", "Менеджер", "Отрасль", "NPS"), ("1", "Альфа", "Анна", "Мебель", 7)]),
    "Продажи": SheetOf(
        [
            ("Дата", "Документ", "Код клиента", "Артикул", "Группа", "Сумма без НДС"),
            (DAY, "Д-1", "1", "A-01", "Крепёж", 100),
        ]
    ),
    "MML": SheetOf(
        [
            ("Группа клиента", "Артикул"),
            ("мебель", "A-01"),
            ("Все", "A-02"),
            ("Крупные заводы", "A-01"),
            ("Ключевой", "A-01"),
        ]
    ),
    "ХПВ": SheetOf([("Группа товара", "Выгода клиента"), ("крепёж", "меньше счетов"), ("Станки", "тише")]),
    "Оценки NPS": SheetOf(
        [("Дата", "Код клиента", "ФИО", "Оценка 0–10"), (DAY, "1", "Иван", 11), (DAY, "1", "Олег", 9)]
    ),
}


def test_rows_that_never_count_are_told_with_their_cell_and_the_others_count(tmp_path: Path) -> None:
    found = read(write_book(tmp_path / "Книга.xlsx", BOOK))
    past = Past(found, portfolio(found, words("ru"))).count()
    tell_unknown_groups(found, past)
    for key, cell, value in (
        ("mml_sku", "A3", "A-02"),
        ("mml_group", "A4", "Крупные заводы"),
        ("argument_group", "A3", "Станки"),
        ("answer_range", "D2", "11"),
    ):
        told = problem(found, key)
        assert (told.cell, told.value, told.count) == (cell, value, 1)
    assert keys(found) >= {"mml_sku", "mml_group", "argument_group", "answer_range"}
    assert every_sentence(found)
    assert past.mml.coverage["required"].max() == 2
    assert scores(found, found.as_of)["nps"].tolist() == [9.0]
