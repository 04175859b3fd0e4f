"""Charts of a sheet that is new to an open book: drawn through xlwings wherever sheets are not copied from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from clientbook.hosts.calc.chart_rows import sequences
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.file.write import new_book
from tests.hosts.file.small import contents
from tests.hosts.open_books import hidden, small_register
from tests.remote_books import sent_book


@pytest.mark.libreoffice
@pytest.mark.xdist_group("calc")
def test_calc_draws_what_the_description_says(calc: xw.App) -> None:
    book = hidden(calc)
    try:
        LiveBook(book).write(contents(), "ru")
        bars, pareto = book.sheets["Сводка"].charts
        table = book.sheets["Сводка"].tables["cb_totals"].range
        assert [(one.name, one.chart_type) for one in bars.series] == [("УГД, ₽", "column_clustered")]
        assert [(one.name, one.chart_type, one.axis_group) for one in pareto.series][1][1:] == ("line", "secondary")
        assert (bars.legend.position, pareto.legend.position) == (None, "bottom")
        assert all(chart.title for chart in (bars, pareto))
        drawn = pareto.impl.document.getData()
        names = [str(value) for value in table.columns[0].value[1:]]
        assert list(drawn.getRowDescriptions()) == names
        assert [row[0] for row in drawn.getData()] == table.columns[1].value[1:]
        again = LiveBook(book)
        again.write(contents(), "ru")
        assert len(book.sheets["Сводка"].charts) == 2
    finally:
        book.close()


@pytest.mark.libreoffice
@pytest.mark.xdist_group("calc")
@pytest.mark.parametrize("managers", [5, 1, 2])
def test_charts_of_a_file_draw_all_rows_that_their_table_has_after_a_run(
    calc: xw.App, tmp_path: Path, managers: int
) -> None:
    path = tmp_path / "Шаблон.xlsx"
    new_book(contents(2, 1), "ru").save_to(path)  # as a template has them: over one row
    book = hidden(calc, path.as_uri())
    try:
        for count in (managers, 4):
            LiveBook(book).write(contents(6, count), "ru")
            table = book.sheets["Сводка"].tables["cb_totals"].range
            names, income, share = ([row[place] for row in table.value[1:]] for place in range(3))
            bars, pareto = book.sheets["Сводка"].charts
            for chart, drawn in ((bars, [names, income]), (pareto, [names, income, share])):
                found = [list(one.getValues().getData()) for one in sequences(chart.impl.document)]
                assert found == drawn
        assert [series.axis_group for series in pareto.series] == ["primary", "secondary"]
    finally:
        book.close()


def test_a_browser_is_told_to_draw_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
    if "remote" not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=pytest.importorskip("xlwings.pro._xlremote").engine))
    book = xw.Book(json=sent_book(small_register(tmp_path / "register.xlsx")))
    LiveBook(book).write(contents(), "ru")
    told = [action for action in book.json()["actions"] if "Chart" in action["func"]]
    assert [action["args"][0] for action in told if action["func"] == "addChart"] == ["cb_segments", "cb_pareto"]
    sources = [action["args"][3] for action in told if action["func"] == "addChart"]
    (alone,) = [action["args"][2] for action in told if action["func"] == "setChartSourceData"]
    assert alone == sources[0]  # a line with an axis of its own cannot be asked for: the share stays away
