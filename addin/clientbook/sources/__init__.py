"""Sales that stay where they are: files that DuckDB reads, and engines on which the lines are counted.

`Настройки` name the source (``sales_source``); a connection is only named there and described outside of the workbook.
"""

from __future__ import annotations

from pathlib import Path

from clientbook.hosts.base import Book
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.register.sales_read import SalesReading
from clientbook.sources.connections import Connection, connection_of
from clientbook.sources.named import FileSource, ServerSource, SourceError, extra_of, missing, source_of

__all__ = ["open_sales"]


def open_sales(book: Book, said: str, reading: Reading, problems: Problems) -> SalesReading:
    """Return what reads the sales that a setting names.

    Args:
        book: the register; a relative path counts from its folder
        said: the setting as it was typed
        reading: how texts of files are read
        problems: where everything found wrong goes

    Raises:
        SourceError: the setting names no source, or what it names is not there or cannot be read.
    """
    source = source_of(said)
    if isinstance(source, FileSource):
        from clientbook.sources.files import file_reader

        return file_reader(source, _folder(book), reading, problems)
    connection = _connection(source)
    try:
        from clientbook.sources.elsewhere import engine_reader
    except ImportError:
        raise missing(source) from None
    return engine_reader(source, connection, problems)


def _connection(source: ServerSource) -> Connection:
    """Return the connection of a source.

    Raises:
        SourceError: it is not described; where libraries lack too, the sentence says both, so that nobody is sent twice.
    """
    try:
        return connection_of(source.connection)
    except SourceError as error:
        extra = extra_of(source)
        if error.key == "error.source_connection" and extra:
            raise SourceError("source_connection_extra", **error.fields, extra=extra) from None
        raise


def _folder(book: Book) -> Path | None:
    """Return the folder of a register; None for one that lies in a cloud, or is not saved yet."""
    from clientbook.hosts.excel.book import LiveBook

    path = Path(book.book.fullname) if isinstance(book, LiveBook) else book.path.absolute()
    return path.parent if path.is_absolute() else None
