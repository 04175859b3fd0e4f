"""«Сводка»: one page for the head — six figures, who carries them, what changed, 80/20, inflow and outflow, reconciliation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.register.settings import Settings
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Chart, Charts, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import in_units, shown

if TYPE_CHECKING:
    from clientbook.method.pareto import Pareto
    from clientbook.method.summary import Summary

NAME = ("Сводка", "Summary")
FIRST, FIGURE, LAST = 30.0, 15.0, 56.0
"""Widths: tables of one sheet share its columns, so that all begin with a name and only the ninth is a sentence."""


VERDICT = Codes((Code("better", "лучше", "better"), Code("worse", "хуже", "worse"), Code("same", "так же", "same")))


def _money(key: str, ru: str, en: str) -> Column:
    return Column(key, ru, en, Kind.MONEY, width=FIGURE)


def _share(key: str, ru: str, en: str) -> Column:
    return Column(key, ru, en, Kind.PERCENT, width=FIGURE)


def _text(key: str, ru: str, en: str, width: float = FIGURE) -> Column:
    return Column(key, ru, en, width=width)


def _count(key: str, ru: str, en: str) -> Column:
    return Column(key, ru, en, Kind.INT, width=FIGURE)


FIGURES_NOW = Table(
    "cb_figures_now",
    *NAME,
    (
        _text("figure", "Показатель", "Figure", FIRST),
        _text("unit", "Ед.", "Unit"),
        Column("value", "Сейчас", "Now", Kind.NUMBER, width=FIGURE),
        Column("previous", "Прошлый расчёт", "Previous run", Kind.NUMBER, width=FIGURE),
        Column(
            "change",
            "Изменение",
            "Change",
            Kind.NUMBER,
            width=FIGURE,
            # rounded: equal sums may differ in their sixteenth digit, which is shown as «-0,00»
            formula='IF(OR({row.value}="",{row.previous}=""),"",ROUND({row.value}-{row.previous},6))',
        ),
        Column("verdict", "Оценка", "Verdict", Kind.CODE, codes=VERDICT, width=FIGURE),
        Column("target", "Цель", "Target", Kind.NUMBER, width=FIGURE),
        Column("before", "Дата прошлого", "Previous date", Kind.DATE, width=FIGURE),
        _text("note", "Чего нет", "What is missing", LAST),
    ),
    identity=("figure",),
)

BY_MANAGER = Table(
    "cb_by_manager",
    *NAME,
    (
        _text("manager", "Менеджер", "Manager", FIRST),
        _count("clients", "Клиентов", "Clients"),
        _money("annual_income", "УГД, ₽", "Annual income, ₽"),
        _money("risk_income", "Под риском, ₽", "At risk, ₽"),
        _share("plan", "План продаж, %", "Sales plan, %"),
        _share("contacts", "План контактов, %", "Contact plan, %"),
        _money("overdue", "Просрочка, ₽", "Overdue, ₽"),
        Column("integral", "И", "Integral", Kind.NUMBER, width=FIGURE),
    ),
    identity=("manager",),
)

BY_SEGMENT = Table(
    "cb_by_segment",
    *NAME,
    (
        _text("segment", "Сегмент", "Segment", FIRST),
        _count("clients", "Клиентов", "Clients"),
        _money("annual_income", "УГД, ₽", "Annual income, ₽"),
        _money("risk_income", "Под риском, ₽", "At risk, ₽"),
        _share("clients_share", "Клиентов, %", "Clients, %"),
        _share("income_share", "УГД, %", "Annual income, %"),
        _money("overdue", "Просрочка, ₽", "Overdue, ₽"),
        _money("revenue_12m", "Выручка 12м, ₽", "Revenue 12m, ₽"),
    ),
    identity=("segment",),
)

CHANGES = Table(
    "cb_changes",
    *NAME,
    (
        _text("client", "Клиент", "Client", FIRST),
        _text("what", "Что", "What"),
        _text("was", "Было", "Was"),
        _text("now", "Стало", "Now"),
        _money("annual_income", "УГД, ₽", "Annual income, ₽"),
        _count("risk", "Риск, балл", "Risk points"),
        _text("manager", "Менеджер", "Manager"),
        Column("client_id", "Код клиента", "Client code", Kind.ID, width=FIGURE),
        _text("why", "Почему", "Why", LAST),
    ),
    identity=("client_id", "what"),
)

PARETO = Table(
    "cb_pareto",
    *NAME,
    (
        _text("band", "Первые", "The first", FIRST),
        _count("clients", "Клиентов", "Clients"),
        _share("share", "Доля УГД, %", "Share of income, %"),
        _money("annual_income", "УГД, ₽", "Annual income, ₽"),
        _share("cumulative", "Нарастающим, %", "Running share, %"),
    ),
    identity=("band",),
)

INCOME_FLOW = Table(
    "cb_income_flow",
    *NAME,
    (
        Column("month", "Месяц", "Month", Kind.MONTH, width=FIRST),
        _money("new", "Новые, ₽", "New, ₽"),
        _money("returned", "Вернувшиеся, ₽", "Returned, ₽"),
        _money("kept", "Изменение у прежних, ₽", "Change of the kept, ₽"),
        _money("lost", "Потерянные, ₽", "Lost, ₽"),
        _money("year_ago", "Год назад, ₽", "A year ago, ₽"),
        _money("income", "Доход месяца, ₽", "Income of the month, ₽"),
    ),
    identity=("month",),
)

RECONCILIATION = Table(
    "cb_reconciliation",
    *NAME,
    (
        _text("part", "Часть", "Part", FIRST),
        _count("rows", "Строк", "Rows"),
        Column("amount", "Сумма, ₽", "Amount, ₽", Kind.NUMBER, width=FIGURE),
        _count("sign", "Знак", "Sign"),
    ),
    identity=("part",),
)

FIGURES = Table(
    "cb_figures",
    *NAME,
    (
        Column("as_of", "Данные на", "As of", Kind.DATE, width=FIRST),
        _money("income", "УГД, ₽", "Annual income, ₽"),
        _share("nrr", "NRR, %", "NRR, %"),
        _money("risk_income", "Под риском, ₽", "At risk, ₽"),
        _share("plan", "План продаж, %", "Sales plan, %"),
        _share("contacts", "План контактов, %", "Contact plan, %"),
        _money("overdue", "Просрочка, ₽", "Overdue, ₽"),
    ),
    identity=("as_of",),
)

CHARTS = Charts(
    (
        Chart("income_flow", "stacked", INCOME_FLOW.name, "month", ("new", "returned", "kept", "lost")),
        Chart("segments", "column", BY_SEGMENT.name, "segment", ("annual_income",)),
        Chart("pareto", "pareto", PARETO.name, "band", ("annual_income", "cumulative")),
    )
)

SHEET = Sheet(
    "summary",
    *NAME,
    stack=(
        Block(
            FIGURES_NOW,
            rules=(Rule("verdict", "good", words=("better",)), Rule("verdict", "bad", words=("worse",))),
            heading=True,
            autofilter=False,
        ),
        CHARTS,
        Block(
            BY_MANAGER,
            rules=(
                Rule("plan", "bad", when="AND(ISNUMBER({row.plan}),{row.plan}<0.8)"),
                Rule("plan", "watch", when="AND(ISNUMBER({row.plan}),{row.plan}<1)"),
                Rule("contacts", "watch", when="AND(ISNUMBER({row.contacts}),{row.contacts}<0.9)"),
                Rule("integral", "bad", when="AND(ISNUMBER({row.integral}),{row.integral}<0.7)"),
            ),
            bars=("annual_income",),
            heading=True,
            autofilter=False,
        ),
        Block(BY_SEGMENT, bars=("annual_income",), heading=True, autofilter=False),
        Block(CHANGES, heading=True, autofilter=False),
        Block(PARETO, heading=True, autofilter=False),
        Block(INCOME_FLOW, heading=True, autofilter=False),
        Block(RECONCILIATION, heading=True, autofilter=False),
        Block(FIGURES, heading=True, autofilter=False),
    ),
    lines=(
        *COMMON,
        Line("summary_before"),
        Line("summary_top", Kind.PERCENT),
        Line("summary_for80", Kind.INT),
        Line("summary_dependency", wide=True),
        Line("summary_reconciled", wide=True),
    ),
)


def content(summary: Summary, settings: Settings, top: Top, words: Words) -> Content:
    """Return «Сводка».

    Args:
        summary: ``method.summary``
        settings: the limit of dependency
        top: the common lines
        words: the language of the book
    """
    nobody = words.text("summary.nobody")
    tables = {
        FIGURES_NOW: _figures(summary.figures, words),
        BY_MANAGER: summary.by_manager.assign(manager=summary.by_manager["manager"].fillna(nobody)),
        BY_SEGMENT: _worded(summary.by_segment, "segment", "summary.part", words),
        CHANGES: _changes(summary.changes, words),
        PARETO: _bands(summary.pareto, words),
        INCOME_FLOW: summary.income_flow,
        RECONCILIATION: _worded(summary.reconciliation, "part", "summary.part", words),
        FIGURES: summary.figures_history,
    }
    before = _before(summary, top)
    lines: dict[str, Value] = {
        **top.lines(),
        "summary_before": words.day(before) if before is not None else words.text("summary.first_run"),
        "summary_top": summary.pareto.top20,
        "summary_for80": summary.pareto.for80,
        "summary_reconciled": top.reconciliation,
        "summary_dependency": _dependency(summary.pareto, settings, words),
    }
    return Content(SHEET, {table.name: shown(rows, table, words) for table, rows in tables.items()}, lines)


def _before(summary: Summary, top: Top) -> date | None:
    """Return the date of the run that figures and clients are compared with."""
    dates = [*summary.figures["before"].dropna(), *pd.to_datetime(summary.history["as_of"]).unique()]
    earlier = [day for day in (pd.Timestamp(one).date() for one in dates) if day < top.as_of]
    return max(earlier, default=None)


def _worded(frame: pd.DataFrame, column: str, key: str, words: Words) -> pd.DataFrame:
    return frame.assign(**{column: [words.text(f"{key}.{code}") for code in frame[column]]})


def _figures(figures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the six figures with ratios in percent, as their unit says."""
    rows = in_units(_worded(figures, "figure", "summary.figure", words), ("value", "previous", "target"), words)
    rows["change"] = (rows["value"] - rows["previous"]).astype(float).round(6)
    return rows


def _changes(changes: pd.DataFrame, words: Words) -> pd.DataFrame:
    rows = _worded(changes, "what", "summary.what", words)
    for column in ("was", "now"):
        rows[column] = [
            watched_word(what, code, words) for what, code in zip(changes["what"], changes[column], strict=True)
        ]
    return rows


def watched_word(what: str, code: object, words: Words) -> str | None:
    """Return the word of a code of segment, status or risk band (``what``)."""
    known = {"segment": codes.SEGMENT, "status": codes.STATUS, "risk_band": codes.RISK_BAND}[what]
    return known.word(code, words.lang) if isinstance(code, str) else None


def _bands(pareto: Pareto, words: Words) -> pd.DataFrame:
    named = [words.text("summary.band", share=f"{100 * share:.0f} %") for share in pareto.bands["band"]]
    return pareto.bands.assign(band=named)


def _dependency(pareto: Pareto, settings: Settings, words: Words) -> str:
    if not pareto.clients:
        return words.text("summary.no_income")
    key = "summary.dependency" if pareto.dependency else "summary.no_dependency"
    share = words.text("kpi.percent", value=words.number(100 * pareto.largest_share, 1))
    limit = words.text("kpi.percent", value=words.number(100 * settings.number("dependency_share")))
    return words.text(key, client=pareto.largest, share=share, limit=limit)
