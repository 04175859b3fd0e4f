"""The comparison that other tests rest on: a wrong cached value is found, and a book without formulas proves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.libreoffice import formula_differences, office


def written(path: Path, **formulas: tuple[str, float | str]) -> Path:
    """Write a book with a formula and the value beside it in each of the cells named."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Лист")
        sheet.write_column("A1", [1, 2, 3])
        for place, (formula, value) in formulas.items():
            sheet.write_formula(place, formula, None, value)
    return path


@pytest.mark.libreoffice
def test_a_cached_value_that_is_not_what_the_formula_gives_is_found(tmp_path: Path) -> None:
    calc = office(tmp_path / "office")
    right = written(tmp_path / "верно.xlsx", C1=("=SUM(A1:A3)", 6), Z90=('=IF(A1=1,"да","нет")', "да"))
    wrong = written(tmp_path / "неверно.xlsx", C1=("=SUM(A1:A3)", 7), Z90=('=IF(A1=1,"да","нет")', "нет"))
    worked_out = calc.convert_all([right, wrong], "xlsx")
    assert formula_differences(right, worked_out[0]) == []
    assert formula_differences(wrong, worked_out[1]) == ["Лист!C1: 7, 6", "Лист!Z90: 'нет', 'да'"]


def test_a_book_without_formulas_proves_nothing(tmp_path: Path) -> None:
    plain = written(tmp_path / "без формул.xlsx")
    with pytest.raises(AssertionError, match="no formula"):
        formula_differences(plain, plain)
