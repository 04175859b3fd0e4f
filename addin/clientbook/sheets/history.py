"""«История»: every client at the date of every run, upserted by date and client."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, INCOME, MANAGER, SEGMENT, shown

HISTORY = Table(
    "cb_history",
    "История",
    "History",
    (
        Column("as_of", "Данные на", "As of", Kind.DATE, width=12),
        CLIENT_ID,
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("abc", "ABC", "ABC", Kind.CODE, codes=codes.ABC, width=11),
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.STATUS, width=17),
        INCOME,
        Column("revenue_12m", "Выручка 12м", "Revenue 12m", Kind.MONEY, width=14),
        Column("risk", "Риск, балл", "Risk points", Kind.INT, width=9),
        Column("risk_band", "Риск", "Risk", Kind.CODE, codes=codes.RISK_BAND, width=11),
        Column("overdue", "Просрочка, ₽", "Overdue, ₽", Kind.MONEY, width=13),
        Column("campaign_call", "Звонок кампании", "Campaign call", Kind.ID, width=34, grouped=True),
        Column("claim_call", "Звонок по рекламации", "Claim call", Kind.ID, width=34, grouped=True),
    ),
    identity=("as_of", "client_id"),
)

SHEET = Sheet(
    "history",
    HISTORY.ru,
    HISTORY.en,
    stack=(
        Block(
            HISTORY,
            rules=(
                Rule("status", "bad", words=("lost",)),
                Rule("status", "watch", words=("sleeping", "declining")),
                Rule("status", "good", words=("growing", "recovered")),
                Rule("risk_band", "bad", words=("high",)),
                Rule("risk_band", "watch", words=("watch",)),
            ),
        ),
    ),
    lines=(
        *COMMON,
        Line("history_dates", Kind.INT),
        Line("history_last", Kind.DATE, formula="MAX({cb_history.as_of})"),
    ),
    frozen="client",
)


def content(history: pd.DataFrame, top: Top, words: Words) -> Content:
    """Return «История».

    Args:
        history: ``Summary.history``
        top: the common lines
        words: the language of the book
    """
    lines: dict[str, Value] = {
        **top.lines(),
        "history_dates": int(history["as_of"].nunique()),
        "history_last": top.as_of if history.empty else pd.Timestamp(history["as_of"].max()).date(),
    }
    return Content(SHEET, {HISTORY.name: shown(history, HISTORY, words)}, lines)
