"""Sales that stay where they are: files that DuckDB reads, and engines on which the lines are counted.

`Настройки` name the source (``sales_source``); a connection is only named there and described outside of the workbook.
"""

from __future__ import annotations

from pathlib import Path

from clientbook.hosts.base import Book
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.register.sales_read import SalesReading
from clientbook.sources.named import FileSource, missing, source_of

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
    try:
        from clientbook.sources.elsewhere import engine_reader
    except ImportError:
        raise missing(source) from None
    return engine_reader(source, problems)


def _folder(book: Book) -> Path | None:
    """Return the folder of a register; None for one that lies in a cloud, or is not saved yet."""
    from clientbook.hosts.excel.book import LiveBook

    path = Path(book.book.fullname) if isinstance(book, LiveBook) else book.path.absolute()
    return path.parent if path.is_absolute() else None
