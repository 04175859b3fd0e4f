"""«P&L клиентов»: revenue, what a client costs, what is left; a reconciliation that is zero; what is missing and where to fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.locale import Words
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.setting_cells import setting

if TYPE_CHECKING:
    from clientbook.method.client_pnl import ClientPnl
    from clientbook.method.tools import Tools

_SPENT = "{row.discounts}-{row.logistics}-{row.other}-{row.contact_cost}-{row.overdue_cost}"


def _money(key: str, ru: str, en: str, formula: str | None = None) -> Column:
    return Column(key, ru, en, Kind.MONEY, width=14, formula=formula)


PNL = Table(
    "cb_client_pnl",
    "P&L клиентов",
    "Client P&L",
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        _money("revenue", "Выручка, ₽", "Revenue, ₽"),
        _money("cost", "Себестоимость, ₽", "Cost of goods, ₽"),
        _money(
            "gross_profit", "Валовая прибыль, ₽", "Gross profit, ₽", 'IF({row.cost}="","",{row.revenue}-{row.cost})'
        ),
        _money("discounts", "Скидки и бонусы, ₽", "Discounts, ₽"),
        _money("logistics", "Логистика, ₽", "Logistics, ₽"),
        _money("contact_cost", "Контакты, ₽", "Contacts, ₽", "{row.minutes}*{line.pnl_minute}"),
        _money("overdue_cost", "Деньги в просрочке, ₽", "Overdue money, ₽", "{row.overdue}*{line.pnl_rate}"),
        _money(
            "profit", "Прибыль клиента, ₽", "Client profit, ₽", f'IF({{row.cost}}="","",{{row.gross_profit}}-{_SPENT})'
        ),
        Column(
            "profitability",
            "Рентабельность, %",
            "Profitability, %",
            Kind.PERCENT,
            width=16,
            formula='IF(OR({row.cost}="",{row.revenue}<=0),"",{row.profit}/{row.revenue})',
        ),
        Column("why", "Почему", "Why", width=46),
        grouped(CLIENT_ID),
        Column("other", "Прочее, ₽", "Other, ₽", Kind.MONEY, width=13, grouped=True),
        Column("minutes", "Минут контактов", "Minutes of contacts", Kind.INT, width=11, grouped=True),
        Column("overdue", "Просрочка, ₽", "Overdue, ₽", Kind.MONEY, width=13, grouped=True),
    ),
    identity=("client_id",),
)

SHEET = Sheet(
    "client_pnl",
    PNL.ru,
    PNL.en,
    stack=(
        Block(
            PNL,
            rules=(
                Rule("profit", "bad", when="AND(ISNUMBER({row.profit}),{row.profit}<0)"),
                Rule("profitability", "bad", when="AND(ISNUMBER({row.profitability}),{row.profitability}<0)"),
                Rule("gross_profit", "bad", when="AND(ISNUMBER({row.gross_profit}),{row.gross_profit}<0)"),
            ),
        ),
    ),
    lines=(
        *COMMON,
        Line("pnl_minute", Kind.NUMBER, formula=setting('"minute_cost"')),
        Line("pnl_rate", Kind.PERCENT, formula=setting('"overdue_rate"')),
        Line("pnl_revenue", Kind.MONEY, formula="SUM({cb_client_pnl.revenue})"),
        Line("pnl_gross", Kind.MONEY, formula="SUM({cb_client_pnl.gross_profit})"),
        Line("pnl_profit", Kind.MONEY, formula="SUM({cb_client_pnl.profit})"),
        Line("pnl_losing", Kind.INT, formula='COUNTIF({cb_client_pnl.profit},"<0")'),
        Line("pnl_loss", Kind.MONEY, formula='SUMIF({cb_client_pnl.profit},"<0")'),
        Line("pnl_no_client", Kind.NUMBER),
        Line("pnl_all", Kind.NUMBER),
        Line(
            "pnl_gap",
            Kind.NUMBER,
            formula="ROUND(SUM({cb_client_pnl.revenue})+{line.pnl_no_client}-{line.pnl_all},2)",
        ),
        SOURCE,
    ),
    frozen="client",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «P&L клиентов».

    Args:
        tools: the P&L, and the totals of all lines
        top: the common lines
        words: the language of the book
    """
    found, sales, settings = tools.client_pnl, tools.desk.register.sales, tools.desk.register.settings
    rows = found.clients
    losing = rows["profit"].lt(0)
    outside = float(sales.no_client.year.amount + sales.left_out.year.amount)
    whole = float(sales.all_lines.year.amount)
    lines: dict[str, Value] = {
        **top.lines(),
        "pnl_minute": settings.number("minute_cost"),
        "pnl_rate": settings.number("overdue_rate"),
        "pnl_revenue": float(rows["revenue"].sum()),
        "pnl_gross": float(rows["gross_profit"].sum()),
        "pnl_profit": float(rows["profit"].sum()),
        "pnl_losing": int(losing.sum()),
        "pnl_loss": float(rows.loc[losing, "profit"].sum()),
        "pnl_no_client": outside,
        "pnl_all": whole,
        "pnl_gap": round(float(rows["revenue"].sum()) + outside - whole, 2) + 0.0,
        "source": source(found, words),
    }
    return Content(SHEET, {PNL.name: shown(_with_zeros(rows), PNL, words)}, lines)


def _with_zeros(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with −0 as 0."""
    money = rows.select_dtypes("number").columns
    return rows.assign(**{name: rows[name] + 0.0 for name in money})


def source(found: ClientPnl, words: Words) -> str:
    """Return what the P&L is made of, or which sheets to fill in for what it does not hold."""
    gaps = {"pnl.lacks.cost": found.cost_known, "pnl.lacks.costs": found.costs_known, "pnl.lacks.log": found.log_known}
    lacks = [words.text(key) for key, known in gaps.items() if not known]
    if found.unlisted:
        lacks.append(words.text("pnl.lacks.unlisted", amount=words.number(found.unlisted)))
    return " ".join(lacks) or words.text("pnl.whole")
