"""«ЖИР»: points of the log against the norm by person, week and day; below: clients long without a contact, promised steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from clientbook.locale import Words
from clientbook.method.intensity import DAYS, PERIOD, WEEKS
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Look, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.periods import matrix
from clientbook.sheets.ratios import ratio, ratio_of_sums

NAME = ("ЖИР", "Activity")
FIGURE, PERSON, SENTENCE = 13.0, 30.0, 54.0
"""Widths: tables of one sheet share its columns."""

BAND = Codes(
    (
        Code("low", "мало", "low"),
        Code("fair", "ниже нормы", "below the norm"),
        Code("fine", "норма", "norm"),
        Code("over", "проверить", "check"),
        Code("none", "не работал", "did not work"),
    )
)

PEOPLE = Table(
    "cb_intensity",
    *NAME,
    (
        MANAGER,
        Column("job", "Роль", "Job", Kind.CODE, codes=codes.JOB, width=PERSON),
        Column("days", "Рабочих дней", "Working days", Kind.INT, width=FIGURE),
        Column("contacts", "Контактов", "Contacts", Kind.INT, width=FIGURE),
        Column("points", "Баллов", "Points", Kind.NUMBER, width=FIGURE),
        Column("norm", "Норма, баллов", "Norm, points", Kind.NUMBER, width=FIGURE),
        Column(
            "intensity",
            "Интенсивность, %",
            "Intensity, %",
            Kind.PERCENT,
            width=FIGURE + 2,
            formula=ratio("points", "norm"),
        ),
        Column("band", "Оценка", "Verdict", Kind.CODE, codes=BAND, width=PERSON),
        Column("no_result", "Звонков без результата, %", "Calls without a result, %", Kind.PERCENT, width=20),
        Column("check", "Что проверить", "What to check", width=SENTENCE),
    ),
    identity=("manager",),
)


def _periods(name: str, key: str, ru: str, en: str, count: int) -> Table:
    columns = (Column(f"{key}{n}", f"{ru} {n}", f"{en} {n}", Kind.PERCENT, width=FIGURE) for n in range(1, count + 1))
    return Table(name, *NAME, (MANAGER, *columns), identity=("manager",))


BY_WEEK = _periods("cb_intensity_weeks", "w", "Нед.", "Week", WEEKS)
BY_DAY = _periods("cb_intensity_days", "d", "День", "Day", DAYS)

KIND = Column("kind", "Вид", "Kind", Kind.CODE, codes=codes.CONTACT_KIND, width=FIGURE)
WITH = Column("person", "С кем", "With", width=PERSON)

LAST = Table(
    "cb_last_contacts",
    *NAME,
    (
        MANAGER,
        replace(CLIENT, width=PERSON),
        SEGMENT,
        Column("date", "Последний контакт", "Last contact", Kind.DATE, width=FIGURE),
        Column("days", "Дней назад", "Days ago", Kind.INT, width=FIGURE),
        Column("norm", "Норма, дн.", "Norm, days", Kind.INT, width=FIGURE),
        KIND,
        WITH,
        Column("by", "Кто провёл", "Made by", width=20),
        Column("verdict", "Вывод", "Verdict", width=SENTENCE),
        grouped(CLIENT_ID),
    ),
)

STEPS = Table(
    "cb_steps",
    *NAME,
    (
        MANAGER,
        replace(CLIENT, width=PERSON),
        SEGMENT,
        Column("next_date", "Дата шага", "Step date", Kind.DATE, width=FIGURE),
        Column("days", "Дней до срока", "Days left", Kind.INT, width=FIGURE),
        Column("date", "Записан", "Entered", Kind.DATE, width=FIGURE),
        replace(KIND, ru="Из контакта", en="From"),
        WITH,
        Column("state", "Состояние", "State", width=20),
        Column("next_step", "Следующий шаг", "Next step", width=SENTENCE),
        grouped(CLIENT_ID),
    ),
)

ROWS_IN_SIGHT = 30
LONG = 1.5
"""From so many norms a client is long without a contact."""


def _cells(table: Table, looks: tuple[tuple[Look, str, str], ...]) -> tuple[Rule, ...]:
    keys = [column.key for column in table.columns[1:]]
    return tuple(
        Rule(key, look, when=f"AND(ISNUMBER({{row.{key}}}),ROUND(N({{row.{key}}}),9){sign}{{line.intensity_{name}}})")
        for key in keys
        for look, sign, name in looks
    )


SHORT: tuple[tuple[Look, str, str], ...] = (("bad", "<", "low"), ("watch", "<", "fair"))
OVER: tuple[tuple[Look, str, str], ...] = (("watch", ">", "over"),)
"""A single day over the norm is a day with a long visit: only weeks are marked for it."""

SHEET = Sheet(
    "intensity",
    *NAME,
    stack=(
        Block(
            PEOPLE,
            rules=(
                Rule("band", "bad", words=("low",)),
                Rule("band", "watch", words=("fair", "over")),
                Rule("band", "good", words=("fine",)),
                Rule("band", "muted", words=("none",)),
            ),
        ),
        Block(BY_WEEK, rules=_cells(BY_WEEK, OVER + SHORT), heading=True, autofilter=False),
        Block(BY_DAY, rules=_cells(BY_DAY, SHORT), heading=True, autofilter=False),
        Block(
            LAST,
            rules=(
                Rule("days", "bad", when=f"AND(N({{row.norm}})>0,N({{row.days}})>{LONG}*N({{row.norm}}))"),
                Rule("days", "watch", when="AND(N({row.norm})>0,N({row.days})>N({row.norm}))"),
            ),
            heading=True,
            autofilter=False,
            rows_in_sight=ROWS_IN_SIGHT,
        ),
        Block(
            STEPS,
            rules=(Rule("state", "bad", when="AND(ISNUMBER({row.days}),N({row.days})<0)"),),
            heading=True,
            autofilter=False,
            rows_in_sight=ROWS_IN_SIGHT,
        ),
    ),
    lines=(
        *COMMON,
        SOURCE,
        Line("intensity_norm", Kind.NUMBER),
        Line("intensity_low", Kind.PERCENT),
        Line("intensity_fair", Kind.PERCENT),
        Line("intensity_over", Kind.PERCENT),
        Line("intensity_total", Kind.PERCENT, formula=ratio_of_sums(PEOPLE.name, "points", "norm")),
        Line("intensity_steps", Kind.INT, formula='COUNTIF({cb_steps.days},"<0")'),
    ),
    frozen="manager",
)


def _touch(row: tuple[float, float], words: Words) -> str:
    days, norm = row
    if not np.isfinite(days):
        return words.text("sheet.intensity.touch.never")
    if days > LONG * norm:
        return words.text("sheet.intensity.touch.over", times=words.number(days / norm, 1))
    return words.text("sheet.intensity.touch.late", days=words.number(days - norm))


def _step(days: float, words: Words) -> str:
    if days == 0:
        return words.text("sheet.intensity.step.today")
    key = "late" if days < 0 else "coming"
    return words.text(f"sheet.intensity.step.{key}", days=words.number(abs(days)))


def _source(tools: Tools, words: Words) -> str:
    people = tools.intensity.people
    if people.empty:
        return words.text("sheet.intensity.waiting")
    as_of = tools.desk.as_of
    first = as_of - timedelta(days=PERIOD - 1)
    count = words.number(float(people["contacts"].sum()))
    return words.text("sheet.intensity.source", contacts=count, first=words.day(first), last=words.day(as_of))


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «ЖИР».

    Args:
        tools: intensity, last contacts and promised steps
        top: the common lines
        words: the language of the book
    """
    found, settings = tools.intensity, tools.desk.register.settings
    people = found.people.sort_values(["intensity", "manager"], na_position="last")
    late = tools.last_contacts
    late = late[late["ratio"] > 1]
    steps = tools.open_steps
    tables = {
        PEOPLE.name: shown(people, PEOPLE, words),
        BY_WEEK.name: matrix(found.weeks, BY_WEEK, "intensity", words.text("sheet.intensity.week_of")),
        BY_DAY.name: matrix(found.days, BY_DAY, "intensity", words.text("sheet.intensity.day_of")),
        LAST.name: shown(
            late.assign(verdict=[_touch(row, words) for row in zip(late["days"], late["norm"], strict=True)]),
            LAST,
            words,
        ),
        STEPS.name: shown(steps.assign(state=[_step(days, words) for days in steps["days"]]), STEPS, words),
    }
    made, norm = float(people["points"].sum()), float(people["norm"].sum())
    lines: dict[str, Value] = {
        **top.lines(),
        "source": _source(tools, words),
        "intensity_norm": settings.number("intensity_norm"),
        "intensity_low": settings.number("intensity_low"),
        "intensity_fair": settings.number("intensity_fair"),
        "intensity_over": settings.number("intensity_over"),
        "intensity_total": made / norm if norm > 0 else "",
        "intensity_steps": int((steps["days"] < 0).sum()),
    }
    return Content(SHEET, tables, lines)
