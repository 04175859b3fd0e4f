"""The sheets that people fill in: lists of the register with drop-downs, and rows marked ПРИМЕР in a new template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from clientbook.locale import Words
from clientbook.register import tables
from clientbook.register.columns import Table
from clientbook.sheets.description import Block, Content, Sheet
from clientbook.sheets.fields import empty, shown

FROZEN: Mapping[str, str] = {
    "cb_clients": "client",
    "cb_sales": "doc_no",
    "cb_people": "person",
    "cb_log": "client_id",
    "cb_plans": "manager",
    "cb_staff": "manager",
    "cb_leave": "manager",
    "cb_transfers": "client_id",
    "cb_calendar": "date",
    "cb_answers": "person",
    "cb_algorithm": "step",
    "cb_offers": "client_id",
    "cb_arguments": "category",
    "cb_mml": "sku",
    "cb_costs": "client_id",
    "cb_indicators": "measure",
}
"""Table → the last column that stays in sight; also the order of the sheets."""


def _sheet(table: Table) -> Sheet:
    return Sheet(table.short, table.ru, table.en, stack=(Block(table),), frozen=FROZEN[table.name], colour="input")


SHEETS: Mapping[str, Sheet] = {
    table.name: _sheet(table) for name in FROZEN for table in tables.INPUTS if table.name == name
}
"""Table → its sheet."""


def _example(words: Words, number: int) -> str:
    return f"{words.text('sheet.example.mark')}-{number}"


def _clients(words: Words) -> list[dict[str, object]]:
    shared = {"manager": words.text("sheet.example.manager"), "industry": words.text("sheet.example.industry")}
    facts: tuple[dict[str, object], ...] = (
        {"kind": "regular", "potential": 2_400_000, "receivable": 180_000, "payment_days": 30, "key_flag": True},
        {"kind": "regular", "potential": 900_000, "receivable": 45_000, "overdue": 45_000, "overdue_days": 12},
        {"kind": "project", "seasonal": True},
    )
    return [
        {
            "client_id": _example(words, n),
            "client": words.text(f"sheet.example.client.{n}"),
            "region": words.text(f"sheet.example.region.{n}"),
            **shared,
            **fact,
        }
        for n, fact in enumerate(facts, start=1)
    ]


def _sales(words: Words) -> list[dict[str, object]]:
    rows = ((date(2026, 1, 14), 5, 62_500, 48_000, "sale"), (date(2026, 2, 3), 2, 18_400, 13_900, "sale"))
    back = (date(2026, 2, 20), 1, 9_200, 6_950, "return")
    keys = ("date", "qty", "amount", "cost", "kind")
    return [
        {
            "doc_no": _example(words, n),
            "client_id": _example(words, min(n, 2)),
            "sku": words.text(f"sheet.example.sku.{min(n, 2)}"),
            "category": words.text("sheet.example.category"),
            **dict(zip(keys, row, strict=True)),
        }
        for n, row in enumerate((*rows, back), start=1)
    ]


def _people(words: Words) -> list[dict[str, object]]:
    roles = (("decider", 5, 1, True), ("influencer", 3, 0, False), ("buyer", 2, 2, False))
    return [
        {
            "person_id": _example(words, n),
            "client_id": _example(words, 1),
            "person": words.text(f"sheet.example.person.{n}"),
            "position": words.text(f"sheet.example.position.{n}"),
            "dmu_role": role,
            "influence": influence,
            "attitude": attitude,
            "phone": f"+7 900 000-00-0{n}",
            "consent": True,
            "main": main,
        }
        for n, (role, influence, attitude, main) in enumerate(roles, start=1)
    ]


def _log(words: Words) -> list[dict[str, object]]:
    rows = ((date(2026, 2, 2), "call", "held"), (date(2026, 2, 9), "call", "no_answer"))
    visit = (date(2026, 2, 12), "visit", "held")
    return [
        {
            "row_id": _example(words, n),
            "date": day,
            "manager": words.text("sheet.example.manager"),
            "client_id": _example(words, 1),
            "person": words.text("sheet.example.person.1"),
            "kind": kind,
            "purpose": words.text(f"sheet.example.purpose.{n}"),
            "result": result,
            "outcome": words.text(f"sheet.example.outcome.{n}"),
        }
        for n, (day, kind, result) in enumerate((*rows, visit), start=1)
    ]


def _plans(words: Words) -> list[dict[str, object]]:
    rows = ((None, "revenue", 1_500_000), (None, "profit", 350_000), (_example(words, 1), "revenue", 200_000))
    return [
        {
            "period": date(2026, 2, 1),
            "manager": words.text("sheet.example.manager"),
            "client_id": client,
            "measure": measure,
            "plan": plan,
        }
        for client, measure, plan in rows
    ]


def _staff(words: Words) -> list[dict[str, object]]:
    names = [
        words.text("sheet.example.manager"),
        words.text("sheet.example.colleague"),
        words.text("sheet.example.head"),
    ]
    rows = (("km", names[1]), ("kam", names[0]), ("rko", None))
    return [
        {"manager": name, "job": job, "head": None if job == "rko" else names[2], "rate": 1, "substitute": other}
        for name, (job, other) in zip(names, rows, strict=True)
    ]


def _leave(words: Words) -> list[dict[str, object]]:
    return [{"manager": words.text("sheet.example.manager"), "start": date(2026, 7, 6), "end": date(2026, 7, 19)}]


def _transfers(words: Words) -> list[dict[str, object]]:
    return [
        {
            "client_id": _example(words, 1),
            "giver": words.text("sheet.example.colleague"),
            "taker": words.text("sheet.example.manager"),
            "date": date(2026, 2, 2),
            "reason": "dismissal",
        }
    ]


def _offers(words: Words) -> list[dict[str, object]]:
    rows = ((date(2026, 2, 3), 120_000, "paid", date(2026, 2, 17)), (date(2026, 2, 16), 45_000, "talks", None))
    return [
        {
            "offer_no": _example(words, n),
            "client_id": _example(words, n),
            "manager": words.text("sheet.example.manager"),
            "category": words.text("sheet.example.category"),
            **dict(zip(("sent_on", "amount", "state", "paid_on"), row, strict=True)),
        }
        for n, row in enumerate(rows, start=1)
    ]


def _arguments(words: Words) -> list[dict[str, object]]:
    said = {key: words.text(f"sheet.example.{key}") for key in ("feature", "advantage", "benefit")}
    return [{"category": f"{words.text('sheet.example.mark')} {words.text('sheet.example.category')}", **said}]


def _must_have(words: Words) -> list[dict[str, object]]:
    return [
        {
            "client_group": f"{words.text('sheet.example.mark')} {words.text(f'sheet.example.group.{n}')}",
            "sku": words.text(f"sheet.example.sku.{n}"),
            "since": date(2026, 1, 1),
        }
        for n in (1, 2)
    ]


def _answers(words: Words) -> list[dict[str, object]]:
    return [
        {
            "date": date(2026, 2, 12),
            "client_id": _example(words, 1),
            "person": words.text(f"sheet.example.person.{n}"),
            "score": score,
            "reason": words.text("sheet.example.reason") if n > 1 else None,
        }
        for n, score in enumerate((9, 6), start=1)
    ]


def _algorithm(words: Words) -> list[dict[str, object]]:
    rows = (
        (1, date(2026, 2, 6), "sample", date(2026, 2, 5)),
        (2, date(2026, 2, 27), "offer", None),
        (3, date(2026, 3, 20), "usp", None),
    )
    return [
        {
            "client_id": _example(words, 1),
            "step": number,
            "stage": words.text(f"sheet.example.stage.{number}"),
            "person": words.text(f"sheet.example.person.{(2, 3, 1)[number - 1]}"),
            "criterion": words.text(f"sheet.example.criterion.{number}"),
            "deadline": deadline,
            "material": material,
            "passed_on": passed,
        }
        for number, deadline, material, passed in rows
    ]


def _costs(words: Words) -> list[dict[str, object]]:
    months = (date(2026, 1, 1), date(2026, 2, 1))
    return [
        {"period": month, "client_id": _example(words, 1), "discounts": 1_900, "logistics": 4_200} for month in months
    ]


def _indicators(words: Words) -> list[dict[str, object]]:
    rows = (("errors", 0.01, 0.012), ("on_time", 0.95, 0.97), ("new_payments", 3, None))
    return [
        {
            "period": date(2026, 2, 1),
            "manager": words.text("sheet.example.manager"),
            "measure": measure,
            "plan": plan,
            "fact": fact,
        }
        for measure, plan, fact in rows
    ]


_EXAMPLES = {
    "cb_algorithm": _algorithm,
    "cb_clients": _clients,
    "cb_sales": _sales,
    "cb_people": _people,
    "cb_log": _log,
    "cb_plans": _plans,
    "cb_staff": _staff,
    "cb_leave": _leave,
    "cb_transfers": _transfers,
    "cb_offers": _offers,
    "cb_arguments": _arguments,
    "cb_mml": _must_have,
    "cb_answers": _answers,
    "cb_costs": _costs,
    "cb_indicators": _indicators,
}


def example(table: Table, words: Words) -> Content:
    """Return an input sheet of the template: rows that begin with ПРИМЕР, which no calculation counts."""
    make = _EXAMPLES.get(table.name)
    frame = shown(pd.DataFrame(make(words)), table, words) if make else empty(table)
    return Content(SHEETS[table.name], {table.name: frame})


def blank(table: Table) -> Content:
    """Return an input sheet without rows, for a book that has none."""
    return Content(SHEETS[table.name], {table.name: empty(table)})


def staff(people: pd.DataFrame, words: Words) -> Content:
    """Return «Сотрудники» with the managers found and the job each is taken for until somebody says otherwise.

    Args:
        people: ``Register.staff``
        words: the language of the book
    """
    return filled(tables.STAFF, people, words)


def log(rows: pd.DataFrame, words: Words) -> Content:
    """Return «Журнал» with rows that this run adds: contacts marked done in the plan."""
    return added(tables.LOG, rows, words)


def added(table: Table, rows: pd.DataFrame, words: Words) -> Content:
    """Return an input sheet with rows that this run adds; those that are there stay as they are."""
    return Content(SHEETS[table.name], {table.name: shown(rows, table, words)}, append=frozenset({table.name}))


def filled(table: Table, rows: pd.DataFrame, words: Words) -> Content:
    """Return an input sheet with rows on it.

    Args:
        table: the table
        rows: its rows, codes in coded columns; a value that is no code is shown as it is
        words: the language of the book
    """
    return Content(SHEETS[table.name], {table.name: shown(rows, table, words)})
