"""What an import leaves to people: near names, and values that differ from what was typed; and what they decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from clientbook.register.columns import Table
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
    """

    before: pd.DataFrame
    asked: dict[str, dict[str, object]] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        rows: list[dict[str, object]] = [{str(k): v for k, v in row.items()} for row in self.before.to_dict("records")]
        self._rows = rows
        self._decided = {str(row["review_id"]): row["decision"] for row in rows if row["review_id"]}
        clients = [row for row in rows if row["kind"] == "client" and row["their_id"] and row["client_id"]]
        self.aliases = {str(row["their_id"]): str(row["client_id"]) for row in clients if row["decision"] is True}
        self.others = {str(row["their_id"]) for row in clients if row["decision"] is False}

    def decision(self, name: str) -> bool | None:
        """Return what people decided of a question; None where they did not yet."""
        found = self._decided.get(name)
        return found if isinstance(found, bool) else None

    def near(self, ours: tuple[str, str], theirs: tuple[str, str], score: float, source: str) -> None:
        """Ask whether two names are one client.

        Args:
            ours: code and name of our record
            theirs: code and name that came
            score: how alike they are, 0 to 100
            source: the sheet that brought it
        """
        name = review_id("client", theirs[0])
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

    @property
    def waiting(self) -> int:
        """Return how many questions wait for an answer."""
        return sum(self.decision(name) is None for name in self.asked)

    def rows(self, codes: Iterable[str], table: Table = REVIEW) -> pd.DataFrame:
        """Return the sheet as it stands after the import: open questions first, then what was decided.

        Args:
            codes: codes that the book has as clients: nobody has to decide about those any more
            table: the table
        """
        there = set(codes)
        kept = [
            row
            for row in self._rows
            if row["review_id"] not in self.asked.keys() | self.settled
            and not (row["kind"] == "client" and row["decision"] is None and row["their_id"] in there)
        ]
        asked: list[dict[str, object]] = [
            {**row, "decision": self.decision(str(row["review_id"]))} for row in self.asked.values()
        ]
        found = sorted([*asked, *kept], key=lambda row: (row["decision"] is not None, str(row["kind"]) != "client"))
        keys = [column.key for column in table.columns]
        return pd.DataFrame([[row.get(key) for key in keys] for row in found], columns=keys, dtype=object)
