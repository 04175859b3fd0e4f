"""What in a log asks for a second look: counts are gamed, so bursts and calls without a result are told (domain: §6 ЖИР).

Flags of a person: many contacts of one kind within minutes (where the log has a time of day) or on one day; more minutes
in a day than it has; a large part of a month entered on its last days; many calls without a result; an intensity far over
the norm. A flag is a question to ask, not a reproach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from clientbook.method.contact_gap import NOT_CONTACTS
from clientbook.method.windows import last_month
from clientbook.method.workdays import workdays
from clientbook.register.codes import CONTACT_KIND

if TYPE_CHECKING:
    from clientbook.locale import Words
    from clientbook.register.read import Register

LAST_DAYS = 3
"""Working days at the end of a month that are looked at."""

ENOUGH_CONTACTS = 20
ENOUGH_CALLS = 10
"""Fewer rows than this say nothing of a habit."""

CALLS = frozenset({"call", "nps"})
"""Kinds of the log that are calls."""

MINUTES_OF_DAY = 24 * 60
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.]([0-5]\d)(?!\d)")


def minute_of_day(text: object) -> int | None:
    """Return the minute of the day that a cell «Время» names: «9:05», «14:30:10», Excel's part of a day; else None."""
    if not isinstance(text, str):
        return None
    found = _CLOCK.search(text.strip().rsplit(" ", 1)[-1])
    if found:
        return int(found[1]) * 60 + int(found[2])
    try:
        part = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(part * MINUTES_OF_DAY) if 0 <= part < 1 else None


def quality(register: Register, rows: pd.DataFrame, managers: pd.Series, ratio: pd.Series, words: Words) -> pd.Series:
    """Return for each person a sentence of what to check; None where nothing stands out.

    Args:
        register: the whole log for the end of the last full month; calendar, settings, T
        rows: the log of the period: ``manager``, ``date``, ``time``, ``kind``, ``result``, ``minutes``
        managers: the persons, in order
        ratio: intensity of each, a ratio
        words: the language of the sentences
    """
    by_person = dict(tuple(rows.groupby("manager")))
    ends = _month_ends(register)
    nothing = rows.iloc[0:0]
    said: list[str | None] = []
    for manager, intensity in zip(managers, ratio, strict=True):
        own = by_person.get(manager, nothing)
        flags = [
            *_over(intensity, register, words),
            *_in_minutes(own, register, words),
            *_on_a_day(own, register, words),
            *_long_days(own, register, words),
            *_at_the_end(ends.get(manager), register, words),
            *_without_result(own, register, words),
        ]
        said.append("; ".join(flags) or None)
    return pd.Series(said, index=managers.index, dtype=object)


def _over(ratio: float, register: Register, words: Words) -> Iterator[str]:
    limit = register.settings.number("intensity_over")
    if round(ratio, 9) > limit:
        yield words.text("intensity.check.over", percent=words.number(100 * limit))


def _kind(kind: object, words: Words) -> str:
    return CONTACT_KIND.word(str(kind), words.lang)


def _in_minutes(own: pd.DataFrame, register: Register, words: Words) -> Iterator[str]:
    """Yield the largest burst: as many contacts of one kind as the setting says within its minutes."""
    least, within = (register.settings.whole(f"intensity_burst_{name}") for name in ("few", "minutes"))
    minute = pd.Series([minute_of_day(text) for text in own["time"]], index=own.index, dtype="float64")
    timed = own.assign(minute=minute).dropna(subset=["minute", "kind"])
    best: tuple[int, Any, str, int, int] | None = None
    for (day, kind), group in timed.groupby(["date", "kind"]):
        minutes = sorted(group["minute"].astype(int))
        for start, first in enumerate(minutes):
            count = sum(first <= other <= first + within for other in minutes[start:])
            if count >= least and (best is None or count > best[0]):
                best = (count, day, str(kind), first, minutes[start + count - 1])
    if best is not None:
        count, day, kind, first, last = best
        clock = f"{first // 60}:{first % 60:02d}–{last // 60}:{last % 60:02d}"
        yield words.text(
            "intensity.check.minutes", day=f"{day:%d.%m}", clock=clock, kind=_kind(kind, words), count=count
        )


def _on_a_day(own: pd.DataFrame, register: Register, words: Words) -> Iterator[str]:
    counts = own.groupby(["date", "kind"]).size()
    if len(counts) and counts.max() >= register.settings.whole("intensity_burst_day"):
        most: Any = counts.idxmax()
        day, kind = most
        yield words.text("intensity.check.day", day=f"{day:%d.%m}", kind=_kind(kind, words), count=int(counts.max()))


def _long_days(own: pd.DataFrame, register: Register, words: Words) -> Iterator[str]:
    minutes = own.groupby("date")["minutes"].sum()
    limit = register.settings.number("day_minutes")
    if len(minutes) and minutes.max() > limit:
        said = {"day": f"{minutes.idxmax():%d.%m}", "minutes": words.number(float(minutes.max()))}
        yield words.text("intensity.check.long", **said, limit=words.number(limit))


def _month_ends(register: Register) -> dict[str, tuple[int, int]]:
    """Return manager → contacts of the last working days of the last full month, and of the whole month."""
    start, end = last_month(register.as_of)
    log = register.log
    month = log[log["date"].between(pd.Timestamp(start), pd.Timestamp(end)) & log["manager"].notna()]
    days = workdays(start, end, register.calendar).days
    if month.empty or len(days) < LAST_DAYS:
        return {}
    begin: date = days[-LAST_DAYS].astype("datetime64[D]").astype(date)
    late = month[month["date"] > pd.Timestamp(begin - timedelta(days=1))].groupby("manager").size()
    every = month.groupby("manager").size()
    return {str(name): (int(late.get(name, 0)), int(count)) for name, count in every.items()}


def _at_the_end(found: tuple[int, int] | None, register: Register, words: Words) -> Iterator[str]:
    if found is None or found[1] < ENOUGH_CONTACTS:
        return
    share = found[0] / found[1]
    if share >= register.settings.number("intensity_month_end"):
        percent = words.number(100 * share)
        yield words.text("intensity.check.month_end", percent=percent, days=LAST_DAYS, count=found[0])


def _without_result(own: pd.DataFrame, register: Register, words: Words) -> Iterator[str]:
    calls = own[own["kind"].isin(CALLS)]
    failed = int(calls["result"].isin(list(NOT_CONTACTS)).sum())
    if len(calls) >= ENOUGH_CALLS and failed / len(calls) >= register.settings.number("intensity_no_result"):
        yield words.text("intensity.check.no_result", failed=failed, calls=len(calls))
