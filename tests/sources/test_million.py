"""A million lines give the same facts wherever they stand, column by column and to the last digit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from clientbook.computing import RunOptions
from clientbook.hosts.file.book import FileBook
from clientbook.method.facts import facts
from clientbook.register.client_codes import ClientCodes
from clientbook.register.problems import Problems
from clientbook.register.read import Register
from clientbook.register.sales import price_lines
from clientbook.register.sales_lines import type_lines
from clientbook.register.settings import Settings
from clientbook.sources.named import ServerSource, source_of
from tests.sources.engines import postgres, spark
from tests.sources.lines import AS_OF, CLIENTS, write_parquet, write_register

COUNT = 1_000_000
FEW = 20_000
SHEET_ONLY = {"sales_sheet_unused"}


def read(path: Path, source: str = "") -> Register:
    return RunOptions(AS_OF, "ru", settings={"sales_source": source} if source else None).read(FileBook.open(path))


def counted(register: Register) -> pd.DataFrame:
    found = facts(register.sales.connection, AS_OF, register.settings)
    register.sales.connection.close()
    return found


def told(register: Register) -> dict[str, tuple[int, float]]:
    """Return what was found wrong: how often, and in how much money."""
    return {
        p.key + p.done: (p.count, round(p.amount, 4)) for p in register.problems.merged() if p.key not in SHEET_ONLY
    }


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parquet(tmp_path_factory.mktemp("million") / "sales.parquet", COUNT)


@pytest.fixture(scope="module")
def book(parquet: Path) -> Path:
    return write_register(parquet.with_name("register.xlsx"), source="sales.parquet")


@pytest.fixture(scope="module")
def from_parquet(book: Path) -> tuple[Register, pd.DataFrame]:
    register = read(book)
    return register, counted(register)


def same(register: Register, found: pd.DataFrame, other: tuple[Register, pd.DataFrame]) -> None:
    expected, frame = other
    pd.testing.assert_frame_equal(found, frame, check_exact=True)
    read_alike(register, expected)


def read_alike(register: Register, expected: Register) -> None:
    """Hold that the same lines count, and that the same is told of the others."""
    figures = ("lines", "counted", "no_client", "left_out", "all_lines", "coverage")
    assert {name: getattr(register.sales, name) for name in figures} == {
        name: getattr(expected.sales, name) for name in figures
    }
    assert register.sales.reconciled
    assert told(register) == told(expected)


def test_lines_of_every_kind_are_among_them(from_parquet: tuple[Register, pd.DataFrame]) -> None:
    register, found = from_parquet
    wanted = {"required_blank", "sale_after", "no_client", "client_unlisted", "code_case", "total_row", "code_unknown"}
    assert wanted <= {problem.key for problem in register.problems}
    assert register.sales.lines > 0.99 * COUNT
    assert len(found) == 3007  # the clients of the list, and those it lacks
    assert found.notna().all(axis=None)
    assert (found["one_off_orders"] > 0).any()


def test_from_the_sheet(parquet: Path, from_parquet: tuple[Register, pd.DataFrame]) -> None:
    register = read(write_register(parquet.with_name("sheet.xlsx"), parquet))
    same(register, counted(register), from_parquet)


def test_from_postgres(
    book: Path, parquet: Path, from_parquet: tuple[Register, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres() as server:
        server.load("lines_of_sales", parquet)
        monkeypatch.setenv("CLIENTBOOK_CONNECTION_ERP", server.address())
        register = read(book, "postgres:erp#lines_of_sales")
        same(register, counted(register), from_parquet)


def test_from_spark(
    book: Path, parquet: Path, from_parquet: tuple[Register, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole register is read with a small table; of a million lines the facts alone are counted, to spare minutes."""
    few = write_parquet(parquet.with_name("few.parquet"), FEW)
    expected = read(book, "few.parquet")
    with spark() as session:
        monkeypatch.setenv("CLIENTBOOK_CONNECTION_DWH", "pyspark://")
        session.read.parquet(str(few)).createOrReplaceTempView("few_lines")
        register = read(book, "ibis:dwh#few_lines")
        read_alike(register, expected)
        register.sales.connection.close()
        session.read.parquet(str(parquet)).repartition(2).createOrReplaceTempView("lines_of_sales")
        pd.testing.assert_frame_equal(facts_there("ibis:dwh#lines_of_sales"), from_parquet[1], check_exact=True)


def facts_there(source: str) -> pd.DataFrame:
    """Return the facts of a table of an engine, without a word on its cells."""
    from clientbook.sources.connections import connection_of
    from clientbook.sources.elsewhere import engine_reader

    named = source_of(source)
    assert isinstance(named, ServerSource)
    reader = engine_reader(named, connection_of(named.connection), Problems())
    type_lines(reader.connection, reader.place)
    matched = reader.matched(AS_OF, ClientCodes.of(f"К-{number}" for number in range(CLIENTS)))
    renamed = {code: listed for code, (listed, _) in matched.items() if listed != code}
    price_lines(reader.connection, AS_OF, renamed, by_profit=False)
    found = facts(reader.connection, AS_OF, Settings())
    reader.connection.close()
    return found
