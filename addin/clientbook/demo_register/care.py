"""Quotations and NPS answers of the demo: won, lost, forgotten and open ones; people of a client who do not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from clientbook.demo_register import department
from clientbook.demo_register.decision_units import Person, by_client
from clientbook.demo_register.portfolio import AS_OF, Client, days_before, dice
from clientbook.demo_register.trade import working_day
from clientbook.demo_register.vocabulary import ARTICLES_PER_GROUP, GOODS, LOW_SCORES, REFUSALS, say

Row = dict[str, Any]

_BUYING = ("stable", "growing", "declining", "new", "recovered", "sleeping")
_QUOTED = 0.42
"""Share of living clients that were sent quotations this year."""

_ONE_ANSWER = 0.3
"""Share of the clients asked whose score is known from «Клиенты» alone."""


def offers(clients: list[Client], lang: str) -> list[Row]:
    """Return the rows of «КП», by day of sending."""
    made = sorted(
        (row for client in clients if client.story in _BUYING for row in _of_client(client, lang)),
        key=lambda row: (row["sent_on"], row["client_id"]),
    )
    return [{"offer_no": f"{row['sent_on']:%y}-{number:04d}", **row} for number, row in enumerate(made, 1)]


def _of_client(client: Client, lang: str) -> list[Row]:
    chance = dice("offers", client.number)
    if chance.random() > _QUOTED:
        return []
    return [_offer(client, chance, lang) for _ in range(chance.choice((1, 1, 2, 3)))]


def _offer(client: Client, chance: Random, lang: str) -> Row:
    """Return one quotation; most are answered within a month, a few are forgotten."""
    sent = working_day(days_before(chance.uniform(2, 350)))
    age, luck, takes = (AS_OF - sent).days, chance.random(), chance.randint(4, 38)
    state, paid_on, refusal = "talks" if luck > 0.7 else "sent", None, None
    if takes < age and luck < 0.44:
        state, paid_on = "paid", working_day(sent + timedelta(days=takes))
    elif takes < age and luck < 0.9:
        state, refusal = "refused", say(chance.choice(REFUSALS), lang)
    group = GOODS[chance.choice(client.basket) // ARTICLES_PER_GROUP] if chance.random() < 0.6 else chance.choice(GOODS)
    return {
        "client_id": client.client_id,
        "manager": department.name(client.manager, lang),
        "sent_on": sent,
        "amount": round(client.annual / 12 * chance.uniform(0.3, 2.5), -3) or 5_000.0,
        "category": say(group.name, lang) if chance.random() < 0.95 else None,
        "state": state,
        "paid_on": min(paid_on, AS_OF) if paid_on else None,
        "refusal": refusal,
    }


def answers(rows: Sequence[Mapping[str, Any]], clients: list[Client], people: list[Person], lang: str) -> list[Row]:
    """Return the rows of «Оценки NPS», by date: their median and last day are what «Клиенты» has.

    Args:
        rows: the rows of «Клиенты», with NPS and its date
        clients: in the order of the rows
        people: everybody known
        lang: language of names and reasons
    """
    of_client = by_client(people)
    made: list[Row] = []
    for row, client in zip(rows, clients, strict=True):
        chance = dice("answers", client.number)
        if row["nps"] is not None and chance.random() > _ONE_ANSWER:
            made += _said(row, of_client[client.number][:3], chance, lang)
    return sorted(made, key=lambda one: (one["date"], one["client_id"], one["person"] or ""))


def _said(row: Mapping[str, Any], people: Sequence[Person], chance: Random, lang: str) -> list[Row]:
    score, last = int(row["nps"]), row["nps_date"]
    apart = min(chance.choice((0, 1, 1, 2)), 10 - score, score)
    spread = {0: [0], 1: [0], 2: [-apart, apart], 3: [0, -apart, apart]}[len(people)]
    names: list[str | None] = [one.spoken(lang) for one in people] or [None]
    days = [last, *(last - timedelta(days=chance.randint(1, 20)) for _ in spread[1:])]
    given = [
        _answer(row, *one, chance, lang) for one in zip(names, (score + step for step in spread), days, strict=True)
    ]
    if people and chance.random() < 0.15:  # asked last year too: the later answer counts
        given.append(_answer(row, names[0], max(0, score - 3), last - timedelta(days=340), chance, lang))
    return given


def _answer(row: Mapping[str, Any], name: str | None, score: int, day: date, chance: Random, lang: str) -> Row:
    reason = say(chance.choice(LOW_SCORES), lang) if score <= 6 else None
    return {"date": day, "client_id": row["client_id"], "person": name, "score": float(score), "reason": reason}
