"""Where a table of ours, or a plain range that serves as one, stands on a sheet: the same for a file and an open book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clientbook.register.columns import Table, normal

HEADER_SEARCH = 40
"""A plain range may have this many rows above its header."""

SEARCH_ROWS = 60
"""Lines above the tables are looked for in rows up to this one."""


@dataclass
class Standing:
    """A table of ours (or a plain range that serves as one) where it stands.

    Attributes:
        table: its description
        sheet: name of its sheet
        part: part of its sheet
        table_part: part of the Excel Table, empty for a plain range
        left: its first column
        keys: key of each column from ``left`` on; None for a column that is not ours
        headers: header of each column
        first: first row of its body
        last: last row of its body
        totals: rows of totals under the body
        header: rows of the header: 0 where it is switched off
    """

    table: Table
    sheet: str
    part: str
    table_part: str
    left: int
    keys: list[str | None]
    headers: list[str]
    first: int
    last: int
    totals: int = 0
    header: int = 1
    columns: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.number_columns()

    def number_columns(self) -> None:
        """Note anew which column of the sheet holds which key."""
        self.columns = {key: self.left + index for index, key in enumerate(self.keys) if key is not None}

    @property
    def top(self) -> int:
        """Return its first row, the header where there is one."""
        return self.first - self.header

    @property
    def right(self) -> int:
        """Return its last column."""
        return self.left + len(self.keys) - 1


def column_keys(table: Table, headers: Sequence[str]) -> list[str | None]:
    """Return the key of every header, each key once; headers match in either language, then by alias."""
    keys: list[str | None] = [None] * len(headers)
    wanted = [normal(header) for header in headers]
    for rank in (2, 100):
        for column in table.columns:
            if column.key in keys:
                continue
            for spelling in column.spellings()[:rank]:
                index = next((i for i, text in enumerate(wanted) if text == spelling and keys[i] is None), None)
                if index is not None:
                    keys[index] = column.key
                    break
    return keys
