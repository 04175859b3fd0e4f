"""A closed book is read where it stands: every value in its own cell, by cells and by columns alike."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table

from clientbook.errors import HostError
from clientbook.hosts.base import Area, CellError, CellValue
from clientbook.hosts.file import reader
from clientbook.hosts.file.addresses import column_letters, column_number, columns_pattern, corners
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.package import Package
from tests.hosts.file.raw_books import parts, raw_book, zipped
from tests.libreoffice import office
from tests.shared import northwind


def by_columns(book: FileBook, area: Area, header_row: int, columns: Sequence[int]) -> list[tuple[Any, ...]]:
    connection = duckdb.connect()
    connection.register("incoming", book.arrow(area, header_row, columns))
    names = ", ".join(f"c{column}" for column in columns)
    rows = connection.execute(f"SELECT {names} FROM incoming").fetchall()  # noqa: S608
    connection.unregister("incoming")
    return rows


@pytest.fixture(params=["whole", "cut"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Read small sheets as a whole, and as if they were too large for that."""
    if request.param == "cut":
        monkeypatch.setattr(reader, "BIG_SHEET", 0)
    yield request.param  # noqa: PT022  (the patch lasts as long as the test)


TEXTS = (
    '<si><t>007</t></si><si><r><t xml:space="preserve">Рога </t></r><r><t>и копыта</t></r><rPh><t>no</t></rPh></si>'
    '<si><t xml:space="preserve"> с краю </t></si><si><t>_x0041__x005F_x0041_</t></si><si><t/></si>'
)
VALUES: list[tuple[str, CellValue]] = [
    ('t="s"><v>0</v>', "007"),
    ('t="s"><v>1</v>', "Рога и копыта"),
    ('t="s"><v>2</v>', " с краю "),
    ('t="s"><v>3</v>', "A_x0041_"),
    ('t="s"><v>4</v>', None),
    ('t="inlineStr"><is><r><t>а</t></r><r><t>б</t></r></is>', "аб"),
    ('t="inlineStr"><is><t>\'=1+1 &lt;&amp; t="e"</t></is>', '\'=1+1 <& t="e"'),
    ('t="str"><f>A1</f><v>итог</v>', "итог"),
    ('t="str"><f>""</f><v></v>', None),
    ("><f>1+1</f><v>2</v>", 2.0),
    ("><f>1+1</f>", None),
    ('t="e"><f>1/0</f><v>#DIV/0!</v>', CellError("#DIV/0!")),
    ('t="e"><v>#N/A</v>', CellError("#N/A")),
    ('t="b"><v>1</v>', True),
    ('t="d"><v>2024-01-05T00:00:00</v>', datetime(2024, 1, 5)),  # noqa: DTZ001
    ("><v>12345678901234567890</v>", 12345678901234567890.0),
    ('s="1"><v>45000.75</v>', datetime(2023, 3, 15, 18)),  # noqa: DTZ001
    ('s="4"><v>45000</v>', datetime(2023, 3, 15)),  # noqa: DTZ001
    ('s="6"><v>45000</v>', 45000.0),
    ('s="2"><v>1.5</v>', 1.5),
    ('s="3"><v>0.5</v>', 0.5),
    ('s="5">', None),
]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("addressed", [True, False])
def test_every_kind_of_cell_is_read_as_what_it_is(tmp_path: Path, way: str, prefix: str, addressed: bool) -> None:  # noqa: ARG001, FBT001
    def tagged(xml: str) -> str:
        return xml.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")

    cells = "".join(
        f'<c r="{column_letters(i)}3" {xml}</c>' if addressed else f"<c {xml}</c>"
        for i, (xml, _) in enumerate(VALUES, 1)
    )
    row = '<row r="3">' if addressed else "<row/><row/><row>"
    path = raw_book(tmp_path, tagged(f"{row}{cells}</row>"), texts=tagged(TEXTS), prefix=prefix)
    book = FileBook.open(path)
    area = Area("S", "", 2, 1, 4, len(VALUES) + 1)
    expected = [value for _, value in VALUES]
    assert book.cells(area) == [[None] * (len(VALUES) + 1), [*expected, None], [None] * (len(VALUES) + 1)]
    assert book.odd_cells("S", [3, 9], [13, 2]) == [[expected[12], expected[1]], [None, None]]
    assert book.formulas(area)[1] == [*("<f>" in xml for xml, _ in VALUES), False]
    last = max(i for i, (xml, value) in enumerate(VALUES, 1) if value is not None or 't="s' in xml)
    assert book.areas() == [Area("S", "", 3, 1, 3, last)]


def test_dates_count_from_1904_where_the_book_does(tmp_path: Path) -> None:
    path = raw_book(tmp_path, '<row r="1"><c r="A1" s="1"><v>34380</v></c></row>', date1904=True)
    book = FileBook.open(path)
    assert book.date1904
    area = Area("S", "", 1, 1, 1, 1)
    assert book.cells(area) == [[datetime(1998, 2, 16)]]  # noqa: DTZ001
    assert by_columns(book, area, 0, [1]) == [(datetime(1998, 2, 16),)]  # noqa: DTZ001


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_number_that_no_day_can_be_is_read_as_the_number_whatever_its_format(
    tmp_path: Path,
    way: str,  # noqa: ARG001
    prefix: str,
) -> None:
    written = [("1", "-1000000000000"), ("2", "7707083893"), ("1", "1E+308"), ("1", "45000")]  # 1: a day, 2: hours
    cells = "".join(
        f'<{prefix}c r="{column_letters(i)}1" s="{style}"><{prefix}v>{text}</{prefix}v></{prefix}c>'
        for i, (style, text) in enumerate(written, 1)
    )
    path = raw_book(tmp_path, f'<{prefix}row r="1">{cells}</{prefix}row>', prefix=prefix)
    expected = [-1e12, 7707083893.0, 1e308, datetime(2023, 3, 15)]  # noqa: DTZ001
    book, area = FileBook.open(path), Area("S", "", 1, 1, 1, 4)
    assert book.cells(area) == [expected]
    assert by_columns(book, area, 0, [1, 4]) == [(expected[0], expected[3])]


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(f"""<c r="{at}"><v>{number}</v></c>""" for at in cells)}</row>'


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (row(1, "A1") + row(1048576, "XFD1048576"), "sheet_sparse"),
        (row(1, "A1") + row(1048577, "A1048577"), "sheet_unreadable"),
        (row(1, "A1") + row(99999999999, "A99999999999"), "sheet_unreadable"),
        (row(1, "A1") + row(3, "A3") + row(2, "A2"), "sheet_unreadable"),
        (row(1, "A1") + row(2, "A2") + row(2, "A2"), "sheet_unreadable"),
    ],
)
def test_a_sheet_of_which_cells_would_be_lost_or_take_all_memory_is_refused(
    tmp_path: Path, rows: str, key: str
) -> None:
    with pytest.raises(HostError) as caught:
        FileBook.open(raw_book(tmp_path, rows)).areas()
    assert caught.value.key == f"error.{key}"
    assert "«S»" in caught.value.say("ru")


@pytest.mark.parametrize("addressed", [True, False])
def test_formulas_without_a_result_are_known(tmp_path: Path, *, addressed: bool) -> None:
    cells = ["><f>1+1</f>", "><f>1+1</f><v/>", "><f>1+1</f><v>2</v>", 't="str"><f>""</f><v></v>', "><v>5</v>"]
    written = (
        f'<c {f"""r="{column_letters(n)}1" """ if addressed else ""}{cell}</c>' for n, cell in enumerate(cells, 1)
    )
    book = FileBook.open(raw_book(tmp_path, f'<row r="1">{"".join(written)}</row>'))
    assert book.unworked("S") == {(1, 1), (1, 2)}


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("addressed", [True, False])
def test_cells_merged_over_rows_are_known_and_none_twice(tmp_path: Path, prefix: str, *, addressed: bool) -> None:
    filled = "".join(
        f'<{prefix}row r="{n}"><{prefix}c {f"""r="A{n}" """ if addressed else ""}><{prefix}v>1</{prefix}v></{prefix}c></{prefix}row>'
        for n in range(1, 10)
    )
    spans = ["C2:C4", "A2:B3", "A1:D1", "C4:C6", "A6:A1048576", "B5", "C7:C8"]
    tail = f'<{prefix}mergeCells count="9">{"".join(f"""<{prefix}mergeCell ref="{span}"/>""" for span in spans)}</{prefix}mergeCells>'
    book = FileBook.open(raw_book(tmp_path, filled, prefix=prefix, tail=tail))
    rows = Area("S", "", 2, 1, 9, 4)
    assert book.merged(rows, [1, 2, 3]) == [(1, 2, 3), (1, 6, 9), (3, 2, 4), (3, 7, 8)]
    assert book.merged(rows, [3]) == [(3, 2, 4), (3, 7, 8)]


def test_the_index_knows_tables_hidden_sheets_and_chart_sheets(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Пустой")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Пустой!$C$6:$C$7"})
        made.add_chartsheet("График").set_chart(chart)
        hidden = made.add_worksheet("Скрытый")
        hidden.hide()
        hidden.write("B2", "x")
        sheet = made.add_worksheet("Клиенты & Ко")
        header = [{"header": "Код"}, {"header": "УГД", "total_function": "sum"}]
        sheet.add_table("C5:D8", {"name": "cb_clients", "columns": header, "data": [["007", 1]], "total_row": True})
        sheet.add_table("F5:G6", {"header_row": False, "data": [[1, 2]]})
        made.define_name("cb_as_of", "='Клиенты & Ко'!$A$1")
    book = FileBook.open(path)
    assert book.sheets() == ["Пустой", "Скрытый", "Клиенты & Ко"]
    assert book.areas() == [
        Area("Клиенты & Ко", "cb_clients", 5, 3, 8, 4, totals=1),
        Area("Скрытый", "", 2, 2, 2, 2),
        Area("Клиенты & Ко", "", 5, 3, 8, 7),
    ]
    assert book.cells(Area("Клиенты & Ко", "", 5, 2, 6, 4)) == [[None, "Код", "УГД"], [None, "007", 1.0]]
    assert [(n.name, n.text, n.sheet) for n in book.reader.index.names] == [("cb_as_of", "'Клиенты & Ко'!$A$1", None)]


def test_a_book_that_claims_billions_of_shared_texts_is_read(tmp_path: Path) -> None:
    made = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', texts="<si><t>Код</t></si>")
    made["xl/sharedStrings.xml"] = made["xl/sharedStrings.xml"].replace("<sst ", '<sst uniqueCount="4000000000" ')
    (tmp_path / "book.xlsx").write_bytes(zipped(made))
    assert FileBook.open(tmp_path / "book.xlsx").cells(Area("S", "", 1, 1, 1, 1)) == [["Код"]]


def test_a_book_whose_parts_are_in_utf_16_is_read(tmp_path: Path) -> None:
    made = parts('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2.5</v></c></row>', texts="<si><t>Код</t></si>")
    (tmp_path / "book.xlsx").write_bytes(zipped({name: text.encode("utf-16") for name, text in made.items()}))
    assert FileBook.open(tmp_path / "book.xlsx").cells(Area("S", "", 1, 1, 1, 2)) == [["Код", 2.5]]


def test_merged_cells_give_their_value_once(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["B2"] = "Отчёт"
    sheet.merge_cells("B2:D3")
    sheet["B4"] = date(2024, 5, 6)
    made.save(tmp_path / "book.xlsx")
    book = FileBook.open(tmp_path / "book.xlsx")
    assert book.cells(Area("Sheet", "", 2, 2, 4, 4)) == [
        ["Отчёт", None, None],
        [None, None, None],
        [datetime(2024, 5, 6), None, None],  # noqa: DTZ001
    ]


def sales(path: Path, rows: int, top: int, left: int, *, blanks: bool) -> Area:
    """Write a sales table with blank rows inside, styled blank cells around it and blank rows at its end."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for offset, header in enumerate(("Дата", "Код", "Сумма", "Пусто")):
        sheet.cell(top, left + offset, header)
    for number in range(1, rows + 1):
        if blanks and number % 7 == 0:
            continue
        sheet.cell(top + number, left, datetime(2024, 1, 1 + number % 28))  # noqa: DTZ001
        sheet.cell(top + number, left + 1, f"{number:05d}")
        sheet.cell(top + number, left + 2, "1 234,50" if number == rows - 1 else number + 0.25)
    sheet.cell(1, 1).number_format = "0.00"
    sheet.cell(top + rows + 9, left + 6).number_format = "0.00"
    bottom = top + rows + 5
    ref = f"{column_letters(left)}{top}:{column_letters(left + 3)}{bottom}"
    sheet.add_table(Table(displayName="cb_sales", ref=ref))
    made.save(path)
    return Area("Sheet", "cb_sales", top, left, bottom, left + 3)


@pytest.mark.parametrize(("top", "left"), [(1, 1), (5, 3), (40, 26), (2, 703)])
@pytest.mark.parametrize("blanks", [False, True])
def test_columns_stand_beside_their_rows_wherever_the_table_starts(
    tmp_path: Path,
    top: int,
    left: int,
    blanks: bool,  # noqa: FBT001
) -> None:
    area = sales(tmp_path / "book.xlsx", 60, top, left, blanks=blanks)
    book = FileBook.open(tmp_path / "book.xlsx")
    assert book.areas()[0] == area
    columns = [left, left + 1, left + 2, left + 3, left + 8]
    expected = book.cells(Area("Sheet", "", top + 1, left, area.bottom, left + 8))
    found = by_columns(book, area, top, columns)
    assert len(found) == len(expected) == area.bottom - top
    for row, cells in zip(found, expected, strict=True):
        assert row[:2] == tuple(cells[:2])
        # A column of figures with one text in its last row comes as text, and the text is there.
        assert row[2] == (str(cells[2]) if isinstance(cells[2], float) else cells[2])
        assert row[3:] == (None, None)


def test_columns_come_in_the_order_asked_for_and_stop_at_the_last_row(tmp_path: Path) -> None:
    area = sales(tmp_path / "book.xlsx", 20, 5, 3, blanks=False)
    book = FileBook.open(tmp_path / "book.xlsx")
    short = Area("Sheet", "", 5, 3, 8, 6)
    assert by_columns(book, short, 5, [4]) == [("00001",), ("00002",), ("00003",)]
    stream = book.arrow(Area("Sheet", "", 5, 3, 25, 6), 5, [4, 3])
    connection = duckdb.connect()
    connection.register("incoming", stream)
    assert [row[0] for row in connection.execute("DESCRIBE incoming").fetchall()] == ["c4", "c3"]
    assert by_columns(book, area, 300, [3, 4]) == []
    assert by_columns(book, Area("Sheet", "", 50, 3, 52, 4), 50, [3]) == [(None,), (None,)]


CELL = st.sampled_from(
    (
        "",
        "<c r='{}'/>",
        '<c r="{}"/>',
        '<c r="{}" s="5"/>',
        '<c r="{}"></c>',
        '<c r="{}" s="5"><v>{n}</v></c>',
        '<c r="{}" t="inlineStr"><is><t>т{n}</t></is></c>',
        '<c t="str" r="{}"><v>т{n}</v></c>',
        '<c r="{}"><v/></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
        '<c r="{}" t="str"><f>""</f><v></v></c>',
        '<c r="{}"><f>1</f></c>',
    )
)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
    top=st.sampled_from([1, 4]),
    left=st.sampled_from([1, 3, 25]),
    spread=st.sampled_from([1, 2]),
)
def test_no_layout_of_blank_cells_moves_a_value(cells: list[list[str]], top: int, left: int, spread: int) -> None:
    """Whole, cut out and by columns: the same value in the same place, however the readers trim the sheet."""
    rows, number = "", 0
    for offset, line in enumerate(cells):
        row = top + offset * spread
        made = ""
        for column, cell in enumerate(line, left):
            number += 1
            made += cell.replace("{}", f"{column_letters(column)}{row}").replace("{n}", str(number))
        rows += f'<row r="{row}">{made}</row>'
    data = zipped(parts(rows))
    book = FileBook(Package.from_bytes(data), Path("book.xlsx"))
    bottom = top + len(cells) * spread
    area = Area("S", "", 1, 1, bottom, left + 4)
    whole = book.cells(area)
    used = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["S"]
    for row, values in enumerate(whole, 1):
        for column, value in enumerate(values, 1):
            plain = str(value) if isinstance(value, CellError) else value
            assert plain == (used.cell(row, column).value or None), (row, column)
    numbers = range(1, bottom + 1)
    cut = FileBook(Package.from_bytes(data), Path("book.xlsx"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "BIG_SHEET", 0)
        assert cut.cells(area) == whole
        assert cut.odd_cells("S", numbers, range(1, left + 5)) == whole
    columns = by_columns(book, area, 0, range(1, left + 5))
    for arrow, values in zip(columns, whole, strict=True):
        assert [_as_text(v) for v in arrow] == [_as_text(None if isinstance(v, CellError) else v) for v in values]


def _as_text(value: object) -> str:
    """Return a value as a mixed column gives it: as text; an empty text is nothing."""
    text = "" if value is None else str(value)
    return text.removesuffix(".0")


def test_rows_of_a_real_register_are_the_same_by_cells_and_by_columns() -> None:
    book = FileBook.open(northwind())
    area = next(area for area in book.areas() if area.sheet == "Продажи")
    columns = range(area.left, area.right + 1)
    below = Area(area.sheet, "", area.top + 1, area.left, area.bottom, area.right)
    assert by_columns(book, area, area.top, columns) == [tuple(line) for line in book.cells(below)]


@pytest.mark.libreoffice
def test_a_book_saved_by_libreoffice_is_read_alike(tmp_path: Path) -> None:
    calc = office(tmp_path / "office")
    area = sales(tmp_path / "book.xlsx", 30, 5, 3, blanks=True)
    saved_anew = calc.convert(tmp_path / "book.xlsx", "xlsx")
    first, second = FileBook.open(tmp_path / "book.xlsx"), FileBook.open(saved_anew)
    assert second.cells(area) == first.cells(area)
    assert by_columns(second, area, 5, [3, 4, 5]) == by_columns(first, area, 5, [3, 4, 5])


def test_nothing_is_said_on_the_way(tmp_path: Path) -> None:
    """Readers that warn about mixed columns or leaks would spoil what the command line prints."""
    area = sales(tmp_path / "book.xlsx", 30, 5, 3, blanks=True)
    code = (
        "import sys, duckdb; from pathlib import Path; from clientbook.hosts.file.book import FileBook\n"
        "book = FileBook.open(Path(sys.argv[1])); area = book.areas()[0]\n"
        "stream = book.arrow(area, area.top, [3, 4, 5, 6]); connection = duckdb.connect()\n"
        "connection.register('incoming', stream)\n"
        "connection.execute('CREATE TABLE raw AS SELECT * FROM incoming'); connection.unregister('incoming')\n"
        "print(connection.execute('SELECT count(*) FROM raw').fetchone()[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "book.xlsx")],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == (f"{area.bottom - area.top}\n", "")


def test_addresses() -> None:
    assert (column_number("A"), column_number("xfd"), column_letters(703)) == (1, 16384, "AAA")
    assert corners("$C$5:K20") == (5, 3, 20, 11)
    assert columns_pattern(3, 28) == "[C-Z]|A[A-B]"


def test_a_large_sheet_comes_in_blocks_with_every_row_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.xlsx"
    count = 40_000
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write_row(2, 1, ["Код", "Сумма", "Пусто"])
        for number in range(3, count):
            if number % 97:
                sheet.write_row(number, 1, [f"К-{number * 7919 % 100_003}", number / 4 if number != 30_011 else "шт"])
    book = FileBook.open(path)
    area = Area("S", "", 3, 2, count + 5, 4)
    whole = by_columns(book, area, 3, [2, 3, 4])
    monkeypatch.setattr(reader, "WHOLE", 0)
    monkeypatch.setattr(reader, "BLOCK", 1 << 20)
    connection = duckdb.connect()
    rows: list[tuple[Any, ...]] = []
    kinds: list[str] = []
    for block in book.arrow_blocks(area, 3, [2, 3, 4]):
        connection.register("incoming", block)
        found = connection.execute("SELECT c2, c3, nullif(c4, ''), typeof(c3) FROM incoming").fetchall()
        connection.unregister("incoming")
        rows += [row[:3] for row in found]
        kinds.append(found[0][3])
    assert kinds.count("DOUBLE") > 1
    assert kinds.count("VARCHAR") == 1
    assert [(code, blank) for code, _, blank in rows] == [(code, blank) for code, _, blank in whole]
    figures = [figure if figure in {None, "шт"} else float(figure) for _, figure, _ in rows]
    assert figures == [figure if figure in {None, "шт"} else float(figure) for _, figure, _ in whole]
