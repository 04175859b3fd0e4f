"""KPI «Доля в закупках»: Σ revenue 12 m / Σ potential over clients with a known potential (domain: §5).

The target is the share a year ago plus ``kpi_share_growth`` (5 pp), and the score is measured from that base. What a
client bought above his potential does not count: the potential is too low then, and a problem says so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def _bought(revenue: pd.Series, potential: pd.Series) -> float:
    return float(np.minimum(revenue.astype(float).fillna(0).clip(lower=0), potential).sum())


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the share of wallet at T, a ratio; none without potentials or without two years of history."""
    settings, words = desk.register.settings, desk.words
    clients = desk.clients(scope).set_index("client_id")
    known = clients[clients["potential"].astype(float) > 0]
    if known.empty:
        return Reading("share", None, None, words.text("kpi.missing.share"))
    potential = known["potential"].astype(float)
    needed = settings.whole("kpi_nrr_history")
    if desk.history < needed:
        return Reading("share", None, None, words.text("kpi.missing.share_base", needed=needed, have=desk.history))
    then = desk.before["revenue_12m"].reindex(known.index)
    base = _bought(then, potential) / potential.sum()
    fact = _bought(known["revenue_12m"], potential) / potential.sum()
    growth = settings.number("kpi_share_growth")
    source = words.text("kpi.source.share", known=len(known), clients=len(clients), base=desk.percent(base, 1))
    return Reading("share", float(base + growth), float(fact), source, float(base))
