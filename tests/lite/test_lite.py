"""The path of xlwings Lite: what cannot run in a browser is not needed, and functions and scripts work in its engine.

The engine is xlwings' remote one; its licence for non-commercial use serves in this test only.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

import clientbook
from clientbook.locale import words
from clientbook.ui import functions

LITE = Path(clientbook.__file__).resolve().parents[2] / "lite"
ABSENT = ("ortools", "fastexcel", "isal", "uno", "python_calamine", "typer", "rich")

_IN_A_BROWSER = f"""
import asyncio, importlib, importlib.util, json, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
spec = importlib.util.spec_from_file_location("main", {str(LITE / "main.py")!r})
main = importlib.util.module_from_spec(spec)
spec.loader.exec_module(main)

import clientbook.method, clientbook.register, clientbook.sheets
for room in (clientbook.method, clientbook.register, clientbook.sheets):
    for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        importlib.import_module(found.name)

import xlwings as xw
from xlwings import server

def call(name, *args):
    data = {{"func_name": name, "args": args, "version": xw.__version__, "client": "Office.js", "runtime": "1.4"}}
    return asyncio.run(server.custom_functions_call(data, main))

print(json.dumps({{
    "functions": server.custom_functions_meta(main),
    "scripts": server.custom_scripts_meta(main),
    "abc": call("CB_ABC", [[50.0], [30.0], [15.0], [5.0], [None], ["?"]], [[None]], [[None]], [[None]]),
    "workdays": call("CB_WORKDAYS", [[46023]], [[46387]], [[None]]),
    "kpi": call("CB_KPI", [[22], [17], [30]], [[20]], [[0.5], [0.25], [0.25]], [["threshold"]], [[None]], [[None]]),
}}))
"""


@cache
def in_a_browser() -> dict[str, Any]:
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial", "XLWINGS_ON_SERVER": "true"}
    environment.pop("CLIENTBOOK_LANG", None)
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_BROWSER], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_function_is_known_with_help_for_each_argument() -> None:
    say = words("ru")
    known = {function["name"]: function for function in in_a_browser()["functions"]["functions"]}
    assert set(known) == {function.__name__ for function in functions.FUNCTIONS}
    for name, function in known.items():
        assert function["description"] == say.text(f"function.{name}.0")
        helps = [parameter["description"] for parameter in function["parameters"]]
        assert helps == [say.text(f"function.{name}.{number}") for number in range(1, len(helps) + 1)]
    assert [parameter.get("optional") for parameter in known["CB_ABC"]["parameters"]] == [None, True, True, True]


def test_every_script_has_a_name_in_words() -> None:
    scripts = {script["function_name"]: script["name"] for script in in_a_browser()["scripts"]}
    say = words("ru")
    assert scripts == {
        **{name: say.text(f"ribbon.{name}.label") for name in ("update", "check", "settings")},
        "show_help": say.text("ribbon.help.label"),
    }


def test_functions_compute_and_their_errors_are_errors_of_excel() -> None:
    found = in_a_browser()
    missing, wrong = ({"type": "Error", "errorType": kind} for kind in ("NotAvailable", "Value"))
    assert found["abc"] == [["A"], ["A"], ["B"], ["C"], [missing], [wrong]]
    assert found["workdays"] == [[247]]
    assert found["kpi"] == [[1.0625]]


def test_requirements_are_what_the_package_needs_there() -> None:
    lines = (LITE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    named = {re.split("[<>=]", line)[0] for line in lines if line and not line.startswith("#")}
    setup = (LITE.parent / "setup.py").read_text(encoding="utf-8")
    block = setup.partition("install_requires=[")[2].partition("],")[0]
    wanted = [Requirement(text) for text in re.findall(r'^\s+"([^"]+)"', block, re.MULTILINE)]
    there = {
        need.name for need in wanted if need.marker is None or need.marker.evaluate({"sys_platform": "emscripten"})
    }
    assert there - named == {"rich", "typer"}  # of the command line
    assert named <= there
