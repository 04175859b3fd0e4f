"""«КП в работе»: open quotations and what to do about them; below, what was paid of what was sent."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from clientbook.locale import Words
from clientbook.method.offers import FOLLOW_UPS
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.ratios import ratio, ratio_of_sums, ratios

NAME = ("КП в работе", "Open quotations")

TODO = Codes(
    (
        Code("wait", "ждать решения", "wait"),
        Code("plan", "звонок в плане", "call planned"),
        Code("late", "позвонить", "call"),
        Code("close", "закрыть: оплата или отказ", "close: paid or refused"),
    )
)

OPEN = Table(
    "cb_offers_open",
    *NAME,
    (
        replace(CLIENT, width=30),
        MANAGER,
        SEGMENT,
        Column("offer_no", "№ КП", "No.", Kind.ID, width=13),
        Column("category", "Группа товара", "Category", width=20),
        Column("amount", "Сумма КП, ₽", "Amount, ₽", Kind.MONEY, width=15),
        Column("sent_on", "Отправлено", "Sent", Kind.DATE, width=14),
        Column("age", "Открыто, дн.", "Open, days", Kind.INT, width=13, formula="{line.as_of}-{row.sent_on}"),
        Column("state", "Состояние", "State", Kind.CODE, codes=codes.OFFER_STATE, width=16),
        Column("last_contact", "Последний контакт", "Last contact", Kind.DATE, width=13),
        Column("follow_up", "Звонок в плане", "Planned call", Kind.DATE, width=13),
        Column("todo", "Что делать", "What to do", Kind.CODE, codes=TODO, width=26),
        grouped(CLIENT_ID),
    ),
)


def _conversion(name: str, key: str, ru: str, en: str, kind: Kind = Kind.TEXT) -> Table:
    return Table(
        name,
        *NAME,
        (
            Column(key, ru, en, kind, width=30),
            Column("sent", "Отправлено КП", "Sent", Kind.INT, width=20),
            Column("won", "Оплачено", "Paid", Kind.INT, width=12),
            Column("lost", "Отказ", "Refused", Kind.INT, width=13),
            Column("open", "Открыто", "Open", Kind.INT, width=20),
            Column("sent_amount", "Отправлено, ₽", "Sent, ₽", Kind.MONEY, width=15),
            Column("won_amount", "Оплачено, ₽", "Paid, ₽", Kind.MONEY, width=14),
            Column("share", "Конверсия, %", "Conversion, %", Kind.PERCENT, width=13, formula=ratio("won", "sent")),
            Column(
                "money_share",
                "Конверсия по сумме, %",
                "Conversion by amount, %",
                Kind.PERCENT,
                width=16,
                formula=ratio("won_amount", "sent_amount"),
            ),
            Column("days", "До оплаты в среднем, дн.", "Days to payment", Kind.INT, width=13),
        ),
        identity=(key,),
    )


BY_MANAGER = _conversion("cb_offers_managers", "manager", "Менеджер", "Manager")
BY_GROUP = _conversion("cb_offers_groups", "category", "Группа товара", "Category")
BY_MONTH = _conversion("cb_offers_months", "month", "Месяц отправки", "Month sent", Kind.MONTH)

SHEET = Sheet(
    "quotations",
    *NAME,
    stack=(
        Block(
            OPEN,
            rules=(
                Rule("todo", "bad", words=("late", "close")),
                Rule("todo", "watch", words=("plan",)),
                Rule("age", "watch", when="N({row.age})>{line.offer_days}"),
            ),
            rows_in_sight=40,
        ),
        *(Block(table, heading=True, autofilter=False) for table in (BY_MANAGER, BY_GROUP, BY_MONTH)),
    ),
    lines=(
        *COMMON,
        SOURCE,
        Line("offer_days", Kind.INT),
        Line("offer_open", Kind.MONEY, formula="SUM({cb_offers_open.amount})"),
        Line("offer_old", Kind.INT, formula='COUNTIF({cb_offers_open.age},">"&{line.offer_days})'),
        Line("offer_share", Kind.PERCENT, formula=ratio_of_sums(BY_MANAGER.name, "won", "sent")),
    ),
    frozen="manager",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «КП в работе».

    Args:
        tools: quotations
        top: the common lines
        words: the language of the book
    """
    found, register = tools.quotations, tools.desk.register
    step = register.settings.whole("offer_days")
    sent, won = (int(found.by_manager[key].sum()) for key in ("sent", "won"))
    lines: dict[str, Value] = {
        **top.lines(),
        "source": _source(tools, step, words),
        "offer_days": step,
        "offer_open": float(found.open["amount"].sum()),
        "offer_old": int((found.open["age"] > step).sum()),
        "offer_share": won / sent if sent else "",
    }
    nobody, blank = words.text("sheet.load.nobody"), words.text("sheet.quotations.no_group")
    shares = {
        BY_MANAGER: found.by_manager.assign(manager=found.by_manager["key"].astype(object).fillna(nobody)),
        BY_GROUP: found.by_group.assign(category=found.by_group["key"].astype(object).fillna(blank)),
        BY_MONTH: found.by_month.assign(month=pd.to_datetime(found.by_month["key"])),
    }
    tables = {table.name: shown(_with_shares(rows), table, words) for table, rows in shares.items()}
    state = found.open["state"].fillna("sent")
    return Content(SHEET, {OPEN.name: shown(found.open.assign(state=state), OPEN, words), **tables}, lines)


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Add what the formulas of the rows give."""
    return rows.assign(share=ratios(rows, "won", "sent"), money_share=ratios(rows, "won_amount", "sent_amount"))


def _source(tools: Tools, step: int, words: Words) -> str:
    found = tools.quotations
    if tools.desk.register.tools["cb_offers"].empty:
        return words.text("sheet.quotations.waiting", days=step)
    sent = int(found.by_manager["sent"].sum())
    return words.text("sheet.quotations.source", sent=sent, open=len(found.open), days=step, last=step * FOLLOW_UPS)
