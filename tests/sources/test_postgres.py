"""Sales in PostgreSQL: the same sheets as from a sheet, with no right but to read, and a sentence for whatever is wrong."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import clientbook
from clientbook.computing import RunOptions
from clientbook.hosts.file.book import FileBook
from clientbook.register.locate import find_places
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.register.read import Register
from clientbook.register.sales_read import SalesReader
from clientbook.results import Result
from clientbook.sheets import book as sheets
from clientbook.sources.named import SourceError
from tests.register.books import SheetOf, write_book
from tests.sources.engines import PASSWORD, Server

FRAMES = ("segments", "plan", "load", "load_weeks", "unplaced", "kept", "kpi", "pay", "risks", "summary")
NAME = "CLIENTBOOK_CONNECTION_ERP"


def sold(book: Path, folder: Path) -> Path:
    """Write the lines of a register's sheet, read once, as Parquet and into a DuckDB file; return the Parquet."""
    host, problems = FileBook.open(book), Problems()
    places = find_places(host, {}, sheets.outputs(), problems, "ru")
    reader = SalesReader(host, places["cb_sales"], Reading(), problems)
    reader.load()
    columns = "date, doc_no, client_id, sku, category, qty, amount, cost, kind_text AS kind"
    query = (
        f"SELECT {columns} FROM canonical WHERE row NOT IN (SELECT row FROM lines WHERE fate = 'blank') ORDER BY row"  # noqa: S608
    )
    connection = reader.connection
    connection.execute(f"COPY ({query}) TO '{folder / 'sales.parquet'}'")
    connection.execute(f"ATTACH '{folder / 'base.duckdb'}' AS base")
    connection.execute(f"CREATE TABLE base.sales AS {query}")
    connection.close()
    return folder / "sales.parquet"


def test_a_whole_run_gives_the_same_from_every_place(
    twenty_run: Result, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = twenty_run.path
    assert book is not None
    server.load("sales", sold(book, book.parent))
    monkeypatch.setenv(NAME, server.address())
    expected = clientbook.run(book, as_of=twenty_run.as_of)
    for source in ("sales.parquet", "base.duckdb#sales", "postgres:erp#sales"):
        found = clientbook.run(book, as_of=twenty_run.as_of, settings={"sales_source": source})
        assert found.lines == expected.lines
        for name in FRAMES:
            one, other = getattr(found, name), getattr(expected, name)
            pd.testing.assert_frame_equal(one, other, check_exact=True, obj=f"{name} from {source}")
            assert pickle.dumps(one.to_csv()) == pickle.dumps(other.to_csv())


@pytest.fixture
def small(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a register without a sheet of sales, and fill ``trade.lines`` of the server."""
    server.run("""
        CREATE SCHEMA IF NOT EXISTS trade; GRANT USAGE ON SCHEMA trade TO reader;
        DROP TABLE IF EXISTS trade.lines; DROP TABLE IF EXISTS trade.texts; DROP TABLE IF EXISTS trade.hidden;
        CREATE TABLE trade.lines ("Дата" timestamp, "Документ" text, "Код клиента" bigint, "Сумма без НДС" float8);
        INSERT INTO trade.lines VALUES
            ('2026-05-04 10:00', 'Д-1', 7, 1234.5), ('2026-05-05', 'Д-2', 8, -0.1), ('infinity', 'Д-3', 8, 5),
            ('2026-05-06', 'Д-4', 8, 'NaN'), ('2026-05-07', NULL, 8, 2), ('2026-05-08', 'Д-6', NULL, 3);
        CREATE TABLE trade.texts (date text, client_id text, amount text); CREATE TABLE trade.hidden (date date);
        GRANT SELECT ON trade.lines, trade.texts TO reader
    """)
    monkeypatch.setenv(NAME, server.address())
    clients = SheetOf(
        [("Код клиента", "Клиент", "Менеджер"), ("007", "Ромашка", "Иванова"), ("8", "Василёк", "Петров")]
    )
    return write_book(tmp_path / "register.xlsx", {"Клиенты": clients})


def read(path: Path, source: str = "postgres:erp#trade.lines") -> Register:
    return RunOptions(date(2026, 6, 30), "ru", settings={"sales_source": source}).read(FileBook.open(path))


def refusal(path: Path, source: str = "postgres:erp#trade.lines") -> SourceError:
    with pytest.raises(SourceError) as refused:
        read(path, source)
    for lang in ("ru", "en"):
        assert PASSWORD not in refused.value.say(lang)
        assert "{" not in refused.value.say(lang)
    return refused.value


def test_lines_are_cleaned_there_by_the_rules_of_the_sheet(small: Path) -> None:
    register = read(small)
    found = register.sales.connection.execute("SELECT client_id, sum(amount) AS net FROM sales GROUP BY 1 ORDER BY 1")
    assert [(code, float(net)) for code, net in found.fetchall()] == [("007", 1234.5), ("8", 1.9)]
    assert register.sales.reconciled
    assert float(register.sales.no_client.all.amount) == 3
    told = {problem.key: problem for problem in register.problems}
    assert {"code_zeros", "required_blank", "number_impossible", "no_client"} == told.keys()
    assert told["number_impossible"].value == "Документ Д-4"  # there is no cell to go to
    assert not any(problem.cell for problem in register.problems)


def test_a_server_that_lets_us_keep_nothing_gives_the_same(small: Path, server: Server) -> None:
    expected = read(small).sales
    server.run("ALTER ROLE reader SET default_transaction_read_only = on; REVOKE TEMP ON DATABASE trade FROM PUBLIC")
    try:
        found = read(small).sales
    finally:
        server.run("ALTER ROLE reader RESET default_transaction_read_only; GRANT TEMP ON DATABASE trade TO PUBLIC")
    assert (found.counted, found.left_out, found.all_lines) == (expected.counted, expected.left_out, expected.all_lines)


def test_what_is_wrong_is_said_and_nothing_is_written(
    small: Path, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    absent = refusal(small, "postgres:erp#trade.line")
    assert absent.key == "error.source_table"
    assert "trade.lines" in absent.say("ru")
    assert refusal(small, "postgres:erp#trade.hidden").key == "error.source_table"
    assert refusal(small, "postgres:erp#trade.texts").key == "error.source_not_days"
    monkeypatch.setenv("CLIENTBOOK_CONFIG", str(tmp_path))
    assert refusal(small, "postgres:other#trade.lines").key == "error.source_connection"
    monkeypatch.setenv(NAME, server.address(password="wrong-" + PASSWORD))
    assert refusal(small).key == "error.source_denied"
    monkeypatch.setenv(NAME, server.address().replace(f":{server.port}", ":1"))
    assert refusal(small).key == "error.source_down"
    with pytest.raises(SourceError):
        clientbook.run(small, out=tmp_path / "out.xlsx", settings={"sales_source": "postgres:erp#trade.lines"})
    assert [path.name for path in tmp_path.iterdir()] == ["register.xlsx"]
