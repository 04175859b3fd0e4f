"""The rows of a copy told apart: which row of the register each is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clientbook.locale import names_in_quotes
from clientbook.register.columns import Table
from clientbook.team.handed import FILLED_BY_US, INPUTS, ROW_IDS, VERSION, handed
from clientbook.team.hearing import Hearing, RowIn
from clientbook.team.known_rows import hear_known
from clientbook.team.lines import Row, Rows
from clientbook.team.new_rows import hear_new
from clientbook.team.versions import Version, has_identity, mark, plain

PASTED_WITHOUT = ("contact_id",)
"""What a pasted row does not take over from the row it is a copy of."""


class Reader:
    """Tells the rows of one copy apart.

    Args:
        hearing: the copy, and what it is held against
    """

    def __init__(self, hearing: Hearing) -> None:
        self.hearing = hearing
        self.copy, self.head, self.journal = hearing.copy, hearing.head, hearing.journal
        self.content: Counter[str] = Counter()

    def foreign(self) -> str:
        """Return why the copy is not of this register; empty where it is."""
        if not self.hearing.his:
            return "nobody"
        if self.hearing.his not in self.head.managers:
            return "manager_unknown"
        seen = known = 0
        for name in ("cb_clients", "cb_people", "cb_log"):
            for row in self.hearing.rows(name):
                version = self.hearing.version(name, row)
                if version is not None:
                    seen += 1
                    known += version.key in self.head.rows(name) or bool(self.head.without_id(name, version))
        if not seen:
            codes = [row.values.get("client_id") for row in self.hearing.rows("cb_clients")]
            seen, known = len(codes), sum(bool(self.head.client(code)) for code in codes)
        return "rows_unknown" if seen and 2 * known < seen else ""

    def read(self) -> Iterator[RowIn]:
        """Yield every row of the tables that the manager may change."""
        for name in handed():
            if name in self.copy.tables and name in self.head.known:
                yield from self._table(name)

    def _table(self, name: str) -> Iterator[RowIn]:
        rows, table = self.copy.tables[name], self.head.known[name]
        self._tell_table(name, rows, table)
        found: dict[str, list[tuple[Row, Version | None]]] = defaultdict(list)
        pasted: list[Row] = []
        for key, row in self._content(rows):
            version = self.hearing.version(name, row)
            if version is None and not has_identity(table, row.values):
                pasted.append(row)
            else:
                found[version.key if version is not None else key].append((row, version))
        for key, same in found.items():
            if len(same) > 1:  # the one nearest to what left is the row
                same.sort(key=lambda one: self._distance(name, *one))
            yield self._of_register(name, rows, key, *same[0])
            yield from self._others(rows, key, same[0][0], same[1:], pasted)
        yield from self._pasted(name, rows, pasted)

    def _tell_table(self, name: str, rows: Rows, table: Table) -> None:
        lacking = [
            table[key].header(self.hearing.lang)
            for key in handed()[name].editable
            if key not in rows.columns and key not in handed()[name].personal and not self.head.lacks(name, key)
        ]
        if lacking:
            self.hearing.note("columns_missing", rows, headers=names_in_quotes(lacking))
        if VERSION.key not in rows.columns and rows.rows:
            self.hearing.note("no_versions", rows)
        changed = sum(
            bool(plain(row.values.get(VERSION.key))) and self.hearing.version(name, row) is None for row in rows.rows
        )
        if changed:
            self.hearing.note("versions_changed", rows, count=changed)
        if rows.plain:
            self.hearing.note("table_plain", rows)

    def _content(self, rows: Rows) -> Iterator[tuple[str, Row]]:
        """Yield the rows in which something stands besides what we filled in, with their keys."""
        for key, row in rows.with_keys():
            typed = (value for column, value in row.values.items() if column not in {*FILLED_BY_US, VERSION.key})
            if plain(row.values.get(VERSION.key)) or row.unread or any(plain(value) for value in typed):
                self.content[rows.table.name] += 1
                yield key, row

    def _distance(self, name: str, row: Row, version: Version | None) -> tuple[int, str]:
        """Return how far a row is from what it left as: the nearest of several with one key is the row itself."""
        contents = _contents(self.head.known[name], row)
        if version is None:
            return (len(handed()[name].editable) + 1, contents)
        present = (column for column in version.marks if column in self.copy.tables[name].columns)
        return (sum(mark(row.values.get(column)) != version.marks[column] for column in present), contents)

    def _of_register(self, name: str, rows: Rows, key: str, row: Row, version: Version | None) -> RowIn:
        """Return a row that has a version or an ID."""
        at = key if key in self.head.rows(name) else None
        if at is None and version is not None:
            at = self.head.without_id(name, self._as_collected(name, version))
        one = RowIn(self.copy, name, row, key, at or key)
        collected = self.journal.columns_of(name, key)
        own = any(entry.claim.own_row for column in collected for entry in self.journal.of((name, key, column)))
        if at is None:
            one.kind = "gone" if version is not None or (collected and name in INPUTS) else "new"
            own = own or one.kind == "new"
        if one.kind == "new" or (own and version is None):
            hear_new(self.hearing, one, rows)
        else:
            one.values = {column: value for column, value in row.values.items() if column != VERSION.key}
            hear_known(self.hearing, one, rows, version)
        return one

    def _as_collected(self, name: str, version: Version) -> Version:
        """Return a version with the marks of what collection put in place of the values that left."""
        marks = dict(version.marks)
        for column in self.journal.columns_of(name, version.key) & marks.keys():
            taken = [entry for entry in self.journal.of((name, version.key, column)) if entry.outcome == "taken"]
            if taken:
                marks[column] = max(taken, key=lambda entry: (entry.on, entry.claim.when)).claim.mark
        return Version(version.key, marks)

    def _others(
        self, rows: Rows, key: str, first: Row, others: Iterable[tuple[Row, Version | None]], pasted: list[Row]
    ) -> Iterator[RowIn]:
        """Yield the further rows with one key; those that become new rows are added to ``pasted``."""
        name, table = rows.table.name, self.head.known[rows.table.name]
        for row, version in others:
            untouched = self._distance(name, row, version)[0] == 0
            if untouched and key in self.head.twice(name):
                yield RowIn(self.copy, name, row, key)
            elif untouched or _contents(table, row) == _contents(table, first):
                self.hearing.note("row_twice", rows, row)
                yield RowIn(self.copy, name, row, key, twice=True)
            elif handed()[name].grows:
                self.hearing.note("row_pasted", rows, row)
                pasted.append(self._without_id(name, row))
            else:
                refused = self.hearing.refuse("row_twice_differs", rows, row)
                yield RowIn(self.copy, name, row, key, refused=refused)

    def _without_id(self, name: str, row: Row) -> Row:
        gone = {VERSION.key, *PASTED_WITHOUT}
        if name in ROW_IDS or len(self.head.known[name].identity) == 1:
            gone.update(self.head.known[name].identity)
        return replace(row, values={key: None if key in gone else value for key, value in row.values.items()})

    def _pasted(self, name: str, rows: Rows, pasted: list[Row]) -> Iterator[RowIn]:
        """Yield rows without an ID; each gets one from what it holds, so that it comes in once."""
        seen: Counter[str] = Counter()
        for row in pasted:
            one = RowIn(self.copy, name, row, "", kind="new")
            hear_new(self.hearing, one, rows, seen)
            yield one


def _contents(table: Table, row: Row) -> str:
    return "\x1f".join(plain(row.values.get(column.key)) for column in table.columns)
