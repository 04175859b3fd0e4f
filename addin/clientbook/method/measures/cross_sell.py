"""KPI «Перекрёстные продажи»: clients with a new product group in the last three months / active clients (domain: §5)."""

from __future__ import annotations

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the share of active clients to whom a new group was sold within the quarter up to T, a ratio."""
    words, target = desk.words, desk.register.settings.number("kpi_cross_target")
    bought = desk.past.product_groups.bought
    if bought.empty:
        return Reading("share", target, None, words.text("kpi.missing.cross"))
    clients = desk.clients(scope)
    active = set(clients.loc[clients["active"].eq(other=True), "client_id"])
    if not active:
        return Reading("share", target, None, words.text("kpi.missing.cross_clients"))
    sold = active & set(bought.loc[bought["new"], "client_id"])
    source = words.text("kpi.source.cross", clients=len(sold), active=len(active))
    return Reading("share", target, len(sold) / len(active), source)
