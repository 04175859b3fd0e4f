"""Cells as people type them; the SQL that reads sales and the Python that reads everything else agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientbook.hosts.base import CellError, CellValue
from clientbook.register import codes
from clientbook.register.columns import Column, Kind
from clientbook.register.parse import Reading, identifier_cell, text_cell
from clientbook.register.parse_dates import date_of, serial_day
from clientbook.register.parse_numbers import number_of
from clientbook.register.sales_lines import connect, quoted

NUMBERS = {
    "1 234,50": 1234.5,
    "1\u00a0234,50": 1234.5,
    "1\u202f234.50 ₽": 1234.5,
    "1 234 руб.": 1234,
    "(1 234)": -1234,
    "−5": -5,
    "1 000-": -1000,
    "+7,5": 7.5,
    "1.234.567,89": 1234567.89,
    "1,234,567.89": 1234567.89,
    "1.234.567": 1234567,
    "1'234.5": 1234.5,
    "15 000.-": 15000,
    "-15000,-": -15000,
    "руб. 700": 700,
    "1e3": 1000,
    "0,1": 0.1,
    "12.05.2024": None,
    "1,2,3": None,
    "12 тыс": None,
    "abc": None,
    "1e999": None,
    "1-2": None,
    "": None,
}
DATES = {
    "06.05.1998": date(1998, 5, 6),
    "6.5.98": date(1998, 5, 6),
    "06.05.2024 10:15:00": date(2024, 5, 6),
    "06.05.2024 10:15 PM": date(2024, 5, 6),
    "06/05/1998": date(1998, 5, 6),
    "06-05-1998": date(1998, 5, 6),
    "1998-05-06": date(1998, 5, 6),
    "1998-05-06T23:59:59": date(1998, 5, 6),
    "1998.5.6": date(1998, 5, 6),
    "5 мая 1998": date(1998, 5, 5),
    "5 мая 1998 г.": date(1998, 5, 5),
    "05\u00a0СЕНТЯБРЯ\u00a02024\u00a0года": date(2024, 9, 5),
    "7 июн. 2024": date(2024, 6, 7),
    "5 May 1998": date(1998, 5, 5),
    "May 5, 1998": date(1998, 5, 5),
    "31.02.2024": None,
    "29.02.2023": None,
    "29.02.2024": date(2024, 2, 29),
    "32 мая 2024": None,
    "05.13.2024": None,
    "5 мартобря 2024": None,
    "06.05.1024": None,
    "завтра": None,
}
READING = Reading()


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(READING)
    yield connection
    connection.close()


def ask(database: duckdb.DuckDBPyConnection, expression: str) -> object:
    return database.execute(f"SELECT {expression}").fetchall()[0][0]


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_a_figure_is_read_alike_in_every_table(
    database: duckdb.DuckDBPyConnection, text: str, value: float | None
) -> None:
    assert number_of(text) == value
    found = ask(database, f"number_of({quoted(text)})")
    assert found == (None if value is None else pytest.approx(Decimal(str(value))))


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_a_day_is_read_alike_in_every_table(database: duckdb.DuckDBPyConnection, text: str, day: date | None) -> None:
    assert date_of(text) == day
    assert ask(database, f"day_of({quoted(text)})") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, date(2026, 2, 1)) for text in ("46054", "46054,5", "46054.0", "20260201")),
        *((text, None) for text in ("01 02 26", "05 02 26", "1 31 02", "02.2026, 02", "2026 1, 26", "10226 ₽")),
    ],
)
def test_a_text_is_a_serial_as_it_stands_only(database: duckdb.DuckDBPyConnection, text: str, day: date | None) -> None:
    assert READING.parser(Column("date", "Дата", "date", Kind.DATE))(text)[0] == day
    assert ask(database, f"day_of({quoted(text)})") == day


def test_english_books_have_english_commas_and_months_first() -> None:
    english = connect(Reading(english=True))
    assert number_of("1,234", english=True) == 1234
    assert ask(english, "number_of('1,234')") == 1234
    assert date_of("05/06/1998", english=True) == ask(english, "day_of('05/06/1998')") == date(1998, 5, 6)
    assert date_of("05.06.1998", english=True) == ask(english, "day_of('05.06.1998')") == date(1998, 6, 5)


@settings(deadline=None)
@given(st.decimals(-10_000_000, 10_000_000, places=2), st.sampled_from(["\u00a0", "\u202f", " ", ""]))
def test_any_amount_as_accounting_programs_write_it_comes_back(
    database: duckdb.DuckDBPyConnection, amount: Decimal, space: str
) -> None:
    text = f"{amount:,.2f}".replace(",", space).replace(".", ",").replace("-", "−")
    assert number_of(text) == float(amount)
    assert ask(database, f"number_of({quoted(text)})") == amount


@settings(deadline=None)
@given(st.dates(date(1920, 1, 1), date(2199, 12, 31)), st.sampled_from([False, True]))
def test_any_excel_serial_is_its_day(day: date, date1904: bool) -> None:  # noqa: FBT001 - hypothesis gives it by place
    first = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    serial = (day - first).days
    assert serial_day(serial + 0.75, date1904=date1904) == day


@settings(deadline=None)
@example("𑓐")  # a digit of another script is no digit here
@example("0\x1f")  # what Python takes for a space, SQL takes for one too
@example("1\u2003234\u3000")
@given(st.text(max_size=12) | st.text("0123456789.,-−/ ()₽еE+:гмайp", max_size=14))
def test_python_and_sql_never_disagree_on_what_is_a_figure_or_a_day(
    database: duckdb.DuckDBPyConnection, text: str
) -> None:
    if "\x00" in text or "%" in text:  # a share is no amount of sales
        return
    trimmed = ask(database, f"trimmed({quoted(text)})")
    if not isinstance(trimmed, str):
        return
    expected = number_of(trimmed)
    found = ask(database, f"number_of({quoted(trimmed)})")
    assert (found is None) == (expected is None or abs(expected) >= 1e14)
    assert ask(database, f"day_of({quoted(trimmed)})") == READING.day(trimmed)[0]


@settings(deadline=None)
@given(st.from_regex(r"0{0,5}\d{1,20}", fullmatch=True))
def test_an_identifier_of_any_digits_stays_as_typed(database: duckdb.DuckDBPyConnection, code: str) -> None:
    assert identifier_cell(f" {code}\u00a0") == (code, "")
    assert ask(database, f"code_of(trimmed({quoted(f' {code} ')}))") == code


@pytest.mark.parametrize(
    ("cell", "text", "remark"),
    [
        (12.0, "12", ""),
        (12.5, "12.5", ""),
        (1.2345678901234567e19, "12345678901234567168", "id_digits"),
        (date(2024, 2, 1), "2024-02-01", "id_date"),
        ("12.0", "12.0", ""),
        ("=SUM(A1)", "=SUM(A1)", ""),
        (CellError("#N/A"), None, "cell_error"),
        ("#Н/Д", None, "cell_error"),
        ("  ", None, ""),
    ],
)
def test_an_identifier_is_always_text(cell: CellValue, text: str | None, remark: str) -> None:
    assert identifier_cell(cell) == (text, remark)


def test_words_and_yes_no_are_read_in_both_languages() -> None:
    parse = READING.parser(Column("kind", "Тип", "type", Kind.CODE, codes=codes.SALE_KIND))
    assert [parse(text)[0] for text in ("Возврат", " refund ", "ОТГРУЗКА", None)] == ["return", "return", "sale", None]
    returns = ("Возвраты", "Возврат товаров от покупателя", "возврат от покупателя", "Credit note")
    assert {parse(text)[0] for text in returns} == {"return"}
    assert parse("Реализация товаров") == ("sale", "")
    assert parse("обмен") == (None, "code_unknown")
    yes = READING.parser(Column("claim", "Претензия", "claim", Kind.YESNO))
    found = [yes(cell)[0] for cell in ("Да", "нет", True, 0.0, 1.0, "+", "-", "")]
    assert found == [True, False, True, False, True, True, False, None]
    assert yes("может быть") == (None, "yesno_bad")


def test_a_month_alone_is_its_first_day_and_text_loses_hard_spaces() -> None:
    month = READING.parser(Column("period", "Период", "period", Kind.MONTH))
    for cell in ("май 2024", "05.2024", "2024-05", "17.05.2024", date(2024, 5, 17)):
        assert month(cell)[0] == date(2024, 5, 1)
    assert text_cell("\ufeffИванов\u00a0 И.И. ") == ("Иванов И.И.", "")
