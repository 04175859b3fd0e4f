"""ГПР, группа принятия решения: who decides (ЛПР) and who influences (ЛВР) at each client, and whom we still talk to (domain: §5, §6).

Required: Ключевой — ЛПР and two ЛВР; Крупный — ЛПР and one ЛВР; else any one person. A contact is live when the person
works there, can be reached and had a touch within ``dmu_live_days``; where the log names nobody, one who can be reached
counts. A key or large client with one person known is «одна нить».
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from clientbook.method.contact_gap import took_place
from clientbook.method.facts import YEAR
from clientbook.method.service import segment_rank
from clientbook.register.columns import normal

if TYPE_CHECKING:
    from clientbook.register.read import Register

REQUIRED = {"key": (1, 2), "large": (1, 1)}
"""Segment → how many deciders (ЛПР) and influencers (ЛВР)."""

GONE = frozenset({"never", "lost", "one_time"})
"""Stages of clients whose decision unit nobody keeps up; key and large ones are looked at all the same."""

UNIT_COLUMNS = (
    *("manager", "client", "client_id", "segment", "known", "deciders", "influencers", "required", "covered"),
    *("coverage", "one_thread", "date", "person", "missing"),
)
PEOPLE_COLUMNS = (
    *(
        "manager",
        "client",
        "client_id",
        "segment",
        "person",
        "position",
        "dmu_role",
        "influence",
        "attitude",
        "consent",
    ),
    *("date", "days", "issue"),
)


class DecisionUnits(NamedTuple):
    """What «ГПР» shows.

    Attributes:
        units: ``UNIT_COLUMNS``: one row per key and large client and per other client without a live contact;
            ``deciders`` and ``influencers`` are live ones; ``date`` and ``person`` of the last touch; ``missing`` says what
            to do: ``nobody``, ``decider``, ``silent_decider``, ``influencer``, ``silent_influencer``, ``one_thread``, ``fine``
        people: ``PEOPLE_COLUMNS``: whom to look after; ``issue`` is ``left``, ``unknown`` (in the log, not in the list),
            ``no_role``, ``unreachable`` or ``silent``
        managers: ``manager``, ``job``, ``clients``, ``large`` (key and large), ``known``, ``required``, ``covered``,
            ``coverage``, ``one_thread``, ``left``
    """

    units: pd.DataFrame
    people: pd.DataFrame
    managers: pd.DataFrame


def working(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people of «Контакты ГПР» who have not left."""
    return people[~people["active"].eq(other=False)]


def reachable(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people who have not left, with a phone, e-mail or messenger and no refusal of consent."""
    ways = people[["phone", "email", "messenger"]].notna().any(axis=1)
    return working(people[ways & ~people["consent"].eq(other=False)])


def person_touches(log: pd.DataFrame, until: date) -> pd.DataFrame:
    """Return the last touch of each person named in the log: ``client_id``, ``name`` (normalised), ``person``, ``date``."""
    named = log[log["person"].notna() & log["date"].le(pd.Timestamp(until)) & log["client_id"].notna()]
    held = named[took_place(named)]
    spelt = {text: normal(text) for text in held["person"].unique()}
    rows = held.assign(name=held["person"].map(spelt)).sort_values(["date", "row"], kind="stable")
    last = rows.drop_duplicates(["client_id", "name"], keep="last")
    return last[["client_id", "name", "person", "date"]].reset_index(drop=True)


def with_touch(people: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    """Return people with ``name`` (normalised) and the ``date`` of their last touch."""
    spelt = {text: normal(text) for text in people["person"].dropna().unique()}
    rows = people.assign(name=people["person"].map(spelt))
    return rows.merge(touches[["client_id", "name", "date"]], on=["client_id", "name"], how="left")


def live(register: Register) -> pd.DataFrame:
    """Return the people of «Контакты ГПР» who are live contacts at T."""
    touches = person_touches(register.log, register.as_of)
    there = reachable(register.people)
    if touches.empty:
        return there
    dated = with_touch(there, touches)
    within = pd.Timedelta(days=register.settings.whole("dmu_live_days"))
    return dated[dated["date"] >= pd.Timestamp(register.as_of) - within]


def coverage(clients: pd.DataFrame, alive: pd.DataFrame) -> pd.DataFrame:
    """Return roles covered and required per client.

    Args:
        clients: client_id, segment
        alive: people with whom there is a live contact: client_id, dmu_role

    Returns:
        Index client_id; ``covered``, ``required``, ``deciders``, ``influencers``, ``anybody``.
    """
    ids = pd.Index(clients["client_id"], name="client_id")

    def count(rows: pd.DataFrame) -> pd.Series:
        return rows.groupby("client_id").size().reindex(ids).fillna(0.0).astype("float64")

    anybody = count(alive)
    deciders, influencers = (count(alive[alive["dmu_role"].eq(role)]) for role in ("decider", "influencer"))
    needs = [REQUIRED.get(str(segment)) for segment in clients["segment"]]
    ask = pd.DataFrame([need or (0, 0) for need in needs], columns=["decider", "influencer"], index=ids).astype(
        "float64"
    )
    roles: pd.Series = deciders.clip(upper=ask["decider"]) + influencers.clip(upper=ask["influencer"])
    few = ask.sum(axis=1).eq(0)
    return pd.DataFrame(
        {
            "covered": roles.where(~few, anybody.clip(upper=1.0)),
            "required": ask.sum(axis=1).where(~few, 1.0),
            "deciders": deciders,
            "influencers": influencers,
            "anybody": anybody,
        },
        index=ids,
    )


def decision_units(register: Register, portfolio: pd.DataFrame) -> DecisionUnits:
    """Return the decision units at T.

    Args:
        register: people, log, staff, settings, T
        portfolio: ``client_id``, ``client``, ``manager``, ``segment``, ``status``, ``listed``, ``annual_income``
    """
    if register.people.empty:
        nothing = pd.DataFrame
        return DecisionUnits(
            nothing(columns=list(UNIT_COLUMNS)), nothing(columns=list(PEOPLE_COLUMNS)), nothing(columns=["manager"])
        )
    touches = person_touches(register.log, register.as_of)
    clients = portfolio[portfolio["listed"]].reset_index(drop=True)
    every = _units(register, clients, live(register), touches)
    attended = every["segment"].isin(list(REQUIRED)) | ~every["status"].isin(list(GONE))
    rank = segment_rank(every["segment"])
    ordered = every.assign(rank=rank, income=clients["annual_income"].astype("float64"))[attended].sort_values(
        ["rank", "coverage", "income", "client_id"], ascending=[True, True, False, True]
    )
    shown = ordered[ordered["segment"].isin(list(REQUIRED)) | ordered["covered"].lt(ordered["required"])]
    people = _people(register, clients, touches)
    units = shown[list(UNIT_COLUMNS)].reset_index(drop=True)
    return DecisionUnits(units, people, _managers(register, ordered, people))


def _units(register: Register, clients: pd.DataFrame, alive: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    """Return every client with its roles and what is missing."""
    found = coverage(clients, alive).reset_index(drop=True)
    there = coverage(clients, reachable(register.people)).reset_index(drop=True)
    present = working(register.people)
    known = present[~present["consent"].eq(other=False)].groupby("client_id").size()
    count = clients["client_id"].map(known).fillna(0).astype("float64")
    last = touches.sort_values("date", kind="stable").drop_duplicates("client_id", keep="last").set_index("client_id")
    large = clients["segment"].isin(list(REQUIRED))
    rows = clients[["client_id", "client", "manager", "segment", "status"]].assign(
        known=count,
        deciders=found["deciders"],
        influencers=found["influencers"],
        required=found["required"],
        covered=found["covered"],
        coverage=found["covered"] / found["required"],
        one_thread=large & count.eq(1),
        date=last["date"].reindex(clients["client_id"]).astype("datetime64[ns]").to_numpy(),
        person=last["person"].reindex(clients["client_id"]).to_numpy(),
    )
    wants = clients["segment"].map({segment: need[1] for segment, need in REQUIRED.items()}).fillna(0)
    conditions = {
        "nobody": there["anybody"].eq(0),
        "decider": large & there["deciders"].eq(0),
        "silent_decider": large & found["deciders"].eq(0),
        "one_thread": rows["one_thread"],
        "influencer": large & (there["influencers"] < wants),
        "silent_influencer": large & (found["influencers"] < wants),
        "silent": ~large & found["anybody"].eq(0),
    }
    said = np.select([one.to_numpy() for one in conditions.values()], list(conditions), "fine")
    return rows.assign(missing=pd.Series(said, dtype=object, index=rows.index))


def _people(register: Register, clients: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    """Return whom to look after, each for the first thing that is wrong."""
    people = with_touch(register.people, touches)
    who = clients.set_index("client_id")[["client", "manager", "segment"]]
    people = people[people["client_id"].isin(who.index)].join(who, on="client_id")
    today = pd.Timestamp(register.as_of)
    people["days"] = (today - people["date"]).dt.days.astype("float64")
    large = people["segment"].isin(list(REQUIRED))
    quiet = ~(people["days"] <= register.settings.number("dmu_live_days")) & (not touches.empty)
    conditions = {
        "left": people["active"].eq(other=False),
        "no_role": large & people["dmu_role"].isna(),
        "unreachable": large & ~people.index.isin(reachable(people).index),
        "silent": large & people["dmu_role"].isin(["decider", "influencer"]) & quiet,
    }
    said = np.select([one.to_numpy() for one in conditions.values()], list(conditions), "")
    people = people.assign(issue=pd.Series(said, dtype=object, index=people.index))
    both = pd.concat([people[people["issue"].ne("")], _strangers(register, who, touches)], ignore_index=True)
    order = {issue: number for number, issue in enumerate(("left", "unknown", "no_role", "unreachable", "silent"))}
    both = both.assign(order=both["issue"].map(order), rank=segment_rank(both["segment"]))
    both = both.sort_values(["order", "rank", "client_id", "person"], kind="stable")
    return both.reindex(columns=list(PEOPLE_COLUMNS)).reset_index(drop=True)


def _strangers(register: Register, who: pd.DataFrame, touches: pd.DataFrame) -> pd.DataFrame:
    """Return people of key and large clients whom the log of the last year names and «Контакты ГПР» does not."""
    today = pd.Timestamp(register.as_of)
    large = who.index[who["segment"].isin(list(REQUIRED))]
    recent = touches[(touches["date"] > today - pd.Timedelta(days=YEAR)) & touches["client_id"].isin(large)]
    known: dict[str, list[str]] = {}
    for client, person in register.people[["client_id", "person"]].dropna().itertuples(index=False):
        known.setdefault(client, []).append(person)
    new = [
        not any(same_person(person, other) for other in known.get(client, ()))
        for client, person in zip(recent["client_id"], recent["person"], strict=True)
    ]
    rows = recent[pd.Series(new, index=recent.index, dtype=bool)].join(who, on="client_id")
    return rows.assign(days=(today - rows["date"]).dt.days.astype("float64"), issue="unknown")


def same_person(one: str, other: str) -> bool:
    """Tell whether two spellings may be the same person: «Орлов С. В.» and «Орлов Сергей Викторович»."""
    first, second = (text.replace(".", " ").casefold().replace("ё", "е").split() for text in (one, other))
    if not first or not second or first[0] != second[0]:
        return False
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(first[1:], second[1:], strict=False))


def _managers(register: Register, every: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return one row per manager over the clients that are looked after."""
    rows = every[every["manager"].notna()]
    grouped = rows.groupby("manager")
    left = people[people["issue"].eq("left")].groupby("manager").size()
    jobs = register.staff.drop_duplicates("manager").set_index("manager")["job"]
    found = pd.DataFrame(
        {
            "clients": grouped.size().astype("float64"),
            "large": grouped["segment"].agg(lambda of: float(of.isin(list(REQUIRED)).sum())),
            "known": grouped["known"].sum(),
            "required": grouped["required"].sum(),
            "covered": grouped["covered"].sum(),
            "one_thread": grouped["one_thread"].sum().astype("float64"),
        }
    ).reset_index()
    found["coverage"] = found["covered"] / found["required"]
    found["job"] = found["manager"].map(jobs)
    found["left"] = found["manager"].map(left).fillna(0).astype("float64")
    return found.sort_values(["coverage", "manager"], ignore_index=True)
