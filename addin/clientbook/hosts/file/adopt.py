"""Rows that somebody wrote into a table of ours without an identity, or copied there: the run names them, and they stay one row.

A contact typed into the plan by hand has no ID; the plan takes it over and gives it one. What stands on the sheet is
then the same row: it keeps its looks and the user's own columns, and nothing typed on it is told as gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from clientbook.hosts.file import cells
from clientbook.hosts.file.body import OldBody, OldRow
from clientbook.hosts.file.identity import COPY
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.standing import Standing
from clientbook.register.columns import Column, Kind


def adopt(
    old: OldBody, standing: Standing, frame: pd.DataFrame, names: Sequence[str], texts: Texts, *, date1904: bool
) -> None:
    """Give rows without an identity that of the new row which says the same.

    Compared are the typed texts and dates; failing that, the texts alone (a date may be typed as text).

    Args:
        old: the body as it stands; its ``nameless`` rows, and rows with an identity that another row has, move to
            ``rows`` where a name is found
        standing: where the table stands
        frame: the rows to be written
        names: their identities
        texts: texts of the package
        date1904: whether days are counted from 1904
    """
    alive = set(names)
    copies = [name for name in old.rows if COPY in name and name not in alive]
    old.nameless += [old.rows.pop(name) for name in copies]
    if not any(row.kept for row in old.nameless):
        return
    typed = [column for column in standing.table.columns if column.typed and column.key in standing.columns]
    words = [column for column in typed if column.kind is Kind.TEXT and column.codes is None and column.key in frame]
    days = [column for column in typed if column.kind is Kind.DATE and column.key in frame]
    for columns in ([*words, *days], words):
        _match(old, standing, _said(frame, names, set(old.rows), columns, date1904=date1904), columns, texts)


def _said(
    frame: pd.DataFrame, names: Sequence[str], taken: set[str], columns: Sequence[Column], *, date1904: bool
) -> dict[tuple[str, ...], list[str]]:
    """Return what new rows say → their identities, the first last."""
    said: dict[tuple[str, ...], list[str]] = defaultdict(list)
    fresh = [index for index, name in enumerate(names) if name not in taken]
    rows = frame.iloc[fresh]
    parts = [cells.identities(rows[column.key].tolist(), column.kind, date1904=date1904) for column in columns]
    for place in reversed(range(len(fresh))):
        said[tuple(part[place] for part in parts)].append(names[fresh[place]])
    return said


def _match(
    old: OldBody,
    standing: Standing,
    said: dict[tuple[str, ...], list[str]],
    columns: Sequence[Column],
    texts: Texts,
) -> None:
    places = [standing.columns[column.key] - standing.left for column in columns]
    strangers: list[OldRow] = []
    for row in old.nameless:
        told = tuple(texts.of(row.kept[place]) if place in row.kept else "" for place in places)
        names = said.get(told) if any(told) else None
        if names:
            old.rows[names.pop()] = row
        else:
            strangers.append(row)
    old.nameless[:] = strangers
