"""Columns of ours that a person deleted: they come back at the right end of their table where there is room."""

from __future__ import annotations

from openpyxl.utils import range_boundaries

from clientbook.hosts.file import look
from clientbook.hosts.file.cells import text_cell
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import TABLE
from clientbook.hosts.file.styles import named_cell_style
from clientbook.hosts.file.table_part import append_column
from clientbook.hosts.standing import Standing
from clientbook.register.columns import Column, normal


def add_missing_columns(package: Package, part: SheetPart, standing: Standing, lang: str) -> None:
    """Append missing columns to an Excel Table, header and looks included; a plain range is left as it is.

    Args:
        package: the workbook
        part: the worksheet of the table
        standing: the table; its columns grow
        lang: language of the headers
    """
    missing = [column for column in standing.table.columns if column.key not in standing.columns]
    for column in missing if standing.table_part else []:
        header = column.header(lang)
        if normal(header) in {normal(text) for text in standing.headers} or not _free(package, part, standing):
            continue
        append_column(package, standing, header)
        standing.keys.append(column.key)
        standing.headers.append(header)
        standing.number_columns()
        _draw(package, part, standing, column, header)


def _free(package: Package, part: SheetPart, standing: Standing) -> bool:
    """Tell whether the cells right of a table hold nothing."""
    column = standing.right + 1
    rows = range(standing.top, standing.last + standing.totals + 1)
    if any(cell.column == column and cell.holds() for row in rows for cell in part.cells(row)):
        return False
    for relationship in package.relationships(standing.part):
        if relationship.type == TABLE and relationship.target != standing.table_part:
            other = xml_root(package.read(relationship.target)).get("ref") or ""
            if _covers(other, column, rows):
                return False
    return True


def _covers(reference: str, column: int, rows: range) -> bool:
    left, top, right, bottom = (int(number or 0) for number in range_boundaries(reference))
    return left <= column <= right and top < rows.stop and bottom >= rows.start


def _draw(package: Package, part: SheetPart, standing: Standing, column: Column, header: str) -> None:
    if standing.header:
        neighbour = {cell.column: cell.style for cell in part.cells(standing.top)}.get(standing.right - 1, "")
        style = named_cell_style(package, look.header_style(column)) or neighbour
        part.put_cell(standing.top, standing.right, text_cell(header), style)
    body = named_cell_style(package, look.body_style(column, standing.table))
    if body:
        for row in range(standing.first, standing.last + 1):
            part.put_cell(row, standing.right, "/>", body)
