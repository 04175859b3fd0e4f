"""KPI «Покрытие ГПР»: roles with somebody who can be reached / roles required (domain: §5).

Required: Ключевой — ЛПР and two ЛВР; Крупный — ЛПР and one ЛВР; else any one person. Reached by phone, e-mail or
messenger; a person who refused the use of personal data cannot be reached.
"""

from __future__ import annotations

import pandas as pd

from clientbook.method.measures.reading import Desk, Reading
from clientbook.method.roles import Scope

REQUIRED = {"key": (1, 2), "large": (1, 1)}
"""Segment → how many deciders (ЛПР) and influencers (ЛВР)."""


def reachable(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people of «Контакты ГПР» with a phone, e-mail or messenger and no refusal of consent."""
    ways = people[["phone", "email", "messenger"]].notna().any(axis=1)
    return people[ways & ~people["consent"].eq(other=False)]


def coverage(clients: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return roles covered and required per client.

    Args:
        clients: client_id, segment
        people: «Контакты ГПР»

    Returns:
        Index client_id; ``covered``, ``required``.
    """
    live = reachable(people)
    ids = clients["client_id"]

    def count(rows: pd.DataFrame) -> pd.Series:
        found = rows.groupby("client_id").size().reindex(ids).fillna(0)
        return found.reset_index(drop=True)

    anybody, deciders, influencers = (
        count(live),
        count(live[live["dmu_role"].eq("decider")]),
        count(live[live["dmu_role"].eq("influencer")]),
    )
    needs = [REQUIRED.get(str(segment)) for segment in clients["segment"]]
    covered, required = [], []
    for place, need in enumerate(needs):
        if need is None:
            covered.append(min(1.0, anybody[place]))
            required.append(1.0)
        else:
            covered.append(min(need[0], deciders[place]) + min(need[1], influencers[place]))
            required.append(float(sum(need)))
    return pd.DataFrame({"covered": covered, "required": required}, index=pd.Index(ids, name="client_id"))


def read(scope: Scope, desk: Desk) -> Reading:
    """Return the coverage of the decision units at T, a ratio."""
    target, words = desk.register.settings.number("kpi_dmu_target"), desk.words
    if desk.register.people.empty:
        return Reading("share", target, None, words.text("kpi.missing.dmu"))
    found = coverage(desk.clients(scope), desk.register.people)
    required = found["required"].sum()
    if not required:
        return Reading("share", target, None, words.text("kpi.missing.clients"))
    short = int((found["covered"] < found["required"]).sum())
    figures = {"covered": f"{found['covered'].sum():.0f}", "required": f"{required:.0f}", "clients": short}
    return Reading("share", target, float(found["covered"].sum() / required), words.text("kpi.source.dmu", **figures))
