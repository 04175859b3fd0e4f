"""Sales lines on the way in: Arrow → DuckDB, every cell typed in SQL; the lines never become a pandas frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import duckdb
import pandas as pd

from clientbook.hosts.base import Area, CellValue, Currencies
from clientbook.register.another_list import begins_another, is_caption
from clientbook.register.currencies import strangers
from clientbook.register.locate import Place, money_columns
from clientbook.register.merged import MergingBook, fill_lines, merged_names
from clientbook.register.parse import Reading, coded
from clientbook.register.parse_dates import EPOCH, EPOCH_1904
from clientbook.register.tables import SALES

_WHOLE = (
    "BIGINT",
    "INTEGER",
    "SMALLINT",
    "TINYINT",
    "HUGEINT",
    "UBIGINT",
    "UINTEGER",
    "USMALLINT",
    "UTINYINT",
    "UHUGEINT",
)
_NUMBERS = ("DOUBLE", "FLOAT", "DECIMAL", *_WHOLE)
_DAYS = ("TIMESTAMP", "DATE")
RAW = "raw_"
"""What the names of the tables of raw lines begin with."""
LOOKED_AT = 2000
"""Cells that are looked at again one by one: the fast reader shows an error value as a blank, and figures as text."""
LARGE = 64 << 20
"""Bytes of tables from which on they are compressed (about 400,000 lines)."""


class Found(Protocol):
    """The rows of a query."""

    def fetchall(self) -> list[Any]:
        """Return them as tuples."""

    def df(self) -> pd.DataFrame:
        """Return them as a frame."""


class SalesDatabase(Protocol):
    """Where lines of sales are counted, in the words of DuckDB: DuckDB itself, or an engine elsewhere that is told so."""

    def execute(self, query: str, parameters: Any = None, /) -> Found:
        """Run a query or a script in DuckDB's dialect."""

    def register(self, view_name: str, python_object: object, /) -> object:
        """Lend a frame to the queries that follow, under a name."""

    def unregister(self, view_name: str, /) -> object:
        """Take a frame back."""

    def close(self) -> None:
        """Let the lines go."""


class LinesBook(Protocol):
    """What lines of sales are read from: a workbook, or files that are read like its sheet."""

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:
        """Yield the rows of an area in blocks, columns named ``c<number>``."""

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return single cells as they stand, to tell figures from text and error values from blanks."""


class CellsBook(LinesBook, MergingBook, Protocol):
    """A workbook whose lines stand in cells that people can go to; see ``hosts.base.Book``."""

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:
        """Return (row, column) of formulas of a sheet that no program has worked out yet: they show nothing."""

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:
        """Return what the formats of figures show of their currency."""


class RawColumn(NamedTuple):
    """A column of raw lines, by the physical type the reader gave it: SQL for its text, figure, day and code.

    Attributes:
        name: its name in the table of raw lines; empty where the sheet has no such column
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
        return self.name if self.is_text else self._shown()

    def _shown(self) -> str:
        """Return SQL of a figure or day as people see it: a whole figure without a point."""
        if self.is_number and not self.dtype.startswith(_WHOLE):
            return f"figure_code(CAST({self.name} AS DOUBLE))"
        return f"CAST({self.name} AS VARCHAR)"

    def not_figures(self) -> str:
        """Return SQL of the text of cells that are no figures, or figures too large to be counted with."""
        if not self.is_number:
            return self.text()
        return f"CASE WHEN {self.name} IS NOT NULL AND {self.number()} IS NULL THEN CAST({self.name} AS VARCHAR) END"

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
        return f"CAST(CAST({self.name} AS DATE) AS VARCHAR)" if self.is_day else self._shown()


def connect(reading: Reading) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that knows how cells of the book are read."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET enable_progress_bar = false")
    # Memory goes back when tables are dropped, because the plan needs it next: 340 MB with 1,000,000 lines.
    connection.execute("SET allocator_background_threads = true")
    epoch = EPOCH_1904 if reading.date1904 else EPOCH
    connection.execute(f"SET VARIABLE english = {'true' if reading.english else 'false'}")
    _set_month_first(connection, told=reading.month_first)
    connection.execute(f"SET VARIABLE serial_epoch = DATE '{epoch.isoformat()}'")
    connection.execute(sql("sales_macros"))
    return connection


def incoming_blocks(book: LinesBook, place: Place) -> Iterator[Any]:
    """Begin to read the sales sheet: the rows of the columns found and of the first one, block by block."""
    if place.last < place.first:
        return iter(())
    return book.arrow_blocks(replace(place.area, bottom=place.last), place.first - 1, _numbers(place))


def _numbers(place: Place) -> list[int]:
    return sorted({*place.headers.columns.values(), place.area.left})


class Loaded(NamedTuple):
    """What came of loading lines.

    Attributes:
        columns: for every table of raw lines: key → column, for those the sheet has
        merged: names of the columns of :data:`merged.FILLED`, where cells merged over rows were filled down
        others: what stands under the lines and is none of them
    """

    columns: list[dict[str, RawColumn]]
    merged: Sequence[str] = ()
    others: Sequence[Another] = ()


class Another(NamedTuple):
    """Another list under the lines.

    Attributes:
        rows: its rows, from its headers or the caption above them on
        lines: how many rows with an amount it has
        amount: their money
    """

    rows: range
    lines: int
    amount: float


def load_lines(
    connection: duckdb.DuckDBPyConnection,
    blocks: Iterable[Any],
    place: Place,
    tell: Callable[[int], None] | None = None,
    book: CellsBook | None = None,
    spans: Sequence[range] = (),
) -> Loaded:
    """Put the sales sheet into tables of raw lines and from them into the table ``lines``.

    Args:
        connection: see :func:`connect`
        blocks: the rows, see :func:`incoming_blocks`
        place: where the sheet stands
        tell: called after every block with the rows read so far
        book: tells of formats, merged cells and single rows, where the lines stand in cells
        spans: rows of each sheet that they stand on
    """
    lead = place.area.left
    parts = []
    found = []
    tables = _load_raw(connection, blocks, place, tell)
    if book is not None:
        _mark_currencies(connection, tables, book.currencies(place.data, money_columns(place)))
    for table in tables:
        types = dict(_types(connection, table))
        columns = {key: RawColumn(f"c{number}", types[f"c{number}"]) for key, number in place.headers.columns.items()}
        parts.append(_canonical(table, place, columns, RawColumn(f"c{lead}", types[f"c{lead}"])))
        found.append(columns)
    connection.execute(f"CREATE VIEW as_read AS {' UNION ALL '.join(parts)}")
    _pack(connection)  # raw lines stay until totals are reconciled
    others = [] if book is None else _others(connection, place, book, spans)
    apart = " OR ".join(f"row BETWEEN {other.rows.start} AND {other.rows[-1]}" for other in others)
    own = f"(FROM as_read WHERE NOT ({apart}))" if apart else "as_read"
    lines, merged = fill_lines(connection, own, {} if book is None else merged_names(book, place))
    connection.execute(f"CREATE VIEW canonical AS {lines}")
    settle_month_place(connection, "canonical", "date_text")
    type_lines(connection, place)
    _pack(connection)
    return Loaded(found, merged, others)


def _others(
    connection: duckdb.DuckDBPyConnection, place: Place, book: CellsBook, spans: Sequence[range]
) -> list[Another]:
    """Return what stands below headers of its own under the lines of every sheet: rows whose day and amount are words."""
    query = f"""
        SELECT row FROM as_read WHERE amount IS NULL AND amount_text IS NOT NULL AND date IS NULL AND date_text IS NOT NULL
        ORDER BY row LIMIT {LOOKED_AT}
    """  # noqa: S608 - our own names
    rows = [row for (row,) in connection.execute(query).fetchall()]
    of_column = {column: key for key, column in place.headers.columns.items()}
    columns = sorted(of_column)
    around = [number for row in rows for number in (row - 1, row)]
    lines = book.odd_cells(place.area.sheet, around, columns) if rows else []
    found: dict[range, Another] = {}
    for row, above, line in zip(rows, lines[::2], lines[1::2], strict=True):
        span = next(span for span in spans if row in span)
        if span not in found and begins_another(place.table, [of_column[column] for column in columns], line):
            start = row - 1 if is_caption(above) and row > span.start else row
            held = "SELECT count(*), coalesce(sum(amount), 0) FROM as_read WHERE amount IS NOT NULL AND row > ? AND row < ?"
            count, amount = connection.execute(held, [row, span.stop]).fetchall()[0]
            if count:
                found[span] = Another(range(start, span.stop), int(count), float(amount))
    return list(found.values())


def settle_month_place(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """Let texts such as «03/14/2026» be read with the month first or second, as the column they stand in tells."""
    first, second = connection.execute(
        f"SELECT coalesce(bool_or(place = 1), false), coalesce(bool_or(place = 2), false)"  # noqa: S608 - our own names
        f" FROM (SELECT month_place({column}) AS place FROM {table})"
    ).fetchall()[0]
    _set_month_first(connection, told=None if first == second else first)


def _set_month_first(connection: duckdb.DuckDBPyConnection, *, told: bool | None) -> None:
    connection.execute("SET VARIABLE month_first = CAST(? AS BOOLEAN)", [told])


def type_lines(connection: SalesDatabase, place: Place) -> None:
    """Make the table ``lines`` of the view ``canonical``."""
    _kinds(connection)
    connection.execute(f"SET VARIABLE amount_header = {quoted(place.header('amount').strip())}")
    connection.execute(sql("sales_lines"))


def _load_raw(
    connection: duckdb.DuckDBPyConnection, blocks: Iterable[Any], place: Place, tell: Callable[[int], None] | None
) -> list[str]:
    """Read the blocks, texts trimmed, with the sheet row of each line; return the tables they are in.

    The sheet comes in blocks; blocks with columns of the same types go into one table, so there is one most times.
    """
    tables: dict[tuple[tuple[str, str], ...], str] = {}
    first = place.first
    for stream in blocks:
        connection.register("incoming", stream)
        types = _types(connection, "incoming")
        parts = ", ".join(f"trimmed({name}) AS {name}" if dtype == "VARCHAR" else name for name, dtype in types)
        query = f"SELECT row_number() OVER () + {first - 1} AS row, {parts} FROM incoming"  # noqa: S608 - our own names
        table = tables.get(tuple(types))
        if table is None:
            table = tables[tuple(types)] = f"{RAW}{len(tables) + 1}"
            connection.execute(f"CREATE TABLE {table} (row INTEGER, {', '.join(map(' '.join, types))})")
        first += connection.execute(f"INSERT INTO {table} {query}").fetchall()[0][0]
        connection.unregister("incoming")
        if tell is not None:
            tell(first - place.first)
    if not tables:
        connection.execute(f"CREATE TABLE {RAW}1 (row INTEGER, {', '.join(f'c{n} VARCHAR' for n in _numbers(place))})")
    return list(tables.values()) or [f"{RAW}1"]


def _mark_currencies(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], shown: Currencies) -> None:
    """Let figures whose format shows another currency stand in the raw lines as they look: «100 $» is read as no figure."""
    columns = {column for _, column in shown.foreign}
    figures = {column: sum(_figures(connection, table, f"c{column}") for table in tables) for column in columns}
    found = strangers(shown, figures)
    for column in {column for _, column in found}:
        signs = pd.DataFrame(
            [(row, sign) for (row, at), sign in found.items() if at == column], columns=["row", "sign"]
        )
        connection.register("signs", signs)
        for table in tables:
            name = f"c{column}"
            text = RawColumn(name, dict(_types(connection, table))[name]).text()
            connection.execute(f"ALTER TABLE {table} ALTER {name} TYPE VARCHAR USING {text}")
            connection.execute(
                f"UPDATE {table} SET {name} = {name} || ' ' || sign FROM signs "  # noqa: S608 - our own names
                f"WHERE signs.row = {table}.row AND TRY_CAST({name} AS DOUBLE) IS NOT NULL"
            )
        connection.unregister("signs")


def _figures(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    query = f"SELECT count(TRY_CAST({column} AS DOUBLE)) FROM {table}"  # noqa: S608 - our own names
    return int(connection.execute(query).fetchall()[0][0])


def drop_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget what the table ``sales`` was made from."""
    connection.execute("DROP VIEW IF EXISTS priced; DROP TABLE lines; DROP VIEW canonical; DROP VIEW as_read")
    tables = connection.execute(f"SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, '{RAW}')")  # noqa: S608
    for (table,) in tables.fetchall():
        connection.execute(f"DROP TABLE {table}")
    _pack(connection)


def _pack(connection: duckdb.DuckDBPyConnection) -> None:
    """Compress the tables to a quarter where they are large; smaller ones are not worth the time."""
    used = connection.execute("SELECT coalesce(sum(memory_usage_bytes), 0) FROM duckdb_memory()").fetchall()[0][0]
    if used > LARGE:
        connection.execute("CHECKPOINT")


def sql(name: str) -> str:
    """Return a file of SQL of this room."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


def quoted(text: str | None) -> str:
    """Return a text as an SQL literal."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """Return a name as SQL, whatever signs it has."""
    return '"' + name.replace('"', '""') + '"'


def pairs(table: str, columns: tuple[str, str], rows: Iterable[tuple[str, str | None]]) -> str:
    """Return the statement that makes a table of pairs of texts."""
    first, second = columns
    values = [f"({quoted(one)}, {quoted(other)})" for one, other in rows]
    found = f"(VALUES {', '.join(values)})" if values else "(SELECT NULL, NULL WHERE false)"
    texts = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in columns)
    return f"CREATE OR REPLACE TABLE {table} AS SELECT {texts} FROM {found} AS t({first}, {second})"  # noqa: S608 - literals


def _types(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Return the columns of a table and their types."""
    return [(str(name), str(dtype)) for name, dtype, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]


def _canonical(table: str, place: Place, columns: Mapping[str, RawColumn], lead: RawColumn) -> str:
    """Return SQL of the lines of a raw table in one form, whatever kinds its columns came in."""
    none = RawColumn()
    date, qty, amount, cost = (columns.get(key, none) for key in ("date", "qty", "amount", "cost"))
    first_text = ", ".join([lead.text(), *(_raw(columns, key).text() for key in _by_position(place))])
    parts = [
        "row",
        f"{date.day()} AS date",
        f"{date.text(unless=date.is_day)} AS date_text",
        *(f"{item.number()} AS {key}" for key, item in (("qty", qty), ("amount", amount), ("cost", cost))),
        *(f"{item.not_figures()} AS {key}_text" for key, item in (("qty", qty), ("amount", amount), ("cost", cost))),
        *(f"{_raw(columns, key).code()} AS {key}" for key in ("doc_no", "client_id", "sku")),
        f"{_raw(columns, 'category').text()} AS category",
        f"{_raw(columns, 'kind').text()} AS kind_text",
        f"coalesce({first_text}) AS first_text",
    ]
    return f"SELECT {', '.join(parts)} FROM {table}"  # noqa: S608 - expressions of our own


def _raw(columns: Mapping[str, RawColumn], key: str) -> RawColumn:
    return columns.get(key, RawColumn())


def _by_position(place: Place) -> list[str]:
    """Return the keys of columns that may hold text, from left to right."""
    texts = {"date", "doc_no", "client_id", "sku", "category"}
    return [key for key, _ in sorted(place.headers.columns.items(), key=lambda item: item[1]) if key in texts]


def _kinds(connection: SalesDatabase) -> None:
    """Make the table of spellings of `Тип` that occur, with their codes."""
    found = connection.execute("SELECT DISTINCT kind_text FROM canonical WHERE kind_text IS NOT NULL").fetchall()
    parse = coded(SALES["kind"])
    codes = [(str(text), parse(text)[0]) for (text,) in found]
    rows = [(text, None if code is None else str(code)) for text, code in codes]
    connection.execute(pairs("kinds", ("text", "code"), rows))
