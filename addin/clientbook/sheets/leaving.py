"""«Удержание»: the leaky bucket by month, and who left: when, at what cost, whom to win back first."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Chart, Charts, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, LAST_ORDER, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.typed_cells import shown_as_typed, typed_before

NAME = ("Удержание", "Retention")

WIN_BACK = Codes(
    (
        Code("first", "в первую очередь", "first"),
        Code("next", "во вторую очередь", "next"),
        Code("late", "ушёл давно", "too long ago"),
        Code("no_income", "не приносил дохода", "brought no income"),
        Code("no_calls", "не звонить", "do not call"),
        Code("back", "вернулся", "came back"),
    )
)

BUCKET = Table(
    "cb_bucket",
    *NAME,
    (
        Column("month", "Месяц", "Month", Kind.MONTH, width=30),
        Column("new", "Новые, ₽", "New, ₽", Kind.MONEY, width=14),
        Column("returned", "Вернувшиеся, ₽", "Returned, ₽", Kind.MONEY, width=14),
        Column("kept", "Изменение у прежних, ₽", "Change of the kept, ₽", Kind.MONEY, width=14),
        Column("lost", "Потерянные, ₽", "Lost, ₽", Kind.MONEY, width=14),
        Column(
            "change",
            "Итог к прошлому году, ₽",
            "Against a year ago, ₽",
            Kind.MONEY,
            width=14,
            formula='IF({row.year_ago}="","",ROUND({row.income}-{row.year_ago},2))',
        ),
        Column("year_ago", "Год назад, ₽", "A year ago, ₽", Kind.MONEY, width=14),
        Column("income", "Доход месяца, ₽", "Income of the month, ₽", Kind.MONEY, width=14),
        Column("clients_new", "Пришло клиентов", "Clients won", Kind.INT, width=12),
        Column("clients_left", "Ушло клиентов", "Clients left", Kind.INT, width=12),
        Column("left_income", "Доход ушедших в год, ₽", "Their income a year, ₽", Kind.MONEY, width=14),
    ),
    identity=("month",),
)

LEFT = Table(
    "cb_left",
    *NAME,
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.STATUS, width=14),
        Column("last_year", "Доход последнего года, ₽", "Income of the last year, ₽", Kind.MONEY, width=14),
        Column(
            "missed_income",
            "Недополучено, ₽",
            "Missed so far, ₽",
            Kind.MONEY,
            width=14,
            formula="MAX(0,{row.last_year})*MAX(0,{row.silent_days}-{row.interval})/365",
        ),
        LAST_ORDER,
        Column("left_on", "Ушёл", "Left on", Kind.DATE, width=12),
        Column("win_back", "Возвращать", "Win back", Kind.CODE, codes=WIN_BACK, width=18),
        Column("cause", "Причина ухода", "Cause", width=24, typed=True),
        Column("decision", "Решение", "Decision", width=24, typed=True),
        Column("why", "Почему", "Why", width=56),
        grouped(CLIENT_ID),
        Column("silent_days", "Пауза, дн.", "Pause, days", Kind.INT, width=10, grouped=True),
        Column("interval", "Интервал", "Interval", Kind.INT, width=10, grouped=True),
        Column("limit_days", "Предел паузы, дн.", "Limit, days", Kind.INT, width=10, grouped=True),
    ),
    identity=("client_id",),
)

SHEET = Sheet(
    "leaving",
    *NAME,
    stack=(
        Charts(
            (
                Chart("bucket", "stacked", BUCKET.name, "month", ("new", "returned", "kept", "lost")),
                Chart("bucket_clients", "column", BUCKET.name, "month", ("clients_new", "clients_left")),
            )
        ),
        Block(
            BUCKET,
            rules=(
                Rule("change", "bad", when="AND(ISNUMBER({row.change}),{row.change}<0)"),
                Rule("change", "good", when="AND(ISNUMBER({row.change}),{row.change}>0)"),
            ),
            heading=True,
            autofilter=False,
        ),
        Block(
            LEFT,
            rules=(
                Rule("win_back", "watch", words=("first",)),
                Rule("win_back", "good", words=("back",)),
                Rule("win_back", "muted", words=("late", "no_income", "no_calls")),
            ),
            heading=True,
            rows_in_sight=40,
        ),
    ),
    lines=(
        *COMMON,
        Line("left_clients", Kind.INT, formula="COUNT({cb_left.silent_days})"),
        Line("left_income", Kind.MONEY, formula="SUM({cb_left.last_year})"),
        Line("left_missed", Kind.MONEY, formula="SUM({cb_left.missed_income})"),
        Line("left_rest", Kind.INT),
        Line("left_empty", wide=True),
    ),
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Удержание».

    Args:
        tools: who left, the flow of income; what was typed before
        top: the common lines
        words: the language of the book
    """
    register = tools.desk.register
    typed = typed_before(register.previous.get(LEFT.name, pd.DataFrame()), LEFT)
    found = tools.leaving.left
    noted = found["client_id"].isin(typed["client_id"])
    listed = found[noted | (found.index < register.settings.whole("list_rows"))]
    rows = listed.merge(typed, on="client_id", how="left")
    missed = (rows["silent_days"] - rows["interval"]).clip(lower=0) * rows["last_year"].clip(lower=0) / 365
    rows = rows.assign(missed_income=missed.astype(float))
    months = tools.leaving.months
    months = months.assign(change=(months["income"] - months["year_ago"]).astype(float).round(2))
    lines: dict[str, Value] = {
        **top.lines(),
        "left_clients": len(rows),
        "left_income": float(rows["last_year"].sum()),
        "left_missed": float(rows["missed_income"].sum()),
        "left_rest": len(found) - len(listed),
        "left_empty": words.text("leaving.none" if found.empty else "leaving.first", share=_share(tools, words)),
    }
    table = shown_as_typed(rows, LEFT, words)
    return Content(SHEET, {BUCKET.name: shown(months, BUCKET, words), LEFT.name: table}, lines)


def _share(tools: Tools, words: Words) -> str:
    return words.number(100 * tools.desk.register.settings.number("win_back_share"))
