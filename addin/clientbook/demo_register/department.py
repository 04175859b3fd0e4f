"""The people of the demo's department: pay, leave, hand-overs, their calendar and their monthly targets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from clientbook.demo_register.portfolio import AS_OF, Client, days_before, dice
from clientbook.demo_register.trade import Line, season, working_day
from clientbook.demo_register.vocabulary import DEPARTMENT, LEAVE_REASONS, places_of, say

Row = dict[str, Any]

_PAY = {
    "km": (70_000, 35_000),
    "kam": (95_000, 50_000),
    "rko": (120_000, 70_000),
    "ap": (55_000, 15_000),
    "mp": (75_000, 60_000),
}
_HEAD = places_of("rko")[0]
_PART_TIME = {5: 0.75}
_DAILY_CAPS = {2: 14, 6: 16}
_SELLERS = places_of("km", "kam", "mp")
_TEAM = places_of("km", "kam")


def name(place: int | None, lang: str) -> str | None:
    """Return the name of the person at a place in the department."""
    return None if place is None else say(DEPARTMENT[place][0], lang)


def staff(lang: str) -> list[Row]:
    """Return the rows of «Сотрудники»: two by two they stand in for each other."""
    rows = []
    for place, (_, job) in enumerate(DEPARTMENT):
        salary, bonus = _PAY[job]
        rows.append(
            {
                "manager": name(place, lang),
                "job": job,
                "head": None if place == _HEAD else name(_HEAD, lang),
                "rate": _PART_TIME.get(place, 1.0),
                "daily_cap": _DAILY_CAPS.get(place),
                "substitute": name(place ^ 1, lang) if place in _TEAM else None,
                "salary": salary,
                "bonus_target": bonus,
            }
        )
    return rows


def leave(lang: str) -> list[Row]:
    """Return leave: two weeks for everybody last summer, and three in the coming quarter."""
    rows = []
    for place in range(len(DEPARTMENT)):
        month, day = (6, 1) if place % 3 == 0 else (7, 6) if place % 3 == 1 else (8, 3)
        rows.append((place, date(2026, month, day), date(2026, month, day + 13)))
    rows += [
        (1, date(2026, 11, 16), date(2026, 11, 29)),
        (4, date(2026, 12, 7), date(2026, 12, 13)),
        (9, date(2027, 1, 11), date(2027, 1, 24)),
    ]
    return [{"manager": name(place, lang), "start": start, "end": end} for place, start, end in rows]


def calendar(lang: str) -> list[Row]:
    """Return the days on which this department differs from the public calendar."""
    return [
        {"date": date(2026, 11, 20), "working": False, "hours": None, "why": say(LEAVE_REASONS["session"], lang)},
        {"date": date(2026, 12, 30), "working": False, "hours": None, "why": say(LEAVE_REASONS["stock"], lang)},
    ]


def transfers(clients: list[Client], lang: str) -> list[Row]:
    """Return clients handed over to their key account managers and between two client managers this year."""
    chance = dice("transfers")
    moved = [client for client in clients if client.manager is not None and client.story == "stable"]
    rows = []
    for client in sorted(chance.sample(moved, 7), key=lambda one: one.number):
        giver = chance.choice([place for place in _TEAM if place != client.manager])
        day = working_day(days_before(chance.uniform(30, 320)))
        rows.append(
            {
                "client_id": client.client_id,
                "giver": name(giver, lang),
                "taker": name(client.manager, lang),
                "date": day,
                "reason": "other",
            }
        )
    return rows


def _profit_by_month(clients: list[Client], lines: list[Line]) -> dict[tuple[int, int], float]:
    """Return gross profit by (manager, month of the year of the data)."""
    managers = {client.number: client.manager for client in clients}
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        manager = managers[line.client]
        if line.day.year == AS_OF.year and manager is not None:
            sums[manager, line.day.month] += line.profit
    return sums


def plans(clients: list[Client], lines: list[Line], lang: str) -> list[Row]:
    """Return the targets of the year by month: past months were met by 75 to 115 %, the coming ones follow."""
    sums = _profit_by_month(clients, lines)
    rows = []
    for place in _SELLERS:
        chance = dice("plans", place)
        level = chance.gauss(0.97, 0.07)
        mean = sum(sums[place, month] for month in range(5, 11)) / 6
        for month in range(1, 13):
            met = min(1.15, max(0.75, chance.gauss(level, 0.05)))
            usual = mean * season(clients[0], date(AS_OF.year, month, 1)) * 1.03
            goal = sums[place, month] / met if month <= AS_OF.month else usual
            rows.append(
                {
                    "period": date(AS_OF.year, month, 1),
                    "manager": name(place, lang),
                    "client_id": None,
                    "measure": "profit",
                    "plan": round(goal, -3),
                }
            )
    return rows
