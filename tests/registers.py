"""Small registers written by a program other than ours (XlsxWriter), for tests of whole runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

Row = Sequence[object]

CLIENT_HEADERS = ("Код клиента", "Клиент", "Менеджер")
SALE_HEADERS = ("Дата", "Документ", "Код клиента", "Артикул", "Сумма без НДС")


def write_register(
    path: Path,
    clients: Sequence[Row],
    sales: Sequence[Row],
    *,
    client_headers: Sequence[str] = CLIENT_HEADERS,
    sale_headers: Sequence[str] = SALE_HEADERS,
    more: Mapping[str, tuple[Sequence[str], Sequence[Row]]] | None = None,
) -> Path:
    """Write a register of plain ranges; ``more`` maps further sheet names to headers and rows."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheets = {"Клиенты": (client_headers, clients), "Продажи": (sale_headers, sales), **(more or {})}
        for name, (headers, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, headers)
            for index, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, (date, datetime)):
                        sheet.write_datetime(index, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(index, column, value)
                    elif value is not None:
                        sheet.write(index, column, value)
    return path
