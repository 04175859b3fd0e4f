"""What clients of the demo cost besides the goods, what its assistant and its hunter are measured by, and who was handed over."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from clientbook.demo_register import department
from clientbook.demo_register.portfolio import AS_OF, HUNTER, Client, dice
from clientbook.demo_register.trade import Line, first_days, working_day
from clientbook.demo_register.vocabulary import places_of, say

Row = dict[str, Any]

ASSISTANT = places_of("ap")[0]
_CLIENT_MANAGERS = places_of("km")

_DISCOUNTS = {"key": (0.01, 0.05), "large": (0.0, 0.03)}
"""Class → between which shares of revenue its bonuses lie."""

_TRIP = {"key": 4_500, "large": 3_500, "medium": 3_000, "small": 2_600}
"""Class → usual roubles of one delivery."""

_SOURCES = {
    "errors": ("Акты о расхождениях", "Discrepancy reports"),
    "on_time": ("Отчёт о документах", "Document report"),
}

_FACTS: dict[str, tuple[float | None, tuple[float, float, float]]] = {
    "errors": (0.01, (0.018, 0.014, 0.011)),
    "on_time": (None, (0.91, 0.94, 0.97)),
}
"""KPI of the assistant → plan (None: that of «Настройки») and facts of the last three months."""


def _costed(client: Client, of_class: dict[int, str]) -> bool:
    """Tell whether accounting gives deliveries of a client: all of the larger ones, some of the others."""
    return of_class[client.number] in _DISCOUNTS or dice("costed", client.number).random() < 0.22


def costs(clients: list[Client], lines: list[Line], of_class: dict[int, str]) -> list[Row]:
    """Return the rows of «Затраты» of the last twelve months, by month and client."""
    by_number = {client.number: client for client in clients if _costed(client, of_class)}
    revenue: dict[tuple[date, int], float] = defaultdict(float)
    trips: dict[tuple[date, int], set[date]] = defaultdict(set)
    for line in lines:
        if line.client in by_number and AS_OF.replace(day=1, year=AS_OF.year - 1) < line.day.replace(day=1):
            key = (line.day.replace(day=1), line.client)
            revenue[key] += line.amount
            trips[key].add(line.day)
    rows = []
    for month, number in sorted(revenue):
        chance, segment = dice("costs", number, month), of_class[number]
        low, high = _DISCOUNTS.get(segment, (0.0, 0.0))
        bonus = dice("bonus", number).uniform(low, high) * max(0.0, revenue[month, number])
        far = dice("far", number).choice((0.7, 1.0, 1.0, 1.6, 3.2))
        delivery = sum(_TRIP[segment] * far * chance.uniform(0.8, 1.25) for _ in trips[month, number])
        rows.append(
            {
                "period": month,
                "client_id": by_number[number].client_id,
                "discounts": round(bonus, -1) or None,
                "logistics": round(delivery, -1),
                "other": 5_000.0 if chance.random() < 0.03 else None,
            }
        )
    return rows


def indicators(lang: str) -> list[Row]:
    """Return the rows of «Показатели»: errors and dates of the assistant by month, the plan of new clients of the hunter."""
    rows = []
    for measure, (plan, facts) in _FACTS.items():
        for back, fact in zip((2, 1, 0), facts, strict=True):
            row = {"period": date(AS_OF.year, AS_OF.month - back, 1), "measure": measure, "plan": plan, "fact": fact}
            rows.append({**row, "manager": department.name(ASSISTANT, lang), "source": say(_SOURCES[measure], lang)})
    hunter = {
        "period": AS_OF.replace(day=1),
        "manager": department.name(HUNTER, lang),
        "measure": "new_payments",
        "plan": 2.0,
        "fact": None,
        "source": None,
    }
    return [*rows, hunter]


def handed_over(clients: list[Client], lines: list[Line], lang: str) -> list[Row]:
    """Return the new clients whom the hunter gave to their client managers: one in time last month, two before."""
    first = first_days(lines)
    ours = [one for one in clients if one.story == "new" and one.manager in _CLIENT_MANAGERS and one.number in first]
    ours = sorted(ours, key=lambda one: first[one.number])[:3]
    days = [first[one.number] + timedelta(days=wait) for one, wait in zip(ours, (70, 84, 101), strict=False)]
    if days:
        days[-1] = date(AS_OF.year, AS_OF.month, 12)
    return [
        {
            "client_id": one.client_id,
            "giver": department.name(HUNTER, lang),
            "taker": department.name(one.manager, lang),
            "date": working_day(day),
            "reason": "hunter_farmer",
        }
        for one, day in zip(ours, days, strict=True)
    ]
