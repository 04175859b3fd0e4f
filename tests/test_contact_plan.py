"""The contact plan of whole runs keeps every limit, judged from its rows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import holidays
import pandas as pd
import pytest

import clientbook
from clientbook.demo_register import AS_OF, demo_frames
from clientbook.results import Result
from tests.registers import write_register


def broken(
    result: Result, away: Iterable[tuple[str, date, date]] = (), rates: Mapping[str, float] | None = None
) -> list[str]:
    """Return every limit that an open row of the plan breaks."""
    plan = result.plan[result.plan["status"].eq("planned")]
    rows = list(
        zip(
            plan["manager"].astype(str).tolist(),
            [day.date() for day in pd.to_datetime(plan["date"]).tolist()],
            plan["client_id"].astype(str).tolist(),
            plan["channel"].astype(str).tolist(),
            plan["minutes"].astype(float).tolist(),
            strict=True,
        )
    )
    resting = holidays.country_holidays("RU")
    found = [f"{day} is no working day" for day in sorted({row[1] for row in rows}) if not resting.is_working_day(day)]
    leave = list(away)
    found += [
        f"{who} is away on {day}" for who, day, *_ in rows for name, a, b in leave if who == name and a <= day <= b
    ]
    minutes: Counter[tuple[str, date]] = Counter()
    counts: Counter[tuple[str, date, str]] = Counter()
    days: dict[str, list[date]] = {}
    for who, day, client, channel, spent in rows:
        minutes[who, day] += round(spent)
        counts[who, day, "visit" if channel == "review" else channel] += 1
        days.setdefault(client, []).append(day)
    most = {"visit": 2, "call": 12}
    found += [
        f"{who} {day}: {spent} min" for (who, day), spent in minutes.items() if spent > 240 * (rates or {}).get(who, 1)
    ]
    found += [f"{place}: {count}" for place, count in counts.items() if count > most.get(place[2], 999)]
    for client, dates in days.items():
        found += [f"{client}: {a}, {b}" for a, b in pairwise(sorted(dates)) if b - a < timedelta(days=3)]
    return found


def weekly(result: Result) -> list[float]:
    """Return contacts per working day of each week of the plan."""
    days: dict[tuple[int, int], Counter[date]] = {}
    for stamp in pd.to_datetime(result.plan["date"]).tolist():
        day = stamp.date()
        days.setdefault(day.isocalendar()[:2], Counter())[day] += 1
    return [sum(week.values()) / len(week) for _, week in sorted(days.items())]


def test_the_demo(demo_run: Result) -> None:
    frames = demo_frames()
    away = [(str(who), a.date(), b.date()) for who, a, b in frames["cb_leave"][["manager", "start", "end"]].to_numpy()]
    rates = dict(zip(frames["cb_staff"]["manager"].tolist(), frames["cb_staff"]["rate"].tolist(), strict=True))
    assert away
    assert broken(demo_run, away, rates) == []
    assert pd.to_datetime(demo_run.plan["date"]).max().date() <= AS_OF + timedelta(weeks=13, days=7)


def test_northwind_without_a_log_has_no_avalanche(northwind_run: Result) -> None:
    assert broken(northwind_run) == []
    weeks = weekly(northwind_run)
    assert weeks[0] <= max(weeks[1:])
    assert weeks[0] <= 1.5 * sum(weeks) / len(weeks)


@pytest.fixture
def thousands(tmp_path: Path) -> Path:
    """Return a register of 10,000 clients of 50 managers, without a log."""
    as_of = date(2026, 10, 31)
    clients = [(f"{number:06}", f"Клиент {number}", f"Менеджер {number % 50:02}") for number in range(10_000)]
    sales = [
        (
            as_of - timedelta(days=(37 * number + 61 * step) % 720),
            f"{number}-{step}",
            f"{number:06}",
            "A1",
            1000.0 * (1 + 5e4 / (number + 10)) * (1 + 0.1 * step),
        )
        for number in range(10_000)
        for step in range(4)
    ]
    return write_register(tmp_path / "Реестр.xlsx", clients, sales)


def test_ten_thousand_clients(thousands: Path) -> None:
    result = clientbook.run(thousands, as_of=date(2026, 10, 31))
    assert len(result.segments) == 10_000
    assert broken(result) == []
    weeks = weekly(result)
    assert weeks[0] <= max(weeks[1:])
