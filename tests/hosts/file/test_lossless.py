"""Books authored elsewhere keep everything of theirs, and what we put in opens and calculates in LibreOffice."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

import clientbook
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.write import new_book, write_contents
from tests.hosts.file.small import contents, loaded, rows
from tests.libreoffice import formula_differences, office

AS_OF = datetime(2026, 10, 31)  # noqa: DTZ001  (a cell has no time zone)
GROWING = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
VBA = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)


def rich_book(folder: Path, *, with_register: bool = False) -> bytes:
    """Return a macro book with much of what openpyxl would lose, and a register in it where asked for."""
    macros = folder / "vbaProject.bin"
    macros.write_bytes(VBA)
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_vba_project(str(macros))
        book.set_custom_property("Отдел", "Клиентский")
        sheet = book.add_worksheet("Данные")
        sheet.write_column("A1", range(1, 8))
        sheet.add_sparkline("B1", {"range": "Данные!A1:A7"})
        sheet.conditional_format("A1:A7", {"type": "data_bar", "data_bar_2010": True})
        sheet.insert_image("D1", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
        sheet.insert_textbox("D5", "Привет")
        sheet.insert_button("D9", {"macro": "go", "caption": "Пуск"})
        sheet.insert_checkbox("F9", boolean=True)
        sheet.write_comment("A2", "Примечание")
        sheet.data_validation("C1:C9", {"validate": "list", "source": ["да", "нет"]})
        sheet.write_dynamic_array_formula("H1:H3", "=UNIQUE(A1:A3)", None, 1)
        sheet.write_rich_string("C2", "про", book.add_format({"bold": True}), "сто")
        sheet.write_formula("C3", "=SUM(A1:A7)", None, 28)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Данные!$A$1:$A$7"})
        sheet.insert_chart("J1", chart)
        sheet.add_table("L1:M4", {"name": "Моя", "columns": [{"header": "x"}, {"header": "y"}]})
        book.add_chartsheet("Диаграмма").set_chart(_pie(book))
        if with_register:
            _add_register(book)
    return _with_more(data.getvalue())


def _add_register(book: xlsxwriter.Workbook) -> None:
    """Add the two lists a run needs, as a person would have them: a table at C5 and a plain range."""
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    clients = [[f"{number:03}", f"Клиент {number}", "Кузьмин Кузьма"] for number in range(20)]
    headers = [{"header": header} for header in ("Код клиента", "Клиент", "Менеджер")]
    sheet = book.add_worksheet("Клиенты")
    sheet.write("A1", "Наши клиенты")
    sheet.add_table(4, 2, 4 + len(clients), 4, {"name": "База", "columns": headers, "data": clients})
    sheet = book.add_worksheet("Продажи")
    sheet.write_row(0, 0, ["Дата", "Документ", "Код клиента", "Сумма без НДС"])
    for row in range(1, 301):
        sheet.write_datetime(row, 0, AS_OF - timedelta(days=2 * row), day)
        sheet.write_row(row, 1, [f"{row:05}", f"{row % 20:03}", 100.5 * (row % 7 + 1)])


def _pie(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Данные!$A$1:$A$3"})
    return chart


def _with_more(data: bytes) -> bytes:
    """Return a book with custom XML and a calculation chain, which XlsxWriter does not write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
                part = part.replace(
                    b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="%b"/></Types>' % kind
                )
            if name == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
                link = b'<Relationship Id="rId99" Type="%b" Target="calcChain.xml"/></Relationships>' % kind
                part = part.replace(b"</Relationships>", link)
            new.writestr(name, part)
        chain = (
            '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C3" i="1"/></calcChain>'
        )
        new.writestr("xl/calcChain.xml", chain)
        new.writestr("customXml/item1.xml", "<mine/>")
    return out.getvalue()


def test_every_foreign_part_stays_byte_for_byte(tmp_path: Path) -> None:
    data = rich_book(tmp_path)
    package = Package.from_bytes(data)
    write_contents(package, contents(), "ru")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(package.save_bytes())) as new:
        assert new.testzip() is None
        for name in set(old.namelist()) - GROWING - {"xl/calcChain.xml"}:
            assert new.read(name) == old.read(name), name
        assert "xl/calcChain.xml" not in new.namelist()
        assert b"calcChain" not in new.read("[Content_Types].xml") + new.read("xl/_rels/workbook.xml.rels")
        assert new.read("xl/vbaProject.bin") == VBA
        assert b"macroEnabled" in new.read("[Content_Types].xml")
        assert b'fullCalcOnLoad="1"' in new.read("xl/workbook.xml")


def test_a_second_run_and_a_longer_one_leave_foreign_parts_alone_too(tmp_path: Path) -> None:
    data = rich_book(tmp_path)
    package = Package.from_bytes(data)
    write_contents(package, contents(), "ru")
    first = package.save_bytes()
    again = Package.from_bytes(first)
    write_contents(again, contents(), "ru")
    assert again.save_bytes() == first
    write_contents(again, contents(count=50, managers=9), "ru")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(again.save_bytes())) as new:
        for name in set(old.namelist()) - GROWING - {"xl/calcChain.xml"}:
            assert new.read(name) == old.read(name), name
    assert len(rows(again, "cb_plan")) == 50


def test_a_whole_run_leaves_every_foreign_part_alone(tmp_path: Path) -> None:
    register, out = tmp_path / "Книга отдела.xlsm", tmp_path / "Книга отдела (результат).xlsm"
    register.write_bytes(rich_book(tmp_path, with_register=True))
    before = register.read_bytes()
    result = clientbook.run(register, as_of=AS_OF.date(), out=out)
    assert len(result.segments) == 20
    assert register.read_bytes() == before
    with zipfile.ZipFile(register) as old, zipfile.ZipFile(out) as new:
        foreign = set(old.namelist()) - GROWING - {"xl/calcChain.xml"}
        assert len(foreign) > 15
        assert [name for name in foreign if new.read(name) != old.read(name)] == []


def test_a_prefixed_sheet_of_ours_is_understood() -> None:
    package = new_book(contents(), "ru")
    name = next(n for n in package.names() if n.endswith("sheet1.xml"))
    text = re.sub(r"<(/?)(\w)", r"<\1x:\2", package.read(name).decode())
    text = text.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=", 1)
    package.put(name, text.encode())
    write_contents(package, contents(count=8), "ru")
    assert [row["ID"] for row in rows(package, "cb_plan")] == [f"K-{i}" for i in range(8)]


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsm", ".xlsx"])
def test_libreoffice_opens_it_and_works_out_the_same_values(tmp_path: Path, suffix: str) -> None:
    suite = office(tmp_path)
    if suffix == ".xlsm":
        package = Package.from_bytes(rich_book(tmp_path))
        write_contents(package, contents(count=20), "ru")
    else:
        package = new_book(contents(count=20), "ru")
    path = tmp_path / f"Книга{suffix}"
    path.write_bytes(package.save_bytes())
    worked_out = suite.convert(path, "xlsx")
    differences = [text for text in formula_differences(path, worked_out) if not text.startswith("Данные!H")]
    assert differences == []


@pytest.mark.libreoffice
def test_a_book_saved_by_libreoffice_is_refilled(tmp_path: Path) -> None:
    suite = office(tmp_path)
    path = tmp_path / "Книга.xlsx"
    path.write_bytes(new_book(contents(count=5), "ru").save_bytes())
    package = Package.open(suite.convert(path, "xlsx"))
    write_contents(package, contents(count=12, managers=7), "ru")
    first = package.save_bytes()
    assert [row["ID"] for row in rows(package, "cb_plan")] == [f"K-{i}" for i in range(12)]
    assert loaded(package).sheetnames == ["План контактов", "Сводка"]
    again = Package.from_bytes(first)
    write_contents(again, contents(count=12, managers=7), "ru")
    assert again.save_bytes() == first
    path.write_bytes(first)
    assert formula_differences(path, suite.convert(path, "xlsx")) == []
