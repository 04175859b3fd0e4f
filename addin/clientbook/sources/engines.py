"""Engines on which lines are counted where they are: PostgreSQL, and whatever Ibis opens.

An engine only reads. Where it lets us, what every query rests on is kept in tables of the session that vanish with it.
Messages never show what a connection is made with.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import uuid4

from clientbook.sources.connections import Connection, connections_file
from clientbook.sources.named import ServerSource, SourceError, missing

if TYPE_CHECKING:
    import psycopg

Kind = Literal["day", "whole", "number", "text", "other"]
SECONDS = 10
"""How long a server may take to answer."""


class Engine(Protocol):
    """Where a table of sales is."""

    @property
    def dialect(self) -> str:
        """Return its dialect, in the words of sqlglot."""

    @property
    def repeats(self) -> bool:
        """Tell whether a step of a query is worked out as often as it is named, unless it is kept."""

    def columns(self, table: str) -> dict[str, Kind]:
        """Return the columns of a table and what they hold.

        Raises:
            SourceError: there is no such table, or it must not be read.
        """

    def fetch(self, query: str) -> Sequence[Sequence[object]]:
        """Return the rows of a query."""

    def keep(self, name: str, query: str) -> str:
        """Keep the rows of a query for this session; return the name they have there, empty where that cannot be."""

    def drop(self, names: Sequence[str]) -> None:
        """Let go what was kept; what rests on another stands behind it."""

    def close(self) -> None:
        """Let everything go."""


def engine_of(source: ServerSource, connection: Connection) -> Engine:
    """Return an engine, connected.

    Raises:
        SourceError: libraries are missing, the server does not answer, or it refuses.
    """
    try:
        return IbisEngine(source, connection) if source.engine == "ibis" else PostgresEngine(source, connection)
    except ImportError:
        raise missing(source) from None


class PostgresEngine:
    """A PostgreSQL server, seen as it was at one moment.

    Args:
        source: what the setting names
        connection: how to connect
    """

    dialect = "postgres"
    repeats = False

    def __init__(self, source: ServerSource, connection: Connection) -> None:
        import psycopg

        self._source, self._where = source, connection.said()
        parts = {"connect_timeout": SECONDS, **connection.split(), "application_name": "clientbook"}
        parts["dbname"] = parts.pop("database", None) or parts.get("dbname")
        if not parts["dbname"]:
            raise SourceError("source_incomplete", name=connection.name, fields="database", file=connections_file())
        try:
            self._connection: psycopg.Connection[tuple[object, ...]] = psycopg.connect(
                **{key: value for key, value in parts.items() if value is not None}  # type: ignore[arg-type]
            )
        except psycopg.Error:  # what it says may repeat the user and, by mistake, more
            key = "source_denied" if _answers(parts) else "source_down"
            raise SourceError(key, name=connection.name, place=self._where) from None
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

    def columns(self, table: str) -> dict[str, Kind]:
        """Return the columns of a table; see :class:`Engine`."""
        import psycopg
        from psycopg import sql

        query = sql.SQL("SELECT * FROM {} WHERE false").format(sql.Identifier(*table.split(".")))
        try:
            with self._connection.transaction():
                found = self._connection.execute(query)
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            raise SourceError("source_table", said=self._source.said, table=table, tables=self._tables()) from None
        except psycopg.Error as error:
            raise self._failed(error) from None
        types = self._connection.adapters.types
        names = [(column.name, types.get(column.type_code)) for column in found.description or ()]
        return {name: _POSTGRES.get(kind.name if kind else "", "other") for name, kind in names}

    def _tables(self) -> str:
        """Return the tables that may be read, at most twenty."""
        found = self._connection.execute(
            "SELECT CASE WHEN table_schema = current_schema() THEN '' ELSE table_schema || '.' END || table_name"
            " FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            " AND has_table_privilege(quote_ident(table_schema) || '.' || quote_ident(table_name), 'SELECT')"
            " ORDER BY 1 LIMIT 20"
        ).fetchall()
        return ", ".join(str(name) for (name,) in found) or "—"

    def fetch(self, query: str) -> Sequence[Sequence[object]]:
        """Return the rows of a query."""
        import psycopg

        try:
            return self._connection.execute(query.encode()).fetchall()
        except psycopg.Error as error:
            raise self._failed(error) from None

    def keep(self, name: str, query: str) -> str:
        """Keep rows in a temporary table, which is the session's own; a standby server has none."""
        import psycopg

        try:
            with self._connection.transaction():
                self._connection.execute(f"CREATE TEMPORARY TABLE {name} AS {query}".encode())
                self._connection.execute(f"ANALYZE {name}".encode())
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
            return ""
        except psycopg.Error as error:
            raise self._failed(error) from None
        return name

    def drop(self, names: Sequence[str]) -> None:
        """Drop temporary tables."""
        for name in reversed(names):
            self._connection.execute(f"DROP TABLE IF EXISTS {name}".encode())

    def close(self) -> None:
        """Disconnect; the temporary tables go."""
        self._connection.close()

    def _failed(self, error: psycopg.Error) -> SourceError:
        why = error.diag.message_primary or type(error).__name__
        return SourceError("source_failed", name=self._source.connection, why=why[:200])


_POSTGRES: Mapping[str, Kind] = {
    **dict.fromkeys(("date", "timestamp", "timestamptz"), "day"),
    **dict.fromkeys(("int2", "int4", "int8"), "whole"),
    **dict.fromkeys(("numeric", "float4", "float8"), "number"),
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "citext"), "text"),
}


def _answers(parts: Mapping[str, Any]) -> bool:
    """Tell whether something listens where a server is said to be."""
    host, port = str(parts.get("host") or ""), int(parts.get("port") or 5432)
    if not host or host.startswith("/"):
        from pathlib import Path

        return any((Path(folder) / f".s.PGSQL.{port}").exists() for folder in (host or "/var/run/postgresql", "/tmp"))  # noqa: S108
    with suppress(OSError), socket.create_connection((host, port), timeout=SECONDS):
        return True
    return False


class IbisEngine:
    """Whatever Ibis opens: Spark, ClickHouse, Snowflake and others.

    Args:
        source: what the setting names
        connection: how to connect: an address, or ``backend`` and what it takes
    """

    def __init__(self, source: ServerSource, connection: Connection) -> None:
        import ibis

        self._source, self._kept = source, list[str]()
        parts = dict(connection.parts)
        backend = str(parts.pop("backend", "") or "")
        if not connection.url and not backend:
            raise SourceError("source_incomplete", name=connection.name, fields="url, backend", file=connections_file())
        try:
            if connection.url:
                self._backend = ibis.connect(connection.url, **parts)
            else:
                self._backend = getattr(ibis, backend).connect(**parts)
        except (ImportError, AttributeError):
            raise SourceError("source_extra", engine=backend or connection.said(), extra="engines") from None
        except Exception:
            raise SourceError("source_down", name=connection.name, place=connection.said()) from None
        self.dialect = {"pyspark": "spark"}.get(self._backend.name, self._backend.name)
        self.repeats = self._spark = self._backend.name == "pyspark"
        if self._spark:  # else a square of money loses kopecks
            self._backend.raw_sql("SET spark.sql.decimalOperations.allowPrecisionLoss=false")

    def columns(self, table: str) -> dict[str, Kind]:
        """Return the columns of a table; see :class:`Engine`."""
        *place, name = table.split(".")
        try:
            schema = self._backend.table(name, database=tuple(place) or None).schema()
        except Exception:
            raise SourceError("source_table", said=self._source.said, table=table, tables=self._tables()) from None
        return {column: _ibis_kind(dtype) for column, dtype in schema.items()}

    def _tables(self) -> str:
        with suppress(Exception):
            return ", ".join(self._backend.list_tables()[:20]) or "—"
        return "—"

    def fetch(self, query: str) -> Sequence[Sequence[object]]:
        """Return the rows of a query."""
        try:
            if self._spark:
                return [tuple(row) for row in self._backend.raw_sql(query).collect()]
            found = self._backend.sql(query).to_pyarrow()
            return list(zip(*(column.to_pylist() for column in found.columns), strict=True))
        except Exception as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> SourceError:
        return SourceError("source_failed", name=self._source.connection, why=type(error).__name__)

    def keep(self, name: str, query: str) -> str:
        """Keep rows in the memory of the cluster, where the engine is Spark."""
        if not self._spark:
            return ""
        own = f"{name}_{uuid4().hex[:8]}"
        try:
            # A checkpoint, because every query on a cached table would be planned anew down to the source
            self._backend.raw_sql(query).localCheckpoint().createOrReplaceTempView(own)
        except Exception as error:
            raise self._failed(error) from error
        self._kept.append(own)
        return own

    def drop(self, names: Sequence[str]) -> None:
        """Let the memory of the cluster go; what rests on another goes first."""
        for name in reversed(names):
            self._backend.raw_sql(f"DROP VIEW IF EXISTS {name}")
            self._kept.remove(name)

    def close(self) -> None:
        """Let what was kept go, and disconnect; a session of Spark that was there before stays."""
        with suppress(Exception):
            self.drop(list(self._kept))
            if not self._spark:
                self._backend.disconnect()


def _ibis_kind(dtype: Any) -> Kind:
    """Return what a column of Ibis holds."""
    if dtype.is_date() or dtype.is_timestamp():
        return "day"
    if dtype.is_integer():
        return "whole"
    if dtype.is_floating() or dtype.is_decimal():
        return "number"
    return "text" if dtype.is_string() else "other"
