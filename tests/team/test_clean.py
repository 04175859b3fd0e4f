"""What nobody sees on the sheets of a workbook is told and taken out; what one sees stays."""

from __future__ import annotations

import zipfile
from html import unescape
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from clientbook.errors import HostError
from clientbook.hosts.file.package import Package, xml_root
from clientbook.run import clean
from clientbook.ui.cli import call
from tests.libreoffice import office

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HIDDEN_WORD = "Тайна"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a workbook with a secret in every place that a workbook has for one besides its visible cells."""
    path = tmp_path / "Книга.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet, hidden, deep = (made.add_worksheet(name) for name in ("Итоги", "Черновик", "Глубоко"))
        sheet.write_row(0, 0, ["Товар", "Сумма"])
        sheet.write_row(1, 0, ["Кабель", 120])
        sheet.write_formula("B3", "=B2*2", None, 240)
        sheet.write_formula("B4", "=Черновик!A2+1", None, 8)
        sheet.write_formula("B5", "='C:\\Тайна\\[1]Лист'!A1", None, 15)
        sheet.write_comment("A2", f"{HIDDEN_WORD}: звонить +7 900 123-45-67", {"author": HIDDEN_WORD})
        sheet.set_column("F:F", 10, None, {"hidden": True})
        sheet.set_footer(f"&L&Z {HIDDEN_WORD}")
        sheet.insert_textbox("H2", "видимая надпись")
        hidden.write_column("A1", [HIDDEN_WORD, 7])
        hidden.hide()
        deep.write("A1", HIDDEN_WORD)
        deep.very_hidden()
        made.define_name("Ставка", "=Итоги!$B$2")
        made.set_properties(
            {"author": HIDDEN_WORD, "company": HIDDEN_WORD, "manager": HIDDEN_WORD, "title": HIDDEN_WORD}
        )
        made.set_custom_property("Клиент", HIDDEN_WORD)
    package = Package.open(path)
    _plant(package)
    path.write_bytes(package.save_bytes())
    return path


LINKED = (
    f"<externalLink xmlns='{MAIN}' xmlns:r='{OFFICE}'><externalBook r:id='rId1'><sheetNames><sheetName val='{HIDDEN_WORD}'/>"
    f"</sheetNames><sheetDataSet><sheetData sheetId='0'><row r='1'><cell r='A1' t='str'><v>{HIDDEN_WORD}</v></cell></row>"
    f"</sheetData></sheetDataSet></externalBook></externalLink>"
)
"""What Excel keeps of another book: where it lies and the values last seen in it."""


def _plant(package: Package) -> None:
    for source, kind, name in (
        ("xl/workbook.xml", "externalLink", "xl/externalLinks/externalLink1.xml"),
        ("xl/workbook.xml", "connections", "xl/connections.xml"),
        ("xl/workbook.xml", "pivotCacheDefinition", "xl/pivotCache/pivotCacheDefinition1.xml"),
        ("xl/workbook.xml", "customXml", "customXml/item1.xml"),
        ("xl/workbook.xml", "revisionHeaders", "xl/revisions/revisionHeaders.xml"),
        (SHEET, "pivotTable", "xl/pivotTables/pivotTable1.xml"),
        (SHEET, "printerSettings", "xl/printerSettings/printerSettings1.bin"),
        (SHEET, "oleObject", "xl/embeddings/oleObject1.bin"),
    ):
        package.add_part(name, f"<a xmlns='{MAIN}'>{HIDDEN_WORD}</a>".encode(), "application/xml")
        package.relate(source, f"{OFFICE}/{kind}", name)
    package.put("xl/externalLinks/externalLink1.xml", LINKED.encode())
    paths = "xl/externalLinks/paths.xml"
    package.add_part(paths, f"<a>{HIDDEN_WORD}</a>".encode(), "application/xml")
    package.relate("xl/externalLinks/externalLink1.xml", f"{OFFICE}/externalLinkPath", paths)
    records = "xl/pivotCache/pivotCacheRecords1.xml"
    package.add_part(records, f"<a xmlns='{MAIN}'>{HIDDEN_WORD}</a>".encode(), "application/xml")
    package.relate("xl/pivotCache/pivotCacheDefinition1.xml", f"{OFFICE}/pivotCacheRecords", records)
    package.add_part("xl/media/orphan.xml", f"<a>{HIDDEN_WORD}</a>".encode(), "application/xml")
    ids = {r.type.rpartition("/")[2]: r.id for r in package.relationships("xl/workbook.xml")}
    own = {r.type.rpartition("/")[2]: r.id for r in package.relationships(SHEET)}
    workbook, sheet = package.read("xl/workbook.xml").decode(), package.read(SHEET).decode()
    names = f'<definedName name="Скрыто" hidden="1">"{HIDDEN_WORD}"</definedName><definedName name="Чужое">[1]{HIDDEN_WORD}!$A$1</definedName>'
    path = f'<x15ac:absPath xmlns:x15ac="urn:x15ac" url="C:\\{HIDDEN_WORD}\\"/>'
    workbook = workbook.replace("<bookViews>", f"<fileSharing userName='{HIDDEN_WORD}'/>{path}<bookViews>").replace(
        "<definedNames>",
        f'<externalReferences><externalReference r:id="{ids["externalLink"]}"/></externalReferences><definedNames>{names}',
    )
    caches = f'<pivotCaches><pivotCache cacheId="1" r:id="{ids["pivotCacheDefinition"]}"/></pivotCaches></workbook>'
    package.put("xl/workbook.xml", workbook.replace("</workbook>", caches).encode())
    setup = f'<pageSetup paperSize="9" r:id="{own["printerSettings"]}"/><headerFooter>'
    ole = f'<oleObjects><oleObject progId="Package" shapeId="1" r:id="{own["oleObject"]}"/></oleObjects></worksheet>'
    package.put(SHEET, sheet.replace("<headerFooter>", setup).replace("</worksheet>", ole).encode())


def _unpacked(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        return "\n".join(
            [*parts.namelist(), *(unescape(parts.read(n).decode("utf-8", "replace")) for n in parts.namelist())]
        )


def test_everything_that_does_not_show_is_told_and_only_hidden_sheets_and_the_footer_are_left(book: Path) -> None:
    before = book.read_bytes()
    done = clean(book)
    assert {finding.what for finding in done.found if finding.removed} == {
        *("comments_contacts", "links", "connections", "pivots", "custom_xml", "revisions", "printers", "embedded"),
        *("orphans", "properties", "names_outside", "names_hidden", "formulas_outside", "folder", "reserved"),
    }
    assert {(finding.place, finding.what) for finding in done.found if not finding.removed} == {
        ("Черновик", "hidden_sheet"),
        ("Глубоко", "very_hidden_sheet"),
        ("Итоги", "hidden_columns"),
        ("Итоги", "page"),
    }
    assert book.read_bytes() == before
    assert done.path == book.with_name("Книга (очищено).xlsx")
    again = clean(done.path)
    assert again.path is None
    assert not any(finding.removed for finding in again.found)


def test_each_thing_is_told_once_however_many_parts_it_has(book: Path) -> None:
    found = [(finding.place, finding.what, finding.detail) for finding in clean(book).found]
    assert [one for one in found if one[1] == "links"] == [("", "links", "1")]
    assert [one for one in found if one[1] == "pivots"] == [("", "pivots", "1"), ("Итоги", "pivots", "1")]
    assert [one[2] for one in found if one[1] == "properties"] == [
        "Клиент, title, creator, lastModifiedBy, Manager, Company"
    ]


def test_a_name_that_only_holds_a_text_is_told_and_one_a_formula_uses_is_not(tmp_path: Path) -> None:
    path = tmp_path / "Книга.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Итоги")
        sheet.write_formula("A1", '="скидка "&Своя', None, "скидка 5")
        made.define_name("Своя", '="5"')
        made.define_name("Забытая", '="Тайна"')
    assert [(one.what, one.detail, one.removed) for one in clean(path).found] == [("names_text", "Забытая", False)]


def test_no_secret_is_in_the_bytes_of_a_copy_without_hidden_sheets_but_in_its_footer(
    book: Path, tmp_path: Path
) -> None:
    path = clean(book, out=tmp_path / "чисто.xlsx", drop_hidden=True).path
    assert path is not None
    text = _unpacked(path)
    assert text.count(HIDDEN_WORD) == 1
    assert f"&L&Z {HIDDEN_WORD}" in text
    package = Package.open(path)
    for name in ["", *package.names()]:
        for relationship in package.relationships(name) if not name.endswith(".rels") else ():
            assert relationship.external or relationship.target in package, (name, relationship)


def test_visible_cells_names_and_formulas_stay_and_the_copy_opens(book: Path, tmp_path: Path) -> None:
    path = clean(book, drop_hidden=True).path
    assert path is not None
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert formulas.sheetnames == ["Итоги"]
    assert [row[:2] for row in values["Итоги"].iter_rows(max_row=5, values_only=True)] == [
        ("Товар", "Сумма"),
        ("Кабель", 120),
        (None, 240),
        (None, 8),
        (None, 15),
    ]
    assert formulas["Итоги"]["B3"].value == "=B2*2"
    assert not str(formulas["Итоги"]["B4"].value).startswith("=")
    assert formulas.defined_names["Ставка"].attr_text == "Итоги!$B$2"
    assert "видимая надпись" in _unpacked(path)
    opened = openpyxl.load_workbook(office(tmp_path).convert(path, "xlsx"), data_only=True)
    assert opened["Итоги"]["B3"].value == 240
    assert opened["Итоги"]["B4"].value == 8


def test_a_formula_that_reads_a_hidden_sheet_with_marks_in_its_name_becomes_its_value(tmp_path: Path) -> None:
    path = tmp_path / "Книга.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet, hidden = made.add_worksheet("Итоги"), made.add_worksheet("Цены & 'скидки' 1")
        sheet.write_formula("A1", "='Цены & ''скидки'' 1'!A1*2", None, 14)
        hidden.write("A1", 7)
        hidden.hide()
    done = clean(path, drop_hidden=True)
    assert done.path is not None
    assert openpyxl.load_workbook(done.path)["Итоги"]["A1"].value == 14


def test_without_asking_a_formula_still_reads_its_hidden_sheet(book: Path) -> None:
    path = clean(book).path
    assert path is not None
    kept = openpyxl.load_workbook(path)
    assert kept.sheetnames == ["Итоги", "Черновик", "Глубоко"]
    assert kept["Итоги"]["B4"].value == "=Черновик!A2+1"


def test_a_plain_workbook_has_nothing_to_take_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Просто.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Лист").write("A1", "слово")
    assert call(["clean", str(path)], "ru") == 0
    assert "Лишнего не найдено" in capsys.readouterr().out
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_the_command_tells_place_thing_and_what_was_done(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["clean", str(book)], "ru") == 1
    said = capsys.readouterr().out
    assert "Лист «Черновик»: скрытый лист — оставлено" in said
    assert "Лист «Итоги»: примечания, среди них с телефоном или почтой: 1 — убрано" in said
    assert "--drop-hidden" in said
    assert "Книга: свойства файла: Клиент, название, автор, кто сохранил, руководитель, организация — убрано" in said
    assert call(["clean", str(book), "-o", str(book)], "ru") == 2


def test_parts_that_were_not_touched_are_the_very_bytes_that_came_in(book: Path) -> None:
    path = clean(book).path
    assert path is not None
    before, after = Package.open(book), Package.open(path)
    for name in ("xl/styles.xml", "xl/theme/theme1.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet2.xml"):
        assert before.read(name) == after.read(name)
    for name in after.names():
        if name.endswith((".xml", ".rels")):
            xml_root(after.read(name), name)
    with pytest.raises(HostError):
        clean(book, out=book)
