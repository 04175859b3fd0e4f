"""Whole runs as fixtures: computed once in a session, and every test that names one gets a copy it may spoil."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

import clientbook
from clientbook.demo_register import AS_OF, demo_frames
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.write import new_book
from clientbook.results import Result
from clientbook.sheets.book import filled_contents
from tests.runs import Runs, demo
from tests.shared import NORTHWIND_AS_OF, northwind


def pytest_collection_finish() -> None:
    """Leave what is imported out of every search for garbage, and search seldom: it took a fifth of a small run here."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Return what is shared by all workers of this session."""
    own = tmp_path_factory.getbasetemp()
    session = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return Runs(session / "runs")


@pytest.fixture
def demo_run(runs: Runs, tmp_path: Path) -> Result:
    """Return the demo, computed, with its book."""
    return demo(runs, tmp_path)


@pytest.fixture
def twenty_run(runs: Runs, tmp_path: Path) -> Result:
    """Return the demo of its first twenty clients, computed, with its book: for all that a department's size says nothing of."""
    return runs.copy("twenty clients", _first_run_of_twenty, tmp_path)


def _first_run_of_twenty(folder: Path) -> Result:
    """Compute the demo with its first twenty clients only, and all that is said of no client."""
    frames = demo_frames("ru")
    codes = set(frames["cb_clients"]["client_id"].head(20))
    some = {
        name: rows[rows["client_id"].isin(codes) | rows["client_id"].isna()] if "client_id" in rows else rows
        for name, rows in frames.items()
    }
    path = folder / "Малая книга.xlsx"
    FileBook(new_book(filled_contents(some, "ru"), "ru"), path).save(path)
    return clientbook.run(path, as_of=AS_OF, in_place=True)


@pytest.fixture
def northwind_run(runs: Runs, tmp_path: Path) -> Result:
    """Return Northwind, computed, with its book."""

    def make(place: Path) -> Result:
        return clientbook.run(northwind(), as_of=NORTHWIND_AS_OF, out=place / "Northwind (результат).xlsx")

    return runs.copy("northwind", make, tmp_path)
