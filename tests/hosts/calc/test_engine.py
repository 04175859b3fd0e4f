"""Calc under xlwings gives and takes what Excel does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw

from clientbook.hosts.calc.formulas import to_calc, to_excel
from clientbook.hosts.calc.office import Office
from tests.hosts.open_books import MAY_CRASH, hidden

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc")]


@pytest.fixture
def sheet(calc: xw.App) -> Iterator[xw.Sheet]:
    book = calc.books.add()
    yield book.sheets[0]
    book.close()


def test_a_block_comes_back_as_excel_gives_it(sheet: xw.Sheet) -> None:
    moment = datetime.fromisoformat("2026-01-03 12:30")
    sheet["B2"].value = [["Имя", 5, True], ["'=x", moment, False], ["'0012", "7,5", "=1/0"], [None, "=B3", "1.2.2026"]]
    assert sheet["B2:D5"].options(err_to_str=True).value == [
        ["Имя", 5.0, True],
        ["=x", moment, False],
        ["0012", 7.5, "#DIV/0!"],
        [None, "=x", datetime.fromisoformat("2026-02-01")],
    ]
    assert sheet["B3"].formula == "=x"
    assert sheet["C4"].number_format == "General"
    assert sheet.used_range.address == "$B$2:$D$5"


def test_text_cells_keep_what_looks_like_a_figure(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "@"
    sheet["A1"].value = [["0012"], ["7.50"]]
    assert sheet["A1:A2"].value == ["0012", "7.50"]


def test_a_text_that_looks_like_a_figure_leaves_the_format_of_its_cell(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].number_format = "0.0%"
    sheet["A1:A2"].value = [["'02.11"], [0.5]]
    assert sheet["A1:A2"].value == ["02.11", 0.5]
    assert sheet["A1:A3"].number_format == "0.0%"
    sheet["A4"].number_format = "@"
    assert sheet["A1:A4"].number_format is None


@pytest.mark.parametrize(
    ("excel", "calc"),
    [
        ("=SUM('Лист, 1'!A1:B2,2)", "=SUM($'Лист, 1'.A1:B2;2)"),
        ('=IF(A1="a,b;c",Data!$B$1,{1,2;3,4})', '=IF(A1="a,b;c";$Data.$B$1;{1;2|3;4})'),
        ("=COUNTIFS('It''s'!$A:$A,1.5)", "=COUNTIFS($'It''s'.$A:$A;1.5)"),
    ],
)
def test_formulas_are_spelt_both_ways(excel: str, calc: str) -> None:
    assert to_calc(excel) == calc
    assert to_excel(calc) == excel


def test_a_formula_over_another_sheet_is_worked_out(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add("План, 1", after=sheet)
    other["A1"].value = [[1, 2], [3, 4]]
    sheet["A1"].formula = "=SUM('План, 1'!A1:B2,10)"
    assert sheet["A1"].value == 20
    assert sheet["A1"].formula == "=SUM('План, 1'!A1:B2,10)"


LIKE = [f"=A{row}*2+$A$1" for row in range(1, 61)]


@pytest.mark.parametrize(
    "formulas",
    [
        LIKE,
        [*LIKE[:30], "=A31*3", *LIKE[31:]],
        [f"=SUM($1:1)+A{row}-SUM($1:1)" for row in range(1, 61)],
        [f'=IF(A{row}>9,"A1",AVERAGE(A$1:A{row}))' for row in range(1, 61)],
        LIKE[:30] + LIKE[:30],
    ],
    ids=["alike", "one of its own", "whole rows", "a text and a growing range", "begun anew"],
)
def test_a_column_of_formulas_is_the_one_that_was_given_and_leaves_looks_and_hidden_rows(
    sheet: xw.Sheet, formulas: list[str]
) -> None:
    sheet["A1:A60"].value = [[number] for number in range(1, 61)]
    sheet["C1"].color = sheet["C20:C25"].color = sheet["C60"].color = (255, 0, 0)
    sheet["10:12"].rows.hidden = True
    table = sheet.tables.add(sheet["A1:A60"], name="cb_filtered", has_headers=True)
    table.autofilter.apply_comparison(1, "greater_than", 40)
    sheet["C1:C60"].value = [[text] for text in formulas]
    table.autofilter.clear()
    assert [row[0] for row in sheet["C1:C60"].formula] == formulas
    assert [sheet[f"C{row}"].color for row in (1, 2, 19, 20, 25, 26, 60)] == [
        (255, 0, 0) if red else None for red in (True, False, False, True, True, False, True)
    ]


def test_looks_come_back_as_they_were_put(sheet: xw.Sheet) -> None:
    cells = sheet["B2:D4"]
    cells.font.set(name="Calibri", size=12.0, bold=True, color="#7A2500")
    cells.color = "#FADCCB"
    cells.number_format = "dd.mm.yyyy"
    cells.horizontal_alignment, cells.vertical_alignment, cells.wrap_text = "center", "top", True
    cells.borders.set(["edge_bottom", "inside_horizontal"], line_style="continuous", weight="thin", color="#C9CFD6")
    sheet["B:C"].column_width = 20
    sheet["2:2"].row_height = 30
    font = cells.font
    assert (font.name, font.size, font.bold, font.color) == ("Calibri", 12.0, True, (0x7A, 0x25, 0x00))
    assert (cells.color, cells.number_format, cells.wrap_text) == ((0xFA, 0xDC, 0xCB), "dd.mm.yyyy", True)
    assert (cells.horizontal_alignment, cells.vertical_alignment) == ("center", "top")
    below = sheet["B3"].borders["edge_bottom"]
    assert (below.line_style, below.weight, below.color) == ("continuous", "thin", (0xC9, 0xCF, 0xD6))
    assert sheet["B2"].borders["edge_left"].line_style is None
    assert (sheet["C9"].column_width, round(sheet["A2"].row_height or 0)) == (20.0, 30)


def test_tables_filters_rules_and_checks_follow_inserted_and_copied_rows(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["Имя", "Сумма"], ["а", 5], ["б", 7], ["в", 9]]
    table = sheet.tables.add(sheet["A1:B4"], name="cb_x")
    table.autofilter.apply_comparison(2, "greater_than", 6)
    assert [sheet[f"{row}:{row}"].rows.hidden for row in (2, 3, 4)] == [True, False, False]
    told = next(one for one in table.autofilter.criteria if one.type != "none")
    assert (told.field, told.type, told.operator, told.value1) == (2, "comparison", "greater_than", "6")
    table.autofilter.clear()
    assert not any(sheet[f"{row}:{row}"].rows.hidden for row in (2, 3, 4))
    sheet["A2:B4"].conditional_formats.add_custom("=$B2>6", fill_color="#FADCCB")
    sheet["B2:B4"].conditional_formats.add_data_bar("#8FBFE0", minimum=0, gradient=False)
    sheet["A2:A4"].data_validation.set_list(["а", "б"])
    sheet["3:5"].insert("down")
    assert table.range.address == "$A$1:$B$7"
    sheet["A2:B2"].copy(sheet["A8:B12"])
    table.resize(sheet["A1:B12"])
    assert table.data_body_range is not None
    assert table.data_body_range.address == "$A$2:$B$12"
    last = sheet["A12:B12"]
    assert sorted(rule.type for rule in last.conditional_formats) == ["custom", "data_bar"]
    assert last[0, 0].data_validation.source == "а,б"
    assert last.value == ["а", 5.0]


def test_a_rule_is_taken_away_without_those_of_the_same_list(calc: xw.App) -> None:
    book = calc.books.add()
    cells = book.sheets[0]["A1:B9"]
    rules = cells.conditional_formats
    for formula in ("=$A1>1", "=$A1>2", "=$A1>3"):
        rules.add_custom(formula, fill_color="#FADCCB")
    rules[1].delete()
    assert [rule.formula for rule in cells.conditional_formats] == ["=$A1>1", "=$A1>3"]
    cells.conditional_formats[0].delete()
    cells.conditional_formats[0].delete()
    assert len(cells.conditional_formats) == 0
    rules.add_custom("=$A1>4", fill_color="#FADCCB")
    assert [rule.formula for rule in cells.conditional_formats] == ["=$A1>4"]
    book.close()


def test_names_panes_and_the_edges_of_blocks(sheet: xw.Sheet) -> None:
    sheet.book.names.add("cb_as_of", f"='{sheet.name}'!$B$2")
    assert sheet.book.names["cb_as_of"].refers_to_range.address == "$B$2"
    assert "cb_other" not in sheet.book.names
    sheet["A1"].value = [[1], [2], [None], [4]]
    assert [sheet["A1"].end("down").row, sheet["A2"].end("down").row, sheet["A4"].end("up").row] == [2, 4, 2]
    sheet.freeze_panes.freeze_at("A1:B3")
    sheet.freeze_panes.unfreeze()


@MAY_CRASH
def test_a_copied_sheet_takes_its_tables_with_it(copying: xw.App) -> None:
    one, other = hidden(copying), hidden(copying)
    sheet = one.sheets[0]
    sheet["A1"].value = [["Имя", "Сумма"], ["а", 5], ["б", "=B2*2"]]
    sheet.tables.add(sheet["A1:B3"], name="cb_x").show_autofilter = False
    try:
        made = [sheet.copy(after=other.sheets[0], name="Копия"), sheet.copy(before=other.sheets[0], name="Вторая")]
        assert other.sheet_names == ["Вторая", "Sheet1", "Копия"]
        assert [[(t.name, t.range.address, t.show_autofilter) for t in copy.tables] for copy in made] == [
            [("cb_x", "$A$1:$B$3", False)],
            [("cb_x_2", "$A$1:$B$3", False)],
        ]
        assert [copy["B3"].formula for copy in made] == ["=B2*2"] * 2
        here = sheet.copy(name="Здесь")
        assert [table.name for table in here.tables] == ["cb_x_2"]
        assert [table.name for table in sheet.tables] == ["cb_x"]
    finally:
        other.close()
        one.close()


def test_a_saved_book_opens_again(calc: xw.App, sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].value = [["Клиент"], ["=1+1"]]
    sheet.book.save(tmp_path / "книга.xlsx")
    assert sheet.book.name == "книга.xlsx"
    assert calc.books["книга.xlsx"].fullname == str(tmp_path / "книга.xlsx")
    with pytest.raises(KeyError):
        calc.books["другая.xlsx"].name  # noqa: B018


def test_names_are_the_ones_of_now_before_during_and_after_a_rest(
    calc: xw.App, sheet: xw.Sheet, tmp_path: Path
) -> None:
    book = sheet.book
    for renamed in (sheet, book.sheets[0]):  # two hands on one sheet
        was = sheet.name
        calc.screen_updating = False
        try:
            assert (sheet.name, was in book.sheet_names) == (was, True)
            renamed.name = f"{was} тоже"
            assert (sheet.name, book.sheets[0].name) == (f"{was} тоже", f"{was} тоже")
            book.save(tmp_path / f"{was}.xlsx")
            assert book.name == f"{was}.xlsx"
        finally:
            calc.screen_updating = True
        sheet.impl.api.setName(f"{was} сам")  # as a person does
        assert sheet.name == f"{was} сам"


def test_a_large_block_takes_seconds_at_most(sheet: xw.Sheet) -> None:
    rows = [[f"'{row}", float(row), datetime.fromisoformat("2026-01-01")] + [row / 7] * 17 for row in range(10_000)]
    sheet["A1"].value = rows
    back = sheet["A1"].resize(10_000, 20).value
    assert (back[-1][0], back[-1][2]) == ("9999", datetime.fromisoformat("2026-01-01"))


def test_a_started_libreoffice_ends_with_its_own_process(calc: xw.App) -> None:
    with Office() as office:
        assert office.desktop() is not None
        folder = office.folder
    assert office._process.poll() is not None
    assert not folder.exists()
    assert calc.books.count >= 0
