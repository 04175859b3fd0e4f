"""Books as a browser sends them to Python, for xlwings' remote engine.

That engine belongs to the part of xlwings that is not free for companies; it serves in tests only.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.worksheet.cell_range import CellRange


def sent_book(path: Path) -> dict[str, Any]:
    """Return a workbook file as it is sent: values, never formulas, and where its tables stand."""
    sheets = [
        {
            "name": sheet.title,
            "values": [list(map(_sent, row)) for row in sheet.values],
            "pictures": [],
            "tables": [_table(table.displayName, table.ref) for table in sheet.tables.values()],
        }
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets
    ]
    book = {"name": path.name, "active_sheet_index": 0, "selection": "A1"}
    return {"client": "Office.js", "version": xw.__version__, "book": book, "names": [], "sheets": sheets}


def _sent(value: Any) -> Any:
    return f"{value.isoformat()}.000Z" if isinstance(value, datetime) else "" if value is None else value


def _table(name: str, address: str) -> dict[str, Any]:
    area = CellRange(address)
    body = CellRange(address)
    body.shrink(top=1)
    header = CellRange(min_col=area.min_col, max_col=area.max_col, min_row=area.min_row, max_row=area.min_row)
    return {
        "name": name,
        "range_address": address,
        "header_row_range_address": header.coord,
        "data_body_range_address": body.coord,
        "total_row_range_address": None,
        "show_headers": True,
        "show_totals": False,
        "table_style": "TableStyleMedium2",
        "show_autofilter": True,
    }
