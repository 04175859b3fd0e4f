"""Single cells are set in a person's sheet, and every other byte of it stays."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from clientbook.hosts.base import Area
from clientbook.hosts.file.book import FileBook


def moment(*day: int) -> datetime:
    """Return midnight of a day as cells have it."""
    return datetime(*day, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type, misc]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A list with a formula, a note, a coloured cell, a gap where the date goes and a style for dates in one row only."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "База"
    sheet.append(["Код", "Клиент", "Сегмент утверждённый", "Дата утверждения", "Сумма"])
    sheet.append(["001", "Альфа", "Малый", None, "=1+1"])
    sheet.append(["002", "Бета", None, moment(2026, 1, 5), 7])
    sheet.append(["003", "Гамма", None, None, 8])
    sheet["D4"].number_format = "General"
    sheet["D4"].font = openpyxl.styles.Font(bold=True)
    sheet["C3"].fill = openpyxl.styles.PatternFill("solid", "FFFF00")
    path = tmp_path / "база.xlsx"
    made.save(path)
    return path


def sheet_xml(book: FileBook) -> bytes:
    return book.package.read("xl/worksheets/sheet1.xml")


def test_only_the_cells_asked_for_change(book: Path) -> None:
    opened = FileBook.open(book)
    before = sheet_xml(opened)
    opened.put("База", {(2, 3): "Крупный", (2, 4): date(2026, 10, 31), (4, 4): date(2026, 10, 31)})
    after = sheet_xml(opened)
    cells = rb'<c r="(?:C2|D2|D4)".*?(?:/>|</c>)'
    assert re.sub(cells, b"", before) == re.sub(cells, b"", after)
    assert b"<f>1+1</f>" in after


def test_values_are_read_back_and_dates_look_like_dates(book: Path, tmp_path: Path) -> None:
    opened = FileBook.open(book)
    opened.put("База", {(2, 3): "Крупный", (2, 4): date(2026, 10, 31), (4, 3): "=зло", (4, 4): date(2026, 10, 31)})
    target = tmp_path / "готово.xlsx"
    opened.save(target)
    found = openpyxl.load_workbook(target)["База"]
    assert (found["C2"].value, found["D2"].value) == ("Крупный", moment(2026, 10, 31))
    assert (found["C4"].value, found["C4"].data_type) == ("=зло", "s")
    assert found["D4"].value == moment(2026, 10, 31)
    assert found["D4"].font.bold
    assert opened.cells(Area("База", "", 3, 4, 3, 4)) == [[moment(2026, 1, 5)]]
