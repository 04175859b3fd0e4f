"""KPI NRR: income of last year's clients now against their income then (domain: §5).

NRR = Σ 12 m now / Σ 12 m then, over clients with a net above zero in (T − 730, T − 365]. New clients are outside it.
"""

from __future__ import annotations

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return NRR at T as a ratio, measured from its base; none without two years of history."""
    settings, words = desk.register.settings, desk.words
    target, base = settings.number("kpi_nrr_target"), settings.number("kpi_nrr_base")
    needed = settings.whole("kpi_nrr_history")
    if desk.history < needed:
        source = words.text("kpi.missing.nrr_history", needed=needed, have=desk.history)
        return Reading("share", target, None, source, base)
    clients = desk.clients(scope).set_index("client_id")["net_12m"].astype(float)
    then = desk.before["net_12m"].reindex(clients.index).astype(float)
    then = then[then > 0]
    if then.empty:
        return Reading("share", target, None, words.text("kpi.missing.nrr_clients"), base)
    now = clients.reindex(then.index).fillna(0)
    figures = {"clients": len(then), "now": words.number(now.sum()), "then": words.number(then.sum())}
    return Reading("share", target, float(now.sum() / then.sum()), words.text("kpi.source.nrr", **figures), base)
