"""Whole runs shared by tests: made once, for each test its own, and a failure is nobody's result."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from time import sleep
from typing import Any

import pandas as pd
import pytest

from clientbook.results import Result
from tests.runs import Runs

FRAME = pd.DataFrame({"client_id": ["1"]})
FRAMES = [field.name for field in fields(Result) if field.type == "pd.DataFrame"]
GIVEN: dict[str, Any] = dict.fromkeys(FRAMES, FRAME)
FOUND = Result(as_of=date(2026, 6, 30), plan_from=date(2026, 7, 1), lang="ru", basis="revenue", lines=1, **GIVEN)


def test_a_run_asked_for_by_many_at_once_is_made_once_and_nobody_spoils_anothers(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(place: Path) -> Result:
        made.append(place)
        sleep(0.2)
        book = place / "Книга.xlsx"
        book.write_text("как посчитано")
        return replace(FOUND, path=book)

    def ask(number: int) -> Result:
        own = tmp_path / f"{number}"
        own.mkdir()
        found = Runs(tmp_path / "runs").copy("a", make, own)
        assert found.path == own / "Книга.xlsx"
        assert found.path.read_text() == "как посчитано"
        assert found.segments["client_id"].tolist() == ["1"]
        found.path.write_text("испорчено")
        found.segments["client_id"] = "испорчено"
        return found

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    ask(4)
    assert len(made) == 1


def test_a_run_that_failed_is_tried_again_by_the_next_who_asks(tmp_path: Path) -> None:
    def broken(_: Path) -> Result:
        raise ValueError("no")

    shared = Runs(tmp_path / "runs")
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            shared.copy("a", broken, tmp_path)
    assert shared.copy("a", lambda _: FOUND, tmp_path).lines == 1
