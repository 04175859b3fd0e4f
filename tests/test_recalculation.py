"""What a spreadsheet program works out from our formulas is what we wrote beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

import clientbook
from clientbook.demo_register import AS_OF, demo_frames
from clientbook.hosts.file.write import new_book
from clientbook.results import Result
from clientbook.sheets.book import filled_contents
from tests.libreoffice import formula_differences, office


@pytest.mark.libreoffice
def test_every_formula_of_the_demo_recalculates_to_its_cached_value(demo_run: Result, tmp_path: Path) -> None:
    calc = office(tmp_path / "office")
    assert demo_run.path is not None
    assert formula_differences(demo_run.path, calc.convert(demo_run.path, "xlsx")) == []


@pytest.mark.libreoffice
def test_every_formula_of_a_register_without_most_tables_recalculates_too(
    northwind_run: Result, tmp_path: Path
) -> None:
    calc = office(tmp_path / "office")
    assert northwind_run.path is not None
    assert formula_differences(northwind_run.path, calc.convert(northwind_run.path, "xlsx")) == []


@pytest.mark.libreoffice
def test_every_formula_of_an_english_book_too(tmp_path: Path) -> None:
    calc = office(tmp_path / "office")
    result = clientbook.run(_forty_clients(tmp_path / "Register.xlsx"), as_of=AS_OF, out=tmp_path / "Result.xlsx")
    assert result.path is not None
    assert result.lang == "en"
    assert formula_differences(result.path, calc.convert(result.path, "xlsx")) == []


def _forty_clients(path: Path) -> Path:
    """Write a register with every table of the English demo, of forty of its clients."""
    frames = demo_frames("en")
    few = frames["cb_clients"]["client_id"].iloc[:40]
    cut = {
        name: rows[rows["client_id"].isin(few)] if "client_id" in rows and name != "cb_plans" else rows
        for name, rows in frames.items()
    }
    new_book(filled_contents(cut, "en"), "en").save_to(path)
    return path
