"""Cells merged over rows: Excel keeps the value in the first row, and people mean it for all of them.

Only what names something is filled down. A figure over several rows is their sum, and counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import pandas as pd

from clientbook.hosts.base import Area, CellValue, Merged
from clientbook.register.columns import Kind
from clientbook.register.locate import Place
from clientbook.register.sales_lines import SalesDatabase

FIGURES = frozenset({Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
_NAMES = ("date", "doc_no", "client_id", "sku", "category")
"""Columns of lines of sales that are filled down as they stand; `Тип` gives figures their sign."""


class MergingBook(Protocol):
    """What tells of merged cells; see ``hosts.base.Book``."""

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:
        """Return the cells of some columns of an area that are merged over rows."""


class Filled(NamedTuple):
    """Cells of a column that got the value of the cell they are merged with.

    Attributes:
        row: sheet row of the first
        value: what it got
        cells: how many they are
        amount: money of their lines of sales
    """

    row: int
    value: CellValue
    cells: int
    amount: float = 0.0


def merged_names(book: MergingBook, place: Place) -> dict[str, list[Merged]]:
    """Return key of a column that names something → its cells merged over rows of data.

    An Excel Table has none: Excel does not merge cells of tables.
    """
    naming = {at: key for key, at in place.headers.columns.items() if place.table[key].kind not in FIGURES}
    found: dict[str, list[Merged]] = {}
    if not place.area.table and place.first <= place.last:
        for merged in book.merged(place.data, sorted(naming)):
            found.setdefault(naming[merged.column], []).append(merged)
    return found


def fill_cells(
    merged: Mapping[str, Sequence[Merged]], rows: Sequence[int], cells: Mapping[str, list[CellValue]]
) -> dict[str, Filled]:
    """Fill the blank cells of rows of data down; return what each column got.

    Args:
        merged: see :func:`merged_names`
        rows: sheet rows of the data; others stay blank
        cells: key → the cells of these rows
    """
    numbers = {row: number for number, row in enumerate(rows)}
    filled = {}
    for key, runs in merged.items():
        column, got = cells[key], []
        for run in runs:
            value = column[numbers[run.top]] if run.top in numbers else None
            below = [row for row in range(run.top + 1, run.bottom + 1) if row in numbers]
            for row in below if value is not None else []:
                if column[numbers[row]] is None:
                    column[numbers[row]] = value
                    got.append(row)
        if got:
            filled[key] = Filled(got[0], column[numbers[got[0]]], len(got))
    return filled


def fill_lines(connection: SalesDatabase, merged: Mapping[str, Sequence[Merged]]) -> dict[str, Filled]:
    """Fill the blank cells of lines of sales that have an amount down; return what each column got.

    Args:
        connection: holds ``canonical`` and ``lines``
        merged: see :func:`merged_names`
    """
    runs = [(key, run.top, run.bottom) for key, found in merged.items() for run in found]
    if not runs:
        return {}
    connection.register("runs", pd.DataFrame(runs, columns=["key", "top", "bottom"]))
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE below AS SELECT key, row, top, amount FROM lines JOIN runs ON row > top AND row <= bottom
        WHERE fate IN ('client', 'no_client', 'date')
    """)
    connection.unregister("runs")
    filled = {key: found for key in merged if (found := _fill_column(connection, key)) is not None}
    connection.execute("""
        UPDATE lines SET fate = CASE WHEN date IS NULL THEN 'date' WHEN client_id IS NULL THEN 'no_client' ELSE 'client' END
        WHERE fate IN ('no_client', 'date');
        DROP TABLE below;
    """)
    return filled


def _fill_column(connection: SalesDatabase, key: str) -> Filled | None:
    """Fill one column down; None where it has no blank."""
    source, name = ("lines", key) if key in _NAMES else ("canonical", "kind_text")
    blank = f"one.{name} IS NULL" + (" AND one.date_remark IS NULL" if key == "date" else "")
    shown = f"strftime(first.{name}, '%d.%m.%Y')" if key == "date" else f"first.{name}"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE spread AS SELECT row, below.amount, first.{name} AS value, {shown} AS shown
        FROM below JOIN {source} AS one USING (row) JOIN {source} AS first ON first.row = below.top
        WHERE key = '{key}' AND {blank} AND first.{name} IS NOT NULL
    """)  # noqa: S608 - our own names
    query = "SELECT min(row), arg_min(shown, row), count(*), coalesce(sum(amount), 0) FROM spread"
    row, value, count, amount = connection.execute(query).fetchall()[0]
    if not count:
        return None
    if key in _NAMES:
        put = f"UPDATE lines SET {key} = value FROM spread WHERE spread.row = lines.row"  # noqa: S608 - our own names
    else:
        put = """
            UPDATE lines SET qty = -abs(qty), amount = -abs(lines.amount), cost = -abs(cost) FROM spread, kinds
            WHERE spread.row = lines.row AND kinds.text = spread.value AND kinds.code = 'return'
        """
    connection.execute(put)
    return Filled(int(row), str(value), int(count), float(amount))
