"""«Что если» on «Премия»: another weight or target recalculates pay beside what is in force, and survives the next run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file.book import FileBook
from clientbook.locale import words
from clientbook.method import score
from clientbook.register.parse import Reading
from clientbook.register.previous import read_previous
from clientbook.register.problems import Problems
from clientbook.sheets import pay
from tests.libreoffice import formula_differences, office
from tests.sheets.test_kpi_live import write


def rows(sheet: Worksheet, second: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the rows of the table of «Премия» whose second header is given: (person[, measure]) → header → cell."""
    grid = list(sheet.iter_rows())
    top = next(at for at, row in enumerate(grid) if row[0].value == "Менеджер" and row[1].value == second)
    headers = [str(cell.value) for cell in grid[top]]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in grid[top + 1 :]:
        if row[0].value is None:
            break
        key = (row[0].value, row[1].value) if second == "Показатель" else (row[0].value,)
        found[key] = dict(zip(headers, row, strict=True))
    return found


@pytest.mark.libreoffice
def test_a_weight_or_a_target_to_try_changes_pay_beside_the_one_in_force(tmp_path: Path) -> None:
    program = office(tmp_path / "office")
    path = write(tmp_path / "Премия.xlsx")
    book = openpyxl.load_workbook(path)
    tried = rows(book["Премия"], "Показатель")
    tried["Анна", "План продаж"]["Вес, если"].value = 25
    tried["Анна", "Просрочка"]["Вес, если"].value = 25
    tried["Борис", "План продаж"]["План, если"].value = 1
    tried["Вера", "NRR"]["Вес, если"].value = 20
    book.save(path)
    recalculated = openpyxl.load_workbook(program.convert(path, "xlsx"), data_only=True)["Премия"]
    paid, tried = rows(recalculated, "Оклад"), rows(recalculated, "Показатель")

    def value(name: str, header: str) -> Any:
        return paid[name,][header].value

    for name in ("Анна", "Борис"):
        mine = {key[1]: row for key, row in tried.items() if key[0] == name}
        weights = [float(row["Вес в расчёте"].value) for row in mine.values()]
        scores = [row["K, если"].value if row["K, если"].value != "" else None for row in mine.values()]
        assert sum(weights) == 100
        assert value(name, "И, если") == pytest.approx(score.integral(weights, scores))
        assert value(name, "И, если") != pytest.approx(value(name, "И"))
        assert value(name, "Премия, если") == pytest.approx(40_000 * value(name, "И, если"))
        assert value(name, "ФОТ, если") == pytest.approx((90_000 + value(name, "Премия, если")) * 1.3)
    assert tried["Борис", "План продаж"]["K, если"].value == 1.2
    assert value("Вера", "И, если") in {None, ""}
    assert value("Глава", "ФОТ, если") == pytest.approx(value("Глава", "ФОТ"))


@pytest.mark.libreoffice
def test_what_was_tried_is_kept_and_computed_alike_in_the_next_run(tmp_path: Path) -> None:
    path = write(tmp_path / "Премия.xlsx")
    book = openpyxl.load_workbook(path)
    rows(book["Премия"], "Показатель")["Борис", "Просрочка"]["План, если"].value = 5
    rows(book["Премия"], "Показатель")["Борис", "План продаж"]["Вес, если"].value = 40
    book.save(path)
    previous = read_previous(FileBook.open(path), [pay.IF], Reading(), Problems())["cb_pay_if"]
    again = write(tmp_path / "ещё раз.xlsx", previous=previous)
    kept = rows(openpyxl.load_workbook(again)["Премия"], "Показатель")
    assert kept["Борис", "Просрочка"]["План, если"].value == 5
    assert kept["Борис", "План продаж"]["Вес, если"].value == 40
    program = office(tmp_path / "office")
    assert formula_differences(again, program.convert(again, "xlsx")) == []


def test_every_word_of_its_formulas_is_in_the_language_of_the_book() -> None:
    for lang in ("ru", "en"):
        sheet = pay.sheet(lang)
        formulas = [column.formula or "" for block in sheet.blocks() for column in block.table.columns]
        assert not any(
            "{word." in text or "{code." in text for text in [*formulas, *(line.formula or "" for line in sheet.lines)]
        )
        assert words(lang).text("choice.linear") in str(
            next(line for line in sheet.lines if line.key == "kpi_scale").formula
        )
