"""Growth: what is left to win of the clients' wallets, and who has never bought yet (domain: §3 wallet).

The gap is potential × target share − revenue of 12 months, never below 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from clientbook.method.measures.reading import Desk

COLUMNS = (
    *("client_id", "client", "manager", "segment", "status", "revenue_12m", "potential", "share", "gap", "way", "why"),
    *("last_order", "strategy", "annual_income"),
)


class Growth(NamedTuple):
    """What can be won.

    Attributes:
        rows: ``COLUMNS``, by gap descending: clients with a gap, and all who never bought; ``way`` is ``grow``
            (buys from us), ``win_back`` (bought once) or ``attract`` (never bought)
        unknown: buying clients whose potential is not known
        unknown_income: their annual income, roubles
    """

    rows: pd.DataFrame
    unknown: int
    unknown_income: float


def growth(desk: Desk) -> Growth:
    """Return the list of growth.

    Args:
        desk: portfolio and words
    """
    clients, words = desk.portfolio, desk.words
    never = clients["status"].eq("never")
    rows = clients[clients["gap"].gt(0) | never].copy()
    buys = rows["active"].to_numpy(dtype=bool)
    ways = np.select([rows["status"].eq("never").to_numpy(), ~buys], ["attract", "win_back"], "grow")
    rows["way"] = pd.Series(ways.astype(object), index=rows.index)
    target = words.number(100 * desk.register.settings.number("wallet_target_share"))
    said = [
        words.text(f"growth.why.{'unknown' if pd.isna(share) else way}", share=_percent(share, desk), target=target)
        for way, share in zip(rows["way"], rows["share"], strict=True)
    ]
    rows["why"] = pd.Series(said, index=rows.index, dtype=object)
    order = rows.assign(known=rows["gap"].fillna(0.0)).sort_values(
        ["known", "annual_income", "client_id"], ascending=[False, False, True], ignore_index=True
    )
    unknown = clients[clients["potential"].isna() & clients["revenue_12m"].gt(0)]
    income = float(unknown["annual_income"].clip(lower=0).sum())
    return Growth(order[list(COLUMNS)], len(unknown), income)


def _percent(share: float, desk: Desk) -> str:
    return "" if pd.isna(share) else desk.words.number(100 * share)
