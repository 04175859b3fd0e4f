"""People that came → rows of `Контакты ГПР`: by their id, then by mail, phone or name within their client."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from clientbook.exchange.blanks import blank
from clientbook.exchange.company_names import person_name
from clientbook.exchange.merging import Merger, Record, digits
from clientbook.exchange.profiles import Feed
from clientbook.register.log_import import made_id


@dataclass
class People:
    """The people of the book and those that this import adds.

    Attributes:
        merger: lays one row over another
        records: the people
        rows: their sheet rows; 0 for those that are added
    """

    merger: Merger
    records: list[Record] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    _known: dict[tuple[str, ...], int] = field(default_factory=dict)
    _claimed: dict[int, str] = field(default_factory=dict)

    @staticmethod
    def of(frame: pd.DataFrame, merger: Merger) -> People:
        """Return the people of a book."""
        people = People(merger)
        for record in frame.to_dict("records"):
            row = int(record.pop("row"))
            people._note({str(key): value for key, value in record.items()}, row)
        return people

    @property
    def added(self) -> list[Record]:
        """Return the records that this import adds."""
        return [record for record, row in zip(self.records, self.rows, strict=True) if not row]

    def take(self, person: Record, feed: Feed, client_name: str, source: str) -> str:
        """Take a person in; return whether he is ``new``, ``changed`` or the ``same``.

        Args:
            person: what came, with the code of the client
            feed: which columns the source owns
            client_name: name of the client, for questions
            source: the sheet that brought it
        """
        own = "" if blank(person.get("person_id")) else str(person["person_id"])
        found = (self._known[key] for key in _keys(person) if key in self._known)
        # of two people whom the source tells apart by their ids, neither is the other, however alike
        place = next((one for one in found if not own or self._claimed.get(one, own) == own), None)
        self._claimed[len(self.records) if place is None else place] = own
        if place is None:
            if blank(person.get("person_id")):
                person["person_id"] = made_id(str(person["client_id"]), person_name(str(person["person"])))
            self._note(person, 0)
            return "new"
        ours = self.records[place]
        whose = (str(ours["client_id"]), client_name, str(ours.get("person") or ""))
        theirs = {key: value for key, value in person.items() if key != "person_id"}
        changed = self.merger.merge(ours, theirs, feed, self.rows[place], whose, source)
        for key in _keys({**person, "client_id": ours["client_id"]}):
            self._known.setdefault(key, place)
        return "changed" if changed else "same"

    def _note(self, record: Record, row: int) -> None:
        self.records.append(record)
        self.rows.append(row)
        for key in _keys(record):
            self._known.setdefault(key, len(self.records) - 1)


def _keys(person: Record) -> list[tuple[str, ...]]:
    """Return what tells a person from others, the surest first."""
    client = str(person.get("client_id"))
    keys: list[tuple[str, ...]] = []
    if not blank(person.get("person_id")):
        keys.append(("id", str(person["person_id"])))
    if not blank(person.get("email")):
        keys.append(("email", client, str(person["email"]).casefold()))
    if not blank(person.get("phone")) and len(digits(str(person["phone"]))) >= 7:
        keys.append(("phone", client, digits(str(person["phone"]))))
    if not blank(person.get("person")):
        keys.append(("name", client, person_name(str(person["person"]))))
    return keys
