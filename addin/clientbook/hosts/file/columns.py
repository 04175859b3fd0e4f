"""Columns of a large sheet as an Arrow stream for DuckDB, each row where it stands on the sheet."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from clientbook.hosts.arrow_rows import ArrowRows

if TYPE_CHECKING:
    import fastexcel

    from clientbook.hosts.file.sheet_scan import Extent

# fastexcel tells of mixed columns on the log; that such a column comes as text is what we want.
logging.getLogger("fastexcel").addHandler(logging.NullHandler())


class SheetRows:
    """Rows of a sheet for any reader of Arrow. They are made when they are read; where that fails, others are read.

    Args:
        rows: the rows
        others: gives the same rows without what the reader cannot make
    """

    def __init__(self, rows: fastexcel.ExcelSheet, others: Callable[[], fastexcel.ExcelSheet]) -> None:
        self.height = rows.height
        self._rows = rows
        self._others = others

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        """Return the rows as an Arrow C array, with its schema."""
        try:
            return self._rows.__arrow_c_array__(requested_schema)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # a panic in the reader is no Exception
            self._rows = self._others()
            return self._rows.__arrow_c_array__(requested_schema)


def open_sheets(data: bytes) -> fastexcel.ExcelReader:
    """Return what reads the sheets of a workbook one by one."""
    import fastexcel

    return fastexcel.read_excel(data)


def arrow_rows(
    book: fastexcel.ExcelReader,
    number: int,
    rows: range,
    columns: Sequence[int],
    extent: Extent | None,
    *,
    cut: bool = False,
    others: Callable[[], fastexcel.ExcelReader],
) -> Any:
    """Return some rows of a sheet, columns named ``c<number>``, rows past the end of the sheet blank.

    Args:
        book: a workbook
        number: which sheet of it, from 0
        rows: the rows, counted from 1 as on the sheet
        columns: the columns, counted from 1 as on the sheet
        extent: what the sheet holds
        cut: the sheet holds these rows only, and in the first of them the first column is filled
        others: gives a workbook of this sheet alone, without numbers that the reader cannot make days of
    """
    present: list[int] = []
    sheet: SheetRows | None = None
    if extent is not None and rows and rows.start <= extent.bottom:
        present = [column for column in columns if extent.left <= column <= extent.right]
        if present:
            texts = extent.logical.intersection(present)
            sheet = SheetRows(
                _sheet(book, number, rows, present, texts, cut=cut),
                lambda: _sheet(others(), 0, rows, present, texts, cut=cut),
            )
    if sheet is not None and sheet.height == len(rows) and present == list(columns):
        return sheet
    return _completed(sheet, len(rows), columns, present)


def _sheet(
    book: fastexcel.ExcelReader, number: int, rows: range, columns: Sequence[int], as_text: Iterable[int], *, cut: bool
) -> fastexcel.ExcelSheet:
    """Return rows, some columns as texts; of a sheet that is ``cut`` out, from its first value on."""
    import fastexcel

    texts: dict[str | int, fastexcel.DType] = {f"c{column}": "string" for column in as_text}
    while True:
        try:
            return book.load_sheet(
                number,
                header_row=None,
                # With a number of rows to skip, rows count from the top of the sheet; without, from its first value.
                skip_rows=None if cut else rows.start - 1,
                n_rows=len(rows),
                schema_sample_rows=None,  # all: a text in row 290,000 would be lost in a column of figures
                use_columns=[column - 1 for column in columns],
                column_names=[f"c{column}" for column in columns],
                dtypes=texts or None,
            )
        except fastexcel.UnsupportedColumnTypeCombinationError as error:
            # durations among other things have no type in common but text, and fastexcel does not see that by itself
            named = re.search(r"for column (c\d+)", str(error))
            if named is None or named[1] in texts:
                raise
            texts[named[1]] = "string"


def _completed(sheet: SheetRows | None, wanted: int, columns: Sequence[int], present: Sequence[int]) -> ArrowRows:
    """Return a sheet's rows with the columns it lacks and blank rows at the end."""
    import duckdb

    connection = duckdb.connect()
    missing = wanted
    query = ""
    if sheet is not None:
        connection.register("sheet", sheet)
        missing -= sheet.height
        texts = ", ".join(f"c{c}" if c in present else f"NULL::VARCHAR AS c{c}" for c in columns)
        query = f"SELECT {texts} FROM sheet UNION ALL BY NAME "  # noqa: S608  (numbers)
    blanks = ", ".join(f"NULL{'' if c in present else '::VARCHAR'} AS c{c}" for c in columns)
    return ArrowRows(connection.sql(f"{query}SELECT {blanks} FROM range({max(missing, 0)})"))  # noqa: S608
