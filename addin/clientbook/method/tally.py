"""What stands on each manager's days and with each client, to tell which limits are passed (domain: §4 capacity)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.capacity import CALL, GROUP, VISIT
from clientbook.method.targets import Calendar
from clientbook.method.workdays import Whole

LIMITS = ("minutes", "contacts", "visits", "calls")


class Entry(NamedTuple):
    """One contact: manager and working day as numbers (-1: none of the plan's), client, date, channel, minutes.

    A row that somebody wrote by hand may have no client that is known, and no date.
    """

    manager: int
    day: int
    client: str | None
    date: pd.Timestamp
    channel: str
    minutes: float

    def weight(self) -> tuple[float, int, int, int]:
        """Return what it adds to each of ``LIMITS``."""
        group = GROUP.get(self.channel)
        return (0.0 if pd.isna(self.minutes) else self.minutes), 1, int(group == VISIT), int(group == CALL)


def entries(rows: pd.DataFrame, calendar: Calendar) -> Iterator[Entry]:
    """Yield the rows of a plan."""
    number = {name: place for place, name in enumerate(calendar.capacity.managers)}
    who = [number.get(name, -1) for name in rows["manager"]]
    days: Whole = calendar.span.numbers(rows["date"].to_numpy().astype("datetime64[D]"))
    columns = rows[["client_id", "date", "channel", "minutes"]].itertuples(index=False, name=None)
    for manager, day, values in zip(who, days.tolist(), columns, strict=True):
        yield Entry(manager, day, *values)


@dataclass
class Tally:
    """Counts of a plan, entry by entry."""

    calendar: Calendar
    used: dict[tuple[int, int], tuple[float, ...]] = field(default_factory=dict)
    met: dict[str, list[pd.Timestamp]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Count an entry."""
        self.used[entry.manager, entry.day] = self.with_entry(entry)
        if entry.client is not None and not pd.isna(entry.date):
            self.met.setdefault(entry.client, []).append(entry.date)

    def with_entry(self, entry: Entry) -> tuple[float, ...]:
        """Return the counts of an entry's day, itself included."""
        before = self.used.get((entry.manager, entry.day), (0.0, 0, 0, 0))
        return tuple(one + more for one, more in zip(before, entry.weight(), strict=True))

    def most(self, entry: Entry) -> tuple[float, ...]:
        """Return the limits of an entry's day."""
        capacity = self.calendar.capacity
        minutes = float(capacity.minutes[entry.manager, entry.day])
        return minutes, int(capacity.contacts[entry.manager]), capacity.visits, capacity.calls

    def passed(self, entry: Entry, counts: tuple[float, ...]) -> str | None:
        """Return which limit of an entry's day such counts pass."""
        pairs = zip(LIMITS, counts, self.most(entry), strict=True)
        return next((name for name, used, most in pairs if used > most + 1e-6), None)

    def room_for(self, entry: Entry) -> bool:
        """Tell whether an entry that is not counted yet would break nothing."""
        if entry.manager < 0 or entry.day < 0 or self.passed(entry, self.with_entry(entry)) is not None:
            return False
        return all(
            abs((entry.date - other).days) >= self.calendar.gap for other in self.met.get(entry.client or "", ())
        )

    def nearest(self, entry: Entry) -> int | None:
        """Return the days from a counted entry to the client's nearest other one; None where there is none."""
        apart = np.sort([abs((entry.date - other).days) for other in self.met.get(entry.client or "", ())])
        return int(apart[1]) if len(apart) > 1 else None
