"""Milestones of clients: the first and second order, paid orders, an order after a long silence."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method import windows
from clientbook.method.facts import months_back
from clientbook.method.product_groups import QUARTER

if TYPE_CHECKING:
    from clientbook.register.read import Register

DATES = ("first_order", "second_order", "ripe_order", "last_before")


def quarter_start(as_of: date) -> date:
    """Return the day before the quarter (T − 3 months, T]."""
    return months_back(as_of, QUARTER)


def milestones(register: Register) -> pd.DataFrame:
    """Return one row per client with an order (a client-day with net > 0) up to T, index client_id.

    Returns:
        ``first_order``, ``second_order``, ``ripe_order`` (the order number ``handover_orders``), ``last_before`` (the last
        order before the quarter), dates or NaT; ``orders``; ``paid_orders`` (what the client owes is taken for his latest
        orders; all are paid where «Дебиторка» is blank); ``orders_in``: orders in the quarter.
    """
    connection, clients = register.sales.connection, register.clients
    owed = clients["receivable"].astype(float).fillna(0).clip(lower=clients["overdue"].astype(float).fillna(0))
    debts = pd.DataFrame({"client_id": clients["client_id"].astype(str), "owed": owed}).drop_duplicates("client_id")
    connection.register("milestone_debts", debts)
    query = f"{windows.client_days(register.as_of, register.settings)},\n\n" + _template().substitute(
        before=f"date '{quarter_start(register.as_of):%Y-%m-%d}'", orders=register.settings.whole("handover_orders")
    )
    frame = connection.execute(query).df()
    connection.unregister("milestone_debts")
    frame["client_id"] = frame["client_id"].astype(object)
    frame = frame.set_index("client_id")
    return frame.astype({name: "datetime64[ns]" if name in DATES else "float64" for name in frame.columns})


@cache
def _template() -> Template:
    return Template((files("clientbook.method") / "milestones.sql").read_text(encoding="utf-8"))
