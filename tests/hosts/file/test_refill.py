"""Refilling tables that people have worked on: their looks, columns, notes and texts stay where they belong."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.base import Area
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.resize import Resize
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.write import new_book, write_contents
from tests.hosts.file.small import (
    chart_rows,
    contents,
    loaded,
    log_content,
    plan_content,
    plan_frame,
    rows,
    saved,
    summary_content,
)

PINK = PatternFill("solid", fgColor="FFC0CB")


def edited(change: Callable[[Worksheet], None], count: int = 6) -> Package:
    """Return a book of ours after a person changed its plan."""
    book = loaded(new_book(contents(count), "ru"))
    change(book["План контактов"])
    return saved(book)


def corners(sheet: Worksheet, table: str = "cb_plan") -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(sheet.tables[table].ref)
    assert left
    assert top
    assert right
    assert bottom
    return left, top, right, bottom


def add_column(sheet: Worksheet, header: str, values: list[object]) -> None:
    """Add a column at the right of the plan, as Excel does."""
    left, top, right, bottom = corners(sheet)
    for offset, value in enumerate([header, *values]):
        sheet.cell(top + offset, right + 1).value = value  # type: ignore[assignment]
    excel = sheet.tables["cb_plan"]
    excel.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right + 1)}{bottom}"
    if excel.autoFilter is not None:
        excel.autoFilter.ref = excel.ref
    excel.tableColumns.append(TableColumn(id=right + 5, name=header))


def refilled(package: Package, frame: pd.DataFrame) -> Package:
    write_contents(package, [plan_content(frame)], "ru")
    return package


def test_a_sheet_keeps_its_bytes_wherever_its_sample_ends() -> None:
    """A tag cut in half at the end of the sample made the next run write the sheet in another spelling."""
    cell = '<c r="A{row}" t="inlineStr"><is><t>&#1056;</t></is></c>'
    rows_xml = "".join(f'<row r="{row}">{cell.format(row=row)}</row>' for row in range(1, 6000))
    for padding in range(80):
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        sheet = f"<worksheet {space}>{' ' * padding}<sheetData>{rows_xml}</sheetData></worksheet>"
        assert SheetPart(sheet.encode()).rows[1].cells == cell.format(row=1).encode()


def test_notes_in_a_column_of_ones_own_travel_with_their_row() -> None:
    package = edited(lambda sheet: add_column(sheet, "Заметка", ["а", None, "в", "г", "д", "е"]))
    frame = plan_frame(8).iloc[::-1].reset_index(drop=True)
    found = {row["ID"]: row["Заметка"] for row in rows(refilled(package, frame), "cb_plan")}
    assert found == {"K-0": "а", "K-1": None, "K-2": "в", "K-3": "г", "K-4": "д", "K-5": "е", "K-6": None, "K-7": None}


def test_a_calculated_column_follows_its_rows_and_reaches_new_ones() -> None:
    def change(sheet: Worksheet) -> None:
        _, top, _, bottom = corners(sheet)
        add_column(sheet, "Дважды", [f"=F{row}*2+SUM(F${top + 1}:F${bottom})" for row in range(top + 1, bottom + 1)])

    package = refilled(edited(change), plan_frame(9).iloc[::-1])
    sheet = loaded(package)["План контактов"]
    _, top, right, bottom = corners(sheet)
    texts = [sheet.cell(row, right).value for row in range(top + 1, bottom + 1)]
    assert texts == [f"=F{row}*2+SUM(F${top + 1}:F${bottom})" for row in range(top + 1, bottom + 1)]


def test_looks_travel_with_the_row_and_new_rows_look_like_most() -> None:
    def change(sheet: Worksheet) -> None:
        _, top, _, bottom = corners(sheet)
        sheet.cell(top + 1, 4).fill = sheet.cell(top + 3, 2).fill = PINK
        for row in range(top + 1, bottom + 1):
            sheet.cell(row, 3).number_format = "@@"
        sheet.row_dimensions[top + 4].height = 44

    package = refilled(edited(change), plan_frame(8).iloc[::-1].reset_index(drop=True))
    sheet = loaded(package)["План контактов"]
    _, top, _, bottom = corners(sheet)
    by_id = {sheet.cell(row, 7).value: row for row in range(top + 1, bottom + 1)}
    assert sheet.cell(by_id["K-2"], 2).fill.fgColor.rgb == "00FFC0CB"
    assert sheet.cell(by_id["K-7"], 2).fill.fgColor.rgb != "00FFC0CB"
    assert [key for key, row in by_id.items() if sheet.cell(row, 4).fill.fgColor.rgb == "00FFC0CB"] == ["K-0"]
    assert {sheet.cell(row, 3).number_format for row in by_id.values()} == {"@@"}
    assert sheet.row_dimensions[by_id["K-3"]].height == 44


def test_what_was_typed_stays_where_the_run_is_silent() -> None:
    def change(sheet: Worksheet) -> None:
        _, top, _, _ = corners(sheet)
        sheet.cell(top + 2, 5).value = "перезвонить"

    frame = plan_frame(6).iloc[[5, 1, 0]].reset_index(drop=True)
    found = {row["ID"]: row["Итог"] for row in rows(refilled(edited(change), frame), "cb_plan")}
    assert found == {"K-5": None, "K-1": "перезвонить", "K-0": None}


def test_what_was_typed_on_rows_that_are_gone_is_told() -> None:
    def change(sheet: Worksheet) -> None:
        _, top, _, _ = corners(sheet)
        add_column(sheet, "Заметка", [None, None, None, "важное", 5, None])
        sheet.cell(top + 5, 5).value = "итог"

    package = edited(change)
    sheet = loaded(package)["План контактов"]
    _, top, right, _ = corners(sheet)
    lost = write_contents(package, [plan_content(plan_frame(3))], "ru")
    note = get_column_letter(right)
    assert {(t.sheet, t.cell, t.value) for t in lost} == {
        ("План контактов", f"{note}{top + 4}", "важное"),
        ("План контактов", f"{note}{top + 5}", "5"),
        ("План контактов", f"E{top + 5}", "итог"),
    }
    assert write_contents(package, [plan_content(plan_frame(3))], "ru") == []


def test_a_row_typed_without_an_identity_is_the_row_that_takes_it_over() -> None:
    def change(sheet: Worksheet) -> None:
        left, top, _, _ = corners(sheet)
        add_column(sheet, "Заметка", [None, "моё"])
        for row in (top + 1, top + 2):
            sheet.cell(row, left + 6).value = None
            sheet.cell(row, left + 4).value = "важно"
        sheet.cell(top + 3, left + 6).value = None
        sheet.cell(top + 3, left + 4).value = "нигде"

    package = edited(change)
    frame = plan_frame(5).assign(plan_id=["own-1", "own-2", "K-9", "K-3", "K-4"])
    frame["result"] = ["важно", "важно", None, None, None]
    lost = write_contents(package, [plan_content(frame)], "ru")
    assert [typed.value for typed in lost] == ["нигде"]
    assert {row["ID"]: row["Заметка"] for row in rows(package, "cb_plan")}["own-2"] == "моё"
    assert write_contents(package, [plan_content(frame)], "ru") == []


def test_columns_may_stand_in_any_order_and_come_back_when_deleted() -> None:
    def change(sheet: Worksheet) -> None:
        left, top, right, bottom = corners(sheet)
        grid = [[cell.value for cell in row] for row in sheet.iter_rows(top, bottom, left, right)]
        order = [6, 1, 0, 2, 3, 5, 4]  # «Часы» deleted
        for offset, line in enumerate(grid):
            for place, source in enumerate([*order, None]):
                sheet.cell(top + offset, left + place).value = line[source] if source is not None else None
        excel = sheet.tables["cb_plan"]
        names = [column.name for column in excel.tableColumns]
        excel.tableColumns = excel.tableColumns[: len(order)]
        for column, source in zip(excel.tableColumns, order, strict=True):
            column.name = names[source]
        excel.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right - 1)}{bottom}"
        assert excel.autoFilter is not None
        excel.autoFilter.ref = excel.ref

    package = refilled(edited(change), plan_frame(7))
    found = rows(package, "cb_plan")
    assert list(found[0]) == ["ID", "Клиент", "Дата", "Почему", "Статус", "Мин.", "Итог", "Часы"]
    assert [row["ID"] for row in found] == [f"K-{i}" for i in range(7)]
    assert found[6]["Мин."] == 16
    assert found[6]["Часы"] == pytest.approx(16 / 60)


def test_a_totals_row_and_what_stands_below_move_along() -> None:
    def change(sheet: Worksheet) -> None:
        left, top, right, bottom = corners(sheet)
        excel = sheet.tables["cb_plan"]
        excel.totalsRowCount = 1
        excel.ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom + 1}"
        sheet.cell(bottom + 1, 2).value = "Итого"
        sheet.cell(bottom + 1, 6).value = f"=SUBTOTAL(109,F{top + 1}:F{bottom})"
        sheet.cell(bottom + 3, 2).value = "внизу"
        sheet.cell(bottom + 4, 2).value = f"=F{bottom + 1}*2"
        sheet.merge_cells(start_row=bottom + 5, end_row=bottom + 5, start_column=2, end_column=3)
        sheet.cell(bottom + 3, 3).comment = Comment("под таблицей", "я")
        sheet.print_area = f"A1:H{bottom + 5}"

    for count in (15, 2):
        package = refilled(edited(change), plan_frame(count))
        sheet = loaded(package)["План контактов"]
        _, top, _, end = corners(sheet)
        bottom = end - 1
        assert bottom - top == count
        assert sheet.cell(end, 2).value == "Итого"
        assert sheet.cell(end, 6).value == f"=SUBTOTAL(109,F{top + 1}:F{bottom})"
        assert sheet.cell(bottom + 3, 2).value == "внизу"
        assert sheet.cell(bottom + 4, 2).value == f"=F{end}*2"
        assert [str(area) for area in sheet.merged_cells.ranges] == [f"B{bottom + 5}:C{bottom + 5}"]
        assert sheet.cell(bottom + 3, 3).comment is not None
        assert sheet.print_area.replace("'", "").endswith(f"$A$1:$H${bottom + 5}")
        assert sheet.tables["cb_plan"].autoFilter is not None
        assert sheet.tables["cb_plan"].autoFilter.ref.endswith(str(bottom))


def test_a_note_on_a_cell_goes_with_its_row() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(corners(sheet)[1] + 1, 2).comment = Comment("о клиенте 0", "я")

    package = refilled(edited(change), plan_frame(6).iloc[::-1])
    sheet = loaded(package)["План контактов"]
    cell = sheet.cell(corners(sheet)[1] + 6, 2)
    assert cell.value == "ООО «Клиент 0»"
    assert cell.comment is not None
    lost = write_contents(package, [plan_content(plan_frame(3, first=1))], "ru")
    assert [(typed.sheet, typed.cell, typed.value) for typed in lost] == [(sheet.title, cell.coordinate, "о клиенте 0")]


def test_rules_of_newer_excel_cover_the_rows_too() -> None:
    package = new_book(contents(), "ru")
    name = next(name for name in package.names() if name.endswith("sheet1.xml"))
    _, top, _, bottom = corners(loaded(package)["План контактов"])
    rule = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f'<x14:cfRule type="expression" id="1"><xm:f>$F${top + 1}:$F${bottom}</xm:f></x14:cfRule>'
        f"<xm:sqref>F{top + 1}:F{bottom}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    package.put(name, package.read(name).replace(b"</worksheet>", rule.encode() + b"</worksheet>"))
    text = refilled(package, plan_frame(20)).read(name).decode()
    assert f"<xm:sqref>F{top + 1}:F{top + 20}</xm:sqref>" in text
    assert f"<xm:f>$F${top + 1}:$F${top + 20}</xm:f>" in text


def test_a_table_whose_header_is_switched_off_is_filled_all_the_same() -> None:
    def change(sheet: Worksheet) -> None:
        left, top, right, bottom = corners(sheet)
        excel = sheet.tables["cb_plan"]
        excel.headerRowCount, excel.autoFilter = 0, None
        excel.ref = f"{get_column_letter(left)}{top + 1}:{get_column_letter(right)}{bottom}"

    package = refilled(edited(change), plan_frame(8))
    sheet = loaded(package)["План контактов"]
    _, top, _, bottom = corners(sheet)
    assert [sheet.cell(row, 7).value for row in range(top, bottom + 1)] == [f"K-{i}" for i in range(8)]


def test_what_stands_beside_a_table_stays_in_its_row() -> None:
    def change(sheet: Worksheet) -> None:
        _, top, right, _ = corners(sheet)
        sheet.cell(top + 2, right + 3).value = "сбоку"

    for count in (12, 1):
        package = refilled(edited(change), plan_frame(count))
        sheet = loaded(package)["План контактов"]
        _, top, right, _ = corners(sheet)
        assert sheet.cell(top + 2, right + 3).value == "сбоку"
        assert len(rows(package, "cb_plan")) == count


def test_a_sheet_may_be_renamed_and_a_table_moved() -> None:
    book = loaded(new_book(contents(), "ru"))
    sheet = book["План контактов"]
    sheet.title = "Мой план 'А'"
    left, top, right, bottom = corners(sheet)
    sheet.move_range(f"A{top}:H{bottom}", rows=4, cols=2, translate=True)
    excel = sheet.tables["cb_plan"]
    excel.ref = f"{get_column_letter(left + 2)}{top + 4}:{get_column_letter(right + 2)}{bottom + 4}"
    excel.autoFilter.ref = excel.ref
    package = saved(book)
    frame = plan_frame(9)
    write_contents(package, [plan_content(frame), summary_content(frame, 5)], "ru")
    assert len(rows(package, "cb_plan")) == 9
    written = loaded(package)
    assert written.sheetnames == ["Мой план 'А'", "Сводка"]
    moved = written["Мой план 'А'"]
    figure = next(
        c.value for row in written["Сводка"].iter_rows(max_row=8) for c in row if str(c.value).startswith("=SUM")
    )
    assert figure == f"=SUM('Мой план ''А'''!$H${top + 5}:$H${top + 13})"
    assert moved.cell(top + 5, 10).value == f"=H{top + 5}/60"


def test_charts_and_texts_keep_below_a_table_that_grows() -> None:
    package = new_book(contents(managers=3), "ru")
    before = loaded(package)["Сводка"]
    frame = plan_frame(6)
    write_contents(package, [plan_content(frame), summary_content(frame, 30, visits=9)], "ru")
    after = loaded(package)["Сводка"]
    assert chart_rows(after) == [row + 27 for row in chart_rows(before)]
    assert corners(after, "cb_notes")[1] == corners(before, "cb_notes")[1] + 27
    assert [str(r) for r in after.merged_cells.ranges] != [str(r) for r in before.merged_cells.ranges]
    chart = package.read(next(name for name in package.names() if name.startswith("xl/charts/"))).decode()
    _, top, _, bottom = corners(after, "cb_totals")
    assert f"$B${top + 1}:$B${bottom}" in chart
    assert "Менеджер 29" in chart


def test_rows_opened_by_a_person_stay_open() -> None:
    book = loaded(new_book(contents(), "ru"))
    sheet = book["Сводка"]
    _, top, _, bottom = corners(sheet, "cb_notes")
    for row in range(top + 1, bottom + 1):
        sheet.row_dimensions[row].hidden = False
    package = saved(book)
    write_contents(package, contents(), "ru")
    after = loaded(package)["Сводка"]
    assert [after.row_dimensions[row].hidden for row in range(top + 1, bottom + 1)] == [False] * 5


def test_a_line_is_found_by_its_label_and_a_typed_figure_stays() -> None:
    package = new_book(contents(), "ru")
    book = loaded(package)
    sheet = book["План контактов"]
    cells = [cell for row in sheet.iter_rows(max_row=8) for cell in row if cell.value == "Ошибок"]
    cells[0].value = "ошибок :"
    package = saved(book)
    write_contents(package, [plan_content(plan_frame(11))], "ru")
    sheet = loaded(package, values=True)["План контактов"]
    row = cells[0].row
    assert 11 in [cell.value for cell in sheet[row]]


@pytest.mark.parametrize("kind", ["table", "range"])
def test_log_rows_are_added_under_the_last_one_once(kind: str) -> None:
    data = io.BytesIO()
    listed = kind == "table"
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Журнал")
        sheet.write_row("C4", ["ID строки", "Кто", "Дата", "Итог"])
        sheet.write_row("C5", ["L1", "Анна", 46000, "был"])
        sheet.write_row("C6", ["L2", "Пётр", 46001, "был"])
        if listed:
            headers = [{"header": name} for name in ("ID строки", "Кто", "Дата", "Итог")]
            sheet.add_table("C4:F8", {"name": "cb_log", "columns": headers})
    package = Package.from_bytes(data.getvalue())
    places = {} if listed else {"cb_log": Area("Журнал", "", 1, 1, 6, 6)}
    for _ in range(2):
        write_contents(package, [log_content(["L2", "L3", "L4", "L5"])], "ru", None, places)
        sheet = loaded(package)["Журнал"]
        assert [sheet.cell(row, 3).value for row in range(5, 11)] == ["L1", "L2", "L3", "L4", "L5", None]
        assert [sheet.cell(row, 4).value for row in range(5, 8)] == ["Анна", "Пётр", None]
        assert [sheet.cell(row, 6).value for row in range(5, 8)] == ["был", "был", "договорились"]
    assert loaded(package).sheetnames == ["Журнал"]
    if listed:
        assert sheet.tables["cb_log"].ref == "C4:F9"


def test_nothing_to_add_leaves_the_log_as_it_is() -> None:
    package = saved(Workbook())
    write_contents(package, [log_content(["L1"])], "ru")
    before = package.save_bytes()
    write_contents(package, [log_content([])], "ru")
    assert package.save_bytes() == before


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.text(max_size=12))
@settings(max_examples=40, deadline=None)
def test_texts_come_back_as_they_were_and_never_as_formulas(texts: list[str], name: str) -> None:
    frame = plan_frame(len(texts)).assign(why=texts, plan_id=[f"{name}{i}" for i in range(len(texts))])
    frame.loc[0, "client"] = "=HYPERLINK(1)"
    package = new_book([plan_content(frame)], "ru")
    found = rows(package, "cb_plan", values=False)
    for text, row in zip(texts, found, strict=True):
        allowed = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
        shown = str(row["Почему"] or "").replace("_x000D_", "\r").replace("_x005F_", "_")
        assert shown == allowed.replace("\r\n", "\n").replace("_x005F_", "_").replace("_x000D_", "\r")
    assert found[0]["Клиент"] == "=HYPERLINK(1)"
    again = package.save_bytes()
    write_contents(package, [plan_content(frame)], "ru")
    assert package.save_bytes() == again


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(B5:B9)", "SUM(B5:B12)"),
        ("SUM($B$5:$B$9)+B10", "SUM($B$5:$B$12)+B13"),
        ("'П л'!B5:B9+Other!B5:B9", "'П л'!B5:B12+Other!B5:B9"),
        ('IF(B6="B9:B10",B4,B11)', 'IF(B6="B9:B10",B4,B14)'),
        ("SUM(Z5:Z9)", "SUM(Z5:Z9)"),
        ("SUM(B1:B20)", "SUM(B1:B23)"),
        ("SUM(5:9)", "SUM(5:12)"),
    ],
)
def test_formulas_follow_a_table_that_grows(formula: str, expected: str) -> None:
    assert Resize("П л", 5, 9, 12, 1, 4, 3).formula(formula, "П л") == expected


def test_rules_cut_into_pieces_still_cover_every_row() -> None:
    grows = Resize("S", 5, 9, 12, 1, 4, 3)
    assert grows.areas("B5:B6 B8:B9") == "B5:B6 B8:B12"
    assert Resize("S", 5, 9, 6, 1, 4, -3).areas("B5:B6 B8:B9 F20") == "B5:B6 F17"
    assert grows.area("C9") == "C9"
