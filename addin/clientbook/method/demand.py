"""Which contacts are due: regular ones, those of a stage of life, those of events, each with its true due date (domain: §4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.algorithm import next_steps
from clientbook.method.campaigns import Calls, Scene, next_calls, onboarding, waking
from clientbook.method.day_numbers import day_number, day_of
from clientbook.method.events import CLAIM, Claims, claim_calls, events
from clientbook.method.held import Held
from clientbook.method.history import before, not_after
from clientbook.method.identity import plan_id
from clientbook.method.loyalty import detractors
from clientbook.method.memory import LEFT, memory
from clientbook.method.norms import class_line, developed, norms, woken
from clientbook.method.offers import open_offers
from clientbook.method.streams import Horizon, regular
from clientbook.method.touches import days_of, last_touch, touches
from clientbook.method.workdays import Days

if TYPE_CHECKING:
    from clientbook.register.read import Register

EVENT_ROLES = {
    "contract": "decider",
    "overdue": "finance",
    "claim": "decider",
    "detractor": "decider",
    "offer": "decider",
    "step": "decider",
}
"""Event → whom the call is meant for."""


class Demand(NamedTuple):
    """The contacts due within the horizon.

    Attributes:
        due: one row per contact, by client, due date and line: ``DUE_COLUMNS`` and ``plan_id``, ``client_id``, ``dmu_role``, ``purpose`` (None for an event), ``minutes``, ``priority``
        last: channel → last contact of each client through it or a stronger one
        touched: day of each client's last contact of any kind (NaT where none is known)
        left: what «История» remembers of the clients that have it: ``client_id`` and ``LEFT``
    """

    due: pd.DataFrame
    last: dict[str, Days]
    touched: Days
    left: pd.DataFrame


def horizon(register: Register, start: date) -> Horizon:
    """Return the days of a plan that starts on ``start``."""
    first = day_number(pd.Timestamp(start))
    return Horizon(first, 7 * register.settings.whole("horizon_weeks"), _origin(register, first))


def _origin(register: Register, start: int) -> int:
    """Return where the first plan of the book began: the day after its first earlier run, else the start of this one."""
    runs = register.previous.get("cb_figures", pd.DataFrame())
    dates = pd.to_datetime(runs["as_of"]).dropna() if "as_of" in runs else pd.Series(dtype="datetime64[ns]")
    earlier = dates[dates < pd.Timestamp(register.as_of)]
    return min(start, day_number(earlier.min()) + 1) if len(earlier) else start


def demand(register: Register, clients: pd.DataFrame, log: pd.DataFrame, days: Horizon) -> Demand:
    """Return the contacts due within the horizon.

    Args:
        register: regulation, staff, settings, previous plan
        clients: the portfolio
        log: `Журнал` with the rows that this run adds
        days: the days of the plan
    """
    lines = norms(register.regulation, register.settings)
    ready = clients.assign(
        class_line=class_line(clients, register.staff),
        grows=developed(clients),
        woken=woken(clients),
        news=_news(register, clients["client_id"]),
    )
    found = touches(log, register.plan_from)
    last = last_touch(found, clients["client_id"])
    plan, unplaced = (register.previous.get(name, pd.DataFrame()) for name in ("cb_plan", "cb_unplaced"))
    kept = memory(plan, unplaced, log, not_after(register.previous.get("cb_history", pd.DataFrame()), register.as_of))
    asked = open_offers(register), detractors(register, clients), next_steps(register)
    scene = Scene(lines, Held(found), kept, days, register.settings, *asked)
    calls, claims = next_calls(ready, scene), claim_calls(ready, scene)
    parts = [
        regular(ready, lines, last, kept.first_due(clients["client_id"]), days),
        onboarding(ready, scene),
        waking(ready, calls, scene),
        events(ready, claims, scene, day_number(pd.Timestamp(register.as_of))),
    ]
    due = pd.concat(parts, ignore_index=True)
    touched = days_of(found.groupby("client_id")["date"].max(), clients["client_id"])
    return Demand(_named(due, clients, scene), last, touched, _left(calls, claims))


def _left(calls: Calls, claims: Claims) -> pd.DataFrame:
    """Return what a later run must know of campaigns and claims, as IDs: ``client_id`` and ``LEFT``."""
    ids = (
        {client: plan_id(client, call.line, day_of(call.due).isoformat()) for client, call in calls.items()},
        {client: plan_id(client, CLAIM, day_of(due).isoformat()) for client, due in claims.items()},
    )
    rows = [(client, *(of.get(client) for of in ids)) for client in {**calls, **claims}]
    return pd.DataFrame(rows, columns=["client_id", *LEFT]).astype(object)


def _news(register: Register, client_ids: pd.Series) -> pd.Series:
    """Tell which clients were not at high risk in the run for an earlier date; of a first run nothing is news.

    A run leaves its figures beside «История»: rows there without them were put in, and no plan was made of them.
    """
    earlier, runs = (
        before(register.previous.get(name, pd.DataFrame()), register.as_of) for name in ("cb_history", "cb_figures")
    )
    if earlier.empty or runs.empty:
        return pd.Series(data=False, index=client_ids.index)
    return ~client_ids.isin(earlier.loc[earlier["risk_band"].eq("high"), "client_id"])


def _named(due: pd.DataFrame, clients: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Add client, ID, role, purpose and minutes; each ID once."""
    place = due["place"].to_numpy()
    client_ids = clients["client_id"].to_numpy(dtype=object)[place]
    iso = np.datetime_as_string(
        (due["due"].to_numpy() + scene.horizon.start).astype("datetime64[D]"), unit="D"
    ).tolist()
    ids = [plan_id(client, line, day) for client, line, day in zip(client_ids, due["line"], iso, strict=True)]
    pairs = list(zip(due["norm"], due["channel"], strict=True))
    call = scene.settings.number("call_minutes")
    own = [scene.norms.get(pair) for pair in pairs]
    named = due.assign(
        client_id=client_ids,
        plan_id=pd.Series(ids, dtype=object),
        dmu_role=pd.Series(
            [EVENT_ROLES[norm] if one is None else one.dmu_role for one, (norm, _) in zip(own, pairs, strict=True)],
            dtype=object,
        ),
        purpose=pd.Series([None if one is None else one.purpose for one in own], dtype=object),
        minutes=[call if one is None else one.minutes for one in own],
        priority=clients["priority"].to_numpy(dtype=np.float64)[place],
    )
    ordered = named.sort_values(["client_id", "due", "line"], kind="stable")
    return ordered.drop_duplicates("plan_id").reset_index(drop=True)
