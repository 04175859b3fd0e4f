"""A package is edited part by part: what is not touched goes out as it came in."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from clientbook.errors import HostError
from clientbook.hosts.file.package import Package
from tests.hosts.file.raw_books import parts, zipped

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f0005fe02fea1"
    "35812f0000000049454e44ae426082"
)


def rich_book() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Данные")
        sheet.write_column(0, 0, [1, 2, 3])
        sheet.insert_image(5, 5, "x.png", {"image_data": io.BytesIO(PNG)})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Данные!$A$1:$A$3"})
        sheet.insert_chart(8, 1, chart)
        sheet.write_comment("A1", "примечание")
        line = book.add_chart({"type": "line"})
        line.add_series({"values": "=Данные!$A$1:$A$3"})
        book.add_chartsheet("График").set_chart(line)
    return buffer.getvalue()


def stored_bytes(data: bytes) -> dict[str, bytes]:
    """Return name → bytes as they stand in the file, compressed."""
    found = {}
    for info in zipfile.ZipFile(io.BytesIO(data)).infolist():
        lengths = struct.unpack_from("<2H", data, info.header_offset + 26)
        start = info.header_offset + 30 + sum(lengths)
        found[info.filename] = data[start : start + info.compress_size]
    return found


def test_untouched_parts_go_out_with_the_very_bytes_they_came_in_with() -> None:
    data = rich_book()
    package = Package.from_bytes(data)
    package.put("xl/workbook.xml", package.read("xl/workbook.xml") + b"<!-- ours -->")
    saved = package.save_bytes()
    before, after = stored_bytes(data), stored_bytes(saved)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"xl/workbook.xml"}
    assert zipfile.ZipFile(io.BytesIO(saved)).testzip() is None


def test_same_content_gives_the_same_file_whatever_happened_in_between() -> None:
    package = Package.from_bytes(Package.from_bytes(rich_book()).save_bytes())
    first = package.save_bytes()
    styles = package.read("xl/styles.xml")
    package.put("xl/styles.xml", b"<other/>")
    assert package.save_bytes() != first
    package.put("xl/styles.xml", styles)
    package.add_part("xl/worksheets/sheet9.xml", b"<a/>", WORKSHEET)
    package.drop("xl/worksheets/sheet9.xml")
    assert package.save_bytes() == first
    assert Package.from_bytes(first).save_bytes() == first


def test_a_new_sheet_only_adds_to_workbook_relationships_and_content_types() -> None:
    package = Package.from_bytes(rich_book())
    types, rels = package.read("[Content_Types].xml"), package.read("xl/_rels/workbook.xml.rels")
    name = package.free_name("xl/worksheets/sheet{}.xml")
    assert name == "xl/worksheets/sheet2.xml"
    package.add_part(name, b"<worksheet/>", WORKSHEET)
    new = package.relate("xl/workbook.xml", f"{OFFICE}/worksheet", name)
    assert package.relate("xl/workbook.xml", f"{OFFICE}/worksheet", name) == new
    override = f'<Override PartName="/{name}" ContentType="{WORKSHEET}"/>'.encode()
    assert package.read("[Content_Types].xml").replace(override, b"") == types
    package.unrelate("xl/workbook.xml", new)
    assert package.read("xl/_rels/workbook.xml.rels") == rels
    assert package.relationships(name) == []
    assert package.relate(name, f"{OFFICE}/table", "xl/tables/table1.xml") == "rId1"
    assert package.relationships(name)[0].target == "xl/tables/table1.xml"


def test_relationships_are_read_whatever_their_spelling() -> None:
    relationships = (
        '<?xml version="1.0"?><!-- <Relationship Id="rId9"/> --><p:Relationships xmlns:p='
        '"http://schemas.openxmlformats.org/package/2006/relationships">'
        "<p:Relationship Target='/XL/Worksheets/sheet1.xml' Id='a' Type='t'></p:Relationship>"
        '<p:Relationship Id="b" Type="h" Target="https://example.com/?a=1&amp;b=&quot;>2" TargetMode="External"/>'
        "</p:Relationships>"
    )
    package = Package.from_bytes(zipped({**parts(""), "xl/_rels/workbook.xml.rels": relationships}))
    assert [(r.id, r.target) for r in package.relationships("xl/workbook.xml")] == [
        ("a", "xl/worksheets/sheet1.xml"),
        ("b", 'https://example.com/?a=1&b=">2'),
    ]
    package.relate("xl/workbook.xml", "n", "xl/styles.xml")
    assert package.relationships("xl/workbook.xml")[-1].target == "xl/styles.xml"
    package.unrelate("xl/workbook.xml", "a")
    assert [r.id for r in package.relationships("xl/workbook.xml")] == ["b", "rId1"]


@pytest.mark.parametrize("stored", ["лист 1.xml", "%D0%BB%D0%B8%D1%81%D1%82%201.xml"])
def test_a_part_is_found_whether_its_name_is_stored_percent_encoded_or_not(stored: str) -> None:
    made = parts("")
    made[f"xl/{stored}"] = made.pop("xl/worksheets/sheet1.xml")
    relationships = made["xl/_rels/workbook.xml.rels"]
    made["xl/_rels/workbook.xml.rels"] = relationships.replace(
        "worksheets/sheet1.xml", "%D0%BB%D0%B8%D1%81%D1%82%201.xml"
    )
    assert Package.from_bytes(zipped(made)).relationships("xl/workbook.xml")[0].target == f"xl/{stored}"


def test_relationships_of_a_strict_book_have_the_names_of_any_other() -> None:
    made = parts("")
    strict = made["xl/_rels/workbook.xml.rels"].replace(
        OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
    )
    package = Package.from_bytes(zipped({**made, "xl/_rels/workbook.xml.rels": strict}))
    assert package.relationships("xl/workbook.xml") == Package.from_bytes(zipped(made)).relationships("xl/workbook.xml")


def test_an_empty_relationships_part_grows() -> None:
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    package = Package.from_bytes(zipped({**parts(""), "xl/worksheets/_rels/sheet1.xml.rels": empty}))
    assert package.relate("xl/worksheets/sheet1.xml", "t", "xl/tables/table1.xml") == "rId1"
    assert package.relationships("xl/worksheets/sheet1.xml")[0].target == "xl/tables/table1.xml"


def test_archives_of_other_makers_are_read_and_written_plainly() -> None:
    """Streamed entries (sizes after the data), zip64 fields, stored entries, names in Russian."""
    buffer = io.BytesIO()

    class Stream:
        """What can only be written to, such as a socket."""

        write = staticmethod(buffer.write)
        flush = staticmethod(buffer.flush)

    with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        with archive.open("xl/big.xml", "w", force_zip64=True) as file:
            file.write(b"<big/>" * 1000)
        archive.writestr("xl/stored.bin", b"\x00\x01", zipfile.ZIP_STORED)
        archive.writestr("xl/лист.xml", "текст")
    package = Package.from_bytes(buffer.getvalue())
    again = zipfile.ZipFile(io.BytesIO(package.save_bytes()))
    assert again.testzip() is None
    assert again.namelist() == ["xl/big.xml", "xl/stored.bin", "xl/лист.xml"]
    assert again.read("xl/big.xml") == package.read("xl/big.xml") == b"<big/>" * 1000
    assert again.read("xl/лист.xml").decode() == "текст"


def test_a_book_edited_by_parts_opens_in_openpyxl(tmp_path: Path) -> None:
    package = Package.from_bytes(rich_book())
    sheet = package.read("xl/worksheets/sheet1.xml").replace(b"<v>3</v>", b"<v>33</v>")
    package.put("xl/worksheets/sheet1.xml", sheet)
    package.save_to(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.worksheets[0]["A3"].value == 33
    assert len(book.chartsheets) == 1


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-zа-я]{1,8})?\.xml", fullmatch=True), st.binary(max_size=2000)))
def test_any_content_comes_back(contents: dict[str, bytes]) -> None:
    package = Package([])
    for name, data in contents.items():
        package.put(name, data)
    saved = package.save_bytes()
    archive = zipfile.ZipFile(io.BytesIO(saved))
    assert {name: archive.read(name) for name in archive.namelist()} == contents
    again = Package.from_bytes(saved)
    assert {name: again.read(name) for name in again.names()} == contents
    assert {info.date_time for info in archive.infolist()} <= {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("declared", [10, 5_999, 6_001])
def test_a_lie_about_the_size_of_a_part_is_refused(declared: int) -> None:
    data = bytearray(zipped({"xl/a.xml": b"<a/>  " * 1000}))
    place = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, place + 24, declared)
    with pytest.raises(HostError):
        Package.from_bytes(bytes(data)).read("xl/a.xml")


def test_a_flipped_bit_in_a_part_is_noticed() -> None:
    data = bytearray(rich_book())
    place = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/styles.xml").header_offset + 80
    data[place] ^= 0x40
    with pytest.raises(HostError, match=r"styles\.xml"):
        Package.from_bytes(bytes(data)).read("xl/styles.xml")
