"""What a spreadsheet program works out from our formulas is what we wrote beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

import clientbook
from clientbook.demo_register import AS_OF
from tests.libreoffice import formula_differences, office
from tests.shared import NORTHWIND_AS_OF, northwind


@pytest.mark.libreoffice
def test_every_formula_of_the_demo_recalculates_to_its_cached_value(tmp_path: Path) -> None:
    calc = office(tmp_path)
    result = clientbook.demo(tmp_path / "Демо")
    assert result.path is not None
    assert formula_differences(result.path, calc.convert(result.path, "xlsx")) == []


@pytest.mark.libreoffice
def test_every_formula_of_a_register_without_most_tables_recalculates_too(tmp_path: Path) -> None:
    calc = office(tmp_path)
    out = tmp_path / "Northwind (результат).xlsx"
    clientbook.run(northwind(), as_of=NORTHWIND_AS_OF, out=out)
    assert formula_differences(out, calc.convert(out, "xlsx")) == []


@pytest.mark.libreoffice
def test_the_english_demo_too(tmp_path: Path) -> None:
    calc = office(tmp_path)
    result = clientbook.demo(tmp_path / "Demo", lang="en")
    assert result.path is not None
    assert result.as_of == AS_OF
    assert formula_differences(result.path, calc.convert(result.path, "xlsx")) == []
