"""Measure the first press of a button on a small register: whole processes in turn, medians.

The press is that of a Python which has just been started; its work is what a second press on the same book takes more.
The book is one that a browser sends, so that no office program takes part.

    python -m benchmarks.click [--repeat 5]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.run import Measure, measure
from tests.hosts.open_books import small_register
from tests.remote_books import sent_book

_BARE = "import pandas, xlwings"
_PRESSES = """
import json, os, sys
import pandas, xlwings as xw
os.environ["XLWINGS_LICENSE_KEY"] = "noncommercial"
from xlwings.pro import _xlremote
xw.engines.add(xw.Engine(impl=_xlremote.engine))
with open(sys.argv[1], encoding="utf-8") as sent:
    books = [sent.read()] * int(sys.argv[2])
from clientbook.ui import ribbon
for book in books:
    book = xw.Book(json=json.loads(book))
    ribbon.press_on(book, "plan")
    assert book.json()["actions"][-1]["args"][3] == "info", "the press failed"
"""


def compare(repeat: int, sent: Path) -> None:
    """Measure a bare import, one press and two presses in turn; print what one press costs beside its work."""
    commands = {
        "bare import": [sys.executable, "-c", _BARE],
        "one press": [sys.executable, "-c", _PRESSES, str(sent), "1"],
        "two presses": [sys.executable, "-c", _PRESSES, str(sent), "2"],
    }
    found: dict[str, list[Measure]] = {name: [] for name in commands}
    for number in range(repeat + 1):
        for name, command in commands.items():
            one = measure(command)
            if number:  # the first time Python compiles what it imports
                found[name].append(one)
    for what in ("seconds", "processor"):
        spent = {name: statistics.median(getattr(one, what) or 0 for one in some) for name, some in found.items()}
        bare, once, twice = spent.values()
        told = ", ".join(f"{name} {figure:.2f} s" for name, figure in spent.items())
        print(f"{what:>9}: {told}; beside its work a press costs {(once - (twice - once)) / bare:.2f} × a bare import")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder) / "sent.json"
        sent.write_text(json.dumps(sent_book(small_register(Path(folder) / "register.xlsx"))), encoding="utf-8")
        compare(asked.repeat, sent)


if __name__ == "__main__":
    main()
