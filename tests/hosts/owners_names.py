"""Registers whose owner has sheets and Excel Tables with names of ours."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.worksheet.table import Table

HIS = [["Станок", "Цех", "Смена"], ["Фрезерный", "№ 2", "ночная"], ["Токарный", "№ 1", "дневная"]]
TAKEN = ("О книге", "Сводка", "kpi", "План контактов", "Ошибки данных")


def with_tables(path: Path, *names: str) -> Path:
    """Add sheets of the owner's, each with an Excel Table of his that has a name of ours."""
    book = openpyxl.load_workbook(path)
    for number, name in enumerate(names, start=1):
        sheet = book.create_sheet(f"Станки {number}")
        for row in HIS:
            sheet.append(row)
        sheet.add_table(Table(displayName=name, ref=f"A1:C{len(HIS)}"))
    book.save(path)
    return path


def with_sheets(path: Path) -> Path:
    """Add sheets of the owner's that have names of ours."""
    book = openpyxl.load_workbook(path)
    for name in TAKEN:
        book.create_sheet(name)["A1"] = "моё"
    book.save(path)
    return path
