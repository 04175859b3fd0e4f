"""Sales lines on the way in: Arrow → DuckDB, every cell typed in SQL; the lines never become a pandas frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import duckdb

from clientbook.hosts.base import Book
from clientbook.register.locate import Place
from clientbook.register.parse import Reading, coded
from clientbook.register.parse_dates import EPOCH, EPOCH_1904
from clientbook.register.tables import SALES

_NUMBERS = ("DOUBLE", "FLOAT", "DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "UINTEGER")
_DAYS = ("TIMESTAMP", "DATE")


@dataclass(frozen=True)
class RawColumn:
    """A column of the raw lines, by the physical type the reader gave it: SQL for its text, figure, day and code.

    Attributes:
        name: its name in the table ``raw``; empty where the sheet has no such column
        dtype: its DuckDB type
    """

    name: str = ""
    dtype: str = ""

    @property
    def is_text(self) -> bool:
        """Tell whether it holds text (or cells of mixed kinds)."""
        return self.dtype == "VARCHAR"

    @property
    def is_number(self) -> bool:
        """Tell whether it holds figures only."""
        return self.dtype.startswith(_NUMBERS)

    @property
    def is_day(self) -> bool:
        """Tell whether it holds dates only."""
        return self.dtype.startswith(_DAYS)

    def text(self, *, unless: bool = False) -> str:
        """Return SQL of its text; NULL where the column is of the kind that is wanted (``unless``)."""
        if not self.name or unless:
            return "CAST(NULL AS VARCHAR)"
        return self.name if self.is_text else f"CAST({self.name} AS VARCHAR)"

    def number(self) -> str:
        """Return SQL of its figure, DECIMAL(18,4)."""
        if self.is_text:
            return f"number_of({self.name})"
        return f"TRY_CAST({self.name} AS DECIMAL(18, 4))" if self.is_number else "CAST(NULL AS DECIMAL(18, 4))"

    def day(self) -> str:
        """Return SQL of its day."""
        if self.is_text:
            return f"day_of({self.name})"
        if self.is_number:
            return f"serial_day(CAST({self.name} AS DOUBLE))"
        return f"likely(CAST({self.name} AS DATE))" if self.is_day else "CAST(NULL AS DATE)"

    def code(self) -> str:
        """Return SQL of its identifier, always text."""
        if not self.name:
            return "CAST(NULL AS VARCHAR)"
        if self.is_text:
            return f"code_of({self.name})"
        if self.is_number:
            return f"figure_code(CAST({self.name} AS DOUBLE))"
        return f"CAST(CAST({self.name} AS DATE) AS VARCHAR)" if self.is_day else f"CAST({self.name} AS VARCHAR)"


def connect(reading: Reading) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that knows how cells of the book are read."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET enable_progress_bar = false")
    epoch = EPOCH_1904 if reading.date1904 else EPOCH
    connection.execute(f"SET VARIABLE english = {'true' if reading.english else 'false'}")
    connection.execute(f"SET VARIABLE serial_epoch = DATE '{epoch.isoformat()}'")
    connection.execute(sql("sales_macros"))
    return connection


def load_lines(connection: duckdb.DuckDBPyConnection, book: Book, place: Place) -> dict[str, RawColumn]:
    """Read the sales sheet into the tables ``raw`` and ``lines``.

    Returns:
        key → raw column, for those the sheet has.
    """
    lead = place.area.left
    numbers = sorted({*place.headers.columns.values(), lead})
    if place.last < place.first:
        connection.execute(f"CREATE TABLE raw ({', '.join(f'c{number} VARCHAR' for number in numbers)})")
    else:
        _load_raw(connection, book, place, numbers)
    types = dict(_types(connection, "raw"))
    columns = {key: RawColumn(f"c{number}", types[f"c{number}"]) for key, number in place.headers.columns.items()}
    _canonical(connection, place, columns, RawColumn(f"c{lead}", types[f"c{lead}"]))
    _kinds(connection)
    connection.execute(f"SET VARIABLE amount_header = {quoted(place.header('amount').strip())}")
    connection.execute(sql("sales_lines"))
    return columns


def _load_raw(connection: duckdb.DuckDBPyConnection, book: Book, place: Place, numbers: Sequence[int]) -> None:
    """Read columns of the sheet into the table ``raw``, texts trimmed; the Arrow copy is gone afterwards."""
    stream = book.arrow(replace(place.area, bottom=place.last), place.headers.row, numbers)
    connection.register("incoming", stream)
    parts = (f"trimmed({name}) AS {name}" if dtype == "VARCHAR" else name for name, dtype in _types(connection))
    connection.execute(f"CREATE TABLE raw AS SELECT {', '.join(parts)} FROM incoming")  # noqa: S608 - our own names
    connection.unregister("incoming")


def drop_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget what the table ``sales`` was made from."""
    connection.execute("DROP VIEW IF EXISTS priced; DROP TABLE lines; DROP VIEW canonical; DROP TABLE raw")


def sql(name: str) -> str:
    """Return a file of SQL of this room."""
    return files("clientbook.register").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _types(connection: duckdb.DuckDBPyConnection, table: str = "incoming") -> list[tuple[str, str]]:
    """Return the columns of a table and their types."""
    return [(str(name), str(dtype)) for name, dtype, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]


def _canonical(
    connection: duckdb.DuckDBPyConnection, place: Place, columns: Mapping[str, RawColumn], lead: RawColumn
) -> None:
    """Make the view ``canonical`` over the raw columns, whatever kinds they came in."""
    none = RawColumn()
    date, qty, amount, cost = (columns.get(key, none) for key in ("date", "qty", "amount", "cost"))
    first_text = ", ".join([lead.text(), *(_raw(columns, key).text() for key in _by_position(place))])
    parts = [
        f"rowid + {place.first} AS row",
        f"{date.day()} AS date",
        f"{date.text(unless=date.is_day)} AS date_text",
        *(f"{item.number()} AS {key}" for key, item in (("qty", qty), ("amount", amount), ("cost", cost))),
        *(
            f"{item.text(unless=item.is_number)} AS {key}_text"
            for key, item in (("qty", qty), ("amount", amount), ("cost", cost))
        ),
        *(f"{_raw(columns, key).code()} AS {key}" for key in ("doc_no", "client_id", "sku")),
        f"{_raw(columns, 'category').text()} AS category",
        f"{_raw(columns, 'kind').text()} AS kind_text",
        f"coalesce({first_text}) AS first_text",
    ]
    connection.execute(f"CREATE VIEW canonical AS SELECT {', '.join(parts)} FROM raw")  # noqa: S608 - expressions of our own


def _raw(columns: Mapping[str, RawColumn], key: str) -> RawColumn:
    return columns.get(key, RawColumn())


def _by_position(place: Place) -> list[str]:
    """Return the keys of columns that may hold text, from left to right."""
    texts = {"date", "doc_no", "client_id", "sku", "category"}
    return [key for key, _ in sorted(place.headers.columns.items(), key=lambda item: item[1]) if key in texts]


def _kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table of spellings of `Тип` that occur, with their codes."""
    found = connection.execute("SELECT DISTINCT kind_text FROM canonical WHERE kind_text IS NOT NULL").fetchall()
    parse = coded(SALES["kind"])
    rows = [(text, parse(text)[0]) for (text,) in found]
    connection.execute("CREATE OR REPLACE TABLE kinds (text VARCHAR, code VARCHAR)")
    if rows:
        connection.executemany("INSERT INTO kinds VALUES (?, ?)", rows)
