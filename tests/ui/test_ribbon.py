"""Buttons of the ribbon end in one message, whatever happens, and give the status bar back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import packages_distributions
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from clientbook.errors import HostError
from clientbook.locale import words
from clientbook.ui import ribbon
from tests.hosts.open_books import small_register
from tests.remote_books import sent_book


@dataclass
class FakeApp:
    """An Excel that remembers what it was told."""

    status_bar: Any = False
    said: list[tuple[str, str, str]] = field(default_factory=list)
    bars: list[Any] = field(default_factory=list)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "status_bar" and "bars" in self.__dict__:
            self.bars.append(value)
        object.__setattr__(self, name, value)

    def alert(self, prompt: str, title: str, mode: str) -> None:
        self.said.append((prompt, title, mode))


@dataclass
class FakeSheet:
    name: str
    tables: list[Any]
    active: bool = False

    def activate(self) -> None:
        self.active = True


def desk(app: FakeApp, *sheets: FakeSheet, stop: bool = False) -> ribbon.Desk:
    book: Any = SimpleNamespace(app=app, sheets=list(sheets))
    return ribbon.Desk(book, words("ru"), lambda: stop)


def facade(monkeypatch: pytest.MonkeyPatch, **functions: Any) -> None:
    for name, function in functions.items():
        monkeypatch.setattr(ribbon, name, function)


def result(*counts: int) -> SimpleNamespace:
    problems = pd.DataFrame({"count": list(counts), "left_out": [count > 1 for count in counts]})
    return SimpleNamespace(as_of=date(2026, 10, 31), plan_from=date(2026, 11, 2), problems=problems)


def steps(_book: object, *, progress: Any, **_more: object) -> SimpleNamespace:
    progress("step.segments", 0, 3)
    progress("step.plan", 1, 3)
    return result(1, 4)


def test_a_run_shows_its_steps_and_says_how_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    facade(monkeypatch, run_book=steps)
    app = FakeApp()
    ribbon.act("update", desk(app))
    assert [str(bar).partition(":")[0] for bar in app.bars] == ["Клиентская книга", "Клиентская книга", "False"]
    assert app.bars[1].endswith("1/3")
    [(said, title, mode)] = app.said
    assert (title, mode) == ("Клиентская книга", "info")
    assert "31.10.2026" in said
    assert "02.11.2026" in said


@pytest.mark.parametrize("button", ["segments", "plan", "kpi"])
def test_a_button_of_a_part_shows_its_sheet_after_the_run(monkeypatch: pytest.MonkeyPatch, button: str) -> None:
    facade(monkeypatch, run_book=lambda *_, **__: result())
    sheets = [FakeSheet(name, [SimpleNamespace(name=f"cb_{name}")]) for name in ("segments", "plan", "kpi")]
    ribbon.act(button, desk(FakeApp(), *sheets))
    assert [sheet.name for sheet in sheets if sheet.active] == [button]


def test_escape_stops_a_run_between_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    facade(monkeypatch, run_book=steps)
    app = FakeApp()
    ribbon.act("update", desk(app, stop=True))
    assert app.bars == [False]
    assert [said for said, _, _ in app.said] == [words("ru").text("ribbon.message.cancelled")]


def test_a_known_failure_is_told_in_its_own_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise HostError("exists", file="a.xlsx")

    facade(monkeypatch, check_book=fail)
    app = FakeApp()
    ribbon.act("check", desk(app))
    assert app.said == [(HostError("exists", file="a.xlsx").say("ru"), "Клиентская книга", "critical")]


def test_an_unknown_failure_names_the_file_with_its_details(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no such thing")

    facade(monkeypatch, undo=fail)
    app = FakeApp()
    ribbon.act("undo", desk(app))
    [(said, _, mode)] = app.said
    assert mode == "critical"
    assert "RuntimeError: no such thing" in said
    assert "error.log" in said


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'ortools'", name="ortools")

    facade(monkeypatch, run_book=fail)
    app = FakeApp()
    ribbon.act("plan", desk(app))
    assert app.said[0][0] == words("ru").text("ribbon.message.no_package", name="ortools")


def test_check_counts_what_would_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    facade(monkeypatch, check_book=lambda *_, **__: result(1, 4))
    app = FakeApp()
    ribbon.act("check", desk(app))
    assert app.said[0][0] == words("ru").text("ribbon.message.checked_problems", count=5, rows=4)


def test_settings_and_help_show_their_sheets() -> None:
    about, settings = (FakeSheet(name, [SimpleNamespace(name=name)]) for name in ("cb_about", "cb_settings"))
    app = FakeApp()
    ribbon.act("settings", desk(app, about, settings))
    assert (settings.active, about.active, app.said) == (True, False, [])
    ribbon.act("help", desk(app, about, settings))
    assert about.active
    ribbon.act("settings", desk(app, about))
    assert [mode for _, _, mode in app.said] == ["info", "critical"]


_CLICK = """
import importlib, json, sys
before = set(sys.modules)
from clientbook.ui import ribbon
loaded = {name.partition(".")[0] for name in sys.modules.keys() - before}
import xlwings as xw
engine = importlib.import_module("xlwings.pro._xlremote").engine
if "remote" not in xw.engines.engines_by_name:
    xw.engines.add(xw.Engine(impl=engine))
with open(sys.argv[1], encoding="utf-8") as sent:
    book = xw.Book(json=json.load(sent))
ribbon.press_on(book, "check")
worked = {name.partition(".")[0] for name in sys.modules}
rooms = [name for name in sys.modules if name.startswith("clientbook.")]
print(json.dumps([sorted(loaded), sorted(worked), rooms, book.json()["actions"][-1]["func"]]))
"""


def test_a_click_loads_no_package_before_it_is_needed_and_none_of_another_way_in(tmp_path: Path) -> None:
    path = tmp_path / "sent.json"
    path.write_text(json.dumps(sent_book(small_register(tmp_path / "register.xlsx"))), encoding="utf-8")
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"}
    click = [sys.executable, "-c", _CLICK, str(path)]
    done = subprocess.run(click, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    loaded, worked, rooms, said = json.loads(done.stdout)
    assert said == "alert"
    ours = {"clientbook", "pandas", "numpy", "dateutil", "six", "pytz", "tzdata"}
    ours |= {"pyarrow"}  # where it is installed for some engine, pandas loads it
    assert {*loaded} & packages_distributions().keys() <= ours  # xlwings loads pandas anyway
    assert "duckdb" in worked
    assert not {"typer", "rich", "openpyxl", "fastexcel", "python_calamine", "highspy", "scipy", "uno"} & set(worked)
    assert "clientbook.register.read" in rooms
    assert "clientbook.sources" not in rooms  # the sales stand in the book
