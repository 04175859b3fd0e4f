"""The demo, with everything a register can hold, computed in an open book: every cell is that of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

import clientbook
from clientbook.demo_register import AS_OF, demo_frames, with_dirty_cells
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.excel.grid import range_of
from clientbook.hosts.excel.values import read_formulas
from clientbook.hosts.file.write import new_book
from clientbook.method import schedule
from clientbook.sheets.book import filled_contents
from tests.hosts.open_books import differences, opened, seen, tables

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc")]


@pytest.fixture(autouse=True)
def in_single_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the contacts be placed as those of a large department: how well they are says nothing of hosts, and takes long."""
    monkeypatch.setattr(schedule, "THOROUGH", 0)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Give the demo register as people filled it in, before its first run."""
    path = tmp_path / "live.xlsx"
    new_book(filled_contents(with_dirty_cells(demo_frames("ru"), "ru"), "ru"), "ru").save_to(path)
    return path


@pytest.fixture
def live(calc: xw.App, register: Path) -> Iterator[xw.Book]:
    """Give that register computed where it is open."""
    with opened(calc, register) as book:
        clientbook.run_book(book, as_of=AS_OF)
        yield book


def test_the_demo_has_the_cells_formulas_and_formats_of_its_file(
    live: xw.Book, calc: xw.App, register: Path, tmp_path: Path
) -> None:
    clientbook.run(register, as_of=AS_OF, out=tmp_path / "file.xlsx")
    with opened(calc, tmp_path / "file.xlsx") as file:
        assert live.sheet_names == file.sheet_names
        one, other = LiveBook(live), LiveBook(file)
        assert tables(one) == tables(other)
        assert formulas(one) == formulas(other)
        assert formats(live) == formats(file)
        assert differences(seen(one), seen(other)) == []


def formulas(book: LiveBook) -> dict[tuple[str, int, int], str]:
    """Return sheet, row and column → text, of every formula of a book."""
    found: dict[tuple[str, int, int], str] = {}
    for area in book.areas():
        if not area.table:
            for row, line in enumerate(read_formulas(range_of(book.book.sheets[area.sheet], area)), start=area.top):
                found |= {
                    (area.sheet, row, column): text for column, text in enumerate(line, area.left) if text[:1] == "="
                }
    assert found
    return found


def formats(book: xw.Book) -> dict[tuple[str, object], str | None]:
    """Return table and header → number format of its body; None where cells of a column differ."""
    found: dict[tuple[str, object], str | None] = {}
    for sheet in book.sheets:
        for table in sheet.tables:
            body = table.range[1:, :]
            for index, header in enumerate(table.range[0, :].options(ndim=1).value):
                found[table.name, header] = body[:, index].number_format
    return found
