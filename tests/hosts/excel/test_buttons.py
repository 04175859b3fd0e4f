"""Every command that the ribbon hands to Python runs on a live book and ends in one message."""

from __future__ import annotations

import subprocess
import sys
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


_ANEW = """
import sys
import xlwings as xw
from clientbook.hosts.calc import engine
port, name, button = sys.argv[1:]
app = xw.App(impl=engine.register().impl.apps.add(port=int(port)))
xw.Book.caller = lambda: app.books[name]
xw.App.alert = lambda app, prompt, *_, mode="", **__: print(f"{mode}: {prompt}")
from clientbook.ui import ribbon; ribbon.press(button, "ru")
"""
"""A click where no Python stays alive, as on macOS."""


def test_buttons_check_compute_show_and_take_back(
    calc: xw.App, tmp_path: Path, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with opened(calc, small_register(tmp_path / "register.xlsx")) as book:
        monkeypatch.setattr(xw.Book, "caller", lambda: book)

        def press(button: str) -> tuple[str, str]:
            exec(f"from clientbook.ui import ribbon; ribbon.press('{button}', 'ru')", {})  # noqa: S102 - as VBA says it
            return told.pop()

        def press_anew(button: str) -> tuple[str, str]:
            words = [sys.executable, "-c", _ANEW, str(calc.pid), book.name, button]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            mode, _, said = done.stdout.strip().partition(": ")
            return mode, said

        assert press("settings") == ("critical", SAY.text("ribbon.message.no_settings"))
        before = tables(book)
        assert press("check")[0] == "info"
        assert tables(book) == before

        mode, said = press_anew("plan")  # «Обновить всё», «Сегментация» and «KPI и ДИ» show another sheet
        assert (mode, said.split(".")[0]) == ("info", SAY.text("ribbon.message.done").split(".")[0])
        assert {"cb_about", "cb_segments", "cb_plan", "cb_kpi", "cb_settings"} <= tables(book)
        assert "cb_plan" in {table.name for table in book.sheets.active.tables}
        assert press("help") == ("info", SAY.text("ribbon.message.help"))
        ribbon.act("settings", ribbon.Desk(book, SAY, lambda: False))
        assert "cb_settings" in {table.name for table in book.sheets.active.tables}

        (waiting,) = (tmp_path / "state").rglob("undo/*")
        assert waiting.stat().st_mode & 0o077 == 0  # cells of a register: for nobody else to read
        assert press_anew("undo") == ("info", SAY.text("ribbon.message.undone"))
        assert (tables(book), waiting.exists()) == (before, False)
        assert press_anew("undo")[0] == "critical"
        assert not told
