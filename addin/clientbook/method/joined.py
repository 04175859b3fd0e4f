"""The clients of the register with their facts beside them: the frame that every rule of the method reads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.facts import facts
from clientbook.method.loyalty import scores

if TYPE_CHECKING:
    from clientbook.register.read import Register

COUNTS = ("orders", "orders_12m", "one_off_orders", "gaps", "skus", "skus_then")
_MAY_BE_MISSING = frozenset({"first_order", "last_order", "profit_12m", "max_gap", "last_gap", "p90_gap", "median_gap"})
_FLAGS = ("seasonal", "key_flag", "claim", "no_calls")


def joined(register: Register, on: date) -> pd.DataFrame:
    """Return one row per client: the columns of `Клиенты`, the facts up to a date, and what follows from both at once.

    Args:
        register: the register
        on: the date that everything is seen from, T or an earlier one

    Returns:
        The rows of ``register.clients`` in their order, with the columns of :func:`clientbook.method.facts.facts`
        (0 for a client without a line), yes/no columns as plain bool, and

        - ``first_purchase``: `Дата первой отгрузки` or the first order, whichever is earlier; NaT for never bought
        - ``bought`` (bool)
        - ``age``: days since the first purchase
        - ``recency``: days since the last order; since the first purchase where the book has no sale of the client
        - ``net_12m``: net of the last 12 months in the basis of the register
        - ``nps``, ``nps_date``, ``nps_people``: see :func:`clientbook.method.loyalty.scores`
    """
    counted = facts(register.sales.connection, on, register.settings)
    frame = register.clients.join(counted, on="client_id")
    frame[["nps", "nps_date", "nps_people"]] = scores(register, on)
    zeros = [name for name in counted.columns if name not in _MAY_BE_MISSING]
    frame[zeros] = frame[zeros].fillna(0.0)
    frame[list(COUNTS)] = frame[list(COUNTS)].astype("int64")
    for name in _FLAGS:
        frame[name] = frame[name].eq(other=True).fillna(value=False).astype(bool)
    day = pd.Timestamp(on)
    first_deal = frame["first_deal"].where(frame["first_deal"] <= day)
    frame["first_purchase"] = pd.concat([first_deal, frame["first_order"]], axis=1).min(axis=1)
    frame["bought"] = frame["first_purchase"].notna()
    frame["age"] = (day - frame["first_purchase"]).dt.days.astype("float64")
    frame["recency"] = (day - frame["last_order"].fillna(frame["first_purchase"])).dt.days.astype("float64")
    frame["net_12m"] = basis_net(frame, register.basis)
    return frame.copy()  # in one block again: columns put in one by one make every later step slow


def basis_net(frame: pd.DataFrame, basis: str) -> pd.Series:
    """Return net of the last 12 months in a basis, ``profit`` or ``revenue``."""
    return frame["profit_12m"].fillna(0.0) if basis == "profit" else frame["revenue_12m"]
