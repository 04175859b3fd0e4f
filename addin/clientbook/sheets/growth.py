"""«Рост»: what is left to win of the clients' purchases, and who has never bought yet."""

from __future__ import annotations

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, INCOME, LAST_ORDER, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.setting_cells import setting

WAY = Codes(
    (
        Code("grow", "растить", "grow"),
        Code("win_back", "вернуть", "win back"),
        Code("attract", "привлечь: не покупал", "attract: never bought"),
    )
)

GROWTH = Table(
    "cb_growth",
    "Рост",
    "Growth",
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.STATUS, width=16),
        Column("revenue_12m", "Выручка 12м, ₽", "Revenue 12m, ₽", Kind.MONEY, width=14),
        Column("potential", "Потенциал, ₽", "Potential, ₽", Kind.MONEY, width=14),
        Column(
            "share",
            "Доля в закупках, %",
            "Share of wallet, %",
            Kind.PERCENT,
            width=11,
            formula='IF(N({row.potential})>0,MAX(0,MIN(1,{row.revenue_12m}/{row.potential})),"")',
        ),
        Column(
            "gap",
            "Можно добрать, ₽",
            "To win, ₽",
            Kind.MONEY,
            width=15,
            formula='IF(N({row.potential})>0,MAX(0,{row.potential}*{line.growth_target}-{row.revenue_12m}),"")',
        ),
        Column("way", "Путь", "Way", Kind.CODE, codes=WAY, width=20),
        Column("why", "Почему", "Why", width=50),
        LAST_ORDER,
        grouped(CLIENT_ID),
        grouped(INCOME),
        Column("strategy", "Стратегия", "Strategy", Kind.CODE, codes=codes.STRATEGY, width=22, grouped=True),
    ),
    identity=("client_id",),
)

SHEET = Sheet(
    "growth",
    GROWTH.ru,
    GROWTH.en,
    stack=(
        Block(
            GROWTH,
            rules=(Rule("way", "watch", words=("attract",)), Rule("way", "muted", words=("win_back",))),
            bars=("gap",),
            rows_in_sight=60,
        ),
    ),
    lines=(
        *COMMON,
        Line("growth_target", Kind.PERCENT, formula=setting('"wallet_target_share"')),
        Line("growth_gap", Kind.MONEY, formula="SUM({cb_growth.gap})"),
        Line("growth_never", Kind.INT),
        Line("growth_rest", Kind.INT),
        Line("growth_unknown", wide=True),
    ),
    frozen="client",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «Рост».

    Args:
        tools: what can be won
        top: the common lines
        words: the language of the book
    """
    found, settings = tools.growth, tools.desk.register.settings
    rows = found.rows.head(settings.whole("list_rows"))
    income = words.number(found.unknown_income)
    key = "growth.unknown" if found.unknown else "growth.all_known"
    lines: dict[str, Value] = {
        **top.lines(),
        "growth_target": settings.number("wallet_target_share"),
        "growth_gap": float(rows["gap"].sum()),
        "growth_never": int(found.rows["way"].eq("attract").sum()),
        "growth_rest": len(found.rows) - len(rows),
        "growth_unknown": words.text(key, count=found.unknown, income=income),
    }
    return Content(SHEET, {GROWTH.name: shown(rows, GROWTH, words)}, lines)
