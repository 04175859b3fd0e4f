"""What the setting ``sales_source`` may say: a file or folder, a table of a DuckDB file, a table of a named connection."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Literal, NamedTuple

from clientbook.errors import ClientbookError

DUCKDB = frozenset({".duckdb", ".ddb", ".db"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
PARQUET = frozenset({".parquet", ".pq"})

_SECRET = re.compile(r"://|(?<!\w)(password|passwd|pwd|пароль|secret|token)\s*[=:]", re.IGNORECASE)
_SERVER = re.compile(r"(postgres|postgresql|ibis):([^#]*)(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_OTHER = re.compile(r"[^\W\d_]\w+:")  # one letter is a drive of Windows
_NAME = re.compile(r"[A-Za-zА-Яа-яЁё_][\w-]*")


class SourceError(ClientbookError):
    """Sales that stay outside of the workbook cannot be read; the sentence says what to do and shows no secret."""


class FileSource(NamedTuple):
    """Files that DuckDB reads.

    Attributes:
        said: the setting, what people know the source by
        path: a file, a folder or a pattern such as ``sales/*.parquet``
        table: the table of a DuckDB file
    """

    said: str
    path: str
    table: str = ""


class ServerSource(NamedTuple):
    """A table of an engine on which the lines are counted.

    Attributes:
        said: the setting, what people know the source by
        engine: what opens the connection
        connection: its name
        table: the table, with its schema before a point where it has one
    """

    said: str
    engine: Literal["postgres", "ibis"]
    connection: str
    table: str


def source_of(said: str) -> FileSource | ServerSource:
    """Return what a setting names.

    Raises:
        SourceError: it names nothing that can be opened, or it holds a secret, which is not repeated.
    """
    text = said.strip()
    if _SECRET.search(text):
        from clientbook.sources.connections import connections_file

        raise SourceError("source_secret", file=connections_file())
    server = _SERVER.fullmatch(text)
    if server is not None:
        engine, name, table = server[1].lower(), server[2].strip(), (server[3] or "").strip()
        if not _NAME.fullmatch(name) or not table:
            raise SourceError("source_form", said=text)
        return ServerSource(text, "ibis" if engine == "ibis" else "postgres", name, table)
    if _OTHER.match(text):
        raise SourceError("source_form", said=text)
    path, _, table = text.rpartition("#") if re.search(r"\.(duckdb|ddb|db)#", text, re.IGNORECASE) else (text, "", "")
    return FileSource(text, path, table.strip())


_EXTRA = {"postgres": ("postgres", "psycopg"), "ibis": ("engines", "ibis")}
"""Engine → what is installed for it with ``pip install "clientbook[…]"``, and the module that tells whether it is there."""


def extra_of(source: ServerSource) -> str:
    """Return what has to be installed for an engine, as pip calls it; empty where all is there."""
    extra, module = _EXTRA[source.engine]
    return "" if find_spec(module) is not None and find_spec("sqlglot") is not None else extra


def missing(source: ServerSource) -> SourceError:
    """Return what is said where the libraries for an engine are not installed."""
    return SourceError("source_extra", engine=source.engine, extra=_EXTRA[source.engine][0])
