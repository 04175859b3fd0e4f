"""«План контактов»: whom to contact when, through what and why; people mark what came of it.

The lines above answer «what is on this day»: a date and a manager are typed, the sentence beside them counts live.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from clientbook.locale import Words
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.register.previous import Unread
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CHANNEL, CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown, with_unread
from clientbook.sheets.spoken import counted, counted_words, spoken

PLAN = Table(
    "cb_plan",
    "План контактов",
    "Contact plan",
    (
        Column("date", "Дата", "Date", Kind.DATE, width=11, typed=True),
        CLIENT,
        SEGMENT,
        CHANNEL,
        Column("purpose", "Цель", "Purpose", width=26),
        Column("person", "Контактное лицо", "Person", width=26),
        Column("phone", "Телефон", "Phone", Kind.ID, width=18),
        Column("why", "Почему", "Why", width=48),
        Column("status", "Статус", "Status", Kind.CODE, codes=codes.PLAN_STATUS, width=15, typed=True),
        Column("result", "Итог", "Outcome", width=28, typed=True),
        Column("next_step", "Следующий шаг", "Next step", width=22, typed=True),
        Column("next_date", "Дата следующего шага", "Next step date", Kind.DATE, width=12, typed=True),
        Column("weekday", "День", "Day", width=7, grouped=True),
        grouped(MANAGER),
        grouped(CLIENT_ID),
        Column(
            "client_status", "Статус клиента", "Client status", Kind.CODE, codes=codes.STATUS, width=17, grouped=True
        ),
        Column(
            "dmu_role", "Роль в ГПР", "Role in decision unit", Kind.CODE, codes=codes.DMU_ROLE, width=13, grouped=True
        ),
        Column("argument", "Довод", "Talking point", width=46, grouped=True),
        Column("priority", "Приоритет", "Priority", Kind.INT, width=11, grouped=True),
        Column("due", "Срок по регламенту", "Due by regulation", Kind.DATE, width=13, grouped=True),
        Column("computed_date", "Дата расчётная", "Computed date", Kind.DATE, width=12, grouped=True),
        Column("minutes", "Мин.", "Min.", Kind.INT, width=7, grouped=True),
        Column("plan_id", "ID", "ID", Kind.ID, width=30, grouped=True),
    ),
    identity=("plan_id",),
)

_SHOWN = "IF(ISNUMBER({line.show_on}),{line.show_on},{line.plan_from})"
_WHOSE = 'IF({line.show_manager}="","<>",{line.show_manager})'
_OPEN = "{cb_plan.status},{code.PLAN_STATUS.planned}"
_MINE = f"{{cb_plan.manager}},{_WHOSE}"
_ON_DAY = f"COUNTIFS({{cb_plan.date}},{_SHOWN},{_MINE})"
_MINUTES = f"SUMIFS({{cb_plan.minutes}},{{cb_plan.date}},{_SHOWN},{_MINE})"
_LATE = f'COUNTIFS({{cb_plan.due}},"<"&{_SHOWN},{_OPEN},{_MINE})'
ROOM = (
    'SUMPRODUCT((({line.show_manager}="")+({cb_load.manager}={line.show_manager})>0)'
    "*{cb_load.have_minutes}/({cb_load.days}+({cb_load.days}=0)))"
)
"""Minutes that there are for contacts on a day; a figure stands in its place where «Загрузка» is not in the book."""
_UNKNOWN = 'AND({line.show_manager}<>"",COUNTIF({cb_plan.manager},{line.show_manager})=0)'
_STATUS_COUNT = "COUNTIFS({{cb_plan.status}},{{code.PLAN_STATUS.{status}}},{mine})"


def _day_text(day: str) -> str:
    """Return a formula for a date as text: a TEXT() date pattern would depend on the language of Excel."""
    return f'TEXT(DAY({day}),"00")&"."&TEXT(MONTH({day}),"00")&"."&YEAR({day})'


def _sentence(words: Words) -> str:
    """Return the formula «18.05.2026: 9 контактов, 235 из 240 мин, просрочено 3»."""
    known = "&".join(
        (
            _day_text(_SHOWN),
            '": "',
            counted(_ON_DAY, "sheet.plan.contact", words),
            f'", "&{_MINUTES}',
            f'" "&{{word.sheet.plan.of}}&" "&ROUND({ROOM},0)',
            '" "&{word.sheet.plan.minutes_late}&" "&{line.plan_late}',
        )
    )
    return spoken(f"IF({_UNKNOWN},{{word.sheet.plan.nobody}},{known})", words)


def _counters(words: Words) -> tuple[Line, ...]:
    """Return the counters that move when a status is chosen."""
    statuses = ("planned", "done")
    counts = tuple(
        Line(f"plan_{status}", Kind.INT, formula=spoken(_STATUS_COUNT.format(status=status, mine=_MINE), words))
        for status in statuses
    )
    return (*counts, Line("plan_late", Kind.INT, formula=spoken(_LATE, words)))


RULES = (
    Rule("", "good", words=("done",), of="status"),
    Rule("", "watch", words=("no_answer", "moved", "missed"), of="status"),
    Rule("", "muted", words=("cancelled", "off_norm"), of="status"),
)


def sheet(words: Words) -> Sheet:
    """Return the description; its formulas speak the language of the book."""
    late = spoken(
        'AND({row.status}={code.PLAN_STATUS.planned},{row.due}<>"",{row.due}<{line.plan_from})',
        words,
    )
    return Sheet(
        "plan",
        PLAN.ru,
        PLAN.en,
        stack=(Block(PLAN, rules=(*RULES, Rule("date", "bad", when=late))),),
        lines=(
            *COMMON,
            Line("show_on", Kind.DATE, typed=True),
            Line("show_manager", typed=True),
            Line("on_day", formula=_sentence(words), wide=True),
            *_counters(words),
        ),
        frozen="client",
    )


class _Day(NamedTuple):
    """What the lines say while no date and no manager are typed: the first day of the plan, everybody."""

    plan: pd.DataFrame
    load: pd.DataFrame
    day: date

    def late(self) -> int:
        open_rows = self.plan["status"].eq("planned")
        return int((open_rows & (pd.to_datetime(self.plan["due"]) < pd.Timestamp(self.day)) & self._owned()).sum())

    def count(self, status: str) -> int:
        return int((self.plan["status"].eq(status) & self._owned()).sum())

    def _owned(self) -> pd.Series:
        return self.plan["manager"].notna()

    def sentence(self, words: Words) -> str:
        rows = self.plan[pd.to_datetime(self.plan["date"]).eq(pd.Timestamp(self.day)) & self._owned()]
        days = self.load["days"].fillna(0).astype(float)
        room = (self.load["have_minutes"].fillna(0).astype(float) / days.where(days > 0, 1)).sum()
        contacts = counted_words(len(rows), "sheet.plan.contact", words)
        minutes = int(rows["minutes"].fillna(0).sum())
        middle = f"{minutes} {words.text('sheet.plan.of')} {int(room + 0.5)} {words.text('sheet.plan.minutes_late')}"
        return f"{self.day:%d.%m.%Y}: {contacts}, {middle} {self.late()}"

    def lines(self, words: Words) -> dict[str, Value]:
        return {
            "show_on": None,
            "show_manager": None,
            "on_day": self.sentence(words),
            "plan_planned": self.count("planned"),
            "plan_done": self.count("done"),
            "plan_late": self.late(),
        }


def _weekdays(dates: pd.Series, words: Words) -> pd.Series:
    names = {number: words.text(f"sheet.plan.weekday.{number}") for number in range(1, 8)}
    return pd.to_datetime(dates).dt.day_of_week.map(lambda day: names.get(int(day) + 1) if pd.notna(day) else None)


def content(
    plan: pd.DataFrame, load: pd.DataFrame, top: Top, words: Words, as_typed: Mapping[str, Unread] | None = None
) -> Content:
    """Return «План контактов», by manager and date.

    Args:
        plan: the contacts, codes in coded columns; a row without a status is planned
        load: «Загрузка» of the same run; the minutes of a day come from it
        top: the common lines
        words: the language of the book
        as_typed: plan ID → key → what stays where somebody typed something that could not be read
    """
    unread = plan["plan_id"].isin([text for text, cells in (as_typed or {}).items() if "status" in cells])
    status = plan["status"].mask(plan["status"].isna() & ~unread, "planned")
    rows = plan.assign(status=status, weekday=_weekdays(plan["date"], words))
    rows = rows.sort_values(["manager", "date", "priority", "plan_id"], ascending=[True, True, False, True])
    lines = {**top.lines(), **_Day(rows, load, top.plan_from).lines(words)}
    return Content(sheet(words), {PLAN.name: with_unread(shown(rows, PLAN, words), "plan_id", as_typed or {})}, lines)
