"""Measure a run in an open book of LibreOffice Calc, step by step: the first, one a week later, and its undo.

python -m benchmarks.live [S|M|L]
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import xlwings as xw

import clientbook
from benchmarks.generate import AS_OF, SIZES, register
from clientbook.hosts.calc.engine import register as calc
from clientbook.hosts.calc.office import Office


class Steps:
    """Seconds of every step of a run, told as it ends."""

    def __init__(self) -> None:
        self.begun = self.since = time.perf_counter()
        self.step = "start"

    def __call__(self, step: str, _: int = 0, __: int = 0) -> None:
        """Begin a step, where it is another one."""
        if step != self.step:
            now = time.perf_counter()
            print(f"    {self.step:22} {now - self.since:7.1f} s", flush=True)
            self.step, self.since = step, now

    def end(self, what: str) -> None:
        """Tell all of it."""
        self("end")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{what:26} {time.perf_counter() - self.begun:7.1f} s, peak of Python so far {peak:,.0f} MB", flush=True)


def measure(path: Path) -> None:
    """Compute a register twice in an open book, and take the second run back."""
    with Office() as office:
        office.desktop()
        app = xw.App(impl=calc().impl.apps.add(port=office.port))
        book = app.books.open(path)
        for what, day in (("first run", AS_OF), ("a week later", AS_OF + timedelta(weeks=1))):
            steps = Steps()
            clientbook.run_book(book, as_of=day, progress=steps)
            steps.end(what)
        steps = Steps()
        clientbook.undo(book)
        steps.end("undo")
        book.close()


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="M", choices=list(SIZES), metavar="S|M|L")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(shutil.copy(register(size), folder)))


if __name__ == "__main__":
    main()
