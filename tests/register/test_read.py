"""A dirty register is read or listed row by row: nothing is dropped silently, every problem has its cell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from clientbook.errors import RegisterError, UsageError
from clientbook.register.currencies import currency_of
from clientbook.register.problems import Done
from clientbook.register.read import Register
from clientbook.register.tables import SETTINGS, STAFF
from tests.register.books import (
    CLIENTS,
    SALES,
    Error,
    SheetOf,
    every_sentence,
    keys,
    lines,
    problem,
    read,
    register,
    write_book,
)
from tests.shared import NORTHWIND_AS_OF, northwind

ALFA = ("00123", "ООО «Альфа»", "Иванов И.И.")
BETA = ("Б-2", "АО Бета", "Петров П.П.")
SALE = (date(2025, 5, 20), "РН-1", "Б-2", 1000.0)
ORDERS = frozenset({"dates_month_first", "dates_day_first", "dates_two_ways"})


def dirty(path: Path, *, date1904: bool = False) -> Path:
    """Return a register as accounting programs and people leave it: at C5, two header rows, text, errors, subtotals."""
    clients = SheetOf(
        [
            ("Клиентская база", "", "", "", "", ""),
            (None, None, None, None, None, None),
            ("Клиент", None, "Менеджер", "Потенциал, руб.", "Договор", "Дата первой\nотгрузки"),
            ("\ufeffКод ", "Наименование", None, None, "Претензия", None),
            ("00123", "ООО «Альфа»", "Иванов\u00a0И.И.", "1 234 567,50 ₽", "да", "5 мая 1998"),
            (None, None, None, None, None, None),
            (" Б-2\u00a0", "АО Бета", "иванов и.и.", Error("#DIV/0!"), "может быть", 45000),
            ("Б-2", "Дубль", "Петров", 1, "нет", None),
            ("В-3", "Альфа ООО", None, -5, None, date(2024, 1, 9)),
            (None, "Без кода", "Петров", 1, "нет", None),
            ("Итого", None, None, 99, None, None),
        ],
        top=3,
        left=3,
        merges=((5, 3, 5, 4), (5, 5, 6, 5)),
    )
    sales = SheetOf(
        [
            ("Отчёт по продажам",),
            (
                "№",
                "ДАТА ДОКУМЕНТА",
                "Документ",
                "Код  клиента",
                "Группа",
                "Сумма,\nруб.",
                "Себестоимость",
                "Тип",
                "Сумма",
            ),
            (1, date(2025, 5, 20), "РН-1", 123, "Г", "1\u00a0234,50", 700, "отгрузка", 9),
            (2, "21.05.2025", "РН-2", "Б-2", "Г", 1000, 600, "возврат", 9),
            (3, 45799, "РН-3", "б-2", "Г", "(500)", "−300", "корректировка", 9),
            ("Итого", None, None, None, None, 1734.5, 1000, None, None),
            (None, None, None, None, None, None, None, None, None),
            (4, "2025-05-23", "РН-4", None, "Г", 50, 30, "отгрузка", 9),
            (5, "31.02.2025", "РН-5", "Б-2", "Г", 70, 30, "отгрузка", 9),
            (6, date(2025, 5, 24), "РН-6", "Б-2", "Г", Error("#N/A"), 30, "отгрузка", 9),
            (7, date(2062, 5, 24), "РН-7", "Б-2", "Г", 90, 30, "отгрузка", 9),
            (8, date(2025, 5, 25), "РН-8", "Нет-1", "Г", 110, None, "обмен", 9),
            (9, date(2025, 5, 26), None, "Б-2", "Г", "100 $", 30, "отгрузка", 9),
            (10, None, "РН-10", "Б-2", "Г", 130, 30, "отгрузка", 9),
        ],
        top=4,
        left=2,
    )
    if date1904:
        rows = [tuple(45799 - 1462 if cell == 45799 else cell for cell in row) for row in sales.rows]
        sales = SheetOf(rows, sales.top, sales.left)
        rows = [tuple(45000 - 1462 if cell == 45000 else cell for cell in row) for row in clients.rows]
        clients = SheetOf(rows, clients.top, clients.left, merges=clients.merges)
    return write_book(path, {"Клиенты": clients, "Продажи": sales}, date1904=date1904)


@pytest.mark.parametrize("date1904", [False, True])
def test_a_dirty_register_at_c5_is_read_cell_by_cell(tmp_path: Path, *, date1904: bool) -> None:
    found = read(dirty(tmp_path / "dirty.xlsx", date1904=date1904))
    listed = found.clients[found.clients["listed"]]
    assert list(listed["client_id"]) == ["00123", "Б-2", "В-3"]
    assert list(listed["row"]) == [7, 9, 11]
    assert list(listed["manager"]) == ["Иванов И.И.", "Иванов И.И.", None]
    assert listed["potential"].fillna(0).tolist() == [1234567.5, 0, 0]
    assert listed["claim"].tolist() == [True, None, None]
    assert listed["first_deal"].tolist() == [
        pd.Timestamp(1998, 5, 5),
        pd.Timestamp(2023, 3, 15),
        pd.Timestamp(2024, 1, 9),
    ]
    assert lines(found) == [
        (6, date(2025, 5, 20), "00123", Decimal("1234.5")),
        (7, date(2025, 5, 21), "Б-2", Decimal(-1000)),
        (8, date(2025, 5, 22), "Б-2", Decimal(-500)),
        (15, date(2025, 5, 25), "Нет-1", Decimal(110)),
    ]
    assert found.places["cb_clients"].top == 6
    assert found.lang == "ru"


def test_every_problem_of_a_dirty_register_has_its_cell_and_what_was_done(tmp_path: Path) -> None:
    found = read(dirty(tmp_path / "dirty.xlsx"))
    said = {(line.key, line.sheet, line.cell, line.value, line.done) for line in found.problems.merged()}
    for expected in (
        ("header_duplicate", "Продажи", "J5", "Сумма", Done.SKIPPED),
        ("client_duplicate", "Клиенты", "C10", "Б-2", Done.LEFT_OUT),
        ("required_blank", "Клиенты", "C12", "", Done.LEFT_OUT),
        ("total_row", "Клиенты", "C13", "Итого", Done.SKIPPED),
        ("cell_error", "Клиенты", "F9", "#DIV/0!", Done.DEFAULT),
        ("yesno_bad", "Клиенты", "G9", "может быть", Done.DEFAULT),
        ("date_serial", "Клиенты", "H9", "45000", Done.CLEANED),
        ("name_near", "Клиенты", "D11", "Альфа ООО ~ ООО «Альфа»", Done.KEPT),
        ("potential_bad", "Клиенты", "F11", "-5", Done.DEFAULT),
        ("manager_blank", "Клиенты", "E11", "Альфа ООО", Done.KEPT),
        ("total_row", "Продажи", "E9", "Итого", Done.SKIPPED),
        ("code_zeros", "Продажи", "E6", "123 → 00123", Done.CLEANED),
        ("code_case", "Продажи", "E8", "б-2 → Б-2", Done.CLEANED),
        ("no_client", "Продажи", "E11", "", Done.KEPT),
        ("date_bad", "Продажи", "C12", "31.02.2025", Done.LEFT_OUT),
        ("cell_error", "Продажи", "G13", "#N/A", Done.LEFT_OUT),
        ("sale_after", "Продажи", "C14", "24.05.2062", Done.LEFT_OUT),
        ("client_unlisted", "Продажи", "E15", "Нет-1", Done.KEPT),
        ("code_unknown", "Продажи", "I15", "обмен", Done.DEFAULT),
        ("currency", "Продажи", "G16", "100 $", Done.LEFT_OUT),
        ("required_blank", "Продажи", "C17", "", Done.LEFT_OUT),
    ):
        assert expected in said, (expected, sorted(said))
    assert problem(found, "sale_after").amount == 90
    assert problem(found, "date_bad").amount == 70
    assert all(every_sentence(found))


def test_the_parts_of_the_sales_meet_the_whole_to_the_kopeck(tmp_path: Path) -> None:
    found = read(dirty(tmp_path / "dirty.xlsx"))
    sales = found.sales
    assert sales.counted.all.amount == Decimal("-155.5")
    assert (sales.no_client.all.rows, sales.no_client.all.amount) == (1, Decimal(50))
    assert (sales.left_out.all.rows, sales.left_out.all.amount) == (5, Decimal(70 + 90 + 130))
    assert sales.all_lines.all.amount == Decimal("184.5")
    assert sales.reconciled


def test_t_is_the_last_sale_not_after_today_and_later_rows_change_nothing(tmp_path: Path) -> None:
    plain = register(tmp_path / "a.xlsx", [ALFA, BETA], [SALE])
    late = register(tmp_path / "b.xlsx", [ALFA, BETA], [SALE, (date(2062, 1, 1), "РН-2", "Б-2", 5.0)])
    assert plain.as_of == late.as_of == date(2025, 5, 20)
    assert plain.sales.counted == late.sales.counted
    assert keys(late) - keys(plain) == {"sale_after"}
    assert late.plan_from == date(2025, 6, 15)
    assert problem(late, "dates_apart").fields["days"] == 26
    fixed = register(tmp_path / "c.xlsx", [ALFA, BETA], [SALE], as_of=date(2025, 5, 31))
    assert (fixed.as_of, fixed.plan_from) == (date(2025, 5, 31), date(2025, 5, 31))


def test_a_code_that_is_a_number_in_the_directory_is_matched_with_its_zeros_in_the_sales(tmp_path: Path) -> None:
    found = register(tmp_path / "a.xlsx", [(123, "Альфа", "И"), BETA], [(date(2025, 5, 1), "1", "00123", 5.0)])
    assert lines(found, "client_id") == [("123",)]
    assert problem(found, "code_zeros").value == "00123 → 123"


def test_a_code_that_excel_made_a_date_of_on_one_sheet_is_found_on_the_other(tmp_path: Path) -> None:
    spoilt = date(2025, 2, 1)
    there = register(tmp_path / "a.xlsx", [("01-02", "Альфа", "И"), BETA], [(date(2025, 5, 1), "1", spoilt, 5.0)])
    assert lines(there, "client_id") == [("01-02",)]
    assert problem(there, "code_date").value == "2025-02-01 → 01-02"
    here = register(tmp_path / "b.xlsx", [(spoilt, "Альфа", "И"), BETA], [(date(2025, 5, 1), "1", "01-02", 5.0)])
    assert lines(here, "client_id") == [("2025-02-01",)]
    both = [("01-02", "Альфа", "И"), ("02-01", "Бета", "И")]
    unsure = register(tmp_path / "c.xlsx", both, [(date(2025, 5, 1), "1", spoilt, 5.0)])
    assert lines(unsure, "client_id") == [("2025-02-01",)]


def test_texts_that_differ_in_zeros_are_different_clients(tmp_path: Path) -> None:
    found = register(tmp_path / "a.xlsx", [ALFA], [(date(2025, 5, 1), "1", "123", 5.0)])
    assert lines(found, "client_id") == [("123",)]
    assert list(found.clients["listed"]) == [True, False]


def test_missing_cost_is_estimated_by_the_group_only_where_income_is_profit(tmp_path: Path) -> None:
    headers = ("Дата", "Документ", "Код клиента", "Группа", "Сумма без НДС", "Себестоимость")
    day = date(2025, 5, 1)
    rows = [(day, str(n), "Б-2", "Г", 100.0, 60.0) for n in range(40)] + [(day, "x", "Б-2", "Г", 50.0, None)]
    book = {"Клиенты": SheetOf([("Код клиента", "Клиент", "Менеджер"), BETA]), "Продажи": SheetOf([headers, *rows])}
    path = write_book(tmp_path / "a.xlsx", book)
    found = read(path)
    assert (found.basis, found.pin_basis) == ("profit", True)
    assert lines(found, "cost, cost_estimated")[-1] == (Decimal(30), True)
    assert found.sales.counted.all.net == Decimal(40 * 40 + 20)
    assert found.sales.reconciled
    assert problem(found, "cost_estimated").amount == 50
    revenue = read(path, settings={"income_basis": "revenue"})
    assert lines(revenue, "cost, cost_estimated")[-1] == (None, False)
    assert (revenue.basis, revenue.pin_basis) == ("revenue", False)


def test_a_pinned_basis_stays_when_cost_coverage_falls(tmp_path: Path) -> None:
    headers = ("Дата", "Документ", "Код клиента", "Сумма без НДС", "Себестоимость")
    day = date(2025, 6, 10)
    rows = [(day, "1", "Б-2", 94.0, 60.0), (day, "2", "Б-2", 6.0, None)]
    settings = {"Настройки": SheetOf([("Ключ", "Значение"), ("income_basis", "прибыль")], table=SETTINGS.name)}
    book = {"Клиенты": SheetOf([("Код клиента", "Клиент", "Менеджер"), BETA]), "Продажи": SheetOf([headers, *rows])}
    pinned = read(write_book(tmp_path / "a.xlsx", {**book, **settings}))
    assert (pinned.basis, pinned.pin_basis) == ("profit", False)
    assert problem(pinned, "basis_coverage").fields["covered"] == "94,0"
    assert read(write_book(tmp_path / "b.xlsx", book)).basis == "revenue"


def test_examples_are_not_data_and_a_book_of_examples_is_empty(tmp_path: Path) -> None:
    example = ("ПРИМЕР-1", "ПРИМЕР ООО Ромашка", "Иванов")
    sale = (date(2025, 5, 1), "ПРИМЕР-1", "ПРИМЕР-1", 5.0)
    found = register(tmp_path / "a.xlsx", [example, BETA, ("ПРИМЕРНЫЙ", "Примерный клиент", "И")], [sale, SALE])
    assert list(found.clients["client_id"]) == ["Б-2", "ПРИМЕРНЫЙ"]
    assert found.sales.all_lines.all.rows == 1
    with pytest.raises(RegisterError, match="нет данных"):
        register(tmp_path / "b.xlsx", [example], [sale])


def test_clients_without_sales_and_sales_without_clients_are_told(tmp_path: Path) -> None:
    assert "sales_empty" in keys(register(tmp_path / "a.xlsx", [ALFA], []))
    found = register(tmp_path / "b.xlsx", [], [SALE])
    assert "clients_empty" in keys(found)
    assert list(found.clients["client_id"]) == ["Б-2"]


def test_every_manager_of_a_client_is_on_the_staff(tmp_path: Path) -> None:
    staff = {"Сотрудники": SheetOf([("Менеджер", "Роль", "Ставка"), ("Петров П.П.", "КАМ", 0.5), ("Сидоров", None, 9)])}
    found = register(tmp_path / "a.xlsx", [ALFA, BETA], [SALE], more=staff)
    assert found.staff[["manager", "job", "rate", "row"]].to_numpy().tolist() == [
        ["Петров П.П.", "kam", 0.5, 2],
        ["Сидоров", "km", 1.0, 3],
        ["Иванов И.И.", "km", 1.0, 0],
    ]
    assert {"job_blank", "rate_range"} <= keys(found)
    assert STAFF.name in found.present


def test_people_and_leave_that_cannot_be_are_told(tmp_path: Path) -> None:
    people = SheetOf(
        [
            ("Код клиента", "ФИО", "Роль в ГПР", "Влияние", "Отношение"),
            ("б-2", "Орлов", "лпр", 5, -3),
            ("Х", "Лис", "", 9, 2),
        ]
    )
    leave = SheetOf([("Менеджер", "С", "По"), ("Петров П.П.", date(2025, 7, 9), date(2025, 7, 1))])
    found = register(tmp_path / "a.xlsx", [BETA], [SALE], more={"Контакты ГПР": people, "Отпуска": leave})
    assert found.people["client_id"].tolist() == ["Б-2", "Х"]
    assert found.people["dmu_role"].tolist() == ["decider", None]
    assert found.people[["influence", "attitude"]].fillna(0).to_numpy().tolist() == [[5, 0], [0, 2]]
    assert found.leave.empty
    assert {"code_case", "code_elsewhere", "out_of_range", "leave_backward"} <= keys(found)
    assert all(every_sentence(found))


def test_debts_and_pay_under_zero_are_told_and_not_used(tmp_path: Path) -> None:
    headers = ("Код клиента", "Клиент", "Менеджер", "Дебиторка, ₽", "Просрочка, ₽", "Дней просрочки")
    clients = SheetOf([headers, ("Б-1", "Альфа", "И", 100, 200, 5), ("Б-2", "Бета", "И", -1, -2, -3)])
    staff = SheetOf([("Менеджер", "Роль", "Норма контактов в день", "Оклад"), ("И", "КМ", -1, -5)])
    sales = SheetOf([SALES, SALE])
    found = read(write_book(tmp_path / "a.xlsx", {"Клиенты": clients, "Продажи": sales, "Сотрудники": staff}))
    assert found.clients.loc[1, ["receivable", "overdue", "overdue_days"]].isna().all()
    assert found.staff[["daily_cap", "salary"]].isna().all(axis=None)
    assert problem(found, "overdue_over").cell == "E2"
    assert {p.cell for p in found.problems if p.key == "below_zero"} == {"D3", "E3", "F3", "C2", "D2"}
    assert all(every_sentence(found))


def test_contacts_in_the_log_that_are_still_to_come_are_told(tmp_path: Path) -> None:
    headers = ("Дата", "Менеджер", "Код клиента")
    days = (date(2025, 6, 15), date(2025, 6, 16), date(2062, 1, 1))
    log = SheetOf([headers, *((day, "Петров П.П.", "Б-2") for day in days)])
    line = problem(register(tmp_path / "a.xlsx", [BETA], [SALE], more={"Журнал": log}), "log_after")
    assert (line.cell, line.count, line.done) == ("A3", 2, Done.LEFT_OUT)


def test_subtotals_that_excel_put_under_groups_are_no_data(tmp_path: Path) -> None:
    clients = [("А-1", "Итог", "Иванов"), (None, None, "Иванов Итог"), ("А-2", "Альфа Итого", "Петров")]
    day = date(2025, 5, 20)
    sales = [
        (day, "1", "А-1", 100.0),
        (day, "2", "А-1", 50.0),
        (None, None, "А-1 Итог", 150.0),
        ("20.05.2025 Итог", None, None, 150.0),
        (day, "3 всего", None, 7.0),
        (None, None, "Общий итог", 150.0),
    ]
    found = register(tmp_path / "a.xlsx", clients, sales)
    assert list(found.clients["client_id"]) == ["А-1", "А-2"]
    told = [(p.sheet, p.cell, p.count, p.done) for p in found.problems.merged() if p.key == "total_row"]
    assert told == [("Клиенты", "C3", 1, Done.SKIPPED), ("Продажи", "C4", 3, Done.SKIPPED)]
    sums = [part.all.amount for part in (found.sales.counted, found.sales.no_client, found.sales.all_lines)]
    assert sums == [150, 7, 157]


@pytest.mark.parametrize("odd", [None, "0"])
def test_rows_of_nothing_but_zeros_are_blank(tmp_path: Path, odd: object) -> None:
    day = date(2025, 5, 20)
    sales = [(day, "1", "А-1", 100.0), *[(None, None, None, 0.0)] * 3, (None, None, None, odd), (day, "2", "А-1", 0.0)]
    found = register(tmp_path / "a.xlsx", [("А-1", "Альфа", "Иванов")], sales)
    assert (found.sales.lines, found.sales.all_lines.all.rows, found.sales.left_out.all.rows) == (2, 2, 0)
    assert not any(one.left_out for one in found.problems)


def test_a_thousand_equal_problems_are_one_line(tmp_path: Path) -> None:
    rows = [(f"{n:02d}.13.2025", f"Д-{n}", "Б-2", 10.0) for n in range(1, 1001)]
    found = register(tmp_path / "a.xlsx", [BETA], [SALE, *rows])
    line = problem(found, "date_bad")
    assert (line.count, line.amount, line.cell, line.value) == (1000, 10_000.0, "A3", "01.13.2025")


def test_a_day_that_cannot_be_is_shown_as_days_are(tmp_path: Path) -> None:
    found = register(
        tmp_path / "a.xlsx", [BETA], [SALE, (date(9999, 12, 31), "1", "Б-2", 1.0), ("скоро", "2", "Б-2", 1.0)]
    )
    assert problem(found, "date_bad").value == "31.12.9999"


def test_a_time_of_day_does_not_move_a_sale(tmp_path: Path) -> None:
    rows = [
        (datetime.combine(date(2025, 5, 20), time(23, 59)), "1", "Б-2", 1.0),
        ("20.05.2025 23:59:59", "2", "Б-2", 1.0),
    ]
    assert lines(register(tmp_path / "a.xlsx", [BETA], rows), "date") == [(date(2025, 5, 20),)] * 2


@pytest.mark.parametrize(("cell", "left_out"), [("B3", 1), ("C3", 1), ("D3", 2)])
def test_hours_in_a_cell_of_the_sales_concern_that_cell_alone(tmp_path: Path, cell: str, left_out: int) -> None:
    path = tmp_path / "a.xlsx"
    register(path, [BETA], [SALE, SALE, SALE])
    book = load_workbook(path)
    book["Продажи"][cell].value = timedelta(hours=30)
    book["Продажи"]["D4"].value = "тысяча"
    book.save(path)
    found = read(path)
    assert problem(found, "number_bad").count == left_out
    assert len(lines(found, "date")) == 3 - left_out


@pytest.mark.parametrize("others", [5.0, 5, True, "шесть"])
def test_yes_and_no_among_figures_are_no_figures(tmp_path: Path, others: object) -> None:
    sales = [(*SALE[:3], True), SALE, (*SALE[:3], others)]
    found = register(tmp_path / "a.xlsx", [ALFA, BETA], sales)
    told, counted = problem(found, "number_bad"), 2 if type(others) in {float, int} else 1
    assert (told.cell, told.done, told.count) == ("D2", Done.LEFT_OUT, 3 - counted)
    assert [amount for (amount,) in lines(found, "amount")] == [1000, 5][:counted]


def test_a_column_of_yes_and_no_has_no_figures(tmp_path: Path) -> None:
    found = register(tmp_path / "a.xlsx", [ALFA, BETA], [(*SALE[:3], True), (*SALE[:3], False)])
    assert problem(found, "number_bad").count == 2


def test_a_date_stored_as_a_number_is_told_as_it_stands(tmp_path: Path) -> None:
    found = register(tmp_path / "a.xlsx", [ALFA, BETA], [(45797, *SALE[1:]), (45798, *SALE[1:])])
    assert problem(found, "date_serial").value == "45797"


def formatted(path: Path, formats: dict[str, str], sheet: str = "Продажи") -> Register:
    """Give cells of a register number formats and read it."""
    book = load_workbook(path)
    for cell, code in formats.items():
        book[sheet][cell].number_format = code
    book.save(path)
    return read(path)


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        ("[$$-409]#,##0.00", "$"),
        ("[$€-2] #,##0.00", "€"),
        ('#,##0.00 "USD"', "USD"),
        ("€#,##0.00;[Red]-€#,##0.00", "€"),
        ("[$CHF-807] #,##0", "CHF"),
        ("#,##0.00 [$₽-419]", "₽"),
        ('#,##0.00 "р."', "₽"),
        ('_-* #,##0.00 "руб."_-;-* #,##0.00 "руб."_-', "₽"),
        ("#,##0.00_р_.", ""),
        ("[$-419]#,##0.00", ""),
        ('[Red]#,##0 "шт."', ""),
        ("[$-409]d/m/yy h:mm AM/PM", ""),
        ("General", ""),
    ],
)
def test_a_format_shows_its_currency(code: str, sign: str) -> None:
    assert currency_of(code) == sign


def test_figures_shown_in_another_currency_are_told_as_their_texts_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    register(path, [ALFA, BETA], [(*SALE[:3], 100.0), (*SALE[:3], 100.5), *[SALE] * 3])
    found = formatted(path, {"D2": "[$$-409]#,##0.00", "D3": '#,##0.00 "USD"', "D4": "#,##0.00 [$₽-419]"})
    told = [
        (line.cell, line.value, line.done, line.count) for line in found.problems.merged() if line.key == "currency"
    ]
    assert told == [("D2", "100 $", Done.LEFT_OUT, 2)]
    assert lines(found, "amount") == [(1000,)] * 3


def test_a_register_that_shows_one_currency_throughout_is_read_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    register(path, [ALFA, BETA], [SALE] * 5)
    dollars = {f"D{row}": "[$$-409]#,##0.00" for row in range(2, 6)}
    assert "currency" not in keys(formatted(path, dollars))
    assert problem(formatted(path, {**dollars, "D6": "#,##0.00 [$₽-419]"}), "currency").count == 4


def test_money_of_small_tables_shown_in_another_currency_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [(f"К-{n}", f"Клиент {n}", "Иванов", 500.0) for n in range(4)]
    clients = SheetOf([(*CLIENTS, "Потенциал"), *rows])
    write_book(path, {"Клиенты": clients, "Продажи": SheetOf([SALES, SALE])})
    found = formatted(path, {"D3": "[$€-2] #,##0.00"}, "Клиенты")
    told = problem(found, "currency")
    assert (told.cell, told.value, told.done) == ("D3", "500 €", Done.DEFAULT)
    assert found.clients["potential"].dropna().tolist() == [500.0] * 3


@pytest.mark.parametrize(
    ("texts", "days", "key", "cell"),
    [
        (["3/14/2026", "3/5/2026"], [date(2026, 3, 14), date(2026, 3, 5)], "dates_month_first", "A2"),
        (["03-05-2026", "03-14-2026 2:30 PM"], [date(2026, 3, 5), date(2026, 3, 14)], "dates_month_first", "A3"),
        (["14/3/2026", "3/5/2026"], [date(2026, 3, 14), date(2026, 5, 3)], "", ""),
        (["3/5/2026", "14/3/2026", "3/14/2026"], [date(2026, 5, 3), date(2026, 3, 14), None], "dates_two_ways", "A4"),
    ],
)
def test_a_column_of_dates_tells_where_its_month_stands(
    tmp_path: Path, texts: list[str], days: list[date | None], key: str, cell: str
) -> None:
    path = tmp_path / "a.xlsx"
    clients = [(*CLIENTS, "Договор до"), *((f"{n}", f"Имя{n}", "И", text) for n, text in enumerate(texts))]
    sales = [SALES, *((text, f"Д{n}", "0", 10.0) for n, text in enumerate(texts))]
    found = read(write_book(path, {"Клиенты": SheetOf(clients), "Продажи": SheetOf(sales)}), today=date(2026, 6, 1))
    told = [(line.sheet, line.cell) for line in found.problems if line.key in ORDERS]
    assert told == ([("Клиенты", cell.replace("A", "D")), ("Продажи", cell)] if key else [])
    assert {line.key for line in found.problems if line.key in ORDERS} == ({key} if key else set())
    ends = [None if pd.isna(end) else end.date() for end in found.clients["contract_end"]]
    read_days = {line[0]: line[1] for line in lines(found, "row, date")}
    assert ends == days
    assert [read_days.get(row) for row in range(2, 2 + len(texts))] == days
    assert all(every_sentence(found))


def test_an_english_book_of_a_european_is_read_with_the_day_first(tmp_path: Path) -> None:
    clients = SheetOf([("client_id", "client", "manager"), ("A-1", "Alpha", "Smith")])
    sales = [
        ("date", "doc_no", "client_id", "amount"),
        ("03/02/2025", "1", "A-1", 1.0),
        ("14/02/2025", "2", "A-1", 2.0),
    ]
    found = read(write_book(tmp_path / "a.xlsx", {"Clients": clients, "Sales": SheetOf(sales)}))
    assert [day for (day,) in lines(found, "date")] == [date(2025, 2, 3), date(2025, 2, 14)]
    assert problem(found, "dates_day_first").cell == "A3"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("K-001", "code_look"), ("К–001", "code_look"), ("К -\u00a0001", "code_look"), ('ооо "Альфа"', "code_name")],
)
def test_a_code_that_looks_alike_and_a_name_in_its_place_are_found(tmp_path: Path, typed: str, key: str) -> None:
    clients = [("К-001", "ООО «Альфа»", "И"), BETA]
    found = register(tmp_path / "a.xlsx", clients, [(date(2025, 5, 20), "1", typed, 10.0)])
    assert lines(found, "client_id") == [("К-001",)]
    assert (problem(found, key).cell, problem(found, key).done) == ("C2", Done.CLEANED)
    twins = [*clients, ("K–001", "Гамма", "И")]  # of two codes that look alike each is its own
    found = register(tmp_path / "b.xlsx", twins, [(date(2025, 5, 20), "1", "K-001", 10.0), SALE])
    assert "client_unlisted" in keys(found)


def test_formulas_that_no_program_has_worked_out_are_told_as_such(tmp_path: Path) -> None:
    book = Workbook()
    sales = book.active
    assert sales is not None
    sales.title = "Продажи"
    for row in (SALES, (date(2025, 5, 20), "1", "Б-2", "=5*5"), (date(2025, 5, 21), "2", "Б-2", None), SALE):
        sales.append(row)
    clients = book.create_sheet("Клиенты")
    for client in (CLIENTS, BETA, ("=1+1", "Гамма", "И")):
        clients.append(client)
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    told = [(line.key, line.sheet, line.cell, line.done) for line in found.problems if line.done is Done.LEFT_OUT]
    assert told == [
        ("formula_blank", "Клиенты", "A3", Done.LEFT_OUT),
        ("formula_blank", "Продажи", "D2", Done.LEFT_OUT),
        ("required_blank", "Продажи", "D3", Done.LEFT_OUT),
    ]


def test_sales_that_are_nothing_but_zeros_are_told(tmp_path: Path) -> None:
    nought = (SALE[0], "РН-0", "Б-2", 0.0)
    assert problem(register(tmp_path / "a.xlsx", [BETA], [nought, nought]), "sales_zero").count == 2
    assert "sales_zero" not in keys(register(tmp_path / "b.xlsx", [BETA], [nought, SALE]))


def test_names_that_may_be_one_managers_are_told_and_kept_apart(tmp_path: Path) -> None:
    names = ["Иванов Иван Иванович", "Иванов И.И.", "Иванов П.И.", "И. И. Иванов", "Отдел", "Отдел 1", "Отдел 11"]
    found = register(tmp_path / "a.xlsx", [(f"{n}", f"Имя{n}", name) for n, name in enumerate(names)], [])
    near = [(line.cell, line.fields["other"]) for line in found.problems if line.key == "manager_near"]
    assert near == [("C3", names[0]), ("C5", names[0])]
    assert found.clients["manager"].tolist() == names


def test_a_near_name_is_told_at_the_same_cell_once_a_run_has_listed_the_staff(tmp_path: Path) -> None:
    clients = [("1", "Альфа", "Иванов И.И."), ("2", "Бета", "Иванов Иван Иванович")]
    listed = SheetOf([("Менеджер", "Роль"), ("Иванов Иван Иванович", "КМ"), ("Иванов И.И.", "КМ")])
    hired = SheetOf([("Менеджер", "Роль"), ("Иванов Иван Иванович", "КМ")])
    for more, cell in (({}, "C3"), ({"Сотрудники": listed}, "C3"), ({"Сотрудники": hired}, "C2")):
        told = problem(register(tmp_path / "a.xlsx", clients, [], more=more), "manager_near")
        assert (told.sheet, told.cell) == ("Клиенты", cell)


def test_two_names_in_one_cell_are_told_where_one_of_them_is_a_manager(tmp_path: Path) -> None:
    names = ["Анна", "Анна / Борис", "анна и Вера", "Отдел А/Б", "Анна-Мария", "Анна\nГлеб", "Анна / Борис"]
    found = register(tmp_path / "a.xlsx", [(f"{n}", f"Имя {n}", name) for n, name in enumerate(names)], [])
    several = [(line.cell, line.count) for line in found.problems if line.key == "manager_several"]
    assert several == [("C3", 2), ("C4", 1), ("C7", 1)]
    assert found.clients["manager"].tolist() == names


def test_a_dash_or_no_in_the_place_of_a_manager_is_nobody(tmp_path: Path) -> None:
    names = ["—", "-", "Нет", " . ", None, "Нетребко"]
    found = register(tmp_path / "a.xlsx", [(f"{n}", f"Имя {n}", name) for n, name in enumerate(names)], [])
    assert found.clients["manager"].tolist() == [None] * 5 + ["Нетребко"]
    assert problem(found, "manager_blank").count == 5
    assert found.staff["manager"].tolist() == ["Нетребко"]


def test_codes_that_look_alike_are_told_and_kept_apart(tmp_path: Path) -> None:
    codes = ["А-1", "A-1", "а-1", "А-2", "001", "1"]  # the second is Latin
    found = register(tmp_path / "a.xlsx", [(code, f"Имя {n}", "И") for n, code in enumerate(codes)], [])
    near = [(line.cell, line.value) for line in found.problems if line.key == "client_code_near"]
    assert near == [("A3", "A-1 ~ А-1"), ("A4", "а-1 ~ А-1")]
    assert found.clients["client_id"].tolist() == codes


def test_what_cannot_be_computed_is_one_sentence(tmp_path: Path) -> None:
    good = {"Клиенты": SheetOf([("Код клиента", "Клиент", "Менеджер"), BETA])}
    no_amount = {**good, "Продажи": SheetOf([("Дата", "Документ", "Код клиента"), (date(2025, 5, 1), "1", "Б-2")])}
    with pytest.raises(RegisterError, match=r"«Продажи».*строке заголовков 1.*«Сумма без НДС»"):
        read(write_book(tmp_path / "a.xlsx", no_amount))
    with pytest.raises(RegisterError, match=r"не найдена таблица «Продажи».*--sheet sales="):
        read(write_book(tmp_path / "b.xlsx", good))
    with pytest.raises(RegisterError, match=r"«Клиенты» не найдена строка заголовков"):
        read(write_book(tmp_path / "c.xlsx", {"Клиенты": SheetOf([("что-то",), ("другое",)])}))
    with pytest.raises(UsageError, match=r"Листа «База» в книге нет.*«Клиенты»"):
        read(tmp_path / "a.xlsx", sheets={"clients": "База"})
    with pytest.raises(UsageError, match="Таблицы «klients» нет"):
        read(tmp_path / "a.xlsx", sheets={"klients": "Клиенты"})


def test_northwind_is_read_whole() -> None:
    found = read(northwind(), as_of=NORTHWIND_AS_OF)
    assert (len(found.clients), int(found.clients["manager"].isna().sum())) == (93, 4)
    assert found.sales.lines == 2155
    assert found.sales.counted.year.net == Decimal("856885.19")
    assert found.sales.reconciled
    assert (found.basis, found.pin_basis) == ("revenue", True)
    assert found.present == {"cb_clients", "cb_sales", "cb_people", "cb_staff"}


def test_text_that_looks_like_a_long_number_is_no_number(tmp_path: Path) -> None:
    long = "12345678901234567890"
    sales = [(date(2025, 1, 6), "2", long, 50.0), (date(2025, 1, 7), "3", "А", 1.0), (date(2025, 1, 8), "4", 1e20, 2.0)]
    found = register(tmp_path / "a.xlsx", [(long, "Альфа", "И"), ("А", "Бета", "И")], sales)
    assert (problem(found, "id_digits").cell, problem(found, "id_digits").count) == ("C4", 1)
    assert lines(found, "client_id")[0] == (long,)


@pytest.mark.parametrize("more", [[], [(date(2025, 1, 8), "4", "02-03", 10.0)]])
def test_a_code_that_excel_made_a_date_is_matched_on_both_sheets_and_told(tmp_path: Path, more: list[object]) -> None:
    clients = [(date(2025, 2, 1), "Альфа", "И"), ("02-03", "Бета", "И")]
    found = register(tmp_path / "a.xlsx", clients, [(date(2025, 1, 5), "1", date(2025, 2, 1), 100.0), *more])
    assert "client_unlisted" not in keys(found)
    told = {(line.sheet, line.cell) for line in found.problems if line.key == "id_date"}
    assert told == {("Клиенты", "A2"), ("Продажи", "C2")}


def test_a_number_too_large_for_money_is_told_as_impossible_with_its_value(tmp_path: Path) -> None:
    clients = [("А", "Альфа", "И", 1e300)]
    sheets = {
        "Клиенты": SheetOf([(*CLIENTS, "Годовой потенциал закупок"), *clients]),
        "Продажи": SheetOf([SALES, (date(2025, 1, 5), "1", "А", 1e300), (date(2025, 1, 6), "2", "А", 5.0)]),
    }
    found = read(write_book(tmp_path / "a.xlsx", sheets))
    told = {
        (line.sheet, line.cell, line.value, line.done) for line in found.problems if line.key == "number_impossible"
    }
    assert told == {
        ("Продажи", "D2", "1e+300", Done.LEFT_OUT),
        ("Клиенты", "D2", "1e+300", Done.DEFAULT),
    }
    assert found.clients["potential"].isna().all()
    assert len(lines(found)) == 1
