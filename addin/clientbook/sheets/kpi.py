"""«KPI»: plan, fact, score, weight and the integral И of every person, as live formulas over cells in sight.

The formulas mirror :mod:`clientbook.method.score` line by line. Every row has the same formulas: the key of the
row's weight in «Настройки» (or ``integral`` on the last row of a person) decides which part of them speaks.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from clientbook.locale import Words
from clientbook.locale import words as catalogue
from clientbook.method.kpi_rows import COLUMNS, INTEGRAL, figure
from clientbook.method.score import DIGITS, scale_floor
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.settings import Settings
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import MANAGER, in_units, shown
from clientbook.sheets.setting_cells import setting
from clientbook.sheets.spoken import spoken

_QUOTED = '"{}"'
_IS_TOTAL = f'{{row.setting_key}}="{INTEGRAL}"'
_MINE = "{cb_kpi.manager},{row.manager}"
_ALL_WEIGHTS = f"SUMIFS({{cb_kpi.raw_weight}},{_MINE})"
_WITH_DATA = f'SUMIFS({{cb_kpi.raw_weight}},{_MINE},{{cb_kpi.score}},">=0")'
_POINTS = f"SUMIFS({{cb_kpi.points}},{_MINE})"


def _closed(kept: str, formula: str) -> str:
    """Return a formula that shows what was kept of a closed month, and works out the others."""
    return f'IF({{row.closed_weight}}="",{formula},IF({_IS_TOTAL},"",IF({kept}="","",{kept})))'


RAW_WEIGHT = _closed("{row.closed_weight}", f'IF({_IS_TOTAL},"",IFERROR({setting("{row.setting_key}")},0))')
"""The weight of «Настройки»; a figure typed over the formula stays."""

_FROM_BASE = (
    'IF({row.base}="",IF({row.plan}>0,ROUND({row.fact}/{row.plan},' + str(DIGITS) + '),""),'
    'IF({row.plan}={row.base},"",'
    f"ROUND(({{row.fact}}-{{row.base}})/({{row.plan}}-{{row.base}}),{DIGITS})))"
)
_LESS = (
    "IF(OR({row.plan}<=0,{row.fact}<=0),IF({row.fact}<=MAX({row.plan},0),{line.kpi_cap},0),"
    f"ROUND({{row.plan}}/{{row.fact}},{DIGITS}))"
)
RATIO = f'IF(OR({{row.fact}}="",{{row.plan}}=""),"",IF({{row.better}}={{code.BETTER.less}},{_LESS},{_FROM_BASE}))'
_SCALE = setting('"kpi_scale"')
SCALE = (
    f'IF(OR({_SCALE}="threshold",{_SCALE}={{word.choice.threshold}}),{{word.choice.threshold}},'
    f'IF(OR({_SCALE}="proportional",{_SCALE}={{word.choice.proportional}}),{{word.choice.proportional}},'
    "{word.choice.linear}))"
)
"""The scale in force, in words; «Настройки» take the word or its ASCII code."""

_THRESHOLD = "{line.kpi_scale}={word.choice.threshold}"
_PROPORTIONAL = "{line.kpi_scale}={word.choice.proportional}"
SCALE_FLOOR = (
    f"IF({_PROPORTIONAL},0,IF({_THRESHOLD},{setting(_QUOTED.format('kpi_threshold'))},"
    f"{setting(_QUOTED.format('kpi_linear_floor'))}))"
)
FLOOR = f'IF({_IS_TOTAL},"",IF(RIGHT({{row.setting_key}},8)="_overdue",0,{{line.kpi_floor}}))'
"""Where the scale begins; «Просрочка» has its own: 0, at the base."""

CAP = f'IF({_IS_TOTAL},"",{{line.kpi_cap}})'
OPEN_SCORE = (
    f'IF({{row.ratio}}="","",IF({_PROPORTIONAL},MAX(0,{{row.ratio}}),'
    "IF({row.ratio}<{row.floor},0,"
    f"IF(OR({_THRESHOLD},{{row.ratio}}>=1),MIN({{row.ratio}},{{row.cap}}),"
    "({row.ratio}-{row.floor})/(1-{row.floor})))))"
)
"""The score of a month that is not closed, and of what is tried on «Премия»."""

SCORE = _closed("{row.closed_score}", OPEN_SCORE)
WEIGHT = (
    f'IF({_IS_TOTAL},{_ALL_WEIGHTS},IF({{row.score}}="","",IF({_WITH_DATA}=0,"",100*{{row.raw_weight}}/{_WITH_DATA})))'
)
POINTS = f'IF({_IS_TOTAL},"",IF({{row.score}}="",0,{{row.raw_weight}}*{{row.score}}))'
_LEAST = "100*{line.kpi_least}"
CONTRIBUTION = (
    f'IF(AND({_IS_TOTAL},{{row.closed_weight}}<>"",{{row.closed_score}}<>""),{{row.closed_score}},'
    f"IF({_IS_TOTAL},"
    f'IF(ROUND({_ALL_WEIGHTS},6)<>100,{{word.kpi.sum}}&ROUND({_ALL_WEIGHTS},1)&" %",'
    f'IF(OR({_WITH_DATA}=0,{_WITH_DATA}<{_LEAST}),{{word.kpi.few}}&ROUND({_WITH_DATA},1)&" %",{_POINTS}/{_WITH_DATA})),'
    'IF(OR({row.score}="",{row.weight}=""),"",{row.weight}/100*{row.score})))'
)

BETTER = Column("better", "Лучше", "Better", Kind.CODE, codes=codes.BETTER, width=10, grouped=True)

KPI = Table(
    "cb_kpi",
    "KPI",
    "KPI",
    (
        MANAGER,
        Column("measure", "Показатель", "Measure", Kind.CODE, codes=codes.KPI, width=27),
        Column("unit", "Ед.", "Unit", width=7),
        Column("weight", "Вес, %", "Weight, %", Kind.NUMBER, width=9, formula=WEIGHT),
        Column("plan", "План", "Plan", Kind.NUMBER, width=15),
        Column("fact", "Факт", "Fact", Kind.NUMBER, width=15),
        Column("score", "K", "K", Kind.NUMBER, width=8, formula=SCORE),
        Column("contribution", "Вклад", "Contribution", Kind.NUMBER, width=14, formula=CONTRIBUTION),
        Column("period", "Период", "Period", width=15),
        Column("source", "Источник или чего нет", "Source or what is missing", width=62),
        Column("job", "Роль", "Job", Kind.CODE, codes=codes.JOB, width=10, grouped=True),
        Column("base", "База", "Base", Kind.NUMBER, width=10, grouped=True),
        Column("floor", "Порог", "Threshold", Kind.NUMBER, width=10, grouped=True, formula=FLOOR),
        Column("cap", "Потолок", "Cap", Kind.NUMBER, width=10, grouped=True, formula=CAP),
        Column(
            "raw_weight",
            "Вес исходный",
            "Raw weight",
            Kind.NUMBER,
            width=11,
            typed=True,
            grouped=True,
            formula=RAW_WEIGHT,
        ),
        Column("ratio", "Выполнение", "Ratio", Kind.NUMBER, width=12, grouped=True, formula=RATIO),
        Column("points", "Вес × K", "Weight × K", Kind.NUMBER, width=10, grouped=True, formula=POINTS),
        Column("setting_key", "Ключ веса", "Weight key", Kind.ID, width=22, grouped=True),
        BETTER,
        Column("closed_weight", "Вес при закрытии", "Weight when closed", Kind.NUMBER, width=11, grouped=True),
        Column("closed_score", "K или И при закрытии", "K or И when closed", Kind.NUMBER, width=11, grouped=True),
    ),
    identity=("manager", "measure"),
)

FIGURES = ("plan", "fact", "base")
"""Columns in the unit of their row."""

RULES = (
    Rule("contribution", "bad", when=f"AND({_IS_TOTAL},ISTEXT({{row.contribution}}))"),
    Rule("contribution", "bad", when=f"AND({_IS_TOTAL},{{row.contribution}}<0.7)"),
    Rule("contribution", "watch", when=f"AND({_IS_TOTAL},{{row.contribution}}<1)"),
    Rule("contribution", "good", when=f"AND({_IS_TOTAL},ISNUMBER({{row.contribution}}))"),
    Rule("score", "bad", when="AND(ISNUMBER({row.score}),{row.score}<0.7)"),
    Rule("score", "watch", when="AND(ISNUMBER({row.score}),{row.score}<1)"),
    Rule("score", "good", when="AND(ISNUMBER({row.score}),{row.score}>=1)"),
    Rule("source", "muted", when=f'AND({{row.score}}="",NOT({_IS_TOTAL}))'),
)

FURTHER = Table(
    "cb_kpi_further",
    KPI.ru,
    KPI.en,
    (
        MANAGER,
        KPI["measure"],
        KPI["unit"],
        Column("ratio", "Выполнение", "Ratio", Kind.NUMBER, width=9, formula=RATIO),
        KPI["plan"],
        KPI["fact"],
        Column("job", "Роль", "Job", Kind.CODE, codes=codes.JOB, width=8),
        replace(BETTER, width=14, grouped=False),
        KPI["period"],
        KPI["source"],
        KPI["base"],
    ),
    identity=("manager", "measure"),
)
"""KPIs without a weight: told, not scored."""

FURTHER_RULES = (
    Rule("ratio", "bad", when="AND(ISNUMBER({row.ratio}),{row.ratio}<0.7)"),
    Rule("ratio", "watch", when="AND(ISNUMBER({row.ratio}),{row.ratio}<1)"),
    Rule("ratio", "good", when="ISNUMBER({row.ratio})"),
    Rule("source", "muted", when='{row.ratio}=""'),
)

_TOTALS = f'{{cb_kpi.setting_key}},"{INTEGRAL}"'
_LINES = (
    Line("kpi_people", Kind.INT, formula=f"COUNTIFS({_TOTALS})"),
    Line("kpi_without", Kind.INT, formula=f'COUNTIFS({_TOTALS})-COUNTIFS({_TOTALS},{{cb_kpi.contribution}},">=0")'),
)


@cache
def sheet(lang: str) -> Sheet:
    """Return the description; its formulas speak the language of the book."""
    words = catalogue(lang)
    settings = (
        Line("kpi_scale", formula=spoken(SCALE, words)),
        Line("kpi_floor", Kind.NUMBER, formula=spoken(SCALE_FLOOR, words)),
        Line("kpi_cap", Kind.NUMBER, formula=setting('"kpi_cap"')),
        Line("kpi_least", Kind.PERCENT, formula=setting('"kpi_min_weight"')),
        Line("kpi_closed", wide=True),
    )
    stack = (
        Block(spoken_table(KPI, words), rules=RULES),
        Block(spoken_table(FURTHER, words), rules=FURTHER_RULES, heading=True, autofilter=False),
    )
    return Sheet("kpi", KPI.ru, KPI.en, stack=stack, lines=(*COMMON, *settings, *_LINES), frozen="measure")


def spoken_table(table: Table, words: Words) -> Table:
    """Return a table whose formulas speak the language of the book."""
    columns = (
        replace(column, formula=spoken(column.formula, words)) if column.formula else column for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def nothing() -> pd.DataFrame:
    """Return KPI rows of nobody."""
    return pd.DataFrame(columns=list(COLUMNS))


def content(
    kpi: pd.DataFrame, settings: Settings, top: Top, words: Words, further: pd.DataFrame | None = None
) -> Content:
    """Return «KPI».

    Args:
        kpi: ``KpiResult.kpi``: ratios as 0.95, shown here in percent as their unit says
        settings: the settings of the run, for the scale
        top: the common lines
        words: the language of the book
        further: ``KpiResult.further``
    """
    rows = in_units(kpi, FIGURES, words)
    rows["contribution"] = _contributions(kpi, words)
    told = kpi.iloc[:0] if further is None else further
    totals = kpi["measure"].eq(INTEGRAL)
    lines: dict[str, Value] = {
        **top.lines(),
        "kpi_scale": words.text(f"choice.{settings.word('kpi_scale')}"),
        "kpi_floor": scale_floor(settings),
        "kpi_cap": settings.number("kpi_cap"),
        "kpi_least": settings.number("kpi_min_weight"),
        "kpi_closed": words.text("closed.kpi" if _is_closed(kpi) else "closed.kpi_open"),
        "kpi_people": int(totals.sum()),
        "kpi_without": int((totals & kpi["contribution"].isna()).sum()),
    }
    tables = {
        KPI.name: shown(rows, KPI, words),
        FURTHER.name: shown(in_units(told, FIGURES, words), FURTHER, words),
    }
    return Content(sheet(words.lang), tables, lines)


def _is_closed(kpi: pd.DataFrame) -> bool:
    return "closed_weight" in kpi and bool(kpi["closed_weight"].notna().any())


def _contributions(kpi: pd.DataFrame, words: Words) -> pd.Series:
    """Return contributions; where a person has no И, the same short text as the formula: «сумма 95 %»."""
    values = kpi["contribution"].astype(object).where(kpi["contribution"].notna(), None)
    without = kpi[kpi["measure"].eq(INTEGRAL) & kpi["contribution"].isna()]
    for place, manager, total in zip(without.index, without["manager"], without["weight"], strict=True):
        mine = kpi[kpi["manager"].eq(manager) & kpi["measure"].ne(INTEGRAL)]
        counted = float(mine.loc[mine["score"].notna(), "raw_weight"].sum())
        key, weight = ("kpi.sum", total) if round(total, 6) != 100 else ("kpi.few", counted)
        values[place] = f"{words.text(key)}{figure(weight, words)} %"
    return values
