"""What a spreadsheet program works out from our formulas is what we wrote beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

import clientbook
from clientbook.demo_register import AS_OF
from clientbook.run import Result
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
def test_the_english_demo_too(tmp_path: Path) -> None:
    calc = office(tmp_path / "office")
    result = clientbook.demo(tmp_path / "Demo", lang="en")
    assert result.path is not None
    assert result.as_of == AS_OF
    assert formula_differences(result.path, calc.convert(result.path, "xlsx")) == []
