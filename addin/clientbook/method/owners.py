"""Who had a client on a day: today's manager, unless the client was handed over later («Передачи»)."""

from __future__ import annotations

import pandas as pd


def owners(days: pd.DataFrame, managers: pd.Series, transfers: pd.DataFrame) -> pd.Series:
    """Return who had the client on each day: the giver of the next transfer, else today's manager.

    Args:
        days: client_id, date
        managers: index client_id, today's manager
        transfers: «Передачи» (client_id, giver, taker, date)
    """
    now = days["client_id"].map(managers)
    later = transfers.dropna(subset=["client_id", "date", "giver"])
    if later.empty:
        return now
    left = days.assign(place=range(len(days))).sort_values("date", kind="stable")
    right = later[["client_id", "date", "giver"]].sort_values("date", kind="stable")
    right = right.assign(client_id=right["client_id"].astype(object))
    met = pd.merge_asof(left, right, on="date", by="client_id", direction="forward", allow_exact_matches=False)
    giver = met.set_index("place")["giver"].sort_index()
    giver.index = days.index
    return giver.where(giver.notna(), now)
