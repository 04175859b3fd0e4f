"""Freezing and approving a register on disk: what is settled stays, the person's own sheet keeps every other byte."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

import clientbook
from clientbook.errors import RegisterError
from clientbook.hosts.file.book import FileBook
from clientbook.run import approve, freeze

AS_OF = date(2026, 9, 30)
CELL = r'<c r="[EF]\d+".*?(?:/>|</c>)'


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A plain register of four clients: one approved by hand, one with a formula of the person's own."""
    book = openpyxl.Workbook()
    clients = book.active
    assert clients is not None
    clients.title = "Клиенты"
    clients.append(["Код клиента", "Клиент", "Менеджер", "Заметка", "Сегмент утверждённый", "Дата утверждения"])
    for number, segment in enumerate(("Малый", None, None, None), start=1):
        clients.append([f"00{number}", f"ООО «Клиент {number}»", "Аистова Анна", f"=A{number + 1}", segment, None])
    sales = book.create_sheet("Продажи")
    sales.append(["Дата", "Документ", "Код клиента", "Сумма без НДС"])
    for number in range(1, 5):
        for back in range(12):
            sales.append([AS_OF - timedelta(days=25 * back), f"Д-{number}-{back}", f"00{number}", 9000 / number**2])
    path = tmp_path / "реестр.xlsx"
    book.save(path)
    return path


def clients_xml(path: Path) -> str:
    return FileBook.open(path).package.read("xl/worksheets/sheet1.xml").decode()


def rows_of(path: Path, table: str) -> list[list[object]]:
    book = FileBook.open(path)
    area = next(area for area in book.areas() if area.table == table)
    return [list(line) for line in book.cells(area)]


def test_an_approval_touches_two_columns_and_keeps_what_was_typed(register: Path) -> None:
    before = clients_xml(register)
    done = approve(register, as_of=AS_OF).note
    after = clients_xml(register)
    assert re.sub(CELL, "", before) == re.sub(CELL, "", after)
    sheet = openpyxl.load_workbook(register)["Клиенты"]
    assert [sheet.cell(row, 5).value for row in range(2, 6)] == ["Малый", "Крупный", "Средний", "Малый"]
    assert sheet["F2"].value is None
    assert str(sheet["F3"].value).startswith("2026-09-30")
    assert (done.clients, done.kept) == (3, 1)
    assert sorted(done.moves["now"]) == ["large", "medium", "small"]
    again = approve(register, as_of=AS_OF, everything=True).note
    assert (again.clients, again.kept, list(again.moves["was"])) == (4, 0, ["small"])
    assert openpyxl.load_workbook(register)["Клиенты"]["E2"].value == "Ключевой"


def test_what_is_frozen_stays_through_runs_and_is_not_frozen_twice(register: Path) -> None:
    month = freeze(register, "month", as_of=AS_OF)
    assert (month.note.period, month.note.rows > 0) == (date(2026, 9, 1), True)
    week = freeze(register, "week", as_of=AS_OF)
    assert (week.note.period, week.note.week, week.note.rows) == (date(2026, 10, 1), 1, 3)
    frozen = rows_of(register, "cb_forecasts")
    with pytest.raises(RegisterError, match="уже зафиксирован"):
        freeze(register, "week", as_of=AS_OF)
    with pytest.raises(RegisterError, match="уже закрыт"):
        freeze(register, "month", as_of=AS_OF)
    with pytest.raises(RegisterError, match="ещё не закончился"):
        freeze(register, "month", month=date(2026, 10, 1), as_of=AS_OF)
    closed = rows_of(register, "cb_closed_kpi")
    output = register.with_name("результат.xlsx")
    clientbook.run(register, as_of=AS_OF, out=output)
    clientbook.run(register, as_of=AS_OF, out=output)
    assert rows_of(output, "cb_forecasts") == frozen
    assert rows_of(output, "cb_closed_kpi") == closed


def test_columns_whose_header_stands_on_two_rows_are_approved_too(register: Path) -> None:
    book = openpyxl.load_workbook(register)
    clients = book["Клиенты"]
    clients.insert_rows(1)
    clients["A1"] = "Основное"
    clients.merge_cells("A1:D1")
    for column in "EF":
        clients[f"{column}1"], clients[f"{column}2"] = clients[f"{column}2"].value, None
        clients.merge_cells(f"{column}1:{column}2")
    book.save(register)
    assert approve(register, as_of=AS_OF).note.clients == 3
    sheet = openpyxl.load_workbook(register)["Клиенты"]
    assert [sheet.cell(row, 5).value for row in range(3, 7)] == ["Малый", "Крупный", "Средний", "Малый"]


def test_a_register_without_the_columns_says_which_to_add(register: Path) -> None:
    book = openpyxl.load_workbook(register)
    book["Клиенты"].delete_cols(5, 2)
    book.save(register)
    before = register.read_bytes()
    with pytest.raises(RegisterError, match="Сегмент утверждённый"):
        approve(register, as_of=AS_OF)
    assert register.read_bytes() == before
