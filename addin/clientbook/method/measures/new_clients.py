"""KPIs of those who win clients and of their head: new payments, second order, new clients handed over (domain: §5).

A new client belongs to whoever had him on the day of his first order («Передачи»); an order is a client-day with net > 0,
and counts as paid as :func:`clientbook.method.milestones.milestones` says.
"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from clientbook.method.measures import indicator
from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.owners import owners
from clientbook.method.roles import Scope


def starts(desk: Desk) -> pd.DataFrame:
    """Return the milestones with ``winner``, who had the client on the day of the first order; counted once."""
    if "starts" not in desk.counted:
        frame = desk.past.milestones.reset_index().astype({"client_id": object})
        days = frame[["client_id"]].assign(date=frame["first_order"])
        managers = desk.portfolio.set_index("client_id")["manager"]
        desk.counted["starts"] = frame.assign(winner=owners(days, managers, desk.register.transfers))
    return desk.counted["starts"]


def payments(scope: Scope, desk: Desk) -> Reading:
    """Return how many clients of the person ordered first in the last full month and have paid at least one order."""
    goal, (start, end) = indicator.plan(scope, desk, "new_payments"), desk.month
    mine = starts(desk)
    mine = mine[scope.counts(mine["winner"])]
    first = mine[mine["first_order"].between(pd.Timestamp(start), pd.Timestamp(end))]
    paid = int(first["paid_orders"].ge(1).sum())
    source = desk.words.text("kpi.source.new_payments", clients=len(first), unpaid=len(first) - paid)
    return Reading("pcs", goal, float(paid), source)


def second_order(scope: Scope, desk: Desk) -> Reading:
    """Return the share of new clients who ordered again within ``handover_days``.

    Counted are those whose time to do so ended within the last full quarter of 90 days before the end of the month.
    """
    goal, words = desk.register.settings.number("kpi_second_order_target"), desk.words
    wait = timedelta(days=desk.register.settings.whole("handover_days"))
    last = desk.month[1] - wait
    mine = starts(desk)
    mine = mine[scope.counts(mine["winner"])]
    cohort = mine[
        mine["first_order"].gt(pd.Timestamp(last - timedelta(days=90))) & mine["first_order"].le(pd.Timestamp(last))
    ]
    if cohort.empty:
        since = words.day(last - timedelta(days=89))
        return Reading("share", goal, None, words.text("kpi.missing.second_order", since=since, until=words.day(last)))
    again = cohort["second_order"] <= cohort["first_order"] + wait
    source = words.text("kpi.source.second_order", again=int(again.sum()), clients=len(cohort), days=wait.days)
    return Reading("share", goal, float(again.mean()), source)


def handed_over(scope: Scope, desk: Desk) -> Reading:
    """Return new clients handed over in the last full month / those ripe for it, a ratio."""
    goal, words = desk.register.settings.number("kpi_handover_target"), desk.words
    month = desk.tools.handover.month
    mine = month[scope.counts(month["hunter"])]
    if mine.empty:
        return Reading("share", goal, None, words.text("kpi.missing.handover", month=desk.month_name()))
    source = words.text("kpi.source.handover", handed=int(mine["handed"].sum()), ripe=len(mine))
    return Reading("share", goal, float(mine["handed"].mean()), source)
