"""«Премия»: the head's and HR's sheet, made only where pay is given; live formulas over «KPI» and «Настройки»."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.method.kpi import INTEGRAL
from clientbook.method.windows import last_month
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.settings import Settings
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import MANAGER, shown
from clientbook.sheets.setting_cells import setting

_MY_TOTAL = f'{{cb_kpi.manager}},{{row.manager}},{{cb_kpi.setting_key}},"{INTEGRAL}"'
INTEGRAL_OF = (
    f'IF(COUNTIFS({_MY_TOTAL},{{cb_kpi.contribution}},">=0")=0,"",SUMIFS({{cb_kpi.contribution}},{_MY_TOTAL}))'
)
BONUS = 'IF(OR({row.integral}="",{row.bonus_target}=""),"",{row.bonus_target}*{row.integral})'
PAYROLL = "(IF(N({row.norm})=0,0,N({row.salary})*{row.rate}*({row.worked}/{row.norm}))+N({row.bonus}))*(1+{row.contributions})"

PAY = Table(
    "cb_pay",
    "Премия",
    "Pay",
    (
        MANAGER,
        Column("salary", "Оклад", "Salary", Kind.MONEY, width=14),
        Column("bonus_target", "Целевая премия", "Target bonus", Kind.MONEY, width=16),
        Column("integral", "И", "Integral", Kind.NUMBER, width=10, formula=INTEGRAL_OF),
        Column("bonus", "Премия", "Bonus", Kind.MONEY, width=16, formula=BONUS),
        Column("payroll", "ФОТ", "Payroll", Kind.MONEY, width=16, formula=PAYROLL),
        Column("rate", "Ставка", "Rate", Kind.NUMBER, width=9, grouped=True),
        Column("worked", "Отработано, дн.", "Days worked", Kind.INT, width=12, grouped=True),
        Column("norm", "Норма, дн.", "Norm of days", Kind.INT, width=11, grouped=True),
        Column(
            "contributions",
            "Взносы",
            "Contributions",
            Kind.PERCENT,
            width=10,
            grouped=True,
            formula="{line.pay_contributions}",
        ),
    ),
    identity=("manager",),
)

_WITH_TARGET = '{cb_pay.bonus_target},">0"'

SHEET = Sheet(
    "pay",
    PAY.ru,
    PAY.en,
    stack=(
        Block(
            PAY,
            rules=(Rule("integral", "bad", when='AND({row.integral}="",N({row.bonus_target})>0)'),),
        ),
    ),
    lines=(
        *COMMON,
        Line("pay_month", Kind.MONTH),
        Line("pay_contributions", Kind.PERCENT, formula=setting('"payroll_contributions"')),
        Line("pay_bonus", Kind.MONEY, formula="SUM({cb_pay.bonus})"),
        Line("pay_total", Kind.MONEY, formula="SUM({cb_pay.payroll})"),
        Line(
            "pay_without",
            Kind.INT,
            formula=f'COUNTIFS({_WITH_TARGET})-COUNTIFS({_WITH_TARGET},{{cb_pay.integral}},">=0")',
        ),
    ),
    frozen="manager",
)


def content(pay: pd.DataFrame, settings: Settings, top: Top, words: Words) -> Content:
    """Return «Премия».

    Args:
        pay: ``KpiResult.pay``; make the sheet only where it has rows
        settings: the settings of the run, for the contributions
        top: the common lines
        words: the language of the book
    """
    lines: dict[str, Value] = {
        **top.lines(),
        "pay_month": last_month(top.as_of)[0],
        "pay_contributions": settings.number("payroll_contributions"),
        "pay_bonus": float(pay["bonus"].sum()),
        "pay_total": float(pay["payroll"].sum()),
        "pay_without": int((pay["bonus_target"].gt(0) & pay["integral"].isna()).sum()),
    }
    return Content(SHEET, {PAY.name: shown(pay, PAY, words)}, lines)
