"""Files of other programs as grids of cells: .csv, .tsv, .txt, .xlsx, .xlsm, .xls and .ods, every sheet of them."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html
from python_calamine import load_workbook

from clientbook.errors import HostError
from clientbook.hosts.base import CellValue
from clientbook.hosts.delimited import SUFFIXES as TEXT
from clientbook.hosts.delimited import DelimitedBook, text_of
from clientbook.hosts.file import guard
from clientbook.hosts.file.archive import read_archive
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.grid import grid, readable
from clientbook.locale import LANGUAGES, words
from clientbook.sheets.about import ABOUT

BOOKS = frozenset({".xlsx", ".xlsm"})
OTHERS = frozenset({".xls", ".ods"})
READ = TEXT | BOOKS | OTHERS
"""Endings of the files that are read."""

_OUTLINE = re.compile(rb'<row\b(?=[^>]*?\sr="(\d+)")(?=[^>]*?\soutlineLevel="(\d)")')


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file.

    Attributes:
        file: name of the file
        name: name of the sheet; that of the file for a text file
        top: number of its first row
        left: number of its first column
        rows: its cells
        outline: row → level of its outline, where the file has one
    """

    file: str
    name: str
    top: int
    left: int
    rows: list[list[CellValue]]
    outline: Mapping[int, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Return what it is called in messages: the file, and the sheet where the file has several."""
        return self.file if self.name in ("", self.file) else f"{self.file} › {self.name}"


def files_of(paths: Iterable[Path], target: Path) -> list[Path]:
    """Return the files that were named, and those of folders that were named, each once, in the order of their names.

    Lock files, hidden files, the register itself, its previous version and its result are left out of folders.

    Raises:
        HostError: there is no such file, or a folder holds none that can be read.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if _is_export(one, target)]
            if not inside:
                raise HostError("import_folder_empty", folder=str(path), suffixes=", ".join(sorted(READ)))
        elif not path.exists():
            raise HostError("file_not_found", file=str(path))
        found |= {one.resolve(): one for one in inside}
    return list(found.values())


def _is_export(path: Path, target: Path) -> bool:
    own = target.exists() and path.samefile(target)
    kept = {words(lang).text(f"host.{key}", name=target.stem) for lang in LANGUAGES for key in ("previous", "result")}
    previous = path.stem in kept and path.suffix.casefold() in BOOKS
    return path.is_file() and path.suffix.casefold() in READ and path.name[0] not in "~." and not own and not previous


def sheets_of(path: Path) -> list[Sheet]:
    """Return the sheets of a file that hold something; none of a register of ours.

    Raises:
        HostError: it cannot be read.
    """
    suffix = path.suffix.casefold()
    if suffix in TEXT:
        text = DelimitedBook.open(path)
        return [Sheet(path.name, path.name, 1, 1, text.cells(area)) for area in text.areas()]
    if suffix in BOOKS:
        return _book(path)
    if suffix in OTHERS:
        return _other(path)
    raise HostError("import_suffix", file=path.name, suffixes=", ".join(sorted(READ)))


def _book(path: Path) -> list[Sheet]:
    book = FileBook.open(path)
    if any(area.table == ABOUT.name for area in book.areas()):
        return []  # a register of ours is no export
    found = []
    for area in book.areas():
        if not area.table:
            data = book.package.read(book.reader.index.sheet(area.sheet).part)
            outline = {int(row): int(level) for row, level in _OUTLINE.findall(data)}
            found.append(Sheet(path.name, area.sheet, area.top, area.left, book.cells(area), outline))
            book.forget()
    return found


def _other(path: Path) -> list[Sheet]:
    """Read a workbook of Excel 97–2003 or of LibreOffice; error values come as blanks.

    CRMs call a page with a table .xls too.
    """
    with guard.readable_file(path):
        data = path.read_bytes()
    if not data:
        raise HostError("file_empty", file=path.name)
    if len(data) > guard.MAX_FILE:
        raise HostError("zip_bomb", file=path.name)
    if data.lstrip(codecs.BOM_UTF8 + b"\r\n\t ").startswith(b"<"):
        return _pages(data, path.name)
    if path.suffix.casefold() == ".ods":
        read_archive(data, path.name)
    with readable(path.name):
        book = load_workbook(io.BytesIO(data))
        found = []
        for name in book.sheet_names:
            cells = grid(book.get_sheet_by_name(name), {})
            if cells.rows:
                found.append(Sheet(path.name, name, cells.top, cells.left, cells.rows))
    return found


def _pages(data: bytes, file: str) -> list[Sheet]:
    """Return the tables of a page of HTML; cells over several rows or columns give their text to the first.

    Raises:
        HostError: there is none.
    """
    text = text_of(data, file)
    try:
        page = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError):
        raise HostError("not_rows", file=file) from None
    found = []
    for table in page.iter("table"):
        rows: list[list[CellValue]] = []
        for line in table.iter("tr"):
            cells: list[CellValue] = []
            for cell in line.iter("td", "th"):
                wide = str(cell.get("colspan") or "1")
                cells += [
                    "".join(map(str, cell.itertext())).strip() or None,
                    *[None] * (int(wide) - 1 if wide.isdigit() else 0),
                ]
            rows.append(cells)
        width = max((len(row) for row in rows), default=0)
        if width:
            found.append(Sheet(file, file, 1, 1, [row + [None] * (width - len(row)) for row in rows]))
    if not found:
        raise HostError("not_rows", file=file)
    return found
