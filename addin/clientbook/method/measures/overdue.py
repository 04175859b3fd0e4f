"""KPI «Просрочка»: overdue / receivables of the person's clients at T (domain: §5).

K falls in a straight line from 1 at the target (10 %) to 0 at ``kpi_overdue_zero`` (20 %): the row has that as its
base, and its scale begins at 0 instead of the setting. Debts older than 30 days are named beside it.
"""

from __future__ import annotations

import numpy as np

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the overdue share of receivables, a ratio; nobody owes anything is a share of 0."""
    settings, words = desk.register.settings, desk.words
    target, zero = settings.number("kpi_overdue_target"), settings.number("kpi_overdue_zero")
    clients = desk.clients(scope)
    known = clients[clients["receivable"].notna() | clients["overdue"].notna()]
    if known.empty:
        return Reading("share", target, None, words.text("kpi.missing.overdue"), zero, 0.0)
    overdue = known["overdue"].astype(float).fillna(0).clip(lower=0)
    # what is overdue is owed: a register that gives the overdue sum alone must not divide by nothing
    owed = float(np.maximum(known["receivable"].astype(float).fillna(0), overdue).sum())
    share = float(overdue.sum() / owed) if owed > 0 else 0.0
    limit = settings.whole("risk_overdue_days")
    late = overdue[known["overdue_days"].astype(float).fillna(0) > limit].sum()
    figures = {
        "overdue": words.number(overdue.sum()),
        "owed": words.number(owed),
        "days": limit,
        "late": desk.percent(float(late / owed) if owed > 0 else 0.0, 1),
        "norm": desk.percent(settings.number("kpi_overdue_late")),
    }
    return Reading("share", target, share, words.text("kpi.source.overdue", **figures), zero, 0.0)
