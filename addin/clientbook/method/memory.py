"""What the previous plan, the log and «История» remember of contacts once due: their IDs carry the true due dates.

A first due date that was spread over an interval, or a campaign that began on some day, cannot be computed again; a
re-run takes it from here, so that a due date stays true (domain: §4 due dates). The next call of a campaign may lie
beyond the plan, and a claim talked about is asked for no more: every run leaves both with the client in «История».
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


LEFT = ("campaign_call", "claim_call")
"""What a run leaves in «История»: IDs of the next call of a client's campaign and of the call about his claim."""


class Memory(NamedTuple):
    """IDs remembered: ``plan_id``, ``client_id``, ``line``, ``due``, ``attempt``; those of the plan apart.

    Attributes:
        plan: IDs of the previous plan and of what it had no room for
        every: these and the IDs of the log
        left: IDs that the latest run left in «История»
    """

    plan: pd.DataFrame
    every: pd.DataFrame
    left: pd.DataFrame

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
        """Return client → (line, due as a day number) of the IDs whose line is, or begins with, ``line``; by due.

        What a run left in «История» goes before the other IDs of the client: those may tell of an earlier campaign.
        """
        left, every = _of_line(self.left, line), _of_line(self.every, line)
        wanted = pd.concat([left, every[~every["client_id"].isin(left["client_id"])]])
        found: dict[str, list[tuple[str, int]]] = {}
        for client, name, due in wanted.sort_values("due")[["client_id", "line", "due"]].itertuples(index=False):
            found.setdefault(client, []).append((name, day_number(due)))
        return found


def _of_line(ids: pd.DataFrame, line: str) -> pd.DataFrame:
    return ids[ids["line"].eq(line) | ids["line"].str.startswith(f"{line}.")]


def memory(plan: pd.DataFrame, unplaced: pd.DataFrame, log: pd.DataFrame, clients: pd.DataFrame) -> Memory:
    """Return what is remembered.

    Args:
        plan: the previous plan: ``plan_id``
        unplaced: what it had no room for: ``plan_id``
        log: `Журнал` with the rows of this run: ``contact_id``
        clients: «История» of the latest run: ``LEFT``
    """
    planned = parsed(_ids((plan, "plan_id"), (unplaced, "plan_id")))
    logged = parsed(log["contact_id"])
    every = pd.concat([planned, logged], ignore_index=True) if len(logged) else planned
    left = parsed(_ids(*((clients, name) for name in LEFT)))
    return Memory(planned, every.drop_duplicates("plan_id", ignore_index=True), left)


def _ids(*columns: tuple[pd.DataFrame, str]) -> pd.Series:
    """Return the IDs in columns of frames that may lack them."""
    found = [frame[name] for frame, name in columns if name in frame and len(frame)]
    return pd.concat(found) if found else pd.Series(dtype=object)
