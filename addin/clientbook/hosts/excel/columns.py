"""Columns of ours that a person deleted: they come back at the right end of their table where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlwings as xw

from clientbook.hosts.base import Area
from clientbook.hosts.excel.fit import resize
from clientbook.hosts.excel.look import put_on
from clientbook.hosts.excel.values import said
from clientbook.hosts.file import look
from clientbook.hosts.standing import Standing
from clientbook.register.columns import Column, normal

if TYPE_CHECKING:
    from clientbook.hosts.excel.book import LiveBook


def add_missing_columns(sheet: xw.Sheet, standing: Standing, lang: str, live: LiveBook) -> None:
    """Append missing columns to an Excel Table, header and looks included; a plain range is left as it is."""
    missing = [column for column in standing.table.columns if column.key not in standing.columns]
    for column in missing if standing.table_part else []:
        header = column.header(lang)
        if normal(header) in {normal(text) for text in standing.headers} or not _free(standing, live):
            continue
        standing.keys.append(column.key)
        standing.headers.append(header)
        standing.number_columns()
        _draw(sheet, standing, column, header)


def _free(standing: Standing, live: LiveBook) -> bool:
    """Tell whether the cells right of a table hold nothing and belong to no other table."""
    column, bottom = standing.right + 1, standing.last + standing.totals
    cells = live.cells(Area(standing.sheet, "", standing.top, column, bottom, column))
    others = [area for area in live.tables().values() if area.sheet == standing.sheet]
    covered = any(a.left <= column <= a.right and a.top <= bottom and a.bottom >= standing.top for a in others)
    return not covered and all(line[0] is None for line in cells)


def _draw(sheet: xw.Sheet, standing: Standing, column: Column, header: str) -> None:
    top = sheet.range((standing.top, standing.right))
    top.value = said(header)
    resize(sheet, standing)
    put_on(top, look.header_style(column))
    body = sheet.range((standing.first, standing.right), (standing.last, standing.right))
    put_on(body, look.body_style(column, standing.table))
