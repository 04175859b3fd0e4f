"""Frames to plan contacts on: a portfolio and a register without a workbook, of any size, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from clientbook.locale import words
from clientbook.method.contacts import ContactPlan, contact_plan
from clientbook.method.marks import marks
from clientbook.register.read import Register
from clientbook.register.regulation import default_regulation
from clientbook.register.settings import SettingValue
from tests.builders import Row, make_register

RU = words("ru")
AS_OF = date(2026, 6, 30)
SEGMENTS = ("key", "large", "medium", "small")
REGIONS = ("Москва", "Тверь", "Рязань", "Тула")


def client(client_id: str, manager: Any = "Анна", **more: object) -> dict[str, object]:
    """Return one row of the portfolio: a medium, stable client, unless ``more`` says otherwise."""
    row: dict[str, object] = {
        "client_id": client_id,
        "client": f"Клиент {client_id}",
        "manager": manager,
        "region": "Москва",
        "segment": "medium",
        "status": "stable",
        "annual_income": 100_000.0,
        "revenue_12m": 400_000.0,
        "orders": 12,
        "first_order": pd.Timestamp("2023-01-10"),
        "last_order": pd.Timestamp("2026-06-20"),
        "recency": 10.0,
        "interval": 30.0,
        "p90_gap": 45.0,
        "potential": 1_000_000.0,
        "strategy": "serve",
        "risk": 0.0,
        "risk_band": "low",
        "risk_reason": "признаков риска нет",
        "priority": 30.0,
        "overdue": 0.0,
        "overdue_days": 0.0,
        "claim": False,
        "contract_end": pd.NaT,
        "nps": np.nan,
        "nps_date": pd.NaT,
        "no_calls": False,
        "seasonal": False,
        "in_season": True,
    }
    return row | more


def portfolio_of(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return a portfolio of these rows with the dtypes of the real one."""
    frame = pd.DataFrame(list(rows))
    for key in ("first_order", "last_order", "contract_end", "nps_date"):
        frame[key] = pd.to_datetime(frame[key]).astype("datetime64[ns]")
    texts = frame.select_dtypes(exclude=["number", "bool", "datetime"]).columns
    frame = frame.astype(dict.fromkeys(texts, object))
    return frame.assign(manager=frame["manager"].where(frame["manager"].notna(), None))


def register_of(
    *, as_of: date = AS_OF, settings: Mapping[str, SettingValue] | None = None, **tables: Sequence[Row]
) -> Register:
    """Return a register with the default regulation and these tables: people, log, staff, leave, calendar."""
    register = make_register(
        [{"client_id": "1", "client": "1"}], [], as_of=as_of, settings=settings, basis="revenue", **tables
    )
    regulation = default_regulation(RU)
    minutes = regulation["channel"].map({"visit": 120, "review": 120, "call": 12, "message": 5})
    register.regulation = regulation.assign(minutes=minutes.astype("float64"))
    return register


def staff_of(managers: Sequence[str]) -> list[Row]:
    """Return staff in which everybody stands in for his neighbour."""
    return [
        {
            "manager": name,
            "job": "km",
            "rate": 1.0,
            "substitute": managers[place ^ 1] if place ^ 1 < len(managers) else None,
        }
        for place, name in enumerate(managers)
    ]


def many(
    count: int, managers: int, *, seed: int = 7, weights: Sequence[float] = (0.05, 0.1, 0.25, 0.6)
) -> pd.DataFrame:
    """Return a portfolio of ``count`` clients of ``managers`` managers with a usual mix of stages."""
    dice = np.random.default_rng(seed)
    segment = dice.choice(SEGMENTS, count, p=list(weights))
    status = dice.choice(["stable", "growing", "sleeping", "new", "lost"], count, p=[0.6, 0.15, 0.08, 0.05, 0.12])
    strategy = dice.choice(["serve", "keep", "grow"], count, p=[0.6, 0.3, 0.1])
    recency = np.where(status == "sleeping", dice.integers(95, 160, count), dice.integers(1, 60, count))
    rows = [
        client(
            f"К{number:05d}",
            f"Менеджер {number % managers:02d}",
            region=REGIONS[int(dice.integers(0, 4))],
            segment=str(segment[number]),
            status=str(status[number]),
            strategy=str(strategy[number]),
            priority=float(np.round(dice.uniform(0, 90), 2)),
            recency=float(recency[number]),
            last_order=pd.Timestamp(AS_OF - timedelta(days=int(recency[number]))),
            first_order=pd.Timestamp(AS_OF - timedelta(days=int(dice.integers(5, 80))))
            if status[number] == "new"
            else pd.Timestamp("2023-03-01"),
            risk=65.0 if status[number] == "sleeping" and number % 3 == 0 else float(dice.integers(0, 40)),
        )
        for number in range(count)
    ]
    frame = portfolio_of(rows)
    return frame.assign(risk_band=np.where(frame["risk"] >= 50, "high", "low"))


def plan_of(register: Register, portfolio: pd.DataFrame) -> ContactPlan:
    """Return the contact plan of a register, as a run makes it."""
    return contact_plan(register, portfolio, RU, marks(register))


def leave_of(managers: Sequence[str], weeks_apart: int = 3) -> list[Row]:
    """Return a fortnight of leave for everybody, one after the other."""
    first = AS_OF + timedelta(days=20)
    return [
        {
            "manager": name,
            "start": first + timedelta(weeks=weeks_apart * place % 40),
            "end": first + timedelta(weeks=weeks_apart * place % 40, days=13),
        }
        for place, name in enumerate(managers)
    ]
