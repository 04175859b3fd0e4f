"""What each planned contact is for, whom it is with and why: the line's own, or the next best action (domain: §4).

The next best action stands once: on the contact of the event that it answers, else on the first regular contact.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method.actions import FACTS, OWN_PURPOSE, Action, Advice, ask_nps, next_action
from clientbook.method.occasions import Occasions
from clientbook.method.people import People
from clientbook.method.talking_points import SILENT, TalkingPoints
from clientbook.method.wording import BIRTHDAY_DAYS, CLIENT, LIMIT, Teller, birthday, cut
from clientbook.method.workdays import Days

if TYPE_CHECKING:
    from clientbook.method.past import Past
    from clientbook.register.read import Register

SHOWN = ("purpose", "person", "phone", "why", "dmu_role", "argument")


def details(
    rows: pd.DataFrame,
    clients: pd.DataFrame,
    last: dict[str, Days],
    register: Register,
    start: date,
    words: Words,
    past: Past | None = None,
) -> pd.DataFrame:
    """Return ``purpose``, ``person``, ``phone``, ``why``, ``dmu_role`` and ``argument`` of planned contacts, in their order.

    Args:
        rows: contacts with a date: ``date`` (datetime), ``place``, ``line``, ``norm``, ``channel``, ``due`` (days after the
            plan start), ``interval``, ``dmu_role``, ``purpose``, ``plan_id``
        clients: the portfolio
        last: channel → last contact of each client through it or a stronger one
        register: people, settings, dates
        start: first day of the plan
        words: the language of the book
        past: what the sales say of the past; without it nobody is told what he lacks
    """
    people = People(register.people)
    asks_nps = bool(clients["nps"].notna().any())
    advice = Advice(register.settings, register.as_of, people, words, asks_nps, _lacks(past))
    points, occasions = TalkingPoints(register, past), Occasions(register, clients, start, words)
    teller = Teller(words, register.as_of, start, register.settings.whole("urgent_days"))
    known = list(clients[list(dict.fromkeys((*FACTS, *CLIENT)))].itertuples(index=False))
    told_by = rows[rows["norm"].isin(OWN_PURPOSE)].groupby("place")["norm"].agg(frozenset).to_dict()
    first, spoken = _first_rows(rows), _first_rows(rows, spoken=True)
    told = rows.assign(last=pd.Series(_last_offsets(rows, last, start), index=rows.index, dtype=object))
    columns = ["place", "line", "norm", "channel", "due", "interval", "dmu_role", "purpose", "last"]
    lines = []
    row: Any
    for number, row in enumerate(told[columns].itertuples(index=False)):
        client = known[row.place]
        action = next_action(client, row.channel, advice) if number in first else None
        if action is not None and action.events & told_by.get(row.place, frozenset()):
            action = None
        if number in spoken and number not in first:
            action = ask_nps(client, advice)
        action = action or occasions.about(row, client.client_id)
        line = _line(row, client, action, teller, people, words)
        lines.append((*line, _argument(row, client.client_id, action, points, start)))
    shown = pd.DataFrame(lines, columns=list(SHOWN), index=rows.index, dtype=object)
    return _with_birthdays(shown, rows, clients, people, words, start)


def _lacks(past: Past | None) -> dict[str, NamedTuple]:
    """Return client → the dearest article that it lacks of its must-have list."""
    if past is None:
        return {}
    first = past.mml.missing[past.mml.missing["place"].eq(1)]
    return dict(zip(first["client_id"], first.itertuples(index=False), strict=True))


def _argument(row: Any, client_id: str, action: Action | None, points: TalkingPoints, start: date) -> str | None:
    """Return what to say of goods; nothing to who complains or owes."""
    if row.norm in SILENT or (action is not None and action.events):
        return None
    due = start + timedelta(days=row.due)
    return points.say(client_id, None if action is None else action.category, 12 * due.year + due.month)


def _last_offsets(rows: pd.DataFrame, last: dict[str, Days], start: date) -> list[int | None]:
    """Return the last contact through the channel or a stronger one, as days after the plan start; None: unknown."""
    dates = np.full(len(rows), np.datetime64("NaT", "D"))
    place = rows["place"].to_numpy()
    for channel, days in last.items():
        on = rows["channel"].eq(channel).to_numpy()
        dates[on] = days[place[on]]
    known = ~np.isnat(dates)
    offsets = np.where(known, (dates - np.datetime64(start, "D")).astype(np.int64), 0).tolist()
    return [offset if there else None for offset, there in zip(offsets, known.tolist(), strict=True)]


def _first_rows(rows: pd.DataFrame, *, spoken: bool = False) -> set[int]:
    """Return the positions of the first planned contact of each client, contacts of events apart.

    ``spoken``: the first in which something can be asked, by voice.
    """
    fits = ~rows["norm"].isin(OWN_PURPOSE) & ~(rows["channel"].eq("message") & spoken)
    place = np.flatnonzero(fits.to_numpy())
    some = rows.iloc[place].assign(at=place)
    ordered = some.sort_values(["place", "date", "plan_id"], kind="stable")
    return set(ordered.drop_duplicates("place")["at"].tolist())


def _line(
    row: Any, client: Any, action: Action | None, teller: Teller, people: People, words: Words
) -> tuple[object, ...]:
    role = row.dmu_role if action is None or action.role is None else action.role
    asked = None if action is None else action.person
    person = people.named(client.client_id, asked, row.channel) or people.choose(client.client_id, role, row.channel)
    purpose = row.purpose if isinstance(row.purpose, str) else None
    if purpose is None:
        event = row.norm if row.norm in OWN_PURPOSE else "touch"
        purpose = words.text(f"contact.purpose.{event}")
    late = teller.late(row) if row.norm in OWN_PURPOSE else ""
    why = teller.why(row, client) if action is None else cut(action.why + late)
    name = words.text("contact.find_decider") if person is None else person.name
    phone = None if person is None else person.phone
    known_role = role if person is None or person.role is None else person.role
    return purpose if action is None else action.purpose, name, phone, why, known_role


def _with_birthdays(
    shown: pd.DataFrame, rows: pd.DataFrame, clients: pd.DataFrame, people: People, words: Words, start: date
) -> pd.DataFrame:
    """Add birthdays as a remark to the client's nearest contact, as far as the sentence has room."""
    if not people.known:
        return shown
    dates = rows["date"].to_numpy().astype("datetime64[D]")
    dated = np.flatnonzero(~np.isnat(dates))  # somebody may have written a date that nobody can read
    by_place: dict[int, list[int]] = {}
    for number, place in zip(dated.tolist(), rows["place"].to_numpy()[dated].tolist(), strict=True):
        by_place.setdefault(place, []).append(number)
    why = shown["why"].tolist()
    codes = clients["client_id"].tolist()
    until = (dates[dated].max().astype(date) if len(dated) else start) + timedelta(days=BIRTHDAY_DAYS)
    ids = rows["plan_id"].tolist()
    for place, numbers in by_place.items():
        numbers.sort(key=ids.__getitem__)  # of two equally near the same one in every run, however rows stand
        for person in people.of(codes[place]):
            day = birthday(person, start, until)
            if day is None:
                continue
            off = np.abs((dates[numbers] - np.datetime64(day, "D")).astype(np.int64))
            nearest = int(np.argmin(off))
            said = words.text("contact.why.birthday", name=person.name, day=f"{day:%d.%m}")
            number = numbers[nearest]
            if off[nearest] <= BIRTHDAY_DAYS and len(why[number]) + len(said) <= LIMIT:
                why[number] += said
    return shown.assign(why=pd.Series(why, index=shown.index, dtype=object))
