"""Wrong and hostile files are answered with one sentence and what to do, in both languages, and nothing is touched."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlsxwriter

from clientbook.errors import HostError
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.package import Package
from tests.hosts.file.raw_books import MAIN, OFFICE, parts, zipped


def plain() -> bytes:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Код клиента", "Клиент"])
    book.save(buffer)
    return buffer.getvalue()


def encrypted() -> bytes:
    buffer = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(plain())).encrypt("пароль", buffer)
    return buffer.getvalue()


def old_excel() -> bytes:
    """Return what an old .xls begins with: a compound file whose directory names the stream ``Workbook``."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "Workbook".encode("utf-16-le") + bytes(488)


def strict() -> bytes:
    strict_main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    strict_office = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    return zipped({k: v.replace(MAIN, strict_main).replace(OFFICE, strict_office) for k, v in parts("").items()})


def bomb() -> bytes:
    return zipped({**parts(""), "xl/media/image1.emf": "0" * (80 << 20)})


def overlapping() -> bytes:
    """Return an archive whose second entry is the first one's bytes once more."""
    data = bytearray(zipped({"a.xml": "<a/>", "b.xml": "<a/>"}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    struct.pack_into("<L", data, second + 42, 0)
    return bytes(data)


def doubled() -> bytes:
    return zipped({**parts(""), "XL/workbook.xml": "<x/>"})


def with_part(name: str, text: str) -> Callable[[], bytes]:
    return lambda: zipped({**parts(""), name: text})


def with_lie() -> bytes:
    """Return a book whose sheet declares one byte, to be found out before any reader inflates it."""
    data = bytearray(zipped(parts("<row r='1'/>" * 1000)))
    place = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<L", data, place + 24, 1)
    return bytes(data)


def binary() -> bytes:
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    changed = parts("")
    changed["[Content_Types].xml"] = (
        changed["[Content_Types].xml"]
        .replace("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind)
        .replace("/xl/workbook.xml", "/xl/workbook.bin")
    )
    changed["_rels/.rels"] = changed["_rels/.rels"].replace("workbook.xml", "workbook.bin")
    return zipped({**changed, "xl/workbook.bin": "\x83\x01"})


ENTITIES = '<!DOCTYPE a [<!ENTITY b "ccc"><!ENTITY d "&b;&b;&b;">]>'
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CASES: list[tuple[str, str, Callable[[], bytes]]] = [
    ("book.xlsx", "file_empty", lambda: b""),
    ("book.xlsx", "encrypted", encrypted),
    ("book.xls", "old_excel", old_excel),
    ("book.xls", "old_excel", lambda: bytes.fromhex("0908080000051000")),
    ("book.csv", "text_file", lambda: "Код;Клиент\n007;Ромашка\n".encode("cp1251")),
    ("book.xls", "text_file", lambda: "<html><table>".encode("utf-16")),
    ("book.xlsx", "not_zip", lambda: bytes(range(256))),
    ("book.xlsx", "zip_truncated", lambda: plain()[:2000]),
    ("book.xlsx", "zip_truncated", lambda: plain()[:-30]),
    ("book.xlsb", "binary_book", binary),
    ("book.ods", "open_document", lambda: zipped(ODS)),
    ("book.docx", "other_document", lambda: zipped(parts("", main=WORD))),
    ("book.zip", "other_document", lambda: zipped({"readme.txt": "text"})),
    ("book.xlsx", "strict_book", strict),
    ("book.xlsx", "zip_bomb", bomb),
    ("book.xlsx", "zip_bomb", overlapping),
    ("book.xlsx", "zip_bomb", with_lie),
    ("book.xlsx", "zip_names", doubled),
    ("book.xlsx", "zip_names", with_part("xl/../../etc/passwd", "x")),
    ("book.xlsx", "zip_names", with_part("/etc/passwd", "x")),
    ("book.xlsx", "xml_entities", with_part("xl/styles.xml", f"<?xml version='1.0'?><!-- a -->\n{ENTITIES}<a>&d;</a>")),
    ("book.xlsx", "xml_entities", with_part("docProps/app.xml", f"\ufeff{ENTITIES}<a>&d;</a>")),
    ("book.xlsx", "xml_damaged", with_part("xl/workbook.xml", "<workbook><sheets>")),
    (
        "book.xlsx",
        "no_sheets",
        lambda: zipped({k: v.replace("/worksheet", "/chartsheet") for k, v in parts("").items()}),
    ),
    ("book.xlsx", "zip_damaged", lambda: zipped({k: v for k, v in parts("").items() if "sheet1" not in k})),
]


@pytest.mark.parametrize(("name", "key", "make"), CASES, ids=[f"{key}-{i}" for i, (_, key, _) in enumerate(CASES)])
def test_a_wrong_file_gets_its_sentence(tmp_path: Path, name: str, key: str, make: Callable[[], bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    before = path.read_bytes()
    with pytest.raises(HostError) as caught:
        FileBook.open(path).areas()
    assert caught.value.key == f"error.{key}"
    for lang in ("ru", "en"):
        sentence = caught.value.say(lang)
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="не найден"):
        FileBook.open(tmp_path / "нет.xlsx")
    with pytest.raises(HostError, match="папка"):
        FileBook.open(tmp_path)


def test_millions_of_declared_bytes_are_not_inflated() -> None:
    data = bytearray(zipped(parts("")))
    place = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, place + 24, 0xFFFFFFF0)
    with pytest.raises(HostError, match="распаковке"):
        Package.from_bytes(bytes(data), "book.xlsx")


def test_an_encrypted_zip_entry_is_refused() -> None:
    data = bytearray(zipped(parts("")))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)
    with pytest.raises(HostError, match="паролем"):
        Package.from_bytes(bytes(data), "book.xlsx")


def test_a_book_with_rich_but_harmless_content_is_let_in(tmp_path: Path) -> None:
    """Long comments before the root and a very repetitive sheet are no reason to refuse."""
    texts = parts("<row/>" * 200_000, head=f"<?xml version='1.0'?><!-- {'<!DOCTYPE ' * 1000} -->")
    (tmp_path / "book.xlsx").write_bytes(zipped(texts))
    assert FileBook.open(tmp_path / "book.xlsx").areas() == []


def excel_owner(name: str) -> bytes:
    ansi = name.encode("cp1251")
    return bytes([len(ansi)]) + ansi.ljust(54) + bytes([len(name), 0]) + name.encode("utf-16-le").ljust(108)


@pytest.mark.parametrize(
    ("lock", "content"),
    [("~$book.xlsx", excel_owner("Иван Петров")), (".~lock.book.xlsx#", "Иван Петров,ivan,pc,01.01.2024;".encode())],
)
def test_a_book_open_elsewhere_is_read_but_not_written_onto(tmp_path: Path, lock: str, content: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(plain())
    before = path.read_bytes()
    (tmp_path / lock).write_bytes(content)
    book = FileBook.open(path)
    with pytest.raises(HostError) as caught:
        book.save(path)
    assert "Иван Петров" in caught.value.say("ru")
    assert lock in caught.value.say("en")
    book.save(tmp_path / "other.xlsx")
    assert path.read_bytes() == before


def test_read_only_files_and_folders_are_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(plain())
    before = path.read_bytes()
    book = FileBook.open(path)
    path.chmod(0o444)
    with pytest.raises(HostError, match="только для чтения"):
        book.save(path)
    folder = tmp_path / "архив"
    folder.mkdir(mode=0o555)
    with pytest.raises(HostError, match="нельзя записать"):
        book.save(folder / "new.xlsx")
    with pytest.raises(HostError, match="нет"):
        book.save(tmp_path / "нет" / "new.xlsx")
    folder.chmod(0o755)
    assert path.read_bytes() == before
    assert os.listdir(folder) == []  # noqa: PTH208  (nothing hidden either)


def test_a_book_keeps_the_ending_its_content_needs(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write(0, 0, 1)
        (tmp_path / "vba.bin").write_bytes(b"\xd0\xcf\x11\xe0")
        made.add_vba_project(str(tmp_path / "vba.bin"))
    book = FileBook.open(path)
    with pytest.raises(HostError, match=r"\.xlsm"):
        book.save(tmp_path / "out.xlsx")
    book.save(tmp_path / "out.xlsm")
    assert FileBook.open(tmp_path / "out.xlsm").sheets() == ["Sheet1"]
