"""Collecting into an open workbook gives the cells of collecting into its file, and can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from clientbook.errors import HostError
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.file.book import FileBook
from clientbook.locale import words
from clientbook.run import collect, collect_book, distribute, undo
from clientbook.ui import ribbon
from tests.hosts.open_books import Seen, opened, seen
from tests.runs import Runs
from tests.team import small
from tests.team.small import ANNA, TODAY
from tests.team.test_collect import blank_log_row, type_in


@pytest.fixture(scope="module")
def office(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a register, and a copy in which Anna has entered something beside what its head changed."""
    place = tmp_path_factory.mktemp("live")
    register = small.made(runs, place)
    (copy,) = distribute(register, place / "копии", managers=[ANNA], as_of=small.AS_OF, today=TODAY).copies
    type_in(register, "Клиенты", ("Код клиента", "001"), {"Комментарий": "у руководителя"})
    type_in(copy.path, "Клиенты", ("Код клиента", "001"), {"Комментарий": "у менеджера", "Отрасль": "торговля"})
    logged = {
        "Дата": small.AS_OF,
        "Код клиента": "001",
        "Вид": "звонок",
        "Результат": "состоялся",
        "Итог": "=просит счёт",
    }
    type_in(copy.path, "Журнал", blank_log_row(copy.path), logged)
    return register, place / "копии"


def held(book: xw.Book) -> Seen:
    """Return what the cells hold, without blank rows at the end: a row taken back leaves one."""
    found = seen(LiveBook(book))
    for rows in found.values():
        while rows and not any(cell is not None for cell in rows[-1]):
            rows.pop()
    return found


@pytest.mark.libreoffice
def test_an_open_register_collects_as_its_file_does_and_takes_it_back(
    calc: xw.App, office: tuple[Path, Path], tmp_path: Path
) -> None:
    register, folder = office
    file = Path(shutil.copy(register, tmp_path / "файл.xlsx"))
    live = Path(shutil.copy(register, tmp_path / "открыт.xlsx"))
    in_file = collect(file, folder, as_of=small.AS_OF, today=TODAY)
    with opened(calc, live) as book:
        before = held(book)
        done = collect_book(book, folder, as_of=small.AS_OF, today=TODAY)
        assert done.made.merged.counts == in_file.made.merged.counts
        now, expected = seen(LiveBook(book)), seen(FileBook.open(file))
        for sheet in ("Клиенты", "Журнал", "Конфликты", "Собрано", "План контактов"):
            assert now[sheet] == expected[sheet], sheet
        assert collect_book(book, folder, as_of=small.AS_OF, today=TODAY).result is None
        undo(book)
        after = held(book)
        assert {name: after.get(name) for name in before} == before
        assert "Конфликты" not in after


@pytest.mark.libreoffice
def test_a_protected_sheet_stops_a_collection_before_anything_of_it_stays(
    calc: xw.App, office: tuple[Path, Path], tmp_path: Path
) -> None:
    register, folder = office
    with opened(calc, Path(shutil.copy(register, tmp_path / "открыт.xlsx"))) as book:
        before = held(book)
        book.sheets["Клиенты"].impl.sheet.protect("")
        with pytest.raises(HostError, match="«Клиенты»"):
            collect_book(book, folder, as_of=small.AS_OF, today=TODAY)
        assert held(book) == before


def test_the_buttons_work_on_a_folder_beside_the_book(
    office: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, _ = office
    mine = Path(shutil.copy(register, tmp_path / "Реестр.xlsx"))
    said: list[tuple[str, str]] = []
    app = SimpleNamespace(status_bar=False, alert=lambda text, title, mode: said.append((text, mode)))  # noqa: ARG005
    book: Any = SimpleNamespace(app=app, sheets=[], fullname=str(mine), save=lambda: None)
    desk = ribbon.Desk(book, words("ru"), lambda: False)

    ribbon.act("collect", desk)
    assert "Сначала нажмите «Раздать»" in said[-1][0]
    ribbon.act("distribute", desk)
    assert "копий: 3" in said[-1][0]
    assert len(list((tmp_path / "Реестр (менеджеры)").glob("*.xlsx"))) == 3

    def into_file(_: object, folder: Path, **more: Any) -> object:
        return collect(mine, folder, lang=more["lang"], today=TODAY)

    monkeypatch.setattr(ribbon, "collect_book", into_file)
    ribbon.act("collect", desk)
    assert "Без изменений" in said[-1][0]
    assert said[-1][1] == "info"
    book.fullname = "https://example.org/Реестр.xlsx"
    ribbon.act("distribute", desk)
    assert said[-1][1] == "critical"
