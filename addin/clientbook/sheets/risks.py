"""«Риски»: where income is in danger, what fired and what to do; people write who answers for it, by when, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.settings import Settings
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet
from clientbook.sheets.fields import CLIENT, CLIENT_ID, LAST_ORDER, MANAGER, SEGMENT, grouped
from clientbook.sheets.typed_cells import shown_as_typed, typed_before

POINTS: Mapping[str, tuple[str, str]] = {
    "risk_p90": ("Пауза дольше обычной", "Pause over the usual"),
    "risk_longest": ("Пауза дольше самой длинной", "Pause over the longest"),
    "risk_amount": ("Падение суммы", "Amount falls"),
    "risk_nps": ("NPS, претензия", "NPS, claim"),
    "risk_breadth": ("Сужение ассортимента", "Fewer items"),
    "risk_overdue": ("Долгая просрочка", "Long overdue"),
    "risk_no_contact": ("Нет контакта", "No contact"),
    "risk_no_decider": ("ЛПР неизвестен", "Decider unknown"),
    "risk_share": ("Падение доли", "Share falls"),
}
"""The rules of domain §3 «Risk points» and their headers, in Russian and English."""

RISKS = Table(
    "cb_risks",
    "Риски",
    "Risks",
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("annual_income", "УГД под риском, ₽", "Income at risk, ₽", Kind.MONEY, width=14),
        Column("risk", "Балл", "Points", Kind.INT, width=8),
        Column("risk_reason", "Что сработало", "What fired", width=46),
        LAST_ORDER,
        Column("overdue", "Просрочка, ₽", "Overdue, ₽", Kind.MONEY, width=13),
        Column("action", "Действие", "Action", width=32),
        Column("owner", "Ответственный", "Owner", width=18, typed=True),
        Column("deadline", "Срок", "Deadline", Kind.DATE, width=12, typed=True),
        Column("decision", "Решение РКО", "Decision", width=28, typed=True),
        grouped(CLIENT_ID),
        Column("interval", "Интервал", "Interval", Kind.INT, width=10, grouped=True),
        Column("lateness", "Опоздание", "Lateness", Kind.INT, width=11, grouped=True),
        *(Column(key, ru, en, Kind.INT, width=13, grouped=True) for key, (ru, en) in POINTS.items()),
    ),
    identity=("client_id",),
)

RULES = (
    Rule("risk", "bad", when="AND(N({row.risk})>0,{row.risk}>={line.risk_high})"),
    Rule("risk", "watch", when="AND(N({row.risk})>0,{row.risk}>={line.risk_watch})"),
    Rule("overdue", "watch", when="N({row.overdue})>0"),
)

SHEET = Sheet(
    "risks",
    RISKS.ru,
    RISKS.en,
    stack=(Block(RISKS, rules=RULES, rows_in_sight=30),),
    lines=(
        *COMMON,
        Line("risk_high", Kind.INT),
        Line("risk_watch", Kind.INT),
        Line("risk_clients", Kind.INT, formula='COUNTIF({cb_risks.risk},">="&{line.risk_high})'),
        Line(
            "risk_income", Kind.MONEY, formula='SUMIF({cb_risks.risk},">="&{line.risk_high},{cb_risks.annual_income})'
        ),
    ),
    frozen="client",
)

ACTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("claim", ("risk_nps",)),
    ("overdue", ("risk_overdue",)),
    ("pause", ("risk_p90", "risk_longest")),
    ("fall", ("risk_amount",)),
    ("share", ("risk_share", "risk_breadth")),
    ("decider", ("risk_no_decider",)),
    ("contact", ("risk_no_contact",)),
)
"""What to do first, by what fired: the order of the next best action (domain §4)."""


def action(points: Mapping[Any, Any], *, high: float) -> str:
    """Return the code of what to do about a client: ``claim``, ``overdue``, ``call`` and so on.

    Args:
        points: points by rule and their sum under ``risk``
        high: points from which the decider is called whatever fired besides a claim or a debt
    """
    fired = {rule for rule in POINTS if (points.get(rule) or 0) > 0}
    for code, rules in ACTIONS:
        if code == "pause" and points["risk"] >= high:
            return "call"
        if fired.intersection(rules):
            return code
    return "watch"


def at_risk(portfolio: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Return the clients of the sheet, income × points descending, with what people typed before.

    A client that is no longer at risk stays while somebody's words stand on its row.
    """
    typed = typed_before(previous, RISKS)
    rows = portfolio.merge(typed, on="client_id", how="left")
    rows = rows[rows["risk"].gt(0) | rows["client_id"].isin(typed["client_id"])]
    weight = rows["annual_income"].astype(float) * rows["risk"].astype(float)
    return rows.assign(weight=weight).sort_values(
        ["weight", "risk", "client_id"], ascending=[False, False, True], ignore_index=True
    )


def content(portfolio: pd.DataFrame, previous: pd.DataFrame, settings: Settings, top: Top, words: Words) -> Content:
    """Return «Риски».

    Args:
        portfolio: one row per client, as ``method.portfolio`` gives it
        previous: the sheet of the last run, for what people typed; empty where there is none
        settings: the limits of the bands
        top: the common lines
        words: the language of the book
    """
    high, watch = settings.whole("risk_high"), settings.whole("risk_watch")
    rows = at_risk(portfolio, previous)
    points = rows[["risk", *POINTS]].to_dict("records")
    actions = [words.text(f"sheet.risks.action.{action(row, high=high)}") for row in points]
    urgent = rows[rows["risk"].ge(high)]
    lines = {
        **top.lines(),
        "risk_high": high,
        "risk_watch": watch,
        "risk_clients": len(urgent),
        "risk_income": float(urgent["annual_income"].sum()),
    }
    table = shown_as_typed(rows.assign(action=actions), RISKS, words)
    return Content(SHEET, {RISKS.name: table}, lines)
