"""Every command that the ribbon hands to Python runs on a live book and ends in one message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from clientbook.locale import words
from clientbook.ui import ribbon
from tests.hosts.open_books import opened, small_register

pytestmark = pytest.mark.libreoffice

SAY = words("ru")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Collect the messages, which would wait for somebody to press OK."""
    said: list[tuple[str, str]] = []

    def alert(_app: xw.App, prompt: str, *_: Any, mode: str = "", **__: Any) -> None:
        said.append((mode, prompt))

    monkeypatch.setattr(xw.App, "alert", alert)
    return said


def tables(book: xw.Book) -> set[str]:
    return {table.name for sheet in book.sheets for table in sheet.tables}


def test_buttons_check_compute_show_and_take_back(
    calc: xw.App, tmp_path: Path, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(calc, small_register(tmp_path / "register.xlsx")) as book:
        monkeypatch.setattr(xw.Book, "caller", lambda: book)

        def press(button: str) -> tuple[str, str]:
            exec(f"from clientbook.ui import ribbon; ribbon.press('{button}', 'ru')", {})  # noqa: S102 - as VBA says it
            return told.pop()

        assert press("settings") == ("critical", SAY.text("ribbon.message.no_settings"))
        before = tables(book)
        assert press("check")[0] == "info"
        assert tables(book) == before

        mode, said = press("plan")  # «Обновить всё», «Сегментация» and «KPI и ДИ» do the same and show another sheet
        assert (mode, said.split(".")[0]) == ("info", SAY.text("ribbon.message.done").split(".")[0])
        assert {"cb_about", "cb_segments", "cb_plan", "cb_kpi", "cb_settings"} <= tables(book)
        assert "cb_plan" in {table.name for table in book.sheets.active.tables}
        assert press("help") == ("info", SAY.text("ribbon.message.help"))
        ribbon.act("settings", ribbon.Desk(book, SAY, lambda: False))
        assert "cb_settings" in {table.name for table in book.sheets.active.tables}

        assert press("undo") == ("info", SAY.text("ribbon.message.undone"))
        assert not told
