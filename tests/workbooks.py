"""Sheets of a workbook as a spreadsheet program shows them, each read alone: a register has fifty, and all of them take long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from lxml import etree
from openpyxl.packaging.relationship import get_dependents
from openpyxl.utils import range_boundaries


def cells(path: Path, sheet: str, *, formulas: bool = False) -> list[list[object]]:
    """Return the rows of a sheet from A1 on, all of one width; formulas as their texts, where they are wanted."""
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=not formulas)) as book:
        return _read(book[sheet])


def every_sheet(path: Path) -> dict[str, list[list[object]]]:
    """Return the rows of every sheet, as :func:`cells` does."""
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        return {sheet.title: _read(sheet) for sheet in book.worksheets}


def _read(sheet: Any) -> list[list[object]]:
    sheet.reset_dimensions()  # whatever a program says of the end of a sheet
    rows = [[*row] for row in sheet.iter_rows(values_only=True)]
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def areas(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield sheet, name and area of the Excel Tables of a workbook, those of a sheet as it names them."""
    with closing(openpyxl.load_workbook(path, read_only=True)) as book, ZipFile(path) as parts:
        there = set(parts.namelist())
        for sheet in book.worksheets:
            folder, _, part = str(vars(sheet)["_worksheet_path"]).rpartition("/")
            relations = f"{folder}/_rels/{part}.rels"
            for one in get_dependents(parts, relations) if relations in there else ():
                if one.Type.endswith("/table"):
                    told = etree.fromstring(parts.read(one.target)).attrib
                    yield sheet.title, str(told["displayName"]), str(told["ref"])


def table(path: Path, name: str) -> list[dict[str, object]]:
    """Return the rows of an Excel Table."""
    return next(_rows(path, sheet, area) for sheet, other, area in areas(path) if other == name)


def shown(path: Path, sheet: str) -> list[dict[str, object]]:
    """Return the rows of the last Excel Table of a sheet, of the whole sheet where it has none; blank ones left out."""
    found = [area for other, _, area in areas(path) if other == sheet]
    rows = _rows(path, sheet, found[-1]) if found else under_headers(cells(path, sheet))
    return [row for row in rows if any(value is not None for value in row.values())]


def under_headers(lines: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    """Return rows by the texts of the first of them."""
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def _rows(path: Path, sheet: str, area: str) -> list[dict[str, object]]:
    left, top, right, bottom = (number or 0 for number in range_boundaries(area))
    lines = [row[left - 1 : right] for row in cells(path, sheet)[top - 1 : bottom]]
    # a file may end before its table does
    return under_headers([*lines, *([None] * (right - left + 1) for _ in range(bottom - top + 1 - len(lines)))])
