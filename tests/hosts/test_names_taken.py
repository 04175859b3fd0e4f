"""A workbook whose owner has sheets and Excel Tables with names of ours: they stay his, and ours take others."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

import clientbook
from clientbook.hosts.standing import is_own
from clientbook.register.columns import Table as Described
from clientbook.results import Result
from clientbook.sheets import about, load
from clientbook.sheets.plan import PLAN
from clientbook.ui.cli import call
from tests.hosts.open_books import AS_OF, small_register
from tests.hosts.owners_names import HIS, with_sheets, with_tables
from tests.workbooks import areas, cells, table


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return small_register(tmp_path / "register.xlsx")


def run(path: Path) -> Result:
    return clientbook.run(path, as_of=AS_OF, in_place=True, today=AS_OF)


def settled(path: Path) -> bool:
    """Tell whether a further run leaves every byte as it is."""
    before = sha256(path.read_bytes()).digest()
    run(path)
    return sha256(path.read_bytes()).digest() == before


def names(path: Path) -> dict[str, str]:
    """Return name of an Excel Table → its sheet."""
    return {name: sheet for sheet, name, _ in areas(path)}


def test_tables_of_ones_own_are_left_alone_whatever_their_names(register: Path) -> None:
    taken = ("CB_Plan", "cb_log", "cb_figures_now", "cb_sheets")
    with_tables(register, *taken)
    book = openpyxl.load_workbook(register)
    book.defined_names["CB_Segments"] = DefinedName("CB_Segments", attr_text="Клиенты!$A$1")
    book.save(register)
    result = run(register)
    assert settled(register)
    assert "cb_segments_2" in names(register)  # a name of his for a range is not given to a table either
    for number, name in enumerate(taken, start=1):
        assert cells(register, f"Станки {number}") == HIS
        assert names(register)[name] == f"Станки {number}"
        assert not names(register)[f"{name.lower()}_2"].startswith("Станки")
    assert set(result.problems.loc[result.problems["key"].eq("table_not_ours"), "value"]) == set(taken)


def test_marks_in_a_plan_beside_a_table_of_its_name_are_read(register: Path) -> None:
    run(with_tables(register, "cb_plan"))
    book = openpyxl.load_workbook(register)
    sheet = book["План контактов"]
    top, columns = header(sheet)
    sheet.cell(top + 1, columns["Итог"]).value = "Договорились о встрече"
    book.save(register)
    run(register)
    assert table(register, "cb_plan_2")[0]["Итог"] == "Договорились о встрече"
    assert settled(register)


def header(sheet: Worksheet) -> tuple[int, dict[object, int]]:
    """Return row and columns of the header of the only table of a sheet."""
    (one,) = sheet.tables.values()
    first = sheet[one.ref][0]
    return first[0].row, {cell.value: cell.column for cell in first}


WEEKS = next(block.table for block in load.sheet(13).blocks() if block.table.name == "cb_load_weeks")
OURS = [column.ru for column in PLAN.columns]


@pytest.mark.parametrize(
    ("described", "headers", "own"),
    [
        (PLAN, OURS, True),
        (PLAN, [column.en for column in PLAN.columns], True),
        (PLAN, [*OURS[:8], *map(str, range(40))], True),
        (PLAN, OURS[:7], False),
        (PLAN, [*HIS[0], "ID"], False),
        (WEEKS, ["Менеджер", "Нед. 1"], True),
        (WEEKS, ["Менеджер", "Цех"], False),
        (about.LEGEND, [None, "Что значит"], True),
        (about.LISTED, HIS[0], False),
        (about.LISTED, [], False),
    ],
)
def test_some_headers_of_ours_make_a_table_ours(described: Described, headers: list[object], *, own: bool) -> None:
    assert is_own(described, headers) is own


def test_a_table_of_ours_stays_ours_though_a_column_was_renamed(register: Path) -> None:
    run(register)
    book = openpyxl.load_workbook(register)
    sheet = book["План контактов"]
    top, columns = header(sheet)
    sheet.cell(top, columns["Цель"]).value = "Моя цель"
    (one,) = sheet.tables.values()
    one.tableColumns[columns["Цель"] - 1].name = "Моя цель"
    book.save(register)
    run(register)
    assert names(register)["cb_plan"] == "План контактов"
    assert "cb_plan_2" not in names(register)
    assert settled(register)


def listed(path: Path) -> set[object]:
    return {row["Лист"] for row in table(path, "cb_sheets")}


def test_a_sheet_beside_one_of_its_name_is_called_what_it_is_called_from_the_first_run_on(register: Path) -> None:
    result = run(with_sheets(register))
    ours = set(names(register).values())
    assert {"О книге (2)", "Сводка (2)", "KPI (2)"} <= ours
    assert listed(register) == ours - {"О книге (2)"} | {"Клиенты", "Продажи"}
    assert set(result.sheets.values()) == listed(register) | {"О книге (2)"}
    assert settled(register)


def test_the_command_line_names_the_sheets_it_wrote(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", str(with_sheets(register)), "--in-place", "--as-of", f"{AS_OF}"], "ru") == 0
    assert "«О книге (2)», затем «План контактов (2)» и «Ошибки данных (2)»" in capsys.readouterr().out
    book = openpyxl.load_workbook(register)
    steps = " ".join(str(cell.value) for row in book["О книге (2)"].iter_rows() for cell in row)
    assert "Откройте лист «План контактов (2)»" in steps
    assert "загляните в «Риски» и «Ошибки данных (2)»" in steps
    book["Прогнозы"].title = "Архив прогнозов"
    book.save(register)
    assert call(["freeze", str(register), "--week", "--as-of", f"{AS_OF}"], "ru") == 0
    assert "Лист «Архив прогнозов»" in capsys.readouterr().out
