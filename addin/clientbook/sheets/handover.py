"""«Передача клиентов»: which clients of hunters are ripe for a client manager, why, and to whom; what was handed over in a year."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, INCOME, LAST_ORDER, SEGMENT, grouped, shown
from clientbook.sheets.setting_cells import setting
from clientbook.sheets.typed_cells import shown_as_typed, typed_before

NAME = ("Передача клиентов", "Client hand-over")

STATE = Codes(
    (
        Code("ripe", "пора передать", "hand over"),
        Code("soon", "ещё рано", "too early"),
        Code("no_orders", "нет заказов", "no orders"),
    )
)

_HUNTER = Column("hunter", "Кто привёл", "Won by", width=20)
_INCOME = replace(INCOME, width=13)

HANDOVER = Table(
    "cb_handover",
    *NAME,
    (
        CLIENT,
        _HUNTER,
        SEGMENT,
        Column("first_order", "Первый заказ", "First order", Kind.DATE, width=12),
        Column("paid_orders", "Оплачено заказов", "Orders paid", Kind.INT, width=12),
        Column("age", "Дней с первого заказа", "Days since it", Kind.INT, width=12),
        _INCOME,
        Column("state", "Состояние", "State", Kind.CODE, codes=STATE, width=15),
        Column("reason", "Почему", "Why", width=44),
        Column("taker", "Кому (предложение)", "To whom (proposed)", width=20),
        Column("agreed", "Принимает", "Taken by", width=20, typed=True),
        Column("on", "Дата передачи", "Hand-over date", Kind.DATE, width=13, typed=True),
        Column("comment", "Договорённости", "What was agreed", width=30, typed=True),
        grouped(CLIENT_ID),
        Column("region", "Регион", "Region", width=18, grouped=True),
        Column("orders", "Заказов", "Orders", Kind.INT, width=10, grouped=True),
        Column("owed", "Дебиторка, ₽", "Receivable, ₽", Kind.MONEY, width=13, grouped=True),
    ),
    identity=("client_id",),
)

HANDED = Table(
    "cb_handed",
    *NAME,
    (
        CLIENT,
        _HUNTER,
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.STATUS, width=12),
        Column("date", "Передан", "Handed over", Kind.DATE, width=12),
        Column("days", "Дней от первого заказа", "Days from the first order", Kind.INT, width=12),
        LAST_ORDER,
        _INCOME,
        Column("taker", "Кому", "To whom", width=20),
        grouped(CLIENT_ID),
    ),
    identity=("client_id",),
)


SHEET = Sheet(
    "handover",
    *NAME,
    stack=(
        Block(
            HANDOVER,
            rules=(
                Rule("state", "watch", words=("ripe",)),
                Rule("state", "muted", words=("no_orders",)),
                Rule("age", "bad", when="AND(ISNUMBER({row.age}),{row.age}>2*{line.handover_days})"),
            ),
        ),
        Block(
            HANDED,
            rules=(Rule("days", "watch", when="AND(ISNUMBER({row.days}),{row.days}>{line.handover_days})"),),
            heading=True,
            autofilter=False,
        ),
    ),
    lines=(
        *COMMON,
        Line("handover_orders", Kind.INT, formula=setting('"handover_orders"')),
        Line("handover_days", Kind.INT, formula=setting('"handover_days"')),
        Line(
            "handover_ripe",
            Kind.INT,
            formula="SUMPRODUCT(--(({cb_handover.paid_orders}>={line.handover_orders})"
            "+({cb_handover.age}>={line.handover_days})>0))",
        ),
        Line("handover_agreed", Kind.INT, formula="COUNT({cb_handover.on})"),
        Line("handover_year", Kind.INT, formula="COUNT({cb_handed.date})"),
        SOURCE,
    ),
    frozen="client",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Передача клиентов».

    Args:
        tools: the clients of hunters; what was typed before
        top: the common lines
        words: the language of the book
    """
    register, found = tools.desk.register, tools.handover
    typed = typed_before(register.previous.get(HANDOVER.name, pd.DataFrame()), HANDOVER)
    rows = found.listed.merge(typed, on="client_id", how="left")
    if not found.hunters:
        source = words.text("handover.no_hunters")
    else:
        source = words.text("handover.todo" if len(rows) else "handover.nobody")
    lines: dict[str, Value] = {
        **top.lines(),
        "handover_orders": register.settings.whole("handover_orders"),
        "handover_days": register.settings.whole("handover_days"),
        "handover_ripe": int(rows["state"].eq("ripe").sum()),
        "handover_agreed": int(rows["on"].notna().sum()),
        "handover_year": len(found.handed),
        "source": source,
    }
    table = shown_as_typed(rows, HANDOVER, words)
    return Content(SHEET, {HANDOVER.name: table, HANDED.name: shown(found.handed, HANDED, words)}, lines)
