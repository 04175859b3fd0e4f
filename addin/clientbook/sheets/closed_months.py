"""«Закрытые месяцы»: KPI and pay as they were when a month was closed, and what has changed in its sales since."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.method.closed_months import in_percent
from clientbook.method.kpi_rows import INTEGRAL
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import MANAGER, shown

NAME = ("Закрытые месяцы", "Closed months")

_PERIOD = Column("period", "Месяц", "Month", Kind.MONTH, width=12)
_CLOSED_ON = Column("closed_on", "Закрыт", "Closed on", Kind.DATE, width=12)

CORRECTIONS = Table(
    "cb_corrections",
    *NAME,
    (
        _PERIOD,
        MANAGER,
        Column("was", "Было при закрытии, ₽", "When it was closed, ₽", Kind.MONEY, width=16),
        Column("now", "Стало, ₽", "Now, ₽", Kind.MONEY, width=16),
        Column("correction", "Поправка, ₽", "Correction, ₽", Kind.MONEY, width=14, formula="{row.now}-{row.was}"),
    ),
    identity=("period", "manager"),
)

SALES = Table(
    "cb_closed_sales",
    *NAME,
    (
        _PERIOD,
        MANAGER,
        Column("revenue", "Выручка, ₽", "Revenue, ₽", Kind.MONEY, width=16),
        Column("costed", "ВП товаров с себестоимостью, ₽", "Profit of goods with a cost, ₽", Kind.MONEY, width=16),
        Column("uncosted", "Выручка без себестоимости, ₽", "Revenue without a cost, ₽", Kind.MONEY, width=16),
        Column(
            "correction_revenue", "Учтено поправок, выручка, ₽", "Corrections counted, revenue, ₽", Kind.MONEY, width=16
        ),
        Column("correction_profit", "Учтено поправок, ВП, ₽", "Corrections counted, profit, ₽", Kind.MONEY, width=16),
        _CLOSED_ON,
    ),
    identity=("period", "manager"),
)

PAY = Table(
    "cb_closed_pay",
    *NAME,
    (
        _PERIOD,
        MANAGER,
        Column("integral", "И", "Integral", Kind.NUMBER, width=10),
        Column("salary", "Оклад", "Salary", Kind.MONEY, width=14),
        Column("bonus_target", "Целевая премия", "Target bonus", Kind.MONEY, width=15),
        Column("bonus", "Премия", "Bonus", Kind.MONEY, width=14),
        Column("fixed", "Оклад за дни", "Fixed pay", Kind.MONEY, width=14),
        Column("charges", "Взносы, ₽", "Contributions, ₽", Kind.MONEY, width=14),
        Column("payroll", "ФОТ", "Payroll", Kind.MONEY, width=14),
        _CLOSED_ON,
        Column("payroll_share", "ФОТ, % ВП", "Payroll, % of profit", Kind.PERCENT, width=10, grouped=True),
        Column("rate", "Ставка", "Rate", Kind.NUMBER, width=9, grouped=True),
        Column("worked", "Отработано, дн.", "Days worked", Kind.INT, width=12, grouped=True),
        Column("norm", "Норма, дн.", "Norm of days", Kind.INT, width=11, grouped=True),
        Column("contributions", "Взносы", "Contributions", Kind.PERCENT, width=10, grouped=True),
        Column("gross_profit", "ВП, ₽", "Gross profit, ₽", Kind.MONEY, width=14, grouped=True),
        Column("bonus_floor", "Порог И", "Floor of the integral", Kind.NUMBER, width=10, grouped=True),
        Column("bonus_cap", "Потолок И", "Cap of the integral", Kind.NUMBER, width=10, grouped=True),
    ),
    identity=("period", "manager"),
)

KPI = Table(
    "cb_closed_kpi",
    *NAME,
    (
        _PERIOD,
        MANAGER,
        Column("measure", "Показатель", "Measure", Kind.CODE, codes=codes.KPI, width=27),
        Column("unit", "Ед.", "Unit", Kind.CODE, codes=codes.KPI_UNIT, width=7),
        Column("raw_weight", "Вес, %", "Weight, %", Kind.NUMBER, width=9),
        Column("plan", "План", "Plan", Kind.NUMBER, width=15),
        Column("fact", "Факт", "Fact", Kind.NUMBER, width=15),
        Column("score", "K", "K", Kind.NUMBER, width=8),
        Column("contribution", "Вклад; И", "Contribution; И", Kind.NUMBER, width=12),
        _CLOSED_ON,
        Column("source", "Источник", "Source", width=62),
        Column("job", "Роль", "Job", Kind.CODE, codes=codes.JOB, width=10, grouped=True),
        Column("base", "База", "Base", Kind.NUMBER, width=10, grouped=True),
        Column("floor", "Порог", "Threshold", Kind.NUMBER, width=10, grouped=True),
        Column("cap", "Потолок", "Cap", Kind.NUMBER, width=10, grouped=True),
        Column("ratio", "Выполнение", "Ratio", Kind.NUMBER, width=12, grouped=True),
        Column("setting_key", "Ключ веса", "Weight key", Kind.ID, width=22, grouped=True),
        Column("better", "Лучше", "Better", Kind.ID, width=10, grouped=True),
        Column("read_for", "Период", "Period", width=15, grouped=True),
    ),
    identity=("period", "manager", "measure"),
)

SHEET = Sheet(
    "closed",
    *NAME,
    stack=(
        Block(CORRECTIONS, heading=True, autofilter=False),
        Block(PAY, heading=True, autofilter=False),
        Block(
            KPI,
            rules=(
                Rule("contribution", "bad", when=f'AND({{row.setting_key}}="{INTEGRAL}",{{row.contribution}}<0.7)'),
                Rule("contribution", "watch", when=f'AND({{row.setting_key}}="{INTEGRAL}",{{row.contribution}}<1)'),
                Rule(
                    "contribution", "good", when=f'AND({{row.setting_key}}="{INTEGRAL}",ISNUMBER({{row.contribution}}))'
                ),
            ),
            heading=True,
        ),
        Block(SALES, heading=True, autofilter=False),
    ),
    lines=(
        *COMMON,
        Line("closed_months", wide=True),
        Line("closed_corrections", Kind.MONEY, formula="SUM({cb_corrections.correction})"),
        Line("closed_taken", Kind.MONEY),
        Line("closed_waiting", Kind.MONEY, formula="ROUND({line.closed_corrections}-{line.closed_taken},2)"),
        Line("closed_where", wide=True),
    ),
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Закрытые месяцы»."""
    made = tools.closed
    names = [words.month(month) for month in made.periods]
    corrections = float(made.corrections["correction"].sum()) if len(made.corrections) else 0.0
    taken = float(made.sales[f"correction_{made.measure}"].astype(float).sum()) if len(made.sales) else 0.0
    where = "closed.where" if round(corrections - taken, 2) else "closed.nowhere"
    lines: dict[str, Value] = {
        **top.lines(),
        "closed_months": ", ".join(names) if names else words.text("closed.none"),
        "closed_corrections": corrections,
        "closed_taken": taken,
        "closed_waiting": round(corrections - taken, 2),
        "closed_where": words.text(where, measure=codes.MEASURE.word(made.measure, words.lang)),
    }
    tables = {
        CORRECTIONS.name: shown(made.corrections, CORRECTIONS, words),
        PAY.name: shown(_newest(made.pay), PAY, words),
        KPI.name: shown(in_percent(_newest(_as_read(made.kpi))), KPI, words),
        SALES.name: shown(_newest(made.sales), SALES, words),
    }
    return Content(SHEET, tables, lines)


def _as_read(rows: pd.DataFrame) -> pd.DataFrame:
    """Return stored rows with their sentences spaced as the next run reads them: no no-break spaces."""
    return rows.assign(source=[" ".join(text.split()) if isinstance(text, str) else text for text in rows["source"]])


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by month, the last first, then by manager, and each manager's as they were stored."""
    if rows.empty:
        return rows
    return rows.sort_values(["period", "manager"], ascending=[False, True], kind="stable", ignore_index=True)
