"""Rows of an open book for DuckDB: as the closed file gives them, so that sales are read by one grammar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from clientbook.hosts.arrow_rows import ArrowRows
from clientbook.hosts.base import CellError, CellValue
from clientbook.hosts.file.cells import number_text

_TYPES = {float: "DOUBLE", bool: "BOOLEAN", datetime: "TIMESTAMP"}


def arrow_rows(rows: Sequence[Sequence[CellValue]], columns: Sequence[int]) -> Any:
    """Return rows as Arrow data.

    Args:
        rows: values of the columns
        columns: their numbers on the sheet; they are named ``c<number>``
    """
    import duckdb

    frame, casts = {}, []
    for index, number in enumerate(columns):
        values = [None if isinstance(row[index], CellError) else row[index] for row in rows]
        kinds = {type(value) for value in values if value is not None}
        kind = kinds.pop() if len(kinds) == 1 else str
        name = f"c{number}"
        frame[name] = pd.Series(_alike(values, kind), dtype=object if kind is not datetime else "datetime64[us]")
        casts.append(f"CAST({name} AS {_TYPES.get(kind, 'VARCHAR')}) AS {name}")
    connection = duckdb.connect()
    connection.register("block", pd.DataFrame(frame))
    return ArrowRows(connection.sql(f"SELECT {', '.join(casts)} FROM block"))  # noqa: S608  (numbers)


def _alike(values: Sequence[CellValue], kind: type) -> list[Any]:
    """Return values of one kind; where kinds are mixed, as text with dates in ISO form."""
    return list(values) if kind is not str else [None if value is None else _text(value) for value in values]


def _text(value: CellValue) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)
