"""Quotations (КП): which are open and for how long, what share was paid, and when to ask about them (domain: §6 КП).

Open is a quotation that is sent or being talked about, neither paid nor refused. It is followed up by a call when
``offer_days`` (14) have passed since it was sent, then twice more at the same step; a call or a visit held since half-way
before counts. After that it is time to close it: paid or refused. Conversion = paid / sent, by the month of sending, so
that every quotation counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.day_numbers import day_number
from clientbook.method.facts import YEAR
from clientbook.method.held import pending
from clientbook.method.onelog import OPEN
from clientbook.method.touches import STRENGTH, touches

if TYPE_CHECKING:
    from clientbook.register.read import Register
    from clientbook.register.settings import Settings

FOLLOW_UPS = 3
"""Calls about one quotation; their lines are ``offer.1`` … ``offer.3``."""

STALE_DAYS = 31
"""A call missed for so long is made no more: the sheet says to close the quotation."""


class Offer(NamedTuple):
    """An open quotation.

    Attributes:
        number: № КП
        sent: day it was sent on, since 1970
        amount: roubles without VAT; NaN where it is not known
        category: product group; None where none is named
    """

    number: str
    sent: int
    amount: float
    category: str | None

    def dues(self, settings: Settings) -> list[int]:
        """Return the days on which it is followed up."""
        step = settings.whole("offer_days")
        return [self.sent + step * number for number in range(1, FOLLOW_UPS + 1)]


Offers = Mapping[str, Sequence[Offer]]
"""Client → its open quotations, the dearest first."""


def known(register: Register) -> pd.DataFrame:
    """Return «КП» up to T with ``open``, ``won``, ``lost`` (bool) and ``age`` (days since it was sent).

    A date of payment after T has not been yet. A quotation without a state was sent; one with a date of payment is paid,
    whatever its state says.
    """
    rows = register.tools["cb_offers"]
    day = pd.Timestamp(register.as_of)
    rows = rows[rows["sent_on"].notna() & (rows["sent_on"] <= day)].reset_index(drop=True)
    paid_on = rows["paid_on"].where(rows["paid_on"] <= day)
    later = rows["paid_on"] > day
    won = (rows["state"].eq("paid") | paid_on.notna()) & ~later
    lost = rows["state"].eq("refused") & ~won
    age = (day - rows["sent_on"]).dt.days.astype("float64")
    return rows.assign(paid_on=paid_on, won=won, lost=lost, open=~won & ~lost, age=age)


def open_offers(register: Register) -> Offers:
    """Return client → its open quotations, the dearest first."""
    rows = known(register)
    rows = rows[rows["open"] & rows["client_id"].notna()]
    ordered = rows.sort_values(["amount", "offer_no"], ascending=[False, True], na_position="last", kind="stable")
    found: dict[str, list[Offer]] = {}
    columns = ["client_id", "offer_no", "sent_on", "amount", "category"]
    for client, number, sent, amount, category in ordered[columns].itertuples(index=False):
        found.setdefault(client, []).append(
            Offer(str(number), day_number(sent), float(amount), category if isinstance(category, str) else None)
        )
    return found


def follow_up(offers: Sequence[Offer], held: Sequence[int], start: int, settings: Settings) -> tuple[str, int] | None:
    """Return line and due day of the next call about the open quotations of a client; None where none is due.

    One call is about all of them, and only the next one is planned: what comes after depends on what it brings. Of calls
    missed by more than ``STALE_DAYS`` none is made up for.

    Args:
        offers: its open quotations
        held: days of the calls and stronger contacts held, since 1970
        start: first day of the plan
        settings: ``offer_days``
    """
    steps: list[tuple[int, str]] = []
    for offer in offers:
        dues = offer.dues(settings)
        steps += [(due, f"offer.{dues.index(due) + 1}") for due in pending(dues, held, offer.sent, start)]
    fresh = sorted(step for step in steps if step[0] >= start - STALE_DAYS)
    return (fresh[0][1], fresh[0][0]) if fresh else None


def called_about(offers: Sequence[Offer], day: int, settings: Settings) -> tuple[Offer, int] | None:
    """Return the dearest quotation that a call due on a day is about, and how many others of the client wait by then.

    Args:
        offers: open quotations of the client, the dearest first
        day: the true due date, since 1970
        settings: ``offer_days``
    """
    step = settings.whole("offer_days")
    due = [offer for offer in offers if day in offer.dues(settings)]
    if not due:
        return None
    return due[0], sum(offer is not due[0] and offer.sent + step <= day for offer in offers)


TODO = ("late", "plan", "close", "wait")
"""What to do about an open quotation, the most urgent first."""

SUMS = ("sent", "won", "lost", "open", "sent_amount", "won_amount")


class Quotations(NamedTuple):
    """What the sheet of quotations shows.

    Attributes:
        open: open quotations, the most urgent first, then the oldest: columns of «КП», ``age``, client, segment, ``manager`` (of the quotation,
            else of the client), ``last_contact`` (a call or stronger), ``follow_up`` (day of the next call about quotations in the
            plan), ``todo`` (of ``TODO``; ``wait``; ``plan``: a call is planned; ``late``: open too long and no call planned; ``close``)
        by_manager, by_group, by_month: conversion of what was sent in the last 12 months: ``key``, counts ``sent``,
            ``won``, ``lost``, ``open`` and money ``sent_amount``, ``won_amount``, ``days`` (mean days to payment, NaN where
            nothing was paid)
    """

    open: pd.DataFrame
    by_manager: pd.DataFrame
    by_group: pd.DataFrame
    by_month: pd.DataFrame


def quotations(register: Register, portfolio: pd.DataFrame, plan: pd.DataFrame) -> Quotations:
    """Return open quotations and conversion.

    Args:
        register: «КП», «Журнал», settings, T
        portfolio: client_id, client, manager, segment
        plan: the contact plan: client_id, plan_id, date, status
    """
    rows = known(register)
    spoken = touches(register.log, register.as_of)
    held = spoken[spoken["strength"] >= STRENGTH["call"]].groupby("client_id")["date"].max()
    clients = portfolio.set_index("client_id")
    own = rows["client_id"].map(clients["manager"])
    rows = rows.assign(
        manager=rows["manager"].where(rows["manager"].notna(), own),
        client=rows["client_id"].map(clients["client"]),
        segment=rows["client_id"].map(clients["segment"]),
        last_contact=pd.to_datetime(rows["client_id"].map(held.to_dict())),
    )
    year = rows[rows["sent_on"] > pd.Timestamp(register.as_of - timedelta(days=YEAR))]
    months = year["sent_on"].dt.to_period("M").dt.to_timestamp()
    return Quotations(
        _open(rows[rows["open"]].reset_index(drop=True), plan, register.settings),
        conversion(year, year["manager"]),
        conversion(year, year["category"]),
        conversion(year, months),
    )


def conversion(rows: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    """Return counts and money of quotations by a key, in its order; without a key last.

    Args:
        rows: what :func:`known` gives, or some of its rows
        key: of each row
    """
    counted = pd.DataFrame(
        {
            "key": key,
            "sent": 1,
            "won": rows["won"].astype("int64"),
            "lost": rows["lost"].astype("int64"),
            "open": rows["open"].astype("int64"),
            "sent_amount": rows["amount"].fillna(0.0),
            "won_amount": rows["amount"].where(rows["won"]).fillna(0.0),
            "days": (rows["paid_on"] - rows["sent_on"]).dt.days.where(rows["won"]).astype("float64"),
        }
    )
    grouped = counted.groupby("key", dropna=False, sort=True)
    summed = grouped[list(SUMS)].sum()
    return summed.assign(days=grouped["days"].mean()).reset_index()


def _open(rows: pd.DataFrame, plan: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return open quotations with the next call of their client about quotations, and what to do."""
    calls = plan[plan["status"].isin(OPEN) & plan["plan_id"].astype(str).str.contains("|offer.", regex=False)]
    dates = pd.to_datetime(calls["date"]).groupby(calls["client_id"]).min()
    rows = rows.assign(follow_up=pd.to_datetime(rows["client_id"].map(dates.to_dict())))
    step = settings.whole("offer_days")
    todo = pd.Series("wait", index=rows.index, dtype=object)
    asked = (rows["age"] - (rows["last_contact"] - rows["sent_on"]).dt.days) <= step
    todo = todo.mask((rows["age"] > step) & ~asked, "late").mask(rows["age"] > step * FOLLOW_UPS, "close")
    rows["todo"] = todo.mask(rows["follow_up"].notna() & todo.ne("close"), "plan")
    rows["urgency"] = rows["todo"].map({code: place for place, code in enumerate(TODO)})
    return rows.sort_values(["urgency", "sent_on", "offer_no"], kind="stable", ignore_index=True)
