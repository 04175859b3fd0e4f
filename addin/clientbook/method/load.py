"""«Загрузка»: minutes needed and minutes there, by manager and by week, and what found no room (domain: §4 capacity)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method.capacity import CHANNELS, day_minutes
from clientbook.method.targets import Calendar
from clientbook.method.workdays import FULL_DAY, Days

if TYPE_CHECKING:
    from clientbook.register.read import Register

NOBODY = ""
"""Stands for the missing name of a manager while rows are sorted out."""

FULL, TIGHT, EASY = 1.0, 0.9, 0.6
"""Loads from which the verdict says: too much, nearly full, room left below."""

COLUMNS = (
    *(
        "manager",
        "job",
        "clients",
        "key_large",
        "income",
        "days",
        "need_minutes",
        "have_minutes",
        "load",
    ),
    *("unplaced", "rates_needed", "verdict", "visit_minutes", "review_minutes", "call_minutes", "message_minutes"),
)


def load(
    needed: pd.DataFrame, clients: pd.DataFrame, calendar: Calendar, register: Register, words: Words
) -> pd.DataFrame:
    """Return one row per manager, and one without a name for the clients nobody leads.

    Args:
        needed: open contacts of the horizon: ``manager`` (None: nobody), ``channel``, ``minutes``, ``placed`` (bool)
        clients: the portfolio
        calendar: who works when, and how much
        register: staff and settings
        words: the language of the book

    Returns:
        ``COLUMNS``: minutes and counts within the horizon, ``load`` as a ratio, ``rates_needed`` in full rates.
    """
    jobs = register.staff.set_index("manager")["job"].to_dict()
    minutes_of_day = day_minutes(register.settings) * calendar.span.hours / FULL_DAY
    names: list[str | None] = [*calendar.capacity.managers]
    led = dict(list(clients.assign(manager=clients["manager"].fillna(NOBODY)).groupby("manager")))
    mine = dict(list(needed.assign(manager=needed["manager"].fillna(NOBODY)).groupby("manager")))
    if NOBODY in led:
        names.append(None)
    rows = []
    for number, name in enumerate(names):
        key = NOBODY if name is None else name
        row = _counts(name, led.get(key, clients.iloc[:0]), mine.get(key, needed.iloc[:0]), jobs)
        here = calendar.capacity.present[number] if name is not None else np.ones(calendar.count, dtype=bool)
        have = 0.0 if name is None else float(calendar.capacity.minutes[number].sum())
        row |= {"days": 0 if name is None else int(here.sum()), "have_minutes": round(have)}
        row["rates_needed"] = _rates(float(str(row["need_minutes"])), float(minutes_of_day[here].sum()))
        row["load"] = float(str(row["need_minutes"])) / have if have > 0 else None
        row["verdict"] = verdict(row, words)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"manager": object, "job": object, "load": "float64"})


def _rates(need: float, minutes: float) -> float | None:
    return round(need / minutes, 2) if minutes > 0 else None


def _counts(
    name: str | None, led: pd.DataFrame, mine: pd.DataFrame, jobs: Mapping[Hashable, object]
) -> dict[str, object]:
    minutes = mine.groupby("channel")["minutes"].sum()
    return {
        "manager": name,
        "job": None if name is None else jobs.get(name),
        "clients": len(led),
        "key_large": int(led["segment"].isin(["key", "large"]).sum()),
        "income": float(led["annual_income"].fillna(0).sum()),
        "need_minutes": round(float(mine["minutes"].sum())),
        "unplaced": int((~mine["placed"]).sum()),
        **{f"{channel}_minutes": round(float(minutes.get(channel, 0.0))) for channel in CHANNELS},
    }


def verdict(row: dict[str, object], words: Words) -> str:
    """Return what follows from a load, as a sentence."""
    need, have, unplaced = (float(str(row[key])) for key in ("need_minutes", "have_minutes", "unplaced"))
    if row["manager"] is None:
        return words.text("contact.verdict.nobody", clients=row["clients"], minutes=words.number(need))
    if have <= 0:
        return words.text("contact.verdict.away", unplaced=words.number(unplaced))
    percent = words.number(100 * need / have)
    if need > have * FULL:
        short = words.number(max(0.01, float(str(row["rates_needed"])) * (1 - have / need)), 2)
        return words.text("contact.verdict.over", percent=percent, short=short, unplaced=words.number(unplaced))
    if unplaced:
        return words.text("contact.verdict.crowded", percent=percent, unplaced=words.number(unplaced))
    if need >= have * TIGHT:
        return words.text("contact.verdict.tight", percent=percent)
    key = "easy" if need < have * EASY else "fine"
    return words.text(f"contact.verdict.{key}", percent=percent, minutes=words.number(have - need))


def load_weeks(placed: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return ``manager``, ``week_start`` (Monday) and ``load`` (ratio; NaN for a week without a working day).

    Args:
        placed: open contacts with a date: ``manager``, ``date``, ``minutes``
        calendar: who works when, and how much
    """
    monday = _mondays(calendar.span.days)
    weeks = np.unique(monday)
    have = np.stack([calendar.capacity.minutes[:, monday == week].sum(axis=1) for week in weeks], axis=1)
    number = {name: place for place, name in enumerate(calendar.capacity.managers)}
    need = np.zeros_like(have)
    inside = placed[placed["manager"].isin(list(number))]
    week = np.searchsorted(weeks, _mondays(inside["date"].to_numpy().astype("datetime64[D]")))
    fine = (
        (week < len(weeks)) & inside["date"].notna().to_numpy() & (inside["date"].to_numpy() >= calendar.span.days[0])
    )
    who = inside["manager"].map(number).to_numpy(dtype=np.int64)
    np.add.at(need, (who[fine], week[fine]), inside["minutes"].fillna(0).to_numpy()[fine])
    ratio = np.divide(need, have, out=np.full_like(have, np.nan), where=have > 0)
    return pd.DataFrame(
        {
            "manager": pd.Series(np.repeat(list(number), len(weeks)), dtype=object),
            "week_start": pd.to_datetime(np.tile(weeks, len(number))).astype("datetime64[ns]"),
            "load": ratio.ravel(),
        }
    )


def _mondays(days: Days) -> Days:
    """Return the Monday of each day's week; 1970-01-01 was a Thursday."""
    mondays: Days = days - ((days.astype(np.int64) + 3) % 7).astype("timedelta64[D]")
    return mondays
