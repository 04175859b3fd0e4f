"""A log exported elsewhere comes into a register: every encoding, every contact once, every refusal with its reason."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import clientbook
from clientbook.errors import HostError, RegisterError
from clientbook.locale import words
from clientbook.results import Imported
from clientbook.run import import_log
from clientbook.ui.log_command import lines
from tests.registers import write_register
from tests.workbooks import shown

TODAY = date(2026, 6, 30)
CLIENTS = [
    ("007", "ООО «Север»", "Аистова Анна"),
    ("008", "Вектор", "Барсуков Борис"),
    ("009", "Вектор", None),
    ("010", "ИП Ковалёв", None),
]
SALES = [(date(2026, 6, day), f"Д-{day}", "007", "A-1", 1000.0) for day in (1, 9, 20)]
TEXT = """Дата и время;Ответственный;Код клиента;Клиент;Тип;Статус;Комментарий
15.06.2026 09:05;аистова анна;007;;Звонок;состоялся;"Ждут счёт;
на два заказа"
16.06.2026 10:00;;7;ООО «Север»;Звонок;недозвон;
16.06.2026 10:00;;;ооо «север»;Звонок;недозвон;
17.06.2026;Сова Ю.;;ИП Ковалев;Встреча;;
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register without a log, in plain ranges."""
    return write_register(tmp_path / "Реестр.xlsx", CLIENTS, SALES)


def export(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "выгрузка.csv"
    path.write_bytes(text.encode(encoding))
    return path


def run(path: Path, register: Path) -> Imported:
    return import_log(path, register, today=TODAY)


def log_rows(register: Path) -> list[dict[str, object]]:
    return shown(register, "Журнал")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_an_export_is_read_in_every_encoding_and_with_every_separator(
    encoding: str, separator: str, tmp_path: Path, register: Path
) -> None:
    text = TEXT.replace(";", separator).replace(f"счёт{separator}", "счёт;")
    result = run(export(tmp_path, text, encoding), register)
    assert (result.added, result.known, result.refused) == (4, 0, 0)
    rows = log_rows(register)
    assert [row["Код клиента"] for row in rows] == ["007", "007", "007", "010"]
    assert [row["Менеджер"] for row in rows] == ["Аистова Анна"] * 3 + ["Сова Ю."]
    assert [row["Вид"] for row in rows] == ["звонок"] * 3 + ["визит"]
    assert [row["Результат"] for row in rows] == ["состоялся", "не дозвонились", "не дозвонились", None]
    assert [row["Время"] for row in rows] == ["9:05", "10:00", "10:00", None]
    assert str(rows[0]["Итог"]).replace("\r", "") in ("Ждут счёт;\nна два заказа", "Ждут счёт; на два заказа")
    assert rows[0]["Дата"] == datetime(2026, 6, 15)  # noqa: DTZ001 - a day


def test_a_second_import_adds_nothing_and_changes_no_byte(tmp_path: Path, register: Path) -> None:
    path = export(tmp_path, TEXT)
    run(path, register)
    before = hashlib.sha256(register.read_bytes()).hexdigest()
    again = run(path, register)
    assert (again.added, again.known, again.refused) == (0, 4, 0)
    assert hashlib.sha256(register.read_bytes()).hexdigest() == before
    longer = run(export(tmp_path, TEXT + "18.06.2026;Сова Ю.;007;;Письмо;;\n"), register)
    assert (longer.added, longer.known) == (1, 4)
    assert len(log_rows(register)) == 5


def test_what_people_wrote_into_imported_rows_stays_and_the_rows_stay_known(tmp_path: Path, register: Path) -> None:
    path = export(tmp_path, TEXT)
    run(path, register)
    clientbook.run(register, in_place=True, as_of=TODAY)
    book = openpyxl.load_workbook(register)
    sheet = book["Журнал"]
    outcome = next(cell for line in sheet.iter_rows(max_row=20) for cell in line if cell.value == "Итог")
    outcome.offset(2, 0).value = "Перезвонил сам"
    book.save(register)
    again = run(path, register)
    assert (again.added, again.known) == (0, 4)
    assert log_rows(register)[1]["Итог"] == "Перезвонил сам"


def test_ids_of_the_export_tell_contacts_apart_and_a_taken_id_is_refused(tmp_path: Path, register: Path) -> None:
    head = "ID;Дата;Менеджер;Код клиента;Вид\n"
    run(export(tmp_path, f"{head}1;15.06.2026;Сова Ю.;007;звонок\n2;15.06.2026;Сова Ю.;007;звонок\n"), register)
    assert [row["ID строки"] for row in log_rows(register)] == ["1", "2"]
    other = run(export(tmp_path, f"{head}1;15.06.2026;Сова Ю.;007;письмо\n2;16.06.2026;Сова Ю.;007;звонок\n"), register)
    assert (other.added, other.known, other.refused) == (0, 1, 1)
    assert other.problems["key"].tolist() == ["log_id_taken"]


def test_every_row_that_cannot_be_taken_is_told_with_its_cell_and_reason(tmp_path: Path, register: Path) -> None:
    text = (
        "Выгрузка за июнь\n\nДата,Менеджер,Код клиента,Клиент,Вид\n"
        "15.06.2026,Сова Ю.,999,Неизвестный,звонок\n15.06.2026,Сова Ю.,,Вектор,звонок\n15.06.2026,Сова Ю.,,,звонок\n"
        "32.06.2026,Сова Ю.,007,,звонок\n,Сова Ю.,007,,звонок\n15.06.2026,,010,,звонок\n01.07.2026,Сова Ю.,007,,звонок\n"
        "15.06.2026,Сова Ю.,008,,телепатия\n"
    )
    result = run(export(tmp_path, text), register)
    assert (result.added, result.known, result.refused) == (1, 0, 7)
    told = dict(zip(result.problems["key"], result.problems["cell"], strict=True))
    assert told == {
        "log_client_unknown": "C4",
        "log_client_twice": "D5",
        "log_client_blank": "D6",
        "date_bad": "A7",
        "required_blank": "A8",
        "log_no_manager": "B9",
        "log_future": "A10",
        "code_unknown": "E11",
    }
    assert log_rows(register)[0]["Вид"] == "телепатия"
    said = lines(result, words("ru"))
    assert said[0] == "Добавлено контактов: 1. Уже были в журнале: 0. Не принято: 7."
    assert any("выгрузка.csv!C4" in line and "999 Неизвестный" in line for line in said)
    assert sum("строка не принята" in line for line in said) == 7
    assert "в журнале записано как было" in next(line for line in said if "телепатия" in line)


def test_a_log_that_stands_in_the_register_is_added_to_and_the_run_counts_it(tmp_path: Path) -> None:
    book = clientbook.template(tmp_path / "Книга.xlsx")
    filled = openpyxl.load_workbook(book)
    for sheet, row in (("Клиенты", CLIENTS[0]), ("Продажи", SALES[0])):
        cells = filled[sheet]
        top = next(cell for line in cells.iter_rows() for cell in line if cell.value == "Код клиента").row or 0
        places = {cells.cell(top, column).value: column for column in range(1, cells.max_column + 1)}
        names = (
            ("Код клиента", "Клиент", "Менеджер")
            if sheet == "Клиенты"
            else ("Дата", "Документ", "Код клиента", "Артикул", "Сумма без НДС")
        )
        for name, value in zip(names, row, strict=True):
            cells.cell(top + 1, places[name]).value = value
    filled.save(book)
    result = import_log(export(tmp_path, TEXT), book, today=TODAY)
    assert (result.added, result.refused) == (3, 1)  # only one client is in the list now
    computed = clientbook.run(book, as_of=TODAY)
    assert "log_client_unknown" not in set(computed.problems["key"])
    assert computed.plan["why"].str.contains("последний контакт").any()


def test_a_workbook_is_taken_as_an_export_too_with_its_own_times(tmp_path: Path, register: Path) -> None:
    path = tmp_path / "телефония.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    moment = datetime(2026, 6, 3, 14, 5)  # noqa: DTZ001 - as it stands in a cell
    for line in (
        ["Отчёт"],
        [],
        ["Начало", "Сотрудник", "Компания", "Вид"],
        [moment, "Сова Ю.", "ООО «Север»", "Звонок"],
    ):
        sheet.append(line)
    book.save(path)
    assert run(path, register).added == 1
    assert log_rows(register)[0]["Время"] == "14:05"


def test_what_is_no_log_is_refused_with_a_sentence_and_nothing_changes(tmp_path: Path, register: Path) -> None:
    before = register.read_bytes()
    with pytest.raises(RegisterError, match="Нужны столбцы «Дата» и «Код клиента»"):
        run(export(tmp_path, "Имя;Город\nАнна;Тула\n"), register)
    with pytest.raises(HostError, match="пустой"):
        run(export(tmp_path, ""), register)
    (tmp_path / "рисунок.csv").write_bytes(b"\x89PNG\r\n\0\0")
    with pytest.raises(HostError, match="не текстовый файл"):
        run(tmp_path / "рисунок.csv", register)
    assert register.read_bytes() == before
