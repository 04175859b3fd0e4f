"""What the previous plan and the log remember of contacts once due: their IDs carry the true due dates.

A first due date that was spread over an interval, or a campaign that began on some day, is not written anywhere else; a
re-run takes it from here, so that a due date stays true (domain: §4 due dates).
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from clientbook.method.capacity import CHANNELS
from clientbook.method.day_numbers import day_number
from clientbook.method.identity import channel_of, parsed
from clientbook.method.touches import days_of
from clientbook.method.workdays import Days
from clientbook.register.regulation import CLASS_LINES

REGULAR = frozenset((*CLASS_LINES, "grow"))


class Memory(NamedTuple):
    """IDs remembered: ``plan_id``, ``client_id``, ``line``, ``due``, ``attempt``; those of the plan apart.

    Attributes:
        plan: IDs of the previous plan and of what it had no room for
        every: these and the IDs of the log
    """

    plan: pd.DataFrame
    every: pd.DataFrame

    def first_due(self, client_ids: pd.Series) -> dict[str, Days]:
        """Return channel → the earliest due date of each client's regular contacts in the previous plan (NaT: none)."""
        base = self.plan["line"].str.split(".").str[0]
        channel = self.plan["line"].map(channel_of)
        found: dict[str, Days] = {}
        for name in CHANNELS:
            rows = self.plan[base.isin(REGULAR) & channel.eq(name)]
            found[name] = days_of(rows.groupby("client_id")["due"].min(), client_ids)
        return found

    def latest(self, line: str) -> dict[str, list[tuple[str, int]]]:
        """Return client → (line, due as a day number) of the IDs whose line is, or begins with, ``line``; by due."""
        wanted = self.every[self.every["line"].eq(line) | self.every["line"].str.startswith(f"{line}.")]
        found: dict[str, list[tuple[str, int]]] = {}
        for client, name, due in wanted.sort_values("due")[["client_id", "line", "due"]].itertuples(index=False):
            found.setdefault(client, []).append((name, day_number(due)))
        return found


def memory(plan: pd.DataFrame, unplaced: pd.DataFrame, log: pd.DataFrame) -> Memory:
    """Return what is remembered.

    Args:
        plan: the previous plan: ``plan_id``
        unplaced: what it had no room for: ``plan_id``
        log: `Журнал` with the rows of this run: ``contact_id``
    """
    ids = [frame["plan_id"] for frame in (plan, unplaced) if "plan_id" in frame and len(frame)]
    planned = parsed(pd.concat(ids) if ids else pd.Series(dtype=object))
    logged = parsed(log["contact_id"])
    every = pd.concat([planned, logged], ignore_index=True) if len(logged) else planned
    return Memory(planned, every.drop_duplicates("plan_id", ignore_index=True))
