"""KPI «Удержание ключевых и крупных»: active at both ends of the year / active at its start (domain: §5).

Active is the one rule of the book, recency ≤ max(2I, 90), at T and a year before. The target is that of the segments,
weighted by how many clients of each were active at the start.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.measures.reading import Desk, Reading, named
from clientbook.method.roles import Scope

SEGMENTS = ("key", "large")


def started(scope: Scope, desk: Desk) -> pd.DataFrame:
    """Return the clients of a person that were active a year ago: index client_id; client, segment, income, active.

    ``segment`` and ``income`` (12 m) are those of then; ``active`` tells whether the client is active now.
    """
    clients = desk.clients(scope).set_index("client_id")
    before = desk.before.reindex(clients.index)
    frame = pd.DataFrame(
        {
            "client": clients["client"],
            "segment": before["segment"],
            "income": before["net_12m"],
            "active": clients["active"].eq(other=True),
        }
    )
    return frame[before["active"].eq(other=True)]


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the share of key and large clients kept; the source counts and names the lost, the dearest first."""
    settings, words = desk.register.settings, desk.words
    targets = {segment: settings.number(f"kpi_retention_{segment}") for segment in SEGMENTS}
    everyone = started(scope, desk)
    held = everyone[everyone["segment"].isin(SEGMENTS)]
    if held.empty:
        source = words.text("kpi.missing.retention", day=words.day(desk.year_ago), history=desk.history)
        return Reading("share", targets["key"], None, source)
    target = float(held["segment"].map(targets).astype(float).mean())
    lost = held[~held["active"]].sort_values("income", ascending=False, kind="stable")
    start = words.text("kpi.source.retention", lost=len(lost), clients=len(held))
    source = named(start, [str(name) for name in lost["client"]], words)
    return Reading("share", target, float(held["active"].mean()), source)
