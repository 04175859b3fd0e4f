"""Registers as workbook files, made by XlsxWriter cell by cell, and read through the file host as a user's book is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from clientbook.hosts.file.book import FileBook
from clientbook.locale import words
from clientbook.register.columns import Table
from clientbook.register.problems import Problem
from clientbook.register.read import Register, read_register

TODAY = date(2025, 6, 15)
CLIENTS = ("Код клиента", "Клиент", "Менеджер")
SALES = ("Дата", "Документ", "Код клиента", "Сумма без НДС")


@dataclass(frozen=True)
class Error:
    """A formula with an error value, such as ``#N/A``."""

    code: str


@dataclass(frozen=True)
class SheetOf:
    """A sheet to be made.

    Attributes:
        rows: its cells from ``top``, ``left`` on (counted from 1)
        table: name of an Excel Table over all rows; empty for a plain range
        merges: merged cells: first row, first column, last row, last column
    """

    rows: Sequence[Sequence[object]]
    top: int = 1
    left: int = 1
    table: str = ""
    merges: Sequence[tuple[int, int, int, int]] = field(default_factory=tuple)


def write_book(
    path: Path,
    sheets: Mapping[str, SheetOf],
    *,
    date1904: bool = False,
    below: Mapping[str, Sequence[Sequence[object]]] | None = None,
) -> Path:
    """Write sheets into a workbook file; ``below``: rows under the table of a sheet that do not belong to it."""
    with xlsxwriter.Workbook(str(path), {"date_1904": date1904, "strings_to_formulas": False}) as book:
        day, plain = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format()
        for name, made in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(made.rows):
                for index, value in enumerate(row):
                    _write(sheet, made.top - 1 + number, made.left - 1 + index, value, day)
            for top, left, bottom, right in made.merges:
                # a format makes the others blank, as they are in Excel
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", plain)
                _write(sheet, top - 1, left - 1, made.rows[top - made.top][left - made.left], day)
            for number, row in enumerate((below or {}).get(name, ()), start=made.top - 1 + len(made.rows)):
                for index, value in enumerate(row):
                    _write(sheet, number, made.left - 1 + index, value, day)
            if made.table:
                columns = [{"header": str(text)} for text in made.rows[0]]
                bottom = made.top - 2 + len(made.rows)
                right = made.left - 2 + len(made.rows[0])
                sheet.add_table(made.top - 1, made.left - 1, bottom, right, {"name": made.table, "columns": columns})
    return path


def read(path: Path, **given: object) -> Register:
    """Read a register file as a run does."""
    said: dict[str, object] = {
        "today": TODAY,
        "as_of": None,
        "lang": "ru",
        "sheets": {},
        "settings": {},
        "outputs": (),
        **given,
    }
    return read_register(FileBook.open(path), **said)  # type: ignore[arg-type]


def register(path: Path, clients: Sequence[object], sales: Sequence[object], **given: object) -> Register:
    """Read a register of plain rows under the usual headers; ``given`` goes to :func:`read`, ``more`` are further sheets."""
    more = given.pop("more", {})
    assert isinstance(more, dict)
    sheets = {"Клиенты": SheetOf([CLIENTS, *clients]), "Продажи": SheetOf([SALES, *sales]), **more}  # type: ignore[list-item]
    return read(write_book(path, sheets), **given)


def problem(found: Register, key: str) -> Problem:
    """Return the only line of a problem among the merged ones."""
    lines = [line for line in found.problems.merged() if line.key == key]
    assert len(lines) == 1, f"{key}: {[(line.key, line.cell) for line in found.problems.merged()]}"
    return lines[0]


def keys(found: Register) -> set[str]:
    """Return the keys of all problems."""
    return {line.key for line in found.problems}


def every_sentence(found: Register) -> list[str]:
    """Return all problems as sentences of both languages; a missing key or field fails."""
    return [line.say(words(lang)) for line in found.problems for lang in ("ru", "en")]


def lines(found: Register, columns: str = "row, date, client_id, amount") -> list[tuple[object, ...]]:
    """Return columns of the sales lines in the order of the sheet."""
    return found.sales.connection.execute(f"SELECT {columns} FROM sales ORDER BY row").fetchall()  # noqa: S608


def small_table(table: Table, name: str, rows: Sequence[Sequence[object]], lang: str = "ru") -> dict[str, SheetOf]:
    """Return a sheet with an Excel Table of ours, its headers in a language."""
    return {name: SheetOf([tuple(column.header(lang) for column in table.columns), *rows], table=table.name)}


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, day: object) -> None:
    if isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, Error):
        sheet.write_formula(row, column, "=NA()", None, value.code)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
