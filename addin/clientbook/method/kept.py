"""Rows that stay from the previous plan and break a limit: the user's are listed, never moved; frozen ones are let go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import pandas as pd

from clientbook.locale import Words
from clientbook.method.tally import LIMITS, Entry, Tally, entries
from clientbook.method.targets import Calendar


def without_room(frozen: pd.DataFrame, kept: pd.DataFrame, calendar: Calendar) -> pd.Series:
    """Tell which frozen rows no longer fit their day beside the rows of people: they are planned anew."""
    tally = Tally(calendar)
    for entry in entries(kept, calendar):
        tally.add(entry)
    out = []
    for entry in entries(frozen, calendar):
        out.append(not tally.room_for(entry))
        if not out[-1]:
            tally.add(entry)
    return pd.Series(out, index=frozen.index, dtype=bool)


def broken(
    kept: pd.DataFrame, others: pd.DataFrame, calendar: Calendar, may_be_called: Mapping[str, bool], words: Words
) -> pd.DataFrame:
    """Return the rows kept from people that break a limit, with ``why``, by manager and date.

    Args:
        kept: open rows of people
        others: everything they may collide with: the other open rows, and the last contact of each client (without a
            manager)
        calendar: who works when
        may_be_called: client → whether he may be contacted
        words: the language of the book
    """
    tally = Tally(calendar)
    for entry in (*entries(kept, calendar), *entries(others, calendar)):
        tally.add(entry)
    reasons = [
        next(chain(_of_client(entry, may_be_called, words), _reasons(entry, tally, calendar, words)), None)
        for entry in entries(kept, calendar)
    ]
    told = kept.assign(why=pd.Series(reasons, index=kept.index, dtype=object))
    return told[told["why"].notna()].sort_values(["manager", "date", "plan_id"], ignore_index=True)


def _of_client(entry: Entry, may_be_called: Mapping[str, bool], words: Words) -> Iterator[str]:
    """Yield what is wrong with the client of a kept row."""
    if entry.client not in may_be_called:
        yield words.text("contact.kept.no_client")
    elif not may_be_called[entry.client or ""]:
        yield words.text("contact.kept.no_calls")


def _reasons(entry: Entry, tally: Tally, calendar: Calendar, words: Words) -> Iterator[str]:
    """Yield what a kept row breaks, the gravest first."""
    if pd.isna(entry.date):
        yield words.text("contact.kept.no_date")
        return
    said = words.day(entry.date)
    if entry.date.date() < calendar.span.first:
        yield words.text("contact.kept.past", day=said)
        return
    if entry.day < 0 and calendar.count and entry.date <= pd.Timestamp(calendar.span.days[-1]):
        yield words.text("contact.kept.off_day", day=said)
    if entry.day >= 0 and entry.manager >= 0:
        yield from _day_reasons(entry, tally, calendar, words)
    near = tally.nearest(entry)
    if near is not None and near < calendar.gap:
        yield words.text("contact.kept.gap", days=near, least=calendar.gap)


def _day_reasons(entry: Entry, tally: Tally, calendar: Calendar, words: Words) -> Iterator[str]:
    said = words.day(entry.date)
    if not calendar.capacity.present[entry.manager, entry.day]:
        yield words.text("contact.kept.away", day=said)
    counts = tally.used[entry.manager, entry.day]
    limit = tally.passed(entry, counts)
    if limit is not None:
        place = LIMITS.index(limit)
        used, most = words.number(counts[place]), words.number(tally.most(entry)[place])
        yield words.text(f"contact.kept.{limit}", day=said, used=used, most=most)
