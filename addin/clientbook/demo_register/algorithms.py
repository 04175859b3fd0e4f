"""The decision steps of some demo clients: who decides by which criterion and when, and what we prepare."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from clientbook.demo_register.decision_units import Person, by_client
from clientbook.demo_register.portfolio import AS_OF, Client, dice
from clientbook.demo_register.trade import working_day
from clientbook.demo_register.vocabulary import Pair, say

Row = dict[str, Any]

CLIENTS = 16

_LATE = {2: -30, 8: -9, 11: -9}
"""Place among the chosen → days from T to the deadline of the next step, where it is late."""

STAGES: tuple[tuple[Pair, str, Pair, str], ...] = (
    (("Признали потребность", "Need recognised"), "user", ("Простой участка", "Downtime of the line"), "other"),
    (
        ("Испытание образцов", "Samples on trial"),
        "influencer",
        ("Ресурс не меньше текущего", "Lasts as long"),
        "sample",
    ),
    (("Сравнение предложений", "Offers compared"), "buyer", ("Цена и срок поставки", "Price and delivery"), "offer"),
    (("Защита у руководства", "Case for the management"), "decider", ("Экономия за год", "Savings a year"), "usp"),
    (
        ("Выгоды для цеха", "Benefits for the shop"),
        "influencer",
        ("Меньше ручных операций", "Less manual work"),
        "benefits",
    ),
    (
        ("Согласование договора", "Contract agreed"),
        "finance",
        ("Отсрочка и лимит", "Payment term and limit"),
        "contract",
    ),
)
"""Stage, role of who decides, criterion, our material."""


def steps(clients: list[Client], people: list[Person], lang: str) -> list[Row]:
    """Return the rows of «АПР»: of sixteen large clients, each at its own step; some late, one without a date, one done.

    Args:
        clients: the portfolio
        people: the decision units
        lang: language of names and words
    """
    of = by_client(people)
    led = [
        one
        for one in clients
        if one.manager is not None and len(of[one.number]) > 1 and one.story in ("stable", "growing")
    ]
    chosen = sorted(sorted(led, key=lambda one: (-one.annual, one.number))[:CLIENTS], key=lambda one: one.number)
    rows: list[Row] = []
    for place, client in enumerate(chosen):
        chance = dice("algorithm", client.number)
        passed = len(STAGES) if place == 5 else chance.randint(0, len(STAGES) - 2)
        day = AS_OF + timedelta(days=_LATE.get(place) or chance.randint(4, 40)) - timedelta(days=21 * passed)
        for number, (stage, role, criterion, material) in enumerate(STAGES, 1):
            deadline = working_day(day + timedelta(days=21 * (number - 1)))
            who = next((one for one in of[client.number] if one.role == role), of[client.number][0])
            rows.append(
                {
                    "client_id": client.client_id,
                    "step": float(number),
                    "stage": say(stage, lang),
                    "person": who.spoken(lang) if place != 7 or number <= passed else None,
                    "criterion": say(criterion, lang),
                    "deadline": None if place == 9 and number > passed else deadline,
                    "material": material,
                    "passed_on": min(deadline, AS_OF) if number <= passed else None,
                }
            )
    return rows
