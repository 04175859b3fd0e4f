"""Sales on a sheet a year, a quarter or a month are read as one list; a copy is no further year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import clientbook
from clientbook.errors import RegisterError
from clientbook.register.periods_apart import same_but_for_periods
from clientbook.register.problems import Done
from clientbook.register.read import Register
from tests.register.books import CLIENTS, SALES, Error, SheetOf, keys, lines, problem, read, write_book

PEOPLE = [("К-1", "ООО «Альфа»", "Иванов"), ("К-2", "АО Бета", "Петров")]
CLIENT_SHEET = SheetOf([CLIENTS, *PEOPLE])
EARLY = [(date(2023, 5, 10), "РН-1", "К-1", 100.0), (date(2023, 6, 3), "РН-2", "К-2", 50.0)]
LATE = [(date(2024, 5, 10), "РН-1", "К-1", 120.0), (date(2024, 6, 3), "РН-2", "К-2", 70.0)]


def read_sheets(path: Path, sheets: dict[str, SheetOf]) -> Register:
    return read(write_book(path, {"Клиенты": CLIENT_SHEET, **sheets}))


@pytest.mark.parametrize(
    ("names", "periods"),
    [
        (("Продажи 2023", "Продажи 2024"), True),
        (("Продажи", "Продажи 2024"), True),
        (("2023", "2024"), True),
        (("Январь", "Февраль"), True),
        (("Продажи янв 24", "Продажи фев.24"), True),
        (("1 кв. 2024", "II квартал 2024"), True),
        (("Q1", "Q2"), True),
        (("Продажи 03.2024", "Продажи 04.2024"), True),
        (("Отгрузки за 2023 год", "Отгрузки за 2024 г."), True),
        (("Продажи 2024", "Продажи 2024 (2)"), False),
        (("Продажи", "Продажи старые"), False),
        (("Продажи 2023", "Заказы 2024"), False),
        (("Лист1", "Лист2"), False),
        (("Продажи", "План продаж 2024"), False),
    ],
)
def test_names_that_differ_in_their_period(names: tuple[str, str], *, periods: bool) -> None:
    assert same_but_for_periods(names) is periods


def test_a_sheet_a_year_is_one_list_whatever_the_order_of_columns_and_every_cell_is_told_where_it_is(
    tmp_path: Path,
) -> None:
    late: list[tuple[object, ...]] = [("Сумма", "Себестоимость", "Клиент", "Документ", "Дата")]
    late += [(money, money / 2, code, document, day) for day, document, code, money in LATE]
    late += [(Error("#N/A"), None, "К-1", "РН-3", date(2024, 7, 1)), (5.0, None, None, "РН-4", date(2024, 7, 2))]
    sheets = {
        "Отгрузки 2024": SheetOf(late, top=3, left=2),
        "Отгрузки 2023": SheetOf(
            [SALES, *EARLY, (None,) * 4, ("Дата", "Платёж", "Клиент", "Сумма"), (date(2023, 7, 1), "П-1", "К-1", 9.0)]
        ),
        "Отгрузки 2022": SheetOf([SALES]),
    }
    found = read_sheets(tmp_path / "По годам.xlsx", sheets)
    days = [("РН-1", 120), ("РН-2", 70), ("РН-1", 100), ("РН-2", 50)]
    assert lines(found, "doc_no, amount") == days
    assert found.sales.connection.execute("SELECT sum(cost) FROM sales").fetchall() == [(95,)]
    assert found.sales.reconciled
    told = [(one.key, one.sheet, one.cell, one.amount) for one in found.problems if one.key != "dates_apart"]
    assert ("another_list", "Отгрузки 2023", "A5", 9.0) in told
    assert ("cell_error", "Отгрузки 2024", "B6", 0.0) in told
    assert ("no_client", "Отгрузки 2024", "D7", 5.0) in told
    names = "«Отгрузки 2024», «Отгрузки 2023», «Отгрузки 2022»"
    assert problem(found, "sales_parts").fields["sheets"] == names


def test_cells_merged_over_rows_are_filled_down_on_every_sheet(tmp_path: Path) -> None:
    rows = {year: [SALES, *([(date(year, 5, n), f"РН-{n}", "К-1", 10.0 * n) for n in (1, 2)])] for year in (2023, 2024)}
    sheets = {f"Продажи {year}": SheetOf(found, merges=[(2, 3, 3, 3)]) for year, found in rows.items()}
    found = read_sheets(tmp_path / "Объединены.xlsx", sheets)
    assert lines(found, "client_id, amount") == [("К-1", 10), ("К-1", 20)] * 2
    assert (problem(found, "merged").sheet, problem(found, "merged").count) == ("Продажи 2023", 2)


def test_rows_under_a_table_are_told_on_every_sheet(tmp_path: Path) -> None:
    tables = {"2023": SheetOf([SALES, *EARLY], table="Было"), "2024": SheetOf([SALES, LATE[0]], table="Есть")}
    below = {"2023": [(date(2023, 7, 1), "РН-3", "К-1", 7.0)], "2024": [LATE[1]]}
    found = read(write_book(tmp_path / "Таблицы.xlsx", {"Клиенты": CLIENT_SHEET, **tables}, below=below))
    told = {(one.sheet, one.cell, one.amount) for one in found.problems if one.key == "rows_below"}
    assert told == {("2023", "A4", 7.0), ("2024", "A3", 70.0)}


def test_a_copy_or_a_view_is_left_out_and_a_line_that_stands_twice_is_told(tmp_path: Path) -> None:
    whole = {
        "Продажи": SheetOf([SALES, *EARLY, *LATE]),
        "Продажи 2024": SheetOf([SALES, *LATE, ("скоро", "1", "К-1", 1)]),
    }
    for number, sheets in enumerate((whole, dict(reversed(whole.items())))):
        found = read_sheets(tmp_path / f"Выборка {number}.xlsx", sheets)
        told = problem(found, "sales_copy")
        assert (told.sheet, told.count, told.amount, told.done) == ("Продажи 2024", 2, 190.0, Done.LEFT_OUT)
        assert keys(found) == {"sales_copy", "dates_apart"}
        assert found.sales.lines == 4
    same = {f"Продажи {year}": SheetOf([SALES, *EARLY]) for year in (2023, 2024, 2025)}
    found = read_sheets(tmp_path / "Копии.xlsx", same)
    assert [one.sheet for one in found.problems if one.key == "sales_copy"] == ["Продажи 2025", "Продажи 2024"]
    assert found.sales.lines == 2
    some = {"Продажи 2023": SheetOf([SALES, *EARLY]), "Продажи 2024": SheetOf([SALES, EARLY[1], *LATE])}
    told = problem(read_sheets(tmp_path / "Строка.xlsx", some), "sales_repeated")
    assert (told.sheet, told.cell, told.count, told.amount, told.done) == ("Продажи 2024", "B2", 1, 50.0, Done.KEPT)


def test_an_import_does_not_choose_a_sheet_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    sheets = {"Клиенты": CLIENT_SHEET, "2023": SheetOf([SALES, *EARLY]), "2024": SheetOf([SALES, *LATE])}
    register, lines = write_book(tmp_path / "Реестр.xlsx", sheets), tmp_path / "новые.csv"
    lines.write_text("Дата;Документ;Код клиента;Сумма\n01.02.2025;РН-9;К-1;5\n", encoding="utf-8")
    before = register.read_bytes()
    with pytest.raises(RegisterError, match="«2023», «2024»") as caught:
        clientbook.import_data([lines], "generic", register)
    assert (caught.value.key, register.read_bytes()) == ("error.parts_import", before)
    clientbook.run(register, as_of=date(2024, 7, 1), in_place=True)
    with pytest.raises(RegisterError, match="«Реестр") as caught:
        clientbook.import_data([register], "generic", tmp_path / "Другой.xlsx")
    assert caught.value.key == "error.import_no_sheets"


def test_sheets_of_another_name_and_a_table_of_ours_are_read_alone(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as caught:
        read_sheets(tmp_path / "Разные.xlsx", {"Отгрузки": SheetOf([SALES, *EARLY]), "Заказы": SheetOf([SALES, *LATE])})
    assert caught.value.key == "error.ambiguous"
    ours = {"Продажи": SheetOf([SALES, *LATE], table="cb_sales"), "Продажи 2023": SheetOf([SALES, *EARLY])}
    found = read_sheets(tmp_path / "Наша.xlsx", ours)
    assert lines(found, "doc_no, amount") == [("РН-1", 120), ("РН-2", 70)]
    assert problem(found, "sheet_unused").amount == 150
    said = read(tmp_path / "Наша.xlsx", sheets={"sales": "Продажи 2023"})
    assert lines(said, "doc_no, amount") == [("РН-1", 100), ("РН-2", 50)]
    assert "sales_parts" not in keys(said)
