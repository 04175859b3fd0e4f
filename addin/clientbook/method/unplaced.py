"""What found no room, and why: never overbooked silently (domain: §4 not placed)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method.day_flow import NOWHERE
from clientbook.method.schedule import Placement
from clientbook.method.targets import Calendar

COLUMNS = ("manager", "client", "client_id", "segment", "channel", "due", "why", "plan_id")


def unplaced(
    wanted: pd.DataFrame,
    placement: Placement,
    clients: pd.DataFrame,
    nobodys: pd.DataFrame,
    calendar: Calendar,
    words: Words,
) -> pd.DataFrame:
    """Return contacts that found no day, and one row for each client without a manager.

    Args:
        wanted: contacts that looked for a day
        placement: what came of it
        clients: the portfolio
        nobodys: contacts due at clients without a manager
        calendar: who works when
        words: the language of the book

    Returns:
        ``COLUMNS``, by manager (nobody first), due date and client.
    """
    rows = [_row(wanted, number, str(reason), clients, calendar, words) for number, reason in _reasons(placement)]
    by_place = nobodys.groupby("place")["due"]
    counts, firsts = by_place.size().to_dict(), by_place.min().to_dict()
    for place in np.flatnonzero(clients["manager"].isna().to_numpy()).tolist():
        count, first = int(counts.get(place, 0)), firsts.get(place)
        client = clients.iloc[place]
        day = None if first is None else pd.Timestamp(calendar.span.first) + pd.Timedelta(days=int(first))
        why = words.text("contact.unplaced.nobody", count=count)
        rows.append((None, client["client"], client["client_id"], client["segment"], None, day, why, None))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"manager": object, "channel": object, "plan_id": object})
    frame["due"] = pd.to_datetime(frame["due"]).astype("datetime64[ns]")
    keys = frame.assign(manager=frame["manager"].fillna(""), due=frame["due"].fillna(pd.Timestamp.max.normalize()))
    order = keys.sort_values(["manager", "due", "client_id", "channel"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _reasons(placement: Placement) -> list[tuple[int, str | None]]:
    return [(number, placement.reason[number]) for number in np.flatnonzero(placement.day == NOWHERE).tolist()]


def _row(
    wanted: pd.DataFrame, number: int, reason: str, clients: pd.DataFrame, calendar: Calendar, words: Words
) -> tuple[object, ...]:
    one = wanted.iloc[number]
    client = clients.iloc[int(one["place"])]
    capacity, days = calendar.capacity, calendar.span.days
    manager = int(one["manager"])
    last = calendar.count - 1
    fields = {
        "minutes": words.number(float(one["minutes"])),
        "have": words.number(float(capacity.minutes[manager].max(initial=0.0))),
        "days": calendar.gap,
        "first": words.day(pd.Timestamp(days[min(int(one["low"]), last)])),
        "last": words.day(pd.Timestamp(days[min(int(one["high"]), last)])),
    }
    due = pd.Timestamp(calendar.span.first) + pd.Timedelta(days=int(one["due"]))
    why = words.text(f"contact.unplaced.{reason}", **fields)
    return (
        capacity.managers[manager],
        client["client"],
        client["client_id"],
        client["segment"],
        one["channel"],
        due,
        why,
        one["plan_id"],
    )
