"""New sheets come from a book that is drawn for this once: they have all that a sheet of a file has, and no way back to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

import clientbook
from clientbook.hosts.calc import sheet as calc_sheet
from clientbook.hosts.calc.bridge import url_of
from clientbook.hosts.excel import copies
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.file import look
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.write import new_book
from clientbook.locale import words
from tests.hosts.file.small import PLAN, PLAN_SHEET, chart_rows, contents, loaded, log_content
from tests.hosts.open_books import AS_OF, MAY_CRASH, differences, hidden, seen, small_register, table_column, tables

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc"), MAY_CRASH]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let drawn books be made in a folder that can be looked at."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def book(copying: xw.App, folders: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:  # noqa: ARG001
    """Give a blank book into which sheets are copied."""
    monkeypatch.setattr(copies, "COPYING", {copying.engine.name})
    book = hidden(copying)
    yield book
    book.close()


def write(book: xw.Book) -> None:
    LiveBook(book).write(contents(), "ru")


def test_a_new_sheet_has_what_xlwings_cannot_give_it(book: xw.Book) -> None:
    write(book)
    sheet: Any = book.sheets[PLAN.ru].impl.api
    document: Any = book.api
    page = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    assert f"{sheet.TabColor:06X}" == look.TAB_COLOURS[PLAN_SHEET.colour][-6:]
    assert (page.IsLandscape, page.ScaleToPagesX, page.ScaleToPagesY) == (True, 1, 0)
    assert "1" in page.RightPageFooterContent.RightText.getString()
    assert (sheet.getPrintTitleRows(), sheet.getTitleRows().StartRow + 1) == (
        True,
        book.sheets[PLAN.ru].tables[0].range.row,
    )
    assert sheet.getCellByPosition(0, 0).CellStyle == "cb_title"
    check = table_column(book, PLAN.name, "Статус")[0].data_validation
    assert check.error_message == words("ru").text("hint.list")
    assert not book.sheets[PLAN.ru].show_gridlines


def test_nothing_is_left_of_the_book_that_was_copied_from(copying: xw.App, book: xw.Book, folders: Path) -> None:
    open_before = [one.name for one in copying.books]
    write(book)
    assert [one.name for one in copying.books] == open_before
    assert list(folders.iterdir()) == []
    document: Any = book.api
    assert document.ExternalDocLinks.getElementNames() == ()
    assert document.SheetLinks.getElementNames() == ()
    texts = [str(text) for sheet in book.sheets for row in sheet.used_range.formula for text in row]
    assert any("'План контактов'!" in text for text in texts)
    assert not [text for text in texts if "file:" in text or ".xlsx" in text]
    assert not [name.name for name in book.names if "file:" in (name.refers_to or "")]


@pytest.mark.parametrize("copied", [0, 1])
def test_where_copying_fails_sheets_are_drawn_with_the_same_cells(
    copying: xw.App, book: xw.Book, folders: Path, monkeypatch: pytest.MonkeyPatch, copied: int
) -> None:
    write(book)
    wanted = seen(LiveBook(book))
    done: list[str] = []
    copy = calc_sheet.Sheet.copy

    def failing(sheet: calc_sheet.Sheet, before: Any = None, after: Any = None) -> None:
        if len(done) == copied:
            raise OSError("no copies here")
        done.append(sheet.name)
        copy(sheet, before, after)

    monkeypatch.setattr(calc_sheet.Sheet, "copy", failing)
    other = hidden(copying)
    try:
        write(other)
        assert len(done) == copied
        assert other.sheet_names[1:] == book.sheet_names[1:]
        assert differences(seen(LiveBook(other)), wanted) == []
        assert list(folders.iterdir()) == []
        clientbook.undo(other)
        assert other.sheet_names == ["Sheet1"]
    finally:
        other.close()


def test_a_copy_whose_table_got_another_name_is_not_taken(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [["x"], ["y"]]
    sheet.tables.add(sheet["A1:A2"], name="cb_log")
    log = log_content(["а"])
    assert copies.copy_sheets(book, [log], {"log": "Журнал"}, "ru") == {}
    assert book.sheet_names == [sheet.name]


def test_the_book_that_is_copied_from_has_charts_and_no_formulas() -> None:
    names = {"plan": "План (2)", "summary": "Сводка"}
    drawn = loaded(new_book(contents(), "ru", names, formulas=False))
    assert drawn.sheetnames == list(names.values())
    assert len(chart_rows(drawn["Сводка"])) == 2
    assert not [cell for sheet in drawn for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert drawn["Сводка"].cell(drawn["Сводка"].max_row, 2).value == 4


def test_copied_charts_show_the_sheet_they_stand_on(book: xw.Book) -> None:
    write(book)
    sheet: Any = book.sheets["Сводка"].impl.api
    shown = [
        sequence.getValues().getSourceRangeRepresentation()
        for name in sheet.Charts.getElementNames()
        for system in sheet.Charts.getByName(name).getEmbeddedObject().getFirstDiagram().getCoordinateSystems()
        for kind in system.getChartTypes()
        for series in kind.getDataSeries()
        for sequence in series.getDataSequences()
    ]
    body = table_column(book, "cb_totals", "УГД, ₽").address
    assert f"$Сводка.{body}" in shown
    assert all(text.startswith("$Сводка.") for text in shown)


def test_a_register_computed_into_copied_sheets_has_the_cells_of_its_file(
    copying: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "COPYING", {copying.engine.name})
    file, path = small_register(tmp_path / "file.xlsx"), small_register(tmp_path / "live.xlsx")
    clientbook.run(file, as_of=AS_OF, in_place=True)
    live = hidden(copying, url_of(str(path)))
    try:
        clientbook.run_book(live, as_of=AS_OF)
        assert differences(seen(LiveBook(live)), seen(FileBook.open(file))) == []
        assert tables(LiveBook(live)) == tables(FileBook.open(file))
        assert live.sheets["Сводка"].impl.api.Charts.hasElements()
    finally:
        live.close()


def test_undo_takes_copied_sheets_away(book: xw.Book) -> None:
    before = book.sheet_names
    write(book)
    assert len(book.sheet_names) == len(before) + 2
    clientbook.undo(book)
    assert book.sheet_names == before
