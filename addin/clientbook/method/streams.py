"""Regular contacts: one stream per client and channel, a contact every interval (domain: §4 due dates).

The class line and «+ Развивать» add up to one stream. It runs from the last contact through the channel or a stronger
one; where none is known, from the first due date of the previous plan; else first dues spread evenly over the interval,
highest priority first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.capacity import CHANNELS
from clientbook.method.facts import YEAR
from clientbook.method.norms import GROW, Norms
from clientbook.method.workdays import Days, Figures, Flags, Whole

DUE_COLUMNS = ("place", "line", "channel", "norm", "due", "interval", "urgent")
"""Columns of every frame of contacts due: row of the client, line of the ID, channel, regulation line or event (for
purpose, role and minutes), due as calendar days after the plan start, interval in days, whether it cannot wait."""


class Horizon(NamedTuple):
    """The days a plan covers.

    Attributes:
        start: its first day, as a day number (since 1970)
        length: how many calendar days it has
        origin: the day from which first dues were first spread: the start of the first plan of the book
    """

    start: int
    length: int
    origin: int


def shares(managers: pd.Series, priority: pd.Series, client_ids: pd.Series, interval: Figures) -> Figures:
    """Return where in its interval each first due lies, 0 to 1: even, highest priority first.

    Clients of one manager with the same interval share it out among themselves: the i-th of n is at (i − ½)/n.
    """
    frame = pd.DataFrame(
        {
            "manager": managers.fillna("").astype(str).to_numpy(),
            "interval": np.round(interval, 3),
            "first": -priority.astype("float64").to_numpy(),
            "code": client_ids.astype(str).to_numpy(),
        }
    )
    ordered = frame.sort_values(["manager", "interval", "first", "code"], kind="stable")
    groups = ordered.groupby(["manager", "interval"], sort=False)
    share = (groups.cumcount() + 0.5) / groups["code"].transform("size")
    return share.reindex(frame.index).to_numpy(dtype=np.float64)


def first_dues(share: Figures, interval: Figures, horizon: Horizon) -> Whole:
    """Return first dues in days after the plan start, counted from the first plan of the book.

    So a contact that lay beyond the first plan comes nearer with every run. What should have come by now without ever
    having stood in a plan (a client new to the book) is spread over the coming interval.
    """
    due = np.floor(horizon.origin - horizon.start + share * interval).astype(np.int64)
    soon = np.floor(share * np.minimum(interval, horizon.length)).astype(np.int64)
    return np.where(due < 0, soon, due)


def grid(first: Whole, interval: Figures, length: int) -> tuple[Whole, Whole]:
    """Return (row, due) of every contact of streams that begin at ``first`` (days after the plan start).

    A first due before the start is one overdue contact; the next ones follow on the same grid, from half an interval
    after the start on: what was missed is not made up for twice.
    """
    late = first < 0
    begin = np.where(late, np.ceil((interval / 2 - first) / interval), 0).astype(np.int64)
    count = np.floor((length - 1 - first) / interval).astype(np.int64) - begin + 1
    count = np.maximum(count, 0)
    rows = np.repeat(np.arange(len(first)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + begin[rows]
    due = np.floor(first[rows] + step * interval[rows] + 0.5).astype(np.int64)
    inside = due < length
    overdue = np.flatnonzero(late)
    return np.concatenate([overdue, rows[inside]]), np.concatenate([first[overdue], due[inside]])


def _first(last: Days, remembered: Days, interval: Figures, even: Whole, horizon: Horizon) -> Whole:
    """Return where streams begin, in days after the plan start.

    What the plan of a later day remembers beyond this horizon gets no row here: the next run could not know it.
    """
    after = last.astype(np.int64) - horizon.start + np.floor(interval + 0.5).astype(np.int64)
    again = remembered.astype(np.int64) - horizon.start
    known, kept = ~np.isnat(last), ~np.isnat(remembered) & (again < horizon.length)
    return np.where(known, after, np.where(kept, again, even))


def regular(
    clients: pd.DataFrame, norms: Norms, last: dict[str, Days], remembered: dict[str, Days], horizon: Horizon
) -> pd.DataFrame:
    """Return the regular contacts due within the horizon, ``DUE_COLUMNS``.

    Args:
        clients: ``client_id``, ``manager``, ``priority``, ``class_line`` (None: no contacts), ``grows`` (bool)
        norms: the regulation
        last: channel → last contact through it or a stronger one
        remembered: channel → earliest due date of the previous plan
        horizon: the days of the plan
    """
    parts = []
    served = clients["class_line"].notna().to_numpy()
    for channel in CHANNELS:
        base = clients["class_line"].map(lambda line, on=channel: norms[line, on].per_year, na_action="ignore")
        of_class = base.astype("float64").fillna(0.0).to_numpy()
        added = np.where(clients["grows"].to_numpy(), norms[GROW, channel].per_year, 0.0)
        per_year = np.where(served, of_class + added, 0.0)
        parts.append(_channel(clients, channel, per_year, of_class > 0, last[channel], remembered[channel], horizon))
    return pd.concat(parts, ignore_index=True)


def _channel(
    clients: pd.DataFrame,
    channel: str,
    per_year: Figures,
    of_class: Flags,
    last: Days,
    remembered: Days,
    horizon: Horizon,
) -> pd.DataFrame:
    """Return the contacts of one channel; a stream that only «+ Развивать» asks for bears its name."""
    places = np.flatnonzero(per_year > 0)
    interval = YEAR / per_year[places]
    some = clients.iloc[places]
    unknown = np.isnat(last[places])
    fresh = some[unknown]
    even = np.zeros(len(places), np.int64)
    share = shares(fresh["manager"], fresh["priority"], fresh["client_id"], interval[unknown])
    even[unknown] = first_dues(share, interval[unknown], horizon)
    first = _first(last[places], remembered[places], interval, even, horizon)
    rows, due = grid(first, interval, horizon.length)
    norm = np.where(of_class[places], some["class_line"].to_numpy(dtype=object), GROW)[rows]
    return pd.DataFrame(
        {
            "place": places[rows],
            "line": pd.Series([f"{name}.{channel}" for name in norm], dtype=object),
            "channel": pd.Series([channel] * len(rows), dtype=object),
            "norm": pd.Series(norm, dtype=object),
            "due": due,
            "interval": interval[rows],
            "urgent": np.zeros(len(rows), dtype=bool),
        }
    )
