"""What the setting may say, and how a connection is found outside of the workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clientbook.hosts.file.book import FileBook
from clientbook.locale import words
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.sources import open_sales
from clientbook.sources.connections import connection_of, connections_file, variable_of
from clientbook.sources.named import FileSource, ServerSource, SourceError, source_of
from tests.register.books import CLIENTS, SheetOf, write_book

SECRET = "qwerty12"  # noqa: S105 - invented


@pytest.mark.parametrize(
    ("said", "path", "table"),
    [
        ("продажи/*.parquet", "продажи/*.parquet", ""),
        (" C:\\Учёт\\продажи.csv ", "C:\\Учёт\\продажи.csv", ""),
        ("база.duckdb#main.sales", "база.duckdb", "main.sales"),
        ("база.duckdb", "база.duckdb", ""),
        ("отчёт #3.csv", "отчёт #3.csv", ""),
    ],
)
def test_files_are_named_by_their_path(said: str, path: str, table: str) -> None:
    assert source_of(said) == FileSource(said.strip(), path, table)


def test_a_table_of_a_server_is_named_by_its_connection() -> None:
    assert source_of("postgres:erp#trade.sales") == ServerSource(
        "postgres:erp#trade.sales", "postgres", "erp", "trade.sales"
    )
    assert source_of("ibis:dwh#sales") == ServerSource("ibis:dwh#sales", "ibis", "dwh", "sales")


@pytest.mark.parametrize(
    "said", ["postgres:erp", "postgres:#sales", "mysql:erp#sales", "чепуха:х", "postgres:a b#sales"]
)
def test_what_names_nothing_is_refused_with_examples(said: str) -> None:
    with pytest.raises(SourceError) as refused:
        source_of(said)
    assert refused.value.key == "error.source_form"
    assert "postgres:ИМЯ#таблица" in refused.value.say("ru")


@pytest.mark.parametrize(
    "said",
    [f"postgres://reader:{SECRET}@erp.example/trade#sales", f"ibis:dwh#sales password={SECRET}", f"Пароль: {SECRET}"],
)
def test_a_secret_in_a_workbook_is_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(SourceError) as refused:
        source_of(said)
    for lang in ("ru", "en"):
        assert SECRET not in refused.value.say(lang)
        assert str(connections_file()) in refused.value.say(lang)


def test_a_connection_is_described_in_a_file_with_secrets_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTBOOK_CONFIG", str(tmp_path))
    text = (
        '[erp]\nhost = "erp.example"\nport = 5433\ndatabase = "trade"\nuser = "reader"\npassword = "${ERP_PASSWORD}"\n'
    )
    connections_file().write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as lacking:
        connection_of("erp")
    assert lacking.value.key == "error.source_variable"
    monkeypatch.setenv("ERP_PASSWORD", SECRET)
    found = connection_of("erp")
    assert found.split() == {
        "host": "erp.example",
        "port": 5433,
        "database": "trade",
        "user": "reader",
        "password": SECRET,
    }
    assert found.said() == "erp.example:5433/trade"
    assert SECRET not in repr(found)


def test_an_address_in_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLIENTBOOK_CONFIG", str(tmp_path))
    monkeypatch.setenv(
        "CLIENTBOOK_CONNECTION_ERP_1", f"postgres://reader:{SECRET}%21@erp.example:5433/trade?sslmode=require"
    )
    found = connection_of("erp-1")
    assert found.split()["password"] == f"{SECRET}!"
    assert found.split()["sslmode"] == "require"
    assert found.said() == "erp.example:5433/trade"


def test_what_is_missing_says_where_to_describe_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLIENTBOOK_CONFIG", str(tmp_path))
    with pytest.raises(SourceError) as missing:
        connection_of("erp")
    said = missing.value.say("ru")
    assert str(tmp_path / "connections.toml") in said
    assert variable_of("erp") in said
    (tmp_path / "connections.toml").write_text(f'[erp]\npassword = "{SECRET}\n', encoding="utf-8")
    with pytest.raises(SourceError) as broken:
        connection_of("erp")
    assert "2" in broken.value.say("ru")
    assert SECRET not in broken.value.say("ru")


def test_libraries_that_are_missing_are_named_with_what_installs_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in ("clientbook.sources.elsewhere", "clientbook.sources.portable"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    book = FileBook.open(write_book(tmp_path / "register.xlsx", {"Клиенты": SheetOf([CLIENTS])}))
    monkeypatch.setenv("CLIENTBOOK_CONFIG", str(tmp_path))
    with pytest.raises(SourceError) as both:  # nobody is sent to install first and to describe then
        open_sales(book, "postgres:erp#sales", Reading(), Problems())
    assert all(
        text in both.value.say("ru") for text in ("«erp» не описано", "connections.toml", "clientbook[postgres]")
    )
    monkeypatch.setenv("CLIENTBOOK_CONNECTION_ERP", "postgres://reader@erp.example/trade")
    with pytest.raises(SourceError) as refused:
        open_sales(book, "postgres:erp#sales", Reading(), Problems())
    assert (refused.value.key, "clientbook[postgres]" in refused.value.say("ru")) == ("error.source_extra", True)


def test_every_refusal_is_said_in_both_languages() -> None:
    keys = [key for key in words("ru").catalogue if key.startswith("error.source_")]
    assert len(keys) > 15
    assert all(key in words("en").catalogue for key in keys)
