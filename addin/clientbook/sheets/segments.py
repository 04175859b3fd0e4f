"""«Сегментация»: every client with its class, stage, worth, risk and the reason, by annual income."""

from __future__ import annotations

from functools import cache

import pandas as pd

from clientbook.locale import Words
from clientbook.locale import words as catalogue
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet
from clientbook.sheets.fields import CLIENT, CLIENT_ID, INCOME, LAST_ORDER, MANAGER, SEGMENT, shown
from clientbook.sheets.spoken import spoken

SEGMENTS = Table(
    "cb_segments",
    "Сегментация",
    "Segments",
    (
        CLIENT_ID,
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("abc", "ABC", "ABC", Kind.CODE, codes=codes.ABC, width=11),
        Column("xyz", "XYZ", "XYZ", Kind.CODE, codes=codes.XYZ, width=7),
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.STATUS, width=17),
        INCOME,
        Column("trend", "Тренд, %", "Trend, %", Kind.PERCENT, width=9),
        Column("share", "Доля в закупках, %", "Share of wallet, %", Kind.PERCENT, width=11),
        LAST_ORDER,
        Column("risk_band", "Риск", "Risk", Kind.CODE, codes=codes.RISK_BAND, width=11),
        Column("reason", "Основание", "Reason", width=60),
        Column(
            "segment_computed",
            "Сегмент расчётный",
            "Segment computed",
            Kind.CODE,
            codes=codes.SEGMENT,
            width=12,
            grouped=True,
        ),
        Column(
            "segment_approved",
            "Сегмент утверждённый",
            "Segment approved",
            Kind.CODE,
            codes=codes.SEGMENT,
            width=14,
            grouped=True,
        ),
        Column("override_reason", "Причина правки", "Override reason", width=24, grouped=True),
        Column("strategy", "Стратегия", "Strategy", Kind.CODE, codes=codes.STRATEGY, width=24, grouped=True),
        Column("income_mode", "Режим УГД", "Income mode", width=10, grouped=True),
        Column("revenue_12m", "Выручка 12м", "Revenue 12m", Kind.MONEY, width=14, grouped=True),
        Column("profit_12m", "ВП 12м", "Gross profit 12m", Kind.MONEY, width=14, grouped=True),
        Column(
            "abc_regular", "ABC без разовых", "ABC without one-off", Kind.CODE, codes=codes.ABC, width=11, grouped=True
        ),
        Column("rfm", "RFM", "RFM", width=8, grouped=True),
        Column("rfm_group", "RFM-группа", "RFM group", Kind.CODE, codes=codes.RFM_GROUP, width=19, grouped=True),
        Column("cv", "CV", "CV", Kind.NUMBER, width=8, grouped=True),
        Column("interval", "Интервал", "Interval", Kind.INT, width=10, grouped=True),
        Column("lateness", "Опоздание", "Lateness", Kind.INT, width=11, grouped=True),
        Column("potential", "Потенциал", "Potential", Kind.MONEY, width=14, grouped=True),
        Column("priority", "Приоритет", "Priority", Kind.INT, width=11, grouped=True),
        # what the reconciliation adds up: the basis of УГД may be profit, with the cost of some lines estimated
        Column("net_12m", "Сверяется, 12м", "Reconciled, 12m", Kind.NUMBER, width=14, grouped=True),
    ),
    identity=("client_id",),
)

RULES = (
    Rule("status", "bad", words=("lost",)),
    Rule("status", "watch", words=("sleeping", "declining")),
    Rule("status", "good", words=("growing", "recovered")),
    Rule("status", "muted", words=("never", "one_time")),
    Rule("risk_band", "bad", words=("high",)),
    Rule("risk_band", "watch", words=("watch",)),
    # a change that may be chance is not coloured: the status has weighed it (domain: §3 Life cycle)
    Rule("trend", "watch", words=("declining",), of="status"),
    Rule("trend", "good", words=("growing",), of="status"),
)

_PART = "SUMIF({{cb_reconciliation.part}},{{word.summary.part.{part}}},{{cb_reconciliation.amount}})"
_GAP = (
    "ROUND(SUM({cb_segments.net_12m})"
    f"+{_PART.format(part='no_client')}+{_PART.format(part='left_out')}-{_PART.format(part='all_lines')},2)"
)


def _line(line: Line, words: Words) -> Line:
    """Return a common line; «Сверка» adds up the clients of this very sheet."""
    return line._replace(formula=spoken(_GAP, words)) if line.key == "reconciliation" else line


@cache
def sheet(lang: str) -> Sheet:
    """Return the description; its formulas speak the language of the book."""
    return Sheet(
        "segments",
        SEGMENTS.ru,
        SEGMENTS.en,
        stack=(Block(SEGMENTS, rules=RULES),),
        lines=(
            *(_line(line, catalogue(lang)) for line in COMMON),
            Line("segments_clients", Kind.INT, formula="COUNTA({cb_segments.client_id})"),
            Line("segments_income", Kind.MONEY, formula="SUM({cb_segments.annual_income})"),
            Line("segments_reconciled", wide=True),
        ),
        frozen="client",
    )


def content(portfolio: pd.DataFrame, top: Top, words: Words) -> Content:
    """Return «Сегментация».

    Args:
        portfolio: one row per client, as ``method.portfolio`` gives it
        top: the common lines
        words: the language of the book
    """
    lines = {
        **top.lines(),
        "segments_clients": len(portfolio),
        "segments_income": float(portfolio["annual_income"].sum()),
        "segments_reconciled": top.reconciliation,
    }
    return Content(sheet(words.lang), {SEGMENTS.name: shown(portfolio, SEGMENTS, words)}, lines)
