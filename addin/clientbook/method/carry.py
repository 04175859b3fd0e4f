"""What of the previous plan stays (domain: §4 identity).

Every row a person touched stays, its date the user's. Untouched rows of the next 5 working days are frozen, unless the
client changed hands or may not be called, or the day is no longer worked or has no room. Rows that stay take the place
of the contact they stand for; touched rows that nothing asks for any more are «вне регламента». The rest is planned
anew, where it stood if that still fits. What was done leaves once the log has it and the last full month is over; so
does what nobody did in time and nothing asks for any more: until then it stands as missed, and KPIs count it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.identity import base, own_rows, parse, parsed, plan_id
from clientbook.method.norms import SLEEPING
from clientbook.method.owners import owners
from clientbook.method.previous_plan import CLOSED, TEXTS
from clientbook.method.targets import Calendar
from clientbook.method.workdays import Whole

DAY = np.timedelta64(1, "D")


class Carried(NamedTuple):
    """The previous plan, sorted out.

    Attributes:
        past: closed rows, as they are
        kept: open rows of people, with ``status`` and ``manager`` of today and ``due_row`` (the contact due they stand
            for, by its index; -1 for none)
        frozen: untouched rows of the next days, with ``due_row``
        overdue: the other untouched rows whose day has passed and whose due date lies between the last full month and the
            plan
        stood: plan ID → date in the previous plan, of the other rows
        tries: ID without attempt → how many attempts failed
        called_off: IDs that people cancelled or did
    """

    past: pd.DataFrame
    kept: pd.DataFrame
    frozen: pd.DataFrame
    overdue: pd.DataFrame
    stood: dict[str, pd.Timestamp]
    called_off: frozenset[str]


def keep_since(as_of: date) -> pd.Timestamp:
    """Return the first day of the last full month: KPIs read it, and people see what they did."""
    this_month = pd.Timestamp(as_of).to_period("M")
    return pd.Timestamp((this_month - 1).start_time)


def carry(plan: pd.DataFrame, log: pd.DataFrame, clients: pd.DataFrame, calendar: Calendar, rules: Rules) -> Carried:
    """Sort out the previous plan.

    Args:
        plan: the previous plan, closed by the log
        log: `Журнал` with the rows of this run
        clients: ``client_id``, ``manager``, ``class_line`` (None: not to be contacted)
        calendar: who works when
        rules: dates and substitutes
    """
    past = plan[plan["status"].isin(CLOSED)]
    past = past[~_leaves(past, log, rules)]
    open_rows = _in_new_hands(_postponed(plan[~plan["status"].isin(CLOSED)]), clients, calendar, rules)
    kept = open_rows[open_rows["touched"]]
    rest = open_rows[~open_rows["touched"]]
    frozen = rest[_is_frozen(rest, clients, calendar, rules)]
    stood = rest[~rest.index.isin(frozen.index)]
    start = pd.Timestamp(rules.start)
    # a contact that was put later than it was due is missed when its own day has passed, not before
    overdue = stood[stood["due"].between(rules.since, start, inclusive="left") & (stood["date"] < start)]
    overdue = overdue.assign(
        manager=plan.loc[overdue.index, "manager"]
    )  # who was to do it, whoever leads the client now
    gone = plan.loc[plan["status"].isin(["cancelled", "done"]), "plan_id"]
    return Carried(
        past.drop(columns="touched").reset_index(drop=True),
        kept.drop(columns=["touched", "changed_hands"]).reset_index(drop=True),
        frozen.drop(columns=["touched", "changed_hands"]).reset_index(drop=True),
        overdue.drop(columns=["touched", "changed_hands"]).reset_index(drop=True),
        dict(zip(stood["plan_id"], stood["date"], strict=True)),
        frozenset(base(text) for text in gone),
    )


def closed(carried: Carried, open_rows: pd.DataFrame) -> pd.DataFrame:
    """Return the closed rows of the plan: those of before, and what was missed, unless it is planned again.

    Args:
        carried: the previous plan
        open_rows: the open rows of the plan, with ``plan_id``
    """
    rows = pd.concat([carried.past, carried.overdue.assign(status="missed")], ignore_index=True)
    again = rows["plan_id"].map(base).isin(set(open_rows["plan_id"].map(base)))
    return rows[~(rows["status"].eq("missed") & again)].reset_index(drop=True)


class Rules(NamedTuple):
    """What decides which rows stay.

    Attributes:
        start: first day of the plan
        since: closed rows of this day and later stay in sight
        frozen_days: working days that are not planned anew
        substitutes: manager → who stands in for him
        transfers: «Передачи» in order
    """

    start: date
    since: pd.Timestamp
    frozen_days: int
    substitutes: dict[str, str]
    transfers: pd.DataFrame


def _leaves(past: pd.DataFrame, log: pd.DataFrame, rules: Rules) -> pd.Series:
    """Tell which closed rows leave the plan: old ones that the log has, or that say nothing but that they are closed."""
    logged = past["plan_id"].isin(set(log["contact_id"].dropna()) | set(log["row_id"].dropna()))
    silent = past[[*TEXTS, "next_date"]].isna().all(axis=1) & past["status"].ne("cancelled")
    last = past[["date", "due"]].max(axis=1)  # what was made before its due date counts in the month of that
    return (last < rules.since) & (logged | silent)


def _postponed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a row marked «перенос» the date of its next step, where that is later and nobody moved the row itself."""
    later = rows["status"].eq("moved") & rows["date"].eq(rows["computed_date"]) & (rows["next_date"] > rows["date"])
    return rows.assign(date=rows["date"].mask(later, rows["next_date"]))


def _in_new_hands(rows: pd.DataFrame, clients: pd.DataFrame, calendar: Calendar, rules: Rules) -> pd.DataFrame:
    """Give open rows to who has the client on their day; a substitute keeps the rows of the one who is away."""
    now = owners(rows, clients.set_index("client_id")["manager"], rules.transfers)
    stands_in = now.map(rules.substitutes).eq(rows["manager"]) & _away(now, rows["date"], calendar)
    changed = now.notna() & now.ne(rows["manager"]) & ~stands_in
    manager = rows["manager"].mask(changed, now).astype(object)
    return rows.assign(manager=manager, changed_hands=changed & rows["manager"].notna())


def _away(managers: pd.Series, dates: pd.Series, calendar: Calendar) -> pd.Series:
    """Tell whether each manager is on leave on each date."""
    number = {name: place for place, name in enumerate(calendar.capacity.managers)}
    who = managers.map(number).fillna(-1).astype("int64").to_numpy()
    day = calendar.span.numbers(dates.to_numpy().astype("datetime64[D]"))
    if not number:
        return pd.Series(data=False, index=managers.index)
    here = calendar.capacity.present[np.maximum(who, 0), np.maximum(day, 0)]
    return pd.Series((who >= 0) & (day >= 0) & ~here, index=managers.index)


def _is_frozen(rest: pd.DataFrame, clients: pd.DataFrame, calendar: Calendar, rules: Rules) -> pd.Series:
    """Tell which untouched rows stay because their day is so near."""
    reachable = set(clients.loc[clients["class_line"].notna(), "client_id"])
    number = calendar.span.numbers(rest["date"].to_numpy().astype("datetime64[D]"))
    manager = {name: place for place, name in enumerate(calendar.capacity.managers)}
    who = rest["manager"].map(manager).fillna(-1).astype("int64").to_numpy()
    near = (number >= 0) & (number < rules.frozen_days) & (who >= 0)
    if len(rest) and manager:
        near &= calendar.capacity.present[np.maximum(who, 0), np.maximum(number, 0)]
    return pd.Series(near, index=rest.index) & ~rest["changed_hands"] & rest["client_id"].isin(reachable)


def with_attempts(due: pd.DataFrame, plan: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return contacts due whose IDs count the tries that failed: ``…#2`` after the first «не дозвонились»."""
    failed = pd.concat(
        [plan.loc[plan["status"].eq("no_answer"), "plan_id"], log.loc[log["result"].eq("no_answer"), "contact_id"]]
    )
    known = parsed(failed)
    if known.empty:
        return due
    tries = known.assign(base=known["plan_id"].map(base)).groupby("base")["attempt"].max().to_dict()
    ids = due["plan_id"].tolist()
    for place in np.flatnonzero(due["plan_id"].isin(list(tries)).to_numpy()).tolist():
        one = parse(ids[place])
        if one is not None:
            ids[place] = plan_id(one.client_id, one.line, one.due.isoformat(), tries[ids[place]] + 1)
    return due.assign(plan_id=pd.Series(ids, index=due.index, dtype=object))


def family(line: str) -> str:
    """Return what contacts that may stand for one another have in common: channel of the regular lines, or campaign."""
    parts = line.split(".")
    if len(parts) < 2 or parts[1].isdigit():
        return parts[0]
    return f"{SLEEPING}.{parts[1]}" if parts[0] == SLEEPING else ("new." if parts[0] == "new" else "") + parts[1]


def stand_for(rows: pd.DataFrame, due: pd.DataFrame, stood: Collection[str], start: date) -> Whole:
    """Return the contact due (position in ``due``) that each row stands for; -1 for none. No contact is taken twice.

    The same ID first, then the same channel on the same due date where the previous plan has no row for it (its ID was
    deleted); else the nearest due date of the same family within half an interval.

    Args:
        rows: kept rows first, then frozen ones: ``plan_id``, ``client_id``, ``channel``, ``due``
        due: contacts due
        stood: IDs of the other rows of the previous plan
        start: first day of the plan
    """
    place_of = {text: place for place, text in enumerate(due["plan_id"])}
    taken: set[int] = set()
    found = np.full(len(rows), -1, np.int64)
    for number, text in enumerate(rows["plan_id"]):
        place = place_of.get(text)
        if place is not None and place not in taken:
            found[number] = place
            taken.add(place)
    _deleted(rows, due[~due["plan_id"].isin(list(stood))], start, found, taken)
    left = np.flatnonzero(found < 0)
    if len(left):
        _nearest(rows.iloc[left], due, start, found, taken)
    return found


def _deleted(rows: pd.DataFrame, due: pd.DataFrame, start: date, found: Whole, taken: set[int]) -> None:
    """Match rows by hand that have a due date of ours to the contact of that date, in place."""
    some = rows[(found < 0) & own_rows(rows["plan_id"]).to_numpy() & rows["due"].notna().to_numpy()]
    if some.empty:
        return
    wanted = due[due["client_id"].isin(set(some["client_id"]))]
    keys = zip(wanted["client_id"], wanted["channel"], wanted["due"], strict=True)
    place_of = dict(zip(keys, wanted.index.tolist(), strict=True))
    days = (some["due"] - pd.Timestamp(start)).dt.days
    for number, client, channel, day in zip(
        some.index.tolist(), some["client_id"], some["channel"], days.tolist(), strict=True
    ):
        place = place_of.get((client, channel, day))
        if place is not None and place not in taken:
            found[number] = place
            taken.add(place)


def _nearest(left: pd.DataFrame, due: pd.DataFrame, start: date, found: Whole, taken: set[int]) -> None:
    """Match rows whose ID is not due any more to the nearest contact of their family, in place."""
    wanted = set(left["client_id"].dropna())
    some = due[due["client_id"].isin(wanted)]
    by_family: dict[tuple[str, str], list[int]] = {}
    for place, client, line in zip(some.index.tolist(), some["client_id"], some["line"], strict=True):
        by_family.setdefault((client, family(line)), []).append(place)
    days, interval = due["due"].to_numpy(), due["interval"].to_numpy()
    for number, text, client in zip(left.index.tolist(), left["plan_id"], left["client_id"], strict=True):
        one = parse(text)
        if one is None:
            continue
        day = (one.due - start).days
        options = [
            (abs(int(days[place]) - day), place)
            for place in by_family.get((client, family(one.line)), ())
            if place not in taken and abs(int(days[place]) - day) <= interval[place] / 2
        ]
        if options:
            place = min(options)[1]
            found[number] = place
            taken.add(place)
