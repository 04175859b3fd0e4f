"""Loyalty: what people of a client answered, what the client makes of it, and who has to be called (domain: §5 NPS).

A person's last answer counts. A client's NPS is the median of its people; an answer more than ``nps_age_days`` older than the
client's latest one is out of date and left out. Where «Оценки NPS» has no answer of a client, its columns NPS and «Дата NPS»
of «Клиенты» stand for one. A detractor is a person whose answer is at or under ``risk_nps_limit`` (6), whatever the others say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.day_numbers import day_number
from clientbook.register.columns import normal

if TYPE_CHECKING:
    from clientbook.register.read import Register

HIGHEST = 10
ANSWERS = ("client_id", "person", "date", "score", "reason")


def answers(register: Register, on: date) -> pd.DataFrame:
    """Return the last answer of every person up to a date, as far as it counts, by client, date and row of the sheet.

    Answers without a name are of people of their own. Scores outside 0…10 are left out (``register`` tells of them).

    Args:
        register: «Оценки NPS», settings
        on: T, or an earlier date

    Returns:
        ``ANSWERS``.
    """
    rows = register.tools["cb_answers"]
    fits = rows["score"].between(0, HIGHEST) & rows["client_id"].notna() & (rows["date"] <= pd.Timestamp(on))
    rows = rows[fits].sort_values(["client_id", "date", "row"], kind="stable")
    if rows.empty:
        return rows[list(ANSWERS)].reset_index(drop=True)
    who = [
        normal(name) if isinstance(name, str) else f"row {row}"
        for name, row in zip(rows["person"], rows["row"], strict=True)
    ]
    rows = rows.assign(who=who).drop_duplicates(["client_id", "who"], keep="last")
    latest = rows.groupby("client_id")["date"].transform("max")
    fresh = (latest - rows["date"]).dt.days <= register.settings.number("nps_age_days")
    return rows.loc[fresh, list(ANSWERS)].reset_index(drop=True)


def scores(register: Register, on: date) -> pd.DataFrame:
    """Return the NPS of every client at a date.

    Args:
        register: «Оценки NPS», «Клиенты»
        on: T, or an earlier date

    Returns:
        One row per row of ``register.clients``, in its order: ``nps`` (median of people, 0…10, NaN: none), ``nps_date``
        (the latest answer), ``nps_people`` (how many answers it is made of).
    """
    clients = register.clients
    found = answers(register, on)
    own = clients[["nps", "nps_date"]].assign(nps_people=clients["nps"].notna().astype("int64"))
    if found.empty:
        return own
    grouped = found.groupby("client_id")
    ids, counted = clients["client_id"], grouped.size()
    asked = ids.isin(counted.index)
    own["nps"] = own["nps"].mask(asked, ids.map(grouped["score"].median()))
    own["nps_date"] = own["nps_date"].mask(asked, ids.map(grouped["date"].max()))
    own["nps_people"] = own["nps_people"].mask(asked, ids.map(counted).fillna(0).astype("int64"))
    return own


class Detractor(NamedTuple):
    """Somebody who would not recommend us: name (None: unknown), score, day of the answer since 1970, what he said."""

    person: str | None
    score: float
    day: int
    reason: str | None


Detractors = Mapping[str, Sequence[Detractor]]
"""Client → its detractors, the earliest answer first."""


def detractors(register: Register, clients: pd.DataFrame) -> Detractors:
    """Return the detractors of every client at T.

    Args:
        register: «Оценки NPS», settings
        clients: the portfolio: client_id, nps, nps_date
    """
    limit = register.settings.number("risk_nps_limit")
    said = answers(register, register.as_of)
    found: dict[str, list[Detractor]] = {}
    for client, person, day, score, reason in said[said["score"] <= limit].itertuples(index=False):
        texts = [text if isinstance(text, str) else None for text in (person, reason)]
        found.setdefault(client, []).append(Detractor(texts[0], float(score), day_number(day), texts[1]))
    asked = set(said["client_id"])
    low = clients[(clients["nps"] <= limit) & clients["nps_date"].notna() & ~clients["client_id"].isin(asked)]
    for client, score, day in low[["client_id", "nps", "nps_date"]].itertuples(index=False):
        found[client] = [Detractor(None, float(score), day_number(day), None)]
    return found
