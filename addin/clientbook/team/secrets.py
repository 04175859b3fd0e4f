"""What must not stand in a manager's copy: names, codes, tax numbers, people and their numbers of everybody else's clients.

Codes are never excused by what stands in his own rows: only those of clients whose contacts are in his plan, because he
stands in for a colleague, may be there. Names may: people write of other companies, and of those of one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.hosts.file.book import FileBook
from clientbook.register.headers import find_headers
from clientbook.register.tables import INPUTS
from clientbook.sheets.book import outputs
from clientbook.sheets.plan import PLAN
from clientbook.team.handed import handed
from clientbook.team.leaks import Leak, Wanted

if TYPE_CHECKING:
    from clientbook.computing import Computed
    from clientbook.hosts.file.package import Package
    from clientbook.register.columns import Table
    from clientbook.register.read import Register
    from clientbook.team.whose import Whose

_OF_CLIENTS = ("client_id", "client", "tax_id")
_NAMING = ("client_id", "parent_id")
"""Columns that name clients by their codes."""
_OF_PEOPLE = ("person", "phone", "email", "messenger")


class Secrets:
    """The values of every manager, taken from what was read and computed and not from any copy.

    Args:
        computed: a computed register
    """

    def __init__(self, computed: Computed) -> None:
        self.computed = computed
        register = computed.register
        owned = register.clients.dropna(subset=["client_id"])
        self._owner = dict(zip(owned["client_id"], owned["manager"].fillna(""), strict=True))
        self._values = self._told_apart(_of_register(register))
        self._people = self._told_apart(_of_people(register))
        self._said = self._texts()
        plan = computed.plan.plan.dropna(subset=["client_id", "manager"])
        self._stands_in: dict[str, set[str]] = defaultdict(set)
        for client, name in zip(plan["client_id"], plan["manager"], strict=True):
            self._stands_in[name].add(client)

    def _told_apart(self, rows: Iterator[tuple[str, str]]) -> Mapping[str, set[str]]:
        """Return manager → values of his clients."""
        found: dict[str, set[str]] = defaultdict(set)
        for client, value in rows:
            found[self._owner.get(client, "")].add(value.strip())
        return found

    def others(self, manager: str) -> set[str]:
        """Return the values of everybody else's clients that are not his too: his own rows may name them."""
        foreign = {value for owner, values in self._values.items() if owner != manager for value in values}
        foreign -= self._values.get(manager, set())
        wanted = Wanted(foreign)
        known = wanted.within("\n".join((self._said.get(manager, ""), self._said.get("*", ""))))
        codes = self._owner.keys() - self._stands_in[manager]
        return {value for value in foreign if value in codes or value.casefold() not in known}

    def codes(self, manager: str, package: Package, whose: Whose) -> list[Leak]:
        """Return the codes of everybody else's clients in the columns of a copy that name clients, whatever they look like.

        Args:
            manager: whose copy it is
            package: the copy
            whose: tells whose client a cell names
        """
        book = FileBook(package, Path())
        found: dict[str, Leak] = {}
        for area in book.areas():
            table = _tables().get(area.table.casefold())
            if table is None:
                continue
            cells = book.cells(area)
            headers = find_headers(table, cells[:1], area.top, area.left)
            places = [] if headers is None else [headers.columns[key] for key in _NAMING if key in headers.columns]
            mine = self._stands_in[manager] if table.name == PLAN.name else set()
            for cell in (line[place - area.left] for place in places for line in cells[1:]):
                code = whose.client(cell)
                if code is not None and whose.foreign(cell, manager) and code not in mine:
                    found.setdefault(code, Leak(area.sheet, code))
        return [found[code] for code in sorted(found)]

    def everybody(self) -> set[str]:
        """Return the personal data of all people."""
        return {value for values in self._people.values() for value in values}

    def people(self, manager: str) -> set[str]:
        """Return the personal data of the people of his own clients, for a copy without it."""
        return self._people.get(manager, set())

    def _texts(self) -> Mapping[str, str]:
        """Return manager → all that his own rows say; ``*`` is what everybody gets."""
        said: dict[str, list[str]] = defaultdict(list)
        for name, frame in self._frames():
            rules = handed().get(name)
            shared = rules is not None and not rules.whose
            owners = self._owners(frame, by_name=rules is not None and rules.whose == "manager")
            texts = [column for column in frame.columns if frame[column].dtype == object]
            for owner, rows in zip(owners, frame[texts].itertuples(index=False), strict=True):
                line = "\n".join(text for text in rows if isinstance(text, str))
                said["*" if shared else owner].append(line)
        return {owner: "\n".join(lines) for owner, lines in said.items() if owner}

    def _frames(self) -> Iterator[tuple[str, pd.DataFrame]]:
        register = self.computed.register
        yield from register.rows.items()
        yield "cb_plan", self.computed.plan.plan
        yield "cb_segments", self.computed.segments
        yield "cb_kpi", self.computed.kpi.kpi
        yield from ((name, frame) for name, frame in register.previous.items() if name in handed())

    def _owners(self, frame: pd.DataFrame, *, by_name: bool) -> list[str]:
        if by_name and "manager" in frame:
            return [str(name) if isinstance(name, str) else "" for name in frame["manager"]]
        if "client_id" in frame:
            return [self._owner.get(code, "") for code in frame["client_id"]]
        return [""] * len(frame)


@cache
def _tables() -> Mapping[str, Table]:
    return {table.name: table for table in (*INPUTS, *outputs()) if "client_id" in table.by_key}


def _of_register(register: Register) -> Iterator[tuple[str, str]]:
    yield from _pairs(register.clients, _OF_CLIENTS)
    yield from _of_people(register)


def _of_people(register: Register) -> Iterator[tuple[str, str]]:
    for frame in (register.people, register.rows["cb_people"], register.log):
        yield from _pairs(frame, _OF_PEOPLE)


def _pairs(frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield code of the client and value."""
    for column in columns:
        if column in frame:
            kept = frame.dropna(subset=["client_id", column])
            yield from zip(kept["client_id"], kept[column].astype(str), strict=True)
