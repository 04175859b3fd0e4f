"""Small registers in open books, and what can be seen of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import xlwings as xw

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.hosts.calc.engine import EMPTY
from tests.registers import CLIENT_HEADERS, write_register

AS_OF = date(2026, 9, 30)
LATER = date(2026, 10, 7)

MAY_CRASH = pytest.mark.flaky(reruns=2, only_rerun=["DisposedException", "RuntimeException"])
"""LibreOffice 7.4 ends now and then while a book gets a sheet of another: such a test is tried again in a new one."""

Seen = dict[str, list[list[CellValue]]]


def small_register(path: Path) -> Path:
    """Write twelve clients of two managers, each with six orders in nine months."""
    clients = [(f"K{i:03d}", f"ООО «Клиент {i}»", ("Иванов", "Петрова")[i % 2]) for i in range(12)]
    sales = [
        (date(2026, 1 + month, 3 + i), f"Д-{month}-{i}", f"K{i:03d}", "0012", 1000.5 * (i + 1))
        for month in range(9)
        for i in range(12)
        if (i + month) % 3
    ]
    headers = (*CLIENT_HEADERS, "Сегмент утверждённый", "Дата утверждения")
    return write_register(path, clients, sales, client_headers=headers)


@contextmanager
def opened(app: xw.App, path: Path) -> Iterator[xw.Book]:
    """Open a workbook and close it again without saving."""
    book = app.books.open(path)
    try:
        yield book
    finally:
        book.close()


def hidden(calc: xw.App, url: str = EMPTY) -> xw.Book:
    """Open a book without a window: LibreOffice 7.4 may crash while it draws one and gets a sheet."""
    return xw.Book(impl=calc.impl.books._loaded(url, Hidden=True))


def seen(book: Book) -> Seen:
    """Return what the cells of every sheet hold, from A1 on, figures to nine digits."""
    found: Seen = {}
    for area in book.areas():
        if not area.table:
            rows = book.cells(Area(area.sheet, "", 1, 1, area.bottom, area.right))
            found[area.sheet] = [[float(f"{v:.9g}") if isinstance(v, float) else v for v in row] for row in rows]
    return found


def differences(one: Seen, other: Seen) -> list[str]:
    """Return every cell in which two books differ, and sheets that only one has."""
    found = [f"sheet {name}" for name in one.keys() ^ other.keys()]
    for name in one.keys() & other.keys():
        pairs = zip(one[name], other[name], strict=False)
        if len(one[name]) != len(other[name]):
            found.append(f"{name}: {len(one[name])} rows, {len(other[name])} rows")
        found += [
            f"{name} R{row}C{column}: {a!r}, {b!r}"
            for row, (left, right) in enumerate(pairs, 1)
            for column, (a, b) in enumerate(zip(left, right, strict=False), 1)
            if not _same(a, b)
        ]
    return found


def _same(one: object, other: object) -> bool:
    # nine digits may be rounded either way where the tenth is a five
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=2e-9)
    return one == other


def tables(book: Book) -> dict[str, tuple[str, int, int, int, int]]:
    """Return where every table stands."""
    return {a.table: (a.sheet, a.top, a.left, a.bottom, a.right) for a in book.areas() if a.table}


def table_range(book: xw.Book, table: str) -> xw.Range:
    """Return the cells of a table in an open book, header included."""
    return next(sheet.tables[table].range for sheet in book.sheets if table in sheet.tables)


def table_column(book: xw.Book, table: str, header: str) -> xw.Range:
    """Return the body of a column of a table in an open book."""
    whole = table_range(book, table)
    index = whole[0, :].value.index(header)
    return whole[1:, index]
