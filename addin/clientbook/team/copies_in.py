"""A manager's copy read: whose it is, who saved it and when, and the rows of the tables he may change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from clientbook.errors import HostError
from clientbook.hosts.file import encryption, guard
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local
from clientbook.locale import LANGUAGES, words
from clientbook.register.columns import Table, normal
from clientbook.register.language import book_language
from clientbook.register.parse import Reading
from clientbook.register.tables import INPUTS
from clientbook.team import lines, versions
from clientbook.team.copy_about import copy_of
from clientbook.team.handed import VERSION, handed
from clientbook.team.lines import Rows

BOOKS = (".xlsx", ".xlsm")
OTHERS = (".xls", ".xlsb", ".ods", ".xltx", ".xltm")
"""Workbooks too, but of kinds that cannot be read: they are named."""

ROWS = (".csv", ".tsv", ".tab", ".numbers", ".fods", ".sxc", ".html", ".htm", ".mht", ".xml")
"""Files into which a spreadsheet program saves a table, but no whole workbook that can be read."""

_OWNERS = ("cb_clients", "cb_plan", "cb_pfr_week", "cb_log", "cb_offers")
"""Tables whose column of the manager tells whose copy it is, the surest first."""


@dataclass(frozen=True)
class Copy:
    """A copy.

    Attributes:
        file: name of the file
        manager: whose copy it is; empty where nothing in it tells
        who: who saved it last, as far as it tells
        when: when it was saved, in ISO form
        digest: digest of its bytes
        tables: table name → rows
        open: somebody has it open in Excel or LibreOffice
    """

    file: str
    manager: str
    who: str
    when: str
    digest: str
    tables: Mapping[str, Rows]
    open: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """Return what copies are put in order by: what is in them, whatever they are called."""
        return (self.when, self.manager, self.digest)


@dataclass
class Folder:
    """What stands in a folder.

    Attributes:
        copies: the copies that could be read, in order
        refused: name of a file → why it could not be read
        others: names of files that are no tables at all
    """

    copies: list[Copy] = field(default_factory=list)
    refused: dict[str, HostError] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def read_folder(folder: Path, register: Path, tables: Sequence[Table], password: str | None, lang: str) -> Folder:
    """Read every workbook of a folder but locks, previous versions and the register itself.

    Args:
        folder: the folder
        register: the head's own file, which may stand there too
        tables: the tables that may have been handed out
        password: opens encrypted copies
        lang: language of a copy that does not tell its own

    Raises:
        HostError: there is no such folder.
    """
    if not folder.is_dir():
        raise HostError("copies_folder", folder=str(folder))
    found = Folder()
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith(("~$", ".")):
            continue
        kind = path.suffix.casefold()
        if kind in ROWS:
            found.refused[path.name] = HostError("copy_not_book", file=path.name)
            continue
        if kind not in (*BOOKS, *OTHERS):
            found.others.append(path.name)
            continue
        if _is_head(path, register):
            continue
        try:
            found.copies.append(read_copy(path, tables, password, lang))
        except HostError as error:
            found.refused[path.name] = error
    found.copies.sort(key=lambda copy: copy.order)
    return found


def _is_head(path: Path, register: Path) -> bool:
    """Tell whether a workbook is the register that collects, or a version of it that was kept."""
    marks = [words(known).text("host.previous", name="").strip() for known in LANGUAGES]
    return path.stem.rstrip().endswith(tuple(marks)) or (register.exists() and path.samefile(register))


def read_copy(path: Path, tables: Sequence[Table], password: str | None, lang: str) -> Copy:
    """Read one copy; see :func:`read_folder`.

    Raises:
        HostError: it is no workbook, damaged, encrypted, a register, or nothing in it says that it was handed out.
    """
    data = guard.bytes_of(path)
    digest = hashlib.sha256(data).hexdigest()
    if guard.is_encrypted(data):
        if not password:
            raise HostError("copy_encrypted", file=path.name)
        data = encryption.decrypted(data, password, path.name)
    guard.check_kind_of_file(data, path.name)
    package = Package.from_bytes(data, path.name)
    guard.check_book(package, path.name)
    book = FileBook(package, path)
    found = lines.places(book, [lines.with_version(table) for table in tables])
    spoken = book_language(found.values(), tables, book.sheets(), lang)
    reading = Reading(english=spoken == "en", date1904=book.date1904)
    read = {name: lines.read(book, place, reading, formulas=True) for name, place in found.items()}
    if not _was_handed_out(read) and not copy_of(book):
        raise HostError("register_no_copy" if _is_register(book) else "not_a_copy", file=path.name)
    who, when = _saved(package)
    when = when or f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Copy(path.name, _owner(read), who, when, digest, read, _is_open(path, lang))


def _was_handed_out(tables: Mapping[str, Rows]) -> bool:
    """Tell whether some row says which version it left with; no register does."""
    return any(
        versions.read(row.values.get(VERSION.key) or "", handed()[name].editable) is not None
        for name, rows in tables.items()
        if VERSION.key in rows.columns
        for row in rows.rows
    )


def _is_register(book: FileBook) -> bool:
    """Tell whether a book has a table that never leaves the register."""
    names = {normal(area.sheet) for area in book.areas()} | {area.table.casefold() for area in book.areas()}
    kept = [table for table in INPUTS if table.name not in handed()]
    return any({table.name, normal(table.ru), normal(table.en)} & names for table in kept)


def _saved(package: Package) -> tuple[str, str]:
    """Return who saved a workbook last and when, as its properties tell; empty texts where they do not."""
    part = next((one.target for one in package.relationships("") if one.type.endswith("/core-properties")), "")
    if part not in package:
        return "", ""
    texts = {local(node): (node.text or "").strip() for node in xml_root(package.read(part), part)}
    return texts.get("lastModifiedBy", ""), texts.get("modified", "")


def _owner(tables: Mapping[str, Rows]) -> str:
    """Return the manager whose name stands in the rows."""
    for name in _OWNERS:
        rows = tables[name].rows if name in tables else ()
        names = Counter(str(row.values["manager"]) for row in rows if row.values.get("manager"))
        if names:
            return min(names, key=lambda one: (-names[one], one))
    return ""


def _is_open(path: Path, lang: str) -> bool:
    try:
        guard.check_not_open(path, lang)
    except HostError:
        return True
    return False


def tables_handed(known: Mapping[str, Table]) -> list[Table]:
    """Return the tables that managers may change, of all tables by name."""
    return [known[name] for name, rule in handed().items() if rule.editable and name in known]
