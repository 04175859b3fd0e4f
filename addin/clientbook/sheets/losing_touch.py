"""«Теряем связь»: active clients whose pause or silence is over the usual (yellow) or over the longest (red)."""

from __future__ import annotations

import pandas as pd

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, INCOME, LAST_ORDER, MANAGER, SEGMENT, grouped, shown

_RED = "OR(N({row.pause})>N({row.pause_most}),AND(ISNUMBER({row.silent_most}),N({row.silent})>{row.silent_most}))"
_YELLOW = "OR(N({row.pause})>N({row.pause_ideal}),AND(ISNUMBER({row.norm}),N({row.silent})>{row.norm}))"


def _days(key: str, ru: str, en: str) -> Column:
    return Column(key, ru, en, Kind.INT, width=11)


TOUCH = Table(
    "cb_touch",
    "Теряем связь",
    "Losing touch",
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        INCOME,
        Column(
            "signal",
            "Сигнал",
            "Signal",
            width=13,
            formula=f'IF({_RED},{{line.touch_red}},IF({_YELLOW},{{line.touch_yellow}},""))',
        ),
        LAST_ORDER,
        _days("pause", "Пауза в заказах, дн.", "Pause in orders, days"),
        _days("pause_ideal", "Пора: дольше, дн.", "Due over, days"),
        _days("pause_most", "Теряем: дольше, дн.", "Losing over, days"),
        _days("silent", "Без контакта, дн.", "Without contact, days"),
        _days("norm", "Пора: контакт через, дн.", "Contact due over, days"),
        _days("silent_most", "Теряем: контакт через, дн.", "Contact lost over, days"),
        grouped(CLIENT_ID),
        Column("interval", "Обычный интервал", "Usual interval", Kind.INT, width=11, grouped=True),
    ),
    identity=("client_id",),
)


def _pair(value: str, ideal: str, most: str) -> tuple[Rule, ...]:
    return (
        Rule(value, "bad", when=f"AND(ISNUMBER({{row.{most}}}),N({{row.{value}}})>{{row.{most}}})"),
        Rule(value, "watch", when=f"AND(ISNUMBER({{row.{ideal}}}),N({{row.{value}}})>{{row.{ideal}}})"),
    )


SHEET = Sheet(
    "touch",
    TOUCH.ru,
    TOUCH.en,
    stack=(
        Block(
            TOUCH,
            rules=(
                Rule("signal", "bad", when="{row.signal}={line.touch_red}"),
                Rule("signal", "watch", when="{row.signal}={line.touch_yellow}"),
                *_pair("pause", "pause_ideal", "pause_most"),
                *_pair("silent", "norm", "silent_most"),
            ),
            rows_in_sight=60,
        ),
    ),
    lines=(
        *COMMON,
        Line("touch_red"),
        Line("touch_reds", Kind.INT, formula="COUNTIF({cb_touch.signal},{line.touch_red})"),
        Line("touch_yellow"),
        Line("touch_yellows", Kind.INT, formula="COUNTIF({cb_touch.signal},{line.touch_yellow})"),
        Line("touch_rest", Kind.INT),
        Line("touch_log", wide=True),
    ),
    frozen="client",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Теряем связь».

    Args:
        tools: the clients with a signal
        top: the common lines
        words: the language of the book
    """
    found = tools.losing_touch
    rows = found.head(tools.desk.register.settings.whole("list_rows"))
    lines: dict[str, Value] = {
        **top.lines(),
        "touch_red": words.text("touch.red"),
        "touch_reds": int(rows["signal"].eq("red").sum()),
        "touch_yellow": words.text("touch.yellow"),
        "touch_yellows": int(rows["signal"].eq("yellow").sum()),
        "touch_rest": len(found) - len(rows),
        "touch_log": words.text("touch.no_log" if tools.desk.register.log.empty else "touch.with_log"),
    }
    said = pd.Series([words.text(f"touch.{signal}") for signal in rows["signal"]], index=rows.index, dtype=object)
    return Content(SHEET, {TOUCH.name: shown(rows.assign(signal=said), TOUCH, words)}, lines)
