"""The next best action: what the first planned contact of a client is for, the first rule that matches (domain: §4).

Order: claim or detractor; overdue beyond 30 d; risk of 50 and more; a pause longer than 90 % of the client's own; NPS
older than a year (asked in a call, a visit or a review); the dearest article missing of the must-have list (MML); potential
unknown; one person only at a key or large client. «Не звонить» is never planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from clientbook.locale import Words
from clientbook.method.capacity import GROUP, MESSAGE
from clientbook.method.people import People
from clientbook.method.wording import cut
from clientbook.register.settings import Settings

FACTS = (
    *("client_id", "segment", "claim", "nps", "nps_date", "overdue", "overdue_days", "risk", "risk_reason", "recency"),
    *("p90_gap", "seasonal", "in_season", "potential", "revenue_12m", "orders"),
)
"""Columns of the portfolio that the rules read."""

OWN_PURPOSE = frozenset({"contract", "overdue", "claim", "detractor", "offer", "step", "own"})
"""Lines of events: their contacts keep their own purpose."""

CLAIM_EVENTS = frozenset({"claim", "detractor"})
DEBT_EVENTS = frozenset({"overdue"})


class Action(NamedTuple):
    """What a contact is for.

    Attributes:
        purpose: what for, in the language of the book
        why: the reason, with its numbers
        role: whom it asks for, if not whom its line does
        events: lines of events whose contacts are for the same
        category: the product group that it is about; None: none in particular
        person: whom it asks for by name, where that one can be reached
    """

    purpose: str
    why: str
    role: str | None = None
    events: frozenset[str] = frozenset()
    category: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Advice:
    """What the rules look at beside the client: settings, T, people, words; whether the book has any NPS at all.

    ``lacks``: client → the dearest article that it lacks of its must-have list (a row of ``Mml.missing``).
    """

    settings: Settings
    as_of: date
    people: People
    words: Words
    asks_nps: bool
    lacks: Mapping[str, Any] = field(default_factory=dict)


def _claim(client: Any, advice: Advice) -> Action | None:
    words = advice.words
    if client.claim is True:
        said = words.text("contact.because.claim", days=advice.settings.whole("urgent_days"))
        return Action(words.text("contact.action.claim"), said, "decider", CLAIM_EVENTS)
    if pd.isna(client.nps) or client.nps > advice.settings.number("risk_nps_limit") or _stale(client, advice):
        return None
    said = words.text("contact.because.detractor", nps=words.number(client.nps), day=words.day(client.nps_date))
    return Action(words.text("contact.action.claim"), said, "decider", CLAIM_EVENTS)


def _stale(client: Any, advice: Advice) -> bool:
    """Tell whether the last NPS is older than a year, or has no date."""
    if pd.isna(client.nps_date):
        return True
    return bool((pd.Timestamp(advice.as_of) - client.nps_date).days > advice.settings.number("nps_age_days"))


def _debt(client: Any, advice: Advice) -> Action | None:
    limit = advice.settings.whole("risk_overdue_days")
    if pd.isna(client.overdue) or pd.isna(client.overdue_days) or client.overdue <= 0 or client.overdue_days <= limit:
        return None
    words = advice.words
    said = words.text(
        "contact.because.debt", money=words.number(client.overdue), days=int(client.overdue_days), limit=limit
    )
    return Action(words.text("contact.action.debt"), said, "finance", DEBT_EVENTS)


def _risk(client: Any, advice: Advice) -> Action | None:
    if client.risk < advice.settings.number("risk_action"):
        return None
    words = advice.words
    said = words.text("contact.because.risk", points=int(client.risk), reason=client.risk_reason)
    return Action(words.text("contact.action.risk"), said, "decider")


def _pause(client: Any, advice: Advice) -> Action | None:
    out_of_season = client.seasonal is True and client.in_season is False
    if pd.isna(client.p90_gap) or pd.isna(client.recency) or client.recency <= client.p90_gap or out_of_season:
        return None
    words = advice.words
    said = words.text("contact.because.pause", days=int(client.recency), limit=words.number(client.p90_gap))
    return Action(words.text("contact.action.pause"), said)


def ask_nps(client: Any, advice: Advice) -> Action | None:
    """Return the question for an NPS score, where the last one is older than a year or there is none."""
    if not advice.asks_nps or client.orders < 1 or not _stale(client, advice):
        return None
    words = advice.words
    if pd.isna(client.nps_date):
        return Action(
            words.text("contact.action.nps"), words.text("contact.because.nps_never", orders=int(client.orders))
        )
    days = (pd.Timestamp(advice.as_of) - client.nps_date).days
    said = words.text("contact.because.nps", days=days, day=words.day(client.nps_date))
    return Action(words.text("contact.action.nps"), said)


def _must_have(client: Any, advice: Advice) -> Action | None:
    item = advice.lacks.get(client.client_id)
    if item is None:
        return None
    words = advice.words
    purpose = cut(words.text("contact.action.mml", sku=item.sku))
    known = not pd.isna(item.expected) and item.expected > 0
    key = "mml" if known and item.own_segment else "mml_all" if known else "mml_unknown"
    money = words.number(item.expected) if known else ""
    said = words.text(f"contact.because.{key}", missing=int(item.missing), money=money, buyers=int(item.buyers))
    return Action(purpose, said, category=item.category)


def _potential(client: Any, advice: Advice) -> Action | None:
    if not pd.isna(client.potential):
        return None
    words = advice.words
    said = words.text("contact.because.potential", money=words.number(client.revenue_12m))
    return Action(words.text("contact.action.potential"), said)


def _one_thread(client: Any, advice: Advice) -> Action | None:
    if client.segment not in ("key", "large") or advice.people.count(client.client_id) != 1:
        return None
    words = advice.words
    return Action(words.text("contact.action.one_thread"), words.text("contact.because.one_thread"), "influencer")


RULES: tuple[Callable[[Any, Advice], Action | None], ...] = (
    _claim,
    _debt,
    _risk,
    _pause,
    ask_nps,
    _must_have,
    _potential,
    _one_thread,
)


def next_action(client: Any, channel: str, advice: Advice) -> Action | None:
    """Return the next best action for a client's first planned contact; None for the regular touch.

    Args:
        client: a row with ``FACTS``
        channel: of the contact; NPS is not asked in a message
        advice: what the rules look at beside the client
    """
    found: Iterator[Action | None] = (
        rule(client, advice) for rule in RULES if not (rule is ask_nps and GROUP[channel] == MESSAGE)
    )
    return next((action for action in found if action is not None), None)
