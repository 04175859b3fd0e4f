"""Who each row of a table is, before and after it is refilled: the same in a file and in an open book."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from clientbook.hosts.file import cells
from clientbook.hosts.standing import Standing
from clientbook.register.columns import Column

COPY = "\x00"
"""What marks the identity of a row that an earlier row has already."""


def identity_columns(standing: Standing) -> list[Column]:
    """Return the columns that tell a row from all others: those of the table, or all of ours where it names none."""
    table = standing.table
    named = [table[key] for key in table.identity if key in standing.columns]
    if table.identity and len(named) == len(table.identity):
        return named
    return [column for column in table.columns if column.key in standing.columns and not column.formula]


def unique(identities: Iterable[str]) -> list[str]:
    """Return identities made different: the second row with the same one gets a mark, and so on."""
    seen: dict[str, int] = {}
    names = []
    for identity in identities:
        count = seen.get(identity, 0)
        seen[identity] = count + 1
        names.append(f"{identity}{COPY}{count}" if count else identity)
    return names


def frame_identities(frame: pd.DataFrame, standing: Standing, *, date1904: bool) -> list[str]:
    """Return the identity of every row of a frame, as :class:`clientbook.hosts.file.body.BodyReader` reads them."""
    columns = [
        cells.identities(frame[column.key].tolist(), column.kind, date1904=date1904)
        if column.key in frame
        else [""] * len(frame)
        for column in identity_columns(standing)
    ]
    return unique("\x1f".join(parts) for parts in zip(*columns, strict=True)) if columns else [""] * len(frame)
