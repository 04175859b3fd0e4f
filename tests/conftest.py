"""Whole runs as fixtures: computed once in a session, and every test that names one gets a copy it may spoil."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import clientbook
from clientbook.results import Result
from tests.runs import Runs
from tests.shared import NORTHWIND_AS_OF, northwind


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Return what is shared by all workers of this session."""
    own = tmp_path_factory.getbasetemp()
    session = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return Runs(session / "runs")


@pytest.fixture
def demo_run(runs: Runs, tmp_path: Path) -> Result:
    """Return the demo, computed, with its book."""
    return runs.copy("demo", lambda place: clientbook.demo(place / "Демо клиентская книга"), tmp_path)


@pytest.fixture
def northwind_run(runs: Runs, tmp_path: Path) -> Result:
    """Return Northwind, computed, with its book."""

    def make(place: Path) -> Result:
        return clientbook.run(northwind(), as_of=NORTHWIND_AS_OF, out=place / "Northwind (результат).xlsx")

    return runs.copy("northwind", make, tmp_path)
