"""Sales in files: CSV, Parquet or a DuckDB database, read by DuckDB into the same typed lines as the sheet.

Columns are found by the headers of «Продажи». Every file has columns of its own; lines stand in the order of the files'
names. A text file may have a few lines over its headers, as reports have.
"""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from glob import glob, has_magic
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from clientbook.hosts.arrow_rows import ArrowRows
from clientbook.hosts.base import Area, CellValue
from clientbook.hosts.delimited import LOOKED_AT, rows_of, separator_of
from clientbook.register.headers import SCANNED_ROWS, Headers, find_headers
from clientbook.register.locate import Place
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.register.sales_lines import quoted, quoted_name
from clientbook.register.sales_read import SalesReader
from clientbook.register.tables import SALES
from clientbook.sources.named import DUCKDB, PARQUET, TEXTS, FileSource, SourceError

MEANT = frozenset({"number_text", "date_text", "date_serial"})
"""In a text file every figure and every date is text: that says nothing."""
_BLOCK = 1 << 20
_LEAD = 1


@dataclass(frozen=True)
class Part:
    """One file or table.

    Attributes:
        rows: SQL that gives its rows
        names: its columns, as SQL knows them
        headers: which of them is which; numbers count from 1
    """

    rows: str
    names: Sequence[str]
    headers: Headers

    def select(self, keys: Sequence[str]) -> str:
        """Return SQL of its first column and its columns of some keys, numbered by their places among the keys."""
        found = [f"{quoted_name(self.names[0])} AS c{_LEAD}"]
        for number, key in enumerate(keys, start=_LEAD + 1):
            at = self.headers.columns.get(key)
            found.append(f"{quoted_name(self.names[at - 1]) if at else 'NULL::VARCHAR'} AS c{number}")
        return f"SELECT {', '.join(found)} FROM {self.rows}"  # noqa: S608 - names are quoted


@dataclass
class FileLines:
    """Files as a book of one sheet; see :class:`clientbook.register.sales_lines.LinesBook`.

    Attributes:
        connection: where DuckDB reads them
        keys: the columns that any of them has
        parts: the files
        kept: files of ours that go when the lines are read
    """

    connection: duckdb.DuckDBPyConnection
    keys: Sequence[str]
    parts: Sequence[Part]
    said: str
    kept: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:  # noqa: ARG002
        """Yield the rows of every file."""
        try:
            for part in self.parts:
                yield ArrowRows(self.connection.sql(part.select(self.keys)))
        except duckdb.Error as error:
            raise _unreadable(self.said, error) from None
        finally:
            self.connection.close()
            if self.kept is not None:
                self.kept.cleanup()

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:  # noqa: ARG002
        """Return nothing but text: in files no cell is other than its column."""
        return [["" for _ in columns] for _ in rows]


def file_reader(source: FileSource, folder: Path | None, reading: Reading, problems: Problems) -> SalesReader:
    """Return what reads the sales of files.

    Args:
        source: what the setting names
        folder: the folder of the register; None where it has none
        reading: how texts are read
        problems: where everything found wrong goes

    Raises:
        SourceError: they are not there, cannot be read, or lack columns.
    """
    path = Path(source.path).expanduser()
    if not path.is_absolute():
        if folder is None:
            raise SourceError("source_cloud", said=source.said)
        path = folder / path
    connection = duckdb.connect()
    kept: tempfile.TemporaryDirectory[str] | None = None
    try:
        if path.suffix.lower() in DUCKDB:
            parts = [_table(connection, path, source)]
        elif (files := _files(path))[0].suffix.lower() in PARQUET:
            parts = [_parquet(connection, file, source.said) for file in files]
        else:
            kept = tempfile.TemporaryDirectory(prefix="clientbook-")
            parts = [_text(file, Path(kept.name) / str(n), source.said) for n, file in enumerate(files)]
        return _reader(FileLines(connection, (), parts, source.said, kept), reading, problems)
    except duckdb.Error as error:
        raise _unreadable(source.said, error) from None


def _reader(lines: FileLines, reading: Reading, problems: Problems) -> SalesReader:
    """Return what reads the rows of files."""
    lines.keys = [column.key for column in SALES.columns if any(column.key in p.headers.columns for p in lines.parts)]
    counts = (lines.connection.execute(f"SELECT count(*) FROM {part.rows}").fetchall()[0][0] for part in lines.parts)  # noqa: S608
    columns = {key: number for number, key in enumerate(lines.keys, start=_LEAD + 1)}
    texts = {key: text for part in reversed(lines.parts) for key, text in part.headers.texts.items()}
    area = Area(lines.said, "", 1, _LEAD, 1 + sum(counts), _LEAD + len(columns))
    place = Place(SALES, area, Headers(1, columns, texts))
    meant = MEANT if lines.kept is not None else frozenset()
    return SalesReader(lines, place, reading, problems, meant=meant)


def _files(path: Path) -> list[Path]:
    """Return the files of a path, a folder or a pattern, all text or all Parquet, by name.

    Raises:
        SourceError: there are none, or both.
    """
    if has_magic(str(path)) and not path.exists():
        found = [Path(name) for name in glob(str(path))]  # noqa: PTH207 - any part of the path may be a pattern
    elif path.is_dir():
        found = [file for file in path.iterdir() if not file.name.startswith((".", "~$"))]
    elif path.exists():
        found = [path]
    else:
        raise SourceError("source_absent", path=path)
    found = sorted(file for file in found if file.suffix.lower() in TEXTS | PARQUET and file.is_file())
    if not found:
        raise SourceError("source_no_files", path=path)
    if len({file.suffix.lower() in PARQUET for file in found}) > 1:
        raise SourceError("source_mixed", path=path)
    return found


def _parquet(connection: duckdb.DuckDBPyConnection, file: Path, said: str) -> Part:
    return _described(connection, f"read_parquet({quoted(_literal(file))})", said)


def _table(connection: duckdb.DuckDBPyConnection, path: Path, source: FileSource) -> Part:
    """Return a table of a DuckDB file, which is opened for reading only."""
    if not path.is_file():
        raise SourceError("source_absent", path=path)
    connection.execute(f"ATTACH {quoted(str(path))} AS source (READ_ONLY)")
    names = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' UNION ALL"
        " SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'source' AND NOT internal ORDER BY 1, 2"
    ).fetchall()
    tables = {(name if schema == "main" else f"{schema}.{name}"): (schema, name) for schema, name in names}
    listed = ", ".join(tables) or "—"
    if not source.table:
        raise SourceError("source_no_table", said=source.said, tables=listed)
    if source.table not in tables:
        raise SourceError("source_table", said=source.said, table=source.table, tables=listed)
    schema, name = tables[source.table]
    return _described(connection, f"source.{quoted_name(schema)}.{quoted_name(name)}", source.said)


def _described(connection: duckdb.DuckDBPyConnection, rows: str, said: str) -> Part:
    """Return rows with their columns found by their names."""
    names = [str(name) for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()]  # noqa: S608
    return Part(rows, names, headers_of(names, said))


def headers_of(names: Sequence[str], said: str) -> Headers:
    """Return which column of a source is which.

    Args:
        names: its columns, in their order
        said: what people know the source by

    Raises:
        SourceError: the date, the client or the amount is not there.
    """
    found = find_headers(SALES, [list(names)], 1, 1)
    return _complete(found, names, said)


def _complete(found: Headers | None, names: Sequence[str], said: str) -> Headers:
    missing = [key for key in ("date", "client_id", "amount") if found is None or key not in found.columns]
    if found is None or missing:
        headers = ", ".join(f"«{SALES[key].ru}» ({SALES[key].key})" for key in missing)
        raise SourceError("source_columns", said=said, headers=headers, found=", ".join(names) or "—")
    return found


def _text(file: Path, copy: Path, said: str) -> Part:
    """Return a text file: its encoding, separator and header row are found as those of an exported log are."""
    encoding = encoding_of(file)
    with file.open(encoding=encoding, errors="replace", newline="") as lines:
        head = "".join(islice(lines, SCANNED_ROWS + LOOKED_AT))
    separator = separator_of(head)
    rows = list(islice(rows_of(head, separator), SCANNED_ROWS))
    found = find_headers(SALES, [[cell or None for cell in row] for row in rows], 1, 1)
    names = rows[found.row - 1] if found is not None else next((row for row in rows if any(row)), [])
    headers = _complete(found, names, said)
    source = file
    if encoding != "utf-8-sig":
        source = copy
        with (
            file.open(encoding=encoding, errors="replace", newline="") as old,
            copy.open("w", encoding="utf-8", newline="") as new,
        ):
            while block := old.read(_BLOCK):
                new.write(block)
    keys = [f"k{number}" for number in range(1, max(map(len, rows)) + 1)]
    columns = ", ".join(f"'{key}': 'VARCHAR'" for key in keys)
    read = (
        f"read_csv({quoted(_literal(source))}, delim = {quoted(separator)}, quote = '\"', escape = '\"', header = false,"
        f" skip = {headers.row}, columns = {{{columns}}}, auto_detect = false, null_padding = true, strict_mode = false,"
        " parallel = false)"
    )
    return Part(read, keys, headers)


def encoding_of(file: Path) -> str:
    """Return the encoding of a text file: UTF-8, UTF-16 by its mark, else windows-1251; read in blocks."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as data:
        block = data.read(_BLOCK)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while block:
                decoder.decode(block)
                block = data.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8-sig"


def _unreadable(said: str, error: duckdb.Error) -> SourceError:
    return SourceError("source_unreadable", said=said, why=str(error).splitlines()[0][:200])


def _literal(path: Path) -> str:
    """Return a path in which nothing is a pattern."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in str(path))
