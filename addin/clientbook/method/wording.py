"""«Почему» of a planned contact: which norm or event asks for it, with its numbers, at most 120 characters (domain: rule one)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.method.facts import YEAR
from clientbook.method.people import Person
from clientbook.register.codes import CHANNEL

LIMIT = 120
BIRTHDAY_DAYS = 14
"""A birthday is a remark on the nearest contact, at most so many days off."""

CLIENT = (
    *("status", "recency", "interval", "risk", "risk_reason", "first_order", "contract_end", "overdue", "overdue_days"),
)
"""Columns of the portfolio that the sentences read."""


def cut(text: str, limit: int = LIMIT) -> str:
    """Return a sentence within the limit, shortened with «…» where it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,;:") + "…"


class Teller:
    """Says why contacts are planned; what repeats is said once.

    Args:
        words: the language of the book
        as_of: T
        start: first day of the plan
        urgent_days: working days within which a claim is answered
    """

    def __init__(self, words: Words, as_of: date, start: date, urgent_days: int) -> None:
        self._words, self._as_of, self._start, self._urgent = words, as_of, start, urgent_days
        self._days: dict[int, str] = {}
        self._heads: dict[tuple[str, str, int], str] = {}

    def day(self, offset: int) -> str:
        """Return the date so many days after the plan start, as people write it."""
        if offset not in self._days:
            self._days[offset] = self._words.day(self._start + timedelta(days=offset))
        return self._days[offset]

    def why(self, row: Any, client: Any) -> str:
        """Return the reason of a contact.

        Args:
            row: ``line``, ``norm``, ``channel``, ``due`` (days after the plan start), ``interval``, ``last`` (days after
                the plan start, negative, of the last contact through the channel or a stronger one; None: unknown)
            client: a row with ``CLIENT``
        """
        if row.norm == "new":
            said = self._new(row, client)
        elif row.norm == "sleeping":
            said = self._sleeping(client)
        elif "." in row.line and row.norm != "overdue":
            said = self._regular(row)
        else:
            said = self._event(row, client)
        return cut(said + self.late(row))

    def late(self, row: Any) -> str:
        """Return what is said of a contact whose due date lies before the plan; empty for others."""
        return self._words.text("contact.why.late", due=self.day(row.due), days=-row.due) if row.due < 0 else ""

    def _regular(self, row: Any) -> str:
        key = (row.norm, row.channel, round(YEAR / row.interval))
        if key not in self._heads:
            self._heads[key] = self._words.text(
                "contact.why.norm",
                line=self._words.text(f"regulation.line.{row.norm}").removeprefix("+ "),
                channel=CHANNEL.word(row.channel, self._words.lang).lower(),
                count=key[2],
            )
        if pd.isna(row.last):
            return self._heads[key] + self._words.text("contact.why.unknown")
        return self._heads[key] + self._words.text("contact.why.last", day=self.day(int(row.last)))

    def _new(self, row: Any, client: Any) -> str:
        first = client.first_order.date()
        number = (self._start + timedelta(days=row.due) - first).days
        return self._words.text("contact.why.new", number=number, first=self._words.day(first))

    def _sleeping(self, client: Any) -> str:
        if client.status == "sleeping":
            interval = self._words.number(client.interval)
            return self._words.text("contact.why.sleeping", days=int(client.recency), interval=interval)
        return self._words.text("contact.because.risk", points=int(client.risk), reason=client.risk_reason)

    def _event(self, row: Any, client: Any) -> str:
        words = self._words
        if row.norm == "contract":
            return words.text("contact.why.contract", end=words.day(client.contract_end))
        if row.norm == "overdue":
            fields = {"money": words.number(client.overdue), "days": int(client.overdue_days)}
            return words.text("contact.why.overdue", **fields, day=words.day(self._as_of))
        return words.text("contact.because.claim", days=self._urgent)

    def off_norm(self, due: pd.Timestamp) -> str:
        """Return the reason of a row that people keep and the regulation no longer asks for."""
        if pd.isna(due):
            return self._words.text("contact.why.own")
        return self._words.text("contact.why.off_norm", due=self._words.day(due))


def birthday(person: Person, after: date, before: date) -> date | None:
    """Return the day between two dates on which a person has a birthday; None where there is none."""
    if person.birthday is None:
        return None
    for year in range(after.year, before.year + 1):
        leap = person.birthday.month == 2 and person.birthday.day == 29
        day = date(year, 3, 1) if leap else date(year, person.birthday.month, person.birthday.day)
        if after <= day <= before:
            return day
    return None


def without_birthdays(why: str, words: Words) -> str:
    """Return «Почему» without the remarks on birthdays: they name people, the rest does not."""
    pattern = re.escape(words.text("contact.why.birthday", day="\0", name="\1"))
    return re.sub(pattern.replace("\0", r"\d\d\.\d\d").replace("\1", "[^;]*"), "", why)
