"""Whose contacts they are when a client changes hands within the plan («Передачи»; domain: §4).

A contact belongs to who has the client on its day: the giver's lie before the day of the hand-over, the taker's on it or
after. One whose day would fall on the other side, because its manager is away or it has to keep its distance, is the other's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.owners import owners
from clientbook.method.targets import NOBODY, Calendar, targets
from clientbook.method.workdays import Days, Whole
from clientbook.register.settings import Settings
from clientbook.register.transfers import COMING


class Tenure(NamedTuple):
    """Who has which client on which day of the plan.

    Attributes:
        clients: the portfolio: ``client_id``, ``manager`` (who has the client now)
        transfers: «Передачи» in order
        calendar: the working days
    """

    clients: pd.DataFrame
    transfers: pd.DataFrame
    calendar: Calendar

    @property
    def changes(self) -> pd.DataFrame:
        """Return the hand-overs that have not taken place yet: client_id, date."""
        return self.transfers.loc[self.transfers[COMING], ["client_id", "date"]]

    def leads(self, place: Whole, days: Days) -> Whole:
        """Return the number of who has each client on a day; ``NOBODY`` where nobody has.

        Args:
            place: rows of the portfolio
            days: one day for each
        """
        asked = pd.DataFrame(
            {"client_id": self.clients["client_id"].to_numpy()[place], "date": days.astype("datetime64[ns]")}
        )
        names = owners(asked, self.clients.set_index("client_id")["manager"], self.transfers)
        number = {name: at for at, name in enumerate(self.calendar.capacity.managers)}
        return names.map(number).fillna(NOBODY).to_numpy().astype(np.int64)

    def targets(self, due: pd.DataFrame, touched: Days, settings: Settings) -> pd.DataFrame:
        """Return what :func:`clientbook.method.targets.targets` does, each contact within the days of who has its client.

        Args:
            due: contacts due, ``manager`` being who has the client on the due date
            touched: day of each client's last contact of any kind
            settings: widths of the windows
        """
        changes = self.changes
        goals = targets(due, touched, self.calendar, settings)
        moves = self.clients["client_id"].isin(set(changes["client_id"])).to_numpy()
        here = moves[goals["place"].to_numpy()] & (goals["ideal"].to_numpy() < self.calendar.count)
        if not here.any():
            return goals
        days = self.calendar.span.days
        anchors = pd.Series(days[goals.loc[here, "ideal"].to_numpy()], index=goals.loc[here, "plan_id"])
        rightly = due["plan_id"].isin(set(anchors.index)).to_numpy()
        on = due.loc[rightly, "plan_id"].map(anchors).to_numpy().astype("datetime64[D]")
        who = due["manager"].to_numpy().copy()
        who[rightly] = self.leads(due.loc[rightly, "place"].to_numpy(), on)
        goals = targets(due.assign(manager=who)[who != NOBODY].reset_index(drop=True), touched, self.calendar, settings)
        return self._within(goals, anchors, changes)

    def _within(self, goals: pd.DataFrame, anchors: pd.Series, changes: pd.DataFrame) -> pd.DataFrame:
        """Return contacts whose days are cut to the stretch between two hand-overs that their anchor lies in."""
        goals, days = goals.copy(), self.calendar.span.days
        turns = {
            code: np.sort(own.to_numpy().astype("datetime64[D]")) for code, own in changes.groupby("client_id")["date"]
        }
        codes = self.clients["client_id"].to_numpy()
        low, high = np.zeros(len(goals), np.int64), np.full(len(goals), self.calendar.count, np.int64)
        for at, (text, place) in enumerate(zip(goals["plan_id"], goals["place"], strict=True)):
            if text not in anchors.index:
                continue
            turn = turns[codes[place]]
            after = int(np.searchsorted(turn, anchors[text].to_datetime64().astype("datetime64[D]"), side="right"))
            low[at] = np.searchsorted(days, turn[after - 1]) if after else 0
            high[at] = np.searchsorted(days, turn[after]) - 1 if after < len(turn) else self.calendar.count
        for key in ("ideal", "low", "high", "near_low", "near_high"):
            goals[key] = np.clip(goals[key].to_numpy(), low, high)
        return goals
