"""What collection has to know of the register: its rows by key, whose clients are whose, and what is frozen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from clientbook.register.client_codes import ClientCodes
from clientbook.register.columns import Table, normal
from clientbook.team.handed import handed
from clientbook.team.lines import Row, Rows
from clientbook.team.versions import Version, has_identity, mark, plain

MAY_DIFFER = 2
"""Cells in which a row without an ID may differ from what left, and still be taken for it."""


@dataclass
class Head:
    """The register before a collection.

    Attributes:
        tables: table name → rows, of the tables that the book has
        known: table name → table, of all that managers may change
        frozen: month, week and manager of forecasts that are frozen
    """

    tables: Mapping[str, Rows]
    known: Mapping[str, Table]
    frozen: frozenset[tuple[str, str, str]] = frozenset()
    _rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    _twice: dict[str, frozenset[str]] = field(default_factory=dict)
    _marks: dict[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    def rows(self, table: str) -> dict[str, Row]:
        """Return key → row."""
        if table not in self._rows:
            self._rows[table] = self.tables[table].keyed() if table in self.tables else {}
        return self._rows[table]

    def twice(self, table: str) -> frozenset[str]:
        """Return the keys that several rows of the register share: it has an ID twice, and so has every copy."""
        if table not in self._twice:
            keys = Counter(key for key, _ in self.tables[table].with_keys()) if table in self.tables else Counter[str]()
            self._twice[table] = frozenset(key for key, count in keys.items() if count > 1)
        return self._twice[table]

    def lacks(self, table: str, column: str) -> bool:
        """Tell whether the register has the table without a column."""
        return table in self.tables and column not in self.tables[table].columns

    @cached_property
    def clients(self) -> dict[str, Row]:
        """Return code → row of «Клиенты»."""
        found: dict[str, Row] = {}
        for row in self.tables["cb_clients"].rows if "cb_clients" in self.tables else ():
            if row.values.get("client_id"):
                found.setdefault(str(row.values["client_id"]), row)
        return found

    @cached_property
    def codes(self) -> ClientCodes:
        """Return the matcher of client codes."""
        return ClientCodes.of(self.clients)

    @cached_property
    def managers(self) -> dict[str, str]:
        """Return every manager as compared → as the register spells him."""
        names = [row.values.get("manager") for row in self.clients.values()]
        names += [
            row.values.get("manager") for row in (self.tables["cb_staff"].rows if "cb_staff" in self.tables else ())
        ]
        found: dict[str, str] = {}
        for name in names:
            if name:
                found.setdefault(normal(name), str(name))
        return found

    def client(self, code: object) -> str:
        """Return the code of a client as the register has it; empty where there is none such."""
        if not isinstance(code, str):
            return ""
        found, _ = self.codes.match(code, number=True)
        return found if found in self.clients else ""

    def client_name(self, code: object) -> str:
        """Return the name of a client, or the code where there is none such."""
        row = self.clients.get(str(code))
        return plain(code) if row is None else plain(row.values.get("client") or code)

    def manager_of(self, code: str) -> str:
        """Return the manager of a client, as compared."""
        row = self.clients.get(code)
        return "" if row is None else normal(row.values.get("manager") or "")

    def without_id(self, table: str, version: Version) -> str | None:
        """Return the key of the row without an ID that left with a version, by what it holds; None where none is sure.

        Args:
            table: its table
            version: with the marks of what it holds now as far as collection changed it
        """
        best: dict[int, list[str]] = defaultdict(list)
        for key, marks in self._nameless(table).items():
            differing = sum(marks.get(column) != text for column, text in version.marks.items())
            if differing <= MAY_DIFFER and marks.get("client_id") == version.marks.get("client_id"):
                best[differing].append(key)
        nearest = best[min(best)] if best else []
        return nearest[0] if len(nearest) == 1 or (nearest and min(best) == 0) else None

    def _nameless(self, table: str) -> Mapping[str, Mapping[str, str]]:
        """Return key → column → mark of what it holds, of the rows without an ID."""
        if table not in self._marks:
            columns = handed()[table].editable
            self._marks[table] = {
                key: {column: mark(row.values.get(column)) for column in columns}
                for key, row in self.rows(table).items()
                if not has_identity(self.known[table], row.values)
            }
        return self._marks[table]
