"""«Утверждение»: whose segment an approval would change, and the approvals so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, INCOME, MANAGER, grouped, shown

if TYPE_CHECKING:
    from clientbook.method.approval import Approval
    from clientbook.method.tools import Tools

NAME = ("Утверждение", "Approval")

PENDING = Table(
    "cb_approval_moves",
    *NAME,
    (
        CLIENT,
        MANAGER,
        Column("was", "Утверждён", "Approved", Kind.CODE, codes=codes.SEGMENT, width=16),
        Column("now", "Рассчитан", "Computed", Kind.CODE, codes=codes.SEGMENT, width=16),
        INCOME,
        Column("by_hand", "Вписан вручную", "Typed by hand", Kind.YESNO, width=11),
        Column("reason", "Основание", "Why", width=70),
        grouped(CLIENT_ID),
    ),
    identity=("client_id",),
)

HISTORY = Table(
    "cb_approvals",
    *NAME,
    (
        Column("approved_on", "Дата утверждения", "Approved on", Kind.DATE, width=32),
        Column("clients", "Клиентов", "Clients", Kind.INT, width=20),
        Column("was", "Было", "Was", Kind.CODE, codes=codes.SEGMENT, width=16),
        Column("now", "Стало", "Now", Kind.CODE, codes=codes.SEGMENT, width=16),
        INCOME,
    ),
    identity=("approved_on", "was", "now"),
)

SHEET = Sheet(
    "approval",
    *NAME,
    stack=(
        Block(PENDING, heading=True, rows_in_sight=40),
        Block(HISTORY, heading=True, autofilter=False),
    ),
    lines=(
        *COMMON,
        Line("approval_pending", Kind.INT, formula="COUNTA({cb_approval_moves.client_id})"),
        Line("approval_by_hand", Kind.INT),
        Line("approval_state", wide=True),
    ),
)


def state(made: Approval, words: Words) -> str:
    """Return when segments were approved last, and whether it is time again."""
    if made.last is None:
        return words.text("approval.never")
    return words.text("approval.overdue" if made.overdue else "approval.last", day=words.day(made.last))


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Утверждение»."""
    made = tools.approval
    lines: dict[str, Value] = {
        **top.lines(),
        "approval_pending": len(made.pending),
        "approval_by_hand": int(made.pending["by_hand"].sum()),
        "approval_state": state(made, words),
    }
    tables: dict[str, pd.DataFrame] = {
        PENDING.name: shown(made.pending, PENDING, words),
        HISTORY.name: shown(made.history, HISTORY, words),
    }
    return Content(SHEET, tables, lines)
