"""Where everything of a sheet goes on a manager's copy: rows of his, prepared rows, columns that stay, «Версия»."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clientbook.hosts.file.moved import Band, Moved
from clientbook.team.handed import PREPARED, ROW_IDS
from clientbook.team.source import SourceTable


@dataclass(frozen=True)
class Placed:
    """A table on a copy.

    Attributes:
        source: the table in the computed book
        rows: its rows there, from top to bottom
        header: row of its header on the copy
        columns: (column there, key or None) of each column on the copy from ``source.standing.left`` on
        prepared: texts for the ID column of the prepared rows; an empty one where the table has no such column
        version: whether «Версия» stands behind the columns
    """

    source: SourceTable
    rows: Sequence[int]
    header: int
    columns: Sequence[tuple[int, str | None]]
    prepared: Sequence[str]
    version: bool

    @property
    def first(self) -> int:
        """Return the first row of the body."""
        return self.header + 1

    @property
    def last(self) -> int:
        """Return the last row of the body: a table has one at least."""
        return self.header + max(1, len(self.rows) + len(self.prepared))

    @property
    def left(self) -> int:
        """Return the first column."""
        return self.source.standing.left

    @property
    def right(self) -> int:
        """Return the last column, «Версия» where there is one."""
        return self.left + len(self.columns) - 1 + self.version

    def places(self) -> dict[str, int]:
        """Return key → column on the copy."""
        return {key: self.left + index for index, (_, key) in enumerate(self.columns) if key is not None}


def placed(source: SourceTable, manager: str, header: int, *, personal: bool, salt: str) -> Placed:
    """Return a table with a manager's rows.

    Args:
        source: the table
        manager: the manager
        header: row of its header on the copy
        personal: whether personal data of clients' people come along
        salt: what makes the IDs of prepared rows those of this copy
    """
    standing, handed = source.standing, source.handed
    gone = frozenset() if personal else frozenset(handed.personal)
    columns = [(standing.left + n, key) for n, key in enumerate(standing.keys) if key not in gone]
    rows = list(source.rows_of(manager))
    count = PREPARED.get(source.name, 0) if handed.grows else 0
    prepared = list(_ids(source, manager, rows, salt, count)) if source.name in ROW_IDS else [""] * count
    return Placed(source, rows, header, columns, prepared, bool(handed.editable))


def _ids(source: SourceTable, manager: str, rows: Sequence[int], salt: str, count: int) -> Iterator[str]:
    """Yield IDs for prepared rows: the same for the same copy, others once the rows of the manager are others."""
    left_with = "".join(source.versions.get(row, "") for row in rows)
    seed = hashlib.sha256("\x1f".join((source.name, manager, salt, left_with)).encode()).hexdigest()
    number = 0
    while count:
        name = hashlib.sha256(f"{seed}{number}".encode()).hexdigest()[:12]
        number += 1
        # an identifier of digits alone, or one like 12e5, would be made a number of by the next program
        name = f"m{name}"
        if name not in source.ids:
            count -= 1
            yield name


def moved(tables: Sequence[Placed], above: Iterable[int]) -> Moved:
    """Return where addresses of the sheet go.

    Args:
        tables: the tables on the copy
        above: the rows above the tables, which stay where they are
    """
    across: dict[int, int] = {}
    bodies = []
    for table in tables:
        standing = table.source.standing
        across.update({before: table.left + index for index, (before, _) in enumerate(table.columns)})
        bodies.append(Band(standing.first, standing.last, table.first, table.last))
    return Moved(across, frozenset(above), bodies)
