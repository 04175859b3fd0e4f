"""What an import leaves to people: near names, and values that differ from what was typed; and what they decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from clientbook.exchange.blanks import blank
from clientbook.exchange.company_names import same_name
from clientbook.sheets.import_review import REVIEW


def review_id(*parts: str) -> str:
    """Return the name of a row, the same for the same question."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


@dataclass
class Review:
    """The questions of one book.

    Attributes:
        before: the sheet as people left it
        asked: the questions of this import, by name
        settled: names of questions that are answered for good and leave the sheet

    ``aliases`` and ``names`` tell whom people said a code or a name that came is, ``others`` which codes are clients of
    their own, ``open`` which are not decided yet, with their names, and ``of`` which of our codes people were asked about.
    """

    before: pd.DataFrame
    asked: dict[str, dict[str, object]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._rows = [{str(key): value for key, value in row.items()} for row in self.before.to_dict("records")]
        self._decided = {str(row["review_id"]): row["decision"] for row in self._rows if row["review_id"]}
        asked = [row for row in self._rows if row["kind"] == "client" and row["their_id"] and row["client_id"]]
        pairs = [(row["decision"], str(row["their_id"]), str(row["theirs"]), str(row["client_id"])) for row in asked]
        self.aliases = {theirs: ours for yes, theirs, _, ours in pairs if yes is True}
        self.names = {same_name(name): ours for yes, _, name, ours in pairs if yes is True}
        self.others = {theirs for yes, theirs, _, _ in pairs if yes is False}
        self._apart = {frozenset((theirs, ours)) for yes, theirs, _, ours in pairs if yes is False}
        self.of = {theirs: ours for yes, theirs, _, ours in pairs if not isinstance(yes, bool)}
        self.open: dict[str, str] = {}
        self._open_names: dict[str, str] = {}
        for yes, theirs, name, _ in pairs:
            if not isinstance(yes, bool):
                self._wait(theirs, name)

    def _wait(self, theirs: str, name: str) -> None:
        self.open[theirs] = name
        self._open_names.setdefault(same_name(name), theirs)

    def asked_about(self, name: str) -> str | None:
        """Return the code that came with a name about which people are asked already."""
        return self._open_names.get(same_name(name))

    def decision(self, name: str) -> bool | None:
        """Return what people decided of a question; None where they did not yet."""
        found = self._decided.get(name)
        return found if isinstance(found, bool) else None

    def apart(self, one: str, other: str) -> bool:
        """Tell whether people said that two codes are two clients."""
        return frozenset((one, other)) in self._apart

    def near(self, ours: tuple[str, str], theirs: tuple[str, str], score: float, source: str) -> None:
        """Ask whether two names are one client.

        Args:
            ours: code and name of our record
            theirs: code and name that came
            score: how alike they are, 0 to 100
            source: the sheet that brought it
        """
        name = review_id("client", theirs[0])
        self._wait(*theirs)
        self.asked[name] = {
            "review_id": name,
            "kind": "client",
            "client_id": ours[0],
            "client": ours[1],
            "what": "",
            "ours": ours[1],
            "theirs": theirs[1],
            "likeness": round(score / 100, 2),
            "their_id": theirs[0],
            "source": source,
        }

    def remember(self, ours: tuple[str, str], theirs: tuple[str, str], source: str) -> None:
        """Keep that a code that came is a client of ours, as ИНН told: later rows may name it by its code alone.

        Args:
            ours: code and name of our record
            theirs: code and name that came
            source: what told it
        """
        name = review_id("client", theirs[0])
        if self.decision(name) is None:
            self.near(ours, theirs, 100.0, source)
            self.asked[name]["decision"] = True

    def value(self, client: tuple[str, str], what: tuple[str, str], ours: str, theirs: str, source: str) -> bool | None:
        """Ask which of two values counts; return what people decided of these two before.

        Args:
            client: code and name of the client
            what: what row and column it is: a name for machines, and one for people
            ours: what stands in the book
            theirs: what came
            source: the sheet that brought it
        """
        name = review_id("value", what[0], client[0], theirs)
        decided = self.decision(name)
        if decided is True:
            self.settled.add(name)
        else:
            self.asked[name] = {
                "review_id": name,
                "kind": "value",
                "client_id": client[0],
                "client": client[1],
                "what": what[1],
                "ours": ours,
                "theirs": theirs,
                "likeness": None,
                "their_id": "",
                "source": source,
            }
        return decided

    def rows(self, names: Mapping[str, str]) -> pd.DataFrame:
        """Return the sheet as it stands after the import: open questions first, then what was decided.

        Args:
            names: code → name of the clients of the book; nobody has to decide any more about a code that is among them
        """
        kept = [
            row
            for row in self._rows
            if row["review_id"] not in self.asked.keys() | self.settled
            and not (row["kind"] == "client" and not isinstance(row["decision"], bool) and row["their_id"] in names)
        ]
        asked: list[dict[str, object]] = [{"decision": self.decision(name), **row} for name, row in self.asked.items()]
        found = sorted([*asked, *kept], key=lambda row: (row["decision"] is not None, str(row["kind"]) != "client"))
        named = [{**row, "client": names.get(str(row["client_id"]), row["client"])} for row in found]
        keys = [column.key for column in REVIEW.columns]
        return pd.DataFrame([[row.get(key) for key in keys] for row in named], columns=keys, dtype=object)

    def differs(self, rows: pd.DataFrame) -> bool:
        """Tell whether the sheet would say something else than before."""

        def said(found: pd.DataFrame) -> list[list[str]]:
            keys = [column.key for column in REVIEW.columns]
            return [["" if blank(value) else str(value) for value in line] for line in found[keys].to_numpy(object)]

        return said(rows) != said(self.before)
