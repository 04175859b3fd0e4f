"""Sales in files: CSV as programs write it, Parquet, DuckDB; and what is said when something is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clientbook.computing import RunOptions
from clientbook.hosts.file.book import FileBook
from clientbook.register.read import Register
from clientbook.sources.named import SourceError
from tests.register.books import CLIENTS, SheetOf, write_book

LISTED = ((CLIENTS), ("007", "Ромашка", "Иванова"), ("8", "Василёк", "Петров"))
TYPED = "SELECT DATE '2026-05-04' AS date, 'Д-1' AS doc_no, '007' AS client_id, 1234.5 AS amount"


def read(folder: Path, source: str, **more: SheetOf) -> Register:
    settings = SheetOf([("Ключ", "Значение"), ("sales_source", source)], table="cb_settings")
    path = write_book(folder / "register.xlsx", {"Клиенты": SheetOf(LISTED), "Настройки": settings, **more})
    return RunOptions(date(2026, 6, 30), "ru").read(FileBook.open(path))


def rows(register: Register) -> list[tuple[object, ...]]:
    return register.sales.connection.execute("SELECT date, client_id, amount FROM sales ORDER BY row").fetchall()


def refusal(folder: Path, source: str) -> SourceError:
    with pytest.raises(SourceError) as refused:
        read(folder, source)
    for lang in ("ru", "en"):
        assert "{" not in refused.value.say(lang)
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_report_in_text_is_read_as_it_was_exported(tmp_path: Path, encoding: str) -> None:
    report = (
        "Отчёт по продажам за май\n\n"
        "№;Дата документа;Накладная;Код клиента;Сумма без НДС;Тип\n"
        '1;04.05.2026;Д-1;007;"1 234,50";\n'
        "2;05.05.2026 10:15:00;Д-2;8;99;Возврат\n"
        ";;;Итого;1135,5;\n"
    )
    (tmp_path / "май.csv").write_text(report, encoding=encoding)
    register = read(tmp_path, "май.csv")
    assert rows(register) == [
        (date(2026, 5, 4), "007", Decimal("1234.5")),
        (date(2026, 5, 5), "8", Decimal(-99)),
    ]
    assert {problem.key for problem in register.problems} == {"total_row"}  # that figures are text says nothing here


def test_a_folder_of_files_with_columns_in_any_order_is_one_list(tmp_path: Path) -> None:
    folder = tmp_path / "продажи"
    folder.mkdir()
    (folder / "2026-04.csv").write_text("date,doc_no,client_id,amount\n2026-04-01,1,007,10\n", encoding="utf-8")
    (folder / "2026-05.csv").write_text("Сумма без НДС;Код;Дата\n20,5;8;01.05.2026\n", encoding="utf-8")
    (folder / "readme.md").write_text("no sales", encoding="utf-8")
    register = read(tmp_path, "продажи")
    assert rows(register) == [(date(2026, 4, 1), "007", Decimal(10)), (date(2026, 5, 1), "8", Decimal("20.5"))]
    assert rows(read(tmp_path, "продажи/*-05.csv")) == [(date(2026, 5, 1), "8", Decimal("20.5"))]


def test_figures_of_any_type_are_money_and_codes_keep_their_digits(tmp_path: Path) -> None:
    query = "SELECT TIMESTAMP '2026-05-04 23:59:00' AS date, 12345678901234567 AS client_id, 0.1::DOUBLE AS amount"
    duckdb.execute(f"COPY ({query}) TO '{tmp_path}/sales.parquet'")
    register = read(tmp_path, "sales.parquet")
    assert rows(register) == [(date(2026, 5, 4), "12345678901234567", Decimal("0.1"))]
    assert {problem.key for problem in register.problems} == {"client_unlisted"}


def test_a_table_of_a_duckdb_file_is_read_beside_others_who_read_it(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "base.duckdb")) as base:
        base.execute(f'CREATE SCHEMA trade; CREATE TABLE trade."Все продажи" AS {TYPED}')
        base.execute(f"CREATE VIEW short AS {TYPED}")
    with duckdb.connect(str(tmp_path / "base.duckdb"), read_only=True):
        expected = [(date(2026, 5, 4), "007", Decimal("1234.5"))]
        assert (
            rows(read(tmp_path, "base.duckdb#trade.Все продажи"))
            == rows(read(tmp_path, "base.duckdb#short"))
            == expected
        )
    for source in ("base.duckdb", "base.duckdb#sales"):
        assert "trade.Все продажи" in refusal(tmp_path, source).say("ru")


def test_lines_left_on_the_sheet_are_told_of_and_do_not_count(tmp_path: Path) -> None:
    duckdb.execute(f"COPY ({TYPED}) TO '{tmp_path}/sales.parquet'")
    sheet = SheetOf([("Дата", "Документ", "Код клиента", "Сумма без НДС"), (date(2026, 5, 1), "Д-9", "8", 5)])
    register = read(tmp_path, "sales.parquet", Продажи=sheet)
    assert len(rows(register)) == 1
    assert [(problem.key, problem.sheet) for problem in register.problems] == [("sales_sheet_unused", "Продажи")]


def test_a_blank_setting_means_the_sheet(tmp_path: Path) -> None:
    sheet = SheetOf([("Дата", "Документ", "Код клиента", "Сумма без НДС"), (date(2026, 5, 1), "Д-9", "8", 5)])
    assert rows(read(tmp_path, "—", Продажи=sheet)) == [(date(2026, 5, 1), "8", Decimal(5))]


def test_what_is_missing_is_said_with_its_name(tmp_path: Path) -> None:
    assert refusal(tmp_path, "нет.parquet").key == "error.source_absent"
    (tmp_path / "пусто").mkdir()
    assert refusal(tmp_path, "пусто").key == "error.source_no_files"
    (tmp_path / "sales.csv").write_text("Дата;Сумма без НДС\n01.05.2026;5\n", encoding="utf-8")
    lacking = refusal(tmp_path, "sales.csv")
    assert lacking.key == "error.source_columns"
    assert "«Код клиента»" in lacking.say("ru")
    (tmp_path / "sales.parquet").write_bytes(b"PAR1 and then nothing")
    assert refusal(tmp_path, "sales.parquet").key == "error.source_unreadable"
    assert refusal(tmp_path, "*les.*").key == "error.source_mixed"
