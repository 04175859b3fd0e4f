"""The demo's register as frames: the tables of ``register/tables.py`` with their column keys and codes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from clientbook.demo_register import department, economy, forecasts
from clientbook.demo_register.algorithms import steps
from clientbook.demo_register.assortment import arguments, article, must_have
from clientbook.demo_register.care import answers, offers
from clientbook.demo_register.client_rows import client_rows
from clientbook.demo_register.clock import SETTINGS, times
from clientbook.demo_register.decision_units import Person, decision_units
from clientbook.demo_register.dirt import with_dirty_rows
from clientbook.demo_register.journal import NORMS, Contact, journal
from clientbook.demo_register.portfolio import Client, portfolio
from clientbook.demo_register.trade import Line, trade
from clientbook.demo_register.vocabulary import ARTICLES_PER_GROUP, GOODS, SECOND_ENTRY, say
from clientbook.demo_register.worth import classes, norms, worth
from clientbook.locale import words
from clientbook.register.columns import Kind, Table
from clientbook.register.regulation import CHANNELS, default_regulation
from clientbook.register.tables import CALENDAR, CLIENTS, LEAVE, LOG, PEOPLE, PLANS, REGULATION, SALES, STAFF, TRANSFERS
from clientbook.register.tables import SETTINGS as OWN
from clientbook.register.tool_tables import ALGORITHM, ANSWERS, ARGUMENTS, COSTS, INDICATORS, MML, OFFERS
from clientbook.sheets.approval import HISTORY as APPROVALS
from clientbook.sheets.forecast import STORE, WEEK

Row = dict[str, Any]

_DOCUMENTS = {"sale": ("РН", "SH"), "return": ("ВЗ", "RT"), "correction": ("КР", "CR")}


def _sales(clients: list[Client], lines: list[Line], lang: str) -> list[Row]:
    codes = {client.number: client.client_id for client in clients}
    numbers: dict[tuple[str, int, int, date], int] = {}
    counts = dict.fromkeys(_DOCUMENTS, 0)
    rows = []
    for line in lines:
        document = (line.kind, line.client, line.order, line.day)
        if document not in numbers:
            counts[line.kind] += 1
            numbers[document] = counts[line.kind]
        rows.append(
            {
                "date": line.day,
                "doc_no": f"{say(_DOCUMENTS[line.kind], lang)}-{numbers[document]:06d}",
                "client_id": codes[line.client],
                "sku": article(line.article),
                "category": say(GOODS[line.article // ARTICLES_PER_GROUP].name, lang),
                "qty": float(line.qty),
                "amount": line.amount,
                "cost": line.cost,
                "kind": line.kind,
            }
        )
    return rows


def _people(people: list[Person], codes: dict[int, str], lang: str) -> list[Row]:
    return [
        {
            "person_id": one.person_id,
            "client_id": codes[one.client],
            "person": one.spoken(lang),
            "position": say(one.position, lang),
            "dmu_role": None if one.number % 97 == 3 and one.role == "user" else one.role,
            "influence": one.influence,
            "attitude": one.attitude,
            "phone": one.phone,
            "email": one.email,
            "messenger": "Telegram" if one.number % 4 == 0 else None,
            "birthday": one.birthday,
            "preferred": one.preferred,
            "consent": one.consent,
            "main": True if one.main else None,
            "active": False if _has_left(one) else None,
        }
        for one in people
        if not _is_unlisted(one)
    ]


def _has_left(one: Person) -> bool:
    """Tell whether somebody has left the client; deciders stay."""
    return one.number % 67 == 0 and one.role != "decider"


def _is_unlisted(one: Person) -> bool:
    """Tell whether nobody has entered a person yet whom the log already names."""
    return one.number % 101 == 7 and one.role not in ("decider", "influencer")


def _log(contacts: list[Contact], codes: dict[int, str], lang: str) -> list[Row]:
    return [
        {
            "row_id": f"J{number:06d}",
            "date": one.day,
            "manager": department.name(one.manager, lang),
            "client_id": codes[one.client],
            "person": one.person.spoken(lang) if one.person else None,
            "kind": one.kind,
            "purpose": say(one.purpose, lang),
            "result": one.result,
            "outcome": say(one.outcome, lang) if one.outcome else None,
            "next_step": say(one.next_step, lang) if one.next_step else None,
            "next_date": one.next_day,
            "minutes": one.minutes,
            "contact_id": None,
            "time": clock,
        }
        for number, (one, clock) in enumerate(zip(contacts, times(contacts), strict=True), 1)
    ]


def _regulation(lang: str) -> pd.DataFrame:
    """Return «Регламент» of this department: the default lines with its own norms for the five classes."""
    frame = default_regulation(words(lang))
    own = {"key_kam": NORMS["kam"], **{line: NORMS[line] for line in ("key", "large", "medium", "small")}}
    frame["per_year"] = [
        float(own[line][CHANNELS.index(channel)]) if line in own else norm
        for line, channel, norm in zip(frame["line"], frame["channel"], frame["per_year"], strict=True)
    ]
    return frame[[column.key for column in REGULATION.columns]]


def _approvals(clients: list[Row]) -> list[Row]:
    """Return the list of approvals: the one whose segments stand on «Клиенты»."""
    found = [row for row in clients if row["segment_approved"]]
    return [
        {
            "approved_on": found[0]["approved_on"],
            "was": None,
            "now": segment,
            "clients": sum(row["segment_approved"] == segment for row in found),
        }
        for segment in sorted({row["segment_approved"] for row in found})
    ]


def _frame(table: Table, rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[column.key for column in table.columns], dtype=object)
    for column in table.columns:
        if column.kind in (Kind.DATE, Kind.MONTH):
            frame[column.key] = pd.to_datetime(frame[column.key]).astype("datetime64[ns]")
        elif column.kind in (Kind.MONEY, Kind.NUMBER, Kind.INT, Kind.PERCENT):
            frame[column.key] = pd.to_numeric(frame[column.key]).astype(float)
        else:
            frame[column.key] = frame[column.key].where(frame[column.key].notna(), None)
    return frame


def demo_frames(lang: str = "ru") -> dict[str, pd.DataFrame]:
    """Return the demo register: table name → frame with the table's column keys, coded columns as ASCII codes.

    The same figures in both languages and in every run. Wrong rows are in; cells that hold something else than their
    column should are apart, because a frame cannot hold them: :func:`clientbook.demo_register.dirt.dirty_cells`.

    Args:
        lang: language of names and words, ``ru`` or ``en``
    """
    clients = portfolio()
    lines = trade(clients)
    sums = worth(lines)
    of_class = classes(clients, sums)
    people = decision_units(clients)
    contacts = journal(clients, norms(clients, of_class), people)
    codes = {client.number: client.client_id for client in clients}
    plans = department.plans(clients, lines, lang)
    book = forecasts.Book(clients, lines, of_class, plans, lang)
    listed = client_rows(clients, lines, sums, of_class, lang)
    rows: dict[Table, list[Row]] = {
        CLIENTS: listed,
        SALES: _sales(clients, lines, lang),
        PEOPLE: _people(people, codes, lang),
        LOG: _log(contacts, codes, lang),
        PLANS: plans,
        STAFF: department.staff(lang),
        LEAVE: department.leave(lang),
        TRANSFERS: [*department.transfers(clients, lang), *economy.handed_over(clients, lines, lang)],
        CALENDAR: department.calendar(lang),
        ALGORITHM: steps(clients, people, lang),
        MML: must_have(clients, lines, of_class, lang),
        ARGUMENTS: arguments(lang),
        OFFERS: offers(clients, lang),
        ANSWERS: answers(listed, clients, people, lang),
        COSTS: economy.costs(clients, lines, of_class),
        INDICATORS: economy.indicators(lang),
        STORE: forecasts.frozen(book),
        WEEK: forecasts.written(book),
        APPROVALS: _approvals(listed),
    }
    clean = {table.name: _frame(table, made) for table, made in rows.items()}
    clean[REGULATION.name] = _regulation(lang)
    clean[OWN.name] = _frame(OWN, [{"key": key, "value": value} for key, value in SETTINGS.items()])
    return with_dirty_rows(clean, say(SECOND_ENTRY, lang))
