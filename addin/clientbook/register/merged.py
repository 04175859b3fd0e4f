"""Cells merged over rows: Excel keeps the value in the first row, and people mean it for all of them.

Only what names something is filled down. A figure over several rows is their sum, and counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import duckdb
import pandas as pd

from clientbook.hosts.base import Area, CellValue, Merged
from clientbook.register.columns import Kind
from clientbook.register.locate import Place

FIGURES = frozenset({Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT})
FILLED = "raw_filled"
"""Table of what lines of sales got: their row and, by column, the value."""


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
    """

    row: int
    value: CellValue
    cells: int


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


def fill_lines(
    connection: duckdb.DuckDBPyConnection, source: str, merged: Mapping[str, Sequence[Merged]]
) -> tuple[str, list[str]]:
    """Fill the blank cells of lines of sales that have an amount down.

    Args:
        connection: holds the lines
        source: name of their view, in the form of ``canonical``
        merged: see :func:`merged_names`

    Returns:
        SQL of the lines with what they got, which :data:`FILLED` keeps, and the names of the columns concerned there.
    """
    names = {key: "kind_text" if key == "kind" else key for key in merged}
    if not names:
        return f"SELECT * FROM {source}", []  # noqa: S608 - our own names
    runs = [(names[key], run.top, run.bottom) for key, found in merged.items() for run in found]
    connection.register("runs", pd.DataFrame(runs, columns=["name", "top", "bottom"]))
    values = ", ".join(
        f"any_value(first.{name}) FILTER (WHERE runs.name = '{name}' AND {_blank(name)}) AS {name}"
        for name in names.values()
    )
    connection.execute(f"""
        CREATE TABLE {FILLED} AS SELECT one.row, {values}
        FROM {source} AS one JOIN runs ON one.row > runs.top AND one.row <= runs.bottom JOIN {source} AS first ON first.row = runs.top
        WHERE one.amount IS NOT NULL AND NOT is_total_row(one.date, one.doc_no, one.client_id, one.first_text)
        GROUP BY one.row
    """)  # noqa: S608 - our own names
    connection.unregister("runs")
    put = ", ".join(f"coalesce(one.{name}, {FILLED}.{name}) AS {name}" for name in names.values())
    lines = f"SELECT one.* REPLACE ({put}) FROM {source} AS one LEFT JOIN {FILLED} USING (row)"  # noqa: S608 - our own names
    return lines, list(names.values())


def _blank(name: str) -> str:
    return "one.date IS NULL AND one.date_text IS NULL" if name == "date" else f"one.{name} IS NULL"
