"""What is written of a contact after the log had it, in an open book: into the log, or nowhere, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

import clientbook
from clientbook.errors import HostError
from clientbook.hosts.base import Area
from clientbook.hosts.excel.book import LiveBook
from tests.hosts.open_books import AS_OF, differences, opened, seen, small_register
from tests.team.sheets_typed import fill, row_of
from tests.team.sheets_typed import opened as changed
from tests.workbooks import table

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc")]


def spot(book: xw.Book, name: str, header: str, identity: object) -> xw.Range:
    """Return the cell of an Excel Table under a header, in the row that has an ID."""
    live = LiveBook(book)
    area = next(area for area in live.areas() if area.table == name)
    headers, *rows = live.cells(Area(area.sheet, "", area.top, area.left, area.bottom, area.right))
    row = next(index for index, line in enumerate(rows, start=1) if identity in line)
    return book.sheets[area.sheet].range((area.top + row, area.left + headers.index(header)))


def test_a_text_beside_a_logged_contact_comes_into_the_open_log_whole_or_not_at_all(
    calc: xw.App, tmp_path: Path
) -> None:
    path = small_register(tmp_path / "книга.xlsx")
    clientbook.run(path, as_of=AS_OF, in_place=True)
    contact = table(path, "cb_plan")[0]["ID"]
    with changed(path) as workbook:
        page = workbook["План контактов"]
        fill(page, row_of(page, "ID", contact), {"Статус": "выполнен"})
    clientbook.run(path, as_of=AS_OF, in_place=True)
    with opened(calc, path) as book:
        spot(book, "cb_plan", "Итог", contact).value = "ждут счёт"
        spot(book, "cb_log", "Итог", contact).sheet.impl.sheet.protect("")
        before = seen(LiveBook(book))
        with pytest.raises(HostError, match="«Журнал»"):
            clientbook.run_book(book, as_of=AS_OF)
        assert differences(seen(LiveBook(book)), before) == []
        spot(book, "cb_log", "Итог", contact).sheet.impl.sheet.unprotect("")
        clientbook.run_book(book, as_of=AS_OF)
        assert spot(book, "cb_log", "Итог", contact).value == "ждут счёт"
        clientbook.undo(book)
        assert spot(book, "cb_log", "Итог", contact).value is None
        assert differences(seen(LiveBook(book)), before) == []
