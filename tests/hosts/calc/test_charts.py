"""Charts of the engine: what was asked for through xlwings stands in the book, and an .xlsx of it has them too."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from clientbook.hosts.calc.bridge import properties, url_of
from tests.hosts.open_books import hidden

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc")]

ROWS = [["Сегмент", "Клиентов", "УГД, ₽", "Нарастающим, %"], ["Ключевой", 4, 360.0, 0.6], ["Крупный", 9, 240.0, 1.0]]


def test_columns_with_a_line_on_the_other_side_are_what_was_asked_for(calc: xw.App, tmp_path: Path) -> None:
    book = hidden(calc)
    try:
        sheet = book.sheets[0]
        sheet.range("B3").value = ROWS
        made = sheet.charts.add(
            source=sheet.range("D3:E5"), plot_by="columns", name="income", anchor=sheet.range("B8"), style=None
        )
        made.set_x_axis_values(sheet.range("B4:B5"))
        made.title = "80/20"
        made.legend.position = "bottom"
        made.value_axis.set(title="УГД, ₽", number_format="#,##0")
        made.series[1].set(chart_type="line", axis_group="secondary", line_color="#D98200")
        made.secondary_value_axis.set(title="Доля", minimum_scale=0, maximum_scale=1)

        again = sheet.charts["income"]
        assert (again.title, again.chart_type, again.legend.position) == ("80/20", "column_clustered", "bottom")
        assert [(one.name, one.chart_type, one.axis_group) for one in again.series] == [
            ("УГД, ₽", "column_clustered", "primary"),
            ("Нарастающим, %", "line", "secondary"),
        ]
        assert again.series[1].line_color == (0xD9, 0x82, 0)
        assert (again.value_axis.title, again.value_axis.number_format) == ("УГД, ₽", "#,##0")
        assert (again.secondary_value_axis.title, again.secondary_value_axis.maximum_scale) == ("Доля", 1)
        assert list(again.impl.document.getData().getRowDescriptions()) == ["Ключевой", "Крупный"]

        path = tmp_path / "out.xlsx"
        book.impl.api.storeToURL(url_of(str(path)), properties(FilterName="Calc MS Excel 2007 XML"))
        (drawn,) = openpyxl.load_workbook(path).worksheets[0]._charts  # type: ignore[attr-defined]
        references = [series.val.numRef.f for part in (drawn, *drawn._charts[1:]) for series in part.series]
        assert references == ["Sheet1!$D$4:$D$5", "Sheet1!$E$4:$E$5"]

        again.delete()
        assert not len(sheet.charts)
    finally:
        book.close()


def test_a_form_that_calc_draws_otherwise_is_refused(calc: xw.App) -> None:
    book = hidden(calc)
    try:
        sheet = book.sheets[0]
        sheet.range("A1").value = ROWS
        with pytest.raises(NotImplementedError):
            sheet.charts.add(chart_type="radar", source=sheet.range("B1:C3"))
        made = sheet.charts.add(chart_type="bar_stacked", source=sheet.range("B1:C3"))
        assert (made.name, made.chart_type, len(made.series)) == ("Chart 1", "bar_stacked", 2)
        assert len(sheet.charts) == 1  # nothing is left of the one that was refused
        later = sheet.charts.add()
        later.set_source_data(sheet.range("B1:C3"), plot_by="columns")
        assert [one.name for one in later.series] == ["Клиентов", "УГД, ₽"]
    finally:
        book.close()
