"""Which tables stand where in an open book."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from clientbook.hosts.base import Area, CellValue
from clientbook.hosts.file.cells import plain
from clientbook.hosts.standing import HEADER_SEARCH, Standing, column_keys, first_own
from clientbook.register.columns import Kind, Table

Read = Callable[[Area], list[list[CellValue]]]


def find_standing(
    tables: Iterable[Table], areas: Sequence[Area], places: Mapping[str, Area], read: Read
) -> dict[str, Standing]:
    """Return where tables stand: where ``places`` says, else tables of ours anywhere.

    Args:
        tables: the tables to be found
        areas: the tables of the book
        places: plain ranges, or tables of another name, that serve as tables
        read: returns the cells of an area
    """
    named = {area.table.casefold(): area for area in areas if area.table}
    found = {}
    for table in tables:
        place = places.get(table.name)
        if place is not None and place.table.casefold() in named:
            standing: Standing | None = _table(table, named[place.table.casefold()], read)
        else:
            standing = first_own(table, named, partial(_named, table, named, read))
        if standing is None and place is not None:
            standing = _range(table, place, read)
        if standing is not None:
            found[table.name] = standing
    return found


def _named(table: Table, named: Mapping[str, Area], read: Read, name: str) -> Standing:
    return _table(table, named[name], read)


def _texts(line: Sequence[CellValue]) -> list[str]:
    return [plain(value if not hasattr(value, "code") else str(value), Kind.TEXT, date1904=False)[1] for value in line]


def _table(table: Table, area: Area, read: Read) -> Standing:
    header = Area(area.sheet, "", area.top, area.left, area.top, area.right)
    headers = _texts(read(header)[0])
    last = max(area.bottom - area.totals, area.top + 1)
    keys = column_keys(table, headers)
    return Standing(table, area.sheet, "", area.table, area.left, keys, headers, area.top + 1, last, area.totals)


def _range(table: Table, area: Area, read: Read) -> Standing | None:
    """Return where a plain range with the headers of a table stands; None if no row looks like its header."""
    best: tuple[int, Standing] | None = None
    bottom = min(area.bottom, area.top + HEADER_SEARCH)
    for row, line in enumerate(read(Area(area.sheet, "", area.top, area.left, bottom, area.right)), start=area.top):
        filled = [index for index, value in enumerate(line) if value is not None]
        if not filled:
            continue
        headers = _texts(line[filled[0] : filled[-1] + 1])
        keys = column_keys(table, headers)
        score = sum(key is not None for key in keys)
        if score and (best is None or score > best[0]):
            last = max(area.bottom, row + 1)
            best = score, Standing(table, area.sheet, "", "", area.left + filled[0], keys, headers, row + 1, last)
    return best[1] if best is not None else None
