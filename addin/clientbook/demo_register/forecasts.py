"""Plans and forecasts that the demo's department has frozen this autumn, and what it has written for the coming week."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from clientbook.demo_register import department
from clientbook.demo_register.portfolio import AS_OF, Client, dice
from clientbook.demo_register.trade import Line, working_day
from clientbook.demo_register.vocabulary import CAUSES, DEPARTMENT, STAGES, say
from clientbook.method.forecast_weeks import Week, last_day, weeks_of

Row = dict[str, Any]

REPORTED = (date(2026, 9, 1), date(2026, 10, 1))
COMING = date(2026, 11, 1)
_NOTICE = 5
_KNOWN = (0.30, 0.45, 0.65, 0.82, 0.95)
"""How much of the month a forecaster knows by each of its weeks."""

_SHORT = 0.85


@dataclass(frozen=True)
class Place:
    """One row of a month: a client, or all others of a manager.

    Attributes:
        manager: place in the department
        kind: ``client``, ``rest`` or ``new``
        client: who, for a row of one client
    """

    manager: int
    kind: str
    client: Client | None = None


@dataclass(frozen=True)
class Book:
    """What the forecasts are made of.

    Attributes:
        clients: all clients
        lines: all sales, by day
        of_class: number of a client → key, large, medium or small
        plans: rows of «Планы»
        lang: language of names and words
    """

    clients: list[Client]
    lines: list[Line]
    of_class: dict[int, str]
    plans: list[Row]
    lang: str

    def rows(self) -> list[Place]:
        """Return the rows of any month, by manager."""
        found: list[Place] = []
        for place, (_, job) in enumerate(DEPARTMENT):
            mine = [client for client in self.clients if client.manager == place]
            if job not in ("km", "kam") or not mine:
                continue
            single = [c for c in mine if job == "kam" or self.of_class[c.number] in ("key", "large")]
            found += [Place(place, "client", client) for client in single]
            found += [Place(place, "rest"), Place(place, "new")]
        return found

    def sold(self, rows: list[Place], after: date, until: date) -> list[float]:
        """Return the gross profit of every row in (after, until]."""
        by_client: dict[int, float] = defaultdict(float)
        first, end = (bisect_right(self.lines, day, key=lambda line: line.day) for day in (after, until))
        for line in self.lines[first:end]:
            by_client[line.client] += line.profit
        single = {row.client.number for row in rows if row.client is not None}
        rest: dict[int, float] = defaultdict(float)
        for client in self.clients:
            if client.manager is not None and client.number not in single:
                rest[client.manager] += by_client[client.number]
        return [
            by_client[row.client.number] if row.client is not None else rest[row.manager] if row.kind == "rest" else 0.0
            for row in rows
        ]

    def planned(self, rows: list[Place], month: date) -> list[float]:
        """Return the plan of every row: the usual month of a client, and the manager's plan with the rest."""
        year = self.sold(rows, month - timedelta(days=365), month - timedelta(days=1))
        whole = {row["manager"]: float(row["plan"]) for row in self.plans if row["period"] == month}
        plans = [
            round(max(0.0, sold) / 12 * dice("plan row", month, n).uniform(0.9, 1.1), -2) for n, sold in enumerate(year)
        ]
        for place in {row.manager for row in rows}:
            mine = [n for n, row in enumerate(rows) if row.manager == place]
            rest = next(n for n in mine if rows[n].kind == "rest")
            name = department.name(place, self.lang)
            others = sum(plans[n] for n in mine if n != rest)
            plans[rest] = round(max(0.0, whole.get(name or "", 0.0) - others), 2)
        return plans


def _row(book: Book, row: Place, period: date, week: int) -> Row:
    client = row.client
    segment = None
    if client is not None:
        segment = "key" if DEPARTMENT[row.manager][1] == "kam" else book.of_class[client.number]
    return {
        "period": period,
        "week": week,
        "manager": department.name(row.manager, book.lang),
        "row_kind": row.kind,
        "client_id": client.client_id if client else None,
        "client": client.name(book.lang) if client else None,
        "segment": segment,
    }


def _notice(month: date) -> date:
    """Return the fifth working day before a month."""
    day, left = month, _NOTICE
    while left:
        day -= timedelta(days=1)
        left -= working_day(day) == day
    return day


def _plan_rows(book: Book, rows: list[Place], plans: list[float], month: date) -> Iterator[Row]:
    before = month - timedelta(days=1)
    last = book.sold(rows, before.replace(day=1) - timedelta(days=1), min(before, AS_OF))
    for row, plan, sold in zip(rows, plans, last, strict=True):
        yield {
            **_row(book, row, month, 0),
            "amount": plan,
            "fact": 0.0,
            "said": False,
            "last_month": round(sold, 2),
            "measure": "profit",
            "frozen_on": _notice(month),
        }


def _week_rows(book: Book, rows: list[Place], plans: list[float], month: date, week: Week) -> Iterator[Row]:
    """Return what was forecast at the beginning of a week: the plan at first, more and more of what came later on."""
    monday = working_day(week.start)
    first = month - timedelta(days=1)
    known = _KNOWN[week.number - 1]
    last = book.sold(rows, first.replace(day=1) - timedelta(days=1), first)
    came = book.sold(rows, first, last_day(month))
    sofar = book.sold(rows, first, monday - timedelta(days=1))
    for number, row in enumerate(rows):
        chance = dice("forecast", month, week.number, number)
        expected = (plans[number] * (1 - known) + came[number] * known) * chance.lognormvariate(0, 0.16 * (1 - known))
        expected = max(round(expected, -2), round(sofar[number], 2), 0.0)
        short = row.client is not None and plans[number] > 0 and expected < _SHORT * plans[number]
        cause, action = chance.choice(CAUSES)
        yield {
            **_row(book, row, month, week.number),
            "amount": expected,
            "fact": round(sofar[number], 2),
            "said": row.kind == "client",
            "cause": say(cause, book.lang) if short else None,
            "action": say(action, book.lang) if short else None,
            "deadline": working_day(monday + timedelta(days=chance.randint(2, 9))) if short else None,
            "last_month": round(last[number], 2),
            "measure": "profit",
            "frozen_on": monday,
        }


def frozen(book: Book) -> list[Row]:
    """Return the rows of «Прогнозы»: two months with a plan and every week, and the plan of the coming month."""
    rows = book.rows()
    found: list[Row] = []
    for month in REPORTED:
        plans = book.planned(rows, month)
        found += _plan_rows(book, rows, plans, month)
        for week in weeks_of(month):
            found += _week_rows(book, rows, plans, month, week)
    return [*found, *_plan_rows(book, rows, book.planned(rows, COMING), COMING)]


def written(book: Book) -> list[Row]:
    """Return what the first managers have written on «СППО_неделя» for the coming week, not frozen yet."""
    rows = book.rows()
    plans = zip(rows, book.planned(rows, COMING), strict=True)
    found = []
    for number, (row, plan) in enumerate([one for one in plans if one[0].client is not None][:12]):
        chance = dice("written", number)
        stage, probability = chance.choice(STAGES)
        cause, action = chance.choice(CAUSES)
        share = chance.uniform(0.4, 1.15)
        found.append(
            {
                **_row(book, row, COMING, weeks_of(COMING)[0].number),
                "forecast": round(plan * share, -2),
                "paid_on": working_day(COMING + timedelta(days=chance.randint(3, 26))),
                "probability": probability,
                "stage": say(stage, book.lang),
                "cause": say(cause, book.lang) if share < _SHORT else None,
                "action": say(action, book.lang) if share < _SHORT else None,
                "deadline": working_day(COMING + timedelta(days=chance.randint(2, 12))) if share < _SHORT else None,
            }
        )
    return found
