"""The path of xlwings Lite: the same code reads and writes a book of which it sees nothing but what was sent.

The remote engine belongs to the part of xlwings that is not free for companies; it serves in this test only.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

import clientbook
from clientbook.hosts.base import Area
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.file.book import FileBook
from tests.hosts.open_books import AS_OF, differences, seen, small_register
from tests.remote_books import sent_book


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, xw.Book]:
    """Give a register as a file, and as the book that a browser sends."""
    monkeypatch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    if "remote" not in xw.engines.engines_by_name:
        remote = pytest.importorskip("xlwings.pro._xlremote")
        xw.engines.add(xw.Engine(impl=remote.engine))
    path = small_register(tmp_path / "register.xlsx")
    return path, xw.Book(json=sent_book(path))


def test_a_sent_book_is_read_as_its_file(sent: tuple[Path, xw.Book]) -> None:
    path, book = sent
    assert differences(seen(LiveBook(book)), seen(FileBook.open(path))) == []
    assert clientbook.check_book(book, as_of=AS_OF).problems.equals(clientbook.check(path, as_of=AS_OF).problems)


def test_what_is_sent_back_gives_the_cells_of_the_file(sent: tuple[Path, xw.Book]) -> None:
    path, book = sent
    clientbook.run_book(book, as_of=AS_OF)
    clientbook.run(path, as_of=AS_OF, in_place=True)
    cells = _put(book.json()["actions"])
    file = FileBook.open(path)
    wrong = []
    for position, name in enumerate(file.sheets()):
        area = next(one for one in file.areas() if one.sheet == name and not one.table)
        whole = Area(name, "", 1, 1, area.bottom, area.right)
        for row, (values, formulas) in enumerate(zip(file.cells(whole), file.formulas(whole), strict=True)):
            for column, (value, formula) in enumerate(zip(values, formulas, strict=True)):
                got = cells.get((position, row, column), "")
                if position > 1 and not (str(got).startswith("=") if formula else _text(got) == _text(value)):
                    wrong.append((name, row + 1, column + 1, got, value))
    assert wrong == []


def _put(actions: list[dict[str, Any]]) -> dict[tuple[int, int, int], Any]:
    """Return sheet, row and column, from 0, → what the browser is told to put there."""
    cells = {}
    for action in actions:
        if action["func"] == "setValues":
            for row, line in enumerate(action["values"], start=action["start_row"]):
                for column, value in enumerate(line, start=action["start_column"]):
                    cells[action["sheet_position"], row, column] = value
    return cells


def _text(value: Any) -> str:
    """Return a value as a text, dates and figures in one form; the apostrophe that keeps a text one is left out."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        return f"{value:.9g}"
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else str(value).removeprefix("'")
