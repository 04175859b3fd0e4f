"""The path of xlwings Lite: what cannot run in a browser is not needed, and functions and scripts work in its engine.

The engine is xlwings' remote one; its licence for non-commercial use serves in this test only.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import CellRange
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import clientbook
from clientbook.locale import words
from clientbook.ui import functions
from tests.hosts.open_books import AS_OF, small_register
from tests.remote_books import sent_book

LITE = Path(clientbook.__file__).resolve().parents[2] / "lite"
STANDARD = (
    "curses",
    "dbm",
    "fcntl",
    "grp",
    "msvcrt",
    "pwd",
    "resource",
    "sqlite3",
    "ssl",
    "syslog",
    "termios",
    "tkinter",
)
"""Of Python's own library, what Pyodide has not, or loads only when it is told to."""


PYODIDE = {"pandas": "==2.3.3", "pytz": ""}
"""What Pyodide 0.29 builds in another version than the one installed here, and what that version needs besides."""


def requirements() -> list[str]:
    """Return the packages that xlwings Lite is told to install."""
    lines = (LITE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [re.split("[<>=]", line)[0] for line in lines if line and not line.startswith("#")]


def _with_what_they_need(names: list[str]) -> set[str]:
    found: set[str] = set()
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        needs = map(Requirement, distribution(name).requires or ())
        waiting += [canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate()]
    return found


def absent() -> list[str]:
    """Return every module that is installed here and not in xlwings Lite, besides clientbook itself."""
    there = _with_what_they_need(requirements()) | {"clientbook", *PYODIDE}
    modules = packages_distributions().items()
    return [*STANDARD, *(name for name, owners in modules if not there & set(map(canonicalize_name, owners)))]


@pytest.fixture(scope="session")
def pyodide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the versions that Pyodide has and we have not."""
    folder = tmp_path_factory.mktemp("pyodide")
    wanted = [f"{name}{version}" for name, version in PYODIDE.items()]
    command = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--target", str(folder), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip cannot fetch {' '.join(wanted)}, which browsers have: {done.stderr.strip()[-200:]}")
    return folder


_BROWSER = """
import asyncio, importlib, importlib.util, json, pkgutil, sys, threading

ABSENT = set(sys.argv.pop(1).split())

for name in [name for name in sys.modules if name.split(".")[0] in ABSENT]:
    del sys.modules[name]

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def no_thread(*_):
    raise RuntimeError("can't start new thread")

sys.meta_path.insert(0, Absent())
threading._start_new_thread = no_thread
spec = importlib.util.spec_from_file_location("main", sys.argv.pop(1))
main = importlib.util.module_from_spec(spec)
spec.loader.exec_module(main)

import xlwings as xw
from xlwings import server
"""

_FUNCTIONS = """
import clientbook.method, clientbook.register, clientbook.sheets
for room in (clientbook.method, clientbook.register, clientbook.sheets):
    for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        importlib.import_module(found.name)

def call(name, *args):
    data = {"func_name": name, "args": args, "version": xw.__version__, "client": "Office.js", "runtime": "1.4"}
    return asyncio.run(server.custom_functions_call(data, main))

print(json.dumps({
    "functions": server.custom_functions_meta(main),
    "scripts": server.custom_scripts_meta(main),
    "abc": call("CB_ABC", [[50.0], [30.0], [15.0], [5.0], [None], ["?"]], [[None]], [[None]], [[None]]),
    "workdays": call("CB_WORKDAYS", [[46023]], [[46387]], [[None]]),
    "kpi": call("CB_KPI", [[22], [17], [30]], [[20]], [[0.5], [0.25], [0.25]], [["threshold"]], [[None]], [[None]]),
    "inn": call("CB_INN", [["7707083893"], ["7707083894"]]),
}))
"""

_BUTTONS = """
from pathlib import Path

remote = importlib.import_module("xlwings.pro._xlremote")
if "remote" not in xw.engines.engines_by_name:
    xw.engines.add(xw.Engine(impl=remote.engine))

def press(path, button):
    book = xw.Book(json=json.loads(Path(path).read_text(encoding="utf-8")))
    asyncio.run(server.custom_scripts_call(main, button, None, {xw.Book: book}))
    return [[action["func"], action["args"]] for action in book.json()["actions"]]

print(json.dumps([press(*pressed.split("*")) for pressed in sys.argv[1:]]))
"""


def browser(pyodide: Path, code: str, *arguments: str) -> Any:
    """Run code where no more can be imported than in a browser; return what it prints."""
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial", "XLWINGS_ON_SERVER": "true"}
    environment["PYTHONPATH"] = str(pyodide)
    environment.pop("CLIENTBOOK_LANG", None)
    command = [sys.executable, "-c", _BROWSER + code, " ".join(absent()), str(LITE / "main.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def in_a_browser(pyodide: Path) -> dict[str, Any]:
    """Return what the functions and scripts of a browser are, and what some functions give."""
    found: dict[str, Any] = browser(pyodide, _FUNCTIONS)
    return found


def test_every_function_is_known_with_help_for_each_argument(in_a_browser: dict[str, Any]) -> None:
    say = words("ru")
    known = {function["name"]: function for function in in_a_browser["functions"]["functions"]}
    assert set(known) == {function.__name__ for function in functions.FUNCTIONS}
    for name, function in known.items():
        assert function["description"] == say.text(f"function.{name}.0")
        helps = [parameter["description"] for parameter in function["parameters"]]
        assert helps == [say.text(f"function.{name}.{number}") for number in range(1, len(helps) + 1)]
    assert [parameter.get("optional") for parameter in known["CB_ABC"]["parameters"]] == [None, True, True, True]


def test_every_script_has_a_name_in_words(in_a_browser: dict[str, Any]) -> None:
    scripts = {script["function_name"]: script["name"] for script in in_a_browser["scripts"]}
    say = words("ru")
    assert scripts == {
        **{name: say.text(f"ribbon.{name}.label") for name in ("update", "check", "settings")},
        "show_help": say.text("ribbon.help.label"),
    }


def test_functions_compute_and_their_errors_are_errors_of_excel(in_a_browser: dict[str, Any]) -> None:
    found = in_a_browser
    missing, wrong = ({"type": "Error", "errorType": kind} for kind in ("NotAvailable", "Value"))
    assert found["abc"] == [["A"], ["A"], ["B"], ["C"], [missing], [wrong]]
    assert found["workdays"] == [[247]]
    assert found["kpi"] == [[1.0625]]
    assert found["inn"] == [[True], [False]]


def template_with_lists(folder: Path) -> Path:
    """Return our template with the lists of a small register in it."""
    path = clientbook.template(folder / "Книга.xlsx")
    lists = openpyxl.load_workbook(small_register(folder / "списки.xlsx"))
    book = openpyxl.load_workbook(path)
    for name, table in (("Клиенты", "cb_clients"), ("Продажи", "cb_sales")):
        header, *rows = lists[name].values
        sheet = book[name]
        area = CellRange(sheet.tables[table].ref)
        columns = {sheet.cell(area.min_row, column).value: column for column in range(area.min_col, area.max_col + 1)}
        for number, row in enumerate(rows, start=area.min_row + 1):
            for title, value in zip(header, row, strict=True):
                sheet.cell(number, columns[title], value)
        area.expand(down=area.min_row + len(rows) - area.max_row)
        sheet.tables[table].ref = area.coord
    book.save(path)
    return path


def test_buttons_work_with_what_a_browser_has_and_a_run_that_is_refused_changes_nothing(
    tmp_path: Path, pyodide: Path
) -> None:
    lists, template = small_register(tmp_path / "register.xlsx"), template_with_lists(tmp_path)
    computed = clientbook.run(lists, as_of=AS_OF, out=tmp_path / "computed.xlsx").path
    assert computed is not None
    sent = {name: tmp_path / f"{name}.json" for name in ("lists", "template", "computed")}
    books = (sent_book(lists), sent_book(template), sent_book(computed))
    for path, book in zip(sent.values(), books, strict=True):
        path.write_text(json.dumps(book), encoding="utf-8")
    presses = [("lists", "check"), ("template", "update"), ("computed", "update")]
    found = browser(pyodide, _BUTTONS, *(f"{sent[name]}*{button}" for name, button in presses))
    done = dict(zip(presses, found, strict=True))
    assert {press: actions[-1][0] for press, actions in done.items()} == dict.fromkeys(presses, "alert")
    said = {press: (actions[-1][1][0], actions[-1][1][3]) for press, actions in done.items()}
    say = words("ru")
    checked = say.text("ribbon.message.checked_problems", count=1, rows=0)
    assert said["lists", "check"] == (checked, "info")
    assert len(done["lists", "check"]) == 1
    assert said["template", "update"][0].startswith("Готово. Данные на 14.09.2026")
    assert "setValues" in {func for func, _ in done["template", "update"]}
    refused = say.text("error.live_formulas", sheet="KPI")
    assert said["computed", "update"] == (refused, "critical")
    assert len(done["computed", "update"]) == 1  # not a cell is sent back


def test_requirements_are_what_the_package_needs_there() -> None:
    named = set(requirements())
    setup = (LITE.parent / "setup.py").read_text(encoding="utf-8")
    block = setup.partition("install_requires=[")[2].partition("],")[0]
    wanted = [Requirement(text) for text in re.findall(r'^\s+"([^"]+)"', block, re.MULTILINE)]
    there = {
        need.name for need in wanted if need.marker is None or need.marker.evaluate({"sys_platform": "emscripten"})
    }
    assert there - named == {"rich", "typer"}  # of the command line
    assert named <= there
