"""ЖИР (журнал интенсивности работ): points of the log against the norm, by person, week and day (domain: §6).

Points: visit 5, online 3, КП 3, a call that took place 1, an answered message 0.5, no answer 0; the norm is 15 points a
working day, times the person's rate. All are settings. A yearly review counts as a visit, a question for an NPS score
as a call; internal communication (ВКК) and «прочее» give no points.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.contact_gap import NOT_CONTACTS
from clientbook.method.log_quality import CALLS, quality
from clientbook.method.workdays import Workdays, presence, workdays

if TYPE_CHECKING:
    from clientbook.locale import Words
    from clientbook.register.read import Register
    from clientbook.register.settings import Settings

PERIOD = 28
"""Days up to T that a person's row covers: four weeks."""

WEEKS = 8
DAYS = 8
"""Weeks and working days shown beside a person; the week of T counts up to T."""

SETTING_OF = {
    "visit": "intensity_visit",
    "session": "intensity_visit",
    "online": "intensity_online",
    "offer": "intensity_offer",
    "call": "intensity_call",
    "nps": "intensity_call",
    "letter": "intensity_message",
    "messenger": "intensity_message",
}
"""Kind of a log row → setting with its points."""


class Intensity(NamedTuple):
    """What «ЖИР» shows of people.

    Attributes:
        people: one row per person: ``manager``, ``job``, ``days`` (worked in the period), ``contacts``, ``points``,
            ``norm`` (points), ``intensity`` (ratio; NaN without a norm), ``band`` (``low``, ``fair``, ``fine``,
            ``over``, ``none``), ``no_result`` (share of calls without a result; NaN without calls), ``check`` (a sentence,
            or None)
        weeks: ``manager``, ``start`` (Monday), ``intensity``
        days: ``manager``, ``start`` (the day), ``intensity``
    """

    people: pd.DataFrame
    weeks: pd.DataFrame
    days: pd.DataFrame


def points(log: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return the points of each log row; an attempt gives none.

    Args:
        log: `Журнал`: ``kind``, ``result``
        settings: points by kind
    """
    worth = {kind: settings.number(key) for kind, key in SETTING_OF.items()}
    found = log["kind"].map(worth).astype("float64").fillna(0.0)
    return found.where(~log["result"].isin(NOT_CONTACTS), 0.0)


def band(intensity: pd.Series, settings: Settings) -> pd.Series:
    """Return the band of each intensity: ``low`` (red), ``fair`` (amber), ``fine``, ``over`` (check the quality), ``none``."""
    low, fair, over = (settings.number(f"intensity_{name}") for name in ("low", "fair", "over"))
    rounded = intensity.astype("float64").round(9)
    conditions = [rounded.isna(), rounded < low, rounded < fair, rounded > over]
    return pd.Series(
        np.select(conditions, ["none", "low", "fair", "over"], "fine"), index=intensity.index, dtype=object
    )


def _people(register: Register, recent: pd.DataFrame) -> pd.DataFrame:
    """Return who is measured: client managers by their job, and whoever wrote into the log: ``manager``, ``job``, ``rate``."""
    staff = register.staff[register.staff["manager"].notna()].drop_duplicates("manager")
    wrote = set(recent["manager"].dropna())
    known = staff[staff["job"].isin(["km", "kam"]) | staff["manager"].isin(wrote)]
    strangers = sorted(wrote - set(staff["manager"]))
    rows = pd.DataFrame(
        {
            "manager": pd.Series([*known["manager"], *strangers], dtype=object),
            "job": pd.Series([*known["job"], *[None] * len(strangers)], dtype=object),
            "rate": [*known["rate"].astype("float64").fillna(1.0), *[1.0] * len(strangers)],
        }
    )
    return rows.sort_values("manager", ignore_index=True)


def worked(register: Register, first: date, last: date, managers: list[str]) -> tuple[Workdays, pd.DataFrame]:
    """Return the working days of a span and who was there: index manager, a bool column per working day."""
    span = workdays(first, last, register.calendar)
    here = presence(register.leave, managers, span)
    return span, pd.DataFrame(here, index=pd.Index(managers, name="manager"), columns=pd.to_datetime(span.days))


def norms(present: pd.DataFrame, rates: pd.Series, settings: Settings) -> pd.DataFrame:
    """Return the norm in points, manager × working day; NaN where somebody was on leave."""
    a_day = rates.to_numpy()[:, None] * settings.number("intensity_norm")
    return pd.DataFrame(
        np.where(present.to_numpy(), a_day, np.nan), index=present.index, columns=pd.DatetimeIndex(present.columns)
    )


def intensity(register: Register, words: Words) -> Intensity:
    """Return ЖИР at T.

    Args:
        register: log, staff, leave, calendar, settings, T
        words: the language of the sentences
    """
    as_of = register.as_of
    monday = as_of - timedelta(days=as_of.weekday())
    first = min(monday - timedelta(days=7 * (WEEKS - 1)), as_of - timedelta(days=PERIOD - 1))
    log = register.log
    recent = log[log["date"].between(pd.Timestamp(first), pd.Timestamp(as_of)) & log["manager"].notna()]
    recent = recent.assign(points=points(recent, register.settings))
    people = _people(register, recent) if len(recent) else _people(register, recent).iloc[0:0]
    managers = people["manager"].tolist()
    span, present = worked(register, first, as_of, managers)
    norm = norms(present, people["rate"], register.settings)
    by_day = recent.pivot_table(index="manager", columns="date", values="points", aggfunc="sum").reindex(managers)
    shown = [pd.Timestamp(day) for day in span.days[-DAYS:]]
    daily = _ratio(by_day.reindex(columns=shown).fillna(0.0), norm.reindex(columns=shown))
    weekly = _ratio(_by_week(by_day).fillna(0.0), _by_week(norm))
    return Intensity(
        _rows(register, people, recent, norm, words),
        _long(weekly.iloc[:, -WEEKS:]),
        _long(daily),
    )


def _by_week(table: pd.DataFrame) -> pd.DataFrame:
    """Return sums by week, columns the Mondays; a week without figures is NaN."""
    stamps = pd.DatetimeIndex(table.columns)
    mondays = stamps - pd.to_timedelta(stamps.day_of_week, unit="D")
    return table.T.groupby(mondays).sum(min_count=1).T


def _ratio(made: pd.DataFrame, norm: pd.DataFrame) -> pd.DataFrame:
    wanted = norm.where(norm > 0)
    return (made.reindex(columns=wanted.columns).fillna(0.0) / wanted).astype("float64")


def _long(table: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (manager, start, ratio)
        for start in table.columns
        for manager, ratio in zip(table.index, table[start], strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["manager", "start", "intensity"])
    return frame.astype({"manager": object, "start": "datetime64[ns]", "intensity": "float64"})


def _rows(
    register: Register, people: pd.DataFrame, recent: pd.DataFrame, norm: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """Return one row per person over the period."""
    begin = pd.Timestamp(register.as_of) - pd.Timedelta(days=PERIOD - 1)
    rows = recent[recent["date"] >= begin]
    held = rows[~rows["result"].isin(NOT_CONTACTS) & rows["kind"].isin(list(SETTING_OF))]
    calls = rows[rows["kind"].isin(CALLS)]
    failed = calls[calls["result"].isin(list(NOT_CONTACTS))]
    who = people["manager"]

    def count(of: pd.DataFrame) -> pd.Series:
        return who.map(of.groupby("manager").size()).fillna(0).astype("float64")

    wanted = norm.loc[:, pd.DatetimeIndex(norm.columns) >= begin]
    made = who.map(rows.groupby("manager")["points"].sum()).fillna(0.0).astype("float64")
    norm_points = pd.Series(wanted.sum(axis=1).to_numpy(), index=people.index)
    ratio = made / norm_points.where(norm_points > 0)
    dialled = count(calls)
    return pd.DataFrame(
        {
            "manager": who,
            "job": people["job"],
            "days": pd.Series(wanted.notna().sum(axis=1).to_numpy(), index=people.index).astype("float64"),
            "contacts": count(held),
            "points": made,
            "norm": norm_points,
            "intensity": ratio,
            "band": band(ratio, register.settings),
            "no_result": count(failed) / dialled.where(dialled > 0),
            "check": quality(register, rows, who, ratio, words),
        }
    )
