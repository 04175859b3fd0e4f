"""Tables put on sheets with openpyxl: values, formulas, number formats, widths, filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from benchmarks.baseline.norms import (
    MINUTE_COST,
    NEEDED_WEIGHT,
    NPS_ANSWERS,
    OVERDUE_RATE,
    SCALE_CAP,
    SCALE_FLOOR,
    TARGET_SHARE,
    WEIGHTS,
)

PARAMETERS = {
    "minute_cost": MINUTE_COST,
    "overdue_rate": OVERDUE_RATE,
    "target_share": TARGET_SHARE,
    "scale_floor": SCALE_FLOOR,
    "scale_cap": SCALE_CAP,
    "needed_weight": NEEDED_WEIGHT,
    "nps_answers": NPS_ANSWERS,
    **WEIGHTS,
}
"""What the formulas count by; stands on the sheet «Параметры»."""

CELLS = {key: f"'Параметры'!$B${row}" for row, key in enumerate(PARAMETERS, 2)}
CELLS["keys"], CELLS["values"] = (f"'Параметры'!${letter}$2:${letter}${len(PARAMETERS) + 1}" for letter in "AB")
SHARES = ("Норма", "Доля", "Тренд", "Рентабельность", "Покрытие, %", "Интенсивность", "% плана", "Вероятность")


@dataclass(frozen=True)
class Table:
    """A table of a sheet.

    Attributes:
        frame: its rows
        columns: header → column of the frame; empty: nothing, or a formula
        formulas: header → formula, with ``{row}``, ``{first}`` and ``{last}`` row and the names of ``CELLS``
        title: what stands above it
        share: whether all numbers but the first column are shares
    """

    frame: pd.DataFrame
    columns: dict[str, str]
    formulas: dict[str, str] = field(default_factory=dict)
    title: str = ""
    share: bool = False


def _format(header: str, *, share: bool) -> str | None:
    if header.endswith("₽") or header in ("Выручка 12м", "ВП 12м", "Потенциал", "Сверяется, 12м"):
        return "#,##0"
    if header.startswith(("Дата", "Срок", "Последн", "Ушёл", "Месяц", "Период", "Связаться", "Данные на")):
        return "dd.mm.yyyy"
    if header.startswith(SHARES) or share:
        return "0%"
    return "0.00" if header in ("CV", "K", "Вклад", "Выполнение", "Вес × K", "Факт") else None


def _values(table: Table, first: int) -> pd.DataFrame:
    """Return what goes into the cells, None where a cell is blank."""
    last = first + len(table.frame) - 1
    made = {
        header: table.frame[column] if column else pd.Series(None, index=table.frame.index, dtype=object)
        for header, column in table.columns.items()
    }
    for header, formula in table.formulas.items():
        made[header] = pd.Series(
            [formula.format(row=row, first=first, last=last, **CELLS) for row in range(first, last + 1)],
            index=table.frame.index,
        )
    values = pd.DataFrame(made).astype(object)
    return values.where(values.notna(), None)


def put(book: Any, name: str, *tables: Table) -> None:
    """Add a sheet with its tables, one under the other; the longest one can be filtered."""
    sheet = book.create_sheet(name)
    longest = max(tables, key=lambda table: len(table.frame))
    row = 0
    for table in tables:
        if table.title:
            sheet.append([table.title])
            row += 1
        sheet.append(list(table.columns))
        row += 1
        first, last = row + 1, row + len(table.frame)
        for line in _values(table, first).itertuples(index=False, name=None):
            sheet.append(line)
        _look(sheet, table, row)
        if table is longest:
            sheet.auto_filter.ref = f"A{row}:{get_column_letter(len(table.columns))}{max(last, row)}"
            _mark(sheet, list(table.columns), first, last)
        sheet.append([])
        row = last + 1
    for place in range(1, max(len(table.columns) for table in tables) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 16
    if len(tables) == 1:
        sheet.freeze_panes = "C2"


def _look(sheet: Any, table: Table, header: int) -> None:
    """Format a table whose headers stand in a row."""
    fill, bold = PatternFill("solid", fgColor="D9D9D9"), Font(bold=True)
    for cell in sheet[header]:
        cell.font, cell.fill = bold, fill
    last = header + len(table.frame)
    for place, name in enumerate(table.columns, 1):
        number_format = _format(name, share=table.share and place > 1)
        if number_format and last > header:
            for (cell,) in sheet.iter_rows(min_row=header + 1, max_row=last, min_col=place, max_col=place):
                cell.number_format = number_format


def _mark(sheet: Any, headers: list[str], first: int, last: int) -> None:
    """Fill the cells of high risk."""
    for header, operator, limit in (("Балл", "greaterThanOrEqual", "50"), ("Риск", "equal", '"высокий"')):
        if header in headers:
            letter = get_column_letter(headers.index(header) + 1)
            fill = PatternFill("solid", bgColor="F4B183")
            rule = CellIsRule(operator=operator, formula=[limit], fill=fill)  # type: ignore[no-untyped-call]
            sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)
