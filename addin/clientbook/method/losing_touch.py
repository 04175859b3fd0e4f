"""Clients about to slip away: their pause and their days without a contact against the usual and the longest (domain: §7).

Each of the two has an ideal and a maximum: orders the 90th percentile and the longest of the client's own pauses (as in
the risk rules), contacts the norm of the regulation and ``risk_contact_norms`` times it. Over the ideal is yellow, over
the maximum red.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.method.contact_gap import contact_gap, contact_norm
from clientbook.method.lifecycle import sleeping_limit

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk

COLUMNS = (
    *("client_id", "client", "manager", "segment", "annual_income", "last_order", "pause", "interval", "pause_ideal"),
    *("pause_most", "silent", "norm", "silent_most", "signal"),
)


def losing_touch(desk: Desk) -> pd.DataFrame:
    """Return the active clients with a signal: red first, then by annual income (``COLUMNS``; days).

    ``signal`` is ``red`` or ``yellow``. A client with few orders has no longest pause of its own: its limits are the
    interval and the limit of a sleeping client. ``pause`` counts days of the season only. ``silent`` is blank without a log.
    """
    settings, register = desk.register.settings, desk.register
    rows = desk.portfolio[desk.portfolio["active"] & ~desk.portfolio["status"].isin(("never", "one_time"))].copy()
    age = (pd.Timestamp(desk.as_of) - rows["first_order"]).dt.days.astype(float)
    rows["pause"] = rows["lateness"] + rows["interval"]
    own = rows["gaps"] >= settings.number("interval_min_gaps")
    rows["pause_ideal"] = rows["p90_gap"].where(own, rows["interval"]).round()
    rows["pause_most"] = rows["max_gap"].where(own, sleeping_limit(rows["interval"], settings)).round()
    rows["silent"] = contact_gap(rows.assign(age=age), register.log, desk.as_of)
    rows["norm"] = contact_norm(rows["segment"], rows["manager"], register.staff, register.regulation).round()
    rows["silent_most"] = (settings.number("risk_contact_norms") * rows["norm"]).round()
    rows["signal"] = signals(rows)
    rows["red"] = rows["signal"].eq("red")
    order = rows.sort_values(["red", "annual_income", "client_id"], ascending=[False, False, True])
    return order.loc[order["signal"].notna(), list(COLUMNS)].reset_index(drop=True)


def signals(rows: pd.DataFrame) -> pd.Series:
    """Return ``red``, ``yellow`` or None for each row, from its pause, its silence and their limits."""
    red = rows["pause"].gt(rows["pause_most"]) | rows["silent"].gt(rows["silent_most"])
    yellow = rows["pause"].gt(rows["pause_ideal"]) | rows["silent"].gt(rows["norm"])
    codes = np.select([red.to_numpy(), yellow.to_numpy()], ["red", "yellow"], "")
    signal = pd.Series(codes.astype(object), index=rows.index)
    return signal.where(signal.ne(""), None)
