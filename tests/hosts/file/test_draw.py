"""What a sheet looks like when it is first made."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clientbook.hosts.file import look
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.write import new_book
from clientbook.locale import words
from tests.hosts.file.small import chart_rows, contents, loaded, rows


@pytest.fixture(scope="module")
def book() -> Package:
    return new_book(contents(), "ru")


def sheet(book: Package, name: str) -> Worksheet:
    found = loaded(book)[name]
    assert isinstance(found, Worksheet)
    return found


def _light(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", look.GROUNDS)
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    ground, ink = (_light(colour) for colour in look.GROUNDS[name])
    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5


def test_every_cell_wears_a_named_style_of_ours(book: Package) -> None:
    for worksheet in loaded(book).worksheets:
        for row in worksheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert str(cell.style).startswith("cb_"), (worksheet.title, cell.coordinate)


def test_headers_tell_typed_from_computed(book: Package) -> None:
    plan = sheet(book, "План контактов")
    top = plan.tables["cb_plan"].ref.split(":")[0]
    headers = {cell.value: cell.style for cell in plan[int(top[1:])]}
    assert headers["Статус"] == "cb_header_typed"
    assert headers["Почему"] == "cb_header_computed"
    assert words("ru").text("sheet.legend") in {row[0].value for row in plan.iter_rows(max_row=10)}


def test_header_stays_in_sight_on_screen_and_on_paper(book: Package) -> None:
    plan = sheet(book, "План контактов")
    top = int(plan.tables["cb_plan"].ref.split(":")[0][1:])
    assert plan.freeze_panes == f"C{top + 1}"
    assert plan.print_title_rows == f"${top}:${top}"
    assert (plan.page_setup.orientation, plan.page_setup.paperSize) == ("landscape", 9)
    assert (plan.page_setup.fitToWidth, plan.page_setup.fitToHeight) == (1, 0)
    assert plan.oddFooter is not None
    assert "&P" in str(plan.oddFooter.right.text)


def test_further_columns_are_grouped_and_collapsed(book: Package) -> None:
    columns = sheet(book, "План контактов").column_dimensions
    assert columns["G"].hidden
    assert columns["G"].outlineLevel == 1
    assert not columns["F"].hidden


def test_drop_downs_and_rules_cover_every_row(book: Package) -> None:
    plan = sheet(book, "План контактов")
    _, last = plan.tables["cb_plan"].ref.split(":")
    lists = {
        str(check.formula1): str(check.sqref) for check in plan.data_validations.dataValidation if check.type == "list"
    }
    ((choices, area),) = lists.items()
    assert "выполнен" in choices
    assert area.endswith(f":D{last[1:]}")
    areas = {str(area.sqref) for area in plan.conditional_formatting}
    assert all(area.endswith(last[1:]) for area in areas)
    assert len(areas) == 3


def test_rows_beyond_those_in_sight_are_grouped(book: Package) -> None:
    summary = sheet(book, "Сводка")
    top = int(summary.tables["cb_notes"].ref.split(":")[0][1:])
    hidden = [summary.row_dimensions[row].hidden for row in range(top + 1, top + 6)]
    assert hidden == [False, False, False, True, True]
    assert summary.sheet_properties.outlinePr is not None
    assert summary.sheet_properties.outlinePr.summaryBelow is False


def test_charts_show_whole_columns_and_keep_off_the_tables(book: Package) -> None:
    summary = sheet(book, "Сводка")
    charts = [name for name in book.names() if name.startswith("xl/charts/")]
    assert len(charts) == 2
    for name in charts:
        text = book.read(name).decode()
        top, last = (int(part.lstrip("ABC")) for part in summary.tables["cb_totals"].ref.split(":"))
        assert f"$B${top + 1}:$B${last}" in text
        assert "Менеджер 3" in text  # figures are kept inside, for viewers that do not calculate
    assert all(last < row for row in chart_rows(summary))


def test_a_text_that_begins_with_equals_is_a_text(book: Package) -> None:
    assert rows(book, "cb_plan", values=False)[0]["Почему"] == "=сумма 0 & <прочее>"
    plan = sheet(book, "План контактов")
    assert all(cell.data_type != "f" for cell in plan["C"])
