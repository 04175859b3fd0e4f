"""Tables are found by table name, sheet name, what the user says or headers — and our own output is never input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

from clientbook.errors import RegisterError
from clientbook.register.columns import Kind, Table
from clientbook.register.headers import letters
from clientbook.register.problems import Done
from clientbook.register.tables import LOG
from clientbook.sheets.book import outputs
from tests.register.books import CLIENTS, SALES, SheetOf, keys, problem, read, register, write_book

BASE = SheetOf([CLIENTS, ("А-1", "Альфа", "Иванов")])
LINES = SheetOf([SALES, (date(2025, 5, 20), "РН-1", "А-1", 100.0)])


def book(path: Path, sheets: Mapping[str, SheetOf]) -> Path:
    return write_book(path, sheets)


def output(name: str, values: Mapping[str, object], *, as_table: bool = True) -> SheetOf:
    """Return an output sheet of ours with one row."""
    table = next(table for table in outputs() if table.name == name)
    row = [values.get(column.key) for column in table.columns]
    return SheetOf([[column.ru for column in table.columns], row], top=6, table=table.name if as_table else "")


def test_a_table_of_ours_wins_over_a_sheet_of_the_name(tmp_path: Path) -> None:
    ours = SheetOf([CLIENTS, ("Б-2", "Бета", "Петров")], top=5, left=3, table="cb_clients")
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": BASE, "База": ours, "Продажи": LINES}))
    assert (found.places["cb_clients"].sheet, found.clients["client_id"].iloc[0]) == ("База", "Б-2")


def test_a_users_own_table_and_english_headers_are_found(tmp_path: Path) -> None:
    clients = SheetOf([("client_id", "client", "manager"), ("A-1", "Alpha", "Smith")], top=3, left=2, table="tblBase")
    sales = SheetOf([("Order Date", "doc_no", "client_id", "amount"), (date(2025, 5, 20), "1", "A-1", "1,234.50")])
    found = read(book(tmp_path / "a.xlsx", {"Clients": clients, "Sales": sales}))
    assert found.lang == "en"
    assert (found.places["cb_clients"].table, found.places["cb_clients"].top) == ("tblBase", 3)
    assert float(found.sales.counted.all.amount) == 1234.5


def test_sheets_of_any_name_are_found_by_their_headers(tmp_path: Path) -> None:
    other = SheetOf([("Статья", "Сумма"), ("Аренда", 5)])
    found = read(book(tmp_path / "a.xlsx", {"Бюджет": other, "Лист2": LINES, "Лист1": BASE}))
    assert (found.places["cb_sales"].sheet, found.places["cb_clients"].sheet) == ("Лист2", "Лист1")


def test_two_sheets_that_fit_alike_are_named_and_the_user_decides(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Юг": BASE, "Север": BASE, "Продажи": LINES})
    with pytest.raises(RegisterError, match=r"«Юг», «Север».*--sheet clients="):
        read(path)
    assert read(path, sheets={"clients": "север"}).places["cb_clients"].sheet == "Север"


def test_the_sheet_the_user_names_wins(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Клиенты": BASE, "Новые": BASE, "Продажи": LINES})
    assert read(path, sheets={"clients": "Новые"}).places["cb_clients"].sheet == "Новые"


def test_one_more_sheet_of_sales_is_told_not_passed_over(tmp_path: Path) -> None:
    more = SheetOf([*LINES.rows, (date(2024, 5, 20), "РН-0", "А-1", "1 000,50"), (None, None, "Итого", 5)][:3])
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": BASE, "Продажи": LINES, "Продажи архив": more}))
    unused = problem(found, "sheet_unused")
    assert (unused.sheet, unused.done, unused.count, unused.amount) == ("Продажи архив", Done.LEFT_OUT, 2, 1100.5)
    assert found.sales.lines == 1


@pytest.mark.parametrize(
    ("clients", "sales"),
    [
        (("Код\nклиента", "Наименование\nклиента", "Ответственный\n(менеджер)"), ("Дата\nотгрузки", "№\nдокумента", "Код\nклиента", "Сумма, руб.\nбез НДС")),
        (("Код контрагента", "Наименование клиента", "Менеджер по работе с клиентами"), ("Дата реализации", "Номер", "Код контрагента", "Выручка без НДС, руб.")),
        (("Client ID", "Client Name", "Account Manager"), ("Date", "Invoice No.", "Client ID", "Net amount (RUB)")),
        (CLIENTS, ("Дата", "№ заказа", "Контрагент", "Сумма (без НДС), ₽")),
    ],
)  # fmt: skip
def test_headers_are_found_as_people_write_them(
    tmp_path: Path, clients: tuple[str, ...], sales: tuple[str, ...]
) -> None:
    sheets = {"Лист1": SheetOf([clients, BASE.rows[1]]), "Лист2": SheetOf([sales, LINES.rows[1]])}
    found = read(book(tmp_path / "a.xlsx", sheets))
    assert found.clients["manager"].tolist() == ["Иванов"]
    assert found.sales.counted.all.amount == 100


def test_a_column_that_merely_may_stand_for_another_is_left_alone_beside_it(tmp_path: Path) -> None:
    sales = SheetOf([(*SALES, "Клиент", "Номер"), (*LINES.rows[1], "Альфа", "5")])
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": BASE, "Продажи": sales}))
    assert "header_duplicate" not in keys(found)
    assert found.sales.counted.all.amount == 100


def test_a_caption_over_two_columns_does_not_hide_them(tmp_path: Path) -> None:
    rows = [
        ("Документ", "", "Код клиента", "Сумма", ""),
        ("Дата", "Номер", "", "без НДС", "с НДС"),
        (*LINES.rows[1], 120.0),
    ]
    sales = SheetOf(rows, merges=[(1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 1, 5)])
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": BASE, "Продажи": sales}))
    assert found.sales.counted.all.amount == 100


def test_parts_of_a_list_side_by_side_are_told_with_their_money(tmp_path: Path) -> None:
    years = [
        (*SALES, None, *SALES, *SALES),
        (*LINES.rows[1], None, date(2024, 5, 2), "1", "А-1", 7.0, None, None, None, None),
    ]
    years.append((None,) * 5 + (date(2024, 6, 2), "2", "А-1", "3,50", date(2023, 6, 2), "9", "А-1", 2.0))
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": BASE, "Продажи": SheetOf(years)}))
    told = [(p.cell, p.count, p.amount, p.done) for p in found.problems if p.key == "list_beside"]
    assert told == [("F1", 2, 10.5, Done.LEFT_OUT), ("J1", 1, 2.0, Done.LEFT_OUT)]
    assert "header_duplicate" not in keys(found)
    assert found.sales.counted.all.amount == 100


def test_units_and_column_numbers_under_headers_are_no_data(tmp_path: Path) -> None:
    clients = SheetOf([CLIENTS, (1, 2, 3), BASE.rows[1]], top=4, left=2)
    sales = SheetOf([SALES, ("дд.мм.гггг", "№", None, "руб."), ("1", "2", "3", "4"), LINES.rows[1]])
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": clients, "Продажи": sales}))
    assert list(found.clients["client_id"]) == ["А-1"]
    assert found.sales.counted.all.amount == 100
    assert found.sales.all_lines.all.rows == 1
    assert [(p.key, p.cell, p.done) for p in found.problems if p.key != "dates_apart"] == [
        ("column_numbers", "B5", Done.SKIPPED),
        ("column_numbers", "A3", Done.SKIPPED),
    ]


def test_figures_that_only_round_to_column_numbers_are_data(tmp_path: Path) -> None:
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": SheetOf([CLIENTS, (1.2, 2.1, 2.9)]), "Продажи": LINES}))
    assert list(found.clients.loc[found.clients["listed"], "client_id"]) == ["1.2"]
    assert "column_numbers" not in keys(found)


MONTHS = ("Код клиента", "Клиент", "янв. 25", "Февраль", date(2025, 3, 1), "II квартал")
BESIDE = SheetOf([(*CLIENTS, None, *SALES), (*BASE.rows[1], None, *LINES.rows[1])])
BELOW = SheetOf([*BASE.rows, (), *LINES.rows])
ONE_LIST = SheetOf([(*SALES, "Клиент", "Менеджер"), (*LINES.rows[1], "Альфа", "Иванов")])
KOPECKS = SheetOf([(*SALES[:3], "Сумма,\nкоп."), LINES.rows[1]])


@pytest.mark.parametrize(
    ("key", "sheets", "said"),
    [
        ("months_across", {"Клиенты": BASE, "2025": SheetOf([MONTHS, ("А-1", "Альфа", 1, 2, 3, 4)])}, "«2025».*C1"),
        ("months_across", {"Клиенты": BASE, "Продажи": SheetOf([MONTHS, ("А-1", "Альфа", 1, 2, 3, 4)])}, "C1"),
        ("tables_together", {"Лист1": BESIDE}, "«Лист1»"),
        ("tables_together", {"Лист1": BELOW}, "«Клиенты» и «Продажи»"),
        ("clients_in_sales", {"Отчёт": ONE_LIST}, "«Отчёт».*Удалить дубликаты"),
        ("amount_other", {"Клиенты": BASE, "Продажи": KOPECKS}, "«Сумма, коп.»"),
        ("ambiguous", {"Клиенты": BASE, "Юг": LINES, "Север": LINES}, "«Юг», «Север».*на одном листе «Продажи»"),
        ("column_missing", {"Контрагенты": SheetOf([CLIENTS[:2], BASE.rows[1][:2]]), "Продажи": LINES}, "«Контрагенты».*столбцов: «Менеджер»"),
        ("column_missing", {"Клиенты": SheetOf([CLIENTS[1:], BASE.rows[1][1:]]), "Продажи": LINES}, "стоят: «Клиент», «Менеджер»"),
    ],
)  # fmt: skip
def test_a_register_arranged_otherwise_is_told_how_to_arrange_it(
    tmp_path: Path, key: str, sheets: Mapping[str, SheetOf], said: str
) -> None:
    with pytest.raises(RegisterError, match=said) as caught:
        read(book(tmp_path / "a.xlsx", sheets))
    assert caught.value.key == f"error.{key}"
    assert "{" not in caught.value.say("en")


def test_our_output_is_never_taken_for_input(tmp_path: Path) -> None:
    segment = {"client_id": "Я-9", "client": "Чужой", "manager": "Никто"}
    sheets = {
        "Сегментация": output("cb_segments", segment),
        "Сегментация (2)": output("cb_segments", segment, as_table=False),
        "Лист1": BASE,
        "Продажи": LINES,
    }
    found = read(book(tmp_path / "a.xlsx", sheets), outputs=outputs())
    assert found.places["cb_clients"].sheet == "Лист1"
    assert found.present == {"cb_clients", "cb_sales"}


def test_a_book_of_output_only_has_no_clients(tmp_path: Path) -> None:
    segment = output("cb_segments", {"client_id": "Я-9", "client": "Чужой", "manager": "Никто"}, as_table=False)
    with pytest.raises(RegisterError, match="не найдена таблица «Клиенты»"):
        read(book(tmp_path / "a.xlsx", {"Итог": segment, "Продажи": LINES}), outputs=outputs())


def test_an_optional_table_without_a_column_is_read_without_it_or_told(tmp_path: Path) -> None:
    log = SheetOf([("Дата", "Код клиента", "Вид"), (date(2025, 5, 2), "А-1", "звонок")])
    found = register(tmp_path / "a.xlsx", BASE.rows[1:], LINES.rows[1:], more={"Журнал": log})
    assert found.log["kind"].tolist() == ["call"]
    assert problem(found, "column_absent").fields["headers"] == "«Менеджер»"
    useless = SheetOf([("Дата", "Менеджер"), (date(2025, 5, 2), "Иванов")])
    found = register(tmp_path / "b.xlsx", BASE.rows[1:], LINES.rows[1:], more={"Журнал": useless})
    assert found.log.empty
    assert problem(found, "table_unusable").done is Done.DEFAULT
    assert LOG.name not in found.present


def test_a_better_spelt_header_wins_over_an_alias_further_left(tmp_path: Path) -> None:
    clients = [("Код", "Код клиента", "Клиент", "Менеджер"), ("7", "А-1", "Альфа", "И")]
    found = read(book(tmp_path / "a.xlsx", {"Клиенты": SheetOf(clients), "Продажи": LINES}))
    assert found.clients["client_id"].tolist() == ["А-1"]
    assert problem(found, "header_duplicate").cell == "A1"


def test_what_people_typed_into_our_output_is_read_back(tmp_path: Path) -> None:
    typed = {
        "date": date(2025, 6, 16),
        "client_id": "00123",
        "plan_id": "00123/call/2025-06-10",
        "channel": "Звонок",
        "status": "Выполнен",
        "result": "=договорились",
        "minutes": "12 мин",
    }
    sheets = {"Клиенты": BASE, "Продажи": LINES, "План контактов": output("cb_plan", typed)}
    found = read(book(tmp_path / "a.xlsx", sheets), outputs=outputs())
    row = found.previous["cb_plan"].iloc[0]
    assert (row["client_id"], row["channel"], row["status"], row["result"]) == (
        "00123",
        "call",
        "done",
        "=договорились",
    )
    assert (row["plan_id"], row["minutes"], row["row"]) == ("00123/call/2025-06-10", 12, 7)
    assert found.previous["cb_risks"].empty
    assert list(found.previous["cb_risks"].columns) == [*(c.key for c in _table("cb_risks").columns), "row", "unread"]
    wrong = {**sheets, "План контактов": output("cb_plan", {**typed, "status": "сделаю потом"})}
    found = read(book(tmp_path / "b.xlsx", wrong), outputs=outputs())
    assert problem(found, "code_unknown").value == "сделаю потом"
    assert found.previous["cb_plan"]["status"].tolist() == [None]


def test_rows_under_a_table_of_the_user_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets = {
        "Клиенты": SheetOf([CLIENTS, ("А-1", "Альфа", "Иванов")], table="tblClients"),
        "Продажи": LINES,
    }
    write_book(path, sheets, below={"Клиенты": [("Б-2", "Бета", "Петров")]})
    found = read(path)
    assert (problem(found, "rows_below").cell, problem(found, "rows_below").done) == ("A3", Done.LEFT_OUT)
    assert "rows_below" not in keys(read(book(tmp_path / "b.xlsx", sheets)))


def _table(name: str) -> Table:
    table = next(table for table in outputs() if table.name == name)
    assert any(column.kind is Kind.DATE or column.typed for column in table.columns)
    return table


def test_columns_have_the_letters_that_openpyxl_gives_them() -> None:
    columns = range(1, 16385)
    assert [letters(column) for column in columns] == [get_column_letter(column) for column in columns]
