"""One-off deals: an order far out of a client's ordinary, kept out of trends and shown apart (domain: §3 one-off deal).

An order is one-off if it is over ``one_off_times`` the client's own median order **and** over ``one_off_share`` of the
client's net in the 365 days it falls in (the last 12 months, or the 12 before). ``facts.sql`` marks them, as only there
single orders are seen.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.joined import basis_net


def has_one_off(frame: pd.DataFrame) -> pd.Series:
    """Tell which clients had a one-off deal in the last 12 months."""
    return frame["one_off_orders"] > 0


def without_one_off(frame: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Return the frame as if the one-off deals of the last 12 months had not been, for the regular annual income.

    Args:
        frame: the joined frame
        basis: what income is counted in, ``profit`` or ``revenue``
    """
    regular = frame.assign(
        revenue_12m=frame["revenue_12m"] - frame["one_off_revenue"],
        profit_12m=frame["profit_12m"] - frame["one_off_profit"],
        orders_12m=frame["orders_12m"] - frame["one_off_orders"],
        orders=frame["orders"] - frame["one_off_orders"],
    )
    return regular.assign(net_12m=basis_net(regular, basis))
