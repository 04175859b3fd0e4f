"""What a head agrees on «Передача клиентов» is entered on «Передачи» once, and the plan moves on the day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.results import Result
from clientbook.run import run
from tests.registers import write_register
from tests.workbooks import cells

AS_OF = date(2026, 6, 30)
DAY = date(2026, 7, 20)
HUNTER, FARMER = "Сова Юлия", "Аистова Анна"


def _register(tmp_path: Path) -> Path:
    clients = [(f"Н{n}", f"ООО «Новый {n}»", HUNTER) for n in range(3)] + [("С1", "ООО «Старый»", FARMER)]
    sales = [(date(2026, 5, 4 + n), f"Д-{code}-{n}", code, "A", 5000.0) for code, *_ in clients for n in range(8)]
    staff = [(HUNTER, "МП"), (FARMER, "КМ")]
    return write_register(tmp_path / "Реестр.xlsx", clients, sales, more={"Сотрудники": (("Менеджер", "Роль"), staff)})


def _corner(sheet: Worksheet, header: str) -> Cell:
    return next(cell for line in sheet.iter_rows() for cell in line if cell.value == header)


def _mark(path: Path, client: str, taker: str, on: date) -> None:
    """Type who takes a client over and when."""
    book = openpyxl.load_workbook(path)
    sheet = book["Передача клиентов"]
    code, agreed, day = (_corner(sheet, header) for header in ("Код клиента", "Принимает", "Дата передачи"))
    row = next(n for n in range(code.row + 1, sheet.max_row + 1) if sheet.cell(n, code.column).value == client)
    sheet.cell(row, agreed.column).value = taker
    sheet.cell(row, day.column).value = datetime.combine(on, datetime.min.time())
    book.save(path)


def _entered(path: Path) -> list[tuple[object, ...]]:
    lines = cells(path, "Передачи")
    top = next(number for number, line in enumerate(lines) if "Код клиента" in line)
    return [tuple(line[:5]) for line in lines[top + 1 :] if line[0]]


def _run(path: Path) -> Result:
    return run(path, as_of=AS_OF, in_place=True)


def test_an_agreed_hand_over_is_entered_once_and_moves_the_plan_on_its_day(tmp_path: Path) -> None:
    path = _register(tmp_path)
    _run(path)
    _mark(path, "Н0", FARMER.upper(), DAY)
    _mark(path, "Н1", "потом решим", DAY)
    for _ in range(2):
        result = _run(path)
        entered = [("Н0", HUNTER, FARMER, datetime.combine(DAY, datetime.min.time()), "от привлечения к ведению")]
        assert _entered(path) == entered
        plan = result.plan[result.plan["client_id"].eq("Н0")]
        assert set(plan.loc[plan["date"] < pd.Timestamp(DAY), "manager"]) <= {HUNTER}
        assert set(plan.loc[plan["date"] >= pd.Timestamp(DAY), "manager"]) == {FARMER}
        assert set(result.plan.loc[result.plan["client_id"].eq("Н1"), "manager"]) <= {HUNTER}
        assert "потом решим" in set(result.problems["value"])
    _mark(path, "Н0", FARMER, date(2026, 7, 27))
    said = _run(path).problems
    assert _entered(path) == entered
    assert "27.07.2026" in set(said["value"])
