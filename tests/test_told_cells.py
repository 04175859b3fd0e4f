"""What is told of a cell that people typed into names the cell where a run left it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import clientbook
from clientbook.results import Result
from tests.register.books import CLIENTS, SALES, SheetOf, write_book

AS_OF = date(2026, 9, 30)
PLAN = "План контактов"


def run(path: Path) -> Result:
    return clientbook.run(path, as_of=AS_OF, today=AS_OF, in_place=True)


def swap(sheet: Worksheet, one: int, other: int) -> None:
    for column in range(1, sheet.max_column + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def test_rows_of_the_plan_that_a_run_sorts_are_told_where_they_stand_afterwards(tmp_path: Path) -> None:
    clients = [(f"00{number}", f"ООО «Клиент {number}»", "Аистова Анна") for number in range(1, 5)]
    sales = [(AS_OF - timedelta(days=25 * n), f"Д-{code}-{n}", code, 9000.0) for code, *_ in clients for n in range(12)]
    path = write_book(
        tmp_path / "реестр.xlsx", {"Клиенты": SheetOf([CLIENTS, *clients]), "Продажи": SheetOf([SALES, *sales])}
    )
    run(path)
    book = openpyxl.load_workbook(path)
    sheet = book[PLAN]
    (begin, end) = sheet.tables["cb_plan"].ref.split(":")
    first, last = int(begin[1:]) + 1, int(end[1:]) + 1
    sheet.tables["cb_plan"].ref = f"{begin}:{end[0]}{last}"
    for column, value in ((1, AS_OF + timedelta(days=9)), (2, clients[2][1]), (9, "как-нибудь"), (10, "сам")):
        sheet.cell(last, column).value = value  # a row of one's own, and the status of another that cannot be read
    sheet.cell(first + 2, 9).value = "наверное"
    swap(sheet, first + 2, last)
    swap(sheet, first, last)
    book.save(path)

    told = run(path).problems
    sheet = openpyxl.load_workbook(path)[PLAN]
    cells = told.loc[told["sheet"].eq(PLAN) & told["key"].eq("code_unknown"), ["cell", "value"]].to_numpy().tolist()
    assert (
        cells == [[cell.coordinate, cell.value] for cell in sheet["I"] if cell.value in {"как-нибудь", "наверное"}][:1]
    )
    before = path.read_bytes()
    run(path)
    assert path.read_bytes() == before
