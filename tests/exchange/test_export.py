"""People and tasks for a CRM: what is seen on the sheets is in the files, nothing in them is live, every row is counted."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.errors import UsageError
from clientbook.exchange import layouts, live_cells
from clientbook.exchange.contact_text import sentences
from clientbook.exchange.layouts import layout
from clientbook.locale import words
from clientbook.results import Result
from clientbook.run import calendars, distribute, export
from clientbook.ui.cli import call
from clientbook.ui.export_command import lines
from tests.libreoffice import office
from tests.registers import Row, write_register
from tests.runs import Runs
from tests.team import small

ATTACKS = (
    '=cmd|" /C calc"!A0',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    'ООО; =1+1; "=2+2',
)
PEOPLE = (
    "Код клиента",
    "ФИО",
    "Должность",
    "Роль в ГПР",
    "Телефон",
    "E-mail",
    "День рождения",
    "Работает",
    "Отношение −2…+2",
)


def register(tmp_path: Path) -> Path:
    """Return a register whose people are meant to hurt."""
    clients = [("007", "=1+1", "Аистова Анна"), ("008", "ООО «Вектор»", "Барсуков Борис")]
    sales = [(date(2026, 6, day), f"Д-{day}", code, "A", 1000.0) for day in (1, 9, 20) for code in ("007", "008")]
    people: list[Row] = [("007", f"{text} Иванов", text, None, text, text, None, None, -2) for text in ATTACKS]
    people += [
        (8, "Хмелев Алексей Ильич", "Директор", "ЛПР", "+7 (900) 000-00-01; 8 900 000-00-02", "a@b.example", date(1980, 5, 13), "да", 2),
        ("008", "Травин Юрий", None, None, "-5", None, None, "нет", None),
        ("009", "Вербин Яков", None, None, "+7 900 доб. 12", None, None, None, None),
        ("008", None, None, None, "1", None, None, None, None),
        (None, None, None, None, "2", None, None, None, None),
    ]  # fmt: skip
    return write_register(tmp_path / "Реестр.xlsx", clients, sales, more={"Контакты ГПР": (PEOPLE, people)})


def rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_no_cell_is_live_and_what_is_no_danger_stays_as_it_is(tmp_path: Path) -> None:
    made = export(register(tmp_path), "generic", tmp_path / "CRM")
    contacts, tasks = (rows(path) for path in made.files)
    assert made.tasks == len(tasks) > 0
    cells = [cell for row in (*contacts, *tasks) for cell in row.values()]
    live = [cell for cell in cells if cell.strip().startswith(tuple(live_cells.LIVE))]
    assert {cell for cell in live if not cell[1:].isdigit()} == set()
    assert set(live) == {"-2", "+79000000001"}
    assert not [cell for cell in cells if any(sign in cell for sign in "\t\r\n")]
    alexey = next(row for row in contacts if row["ФИО"] == "Хмелев Алексей Ильич")
    assert (alexey["Фамилия"], alexey["Имя"], alexey["Отчество"]) == ("Хмелев", "Алексей", "Ильич")
    assert (alexey["Телефон"], alexey["Телефон 2"]) == ("+79000000001", "8 900 000-00-02")
    assert (alexey["День рождения"], alexey["Роль в ГПР"], alexey["Менеджер"]) == (
        "13.05.1980",
        "ЛПР",
        "Барсуков Борис",
    )
    assert {row["Отношение"] for row in contacts if row["Код клиента"] == "007"} == {"-2"}


@pytest.mark.libreoffice
def test_libreoffice_makes_no_formula_of_an_export_but_of_a_raw_one(tmp_path: Path) -> None:
    calc = office(tmp_path)
    made = export(register(tmp_path), "generic", tmp_path / "CRM")
    raw = tmp_path / "raw.csv"
    raw.write_text("a;b\n=1+1;+2+2\n", encoding="utf-8")

    def formulas(path: Path) -> list[object]:
        # semicolons, UTF-8, special numbers recognised, formulas worked out: what a spreadsheet does at its most eager
        book = openpyxl.load_workbook(
            calc.convert(path, "xlsx", "CSV:59,34,76,1,,1049,false,true,false,false,false,0,true")
        )
        return [cell.value for line in book.worksheets[0].iter_rows() for cell in line if cell.data_type == "f"]

    assert "=1+1" in formulas(raw)
    assert [formulas(path) for path in made.files] == [[], []]


def test_everybody_is_in_the_file_or_counted_with_the_reason(tmp_path: Path) -> None:
    made = export(register(tmp_path), "bitrix24", tmp_path / "CRM")
    people = made.people
    assert (made.contacts, people.gone, people.refused, people.strangers) == (len(ATTACKS) + 2, 1, 2, 1)
    assert made.left_out
    said = "\n".join(lines(made, words("ru")))
    assert "без клиента или без ФИО: 2" in said
    assert "Клиента нет в справочнике у 1 чел." in said


def test_rows_hidden_by_a_filter_stay_out_unless_all_are_asked_for(twenty_run: Result, tmp_path: Path) -> None:
    assert twenty_run.path is not None
    book = openpyxl.load_workbook(twenty_run.path)
    hidden = {"План контактов": _hide(book["План контактов"], "Менеджер", "Аистова Анна")}
    hidden["Контакты ГПР"] = _hide(book["Контакты ГПР"], "Роль в ГПР", "ЛПР")
    book.save(twenty_run.path)
    seen, everything = (
        export(twenty_run.path, "generic", tmp_path / name, everything=whole)
        for name, whole in (("a", False), ("b", True))
    )
    assert everything.tasks == len(twenty_run.plan)
    assert (everything.people.hidden, everything.hidden_tasks) == (0, 0)
    assert (seen.hidden_tasks, seen.people.hidden) == (hidden["План контактов"], hidden["Контакты ГПР"])
    assert min(hidden.values()) > 0
    assert seen.tasks == len(twenty_run.plan) - hidden["План контактов"]
    assert seen.contacts is not None
    assert everything.contacts is not None
    tasks = rows(seen.files[1])
    assert {row["Менеджер"] for row in tasks} == set(twenty_run.plan["manager"]) - {"Аистова Анна"}
    assert "ЛПР" not in {row["Роль в ГПР"] for row in rows(seen.files[0])}
    assert seen.contacts + seen.people.hidden + seen.people.gone == everything.contacts + everything.people.gone


def _hide(sheet: Worksheet, header: str, value: str) -> int:
    """Hide rows as a filter does that leaves a value out; return how many."""
    corner = next(cell for line in sheet.iter_rows() for cell in line if cell.value == header)
    found = [row for row in range(corner.row + 1, sheet.max_row + 1) if sheet.cell(row, corner.column).value == value]
    for row in found:
        sheet.row_dimensions[row].hidden = True
    return len(found)


@pytest.mark.parametrize("name", layouts.names())
def test_every_layout_that_comes_along_has_a_value_for_each_of_its_fields(name: str, tmp_path: Path) -> None:
    made = export(register(tmp_path), name, tmp_path / "CRM")
    for path in made.files:
        found = rows(path)
        told = {header for row in found for header, value in row.items() if value}
        known = {"Телефон 2", "ИНН", "КПП", "Код контакта", "Внешний ID", "Влияние", "Мессенджер"}
        columns = (*layout(name).contacts, *layout(name).tasks)
        assert {column.header for column in columns if column.header in found[0]} - told <= known


def test_a_layout_of_ones_own_says_encoding_separator_dates_and_constants(tmp_path: Path) -> None:
    own = tmp_path / "своя.toml"
    own.write_text(
        'encoding = "cp1251"\nseparator = ";"\ndate = "%Y-%m-%d"\n[tasks]\ncolumns = ['
        '{ header = "Когда", field = "date" }, { header = "Чей", value = "отдел" }, { header = "Что", field = "title" }]',
        encoding="utf-8",
    )
    path = register(tmp_path)
    made = export(path, str(own), tmp_path / "CRM")
    assert [file.name for file in made.files] == ["Задачи (своя).csv"]
    found = rows(made.files[0], "cp1251")
    assert {row["Чей"] for row in found} == {"отдел"}
    assert all(date.fromisoformat(row["Когда"]) for row in found)
    assert made.contacts is None
    assert made.lost == 0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[contacts", "column|line|Expected"),
        ('[contacts]\ncolumns = [{ header = "A", field = "salary" }]', "salary"),
        ('encoding = "klingon"\n[contacts]\ncolumns = [{ header = "A", field = "person" }]', "klingon"),
        ('separater = ";"\n[contacts]\ncolumns = []', "separater"),
        ("", "contacts"),
    ],
)
def test_a_layout_that_says_nonsense_is_refused_with_what_is_wrong(text: str, what: str, tmp_path: Path) -> None:
    own = tmp_path / "x.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=what):
        layout(str(own))


def test_the_command_says_what_is_where_and_keeps_the_file_of_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = register(tmp_path), tmp_path / "CRM"
    folder.mkdir()
    (folder / "Контакты (amocrm).csv").write_text("прежний", encoding="utf-8")
    assert call(["export", str(path), "--profile", "amocrm", "-o", str(folder)], "ru") == 1
    assert "amoCRM: задачи из файла не загружаются" in capsys.readouterr().out
    assert (folder / "Контакты (amocrm) (предыдущая версия).csv").read_text(encoding="utf-8") == "прежний"
    assert call(["export", str(path), "--profile", "нет такого"], "ru") == 2
    assert "bitrix24" in capsys.readouterr().err


def test_a_copy_of_a_manager_is_exported_without_its_prepared_rows(runs: Runs, tmp_path: Path) -> None:
    path = small.made(runs, tmp_path)
    copies = distribute(path, tmp_path / "копии", managers=[small.ANNA], as_of=small.AS_OF, today=small.TODAY).copies
    made = export(copies[0].path, "generic", tmp_path / "CRM")
    assert (made.contacts, made.people.refused, made.left_out) == (2, 0, False)
    assert made.tasks
    assert {row["Менеджер"] for row in rows(made.files[1])} == {small.ANNA}
    assert calendars(copies[0].path, tmp_path / "календари").issued[0].events == made.tasks


def test_an_abbreviation_at_the_end_of_a_sentence_gets_no_second_point() -> None:
    said = ["Почему: просрочен на 26 дн.", "Довод: круги под вашу сталь", "С кем: Ольхина Алина"]
    assert sentences(said) == "Почему: просрочен на 26 дн. Довод: круги под вашу сталь. С кем: Ольхина Алина"
