"""Clients that came → clients of the book: by ИНН and КПП, then by code; a near name is asked about, never taken by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from clientbook.exchange.blanks import blank
from clientbook.exchange.company_names import bare_name, nearest, same_name, spelling
from clientbook.exchange.merging import Record
from clientbook.exchange.review import Review
from clientbook.register.client_codes import ClientCodes
from clientbook.register.tax_numbers import inn, with_zero

Way = Literal["known", "new", "review", "refused", "none"]
MADE = "imp-"
"""What the codes begin with that an import makes."""


@dataclass(frozen=True)
class Named:
    """A client as a row names it.

    Attributes:
        code: its code, with the prefix of the program; empty where the row has none
        tax_id: ИНН
        tax_reg: КПП
        name: its name
    """

    code: str = ""
    tax_id: str = ""
    tax_reg: str = ""
    name: str = ""

    @property
    def own_code(self) -> str:
        """Return its code, or one made of ИНН or name: the same in every import."""
        if self.code or not (self.tax_id or self.name):
            return self.code
        said = f"{self.tax_id}|{self.tax_reg}" if self.tax_id else same_name(self.name)
        return f"{MADE}{hashlib.sha256(said.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class Answer:
    """What a client that came is.

    Attributes:
        way: ``known``, ``new``, to ``review``, ``refused``, or ``none`` was named
        code: the code to be written; of one to be reviewed the code that came
        why: problem key of a refusal
    """

    way: Way
    code: str = ""
    why: str = ""


@dataclass
class Clients:
    """The clients of the book and those that this import adds.

    Attributes:
        review: questions, and what people decided
        codes: the matcher of the codes of the book
        records: code → values
        rows: code → sheet row; 0 for those that are added
        joined: name that came → name of ours that it was taken for, where the two are spelt otherwise
    """

    review: Review
    codes: ClientCodes
    records: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    _taxes: dict[str, list[str]] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)
    _spelt: dict[str, set[str]] = field(default_factory=dict)
    _came: set[tuple[str, str]] = field(default_factory=set)
    _bare: dict[str, str] = field(default_factory=dict)
    _bare_of_book: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of(frame: pd.DataFrame, codes: ClientCodes, review: Review) -> Clients:
        """Return the clients of a book; the first row of a code counts."""
        clients = Clients(review, codes)
        for record in frame.to_dict("records"):
            code = str(record["client_id"])
            if code not in clients.records:
                clients.rows[code] = int(record.pop("row"))
                clients._note(code, {str(key): value for key, value in record.items()})
        return clients

    def add(self, code: str, record: Record) -> None:
        """Note a client that this import adds."""
        self.rows[code] = 0
        self._note(code, record)

    def know(self, named: Named, code: str) -> None:
        """Remember what a client of ours is called by the program."""
        if named.code:
            self._ids[named.code] = code
        if named.name:
            self._call(code, named.name)
            self._came.add((code, same_name(named.name)))

    def _call(self, code: str, name: str) -> None:
        self._names.setdefault(same_name(name), set()).add(code)
        self._spelt.setdefault(code, set()).add(name)

    @property
    def added(self) -> list[Record]:
        """Return the records that this import adds."""
        return [record for code, record in self.records.items() if not self.rows[code]]

    def _note(self, code: str, record: Record) -> None:
        self.records[code] = record
        self.index(code)

    def index(self, code: str) -> None:
        """Make a client findable by what its record says now."""
        record = self.records[code]
        tax, name = record.get("tax_id"), record.get("client")
        if isinstance(tax, str) and code not in self._taxes.setdefault(tax, []):
            self._taxes[tax].append(code)
        if isinstance(name, str):
            self._call(code, name)
            self._bare[code] = bare_name(name)
            if self.rows[code]:
                self._bare_of_book[code] = self._bare[code]

    def card(self, named: Named) -> Answer:
        """Return what a client is of whom the source has a card."""
        return self.listed(named) or self._by_near_name(named)

    def listed(self, named: Named) -> Answer | None:
        """Return what a client of a card is where its name need not be compared with others."""
        return self._told(named) if named.own_code else Answer("refused", why="import_client_blank")

    def mentioned(self, named: Named) -> Answer:
        """Return what a client is whom another row names, by code, ИНН, or the very name."""
        if not named.own_code:
            return Answer("none")
        if named.code in self._ids:
            return Answer("known", self._ids[named.code])
        return self._told(named) or self._by_name(named) or self._open(named) or self._by_near_name(named)

    def _told(self, named: Named) -> Answer | None:
        """Find a client by what people decided, by ИНН and КПП, or by its code."""
        decided = self.review.aliases.get(named.own_code)
        if decided is None and named.name and not named.code:
            decided = self.review.names.get(same_name(named.name))
            decided = None if decided in self.records and self._told_apart(decided, named) else decided
        if decided in self.records:
            return Answer("known", decided)
        return self._by_tax(named) or self._by_code(named)

    def _open(self, named: Named) -> Answer | None:
        """Find a client about whom people are asked already."""
        if named.own_code in self.review.open:
            return Answer("review", named.own_code)
        there = self.review.asked_about(named.name) if named.name and not named.code else None
        return None if there is None else Answer("review", there)

    def _by_name(self, named: Named) -> Answer | None:
        """Find the only client of a very name that nothing tells apart; of several of that name, the one spelt so."""
        names = self._bearers(same_name(named.name)) if named.name and not named.code else set()
        names = {code for code in names if not self._told_apart(code, named)}
        for spelt in (_as_it_stands, spelling):
            if len(names) > 1:
                said = spelt(named.name)
                exact = {code for code in names if said in map(spelt, self._spelt[code])}
                names = exact if len(exact) == 1 else names
        if len(names) > 1:
            return Answer("refused", why="import_client_twice")
        for code in names:
            if all(spelling(named.name) != spelling(name) for name in self._spelt[code]):
                self.joined[named.name] = self._text(code, "client")
        return Answer("known", next(iter(names))) if names else None

    def _bearers(self, name: str) -> set[str]:
        """Return the clients of a name; those that had it before a rename only where nobody has it now."""
        ever = self._names.get(name, set())
        now = {code for code in ever if (code, name) in self._came or same_name(self._text(code, "client")) == name}
        return now or ever

    def _told_apart(self, code: str, named: Named) -> bool:
        """Tell whether a client has another ИНН than a row names, or another КПП."""
        tax, reg = self._text(code, "tax_id"), self._text(code, "tax_reg")
        other = bool(tax and named.tax_id and tax != named.tax_id)
        return other or bool(named.tax_id and tax == named.tax_id and reg and named.tax_reg and reg != named.tax_reg)

    def _by_tax(self, named: Named) -> Answer | None:
        """Find a client by ИНН and КПП; a blank КПП fits the only one of its ИНН."""
        there = self._taxes.get(named.tax_id, []) if named.tax_id else []
        regs = {code: self._text(code, "tax_reg") for code in there}
        fits = [code for code in there if regs[code] == named.tax_reg]
        fits = fits or [code for code in there if not regs[code] or not named.tax_reg]
        if len(fits) > 1:
            fits = [code for code in fits if code == named.code]
            if not fits:
                return Answer("refused", why="import_tax_twice")
        return Answer("known", fits[0]) if fits else None

    def _by_code(self, named: Named) -> Answer | None:
        own = named.own_code
        code = own if own in self.records else self.codes.match(own, number=False)[0]
        if code not in self.records:
            return None
        tax = self._text(code, "tax_id")
        if tax and named.tax_id and tax != named.tax_id and inn.is_valid(tax) and inn.is_valid(named.tax_id):
            return Answer("refused", why="import_code_taken")
        return Answer("known", code)

    def _by_near_name(self, named: Named) -> Answer:
        own = named.own_code
        if not named.name or own in self.review.others:
            return Answer("new", own)
        return Answer("new" if self._near(named) is None else "review", own)

    def ask(self, named: Named, source: str) -> None:
        """Ask people whether a client that came is the one with the near name."""
        near = self._near(named)
        if near is not None:
            ours = (near[0], self._text(near[0], "client"))
            self.review.near(ours, (named.own_code, named.name), near[1], source)

    def _near(self, named: Named) -> tuple[str, float] | None:
        """Return the code of the client whose name is nearest, and how alike they are.

        Clients that this import adds come into question for a bare name only: the source has their cards, and one with
        a code or an ИНН of its own is another. A question that is open stays with the client it is about while he is near.
        """
        known = self._bare if not named.code and not named.tax_id else self._bare_of_book
        asked = self.review.of.get(named.own_code, "")

        def may_be(code: str) -> bool:
            return not (named.tax_id and self.rows[code] and self._text(code, "tax_id"))

        held = nearest(named.name, {asked: known[asked]}, may_be) if asked in known else None
        made = Named(name=named.name).own_code  # whom sales brought by this very name, whatever people call him now
        if held is None and made in self._bare_of_book and self.made_of_name(made):
            return made, 100.0
        return held or nearest(named.name, known, may_be)

    def twins(self) -> list[tuple[str, str]]:
        """Return the clients that bear the name of another one but for the legal form, with that one; no ИНН tells them apart."""
        called: dict[str, list[str]] = {}
        for code, name in self._bare.items():
            called.setdefault(name, []).append(code)
        found = []
        for name, codes in called.items():
            for code in codes if name and len(codes) > 1 else ():
                others = [one for one in codes if one != code and not self._other_tax(one, code)]
                if others:
                    asked = self.review.of.get(code)
                    found.append((code, min(others, key=lambda one: (one != asked, self.made_of_name(one), one))))
        return found

    def made_of_name(self, code: str) -> bool:
        """Tell whether a client is but a name that rows of other tables brought."""
        return code.startswith(MADE) and not self._text(code, "tax_id")

    def _other_tax(self, one: str, other: str) -> bool:
        """Tell whether ИНН or КПП tell two clients of the book apart."""
        return self._told_apart(one, Named(tax_id=self._text(other, "tax_id"), tax_reg=self._text(other, "tax_reg")))

    def _text(self, code: str, key: str) -> str:
        value = self.records[code].get(key)
        return "" if blank(value) else str(value)


def named(values: Mapping[str, object], prefix: str) -> Named:
    """Return the client that a row names."""

    def text(key: str) -> str:
        value = values.get(key)
        return "" if blank(value) else str(value).strip()

    code = text("client_id")
    return Named(f"{prefix}{code}" if code else "", with_zero(text("tax_id")), text("tax_reg"), text("client"))


def _as_it_stands(name: str) -> str:
    return " ".join(name.split())
