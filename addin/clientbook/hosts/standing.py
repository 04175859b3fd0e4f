"""Where a table of ours, or a plain range that serves as one, stands on a sheet: the same for a file and an open book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clientbook.hosts.base import Area, CellValue
from clientbook.register.columns import Table, normal

HEADER_SEARCH = 40
"""A plain range may have this many rows above its header."""

SEARCH_ROWS = 60
"""Lines above the tables are looked for in rows up to this one."""

_NUMBERED = re.compile(r"(?:_(\d+))?")

ENOUGH = 8
"""So many headers of ours make a table ours, however many of its columns people deleted."""


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


def is_own(table: Table, headers: Iterable[object]) -> bool:
    """Tell whether an Excel Table with the name of a table of ours is that table, and not one that its owner named so.

    People rename headers, delete columns and add their own: half of ours are enough, or :data:`ENOUGH` of them. Where
    there is none but ours (a list of few weeks), those that tell its rows apart are.
    """
    headers = list(headers)
    if headers in ([column.ru for column in table.columns], [column.en for column in table.columns]):
        return True
    there = {normal(header) for header in headers if header is not None} - {""}
    found = {column.key for column in table.columns if not there.isdisjoint(column.spellings())}
    if len(found) >= min((len(table.columns) + 1) // 2, ENOUGH):
        return True
    return len(found) == len(there) and bool(table.identity) and found.issuperset(table.identity)


def called(table: str, names: Iterable[str]) -> list[str]:
    """Return the names of Excel Tables that may be a table of ours: its own, then those with a number behind it."""
    behind = [(name.casefold().removeprefix(table), name) for name in names if name.casefold().startswith(table)]
    found = [(int(match[1] or 0), name) for rest, name in behind if (match := _NUMBERED.fullmatch(rest))]
    return [name for _, name in sorted(found)]


def free_table_name(wanted: str, taken: Iterable[str]) -> str:
    """Return the name that an Excel Table of ours gets in a book: its own, or with a number where somebody has that."""
    used = {name.casefold() for name in taken}
    name, number = wanted, 1
    while name.casefold() in used:
        number += 1
        name = f"{wanted}_{number}"
    return name


def first_own(table: Table, names: Iterable[str], standing: Callable[[str], Standing]) -> Standing | None:
    """Return where the Excel Table of ours stands.

    Args:
        table: its description
        names: the names of the Excel Tables of the book
        standing: returns where one of them stands
    """
    candidates = map(standing, called(table.name, names))
    return next((one for one in candidates if is_own(table, one.headers)), None)


def own_areas(
    tables: Iterable[Table], areas: Iterable[Area], read: Callable[[Area], Sequence[Sequence[CellValue]]]
) -> dict[str, Area]:
    """Return table name → its Excel Table, of those that are ours by name and headers.

    Args:
        tables: the tables looked for
        areas: the areas of the book
        read: returns the cells of an area
    """
    named = {area.table: area for area in areas if area.table}
    found: dict[str, Area] = {}
    for table in tables:
        candidates = (named[name] for name in called(table.name, named))
        own = (area for area in candidates if is_own(table, read(replace(area, bottom=area.top))[0]))
        if (area := next(own, None)) is not None:
            found[table.name] = area
    return found


def sheets_of(standings: Mapping[str, Standing], places: Mapping[str, Area]) -> dict[str, str]:
    """Return table → the sheet on which it stands, where a plain range of ``places`` serves as one too."""
    return {name: area.sheet for name, area in places.items()} | {name: one.sheet for name, one in standings.items()}
