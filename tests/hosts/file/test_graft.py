"""Sheets of ours in a user's book: added behind his own, with nothing of his moved, renumbered or renamed."""

from __future__ import annotations

import io
import re
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.styles import StyleSheet
from clientbook.hosts.file.write import new_book, write_contents
from tests.hosts.file.small import contents, loaded, plan_content, plan_frame, rows, saved

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def users_book() -> Package:
    """Return a book with styles, names and a sheet «Сводка» of the user's own."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#112233", "num_format": "0.000"})
        sheet = book.add_worksheet("Сводка")
        sheet.write("A1", "моя", bold)
        sheet.write_formula("A2", "=1+1", bold, 2)
        sheet.conditional_format("A1:A9", {"type": "cell", "criteria": ">", "value": 1, "format": bold})
        book.add_worksheet("Лист 2").write("B2", 5)
        book.define_name("Моё", "='Лист 2'!$B$2")
        book.worksheets()[1].repeat_rows(0)
    return Package.from_bytes(data.getvalue())


@pytest.fixture(scope="module")
def before() -> Package:
    return users_book()


@pytest.fixture(scope="module")
def after() -> Package:
    package = users_book()
    write_contents(package, contents(), "ru")
    return package


def test_sheets_follow_the_users_and_take_a_free_name(after: Package) -> None:
    book = loaded(after)
    assert book.sheetnames == ["Сводка", "Лист 2", "План контактов", "Сводка (2)"]
    assert book["Сводка (2)"].tables.keys() == {"cb_totals", "cb_notes"}


def test_everything_refers_to_the_name_the_sheet_really_has(after: Package) -> None:
    charts = [after.read(name).decode() for name in after.names() if name.startswith("xl/charts/")]
    assert charts
    assert all("'Сводка (2)'!" in chart and "'Сводка'!" not in chart for chart in charts)
    assert loaded(after)["План контактов"].print_title_rows is not None


def test_styles_only_grow(before: Package, after: Package) -> None:
    old, new = (StyleSheet(xml_root(package.read("xl/styles.xml"))) for package in (before, after))
    for group in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "numFmts"):
        kept = [(node.tag, dict(node.attrib)) for node in new.items(group)[: len(old.items(group))]]
        assert kept == [(node.tag, dict(node.attrib)) for node in old.items(group)]
    assert {"cb_title", "cb_money", "cb_typed_date"} <= set(new.named())


def test_the_users_names_views_and_parts_stay(before: Package, after: Package) -> None:
    assert after.read("xl/worksheets/sheet1.xml") == before.read("xl/worksheets/sheet1.xml")
    assert after.read("xl/sharedStrings.xml") == before.read("xl/sharedStrings.xml")
    book = loaded(after)
    assert book.defined_names["Моё"].attr_text == "'Лист 2'!$B$2"
    assert book["Лист 2"].print_title_rows == "$1:$1"
    assert sum(sheet.sheet_view.tabSelected or False for sheet in book.worksheets) == 1


def test_dates_and_money_look_as_they_should(after: Package) -> None:
    plan = loaded(after)["План контактов"]
    top = int(plan.tables["cb_plan"].ref.split(":")[0][1:])
    cell = plan.cell(top + 1, 1)
    assert (cell.number_format, cell.style) == ("dd.mm.yyyy", "cb_typed_date")
    assert cell.value == datetime(2026, 5, 4)  # noqa: DTZ001


def test_a_named_style_the_user_changed_is_used_as_it_is(after: Package) -> None:
    book = loaded(after)
    del book["План контактов"]
    style = next(style for style in vars(book)["_named_styles"] if style.name == "cb_wrap")
    style.font = Font(name="Arial", size=14)
    package = saved(book)
    write_contents(package, contents(), "ru")
    plan = loaded(package)["План контактов"]
    top = int(plan.tables["cb_plan"].ref.split(":")[0][1:])
    assert (plan.cell(top + 1, 2).font.name, plan.cell(top + 1, 2).font.size) == ("Arial", 14)


def test_ids_of_tables_and_sheets_are_unique(after: Package) -> None:
    package = Package.from_bytes(after.save_bytes())
    write_contents(
        package,
        [
            *contents(),
        ],
        "ru",
    )
    tables = [xml_root(package.read(n)).get("id") for n in package.names() if n.startswith("xl/tables/")]
    assert len(set(tables)) == len(tables) == 3
    ids = re.findall(rb'sheetId="(\d+)"', package.read("xl/workbook.xml"))
    assert len(set(ids)) == len(ids) == 4


def test_writing_again_gives_the_same_bytes(after: Package) -> None:
    package = Package.from_bytes(after.save_bytes())
    write_contents(package, contents(), "ru")
    assert package.save_bytes() == after.save_bytes()


def test_a_book_that_grew_and_shrank_again_is_the_same_book(after: Package) -> None:
    package = Package.from_bytes(after.save_bytes())
    write_contents(package, contents(count=40, managers=12), "ru")
    assert len(rows(package, "cb_plan")) == 40
    write_contents(package, contents(), "ru")
    assert package.read("xl/worksheets/sheet4.xml") == after.read("xl/worksheets/sheet4.xml")
    assert rows(package, "cb_plan") == rows(after, "cb_plan")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_new_book_is_made_of_the_same_bytes_each_time(lang: str) -> None:
    first = new_book(contents(), lang).save_bytes()
    assert first == new_book(contents(), lang).save_bytes()
    package = Package.from_bytes(first)
    write_contents(package, contents(), lang)
    assert package.save_bytes() == first


def test_a_table_without_rows_keeps_one_blank_row() -> None:
    package = new_book([plan_content(plan_frame(0))], "ru")
    assert [set(row.values()) for row in rows(package, "cb_plan")] == [{None}]
    write_contents(package, [plan_content(plan_frame(3))], "ru")
    assert [row["ID"] for row in rows(package, "cb_plan")] == ["K-0", "K-1", "K-2"]


def test_days_count_from_1904_where_the_book_does() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "date_1904": True}) as book:
        book.add_worksheet("А")
    package = Package.from_bytes(data.getvalue())
    write_contents(package, [plan_content(plan_frame(2))], "ru")
    written = openpyxl.load_workbook(io.BytesIO(package.save_bytes()))["План контактов"]
    top = int(written.tables["cb_plan"].ref.split(":")[0][1:])
    assert written.cell(top + 1, 1).value == datetime(2026, 5, 4)  # noqa: DTZ001
