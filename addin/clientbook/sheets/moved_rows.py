"""Where rows that people typed into stand after a run: it sorts them, and what is told of a cell must name that cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from clientbook.sheets.plan import PLAN

if TYPE_CHECKING:
    import pandas as pd

    from clientbook.register.columns import Table
    from clientbook.register.read import Register
    from clientbook.sheets.description import Content

Rows = dict[tuple[object, ...], int]
"""Identity of a row → the row of the sheet."""


def moved_rows(
    contents: Sequence[Content], register: Register, planned: Mapping[str, int]
) -> Mapping[tuple[str, int], int]:
    """Return (sheet, row) → the row to which a run moves it, on sheets of which something is told.

    Args:
        contents: what is to stand on the sheets
        register: where tables stood, and their rows
        planned: plan ID → row of the plan, rows that had none of their own among them
    """
    told = {problem.sheet for problem in register.problems if problem.cell}
    found: dict[tuple[str, int], int] = {}
    for content, table in _first_tables(contents):
        speaker = register.speakers.get(table.name)
        if speaker is None or speaker.place.area.sheet not in told:
            continue
        area = speaker.place.area
        before: Rows = {(one,): row for one, row in planned.items()} if table == PLAN else _rows(register, table)
        frame = content.tables[table.name]
        for number, identity in enumerate(_identities(frame, table), start=area.top + 1):
            if identity in before:
                found[area.sheet, before[identity]] = number
    return found


def _first_tables(contents: Sequence[Content]) -> Iterator[tuple[Content, Table]]:
    """Yield sheets with their first table, which grows without moving; those whose rows have an identity."""
    for content in contents:
        table = next((block.table for block in content.sheet.blocks()), None)
        if table is not None and table.identity and table.name in content.tables:
            yield content, table


def _rows(register: Register, table: Table) -> Rows:
    found = register.previous.get(table.name)
    if found is None or not {*table.identity, "row"} <= set(found.columns):
        return {}
    return dict(zip(_identities(found, table), found["row"].tolist(), strict=True))


def _identities(frame: pd.DataFrame, table: Table) -> Iterator[tuple[object, ...]]:
    return zip(*(frame[key].tolist() for key in table.identity), strict=True)
