"""«Премия»: the head's and HR's sheet, made only where pay is given; live formulas over «KPI» and «Настройки».

Above the pay of everybody; below «Что если»: another weight or target typed there recalculates И, bonus and payroll beside
those in force, and changes nothing else.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from clientbook.locale import Words
from clientbook.locale import words as catalogue
from clientbook.method.kpi_rows import INTEGRAL
from clientbook.method.pay import counted
from clientbook.method.what_if import integrals, what_if
from clientbook.method.windows import last_month
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.settings import Settings
from clientbook.sheets import kpi as kpi_sheet
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import MANAGER, in_units, shown
from clientbook.sheets.ratios import ratio
from clientbook.sheets.setting_cells import setting
from clientbook.sheets.spoken import spoken

NAME = ("Премия", "Pay")

_MY_TOTAL = f'{{cb_kpi.manager}},{{row.manager}},{{cb_kpi.setting_key}},"{INTEGRAL}"'
INTEGRAL_OF = (
    f'IF(COUNTIFS({_MY_TOTAL},{{cb_kpi.contribution}},">=0")=0,"",SUMIFS({{cb_kpi.contribution}},{_MY_TOTAL}))'
)
_TRIED = "{cb_pay_if.manager},{row.manager}"
_TRIED_DATA = f'SUMIFS({{cb_pay_if.weight_used}},{_TRIED},{{cb_pay_if.score_if}},">=0")'
INTEGRAL_IF = (
    f"IF(OR(ROUND(SUMIFS({{cb_pay_if.weight_used}},{_TRIED}),6)<>100,{_TRIED_DATA}=0,"
    f'{_TRIED_DATA}<100*{{line.kpi_least}}),"",SUMIFS({{cb_pay_if.points_if}},{_TRIED})/{_TRIED_DATA})'
)


def _bonus(integral: str) -> str:
    """Return the formula of a bonus: nothing under the floor, no more than the cap."""
    value = f"IF({integral}<{{line.bonus_floor}},0,MIN({integral},{{line.bonus_cap}}))"
    return f'IF(OR({integral}="",{{row.bonus_target}}=""),"",{{row.bonus_target}}*{value})'


FIXED = "IF(N({row.norm})=0,0,N({row.salary})*{row.rate}*({row.worked}/{row.norm}))"

PAY = Table(
    "cb_pay",
    *NAME,
    (
        MANAGER,
        Column("salary", "Оклад", "Salary", Kind.MONEY, width=14),
        Column("bonus_target", "Целевая премия", "Target bonus", Kind.MONEY, width=12),
        Column("integral", "И", "Integral", Kind.NUMBER, width=10, formula=INTEGRAL_OF),
        Column("bonus", "Премия", "Bonus", Kind.MONEY, width=14, formula=_bonus("{row.integral}")),
        Column("fixed", "Начислен оклад", "Fixed pay", Kind.MONEY, width=14, formula=FIXED),
        Column(
            "charges",
            "Взносы, ₽",
            "Contributions, ₽",
            Kind.MONEY,
            width=14,
            formula="({row.fixed}+N({row.bonus}))*{row.contributions}",
        ),
        Column("payroll", "ФОТ", "Payroll", Kind.MONEY, width=14, formula="{row.fixed}+N({row.bonus})+{row.charges}"),
        Column(
            "payroll_share",
            "ФОТ, % валовой прибыли",
            "Payroll, % of gross profit",
            Kind.PERCENT,
            width=14,
            formula=ratio("payroll", "gross_profit"),
        ),
        Column("integral_if", "И, если", "Integral, if", Kind.NUMBER, width=10, formula=INTEGRAL_IF),
        Column("bonus_if", "Премия, если", "Bonus, if", Kind.MONEY, width=14, formula=_bonus("{row.integral_if}")),
        Column(
            "payroll_if",
            "ФОТ, если",
            "Payroll, if",
            Kind.MONEY,
            width=14,
            formula="({row.fixed}+N({row.bonus_if}))*(1+{row.contributions})",
        ),
        Column("rate", "Ставка", "Rate", Kind.NUMBER, width=9, grouped=True),
        Column("worked", "Отработано, дн.", "Days worked", Kind.INT, width=12, grouped=True),
        Column("norm", "Норма, дн.", "Norm of days", Kind.INT, width=11, grouped=True),
        Column(
            "contributions",
            "Взносы, %",
            "Contributions, %",
            Kind.PERCENT,
            width=10,
            grouped=True,
            formula="{line.pay_contributions}",
        ),
        Column("gross_profit", "Валовая прибыль", "Gross profit", Kind.MONEY, width=14, grouped=True),
    ),
    identity=("manager",),
)

_PAIR = "{cb_kpi.manager},{row.manager},{cb_kpi.setting_key},{row.setting_key}"


def _of_kpi(column: str) -> str:
    """Return the formula of a figure in the row of «KPI» of the same person and measure; blank where it has none."""
    there = f'COUNTIFS({_PAIR},{{cb_kpi.{column}}},">-1E+99")'
    return f'IF({there}=0,"",SUMIFS({{cb_kpi.{column}}},{_PAIR}))'


def _tried(formula: str) -> str:
    """Return a formula of «KPI» over what is tried here."""
    names = {"{row.plan}": "{row.plan_used}", "{row.ratio}": "{row.ratio_if}", "{row.cap}": "{line.kpi_cap}"}
    for theirs, ours in names.items():
        formula = formula.replace(theirs, ours)
    return formula


IF = Table(
    "cb_pay_if",
    *NAME,
    (
        MANAGER,
        Column("measure", "Показатель", "Measure", Kind.CODE, codes=codes.KPI, width=27),
        Column("unit", "Ед.", "Unit", width=12),
        Column("raw_weight", "Вес, %", "Weight, %", Kind.NUMBER, width=10, formula=_of_kpi("raw_weight")),
        Column("plan", "План", "Plan", Kind.NUMBER, width=14, formula=_of_kpi("plan")),
        Column("fact", "Факт", "Fact", Kind.NUMBER, width=14, formula=_of_kpi("fact")),
        Column("score", "K", "K", Kind.NUMBER, width=14, formula=_of_kpi("score")),
        Column("weight_if", "Вес, если", "Weight, if", Kind.NUMBER, width=14, typed=True),
        Column("plan_if", "План, если", "Plan, if", Kind.NUMBER, width=14, typed=True),
        Column("score_if", "K, если", "K, if", Kind.NUMBER, width=10, formula=_tried(kpi_sheet.OPEN_SCORE)),
        Column(
            "weight_used",
            "Вес в расчёте",
            "Weight used",
            Kind.NUMBER,
            width=14,
            formula='IF({row.weight_if}="",N({row.raw_weight}),{row.weight_if})',
        ),
        Column(
            "plan_used",
            "План в расчёте",
            "Plan used",
            Kind.NUMBER,
            width=14,
            formula='IF({row.plan_if}="",{row.plan},{row.plan_if})',
        ),
        Column("base", "База", "Base", Kind.NUMBER, width=9, grouped=True, formula=_of_kpi("base")),
        Column("floor", "Порог", "Threshold", Kind.NUMBER, width=12, grouped=True, formula=_of_kpi("floor")),
        Column("ratio_if", "Выполнение", "Ratio", Kind.NUMBER, width=11, grouped=True, formula=_tried(kpi_sheet.RATIO)),
        Column(
            "points_if",
            "Вес × K",
            "Weight × K",
            Kind.NUMBER,
            width=10,
            grouped=True,
            formula='IF({row.score_if}="",0,{row.weight_used}*{row.score_if})',
        ),
        kpi_sheet.BETTER,
        Column("setting_key", "Ключ веса", "Weight key", Kind.ID, width=22, grouped=True),
    ),
    identity=("manager", "measure"),
)

_WITH_TARGET = '{cb_pay.bonus_target},">0"'
_LINES = (
    Line("pay_month", Kind.MONTH),
    Line("pay_contributions", Kind.PERCENT, formula=setting('"payroll_contributions"')),
    Line("bonus_floor", Kind.NUMBER, formula=setting('"bonus_floor"')),
    Line("bonus_cap", Kind.NUMBER, formula=setting('"bonus_cap"')),
    Line("pay_bonus", Kind.MONEY, formula="SUM({cb_pay.bonus})"),
    Line("pay_total", Kind.MONEY, formula="SUM({cb_pay.payroll})"),
    Line("pay_profit", Kind.MONEY),
    Line("pay_share", Kind.PERCENT, formula='IF(N({line.pay_profit})>0,{line.pay_total}/{line.pay_profit},"")'),
    Line("pay_total_if", Kind.MONEY, formula="SUM({cb_pay.payroll_if})"),
    Line("pay_difference", Kind.MONEY, formula="ROUND({line.pay_total_if}-{line.pay_total},2)"),
    Line(
        "pay_without",
        Kind.INT,
        formula=f'COUNTIFS({_WITH_TARGET})-COUNTIFS({_WITH_TARGET},{{cb_pay.integral}},">=0")',
    ),
    Line("kpi_scale", formula=kpi_sheet.SCALE),
    Line("kpi_cap", Kind.NUMBER, formula=setting('"kpi_cap"')),
    Line("kpi_least", Kind.PERCENT, formula=setting('"kpi_min_weight"')),
)

KEY = "pay"


OF_THE_MONTH = frozenset({"pay_contributions", "bonus_floor", "bonus_cap"})
"""Lines with settings by which a month is paid: in a closed one they are what they were."""


@cache
def sheet(lang: str, *, closed: bool = False) -> Sheet:
    """Return the description; its formulas speak the language of the book.

    Args:
        lang: ``ru`` or ``en``
        closed: the month is closed, and settings changed since do not count
    """
    words = catalogue(lang)
    own = (line._replace(formula=None) if closed and line.key in OF_THE_MONTH else line for line in _LINES)
    lines = (line._replace(formula=spoken(line.formula, words)) if line.formula else line for line in own)
    changed = "AND(ISNUMBER({row.payroll_if}),ROUND({row.payroll_if}-{row.payroll},2)<>0)"
    stack = (
        Block(
            kpi_sheet.spoken_table(PAY, words),
            rules=(
                Rule("integral", "bad", when='AND({row.integral}="",N({row.bonus_target})>0)'),
                Rule("integral_if", "bad", when='AND({row.integral_if}="",N({row.bonus_target})>0)'),
                Rule("payroll_if", "watch", when=changed),
            ),
        ),
        Block(
            kpi_sheet.spoken_table(IF, words),
            rules=(
                Rule("weight_used", "watch", when='{row.weight_if}<>""'),
                Rule("plan_used", "watch", when='{row.plan_if}<>""'),
            ),
            heading=True,
            autofilter=False,
        ),
    )
    return Sheet(KEY, *NAME, stack=stack, lines=(*COMMON, *lines), frozen="manager")


def content(
    pay: pd.DataFrame,
    settings: Settings,
    top: Top,
    words: Words,
    *,
    kpi: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    profit: float | None = None,
    closed: bool = False,
) -> Content:
    """Return «Премия».

    Args:
        pay: ``KpiResult.pay``; make the sheet only where it has rows
        settings: the settings of the run, for the scale of KPIs
        top: the common lines
        words: the language of the book
        kpi: ``KpiResult.kpi``, for «Что если»
        previous: ``cb_pay_if`` of the last run, for the weights and targets to try
        profit: gross profit of the month, roubles; None where it is not known
        closed: the month is closed
    """
    tried = _tried_rows(pay, kpi, previous, settings)
    rows = _with_tried(pay, integrals(tried, settings))
    total, total_if = float(rows["payroll"].sum()), float(rows["payroll_if"].sum())
    lines: dict[str, Value] = {
        **top.lines(),
        "pay_month": last_month(top.as_of)[0],
        "pay_contributions": float(pay["contributions"].iloc[0]),
        "bonus_floor": float(pay["bonus_floor"].iloc[0]),
        "bonus_cap": float(pay["bonus_cap"].iloc[0]),
        "pay_bonus": float(rows["bonus"].sum()),
        "pay_total": total,
        "pay_profit": profit,
        "pay_share": total / profit if profit and profit > 0 else "",
        "pay_total_if": total_if,
        "pay_difference": round(total_if - total, 2),
        "pay_without": int((rows["bonus_target"].gt(0) & rows["integral"].isna()).sum()),
        "kpi_scale": words.text(f"choice.{settings.word('kpi_scale')}"),
        "kpi_cap": settings.number("kpi_cap"),
        "kpi_least": settings.number("kpi_min_weight"),
    }
    tried = in_units(tried, (*kpi_sheet.FIGURES, "plan_if", "plan_used"), words)
    tables = {PAY.name: shown(rows, PAY, words), IF.name: shown(tried, IF, words)}
    return Content(sheet(words.lang, closed=closed), tables, lines)


def _tried_rows(
    pay: pd.DataFrame, kpi: pd.DataFrame | None, previous: pd.DataFrame | None, settings: Settings
) -> pd.DataFrame:
    """Return «Что если» for the people who are paid, with what was typed before."""
    measured = kpi_sheet.nothing() if kpi is None else kpi[kpi["manager"].isin(set(pay["manager"]))]
    typed = pd.DataFrame() if previous is None else previous
    shares = {
        (str(row["manager"]), str(row["measure"])) for row in measured.to_dict("records") if row["unit"] == "share"
    }
    weights, plans = (_typed(typed, column) for column in ("weight_if", "plan_if"))
    plans = {key: value / 100 if key in shares else value for key, value in plans.items()}
    return what_if(measured, weights, plans, settings)


def _typed(previous: pd.DataFrame, column: str) -> dict[tuple[str, str], float]:
    if previous.empty or column not in previous:
        return {}
    rows = previous.dropna(subset=["manager", "measure", column])
    keys = zip(rows["manager"].astype(str), rows["measure"].astype(str), strict=True)
    return dict(zip(keys, rows[column].astype(float), strict=True))


def _with_tried(pay: pd.DataFrame, found: dict[str, float | None]) -> pd.DataFrame:
    """Return pay with the integral, bonus and payroll of what is tried."""
    rows = pay.copy()
    rows["integral_if"] = rows["manager"].map(found).astype(float)
    rows["bonus_if"] = rows["bonus_target"].astype(float) * counted(
        rows["integral_if"], rows["bonus_floor"], rows["bonus_cap"]
    )
    rows["payroll_if"] = (rows["fixed"] + rows["bonus_if"].fillna(0.0)) * (1 + rows["contributions"].astype(float))
    return rows
