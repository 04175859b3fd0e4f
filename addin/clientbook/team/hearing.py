"""One copy as it is heard: the register and the journal it is held against, and what is told of it on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clientbook.locale import Words
from clientbook.register.columns import Table, normal
from clientbook.register.headers import address
from clientbook.team import versions
from clientbook.team.claims import Claim
from clientbook.team.copies_in import Copy
from clientbook.team.handed import FILLED_BY_US, VERSION, handed
from clientbook.team.head import Head
from clientbook.team.journal import Journal, said
from clientbook.team.lines import Row, Rows
from clientbook.team.notes import Note
from clientbook.team.versions import Version, plain

Kind = Literal["known", "new", "gone"]


@dataclass
class RowIn:
    """A row of a copy.

    Attributes:
        copy: the copy
        table: name of its table
        row: the row
        key: key under which it is remembered
        at: key under which it stands in the register now
        kind: ``known``: it stands there; ``new``; ``gone``: it left the register, and is there no more
        values: what a new row, or one put back, holds
        claims: what it claims
        refused: why it is not taken; empty where it is
        unread: how many of its cells could not be taken
        twice: the same row stands in the copy again, unchanged
    """

    copy: Copy
    table: str
    row: Row
    key: str
    at: str = ""
    kind: Kind = "known"
    values: dict[str, object] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    refused: str = ""
    unread: int = 0
    twice: bool = False


class Hearing:
    """Holds what the rows of one copy are told apart by.

    Args:
        copy: the copy
        head: the register
        journal: what was collected before
        words: the language in which headers and values are named
        today: the day of the collection
    """

    def __init__(self, copy: Copy, head: Head, journal: Journal, words: Words, today: date) -> None:
        self.copy = copy
        self.head = head
        self.journal = journal
        self.words, self.lang = words, words.lang
        self.today = today
        self.notes: list[Note] = []
        self.his = normal(copy.manager)
        self.manager = head.managers.get(self.his, copy.manager)
        self.allowed = self._allowed()

    def _allowed(self) -> frozenset[str]:
        """Return the clients about whom the manager may write: those he was handed, and those he has now."""
        mine = {code for code in self.head.clients if self.head.manager_of(code) == self.his}
        for name in ("cb_clients", "cb_plan"):
            for row in self.rows(name):
                owner = row.values.get("manager")
                if self.version(name, row) is not None and (not owner or normal(owner) == self.his):
                    mine.add(self.head.client(row.values.get("client_id")))
        return frozenset(mine - {""})

    def rows(self, table: str) -> Iterable[Row]:
        """Return the rows of a table of the copy."""
        return self.copy.tables[table].rows if table in self.copy.tables else ()

    def version(self, table: str, row: Row) -> Version | None:
        """Return the version with which a row left; None where it has none that can be read."""
        return versions.read(row.values.get(VERSION.key) or "", handed()[table].editable)

    def all_known(self, one: RowIn) -> bool:
        """Tell whether everything a row claims was collected before."""
        return all(claim.name in self.journal.entries for claim in one.claims)

    def claim(self, one: RowIn, column: str, left: str, value: object, *, own: bool = False) -> Claim:
        """Return what a row says about one of its cells; see :class:`Claim`."""
        copy, client = self.copy, one.row.values.get("client_id")
        return Claim(
            (one.table, one.key, column),
            left,
            value,
            self.manager,
            copy.who,
            copy.when,
            copy.file,
            own_row=own,
            row=self._label(one),
            client=self.head.client_name(client) if client else "",
        )

    def _label(self, one: RowIn) -> str:
        identity = self.head.known[one.table].identity
        return " / ".join(
            text for name in identity if (text := plain(one.values.get(name) or one.row.values.get(name)))
        )

    def note(
        self, key: str, rows: Rows | None = None, row: Row | None = None, column: str = "", **fields: object
    ) -> None:
        """Tell something about the copy, a table or a cell of it."""
        place = ""
        if rows is not None:
            place = rows.sheet
            if row is not None:
                at = rows.columns.get(column) or min(rows.columns.values())
                place = f"{rows.sheet}!{address(row.number, at)}"
        refused = bool(fields.pop("refused", False))
        self.notes.append(Note(key, self.copy.file, place, fields, refused))

    def refuse(self, key: str, rows: Rows, row: Row, column: str = "", **fields: object) -> str:
        """Tell why something is not taken; return the key of that sentence."""
        self.note(key, rows, row, column, refused=True, **fields)
        return key

    def refuse_cell(self, one: RowIn, rows: Rows, column: str, key: str, **fields: object) -> None:
        """Tell why a cell of a row is not taken, and count it."""
        one.unread += 1
        self.refuse(key, rows, one.row, column, **fields)

    def refuse_unread(self, one: RowIn, rows: Rows, column: str) -> None:
        """Tell that a cell cannot be read, and what it may hold."""
        text, header, codes = one.row.unread[column], rows.table[column].header(self.lang), rows.table[column].codes
        if codes is None:
            self.refuse_cell(one, rows, column, "cell_unread", value=text, header=header)
        else:
            known = ", ".join(codes.word(code.code, self.lang) for code in codes.values)
            self.refuse_cell(one, rows, column, "code_unread", value=text, header=header, words=known)

    def refuse_row(self, one: RowIn, rows: Rows, key: str, **fields: str) -> None:
        """Refuse a row of the register, and tell what is lost with it."""
        one.refused = key
        changed = {claim.cell[2]: claim for claim in one.claims}
        table = self.head.known[one.table]
        changes = "; ".join(
            f"{table[column].header(self.lang)}: {said(claim.value, table[column], self.words)}"
            for column, claim in changed.items()
        )
        client = self.head.client_name(one.row.values.get("client_id") or "")
        changes = f"{client}: {changes}" if client and "client" not in changed else changes
        self.refuse(key, rows, one.row, next(iter(changed)), changes=changes, **fields)
        one.claims = []

    def refuse_absent(self, one: RowIn, rows: Rows, column: str) -> None:
        """Tell that the register has no such column."""
        header = self.head.known[one.table][column].header(self.lang)
        self.refuse_cell(one, rows, column, "column_absent", header=header)

    def tell_formula(self, one: RowIn, rows: Rows, column: str) -> None:
        """Tell of a formula, whose value is taken."""
        if column in one.row.worked_out:
            self.note("formula", rows, one.row, column, value=plain(one.row.values.get(column)))

    def tell_future(self, one: RowIn, rows: Rows) -> None:
        """Tell of a contact entered for a day that is yet to come."""
        day = one.row.values.get("date")
        if one.table == "cb_log" and one.claims and isinstance(day, date) and day > self.today:
            self.note("log_future", rows, one.row, "date", day=self.words.day(day))

    def said(self, table: Table, values: Mapping[str, object]) -> str:
        """Return what stands in a row as people read it: names for codes, and nothing that only programs need."""
        texts = []
        for column in table.columns:
            value = values.get(column.key)
            if column.key in {*FILLED_BY_US, "contact_id"} or not plain(value):
                continue
            known = self.head.client(value) if column.key == "client_id" else ""
            texts.append(self.head.client_name(known) if known else said(value, column, self.words))
        return "; ".join(texts)
