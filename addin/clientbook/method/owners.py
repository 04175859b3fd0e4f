"""Who had a client on a day: today's manager, unless the client was, or will be, handed over («Передачи»)."""

from __future__ import annotations

from datetime import date

import pandas as pd

from clientbook.register.transfers import COMING


def owners(days: pd.DataFrame, managers: pd.Series, transfers: pd.DataFrame) -> pd.Series:
    """Return who has the client on each day: the giver of the next hand-over, else the taker of the last one.

    The last one counts where it has not taken place yet; else today's manager is who has the client since.

    Args:
        days: client_id, date (blank: today)
        managers: index client_id, today's manager
        transfers: «Передачи» in order (client_id, giver, taker, date, ``coming``)
    """
    now = days["client_id"].map(managers)
    known = transfers.dropna(subset=["client_id", "date"])
    moved = days["client_id"].isin(set(known["client_id"])) & days["date"].notna()
    if not moved.any():
        return now
    left = days.loc[moved, ["client_id", "date"]].assign(place=days.index[moved])
    left = left.sort_values("date", kind="stable").astype({"client_id": object, "date": "datetime64[ns]"})
    right = known[["client_id", "date", "giver", "taker", COMING]].sort_values("date", kind="stable")
    right = right.astype({"client_id": object, "date": "datetime64[ns]"})
    met = pd.merge_asof(
        left, right[["client_id", "date", "giver"]].dropna(), on="date", by="client_id", direction="forward",
        allow_exact_matches=False,
    )  # fmt: skip
    coming = right[right[COMING]]
    last = pd.merge_asof(left, coming[["client_id", "date", "taker"]], on="date", by="client_id")
    owner = met["giver"].where(met["giver"].notna(), last["taker"])
    owner.index = pd.Index(left["place"])
    return owner.reindex(days.index).where(lambda found: found.notna(), now)


def held_on(day: date, clients: pd.DataFrame, transfers: pd.DataFrame) -> pd.Series:
    """Return who had each client on a day.

    Args:
        day: the day
        clients: client_id, manager of today
        transfers: «Передачи» in order
    """
    asked = clients[["client_id"]].assign(date=pd.Timestamp(day))
    return owners(asked, clients.set_index("client_id")["manager"], transfers).astype(object)
