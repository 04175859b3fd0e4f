"""«KPI» and «Премия» as living sheets: LibreOffice works out what we cached, and what people change shows at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.write import new_book
from clientbook.locale import words
from clientbook.method.kpi import kpi as compute
from clientbook.method.portfolio import portfolio
from clientbook.method.reconciliation import difference
from clientbook.method.summary import summary as summarise
from clientbook.register.parse import Reading
from clientbook.register.previous import read_previous
from clientbook.register.problems import Problems
from clientbook.sheets import kpi, pay, settings, summary
from clientbook.sheets.description import Content
from tests.builders import Row, ago, every, make_register
from tests.libreoffice import formula_differences, office
from tests.sheets.frames import TOP

PEOPLE = ("Анна", "Борис", "Вера")
STAFF: list[Row] = [
    *({"manager": name, "job": "km", "head": "Глава", "salary": 90_000, "bonus_target": 40_000} for name in PEOPLE),
    {"manager": "Глава", "job": "rko", "salary": 150_000, "bonus_target": 90_000},
]


def contents(lang: str, previous: pd.DataFrame | None = None, **typed: float | str) -> list[Content]:
    """Return the sheets with live formulas, of twelve clients and four people."""
    say = words(lang)
    clients: list[Row] = [
        {"client_id": f"{n:02}", "client": f"Клиент {n}", "manager": PEOPLE[n % 3], "receivable": 100, "overdue": n + 4}
        for n in range(12)
    ]
    sales = [row for n in range(12) for row in every(f"{n:02}", 7 + n, 100 + n, until=9 * n, count=120)]
    plans: list[Row] = [
        {"period": date(2026, 6, 1), "manager": name, "measure": "revenue", "plan": 300.0 + 100 * place}
        for place, name in enumerate(PEOPLE)
    ]
    staff = [{"rate": 1.0, **row} for row in STAFF]
    register = make_register(clients, sales, staff=staff, plans=plans, settings=typed)
    found = portfolio(register, say)
    empty: Any = SimpleNamespace(
        plan=pd.DataFrame(), done=pd.DataFrame(), start=ago(-1), left=pd.DataFrame(columns=["client_id"])
    )
    measured = compute(register, found, empty, say)
    figures = summarise(register, found, measured)
    top = TOP._replace(gap=difference(figures.reconciliation))
    return [
        summary.content(figures, register.settings, top, say),
        kpi.content(measured.kpi, register.settings, top, say),
        pay.content(measured.pay, register.settings, top, say, kpi=measured.kpi, previous=previous, profit=90_000.0),
        settings.content(dict(register.settings.typed), say),
    ]


def write(path: Path, lang: str = "ru", previous: pd.DataFrame | None = None, **typed: float | str) -> Path:
    path.write_bytes(new_book(contents(lang, previous, **typed), lang).save_bytes())
    return path


def edit(path: Path, change: Callable[[Worksheet, Worksheet], None]) -> None:
    """Change «KPI» and «Настройки» as a person would."""
    book = openpyxl.load_workbook(path)
    change(book["KPI"], book["Настройки"])
    book.save(path)


def cells(sheet: Worksheet, header: str) -> dict[tuple[object, ...], Any]:
    """Return the cells of a column of the first table of «KPI» or «Премия» by the first two columns."""
    rows = list(sheet.iter_rows())
    top = next(place for place, row in enumerate(rows) if row[0].value == "Менеджер")
    column = next(place for place, cell in enumerate(rows[top]) if cell.value == header)
    mine = takewhile(lambda row: row[0].value is not None, rows[top + 1 :])
    return {(row[0].value, row[1].value): row[column] for row in mine}


def put_setting(sheet: Worksheet, key: str, value: float) -> None:
    row = next(row for row in sheet.iter_rows() if row[0].value == key)
    row[2].value = value


@pytest.mark.libreoffice
def test_recalculated_values_equal_the_cached_ones_in_both_languages_on_every_scale(tmp_path: Path) -> None:
    program = office(tmp_path / "office")
    books = [
        write(tmp_path / "по умолчанию.xlsx"),
        write(tmp_path / "threshold.xlsx", "en", kpi_scale="threshold", weight_km_plan=30, kpi_nrr_target=1.2),
        write(tmp_path / "пропорция.xlsx", kpi_scale="proportional", kpi_min_weight=0.95),
    ]
    worked_out = program.convert_all(books, "xlsx")
    found = {book.stem: formula_differences(book, new) for book, new in zip(books, worked_out, strict=True)}
    assert found == {book.stem: [] for book in books}


@pytest.mark.libreoffice
def test_a_weight_changed_on_the_sheet_or_in_the_settings_shows_at_once(tmp_path: Path) -> None:
    def change(sheet: Worksheet, settings_sheet: Worksheet) -> None:
        raw = cells(sheet, "Вес исходный")
        raw["Анна", "План продаж"].value = 30
        raw["Борис", "План продаж"].value = 30
        raw["Борис", "NRR"].value = 30
        put_setting(settings_sheet, "weight_rko_plan", 30)

    program = office(tmp_path / "office")
    book = write(tmp_path / "KPI.xlsx")
    before = openpyxl.load_workbook(book, data_only=True)
    edit(book, change)
    after = openpyxl.load_workbook(program.convert(book, "xlsx"), data_only=True)
    integral = {
        person: cell.value for (person, measure), cell in cells(after["KPI"], "Вклад").items() if measure == "И"
    }
    assert (integral["Анна"], integral["Глава"]) == ("сумма 95 %", "сумма 95 %")
    assert 0 < integral["Борис"] <= 1.2
    was = {person: cell.value for (person, measure), cell in cells(before["KPI"], "Вклад").items() if measure == "И"}
    assert integral["Вера"] == pytest.approx(was["Вера"])
    assert integral["Борис"] != pytest.approx(was["Борис"])
    bonus = {person: cell.value for (person, _), cell in cells(after["Премия"], "Премия").items()}
    assert bonus["Анна"] in {None, ""}
    assert bonus["Борис"] == pytest.approx(40_000 * integral["Борис"])


def test_a_weight_typed_over_the_formula_stays_and_only_it_is_read_back(tmp_path: Path) -> None:
    book = write(tmp_path / "KPI.xlsx")
    edit(book, lambda sheet, _: setattr(cells(sheet, "Вес исходный")["Анна", "План продаж"], "value", 30))
    rewritten = FileBook.open(book)
    rewritten.write(contents("ru"), "ru")
    target = tmp_path / "again.xlsx"
    rewritten.save(target)
    raw = cells(openpyxl.load_workbook(target)["KPI"], "Вес исходный")
    assert raw["Анна", "План продаж"].value == 30
    assert str(raw["Анна", "NRR"].value).startswith("=")
    found = read_previous(FileBook.open(target), [kpi.KPI], Reading(), Problems())["cb_kpi"]
    typed = found.dropna(subset=["raw_weight"])
    assert typed[["manager", "measure", "raw_weight"]].to_numpy().tolist() == [["Анна", "plan", 30.0]]
