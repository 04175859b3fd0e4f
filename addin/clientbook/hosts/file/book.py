"""A closed workbook: a host that reads a file and writes one, part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from clientbook.errors import HostError
from clientbook.hosts.base import Area, CellValue, Currencies, Merged, Progress, TypedValue
from clientbook.hosts.file import guard, save
from clientbook.hosts.file.grow import grow_table
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.reader import Reader
from clientbook.sheets.description import Content, Sheet


class FileBook:
    """A workbook file (.xlsx, .xlsm) held in memory; see :class:`clientbook.hosts.base.Book`.

    Args:
        package: its parts
        path: where it is
    """

    def __init__(self, package: Package, path: Path) -> None:
        self.package = package
        self._path = path
        self._reader: Reader | None = None

    @classmethod
    def open(cls, path: Path) -> FileBook:
        """Read a workbook file into memory; the file is not held open.

        Raises:
            HostError: there is no such file, or it is no workbook that can be read safely
        """
        package = Package.open(path)
        guard.check_book(package, path.name)
        book = cls(package, path)
        if not book.sheets():
            raise HostError("no_sheets", file=path.name)
        return book

    @property
    def path(self) -> Path:
        """Return where the workbook is, for messages."""
        return self._path

    @property
    def reader(self) -> Reader:
        """Return what reads the workbook as it is now."""
        if self._reader is None:
            self._reader = Reader(self.package)
        return self._reader

    @property
    def date1904(self) -> bool:
        """Tell whether serial dates count from 1904."""
        return self.reader.index.date1904

    def sheets(self) -> Sequence[str]:
        """Return the names of the worksheets, in order."""
        return self.reader.sheets()

    def areas(self) -> Sequence[Area]:
        """Return every Excel Table with a header, then the used range of every worksheet (empty ones left out)."""
        return self.reader.areas()

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the values of a rectangle, row by row: text, float, bool, datetime, error or None."""
        return self.reader.cells(area)

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:
        """Return the values of some rows of a sheet; see :meth:`Reader.odd_cells`."""
        return self.reader.odd_cells(sheet, rows, columns)

    def arrow(self, area: Area, header_row: int, columns: Sequence[int]) -> Any:
        """Return the rows below ``header_row`` as an Arrow object that DuckDB reads."""
        return self.reader.arrow(area, header_row, columns)

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:
        """Yield the same rows in blocks, from top to bottom."""
        return self.reader.arrow_blocks(area, header_row, columns)

    def formulas(self, area: Area) -> list[list[bool]]:
        """Tell for every cell of a rectangle whether it holds a formula."""
        return self.reader.formulas(area)

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:
        """Return (row, column) of formulas of a sheet that no program has worked out yet: they show nothing."""
        return self.reader.unworked(sheet)

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:
        """Return what the formats of figures in some columns of an area show."""
        return self.reader.currencies(area, columns)

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:
        """Return the cells of some columns of an area that are merged over rows."""
        return self.reader.merged(area, columns)

    def last_row(self, area: Area) -> int:
        """Return the last row that holds something on the sheet of an area; 0 for an empty one."""
        return self.reader.last_row(area.sheet)

    def grow(self, area: Area, rows: int) -> None:
        """Let an Excel Table take in rows right under it."""
        grow_table(self.package, area, rows)
        self._reader = None

    def forget(self) -> None:
        """Drop what was read and kept: it is read again when it is asked for."""
        self._reader = None

    def names(self, sheets: Sequence[Sheet], lang: str, places: Mapping[str, Area] | None = None) -> Mapping[str, str]:
        """Return key of a sheet → the name it has in the workbook, or gets when it is written."""
        from clientbook.hosts.file.write import names_in

        return names_in(self.package, sheets, lang, places)

    def write(
        self,
        contents: Sequence[Content],
        lang: str,
        progress: Progress | None = None,
        places: Mapping[str, Area] | None = None,
    ) -> Sequence[TypedValue]:
        """Put described sheets into the workbook in memory; :meth:`save` writes the file."""
        from clientbook.hosts.file.write import write_contents

        self._reader = None
        return write_contents(self.package, contents, lang, progress, places)

    def put(self, sheet: str, cells: Mapping[tuple[int, int], CellValue]) -> None:
        """Set single cells of a sheet by (row, column); everything else of it stays as it is, byte by byte."""
        from clientbook.hosts.file.put_cells import put_cells

        put_cells(self.package, self.reader.index.sheet(sheet).part, cells)
        self._reader = None

    def save(self, target: Path, *, keep_previous: bool = True, lang: str = "ru") -> Path | None:
        """Write the workbook to a file, as a whole or not at all.

        Args:
            target: the file
            keep_previous: keep what stood there beside it
            lang: language of the name of the previous version

        Returns:
            where the previous version is, if one was kept now

        Raises:
            HostError: it cannot be written there; nothing was changed
        """
        guard.check_suffix(self.package, target)
        return save.save(self.package.save_pieces(), target, keep_previous=keep_previous, lang=lang)
