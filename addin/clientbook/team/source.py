"""The tables of a computed book that are handed out: whose each row is, and the version it leaves with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clientbook.hosts.base import Area, Book, CellValue
from clientbook.hosts.standing import Standing
from clientbook.register.parse import Reading, parsed
from clientbook.team import versions
from clientbook.team.handed import Handed
from clientbook.team.hiding import Hide
from clientbook.team.whose import Whose


@dataclass
class SourceTable:
    """A table to be handed out, where it stands in the computed book.

    Attributes:
        standing: where it stands
        handed: how it is handed out
        rows: manager → rows of the sheet that are his
        everybody: rows that everybody gets
        versions: row of the sheet → text of its version
        ids: identities that are taken already
        heads: row of the sheet → code of its client's head company, which is somebody else's client
        style: the look of the Excel Table, as an element of its part
    """

    standing: Standing
    handed: Handed
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    everybody: Sequence[int] = ()
    versions: Mapping[int, str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    heads: Mapping[int, str] = field(default_factory=dict)
    style: str = ""

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return self.standing.table.name

    def rows_of(self, manager: str) -> Sequence[int]:
        """Return the rows that a manager gets, from top to bottom."""
        return self.rows.get(manager, ()) if self.handed.whose else self.everybody


def source_table(
    book: Book, standing: Standing, handed: Handed, whose: Whose, reading: Reading, hide: Hide | None = None
) -> SourceTable:
    """Return a table with its rows told apart.

    Args:
        book: the computed book
        standing: where the table stands in it
        handed: how it is handed out
        whose: tells the manager of a row
        reading: how cells of the book are read
        hide: takes personal data out of a text, where they are not to come along
    """
    area = Area(standing.sheet, "", standing.first, standing.left, standing.last, standing.right)
    lines = [
        (standing.first + number, line)
        for number, line in enumerate(book.cells(area))
        if any(cell is not None and str(cell).strip() for cell in line)
    ]
    owners: dict[str, list[int]] = defaultdict(list)
    place = standing.columns.get(handed.whose)
    tell = whose.of_client if handed.whose == "client_id" else whose.of_name
    about = standing.columns.get("client_id")
    heads: dict[int, str] = {}
    for row, line in lines:
        owner = "" if place is None else tell(line[place - standing.left])
        client = None if about is None else line[about - standing.left]
        if handed.stands_in or not whose.foreign(client, owner):
            owners[owner].append(row)
        if handed.of_head and (head := whose.foreign_head(client)):
            heads[row] = head
    owners.pop("", None)
    everybody = [row for row, _ in lines] if not handed.whose else []
    if not handed.editable:
        return SourceTable(standing, handed, dict(owners), everybody, heads=heads)
    return SourceTable(
        standing,
        handed,
        dict(owners),
        everybody,
        dict(_versions(standing, handed, lines, reading, hide)),
        _ids(standing, lines),
        heads,
    )


def _versions(
    standing: Standing,
    handed: Handed,
    lines: Sequence[tuple[int, Sequence[CellValue]]],
    reading: Reading,
    hide: Hide | None,
) -> Iterator[tuple[int, str]]:
    """Yield row and text of its version: its key by what stands in the register, its marks by what leaves.

    Of rows that nothing but their content tells apart, the first counts first.
    """
    table = standing.table
    columns = {
        key: [value for value, _ in parsed(reading.parser(table[key]), (line[at - standing.left] for _, line in lines))]
        for key, at in standing.columns.items()
    }
    seen: Counter[str] = Counter()
    for number, (row, _) in enumerate(lines):
        values = {key: column[number] for key, column in columns.items()}
        content = versions.row_key(table, values)
        seen[content] += 1
        version = versions.of_row(table, handed.editable, values, seen[content])
        if hide is not None:
            left = {key: _hidden(values.get(key), hide) for key in handed.editable}
            version = replace(version, marks={key: versions.mark(value) for key, value in left.items()})
        yield row, versions.write(version, handed.editable)


def _hidden(value: object, hide: Hide) -> object:
    return hide(value) if isinstance(value, str) else value


def _ids(standing: Standing, lines: Sequence[tuple[int, Sequence[CellValue]]]) -> frozenset[str]:
    """Return the texts in the first column of the identity."""
    keys = standing.table.identity
    if len(keys) != 1 or keys[0] not in standing.columns:
        return frozenset()
    place = standing.columns[keys[0]] - standing.left
    return frozenset(str(line[place]).strip() for _, line in lines if line[place] is not None)
