"""What in a log asks for a second look: counts are gamed, so bursts and calls without a result are told (domain: §6 ЖИР).

Flags of a person: many contacts of one kind within minutes (where the log has a time of day) or on one day; more minutes
in a day than it has; a large part of a month entered on its last days; many calls without a result; an intensity far over
the norm. A flag is a question to ask, not a reproach.
"""

from __future__ import annotations

import re
from bisect import bisect_right
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
    told = [
        _over(managers, ratio, register, words),
        _in_minutes(rows, register, words),
        _on_a_day(rows, register, words),
        _long_days(rows, register, words),
        _at_the_end(register, words),
        _without_result(rows, register, words),
    ]
    said = ["; ".join(flags[name] for flags in told if name in flags) or None for name in managers]
    return pd.Series(said, index=managers.index, dtype=object)


def _top(counts: pd.Series, least: float) -> list[Any]:
    """Return the first largest count of each person, from ``least`` on, as rows: its index names, and ``made``."""
    flat = counts.rename("made").reset_index()
    largest = flat.loc[flat.groupby("manager")["made"].idxmax()] if len(flat) else flat
    return list(largest[largest["made"] >= least].itertuples(index=False))


def _over(managers: pd.Series, ratio: pd.Series, register: Register, words: Words) -> dict[str, str]:
    limit = register.settings.number("intensity_over")
    sentence = words.text("intensity.check.over", percent=words.number(100 * limit))
    return dict.fromkeys(managers[ratio.round(9) > limit], sentence)


def _kind(kind: object, words: Words) -> str:
    return CONTACT_KIND.word(str(kind), words.lang)


def _in_minutes(rows: pd.DataFrame, register: Register, words: Words) -> dict[str, str]:
    """Tell the largest burst of each: as many contacts of one kind as the setting says within its minutes."""
    least, within = (register.settings.whole(f"intensity_burst_{name}") for name in ("few", "minutes"))
    some = rows[rows["time"].notna()]
    minute = pd.Series([minute_of_day(text) for text in some["time"]], index=some.index, dtype="float64")
    timed = some.assign(minute=minute).dropna(subset=["minute", "kind"])
    best: dict[str, tuple[int, str]] = {}
    key: Any
    for key, group in timed.groupby(["manager", "date", "kind"])["minute"]:
        name, day, kind = key
        minutes = sorted(group.astype(int))
        for start, first in enumerate(minutes):
            count = bisect_right(minutes, first + within) - start
            if count >= least and count > best.get(name, (0, ""))[0]:
                last = minutes[start + count - 1]
                clock = f"{first // 60}:{first % 60:02d}–{last // 60}:{last % 60:02d}"
                said = {"day": f"{day:%d.%m}", "clock": clock, "kind": _kind(kind, words)}
                best[name] = count, words.text("intensity.check.minutes", **said, count=count)
    return {name: sentence for name, (_, sentence) in best.items()}


def _on_a_day(rows: pd.DataFrame, register: Register, words: Words) -> dict[str, str]:
    most = _top(rows.groupby(["manager", "date", "kind"]).size(), register.settings.whole("intensity_burst_day"))
    return {
        row.manager: words.text(
            "intensity.check.day", day=f"{row.date:%d.%m}", kind=_kind(row.kind, words), count=int(row.made)
        )
        for row in most
    }


def _long_days(rows: pd.DataFrame, register: Register, words: Words) -> dict[str, str]:
    limit = register.settings.number("day_minutes")
    return {
        row.manager: words.text(
            "intensity.check.long",
            day=f"{row.date:%d.%m}",
            minutes=words.number(float(row.made)),
            limit=words.number(limit),
        )
        for row in _top(rows.groupby(["manager", "date"])["minutes"].sum(), limit)
        if row.made > limit
    }


def _at_the_end(register: Register, words: Words) -> dict[str, str]:
    """Tell of whom much of the last full month was entered on its last working days."""
    start, end = last_month(register.as_of)
    log = register.log
    month = log[log["date"].between(pd.Timestamp(start), pd.Timestamp(end)) & log["manager"].notna()]
    days = workdays(start, end, register.calendar).days
    if month.empty or len(days) < LAST_DAYS:
        return {}
    begin: date = days[-LAST_DAYS].astype("datetime64[D]").astype(date)
    late = (month["date"] > pd.Timestamp(begin - timedelta(days=1))).groupby(month["manager"]).agg(["sum", "size"])
    least = register.settings.number("intensity_month_end")
    many = late[(late["size"] >= ENOUGH_CONTACTS) & (late["sum"] / late["size"] >= least)]
    return {
        str(name): words.text(
            "intensity.check.month_end", percent=words.number(100 * at_end / all_), days=LAST_DAYS, count=int(at_end)
        )
        for name, at_end, all_ in zip(many.index, many["sum"], many["size"], strict=True)
    }


def _without_result(rows: pd.DataFrame, register: Register, words: Words) -> dict[str, str]:
    calls = rows[rows["kind"].isin(CALLS)]
    failed = calls["result"].isin(list(NOT_CONTACTS)).groupby(calls["manager"]).agg(["sum", "size"])
    least = register.settings.number("intensity_no_result")
    poor = failed[(failed["size"] >= ENOUGH_CALLS) & (failed["sum"] / failed["size"] >= least)]
    return {
        str(name): words.text("intensity.check.no_result", failed=int(bad), calls=int(made))
        for name, bad, made in zip(poor.index, poor["sum"], poor["size"], strict=True)
    }
