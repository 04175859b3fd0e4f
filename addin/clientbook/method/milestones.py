"""Milestones of clients: the first and second order, paid orders, an order after a long silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method import windows
from clientbook.method.product_groups import quarter_start
from clientbook.method.queries import literal, query

if TYPE_CHECKING:
    from clientbook.register.read import Register

DATES = ("first_order", "second_order", "ripe_order", "last_before")


def milestones(register: Register) -> pd.DataFrame:
    """Return one row per client with an order (a client-day with net > 0) up to T, index client_id.

    Returns:
        ``first_order``, ``second_order``, ``ripe_order`` (the order number ``handover_orders``), ``last_before`` (the last
        order before the quarter), dates or NaT; ``orders``; ``paid_orders`` (what the client owes is taken for his latest
        orders; all are paid where «Дебиторка» is blank); ``orders_in``: orders in the quarter.
    """
    clients = register.clients
    owed = clients["receivable"].astype(float).fillna(0).clip(lower=clients["overdue"].astype(float).fillna(0))
    debts = pd.DataFrame({"client_id": clients["client_id"].astype(str), "owed": owed}).drop_duplicates("client_id")
    frame = query(
        register.sales.connection,
        "milestones.sql",
        {"milestone_debts": debts},
        days=windows.client_days(register.as_of, register.settings),
        before=literal(quarter_start(register.as_of)),
        orders=str(register.settings.whole("handover_orders")),
    ).set_index("client_id")
    return frame.astype({name: "datetime64[ns]" if name in DATES else "float64" for name in frame.columns})
