"""The same register gives the same book, whichever host it is computed in.

The selection marked ``excel`` is what somebody with Excel runs: docs/en/open-books.md says how.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

import clientbook
from clientbook.hosts.base import Area, Book
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.file.book import FileBook
from tests.hosts.open_books import (
    AS_OF,
    LATER,
    differences,
    opened,
    seen,
    small_register,
    table_column,
    table_range,
    tables,
)
from tests.hosts.owners_names import HIS, with_sheets, with_tables
from tests.test_as_a_user import Grid

NO_EXCEL = "Excel is driven on Windows and macOS only: run there `python -m pytest -m excel`"
pytestmark = pytest.mark.xdist_group("calc")


@pytest.fixture(
    scope="module",
    params=[pytest.param("calc", marks=pytest.mark.libreoffice), pytest.param("excel", marks=pytest.mark.excel)],
)
def app(request: pytest.FixtureRequest) -> Iterator[xw.App]:
    """Give the program that holds the open book."""
    if request.param == "calc":
        yield request.getfixturevalue("calc")
        return
    if sys.platform not in {"win32", "darwin"}:
        pytest.skip(NO_EXCEL)
    program = xw.App(add_book=False)
    yield program
    program.quit()


@dataclass(frozen=True)
class Pair:
    """The same register computed in a file and in an open book; sheets and tables of its owner's have names of ours."""

    file: Path
    live: xw.Book


@pytest.fixture(scope="module")
def pair(app: xw.App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("contract")
    file, path = (with_sheets(with_tables(small_register(folder / n), "cb_plan")) for n in ("file.xlsx", "live.xlsx"))
    clientbook.run(file, as_of=AS_OF, in_place=True)
    with opened(app, path) as live:
        clientbook.run_book(live, as_of=AS_OF)
        yield Pair(file, live)


@pytest.fixture(scope="module")
def drawn(pair: Pair, app: xw.App) -> Iterator[xw.Book]:
    """Give the file of the first run, opened beside the open book."""
    copy = pair.file.with_name("drawn.xlsx")
    copy.write_bytes(pair.file.read_bytes())
    with opened(app, copy) as book:
        yield book


def formulas(book: Book) -> dict[str, list[list[bool]]]:
    used = [area for area in book.areas() if not area.table]
    return {a.sheet: book.formulas(Area(a.sheet, "", 1, 1, a.bottom, a.right)) for a in used}


def same(pair: Pair) -> None:
    """Hold that file and open book show the same sheets, cells, formulas and tables."""
    file, live = FileBook.open(pair.file), LiveBook(pair.live)
    assert list(live.sheets()) == list(file.sheets())
    assert live.cells(live.tables()["cb_plan"]) == HIS
    assert differences(seen(live), seen(file)) == []
    assert formulas(live) == formulas(file)
    assert tables(live) == tables(file)


def test_a_register_is_read_alike(app: xw.App, tmp_path: Path) -> None:
    path = small_register(tmp_path / "register.xlsx")
    with opened(app, path) as book:
        live = clientbook.check_book(book, as_of=AS_OF)
        assert book.sheet_names == ["Клиенты", "Продажи"]
        assert differences(seen(LiveBook(book)), seen(FileBook.open(path))) == []
    assert live.problems.equals(clientbook.check(path, as_of=AS_OF).problems)


def test_figures_shown_in_another_currency_are_told_alike(app: xw.App, tmp_path: Path) -> None:
    path = small_register(tmp_path / "register.xlsx")
    workbook = openpyxl.load_workbook(path)
    for row, code in ((3, "[$$-409]#,##0.00"), (5, '#,##0.00 "EUR"'), (6, "#,##0.00 [$₽-419]")):
        workbook["Продажи"].cell(row, 5).number_format = code
    workbook.save(path)
    told = clientbook.check(path, as_of=AS_OF).problems
    with opened(app, path) as book:
        live = clientbook.check_book(book, as_of=AS_OF).problems
    assert told.loc[told["key"].eq("currency"), "count"].sum() == 2
    assert live.equals(told)


def test_a_first_run_gives_the_same_cells_under_names_that_are_free(pair: Pair) -> None:
    same(pair)
    assert {"Сводка (2)", "KPI (2)", "План контактов (2)"} <= {*pair.live.sheet_names}


@pytest.mark.parametrize("table", ["cb_plan_2", "cb_segments", "cb_kpi", "cb_settings"])
def test_a_first_run_gives_the_same_looks(pair: Pair, drawn: xw.Book, table: str) -> None:
    assert looks(pair.live, table) == looks(drawn, table)
    # a program scales the widths of a file by its own font
    assert widths(pair.live, table) == pytest.approx(widths(drawn, table), rel=0.08)


def widths(book: xw.Book, name: str) -> list[float]:
    whole = table_range(book, name)
    return [cell.column_width or 0.0 for cell in whole[0, :]]


def looks(book: xw.Book, name: str) -> list[list[Any]]:
    """Return what the header and the first row of a table look like, as far as xlwings tells."""
    whole = table_range(book, name)
    body = [_look(cell, rules=True) for cell in whole[1, :]]
    return [[_look(cell) for cell in whole[0, :]], body, [whole.sheet.tables[name].show_autofilter]]


def _look(cell: xw.Range, *, rules: bool = False) -> list[Any]:
    font, below = cell.font, cell.borders["edge_bottom"]
    told: list[Any] = [font.name, font.size, font.bold, font.color, cell.color or (255, 255, 255), cell.number_format]
    told += [cell.wrap_text, cell.horizontal_alignment, cell.vertical_alignment]
    told += [below.line_style, below.color, cell.columns.hidden]
    if rules:
        check = cell.data_validation
        told += [check.type, check.source if check.type == "list" else None]
        told += [sorted(str((rule.type, rule.formula, rule.fill_color)) for rule in cell.conditional_formats)]
    return told


def test_a_second_run_after_people_worked_gives_the_same_cells(pair: Pair) -> None:
    book = openpyxl.load_workbook(pair.file)
    plan = Grid(book, "cb_plan_2")
    notes = [(0, "Статус", "выполнено"), (0, "Итог", "=договорились"), (1, "Следующий шаг", "прислать прайс 2026")]
    for row, header, text in notes:
        plan.put(row, header, text)
        if text.startswith("="):
            plan.sheet.cell(plan.top + 1 + row, plan.columns[header]).data_type = "s"
        table_column(pair.live, "cb_plan_2", header)[row].value = f"'{text}"
    settings = Grid(book, "cb_settings")
    row = next(number for number, line in enumerate(settings.rows()) if "horizon_weeks" in line.values())
    header = next(name for name in settings.columns if name in {"Значение", "Value"})
    settings.put(row, header, 6)
    table_column(pair.live, "cb_settings", header)[row].value = 6
    book.save(pair.file)
    clientbook.run(pair.file, as_of=LATER, in_place=True)
    clientbook.run_book(pair.live, as_of=LATER)
    same(pair)
    _write_later(pair, "позвонить в среду")
    clientbook.run(pair.file, as_of=LATER, in_place=True)
    clientbook.run_book(pair.live, as_of=LATER)
    same(pair)
    assert "позвонить в среду" in table_column(pair.live, "cb_log", "Следующий шаг").value
    before = seen(LiveBook(pair.live))
    clientbook.run_book(pair.live, as_of=LATER)
    assert differences(seen(LiveBook(pair.live)), before) == []  # with nothing new a run changes nothing


def _write_later(pair: Pair, text: str) -> None:
    """Write a next step beside the contact that the last run put into the log."""
    book = openpyxl.load_workbook(pair.file)
    plan = Grid(book, "cb_plan_2")
    row = next(index for index, line in enumerate(plan.rows()) if line["Статус"] == "выполнен")
    plan.put(row, "Следующий шаг", text)
    book.save(pair.file)
    table_column(pair.live, "cb_plan_2", "Следующий шаг")[row].value = text


def test_a_closed_month_and_approved_segments_are_the_same_and_can_be_taken_back(pair: Pair) -> None:
    clientbook.freeze(pair.file, "month", as_of=LATER)
    clientbook.approve(pair.file, as_of=LATER)
    clientbook.freeze_book(pair.live, "month", as_of=LATER)
    before = seen(LiveBook(pair.live))
    done = clientbook.approve_book(pair.live, as_of=LATER)
    assert done.note.clients > 0
    same(pair)
    clientbook.undo(pair.live)
    assert differences(seen(LiveBook(pair.live)), before) == []
