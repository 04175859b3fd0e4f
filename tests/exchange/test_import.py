"""Exports of other programs become a register and update it: every layout, nothing doubled, nothing lost, nothing overwritten."""

from __future__ import annotations

import hashlib
import random
import shutil
import textwrap
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest

import clientbook
from clientbook.errors import RegisterError, UsageError
from clientbook.exchange import profiles
from clientbook.files import new_file
from clientbook.locale import words
from clientbook.register.columns import normal
from clientbook.results import ImportResult
from clientbook.run import import_data
from clientbook.sheets.book import filled_contents
from clientbook.ui.cli import call
from clientbook.ui.import_command import lines
from tests.exchange import exports
from tests.workbooks import cells, under_headers

TODAY = date(2026, 6, 30)
HEAD = "Дата;Номер документа;Код клиента;Клиент;ИНН;Артикул;Количество;Сумма без НДС\n"


@cache
def blank() -> bytes:
    """Return the register that an import makes, before it is filled."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "Реестр.xlsx"
        new_file(path, filled_contents({}, "ru"), "ru").save(path)
        return path.read_bytes()


def take(
    files: Path | Iterable[Path], register: Path, profile: str = "generic", *, begun: bool = True, **more: Any
) -> ImportResult:
    """Import, and see that every row that was read is accounted for.

    Args:
        files: the exports
        register: the register
        profile: the layout
        begun: a register that is not there is a blank one, instead of one that the import makes
        more: see :func:`clientbook.run.import_data`
    """
    if begun and not register.exists():
        register.write_bytes(blank())
    found = import_data([files] if isinstance(files, Path) else list(files), profile, register, today=TODAY, **more)
    for counts in found.counts.values():
        assert counts.read == sum(counts.ways.values())
    return found


def rows(register: Path, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet as a spreadsheet program sees them, blank ones left out."""
    lines_ = cells(register, sheet, formulas=True)
    place = next(n for n, line in enumerate(lines_) if sum(isinstance(cell, str) for cell in line) > 3)
    return [row for row in under_headers(lines_[place:]) if any(value is not None for value in row.values())]


def ways(result: ImportResult, table: str = "sales") -> dict[str, int]:
    """Return what became of the rows of a table, without the zeros."""
    return {way: count for way, count in result.counts[table].ways.items() if count}


def problems(result: ImportResult) -> dict[str, int]:
    return dict(zip(result.problems["key"], result.problems["count"], strict=True))


def put(register: Path, sheet: str, where: tuple[str, str], header: str, value: str | None) -> None:
    """Type a value into the row that has another one, as a person does."""
    book = openpyxl.load_workbook(register)
    page = book[sheet]
    heads = {cell.value: cell.column for line in page.iter_rows() for cell in line if cell.value in (where[0], header)}
    line = next(line for line in page.iter_rows() if line[heads[where[0]] - 1].value == where[1])
    line[heads[header] - 1].value = value
    book.save(register)


def one_c(folder: Path) -> Path:
    folder.mkdir()
    exports.one_c_cards(folder / "Контрагенты.xlsx")
    exports.one_c_report(folder / "Валовая прибыль.xlsx")
    return folder


def bitrix24(folder: Path) -> Path:
    folder.mkdir()
    exports.text(folder / "COMPANY.csv", exports.BITRIX_COMPANIES)
    exports.text(folder / "CONTACT.csv", exports.BITRIX_CONTACTS)
    exports.text(folder / "DEAL.csv", exports.BITRIX_DEALS)
    return folder


def amocrm(folder: Path) -> Path:
    folder.mkdir()
    exports.text(folder / "companies.csv", exports.AMO_COMPANIES)
    exports.text(folder / "contacts.csv", exports.AMO_CONTACTS)
    exports.text(folder / "leads.csv", exports.AMO_LEADS)
    return folder


def retailcrm(folder: Path) -> Path:
    folder.mkdir()
    exports.text(folder / "customers.csv", exports.RETAIL_CUSTOMERS, "cp1251")
    exports.text(folder / "people.csv", exports.RETAIL_PEOPLE)
    exports.text(folder / "orders.csv", exports.RETAIL_ORDERS, "utf-16")
    return folder


def generic(folder: Path) -> Path:
    folder.mkdir()
    exports.text(folder / "Клиенты.csv", "Код клиента;Клиент;Менеджер\n007;Север;Аистова Анна\n008;Восток;Сова Юлия\n")
    exports.text(
        folder / "Продажи.csv", f"{HEAD}31.12.2025 0:00:00;Д-1;007;;;A;2;1 000,50\n2026-01-15;Д-2;008;;;A;1;300\n"
    )
    exports.text(
        folder / "Журнал.csv", "Дата;Менеджер;Клиент;Вид;Результат\n15.06.2026 09:30;;Север;звонок;состоялся\n"
    )
    return folder


@pytest.mark.parametrize(
    ("profile", "make", "clients", "people", "sold"),
    [
        ("1c", one_c, 3, 0, 32840.5),
        ("bitrix24", bitrix24, 3, 2, 13000.0),
        ("amocrm", amocrm, 2, 1, 240000.0),
        ("retailcrm", retailcrm, 2, 1, 2354.17),
        ("generic", generic, 2, 0, 1300.5),
    ],
)
def test_a_folder_of_exports_becomes_a_register_that_runs_and_the_same_folder_changes_nothing(
    profile: str, make: Any, clients: int, people: int, sold: float, tmp_path: Path
) -> None:
    folder, register = make(tmp_path / "выгрузка"), tmp_path / "Реестр.xlsx"
    first = take(folder, register, profile, begun=False)
    assert first.created
    assert (first.counts["clients"].ways["new"], first.counts["people"].ways["new"]) == (clients, people)
    found = clientbook.run(register, today=TODAY)
    assert len(found.segments) == clients
    assert found.segments["listed"].all()
    assert sum(row["Сумма без НДС"] for row in rows(register, "Продажи")) == pytest.approx(sold)
    digest = hashlib.sha256(register.read_bytes()).hexdigest()
    shutil.copy(register, folder / "старый реестр.xlsx")  # a register of ours is no export
    again = take(folder, register, profile)
    assert problems(again)["import_nothing_in"] == 1
    assert not again.changed
    assert not any(again.counts[name].ways[way] for name in again.counts for way in ("new", "changed"))
    assert hashlib.sha256(register.read_bytes()).hexdigest() == digest


def test_a_grouped_report_gives_each_line_its_client_document_day_and_kind(tmp_path: Path) -> None:
    register = tmp_path / "Реестр.xlsx"
    take(one_c(tmp_path / "1С"), register, "1c")
    said = [
        (
            row["Дата"],
            row["Документ"],
            row["Код клиента"],
            row["Артикул"],
            row["Кол-во"],
            row["Сумма без НДС"],
            row["Тип"],
        )
        for row in rows(register, "Продажи")
    ]
    assert said[0] == (datetime(2026, 5, 12), "00УТ-000011", "00-00000001", "Болт М8", 100, 12000, "отгрузка")  # noqa: DTZ001
    assert said[3] == (datetime(2026, 5, 20), "00УТ-000011", "00-00000001", "Болт М8", -10, -1200, "возврат")  # noqa: DTZ001
    assert [line[2] for line in said] == ["00-00000001"] * 4 + ["00-00000002"] * 3 + ["00-00000003"]
    assert len(said) == 8


@pytest.mark.parametrize("name", ["Валовая прибыль.xls", "Валовая прибыль.ods"])
def test_a_report_without_an_outline_is_told_apart_by_its_totals(name: str, tmp_path: Path) -> None:
    register, plain = tmp_path / "Реестр.xlsx", tmp_path / "Без уровней.xlsx"
    found = take(exports.one_c_report(tmp_path / "отчёт.xlsx", outline=False), plain, "1c")
    assert (found.counts["sales"].ways["new"], len(found.unlisted)) == (8, 3)
    take(exports.SAMPLES / name, register, "1c")
    assert rows(register, "Продажи") == rows(plain, "Продажи")


def test_lines_that_do_not_meet_their_document_are_refused_and_named(tmp_path: Path) -> None:
    report = exports.one_c_report(tmp_path / "отчёт.xlsx", outline=False)
    book = openpyxl.load_workbook(report)
    sheet = book.active
    assert sheet is not None
    row = next(cell.row for cell in sheet["A"] if str(cell.value).endswith("13.05.2026 12:00:00"))
    sheet.cell(row, 3, 1.0)
    book.save(report)
    found = take(report, tmp_path / "Реестр.xlsx", "1c")
    assert ways(found) == {"new": 5, "refused": 5}
    assert found.needs_a_look
    assert {"import_total", "import_lost_row", "import_grand_total"} <= problems(found).keys()
    assert "ТД Восток ООО" not in found.unlisted


def test_the_next_export_updates_lines_and_blanks_those_that_left_their_documents(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    start = "01.06.2026;Д-1;007;Север;;A;1;100\n01.06.2026;Д-1;007;Север;;B;1;200\n01.06.2026;Д-1;007;Север;;A;1;100\n"
    other = "02.06.2026;Д-2;007;Север;;A;1;50\n03.06.2026;Д-9;007;Север;;A;1;70\n"
    take(exports.text(file, HEAD + start + other), register)
    changed = (
        "01.06.2026;Д-1;007;Север;;A;3;310\n01.06.2026;Д-1;007;Север;;A;1;100\n01.06.2026;Д-1;007;Север;;A;1;100\n"
    )
    more = "03.06.2026;Д-9;007;Север;;A;1;70\n05.06.2026;Д-3;007;Север;;A;1;10\n"
    found = take(exports.text(file, HEAD + changed + more), register)
    assert ways(found) == {"new": 2, "changed": 1, "same": 2}
    assert (found.gone, found.gone_money) == (1, 200.0)
    assert problems(found)["import_absent"] == 1  # Д-2
    left = sorted((row["Документ"], row["Артикул"], row["Сумма без НДС"]) for row in rows(register, "Продажи"))
    assert left == [
        ("Д-1", "A", 100),
        ("Д-1", "A", 100),
        ("Д-1", "A", 310),
        ("Д-2", "A", 50),
        ("Д-3", "A", 10),
        ("Д-9", "A", 70),
    ]
    assert len(list(tmp_path.glob("Реестр*.xlsx"))) == 2  # the previous version is beside it
    assert clientbook.check(register, today=TODAY).lines == 6


SOLD = "Дата;Номер документа;Код клиента;Артикул;Сумма без НДС\n"


def sold(register: Path) -> list[tuple[str, str, str, float]]:
    """Return number, client, day and money of the lines of a register, in order."""
    found = rows(register, "Продажи")
    return sorted((row["Документ"], row["Код клиента"], f"{row['Дата']:%d.%m}", row["Сумма без НДС"]) for row in found)


def type_sale(register: Path, *values: Any) -> None:
    """Type day, number, client and money under the sales, as a person does."""
    book = openpyxl.load_workbook(register)
    page = book["Продажи"]
    heads: dict[Any, int] = {cell.value: cell.column for line in page.iter_rows() for cell in line if cell.column}
    row = page.max_row + 1
    for header, value in zip(("Дата", "Документ", "Код клиента", "Сумма без НДС"), values, strict=True):
        page.cell(row, heads[header], value)
    book.save(register)


@pytest.mark.parametrize("line", ["01.06.2026;Д-1;А2;x;100", "03.06.2026;Д-1;А1;x;100", "03.06.2026;Д-1;А2;x;100"])
def test_a_document_whose_client_or_day_or_both_were_corrected_is_the_same_document(line: str, tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    take(exports.text(file, f"{SOLD}01.06.2026;Д-1;А1;x;100\n02.06.2026;Д-2;А1;x;5\n"), register)
    exports.text(file, f"{SOLD}{line}\n02.06.2026;Д-2;А1;x;5\n")
    take(file, register)
    day, number, client, _, _ = line.split(";")
    assert sold(register) == [(number, client, day[:5], 100), ("Д-2", "А1", "02.06", 5)]
    assert not take(file, register).changed


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("15.06.2026;12;А2;x;900", 1),  # another series: nothing but the number is the same
        ("15.07.2026;12;А2;x;100", 1),  # an export of July says nothing of June
        ("15.01.2027;12;А2;x;100", 0),  # numbers begin anew every year
        ("15.06.2026;12;А2;x;100\n01.06.2026;12;А1;x;100", 0),  # the export has both
        ("15.06.2026;12;А2;x;100\n16.06.2026;12;А3;x;100", 1),  # which of them it became cannot be told
    ],
)
def test_a_number_used_again_makes_another_document_and_is_told_where_it_may_be_the_same(
    line: str, told: int, tmp_path: Path
) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    take(exports.text(file, f"{SOLD}01.06.2026;12;А1;x;100\n"), register)
    found = take(exports.text(file, f"{SOLD}{line}\n"), register)
    assert found.gone == 0
    assert ("12", "А1", "01.06", 100) in sold(register)
    assert len(sold(register)) == 1 + line.count("12;А2") + line.count("12;А3")
    assert problems(found).get("import_same_number", 0) == told
    assert not take(file, register).changed


def test_a_typed_line_with_number_and_day_of_another_clients_document_stays_and_is_told(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    take(exports.text(file, f"{SOLD}01.06.2026;1;А1;x;100\n02.06.2026;2;А2;x;7\n"), register)
    type_sale(register, date(2026, 6, 1), "1", "А2", 33)
    found = take(file, register)
    assert (found.gone, found.changed) == (0, False)
    assert ("1", "А2", "01.06", 33) in sold(register)
    assert problems(found)["import_same_number"] == 1
    exports.text(file, f"{SOLD}01.06.2026;1;А3;x;100\n02.06.2026;2;А2;x;7\n")  # the source corrects its own
    assert take(file, register).gone == 1
    assert sold(register) == [("1", "А2", "01.06", 33), ("1", "А3", "01.06", 100), ("2", "А2", "02.06", 7)]
    type_sale(register, date(2026, 6, 3), "3", "А2", 50)
    exports.text(file, f"{SOLD}03.06.2026;3;А1;x;50\n")  # typed before it came, and as like as can be
    assert take(file, register).gone == 0
    assert [line for line in sold(register) if line[0] == "3"] == [("3", "А1", "03.06", 50), ("3", "А2", "03.06", 50)]


def retype(register: Path, number: str, *, copy: bool, **said: Any) -> None:
    """Type over cells of the row of a document, or of a copy of the whole row under the list, as a person does."""
    book = openpyxl.load_workbook(register)
    page = book["Продажи"]
    top = next(line for line in page.iter_rows() if "Документ" in [cell.value for cell in line])
    heads = {str(cell.value).replace(" ", "_"): place for place, cell in enumerate(top)}
    line = next(line for line in page.iter_rows() if line[heads["Документ"]].value == number)
    if copy:
        page.append([cell.value for cell in line])
        line = tuple(page.iter_rows())[-1]
    for header, value in said.items():
        line[heads[header]].value = value
    book.save(register)


def test_a_row_copied_and_typed_over_stays_beside_a_document_that_is_corrected(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    take(exports.text(file, f"{SOLD}01.06.2026;1;А1;x;100\n02.06.2026;2;А2;x;7\n"), register)
    retype(register, "1", copy=True, Код_клиента="А2", Сумма_без_НДС=33)  # its «Тип» is copied too
    retype(register, "2", copy=True, Артикул="доставка", Сумма_без_НДС=1)
    exports.text(file, f"{SOLD}03.06.2026;1;А3;x;100\n02.06.2026;2;А2;x;8\n")
    found = take(file, register)
    assert (ways(found), found.gone_money) == ({"new": 1, "changed": 1}, 100)
    typed = [("1", "А2", "01.06", 33), ("2", "А2", "02.06", 1)]
    assert sold(register) == sorted([*typed, ("1", "А3", "03.06", 100), ("2", "А2", "02.06", 8)])
    assert {"import_same_number", "import_typed_beside"} <= problems(found).keys()
    assert not take(file, register).changed
    assert take(exports.text(file, f"{SOLD}01.06.2026;1;А9;x;5\n"), register).gone == 0  # another day and money
    assert set(typed) <= set(sold(register))


@pytest.mark.parametrize(("header", "value"), [("Сумма_без_НДС", 90), ("Код_клиента", "А2"), ("Артикул", "z")])
def test_a_line_that_a_person_changed_stays_and_what_comes_otherwise_than_before_is_told(
    header: str, value: Any, tmp_path: Path
) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    start = f"{SOLD}01.06.2026;1;А1;x;100\n01.06.2026;1;А1;x;50\n02.06.2026;2;А2;x;7\n"
    take(exports.text(file, start), register)
    retype(register, "1", copy=False, **{header: value})
    after = sold(register)
    found = take(file, register)  # nothing new came
    assert (ways(found), found.changed, sold(register)) == ({"same": 3}, False, after)
    found = take(exports.text(file, start.replace("x;7", "x;9")), register)
    assert (ways(found), found.gone) == ({"same": 2, "changed": 1}, 0)
    found = take(exports.text(file, f"{SOLD}01.06.2026;1;А1;x;50\n"), register)
    assert (ways(found), found.gone) == ({"same": 1}, 0)
    assert problems(found).keys() & {"import_typed_beside", "import_same_number"}
    assert set(after) - {("2", "А2", "02.06", 7)} <= set(sold(register))


def test_a_sale_typed_before_its_document_comes_is_not_counted_twice(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    take(exports.text(file, f"{SOLD}02.06.2026;2;А2;x;7\n"), register)
    retype(register, "2", copy=True, Документ="3", Сумма_без_НДС=50)
    assert ways(take(exports.text(file, f"{SOLD}02.06.2026;3;А2;x;50\n"), register)) == {"same": 1}
    found = take(exports.text(file, f"{SOLD}02.06.2026;3;А2;x;55\n"), register)
    assert (ways(found), found.gone, problems(found)["import_typed"]) == ({"refused": 1}, 0, 1)
    assert sold(register) == [("2", "А2", "02.06", 7), ("3", "А2", "02.06", 50)]


def test_returns_are_known_again_in_a_book_without_a_column_for_the_kind(tmp_path: Path) -> None:
    register, file = tmp_path / "База.xlsx", tmp_path / "продажи.csv"
    book = openpyxl.Workbook()
    for name, *lines_ in (
        ("Клиенты", ("Код", "Клиент", "Менеджер")),
        ("Продажи", ("Дата", "Документ", "Код клиента", "Сумма")),
    ):
        book.create_sheet(name).append(*lines_)
    book.save(register)
    exports.text(
        file, f"{HEAD.strip()};Тип\n01.06.2026;1;К1;Север;;;1;70;возврат\n02.06.2026;2;К1;Север;;;1;90;продажа\n"
    )
    assert ways(take(file, register)) == {"new": 2}
    assert ways(take(file, register)) == {"same": 2}
    assert [row["Сумма"] for row in rows(register, "Продажи")] == [-70, 90]


def test_a_book_without_marks_is_updated_by_the_kind_of_its_lines(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    take(exports.text(file, f"{SOLD}01.06.2026;1;А1;x;100\n02.06.2026;2;А2;x;7\n"), register)
    book = openpyxl.load_workbook(register)
    page = book["Продажи"]
    at = next(cell for line in page.iter_rows() for cell in line if cell.value == "Метка загрузки").column
    page.delete_cols(at or 0)  # the version before had no such column
    page.tables.clear()
    book.save(register)
    type_sale(register, date(2026, 6, 2), "2", "А2", 1)
    found = take(exports.text(file, f"{SOLD}01.06.2026;1;А1;x;110\n02.06.2026;2;А2;y;7\n"), register)
    assert (ways(found), found.gone) == ({"new": 1, "changed": 1}, 1)
    assert sold(register) == [("1", "А1", "01.06", 110), ("2", "А2", "02.06", 1), ("2", "А2", "02.06", 7)]


def test_a_cancelled_document_is_counted_and_its_lines_are_taken_out_of_the_sums(tmp_path: Path) -> None:
    folder, register = retailcrm(tmp_path / "crm"), tmp_path / "Реестр.xlsx"
    take(folder, register, "retailcrm")
    exports.text(folder / "orders.csv", exports.RETAIL_ORDERS.replace("Выполнен", "Отменен"))
    found = take(folder, register, "retailcrm")
    assert ways(found) == {"same": 1, "skipped": 3}
    assert (found.gone, found.gone_money) == (2, 1254.17)
    assert [row["Документ"] for row in rows(register, "Продажи")] == ["1003A"]
    assert not take(folder, register, "retailcrm").changed


def test_a_document_in_two_files_counts_once_as_the_later_file_has_it(tmp_path: Path) -> None:
    register = tmp_path / "Реестр.xlsx"
    exports.text(tmp_path / "1 июнь.csv", f"{HEAD}01.06.2026;Д-1;1;Север;;A;1;100\n01.06.2026;Д-1;1;Север;;B;1;5\n")
    exports.text(tmp_path / "2 июнь.csv", f"{HEAD}01.06.2026;Д-1;1;Север;;A;1;120\n")
    found = take(sorted(tmp_path.glob("*.csv")), register)
    assert ways(found) == {"new": 2, "same": 1}
    assert sorted(row["Сумма без НДС"] for row in rows(register, "Продажи")) == [5, 120]


CARDS = "Код;Клиент;ИНН;КПП;Менеджер;Регион\n"


def test_a_client_is_found_by_tax_number_and_branch_before_its_code(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "клиенты.csv"
    take(
        exports.text(
            file, f"{CARDS}А1;Север;7700000009;770001001;Аистова Анна;\nА2;Север филиал;7700000009;780001001;;\n"
        ),
        register,
    )
    came = "Б7;ООО «Север» Тверь;7700000009;780001001;Сова Юлия;Тверь\nА1;Чужой;5000000000;;;\nБ8;Новый;;;;\n"
    found = take(exports.text(file, CARDS + came), register)
    assert ways(found, "clients") == {"new": 1, "changed": 1, "refused": 1}
    assert problems(found)["import_code_taken"] == 1
    made = {row["Код клиента"]: row for row in rows(register, "Клиенты")}
    assert list(made) == ["А1", "А2", "Б8"]
    asked = rows(register, "На проверку")
    assert [(row["Код пришедшего"], row["Код клиента"], row["Решение"]) for row in asked] == [("Б7", "А2", "да")]
    sold = exports.text(tmp_path / "продажи.csv", f"{HEAD}01.06.2026;Д-1;Б7;;;A;1;100\n")
    assert take(sold, register).unlisted == []  # what ИНН told is remembered
    assert rows(register, "Продажи")[0]["Код клиента"] == "А2"
    assert (made["А2"]["Клиент"], made["А2"]["Менеджер"], made["А2"]["Регион"]) == (
        "ООО «Север» Тверь",
        "Сова Юлия",
        "Тверь",
    )


def test_a_near_name_with_a_card_is_asked_about_once_though_its_sales_bring_the_name_alone(tmp_path: Path) -> None:
    cards, sales, register = tmp_path / "Клиенты.csv", tmp_path / "Продажи.csv", tmp_path / "Реестр.xlsx"
    ours = "Код;Клиент;Менеджер\nА1;ООО Ромашка-Трейд;Сова\n"
    take(exports.text(cards, ours), register)
    exports.text(cards, f"{ours}А2;ООО Ромашка-Трейт;Сова\n")
    exports.text(sales, "Дата;Номер документа;Клиент;Сумма без НДС\n01.03.2026;Д-1;ООО Ромашка-Трейт;100\n")
    assert take([cards, sales], register).waiting == 1
    before = register.read_bytes()
    assert not take([cards, sales], register).changed
    assert register.read_bytes() == before
    assert [row["Код клиента"] for row in rows(register, "Продажи")] == ["А2"]


RENAMED = "Дата;Номер документа;Клиент;Сумма без НДС\n01.06.2026;Д-1;Полюс;100\n"


def renamed_sales_first(folder: Path) -> tuple[Path, Path, Path]:
    """Make a register to which sales bring the new name of a client alone, and its card a week later."""
    cards, sales, register = folder / "Клиенты.csv", folder / "Продажи.csv", folder / "Реестр.xlsx"
    exports.text(cards, "Код;Клиент;Менеджер\nА1;Север;Сова\nА2;Восток;Сова\n")
    take([cards, exports.text(sales, RENAMED.replace("Полюс", "Север"))], register)
    take(exports.text(sales, RENAMED), register)
    exports.text(cards, "Код;Клиент;Менеджер\nА1;ООО Полюс;Сова\nА2;Восток;Сова\n")
    return cards, sales, register


def test_a_new_name_that_sales_bring_before_the_card_is_asked_about_when_the_card_comes(tmp_path: Path) -> None:
    cards, sales, register = renamed_sales_first(tmp_path)
    found = take([cards, sales], register)
    assert found.waiting == 1
    (asked,) = rows(register, "На проверку")
    made = next(row["Код клиента"] for row in rows(register, "Клиенты") if row["Код клиента"].startswith("imp-"))
    assert (asked["Код клиента"], asked["Код пришедшего"], asked["Решение"]) == ("А1", made, None)
    assert not take([cards, sales], register).changed
    assert not take(sales, register).changed
    refused = tmp_path / "Нет.xlsx"
    shutil.copy(register, refused)
    put(register, "На проверку", ("Код пришедшего", made), "Решение", "да")
    joined = take([cards, sales], register)
    assert [row["Код клиента"] for row in rows(register, "Продажи")] == ["А1"]
    assert (joined.waiting, problems(joined)["import_joined_card"]) == (0, 1)
    assert not take([cards, sales], register).changed
    put(refused, "На проверку", ("Код пришедшего", made), "Решение", "нет")
    apart = take([cards, sales], refused)
    assert (apart.changed, apart.waiting) == (False, 0)
    assert [row["Код клиента"] for row in rows(refused, "Продажи")] == [made]


def test_a_rename_to_the_name_of_another_client_of_the_book_is_told(tmp_path: Path) -> None:
    cards, register = tmp_path / "Клиенты.csv", tmp_path / "Реестр.xlsx"
    before = "А1;Север;;;;\nА2;Полюс;;;;\nА3;Юг;7700000009;;;\nА4;Запад;5000000000;;;\n"
    take(exports.text(cards, CARDS + before), register)
    after = "А1;Полюс;;;;\nА3;Запад;7700000009;;;\n"  # ИНН tell А3 and А4 apart
    found = take(exports.text(cards, CARDS + after), register)
    assert problems(found)["import_name_shared"] == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_new_client_with_the_former_name_of_one_renamed_in_the_same_export_is_that_new_client(
    order: int, tmp_path: Path
) -> None:
    cards, sales, register = tmp_path / "Клиенты.csv", tmp_path / "Продажи.csv", tmp_path / "Реестр.xlsx"
    take(exports.text(cards, f"{CARDS}А1;Север;;;;\n"), register)
    exports.text(cards, CARDS + "".join(["А1;Полюс;;;;\n", "А2;Север;;;;\n"][::order]))
    exports.text(sales, RENAMED + "05.06.2026;Д-2;Север;9\n")
    found = take([cards, sales], register)
    assert (ways(found, "clients"), ways(found), found.waiting) == ({"new": 1, "changed": 1}, {"new": 2}, 0)
    assert [(row["Документ"], row["Код клиента"]) for row in rows(register, "Продажи")] == [
        ("Д-1", "А1"),
        ("Д-2", "А2"),
    ]
    assert not take([cards, sales], register).changed


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_cards_of_one_client_in_an_export_one_counts_and_the_difference_is_told(
    order: int, tmp_path: Path
) -> None:
    cards, register = tmp_path / "Клиенты.csv", tmp_path / "Реестр.xlsx"
    take(exports.text(cards, f"{CARDS}А1;Север;7700000009;;Сова;\n"), register)
    both = ["А1;Север;7700000009;;Сова;\n", "А2;Север-Снаб;7700000009;;Сова;Тверь\n"][::order]
    found = take(exports.text(cards, CARDS + "".join(both)), register)
    assert (ways(found, "clients"), found.renewed) == ({"changed": 1, "same": 1}, 0)  # the region was blank
    again = take(cards, register)
    assert (again.changed, ways(again, "clients"), again.renewed) == (False, {"same": 2}, 0)
    assert problems(found)["import_two_cards"] == problems(again)["import_two_cards"] == 1
    (card,) = rows(register, "Клиенты")
    assert (card["Клиент"], card["Регион"]) == ("Север", "Тверь")
    anew = tmp_path / "Новый.xlsx"
    assert ways(take(cards, anew), "clients") == {"new": 1, "changed" if order == 1 else "same": 1}
    assert (take(cards, anew).changed, len(rows(anew, "Клиенты"))) == (False, 1)


def test_a_client_in_two_files_is_called_as_the_later_file_has_it_and_a_person_in_two_rows_stays_one(
    tmp_path: Path,
) -> None:
    folder, register = tmp_path / "выгрузка", tmp_path / "Реестр.xlsx"
    folder.mkdir()
    exports.text(folder / "1 клиенты.csv", f"{CARDS}А1;Север;;;;\n")
    exports.text(folder / "2 клиенты.csv", f"{CARDS}А1;Полюс;;;;\n")
    people = "ФИО;Код клиента;Телефон;E-mail\nСова Юлия;А1;{};one@example.org\nСова Ю.;А1;{};one@example.org\n"
    exports.text(folder / "люди.csv", people.format("+7 900 000-00-01", "+7 900 000-00-02"))
    take(folder, register)
    assert [row["Клиент"] for row in rows(register, "Клиенты")] == ["Полюс"]
    assert [row["Телефон"] for row in rows(register, "Контакты ГПР")] == ["+7 900 000-00-01"]
    assert not take(folder, register).changed


def test_an_open_question_keeps_our_record_when_a_nearer_one_comes(tmp_path: Path) -> None:
    cards, register = tmp_path / "Клиенты.csv", tmp_path / "Реестр.xlsx"
    first, near, nearer = "017;Радуга-Сервис;;;;\n", "020;Радуга-Сирвис;;;;\n", "021;Радуга-Сирвисд;;;;\n"
    take(exports.text(cards, CARDS + first), register)
    take(exports.text(cards, CARDS + first + near), register)
    put(register, "На проверку", ("Код пришедшего", "020"), "Решение", "нет")
    take(exports.text(cards, CARDS + first + near + nearer), register)
    asked = rows(register, "На проверку")
    assert [(row["Код пришедшего"], row["Код клиента"]) for row in asked if row["Решение"] is None] == [("021", "017")]
    assert not take(cards, register).changed
    renamed = first.replace("Радуга-Сервис", "Полюс")  # it is not near any more
    take(exports.text(cards, CARDS + renamed + near + nearer), register)
    asked = rows(register, "На проверку")
    assert [(row["Код пришедшего"], row["Код клиента"]) for row in asked if row["Решение"] is None] == [("021", "020")]


def test_a_card_with_the_name_that_sales_brought_is_asked_about_though_that_client_was_renamed_by_hand(
    tmp_path: Path,
) -> None:
    cards, sales, register = tmp_path / "Клиенты.csv", tmp_path / "Продажи.csv", tmp_path / "Реестр.xlsx"
    take(exports.text(sales, RENAMED), register)
    put(register, "Клиенты", ("Клиент", "Полюс"), "Клиент", "Торговый дом на Полюсе")
    assert take([exports.text(cards, f"{CARDS}А1;Полюс;;;;\n"), sales], register).waiting == 1
    assert not take([cards, sales], register).changed


def test_a_near_name_waits_for_a_decision_and_the_next_import_obeys_it(tmp_path: Path) -> None:
    register, cards, sold = tmp_path / "Реестр.xlsx", tmp_path / "клиенты.csv", tmp_path / "продажи.csv"
    take(exports.text(cards, f"{CARDS}А1;ООО «Ромашка-Трейд»;;;Аистова Анна;\nА2;Школа 12;;;;\n"), register)
    exports.text(cards, f"{CARDS}Z1;Ромашка Трейт ООО;7700000009;;;\nZ2;Школа 13;;;;\n")
    exports.text(sold, f"{HEAD}01.06.2026;Д-1;Z1;;;A;1;100\n")
    found = take([cards, sold], register)
    assert ways(found, "clients") == {"new": 1, "review": 1}  # another figure in a name is another client
    assert (found.waiting, found.needs_a_look) == (1, True)
    asked = rows(register, "На проверку")[0]
    assert (asked["Наша запись"], asked["Пришло"], asked["Решение"]) == (
        "ООО «Ромашка-Трейд»",
        "Ромашка Трейт ООО",
        None,
    )
    assert [row["Код клиента"] for row in rows(register, "Продажи")] == ["Z1"]
    assert set(clientbook.run(register, today=TODAY).segments["client_id"]) == {"А1", "А2", "Z1", "Z2"}

    refused = tmp_path / "Нет.xlsx"
    refused.write_bytes(register.read_bytes())
    put(register, "На проверку", ("Код пришедшего", "Z1"), "Решение", "да")
    put(refused, "На проверку", ("Код пришедшего", "Z1"), "Решение", "нет")
    merged, apart = take(cards, register), take(cards, refused)
    assert (ways(merged, "clients"), merged.waiting) == ({"changed": 1, "same": 1}, 0)
    assert [row["Код клиента"] for row in rows(register, "Продажи")] == ["А1"]
    assert {row["Код клиента"]: row["ИНН"] for row in rows(register, "Клиенты")} == {
        "А1": "7700000009",
        "А2": None,
        "Z2": None,
    }
    assert (ways(apart, "clients"), apart.waiting) == ({"new": 1, "same": 1}, 0)
    assert [row["Код клиента"] for row in rows(refused, "Клиенты")] == ["А1", "А2", "Z2", "Z1"]
    assert not take([cards, sold], register).changed
    assert not take([cards, sold], refused).changed


def test_questions_are_said_to_wait_on_the_sheet_they_stand_on(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "клиенты.csv"
    take(exports.text(file, "Код клиента;Клиент;Менеджер\nК1;Ромашка Сервис;Сова\n"), register)
    book = openpyxl.load_workbook(register)
    book.create_sheet("На проверку")["A1"] = "моё"
    book.save(register)
    found = take(exports.text(file, "Код клиента;Клиент;Менеджер\nК2;Ромашка-Сервис;Сова\n"), register)
    assert "на листе «На проверку (2)»: 1" in "\n".join(lines(found, words("ru")))
    assert set(found.problems.loc[found.problems["key"].eq("import_review"), "sheet"]) == {"На проверку (2)"}
    assert "На проверку (2)" in openpyxl.load_workbook(register).sheetnames


def test_what_people_typed_stays_and_what_differs_is_asked_about(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "клиенты.csv"
    card = "А1;Север;7700000009;;Аистова Анна;Тверь\n"
    take(exports.text(file, CARDS + card), register)
    for header, value in (("Менеджер", "Сова Юлия"), ("Комментарий", "звонить утром"), ("КПП", None)):
        put(register, "Клиенты", ("Код клиента", "А1"), header, value)
    book = openpyxl.load_workbook(register)
    page = book["Клиенты"]
    page.cell(page.max_row + 3, 2, "моя заметка под таблицей")
    book.save(register)
    exports.text(file, f"{CARDS}А1;ООО Север;7700000009;770001001;Аистова Анна;Москва\n")
    found = take(file, register)
    row = rows(register, "Клиенты")[0]
    assert (row["Менеджер"], row["Регион"], row["Комментарий"]) == ("Сова Юлия", "Тверь", "звонить утром")
    assert (row["Клиент"], row["КПП"]) == ("ООО Север", "770001001")  # the source owns the name; a blank is filled
    assert problems(found)["import_renewed"] == 1
    asked = {row["Столбец"]: (row["У нас"], row["Пришло"]) for row in rows(register, "На проверку")}
    assert asked == {"Менеджер": ("Сова Юлия", "Аистова Анна"), "Регион": ("Тверь", "Москва")}
    assert not take(file, register).changed

    put(register, "На проверку", ("Столбец", "Регион"), "Решение", "да")
    put(register, "На проверку", ("Столбец", "Менеджер"), "Решение", "нет")
    assert take(file, register).waiting == 0
    row = rows(register, "Клиенты")[0]
    assert (row["Менеджер"], row["Регион"]) == ("Сова Юлия", "Москва")
    assert [row["Столбец"] for row in rows(register, "На проверку")] == ["Менеджер"]
    assert not take(file, register).changed


def test_no_text_of_an_export_becomes_a_formula_and_codes_stay_text(tmp_path: Path) -> None:
    register = tmp_path / "Реестр.xlsx"
    cards = f'{CARDS}00-0001;=cmd|"/c calc"!A1;;;+7;@SUM(1)\n'
    exports.text(tmp_path / "клиенты.csv", cards)
    exports.text(tmp_path / "продажи.csv", f"{HEAD}45300;00012345678901234567;00-0001;;;=1+1;1;-5\n")
    take(sorted(tmp_path.glob("*.csv")), register)
    book = openpyxl.load_workbook(register)
    born = [cell.value for name in ("Клиенты", "Продажи") for line in book[name].iter_rows() for cell in line]
    assert not [
        cell
        for name in ("Клиенты", "Продажи")
        for line in book[name].iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]
    assert {'=cmd|"/c calc"!A1', "@SUM(1)", "=1+1", "00012345678901234567", "00-0001"} <= {str(value) for value in born}


def test_amounts_follow_the_profile_currency_rates_vat_and_discounts(tmp_path: Path) -> None:
    own = tmp_path / "склад.toml"
    own.write_text(
        """
        title = "Склад"
        vat = [{ since = 2019-01-01, percent = 20 }, { since = 2026-01-01, percent = 22 }]
        rates = { USD = 90 }
        [[export]]
        key = "отгрузки"
        needs = [["Накладная"], ["Кому"], ["Цена"]]
        money = { order = ["price"], price_has_vat = true, discount = "unit" }
        [export.sales]
        owns = ["amount"]
        columns = { doc_no = ["Накладная"], date = ["Когда"], client = ["Кому"], qty = ["Шт"], price = ["Цена"], discount = ["Скидка"], vat_rate = ["НДС"], currency = ["Вал"], sku = ["Что"], cost = ["Затраты"] }
        """,
        encoding="utf-8",
    )
    file = exports.text(
        tmp_path / "отгрузки.csv",
        "Отчёт\n\nНакладная|Когда|Кому|Что|Шт|Цена|Скидка|НДС|Вал|Затраты\n"
        "1|31.12.2025|Север|A|10|120,00|0|||\n"
        "2|01.01.2026|Север|A|10|122,00|||руб.|\n"
        "3|01.02.2026|Север|A|2|1 100,00|0|10%|RUB|1000\n"
        "4|01.02.2026|Север|A|1|122,00|0||USD|\n"
        "5|01.02.2026|Север|A|1|100|0|Без НДС||\n"
        "6|01.02.2026|Север|A|1|10|0||EUR|\n"
        "7|31.02.2026|Север|A|1|10|0|||\n"
        "8|01.02.2026|Север|A|1|н/д|0|||\n"
        "|01.02.2026|Север|A|1|10|0|||\n"
        "Итого||||||||99 999,00|\n",
    )
    found = take(file, tmp_path / "Реестр.xlsx", str(own))
    assert ways(found) == {"new": 5, "refused": 4}
    assert {"import_currency": 1, "import_date": 1, "import_amount": 1, "import_document": 1}.items() <= problems(
        found
    ).items()
    assert [row["Сумма без НДС"] for row in rows(tmp_path / "Реестр.xlsx", "Продажи")] == [1000, 1000, 2000, 9000, 100]
    places = set(zip(found.problems["key"], found.problems["sheet"], found.problems["cell"], strict=True))
    assert ("import_currency", "отгрузки.csv", "I9") in places


def test_a_page_that_a_crm_calls_xls_is_read(tmp_path: Path) -> None:
    page = "<html><head><meta charset='UTF-8'></head><body><table><tr><th>ID</th><th>Название компании</th></tr>"
    page += "<tr><td>101</td><td>ООО &quot;Север&quot; &amp; Ко</td></tr></table></body></html>"
    found = take(exports.text(tmp_path / "COMPANY.xls", page), tmp_path / "Реестр.xlsx", "bitrix24")
    assert ways(found, "clients") == {"new": 1}
    assert rows(tmp_path / "Реестр.xlsx", "Клиенты")[0]["Клиент"] == 'ООО "Север" & Ко'


def test_clients_without_a_card_are_added_once_and_named_and_doubtful_names_are_refused(tmp_path: Path) -> None:
    register = tmp_path / "Реестр.xlsx"
    exports.text(tmp_path / "клиенты.csv", f"{CARDS}1;Вектор;;;;\n2;«Вектор»;;;;\n")
    body = "01.06.2026;Д-1;;вектор;;A;1;1\n01.06.2026;Д-2;;ООО Луч;;A;1;1\n02.06.2026;Д-3;;Луч, ООО;;A;1;1\n02.06.2026;Д-4;;;;A;1;7\n"
    exports.text(tmp_path / "продажи.csv", HEAD + body)
    found = take(sorted(tmp_path.glob("*.csv")), register)
    assert found.unlisted == ["ООО Луч"]
    assert ways(found) == {"new": 3, "refused": 1}
    assert {"import_client_twice": 1, "import_no_client": 1}.items() <= problems(found).items()
    assert clientbook.check(register, today=TODAY).lines == 2  # the third is «Без клиента»


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    folder, register = bitrix24(tmp_path / "b24"), tmp_path / "Реестр.xlsx"
    shown = take(folder, register, "bitrix24", begun=False, dry_run=True)
    assert not register.exists()
    assert ways(shown) == ways(take(folder, register, "bitrix24", begun=False))


def test_what_cannot_be_done_is_said_with_what_to_do(tmp_path: Path) -> None:
    file, register = exports.text(tmp_path / "что-то.csv", "A;B\n1;2\n"), tmp_path / "Реестр.xlsx"
    with pytest.raises(RegisterError, match="не найдены столбцы"):
        take(file, register, "1c", begun=False)
    apart = exports.text(tmp_path / "врозь.csv", "Документ;Дата\nКлиент;Сумма без НДС\n1;01.02.2026\n")
    with pytest.raises(RegisterError, match="в разных строках"):
        take(apart, register, "generic", begun=False)
    with pytest.raises(UsageError, match="bitrix24"):
        take(file, register, "sap", begun=False)
    broken = exports.text(
        tmp_path / "мой.toml",
        'title = "x"\n[[export]]\nkey = "a"\nneeds = [["A"]]\n[export.sales]\ncolumns = { summa = ["A"] }\n',
    )
    with pytest.raises(UsageError, match="summa"):
        take(file, register, str(broken), begun=False)
    bare = exports.text(tmp_path / "пусто.csv", "Документ;Дата;Клиент;Сумма без НДС\n")
    assert "не создан" in lines(take(bare, register, "generic", begun=False), words("ru"))[-1]
    assert not register.exists()


def test_the_command_says_what_became_of_every_row(tmp_path: Path) -> None:
    result = take(bitrix24(tmp_path / "b24"), tmp_path / "Реестр.xlsx", "bitrix24")
    said = "\n".join(lines(result, words("ru"))).replace("\u00a0", " ")
    assert "Продажи: прочитано 6 = новых 3 + изменено 0 + без изменений 0 + пропущено 2" in said
    assert "не принято 1" in said
    assert "DEAL.csv!I7" in said
    assert "\n".join(lines(result, words("en"))).count("rows") >= 3


def test_sales_without_documents_are_told_apart_by_day_and_a_day_of_one_client_leaves_the_others_alone(
    tmp_path: Path,
) -> None:
    register, first, second = tmp_path / "Реестр.xlsx", tmp_path / "январь.csv", tmp_path / "Север.csv"
    exports.text(
        first,
        "Дата;Клиент;Ответственный;Выручка, руб.\n05.01.2026;Север;Аистова Анна;100\n05.01.2026;Север;Аистова Анна;200\n"
        "05.01.2026;Восток;Сова Юлия;300\nИтого;;;600\n",
    )
    exports.text(second, "Дата;Клиент;Сумма\n05.01.2026;Север;150\n06.01.2026;Север;70\n")
    assert ways(take(first, register)) == {"new": 3}
    assert ways(take(first, register)) == {"same": 3}
    assert ways(take(second, register)) == {"new": 1, "changed": 1}
    sales = [(row["Документ"], row["Сумма без НДС"]) for row in rows(register, "Продажи")]
    assert sales == [("2026-01-05", 150), ("2026-01-05", 300), ("2026-01-06", 70)]
    months = tmp_path / "месяцы.csv"
    exports.text(months, "Месяц;Клиент;Выручка\nфевраль 2026;Восток;40\n03.2026;Восток;50\nвесна;Восток;60\n")
    assert ways(take(months, register)) == {"new": 2, "refused": 1}
    assert [row["Документ"] for row in rows(register, "Продажи")][3:] == ["2026-02-01", "2026-03-01"]
    people = {row["Клиент"]: row["Менеджер"] for row in rows(register, "Клиенты")}
    assert people == {"Север": "Аистова Анна", "Восток": "Сова Юлия"}


def test_a_list_of_1c_needs_no_column_for_every_group_of_a_report(tmp_path: Path) -> None:
    register, book = tmp_path / "Реестр.xlsx", tmp_path / "Реализация.csv"
    exports.text(
        book, "Дата документа;Номер;Контрагент;Номенклатура;Сумма, руб.\n05.01.2026 12:30:00;УТ-1;Север;Болт;100\n"
    )
    assert ways(take(book, register, "1c")) == {"new": 1}
    (sale,) = rows(register, "Продажи")
    assert (sale["Документ"], sale["Дата"], sale["Сумма без НДС"]) == ("УТ-1", datetime(2026, 1, 5), 100)  # noqa: DTZ001 - a day as Excel has it


def test_the_general_profile_knows_every_header_that_a_register_may_have() -> None:
    for export in profiles.load("generic").exports:
        headers = {normal(header) for header in export.headers()}
        feed = export.feeds[-1]  # of several the sales, in which a name alone may be that of a product
        for column in (feed.table[key] for key in feed.columns if key in feed.table.by_key):
            assert {normal(column.ru), *column.spellings()} <= headers, column.ru


def test_a_sheet_that_is_no_export_is_said_to_come_nearest_to_one_that_it_may_be(tmp_path: Path) -> None:
    book = tmp_path / "отгрузки.csv"
    exports.text(book, "Накладная;Контрагент;Сумма\n1;Север;5\n")
    with pytest.raises(RegisterError, match="«продажи»; не найдены столбцы: «Дата»"):
        take(book, tmp_path / "Реестр.xlsx")


def test_a_register_of_the_users_own_layout_is_updated_where_it_stands(tmp_path: Path) -> None:
    register = tmp_path / "База.xlsx"
    book = openpyxl.Workbook()
    cards = book.active
    assert cards is not None
    cards.title = "База"
    for column, texts in enumerate(
        (("Код", "К1", "К2"), ("Контрагент", "Север", "Восток"), ("Ответственный", "Сова", None), ("Моё", "=1+1", "x")),
        start=3,
    ):
        for row, text in enumerate(texts, start=5):
            cards.cell(row, column, text)
    sold = book.create_sheet("Отгрузки")
    for line in (("Дата", "Накладная", "Код контрагента", "Сумма"), ("01.06.2026", "1", "К1", "1 000,00")):
        sold.append(line)
    book.save(register)
    exports.text(tmp_path / "клиенты.csv", "Код;Клиент;Менеджер\nК2;Восток;Сова\nК3;Запад;Сова\n")
    exports.text(tmp_path / "продажи.csv", f"{HEAD}01.06.2026;1;К1;;;;1;1000\n02.06.2026;2;К3;;;;1;5,5\n")
    found = take(sorted(tmp_path.glob("*.csv")), register)
    assert (ways(found, "clients"), ways(found)) == ({"changed": 1, "new": 1}, {"same": 1, "new": 1})
    after = openpyxl.load_workbook(register)
    assert after.sheetnames == ["База", "Отгрузки"]
    assert [[cell.value for cell in line] for line in after["База"]["C6:F8"]] == [
        ["К1", "Север", "Сова", "=1+1"],
        ["К2", "Восток", "Сова", "x"],
        ["К3", "Запад", "Сова", None],
    ]
    assert [cell.value for cell in after["Отгрузки"][3]][1:] == ["2", "К3", 5.5]
    assert not take(sorted(tmp_path.glob("*.csv")), register).changed


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_row_of_exports_the_sales_are_those_of_the_last_one(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - rows for a test
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "продажи.csv"
    documents: dict[int, list[tuple[str, str, int]]] = {}
    for _ in range(5):
        for number in range(8):
            if chance.random() < 0.6:
                client = chance.choice("АБВ")
                documents[number] = [
                    (client, chance.choice("xyz"), chance.randint(1, 3)) for _ in range(chance.randint(1, 4))
                ]
        body = [
            f"{number + 1:02d}.06.2026;Д-{number};{client};;;{sku};1;{amount}"
            for number in chance.sample(sorted(documents), len(documents))
            for client, sku, amount in documents[number]
        ]
        take(exports.text(file, HEAD + "\n".join(body) + "\n"), register)
        there = sorted(
            (row["Документ"], row["Код клиента"], row["Артикул"], row["Сумма без НДС"])
            for row in rows(register, "Продажи")
        )
        assert there == sorted((f"Д-{number}", *line) for number, lines_ in documents.items() for line in lines_)
    assert not take(file, register).changed


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_profile_that_the_guide_shows_can_be_read(lang: str, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / lang / "import.md").read_text(encoding="utf-8")
    block = page[page.index("    title = ") :]
    example = "\n".join(line for line in block[: block.index("\n\n", block.index("because"))].splitlines())
    known = profiles.load(str(exports.text(tmp_path / "пример.toml", textwrap.dedent(example))))
    assert [feed.table.short for export in known.exports for feed in export.feeds] == ["sales"]
    assert known.exports[0].feeds[0].skip[0].because == "cancelled"


def test_a_report_that_ends_with_documents_is_read_too(tmp_path: Path) -> None:
    head = "Продажи\n\nКонтрагент;Выручка\nДокумент;\n"
    body = "ООО Север;300\nРеализация 0000-000001 от 01.06.2026 10:00:00;100\nРеализация 0000-000002 от 02.06.2026 10:00:00;200\n"
    more = "ИП Юг;5\nРеализация 0000-000003 от 03.06.2026 10:00:00;5\nИтого;305\n"
    register = tmp_path / "Реестр.xlsx"
    found = take(exports.text(tmp_path / "Продажи.csv", head + body + more, "cp1251"), register, "1c")
    assert (ways(found), found.unlisted) == ({"new": 3}, ["ООО Север", "ИП Юг"])
    assert [row["Сумма без НДС"] for row in rows(register, "Продажи")] == [100, 200, 5]
    assert len({row["Код клиента"] for row in rows(register, "Продажи")}) == 2


def test_people_are_known_by_id_then_by_mail_phone_or_name_and_namesakes_stay_apart(tmp_path: Path) -> None:
    register, file = tmp_path / "Реестр.xlsx", tmp_path / "люди.csv"
    head = "ID;ФИО;Клиент;Телефон;E-mail;Должность\n"
    came = "1;Образцов Пётр;Север;8 900 000-00-01;;Директор\n2;Образцов Пётр;Север;8 900 000-00-02;;Снабженец\n;Сова Юлия;Юг;;a@example.org;\n"
    take(exports.text(file, head + came), register)
    put(register, "Контакты ГПР", ("ID строки", "2"), "Роль в ГПР", "закупщик")
    again = "2;Образцов Петр;Север;+7 (900) 000 00 02;new@example.org;Снабженец\n;Сова Ю.;Юг;;A@example.org;Юрист\n"
    found = take(exports.text(file, head + again), register)
    assert ways(found, "people") == {"changed": 2}
    people = [
        (row["ФИО"], row["Должность"], row["E-mail"], row["Роль в ГПР"]) for row in rows(register, "Контакты ГПР")
    ]
    assert people == [
        ("Образцов Пётр", "Директор", None, None),
        ("Образцов Пётр", "Снабженец", "new@example.org", "закупщик"),
        ("Сова Юлия", "Юрист", "a@example.org", None),
    ]


def test_people_and_contacts_whose_client_code_excel_made_a_number_of_are_not_added_again(tmp_path: Path) -> None:
    folder, register = generic(tmp_path / "выгрузка"), tmp_path / "Реестр.xlsx"
    exports.text(folder / "Люди.csv", "ФИО;Код клиента;Должность\nОбразцов Пётр;007;Директор\n")
    take(folder, register)
    book = openpyxl.load_workbook(register)
    for cell in (cell for name in ("Контакты ГПР", "Журнал") for line in book[name].iter_rows() for cell in line):
        if cell.value == "007":
            cell.value = 7
        elif str(cell.value).startswith("imp-"):
            cell.value = None
    book.save(register)
    again = take(folder, register)
    assert (ways(again, "people"), ways(again, "log")) == ({"same": 1}, {"same": 1})


def test_a_report_in_several_columns_gives_tax_numbers_and_goods_codes_from_the_groups_they_stand_on(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    lines_ = [
        ("Продажи за период",),
        (),
        (
            "Контрагент, Документ, Номенклатура",
            None,
            None,
            "Контрагент.ИНН",
            "Артикул",
            "Количество",
            "Стоимость",
            None,
        ),
        (None, None, None, None, None, None, "без НДС", "НДС"),
        ("ООО Север", None, None, "7700000009", None, 3, 300, 66),
        (None, "Реализация товаров и услуг 00-1 от 01.06.2026 10:00:00", None, None, None, 3, 300, 66),
        (None, None, "Болт", None, "0071", 1, 100, 22),
        (None, None, "Гайка", None, "0072", 2, 200, 44),
        ("Итого", None, None, None, None, 3, 300, 66),
    ]
    for line in lines_:
        sheet.append(line)
    book.save(tmp_path / "Продажи.xlsx")
    register = tmp_path / "Реестр.xlsx"
    assert ways(take(tmp_path / "Продажи.xlsx", register, "1c")) == {"new": 2}
    assert [(row["Артикул"], row["Кол-во"], row["Сумма без НДС"]) for row in rows(register, "Продажи")] == [
        ("0071", 1, 100),
        ("0072", 2, 200),
    ]
    assert [(row["Клиент"], row["ИНН"]) for row in rows(register, "Клиенты")] == [("ООО Север", "7700000009")]


def test_only_case_quotes_blanks_and_the_place_of_the_legal_form_make_no_other_name(tmp_path: Path) -> None:
    register, cards, sold = tmp_path / "Реестр.xlsx", tmp_path / "клиенты.csv", tmp_path / "продажи.csv"
    exports.text(cards, f'{CARDS}А1;"ООО ""Ромашка-Сервис""";;;;\nА2;ИП Королёв И.И.;;;;\n')
    names = [
        "Ромашка - сервис, ООО",
        "Индивидуальный предприниматель Королев И. И.",
        "ООО Ромашка Сервис",
        "ИП Королёв ИИ",
    ]
    lines_of = "".join(f"01.06.2026;Д-{n};;{name};;A;1;100\n" for n, name in enumerate(names))
    found = take([cards, exports.text(sold, HEAD + lines_of)], register)
    assert [row["Код клиента"] for row in rows(register, "Продажи")][:2] == ["А1", "А2"]
    assert {row["Пришло"] for row in rows(register, "На проверку")} == set(names[2:])
    assert problems(found)["import_same_name"] == 1  # the form stands elsewhere: it is told what was taken for what
    assert found.unlisted == []


def test_of_two_clients_of_one_name_the_spelling_decides_and_another_tax_number_is_another_client(
    tmp_path: Path,
) -> None:
    register, cards, sold = tmp_path / "Реестр.xlsx", tmp_path / "клиенты.csv", tmp_path / "продажи.csv"
    exports.text(cards, f'{CARDS}А1;"ООО ""Альфа""";7700000009;;;\nА2;Альфа ООО;;;;\n')
    named = ['"ООО ""Альфа"""', "Альфа ООО", "ООО «АЛЬФА»", "Альфа (ООО)"]
    lines_of = "".join(f"01.06.2026;Д-{n};;{name};;A;1;100\n" for n, name in enumerate(named))
    stranger = "01.06.2026;Д-9;;Альфа ООО;5000000000;A;1;100\n"
    found = take([cards, exports.text(sold, HEAD + lines_of)], register)
    assert [row["Код клиента"] for row in rows(register, "Продажи")] == ["А1", "А2", "А1"]
    assert problems(found)["import_client_twice"] == 1  # spelt as neither of them
    cards.unlink()
    take(exports.text(sold, HEAD + stranger), register)
    codes = [row["Код клиента"] for row in rows(register, "Продажи") if row["Документ"] == "Д-9"]
    assert codes[0] not in {"А1"}


def test_a_row_that_is_refused_adds_no_client(tmp_path: Path) -> None:
    folder, register = tmp_path / "выгрузка", tmp_path / "Реестр.xlsx"
    folder.mkdir()
    bad = ["01.06.2026;Д-1;;Без суммы;;A;1;abc", "когда-то;Д-2;;Без даты;;A;1;5", "01.06.2026;;;Без номера;;A;1;5"]
    exports.text(folder / "продажи.csv", HEAD + "\n".join([*bad, "01.06.2026;Д-4;;Север;;A;1;5\n"]))
    contacts = "15.07.2026;Аистова Анна;Будущий;звонок\n15.06.2026;;Ничей;звонок\n;Аистова Анна;Никогда;звонок\n"
    exports.text(folder / "журнал.csv", f"Дата;Менеджер;Клиент;Вид\n{contacts}15.06.2026;Аистова Анна;Юг;звонок\n")
    found = take(folder, register)
    assert (ways(found), ways(found, "log")) == ({"new": 1, "refused": 3}, {"new": 1, "refused": 3})
    assert sorted(row["Клиент"] for row in rows(register, "Клиенты")) == ["Север", "Юг"]
    assert {"log_future", "log_no_manager", "import_date", "import_amount", "import_document"} <= problems(found).keys()


def test_a_line_of_a_report_without_a_name_keeps_its_money_and_gets_no_figure_for_a_product(tmp_path: Path) -> None:
    register = tmp_path / "Реестр.xlsx"
    report = exports.one_c_report(tmp_path / "отчёт.xlsx")
    book = openpyxl.load_workbook(report)
    sheet = book.active
    assert sheet is not None
    row = next(cell.row for cell in sheet["A"] if cell.value == "Болт М8")
    sheet.cell(row, 1).value = None
    book.save(report)
    found = take(report, register, "1c")
    first = rows(register, "Продажи")[0]
    assert (first["Артикул"], first["Кол-во"], first["Сумма без НДС"]) == (None, 100, 12000)
    assert problems(found).get("import_no_item") == 1
    assert ways(found) == {"new": 8}


def test_one_bad_file_of_a_folder_is_named_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, register = generic(tmp_path / "выгрузка"), tmp_path / "Реестр.xlsx"
    (folder / "картинка.csv").write_bytes(bytes(range(256)) * 40)
    (folder / "обрыв.xlsx").write_bytes(exports.one_c_cards(tmp_path / "целый.xlsx").read_bytes()[:3000])
    assert call(["import", str(folder), "-o", str(register)], "ru") == 1
    said = capsys.readouterr().out
    assert "картинка.csv: Файл не прочитан, остальные прочитаны." in said
    assert "обрыв.xlsx: Файл не прочитан" in said
    assert "журнал как" not in said
    assert len(rows(register, "Продажи")) == 2
    for good in folder.glob("[КПЖ]*.csv"):
        good.unlink()
    assert call(["import", str(folder), "-o", str(register)], "ru") == 2
    assert all(name in capsys.readouterr().err for name in ("обрыв.xlsx",))
