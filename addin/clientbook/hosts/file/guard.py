"""Wrong and hostile files recognised before anything else looks at them, each with a sentence that says what to do.

What an archive may claim is in :mod:`clientbook.hosts.file.limits`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clientbook.errors import HostError
from clientbook.hosts.file.insertion import UTF16, as_utf8
from clientbook.hosts.file.package import Package, xml_root
from clientbook.locale import words

MAX_FILE = 1 << 30
"""Bytes of a file on disk; a million sales lines take about 50 MB."""

_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")  # [MS-CFB]: old Office files, and encrypted new ones
_OLD_EXCEL = tuple(bytes([9, version, length, 0]) for version, length in ((0, 4), (2, 6), (4, 6), (8, 8)))
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BOOK_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}
_BINARY_BOOK = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_STRICT = "http://purl.oclc.org/ooxml/"


def read_file(path: Path) -> bytes:
    """Return the bytes of a workbook file.

    Raises:
        HostError: not there, a folder, no access, too large, empty, or plainly of another kind
    """
    data = bytes_of(path)
    check_kind_of_file(data, path.name)
    return data


def bytes_of(path: Path) -> bytes:
    """Return the bytes of what may be a workbook, encrypted or not.

    Raises:
        HostError: not there, a folder, no access, or too large for a workbook
    """
    with readable_file(path):
        if path.stat().st_size > MAX_FILE:
            raise HostError("zip_bomb", file=path.name)
        return path.read_bytes()


@contextmanager
def readable_file(path: Path) -> Iterator[None]:
    """Tell why a file cannot be read.

    Raises:
        HostError: not there, a folder, or no access.
    """
    if path.is_dir():
        raise HostError("file_is_folder", file=path.name)
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise HostError("file_not_found", file=str(path)) from None
    except OSError:
        raise HostError("file_no_access", file=path.name) from None


def check_kind_of_file(data: bytes, file: str) -> None:
    """Refuse what is no zip archive, by what it is instead."""
    if not data:
        raise HostError("file_empty", file=file)
    if data.startswith(_COMPOUND):
        raise HostError(_kind_of_compound(data), file=file)
    if data.startswith(_OLD_EXCEL):
        raise HostError("old_excel", file=file)
    if not data.startswith(_ZIP):
        raise HostError("text_file" if _is_text(data[: 1 << 16]) else "not_zip", file=file)


def is_encrypted(data: bytes) -> bool:
    """Tell whether the bytes are those of an encrypted workbook."""
    return data.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in data


def _kind_of_compound(data: bytes) -> str:
    """Return the key of the sentence for a compound file, by the names of its streams."""
    if is_encrypted(data):
        return "encrypted"
    streams = ("Workbook", "Book")
    return "old_excel" if any(f"{s}\0".encode("utf-16-le") in data for s in streams) else "other_document"


def _is_text(head: bytes) -> bool:
    if head.startswith(UTF16):
        return True
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def check_book(package: Package, file: str) -> None:
    """Refuse a package that is no ordinary Excel workbook, or one with XML that workbooks never have.

    Raises:
        HostError: .xlsb, .ods, another document, strict Open XML, XML with a document type
    """
    if "mimetype" in package:
        raise HostError("open_document", file=file)
    if "[Content_Types].xml" not in package:
        raise HostError("other_document", file=file)
    _check_declarations(package)
    main = main_part(package)
    kind = package.content_type(main)
    if kind == _BINARY_BOOK:
        raise HostError("binary_book", file=file)
    if main not in package or kind not in _BOOK_TYPES:
        raise HostError("other_document", file=file)
    root = xml_root(package.read(main), main).tag
    if root.startswith(f"{{{_STRICT}"):
        raise HostError("strict_book", file=file)


def main_part(package: Package) -> str:
    """Return the name of the part the package is about (the workbook), empty if there is none."""
    for relationship in package.relationships(""):
        if relationship.type.endswith("/officeDocument") and not relationship.external:
            return relationship.target
    return ""


def _check_declarations(package: Package) -> None:
    """Refuse any XML part with a DOCTYPE: parts of a package have none (OPC §8.1.4), and entities hide in it."""
    for name in package.names():
        if name.endswith((".xml", ".rels", ".vml")) and _has_doctype(package.head(name)):
            raise HostError("xml_entities", part=name)


def _has_doctype(head: bytes) -> bool:
    head = as_utf8(head[: len(head) // 2 * 2]) if head.startswith(UTF16) else head
    place = len(b"\xef\xbb\xbf") if head.startswith(b"\xef\xbb\xbf") else 0
    while True:
        rest = head[place:].lstrip()
        place = len(head) - len(rest)
        end = b"?>" if rest.startswith(b"<?") else b"-->" if rest.startswith(b"<!--") else b""
        if not end:
            return rest.startswith(b"<!")
        close = head.find(end, place)
        if close < 0:
            return True  # a prologue longer than any head we look at hides something
        place = close + len(end)


def check_target(target: Path, lang: str = "ru") -> None:
    """Refuse a place that cannot be written to, before anything is computed for it.

    Args:
        target: the file to be written
        lang: language of the words inside the sentence

    Raises:
        HostError: its folder is missing or read-only, the file is a folder, read-only or open in Excel or LibreOffice
    """
    folder = target.parent
    if not folder.is_dir():
        raise HostError("folder_not_found", folder=str(folder))
    _check_name(target)
    if target.is_dir():
        raise HostError("file_is_folder", file=target.name)
    check_not_open(target, lang)
    if target.exists() and not _writable(target):
        raise HostError("file_read_only", file=target.name)
    if not _writable(folder):
        raise HostError("folder_read_only", folder=str(folder))


def _check_name(target: Path) -> None:
    """Refuse a name that is longer than the system allows."""
    try:
        target.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise HostError("file_name_long", file=target.name) from None


def check_suffix(package: Package, target: Path) -> None:
    """Refuse a file name whose ending Excel would not open with this content (.xlsm stays .xlsm)."""
    needed = _BOOK_TYPES.get(package.content_type(main_part(package)), ".xlsx")
    if target.suffix.casefold() != needed:
        raise HostError("wrong_suffix", file=target.name, suffix=needed)


def _writable(path: Path) -> bool:
    """Tell whether a path may be written; an administrator may write anything, so the bits count as well."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


def check_not_open(path: Path, lang: str = "ru") -> None:
    """Refuse a file that Excel or LibreOffice has open, by the owner file they lay beside it."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if os.path.exists(lock):  # noqa: PTH110 - of a name too long to be one it says no
            raise HostError("book_open", file=path.name, lock=lock.name, owner=_owner(lock, lang))


def _owner(lock: Path, lang: str) -> str:
    """Return " by <name>" in a language as far as the owner file tells, else an empty text."""
    try:
        data = lock.read_bytes()
    except OSError:
        return ""
    if lock.name.startswith("~$"):
        # One length byte and 54 bytes of the name in the system's code page, then the same in UTF-16.
        name = data[57 : 57 + 2 * data[55]].decode("utf-16-le", "ignore") if len(data) > 57 else ""
    else:
        name = data.decode("utf-8", "ignore").split(",")[0]
    name = name.strip(" \0")
    return words(lang).text("host.owner", name=name) if name and name.isprintable() else ""
