"""«СППО_неделя», «СППО_месяц» and «Прогнозы»: plan, forecast and report, and what is frozen of them (domain: §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.method.forecast_weeks import MOST
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown

if TYPE_CHECKING:
    from clientbook.method.forecast import Forecast
    from clientbook.method.tools import Tools

EXPECTED = '{row.fact}+IF({row.forecast}="",N({row.pace}),{row.forecast}*IF({row.probability}="",1,{row.probability}))'
"""What is sold and what will come: as people say it, by its probability; else at the pace of the month."""

PERCENT = 'IF(N({row.plan})=0,"",{row.expected}/{row.plan})'
DEVIATION = "{row.expected}-N({row.plan})"

_SEVERAL = Rule("client", "muted", words=("rest", "new"), of="row_kind")
"""The colour of rows that stand for several clients."""

_KIND = Column("row_kind", "Строка", "Row", Kind.CODE, codes=codes.FORECAST_ROW, width=14, grouped=True)
_PERIOD = Column("period", "Период", "Period", Kind.MONTH, width=11)

WEEK = Table(
    "cb_pfr_week",
    "СППО_неделя",
    "PFR_week",
    (
        MANAGER,
        CLIENT,
        Column("plan", "План мес., ₽", "Month plan, ₽", Kind.MONEY, width=14),
        Column("fact", "Факт накоп., ₽", "Fact so far, ₽", Kind.MONEY, width=14),
        Column("forecast", "Прогноз до конца мес., ₽", "Forecast to month end, ₽", Kind.MONEY, width=15, typed=True),
        Column("expected", "Ожидаемо, ₽", "Expected, ₽", Kind.MONEY, width=14, formula=EXPECTED),
        Column("percent", "% плана", "% of plan", Kind.PERCENT, width=9, formula=PERCENT),
        Column("paid_on", "Дата оплаты", "Payment date", Kind.DATE, width=12, typed=True),
        Column("probability", "Вероятность", "Probability", Kind.PERCENT, width=12, typed=True),
        Column("deviation", "Отклонение, ₽", "Deviation, ₽", Kind.MONEY, width=14, formula=DEVIATION),
        Column("cause", "Причина", "Cause", width=26, typed=True),
        Column("action", "Действие", "Action", width=26, typed=True),
        Column("deadline", "Срок", "Deadline", Kind.DATE, width=12, typed=True),
        Column("stage", "Стадия", "Stage", width=16, typed=True, grouped=True),
        Column("pace", "До конца мес. по темпу, ₽", "To month end at this pace, ₽", Kind.MONEY, width=15, grouped=True),
        Column("before", "Прошлый прогноз, ₽", "Forecast before, ₽", Kind.MONEY, width=14, grouped=True),
        Column("last_month", "В прошлом месяце, ₽", "Last month, ₽", Kind.MONEY, width=14, grouped=True),
        grouped(SEGMENT),
        grouped(CLIENT_ID),
        _KIND,
        grouped(_PERIOD),
        Column("week", "Неделя", "Week", Kind.INT, width=9, grouped=True),
        Column("plan_from", "Откуда план", "Plan from", Kind.CODE, codes=codes.FORECAST_PLAN, width=24, grouped=True),
    ),
    identity=("period", "week", "manager", "row_kind", "client_id"),
)

WEEK_SHEET = Sheet(
    "pfr_week",
    WEEK.ru,
    WEEK.en,
    stack=(
        Block(
            WEEK,
            rules=(
                Rule("percent", "bad", when="AND(ISNUMBER({row.percent}),{row.percent}<0.8)"),
                Rule("percent", "watch", when="AND(ISNUMBER({row.percent}),{row.percent}<1)"),
                Rule("percent", "good", when="ISNUMBER({row.percent})"),
                _SEVERAL,
            ),
        ),
    ),
    lines=(
        *COMMON,
        Line("pfr_period", Kind.MONTH),
        Line("pfr_week", wide=True),
        Line("pfr_plan", Kind.MONEY, formula="SUM({cb_pfr_week.plan})"),
        Line("pfr_fact", Kind.MONEY, formula="SUM({cb_pfr_week.fact})"),
        Line("pfr_expected", Kind.MONEY, formula="SUM({cb_pfr_week.expected})"),
        Line("pfr_percent", Kind.PERCENT, formula='IF({line.pfr_plan}=0,"",{line.pfr_expected}/{line.pfr_plan})'),
        Line("pfr_said", Kind.INT, formula="COUNT({cb_pfr_week.forecast})"),
        Line("pfr_state", wide=True),
    ),
    frozen="client",
)

_ERROR = 'IF(OR({row.report}="",{row.counted}=""),"",ABS({row.report}-{row.%s}))'
_SHARE = 'IF(OR(N({row.%s})=0,{row.%s}=""),"",%s)'

MONTH = Table(
    "cb_pfr_month",
    "СППО_месяц",
    "PFR_month",
    (
        _PERIOD,
        MANAGER,
        CLIENT,
        Column("plan", "План, ₽", "Plan, ₽", Kind.MONEY, width=14),
        *(Column(f"week_{n}", f"Прогноз {n}, ₽", f"Forecast {n}, ₽", Kind.MONEY, width=13) for n in range(1, MOST + 1)),
        Column("report", "Отчет, ₽", "Report, ₽", Kind.MONEY, width=14),
        Column(
            "deviation",
            "Отклонение, ₽",
            "Deviation, ₽",
            Kind.MONEY,
            width=14,
            formula='IF({row.report}="","",{row.report}-N({row.plan}))',
        ),
        Column(
            "accuracy",
            "Точность",
            "Accuracy",
            Kind.PERCENT,
            width=10,
            formula=_SHARE % ("report", "error", "MAX(0,1-{row.error}/ABS({row.report}))"),
        ),
        Column("comment", "Комментарий РКО", "Head's comment", width=30, typed=True),
        Column(
            "deviation_share",
            "Отклонение, %",
            "Deviation, %",
            Kind.PERCENT,
            width=11,
            grouped=True,
            formula=_SHARE % ("plan", "deviation", "{row.deviation}/{row.plan}"),
        ),
        Column(
            "bias",
            "Смещение",
            "Bias",
            Kind.PERCENT,
            width=10,
            grouped=True,
            formula=_SHARE % ("report", "counted", "({row.counted}-{row.report})/{row.report}"),
        ),
        Column("counted", "Прогноз в зачёт, ₽", "Counted forecast, ₽", Kind.MONEY, width=14, grouped=True),
        Column("last_month", "В прошлом месяце, ₽", "Month before, ₽", Kind.MONEY, width=14, grouped=True),
        grouped(SEGMENT),
        grouped(CLIENT_ID),
        _KIND,
        Column(
            "error",
            "Ошибка прогноза, ₽",
            "Forecast error, ₽",
            Kind.MONEY,
            width=14,
            grouped=True,
            formula=_ERROR % "counted",
        ),
        Column(
            "naive_error",
            "Ошибка «как в прошлом»",
            "Error of same as last",
            Kind.MONEY,
            width=14,
            grouped=True,
            formula=_ERROR % "last_month",
        ),
    ),
    identity=("period", "manager", "row_kind", "client_id"),
)


def _sum(column: str, more: str = "") -> str:
    """Return the formula of a sum over the rows of «СППО_месяц» of a row's month and manager, or of all managers."""
    whole = f"SUMIFS({{cb_pfr_month.{column}}},{{cb_pfr_month.period}},{{row.period}}{more})"
    own = f"SUMIFS({{cb_pfr_month.{column}}},{{cb_pfr_month.period}},{{row.period}},{{cb_pfr_month.manager}},{{row.manager}}{more})"
    return f'IF({{row.scope}}="all",{whole},{own})'


_CLIENTS = ',{cb_pfr_month.client_id},"<>"'
_KNOWN = ',{cb_pfr_month.counted},"<>"'


def _by_client(error: str) -> str:
    return f'IF({{row.client_report}}=0,"",MAX(0,1-{_sum(error, _CLIENTS)}/{{row.client_report}}))'


def _in_total(said: str) -> str:
    return f'IF(N({{row.report}})=0,"",MAX(0,1-ABS({{row.report}}-{said})/ABS({{row.report}})))'


ACCURACY = Table(
    "cb_pfr_accuracy",
    "СППО_месяц",
    "PFR_month",
    (
        _PERIOD,
        MANAGER,
        Column("clients", "Строк клиентов", "Client rows", Kind.INT, width=12),
        Column("plan", "План, ₽", "Plan, ₽", Kind.MONEY, width=14, formula=_sum("plan", _KNOWN)),
        Column("counted", "Прогноз в зачёт, ₽", "Counted forecast, ₽", Kind.MONEY, width=14, formula=_sum("counted")),
        Column("report", "Отчет, ₽", "Report, ₽", Kind.MONEY, width=14, formula=_sum("report", _KNOWN)),
        Column(
            "accuracy_clients",
            "Точность по клиентам",
            "Accuracy by client",
            Kind.PERCENT,
            width=12,
            formula=_by_client("error"),
        ),
        Column(
            "naive_clients",
            "«Как в прошлом мес.»",
            "Same as last month",
            Kind.PERCENT,
            width=13,
            formula=_by_client("naive_error"),
        ),
        Column(
            "accuracy_total",
            "Точность итога",
            "Accuracy of the total",
            Kind.PERCENT,
            width=12,
            formula=_in_total("{row.counted}"),
        ),
        Column(
            "naive_total",
            "Итог «как в прошлом»",
            "Total same as last",
            Kind.PERCENT,
            width=13,
            formula=_in_total(_sum("last_month", _KNOWN)),
        ),
        Column(
            "bias",
            "Смещение",
            "Bias",
            Kind.PERCENT,
            width=10,
            formula='IF(N({row.report})=0,"",({row.counted}-{row.report})/{row.report})',
        ),
        Column("client_report", "Отчет по клиентам, ₽", "Report by client, ₽", Kind.MONEY, width=14, grouped=True),
        Column("scope", "Чьи строки", "Whose rows", Kind.ID, width=11, grouped=True),
    ),
    identity=("period", "scope", "manager"),
)

MONTH_SHEET = Sheet(
    "pfr_month",
    MONTH.ru,
    MONTH.en,
    stack=(
        Block(
            ACCURACY,
            rules=(
                Rule(
                    "accuracy_clients",
                    "good",
                    when="AND(ISNUMBER({row.accuracy_clients}),{row.accuracy_clients}>=N({row.naive_clients}))",
                ),
                Rule("accuracy_clients", "watch", when="ISNUMBER({row.accuracy_clients})"),
                Rule(
                    "accuracy_total",
                    "good",
                    when="AND(ISNUMBER({row.accuracy_total}),{row.accuracy_total}>=N({row.naive_total}))",
                ),
                Rule("accuracy_total", "watch", when="ISNUMBER({row.accuracy_total})"),
            ),
            heading=True,
            autofilter=False,
        ),
        Block(
            MONTH,
            rules=(
                Rule(
                    "deviation",
                    "bad",
                    when="AND(ISNUMBER({row.deviation}),N({row.plan})>0,{row.deviation}<-0.2*{row.plan})",
                ),
                Rule("deviation", "watch", when="AND(ISNUMBER({row.deviation}),{row.deviation}<0)"),
                _SEVERAL,
            ),
            heading=True,
        ),
    ),
    lines=(
        *COMMON,
        Line("pfr_months", Kind.INT),
        Line("pfr_counted_week", wide=True),
    ),
)

STORE = Table(
    "cb_forecasts",
    "Прогнозы",
    "Forecasts",
    (
        _PERIOD,
        Column("week", "Неделя", "Week", Kind.INT, width=9),
        MANAGER,
        CLIENT,
        Column("amount", "Зафиксировано, ₽", "Frozen, ₽", Kind.MONEY, width=15),
        Column("fact", "Факт на тот день, ₽", "Fact on that day, ₽", Kind.MONEY, width=14),
        Column("said", "Назвал человек", "Said by a person", Kind.YESNO, width=11),
        Column("paid_on", "Дата оплаты", "Payment date", Kind.DATE, width=12),
        Column("probability", "Вероятность", "Probability", Kind.PERCENT, width=12),
        Column("cause", "Причина", "Cause", width=26),
        Column("action", "Действие", "Action", width=26),
        Column("deadline", "Срок", "Deadline", Kind.DATE, width=12),
        Column("frozen_on", "Зафиксировано", "Frozen on", Kind.DATE, width=14),
        Column("stage", "Стадия", "Stage", width=16, grouped=True),
        Column("last_month", "В прошлом месяце, ₽", "Last month, ₽", Kind.MONEY, width=14, grouped=True),
        grouped(SEGMENT),
        grouped(CLIENT_ID),
        _KIND,
        Column("measure", "Показатель", "Measure", Kind.CODE, codes=codes.MEASURE, width=17, grouped=True),
    ),
    identity=("period", "week", "manager", "row_kind", "client_id"),
)

STORE_SHEET = Sheet(
    "forecasts",
    STORE.ru,
    STORE.en,
    stack=(Block(STORE, rules=(_SEVERAL,)),),
    lines=(*COMMON, Line("pfr_frozen_rows", Kind.INT), Line("pfr_frozen_last", Kind.DATE)),
    frozen="client",
)


def _named(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return rows with a name for those that stand for several clients."""
    names = {kind: words.text(f"pfr.row.{kind}") for kind in ("rest", "new")}
    named = rows["row_kind"].map(names)
    return rows.assign(client=named.where(named.notna(), rows["client"]))


def week_content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «СППО_неделя»."""
    made = tools.forecast
    rows = made.rows
    plan, expected = float(rows["plan"].sum()), float(rows["expected"].sum())
    lines: dict[str, Value] = {
        **top.lines(),
        "pfr_period": made.period,
        "pfr_week": words.text(
            "pfr.week",
            number=made.week.number,
            start=words.day(made.week.start),
            end=words.day(made.week.end),
            over=made.days[1],
            days=made.days[0],
            measure=codes.MEASURE.word(made.measure, words.lang),
        ),
        "pfr_plan": plan,
        "pfr_fact": float(rows["fact"].sum()),
        "pfr_expected": expected,
        "pfr_percent": expected / plan if plan else "",
        "pfr_said": int(rows["forecast"].notna().sum()),
        "pfr_state": _state(made, top, words),
    }
    return Content(WEEK_SHEET, {WEEK.name: shown(_named(rows, words), WEEK, words)}, lines)


def _state(made: Forecast, top: Top, words: Words) -> str:
    """Return what is frozen of the running month and week, and what to do next."""
    if made.rows.empty:
        return words.text("pfr.nobody")
    plan = "plan_not_frozen" if made.plan_frozen is None else "plan_frozen"
    week = "week_not_frozen" if made.week_frozen is None else "week_frozen"
    said = [
        words.text(f"pfr.{key}", day=words.day(day or top.as_of))
        for key, day in ((plan, made.plan_frozen), (week, made.week_frozen))
    ]
    if made.outside:
        said.append(words.text("pfr.outside", amount=words.number(made.outside)))
    return " ".join(said)


def month_content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «СППО_месяц»."""
    made = tools.forecast
    week = tools.desk.register.settings.whole("accuracy_week")
    key = "pfr.counted_plan" if week == 0 else "pfr.counted_week"
    lines: dict[str, Value] = {
        **top.lines(),
        "pfr_months": int(made.months["period"].nunique()),
        "pfr_counted_week": words.text("pfr.nothing_frozen" if made.months.empty else key, week=week),
    }
    tables = {
        ACCURACY.name: shown(_accuracy_rows(made, words), ACCURACY, words),
        MONTH.name: shown(_named(made.months, words), MONTH, words),
    }
    return Content(MONTH_SHEET, tables, lines)


def _accuracy_rows(made: Forecast, words: Words) -> pd.DataFrame:
    """Return accuracy by manager with how many client rows it rests on, and what those sold."""
    known = made.months[made.months["report"].notna() & made.months["counted"].notna()]
    clients = known[known["row_kind"].eq("client")].assign(size=known["report"].abs())
    rows = made.accuracy.copy()
    counts, sums = [], []
    for period, manager in zip(rows["period"], rows["manager"], strict=True):
        mine = clients[clients["period"].eq(period)]
        mine = mine[mine["manager"].eq(manager)] if isinstance(manager, str) else mine
        counts.append(len(mine))
        sums.append(float(mine["size"].sum()))
    whole = rows["manager"].isna()
    return rows.assign(
        clients=counts,
        client_report=sums,
        scope=["all" if all_of_them else "own" for all_of_them in whole],
        manager=rows["manager"].where(~whole, words.text("pfr.everybody")),
    )


def store_content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Прогнозы»: what is frozen, never changed again."""
    rows = tools.forecast.frozen
    last = pd.to_datetime(rows["frozen_on"]).max()
    lines: dict[str, Value] = {
        **top.lines(),
        "pfr_frozen_rows": len(rows),
        "pfr_frozen_last": None if pd.isna(last) else last.date(),
    }
    return Content(STORE_SHEET, {STORE.name: shown(_named(rows, words), STORE, words)}, lines)
