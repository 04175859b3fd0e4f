"""Lines of sales that are counted where they are: queries go there, and only what they count comes back.

The scripts that type, price and total the lines of a sheet are the same here. DuckDB at home holds the same tables
without a row, which tells what types a query gives; the rows of its answer take these types.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
from sqlglot import exp

from clientbook.hosts.base import Area
from clientbook.register.headers import Headers
from clientbook.register.locate import Place
from clientbook.register.parse import ERROR_TEXTS, Reading
from clientbook.register.problems import Problems
from clientbook.register.sales_lines import connect, quoted, quoted_name, type_lines
from clientbook.register.sales_problems import Teller
from clientbook.register.sales_read import SalesReading
from clientbook.register.tables import SALES
from clientbook.sources.connections import Connection
from clientbook.sources.engines import Engine, Kind, engine_of
from clientbook.sources.files import headers_of
from clientbook.sources.named import ServerSource, SourceError
from clientbook.sources.portable import (
    PREFIX,
    composed,
    parsed,
    repeated_steps,
    said,
    standing,
    step,
    unordered,
    values,
    with_literals,
)

_SOURCE = "source_lines"
_KEPT = frozenset({"lines", "sales"})
"""What every query rests on, of all lines: worth to be kept there for the session."""
_HOME: dict[Kind, str] = {
    "day": "DATE",
    "whole": "BIGINT",
    "number": "DECIMAL(18, 4)",
    "text": "VARCHAR",
    "other": "VARCHAR",
}
_MOST = "99999999999999"
"""What DECIMAL(18,4) holds, in roubles."""
_BLANKS = " \t\n\r\u00a0\u2007\u2009\u202f\u200b\ufeff"
_NO_CODE = ("-", "–", "—", *sorted(text.upper() for text in ERROR_TEXTS))
_WANTED: dict[str, tuple[Kind, ...]] = {
    "date": ("day",), "amount": ("whole", "number"), "cost": ("whole", "number"), "qty": ("whole", "number"),
}  # fmt: skip


class Elsewhere:
    """A table of an engine, asked in DuckDB's words; see :class:`clientbook.register.sales_lines.SalesDatabase`.

    Args:
        engine: where it is
        table: its name there, with its schema before a point where it has one
        columns: its columns and what they hold
        headers: which of them is which
    """

    def __init__(self, engine: Engine, table: str, columns: dict[str, Kind], headers: Headers) -> None:
        self._engine = engine
        self._home = connect(Reading())
        self._views: dict[str, exp.Expr] = {}
        self._parts: dict[str, exp.Expr | None] = {}
        kinds = ", ".join(f"{quoted_name(name)} {_HOME[kind]}" for name, kind in columns.items())
        self._home.execute(f"CREATE TABLE {_SOURCE} ({kinds})")
        canonical = _canonical(columns, headers)
        self._home.execute(f"CREATE VIEW canonical AS {canonical}")
        *place, name = table.split(".")
        self._table = exp.table_(
            name, db=place[-1] if place else None, catalog=place[0] if len(place) > 1 else None, quoted=True
        )
        self._parts["canonical"] = parsed(canonical)[0]

    def execute(self, query: str, parameters: Sequence[object] | None = None, /) -> duckdb.DuckDBPyConnection:
        """Run a query there; note what a script makes, so that later queries rest on it."""
        if query.startswith("SET VARIABLE"):
            return self._home.execute(query)
        found = self._home
        for statement in parsed(query):
            if isinstance(statement, exp.Create):
                self._make(statement)
            else:
                found = self._fetched(with_literals(statement, self._variable, parameters or ()))
        return found

    def _variable(self, name: str) -> object:
        return self._home.execute("SELECT getvariable(?)", [name]).fetchall()[0][0]

    def _make(self, statement: exp.Create) -> None:
        """Note a table or a view; what is large is kept there, where the engine can."""
        name, body = statement.this.name, with_literals(statement.expression, self._variable)
        self._home.execute(said(statement, "duckdb"))
        self._parts[name] = body
        if name in _KEPT:
            kept = self._engine.keep(PREFIX + name, self._there(unordered(body)[0]))
            if kept:
                self._parts[name] = None if kept == PREFIX + name else exp.select("*").from_(exp.to_table(kept))

    def _there(self, query: exp.Expr) -> str:
        return composed(query, self._parts, self._views, {_SOURCE: self._table}, self._engine.dialect)

    def _fetched(self, query: exp.Expr) -> duckdb.DuckDBPyConnection:
        """Return the rows of a query, in the types and the order that DuckDB gives them."""
        described = self._home.execute(f"DESCRIBE {said(query, 'duckdb')}").fetchall()
        bare, order = unordered(query)
        rows = self._rows(bare)
        places = [f"c{number}" for number in range(len(described))]
        columns = [list(map(_text, column)) for column in zip(*rows, strict=True)] or [[] for _ in places]
        frame = pd.DataFrame(dict(zip(places, columns, strict=True)), columns=places, dtype=object)
        cast = ", ".join(
            f"CAST({place} AS {kind}) AS {quoted_name(str(name))}"
            for place, (name, kind, *_) in zip(places, described, strict=True)
        )
        self._home.register("fetched", frame)
        return self._home.execute(f"SELECT * FROM (SELECT {cast} FROM fetched) {order}")  # noqa: S608 - our own

    def _rows(self, query: exp.Expr) -> Sequence[Sequence[object]]:
        """Return the rows of a query; a step named more than once is worked out once, where the engine can keep it."""
        kept: list[str] = []
        for name in repeated_steps(query) if self._engine.repeats else ():
            kept.append(self._engine.keep(f"{PREFIX}step_{name}", self._there(step(query, name))))
            query = standing(query, name, kept[-1])
        rows = self._engine.fetch(self._there(query))
        self._engine.drop(kept)
        return rows

    def register(self, view_name: str, python_object: object, /) -> None:
        """Lend a frame: it goes along with the query, as literals."""
        self._home.register(view_name, python_object)
        columns = self._home.execute(f"DESCRIBE {view_name}").fetchall()
        rows = self._home.execute(f"SELECT * FROM {view_name}").fetchall()  # noqa: S608 - our own names
        self._views[view_name] = values({str(name): str(kind) for name, kind, *_ in columns}, rows)

    def unregister(self, view_name: str, /) -> None:
        """Take a frame back."""
        self._home.unregister(view_name)
        self._views.pop(view_name, None)

    def close(self) -> None:
        """Let the engine go."""
        self._engine.close()
        self._home.close()


def _text(value: object) -> str | None:
    """Return a value as text from which DuckDB makes the same value."""
    if value is None:
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class ElsewhereReader(SalesReading):
    """Looks at the sales of an engine.

    Args:
        place: the table as a place; it has no cells
        lines: the table
        whole: client codes are whole figures there, so that leading zeros are lost
        problems: where everything found wrong goes
    """

    def __init__(self, place: Place, lines: Elsewhere, problems: Problems, *, whole: bool) -> None:
        super().__init__(place, lines, Teller(lines, place, problems, located=False, first="min(doc_no)"))
        self._whole = whole

    def load(self, tell: Any = None) -> int:  # noqa: ARG002 - nothing is read
        """Type the lines where they are and tell of their cells; return how many rows are data."""
        type_lines(self.connection, self.place)
        return self._told(None)

    def _numbers(self, doubtful: Any) -> set[str]:
        return set(doubtful) if self._whole else set()


def engine_reader(source: ServerSource, connection: Connection, problems: Problems) -> ElsewhereReader:
    """Return what reads the sales of a table of an engine.

    Args:
        source: what the setting names
        connection: how to connect
        problems: where everything found wrong goes

    Raises:
        SourceError: it cannot be reached, or lacks columns, or they hold something else.
    """
    engine = engine_of(source, connection)
    try:
        columns = engine.columns(source.table)
        headers = headers_of(list(columns), source.said)
        _check_kinds(columns, headers, source.said)
        lines = Elsewhere(engine, source.table, columns, headers)
    except SourceError:
        engine.close()
        raise
    client = list(columns)[headers.columns["client_id"] - 1]
    area = Area(source.said, "", 1, 1, 1, len(columns))
    return ElsewhereReader(Place(SALES, area, headers), lines, problems, whole=columns[client] == "whole")


def _check_kinds(columns: dict[str, Kind], headers: Headers, source: str) -> None:
    """Refuse texts where days or figures are needed: to read them row by row is what a view is for."""
    names = list(columns)
    for key, wanted in _WANTED.items():
        at = headers.columns.get(key)
        if at is not None and columns[names[at - 1]] not in wanted:
            refused = "source_not_days" if "day" in wanted else "source_not_figures"
            raise SourceError(refused, said=source, column=names[at - 1])


def _canonical(columns: dict[str, Kind], headers: Headers) -> str:
    """Return SQL of the lines in the form that the scripts of ``register`` read; see ``sales_lines.sql``."""
    names = list(columns)
    at = {key: (quoted_name(names[number - 1]), columns[names[number - 1]]) for key, number in headers.columns.items()}
    nothing = "CAST(NULL AS VARCHAR)"
    texts = [f"CAST({quoted_name(names[0])} AS VARCHAR)"]
    keys = sorted(set(at) & {"date", "doc_no", "client_id", "sku", "category"}, key=lambda key: headers.columns[key])
    texts += [_trimmed(f"CAST({at[key][0]} AS VARCHAR)") for key in keys]
    day = f"CAST({at['date'][0]} AS DATE)"
    parts = [
        "0 AS row",
        f"CASE WHEN {day} BETWEEN DATE '1900-01-01' AND DATE '2199-12-31' THEN {day} END AS date",
        f"{nothing} AS date_text",
        *(f"{_number(at, key)} AS {key}" for key in ("qty", "amount", "cost")),
        *(f"{_too_large(at, key)} AS {key}_text" for key in ("qty", "amount", "cost")),
        *(f"{_code(*at[key]) if key in at else nothing} AS {key}" for key in ("doc_no", "client_id", "sku")),
        *(
            f"{_trimmed(f'CAST({at[key][0]} AS VARCHAR)') if key in at else nothing} AS {name}"
            for key, name in (("category", "category"), ("kind", "kind_text"))
        ),
        f"coalesce({', '.join(texts)}) AS first_text",
    ]
    return f"SELECT {', '.join(parts)} FROM {_SOURCE}"  # noqa: S608 - expressions of our own


def _number(at: dict[str, tuple[str, Kind]], key: str) -> str:
    if key not in at:
        return "CAST(NULL AS DECIMAL(18, 4))"
    name, _ = at[key]
    return f"CASE WHEN abs({name}) < {_MOST} THEN CAST({name} AS DECIMAL(18, 4)) END"


def _too_large(at: dict[str, tuple[str, Kind]], key: str) -> str:
    if key not in at:
        return "CAST(NULL AS VARCHAR)"
    name, _ = at[key]
    return f"CASE WHEN NOT abs({name}) < {_MOST} THEN CAST({name} AS VARCHAR) END"


def _code(name: str, kind: Kind) -> str:
    """Return SQL of an identifier, always text."""
    if kind == "number":
        whole = f"CAST(CAST({name} AS DECIMAL(38, 0)) AS VARCHAR)"
        return f"CASE WHEN {name} = floor({name}) THEN {whole} ELSE CAST({name} AS VARCHAR) END"
    if kind == "day":
        return f"CAST(CAST({name} AS DATE) AS VARCHAR)"
    if kind == "whole":
        return f"CAST({name} AS VARCHAR)"
    text = _trimmed(f"CAST({name} AS VARCHAR)")
    none = ", ".join(quoted(code) for code in _NO_CODE)
    return f"CASE WHEN {text} IN ({none}) THEN NULL ELSE {text} END"


def _trimmed(text: str) -> str:
    """Return SQL of a text without the blanks around it; an empty one is NULL."""
    return f"nullif(trim({text}, {quoted(_BLANKS)}), '')"
