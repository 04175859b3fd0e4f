"""«ВКК»: the weekly digest, a page for the Monday meeting — the department, then a block per manager."""

from __future__ import annotations

import math
from datetime import timedelta

import pandas as pd

from clientbook.locale import LANGUAGES, Words
from clientbook.method.previous_plan import NOT_DUE
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import MANAGER, grouped, shown

ROWS_A_PAGE = 56
"""Rows of the table that a readable portrait page of A4 holds; a larger department goes over further pages."""

SECTION = Codes(
    (
        Code("done", "сделано", "done"),
        Code("missed", "не сделано", "missed"),
        Code("risk", "под риском", "at risk"),
        Code("week", "эта неделя", "this week"),
    )
)

DIGEST = Table(
    "cb_digest",
    "ВКК",
    "Weekly digest",
    (
        MANAGER,
        Column("section", "Что", "What", Kind.CODE, codes=SECTION, width=13),
        Column("count", "Сколько", "Count", Kind.INT, width=9),
        Column("amount", "УГД этих клиентов, ₽", "Their annual income, ₽", Kind.MONEY, width=15),
        Column("text", "Главное", "In short", width=80),
        grouped(Column("key", "Ключ", "Key", Kind.ID, width=24)),
    ),
    identity=("key",),
)

RULES = (
    Rule("manager", "muted", words=("missed", "risk", "week"), of="section"),
    Rule("count", "bad", when='AND(RIGHT({row.key},7)="|missed",N({row.count})>0)'),
    Rule("count", "watch", when='AND(RIGHT({row.key},5)="|risk",N({row.count})>0)'),
)

_DAYS = '{cb_plan.date},">="&{line.digest_from},{cb_plan.date},"<="&{line.digest_to}'


def _marked(*statuses: str) -> str:
    """Return the formula that counts the week's contacts with these statuses, in the words of either language."""
    said = [codes.PLAN_STATUS.word(status, lang) for status in statuses for lang in LANGUAGES]
    return "+".join(f'COUNTIFS({_DAYS},{{cb_plan.status}},"{word}")' for word in said)


SHEET = Sheet(
    "digest",
    DIGEST.ru,
    DIGEST.en,
    stack=(Block(DIGEST, rules=RULES),),
    lines=(
        *COMMON,
        Line("digest_from", Kind.DATE),
        Line("digest_to", Kind.DATE),
        Line("digest_planned", Kind.INT, formula=f"COUNTIFS({_DAYS})-({_marked(*sorted(NOT_DUE))})"),
        Line("digest_marked", Kind.INT, formula=_marked("done")),
        Line("digest_pages", wide=True),
    ),
    landscape=False,
    frozen="manager",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «ВКК».

    Args:
        tools: the digest; the contact plan, for its counters
        top: the common lines
        words: the language of the book
    """
    from clientbook.method.digest import DEPARTMENT, SECTIONS  # it knows all KPIs, and a check asks for the table only

    found, plan = tools.digest, tools.desk.contacts.plan
    sunday = found.monday + timedelta(days=6)
    week = plan[pd.to_datetime(plan["date"]).between(pd.Timestamp(found.monday), pd.Timestamp(sunday))]
    lines: dict[str, Value] = {
        **top.lines(),
        "digest_from": found.monday,
        "digest_to": sunday,
        "digest_planned": int((~week["status"].isin(NOT_DUE)).sum()),
        "digest_marked": int(week["status"].eq("done").sum()),
        "digest_pages": _pages(len(found.rows), len(found.rows) // len(SECTIONS) - 1, words),
    }
    rows = found.rows.assign(manager=found.rows["manager"].replace(DEPARTMENT, words.text("digest.department")))
    return Content(SHEET, {DIGEST.name: shown(rows, DIGEST, words)}, lines)


def _pages(rows: int, people: int, words: Words) -> str:
    """Return on how many pages it prints."""
    pages = math.ceil(rows / ROWS_A_PAGE)
    if pages <= 1:
        return words.text("digest.one_page")
    return words.text("digest.more_pages", people=people, pages=pages)
