"""An open book is written whole or not at all, and whatever people did with it is there afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
import xlwings as xw

import clientbook
from clientbook.errors import HostError
from clientbook.hosts.base import Area
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.excel.values import write_block
from tests.hosts.file.small import PLAN, contents, log_content, plan_content, plan_frame, summary_content
from tests.hosts.open_books import differences, seen, table_column, tables

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc")]

SHEET = PLAN.ru


@pytest.fixture
def book(calc: xw.App) -> Iterator[xw.Book]:
    """Give a book with a plan of six rows and a summary, written once."""
    book = calc.books.add()
    write(book)
    yield book
    book.close()


def write(book: xw.Book, count: int = 6, managers: int = 4) -> list[str]:
    """Write plan and summary; return what is told as gone."""
    return [typed.value for typed in LiveBook(book).write(contents(count, managers), "ru")]


def column(book: xw.Book, header: str, table: str = PLAN.name) -> list[Any]:
    values = table_column(book, table, header).value
    return values if isinstance(values, list) else [values]


def test_tables_are_made_with_values_formulas_and_texts_as_they_are(book: xw.Book) -> None:
    assert column(book, "ID") == [f"K-{i}" for i in range(6)]
    assert column(book, "Почему")[0] == "=сумма 0 & <прочее>"
    assert column(book, "Дата")[1] == datetime.fromisoformat("2026-05-05")
    assert column(book, "Часы") == pytest.approx([(10 + i) / 60 for i in range(6)])
    assert sum(column(book, "Доля, %", "cb_totals")) == pytest.approx(1)
    assert str(table_column(book, PLAN.name, "Часы")[0].formula).startswith("=")
    assert table_column(book, PLAN.name, "Статус")[5].data_validation.type == "list"


@pytest.mark.parametrize("count", [2, 9, 1])
def test_what_people_typed_follows_its_row(book: xw.Book, count: int) -> None:
    sheet = book.sheets[SHEET]
    table_column(book, PLAN.name, "Итог").value = [[f"итог {i}"] for i in range(6)]
    box = sheet.tables[PLAN.name].range
    sheet.tables[PLAN.name].resize(box.resize(box.shape[0], box.shape[1] + 1))
    own = box.offset(0, box.shape[1])[:, 0]
    own.value = [["Моё"], *[[f"=F{own.row + i}*2"] for i in range(1, 7)]]
    frame = plan_frame(count)[::-1]
    gone = LiveBook(book).write([plan_content(frame)], "ru")
    assert column(book, "Итог") == [f"итог {i}" if i < 6 else None for i in reversed(range(count))]
    assert column(book, "Моё") == [2.0 * (10 + i) for i in reversed(range(count))]
    assert [typed.value for typed in gone] == [f"итог {i}" for i in range(count, 6)]


def test_what_stands_under_a_table_stays_under_it(book: xw.Book) -> None:
    summary = book.sheets["Сводка"]
    whole = summary.tables["cb_notes"].range
    below = whole.row + whole.shape[0] + 1
    summary.range((below, 1)).value = [["Согласовано", f"=SUM(B{whole.row + 1}:B{below - 2})"]]
    LiveBook(book).write([summary_content(plan_frame(6), 9, visits=8)], "ru")
    whole = summary.tables["cb_notes"].range
    words, figure = summary.range((whole.row + whole.shape[0] + 1, 1)).resize(1, 2).value
    assert (words, figure) == ("Согласовано", sum(range(8)))
    assert column(book, "Менеджер", "cb_totals") == [f"Менеджер {i}" for i in range(9)]


def test_a_table_is_found_where_people_moved_it(book: xw.Book) -> None:
    sheet = book.sheets[SHEET]
    sheet["1:34"].insert("down")
    sheet.name = "Мой план"
    column_letter = table_column(book, PLAN.name, "Почему").address.split("$")[1]
    sheet[f"{column_letter}:{column_letter}"].delete()
    write(book, 8)
    assert column(book, "ID") == [f"K-{i}" for i in range(8)]
    assert tables(LiveBook(book))[PLAN.name][0] == "Мой план"
    assert column(book, "Почему")[7] == "=сумма 7 & <прочее>"
    assert SHEET not in book.sheet_names


def test_rows_are_added_to_a_log_once(book: xw.Book) -> None:
    live = LiveBook(book)
    live.write([log_content(["а", "б"])], "ru")
    live.write([log_content(["б", "в"])], "ru")
    assert column(book, "ID строки", "cb_log") == ["а", "б", "в"]


def test_a_filter_comes_off_and_goes_on_again(book: xw.Book) -> None:
    table = book.sheets[SHEET].tables[PLAN.name]
    table.autofilter.apply_values(7, ["K-1", "K-7"])
    write(book, 9)
    assert column(book, "ID") == [f"K-{i}" for i in range(9)]
    body = range(table.range.row + 1, table.range.row + 10)
    shown = [row for row in body if not book.sheets[SHEET][f"{row}:{row}"].rows.hidden]
    assert shown == [body[1], body[7]]


def beside(book: xw.Book, count: int) -> xw.Range:
    """Put a list of people's own, with a filter, beside the plan, so that it hides rows of the plan."""
    whole = book.sheets[SHEET].tables[PLAN.name].range
    own = whole.offset(0, whole.shape[1] + 1)[:, :2].resize(count + 1, 2)
    own.value = [["Чьё", "Сумма"], *[[("Иванов", "Петрова")[i % 2], i] for i in range(count)]]
    own.autofilter.apply_values(1, ["Иванов"])
    own.autofilter.apply_comparison(2, "greater_than", 1)
    return own


def hidden(book: xw.Book, rows: range) -> list[bool]:
    return [bool(book.sheets[SHEET][f"{row}:{row}"].rows.hidden) for row in rows]


def test_a_filter_beside_a_table_is_off_while_rows_are_written(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    own = beside(book, 6)
    body = range(own.row + 1, own.row + 7)
    before = hidden(book, body)
    assert before == [True, True, False, True, False, True]
    seen_hidden: list[bool] = []

    def looking(cells: xw.Range, rows: Any) -> None:
        seen_hidden.extend(hidden(book, body))
        write_block(cells, rows)

    monkeypatch.setattr("clientbook.hosts.excel.refill.write_block", looking)
    write(book)
    assert seen_hidden
    assert not any(seen_hidden[-6:])
    assert hidden(book, body) == before
    criteria = [(one.field, one.type, one.values, one.value1) for one in own.autofilter.criteria]
    assert criteria == [(1, "values", ["Иванов"], None), (2, "comparison", None, "1")]
    clientbook.undo(book)
    assert hidden(book, body) == before


def test_a_filter_over_a_plain_range_that_serves_as_a_table_grows_with_it(book: xw.Book) -> None:
    sheet = book.sheets[SHEET]
    cells = sheet.tables[PLAN.name].range
    sheet.tables[PLAN.name].impl.drop()
    cells.autofilter.apply_values(7, ["K-1", "K-7"])
    top, left, height, width = cells.row, cells.column, *cells.shape
    place = Area(SHEET, "", top, left, top + height - 1, left + width - 1)
    LiveBook(book).write([plan_content(plan_frame(9))], "ru", places={PLAN.name: place})
    assert [row[6] for row in cells.resize(10, width).value[1:]] == [f"K-{i}" for i in range(9)]
    assert hidden(book, range(top + 1, top + 10)) == [i not in {1, 7} for i in range(9)]


def test_a_filter_of_a_sheet_that_could_not_be_put_back_is_told_with_its_cells(book: xw.Book) -> None:
    own = beside(book, 6)
    descriptor = own.impl.autofilter.owner.api.getFilterDescriptor()
    fields = descriptor.getFilterFields3()
    fields[0].Operator = 12  # contains
    descriptor.setFilterFields3(fields)
    before = seen(LiveBook(book))
    with pytest.raises(HostError) as told:
        write(book, 9)
    assert own.address.replace("$", "") in told.value.say("ru")
    assert differences(seen(LiveBook(book)), before) == []


def test_a_filter_that_could_not_be_put_back_is_told(book: xw.Book) -> None:
    native = book.sheets[SHEET].tables[PLAN.name].impl
    native.autofilter.apply_values(7, ["K-1"])
    descriptor = native.api.getFilterDescriptor()
    fields = descriptor.getFilterFields3()
    fields[0].Operator = 12  # contains
    descriptor.setFilterFields3(fields)
    before = seen(LiveBook(book))
    with pytest.raises(HostError) as told:
        write(book, 9)
    assert told.value.key == "error.filter_unreadable"
    assert SHEET in told.value.say("ru")
    assert differences(seen(LiveBook(book)), before) == []


def test_a_protected_sheet_is_told_before_anything_changes(book: xw.Book) -> None:
    book.sheets["Сводка"].impl.sheet.protect("")
    before = seen(LiveBook(book))
    with pytest.raises(HostError, match="«Сводка»") as told:
        write(book, 9)
    assert told.value.key == "error.sheet_protected"
    assert differences(seen(LiveBook(book)), before) == []


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_what_fails_in_the_middle_leaves_nothing_half_written(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch, blocks: int
) -> None:
    book.sheets[SHEET].tables[PLAN.name].autofilter.apply_values(7, ["K-1"])
    book.app.calculation = "automatic"
    book.sheets["Сводка"].activate()
    book.sheets["Сводка"]["B2:C3"].select()
    before = seen(LiveBook(book))
    stood = tables(LiveBook(book))
    done: list[xw.Range] = []

    def failing(cells: xw.Range, rows: Any) -> None:
        if cells.shape[0] > 1:
            done.append(cells)
        if len(done) > blocks:
            raise OSError("the program went away")
        write_block(cells, rows)

    monkeypatch.setattr("clientbook.hosts.excel.refill.write_block", failing)
    with pytest.raises(OSError, match="went away"):
        LiveBook(book).write([*contents(3, 9), log_content(["а", "б"])], "ru")
    assert differences(seen(LiveBook(book)), before) == []
    assert tables(LiveBook(book)) == stood
    assert "Журнал" not in book.sheet_names
    assert book.app.calculation == "automatic"
    assert book.app.screen_updating
    assert book.app.selection is not None
    assert (book.app.selection.sheet.name, book.app.selection.address) == ("Сводка", "$B$2:$C$3")
    filtered = [one for one in book.sheets[SHEET].tables[PLAN.name].autofilter.criteria if one.type != "none"]
    assert [(one.field, one.values) for one in filtered] == [(7, ["K-1"])]


def test_undo_puts_back_every_table_and_takes_new_sheets_away(book: xw.Book) -> None:
    table_column(book, PLAN.name, "Итог")[2].value = "перезвонить"
    before, stood = seen(LiveBook(book)), tables(LiveBook(book))
    LiveBook(book).write([*contents(2, 9), log_content(["а"])], "ru")
    assert differences(seen(LiveBook(book)), before) != []
    clientbook.undo(book)
    assert differences(seen(LiveBook(book)), before) == []
    assert tables(LiveBook(book)) == stood
    with pytest.raises(HostError) as told:
        clientbook.undo(book)
    assert told.value.key == "error.nothing_to_undo"


def test_another_open_book_is_left_alone(calc: xw.App, book: xw.Book) -> None:
    other = calc.books.add()
    write(other, 3)
    before = seen(LiveBook(other))
    write(book, 9)
    assert differences(seen(LiveBook(other)), before) == []
    other.close()
    assert column(book, "ID") == [f"K-{i}" for i in range(9)]


def test_the_looks_people_gave_stay(book: xw.Book) -> None:
    cells = table_column(book, PLAN.name, "Клиент")
    cells.color = "#ABCDEF"
    book.sheets[SHEET]["B:B"].column_width = 55
    write(book, 9)
    grown = table_column(book, PLAN.name, "Клиент")
    assert grown.color == (0xAB, 0xCD, 0xEF)
    assert book.sheets[SHEET]["B1"].column_width == 55
    assert len(grown) == 9


def test_an_empty_table_keeps_one_blank_row(book: xw.Book) -> None:
    LiveBook(book).write([plan_content(pd.DataFrame(columns=plan_frame(1).columns))], "ru")
    assert column(book, "ID") == [None]
    write(book, 3)
    assert column(book, "ID") == ["K-0", "K-1", "K-2"]


def test_cells_merged_over_rows_are_told_as_of_a_file(calc: xw.App) -> None:
    book = calc.books.add()
    sheet = book.sheets[0]
    sheet.range("A1").value = [["Код", "Итог", "Дата"], *[[f"К-{n}", n, None] for n in range(1, 31)]]
    for span in ("A1:C1", "A2:A4", "A5:A6", "A9:B10", "C30:C31", "B12:B13", "C5:D5"):
        sheet.range(span).merge()
    area = Area(sheet.name, "", 2, 1, 31, 3)
    assert LiveBook(book).merged(area, [1, 3]) == [(1, 2, 4), (1, 5, 6), (1, 9, 10), (3, 30, 31)]
    book.close()


def test_rows_beyond_those_in_sight_are_grouped_and_a_group_stays_open_or_closed(calc: xw.App) -> None:
    book = calc.books.add()

    def hidden(rows: int) -> list[bool | None]:
        LiveBook(book).write([summary_content(plan_frame(6), 4, visits=rows)], "ru")
        whole = book.sheets["Сводка"].tables["cb_notes"].range
        return [whole.sheet.range(f"{row}:{row}").rows.hidden for row in range(whole.row + 1, whole.last_cell.row + 1)]

    def press(detail: str) -> None:
        whole = book.sheets["Сводка"].tables["cb_notes"].range
        getattr(whole.sheet.impl.sheet, detail)(whole.impl.api.getRangeAddress())

    assert hidden(2) == [False] * 2
    assert hidden(6) == [False] * 3 + [True] * 3
    assert hidden(9) == [False] * 3 + [True] * 6
    press("showDetail")
    assert hidden(11) == [False] * 11
    press("hideDetail")
    assert hidden(10) == [False] * 3 + [True] * 7
    assert hidden(3) == [False] * 3
    assert hidden(5) == [False] * 3 + [True] * 2
    assert hidden(4) == [False] * 3 + [True]
    assert hidden(7) == [False] * 3 + [True] * 4
    press("showDetail")
    assert hidden(4) == hidden(4) == [False] * 4
    assert hidden(6) == [False] * 6
    press("hideDetail")
    assert hidden(6) == [False] * 3 + [True] * 3
    book.close()
