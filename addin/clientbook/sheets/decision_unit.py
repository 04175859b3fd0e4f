"""«ГПР»: roles of the decision unit covered by live contacts, one-thread clients, people who left or are not in the list."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from clientbook.locale import Words
from clientbook.method.decision_unit import REQUIRED
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.ratios import ratio, ratio_of_sums

NAME = ("ГПР", "Buying centre")
FIGURE, PERSON, SENTENCE = 12.0, 30.0, 46.0
"""Widths: tables of one sheet share its columns."""

ISSUE = Codes(
    (
        Code("left", "ушёл", "left"),
        Code("unknown", "нет в списке", "not listed"),
        Code("no_role", "роль?", "role?"),
        Code("unreachable", "нет связи", "no way"),
        Code("silent", "молчит", "silent"),
    )
)


def _count(key: str, ru: str, en: str) -> Column:
    return Column(key, ru, en, Kind.INT, width=FIGURE)


COVERAGE = Column(
    "coverage",
    "Покрытие, %",
    "Coverage, %",
    Kind.PERCENT,
    width=FIGURE,
    formula=ratio("covered", "required"),
)

MANAGERS = Table(
    "cb_dmu_managers",
    *NAME,
    (
        MANAGER,
        Column("job", "Роль", "Job", Kind.CODE, codes=codes.JOB, width=PERSON),
        _count("clients", "Клиентов", "Clients"),
        _count("large", "Ключевых и крупных", "Key and large"),
        _count("known", "Людей известно", "People known"),
        _count("required", "Ролей нужно", "Roles required"),
        _count("covered", "Живой контакт", "Live contact"),
        COVERAGE,
        _count("one_thread", "Одна нить", "One thread"),
        _count("left", "Ушли", "Left"),
    ),
    identity=("manager",),
)

UNITS = Table(
    "cb_dmu",
    *NAME,
    (
        MANAGER,
        replace(CLIENT, width=PERSON),
        SEGMENT,
        _count("deciders", "ЛПР", "Deciders"),
        _count("influencers", "ЛВР", "Influencers"),
        _count("required", "Ролей нужно", "Roles required"),
        _count("covered", "Живой контакт", "Live contact"),
        COVERAGE,
        _count("known", "Людей известно", "People known"),
        Column("date", "Последний контакт", "Last contact", Kind.DATE, width=FIGURE),
        Column("person", "С кем", "With", width=PERSON),
        Column("todo", "Что сделать", "What to do", width=SENTENCE),
        grouped(CLIENT_ID),
    ),
)

PEOPLE = Table(
    "cb_dmu_people",
    *NAME,
    (
        MANAGER,
        replace(CLIENT, width=PERSON),
        SEGMENT,
        Column("dmu_role", "Роль в ГПР", "Role", Kind.CODE, codes=codes.DMU_ROLE, width=FIGURE),
        _count("influence", "Влияние 1–5", "Influence 1–5"),
        _count("attitude", "Отношение −2…+2", "Attitude −2…+2"),
        Column("date", "Последний контакт", "Last contact", Kind.DATE, width=FIGURE),
        _count("days", "Дней назад", "Days ago"),
        Column("issue", "Что не так", "What is wrong", Kind.CODE, codes=ISSUE, width=FIGURE),
        Column("consent", "Согласие ПДн", "Consent", Kind.YESNO, width=FIGURE),
        Column("person", "ФИО", "Name", width=PERSON),
        Column("todo", "Что сделать", "What to do", width=SENTENCE),
        grouped(CLIENT_ID),
    ),
)

ROWS_IN_SIGHT = 40

SHEET = Sheet(
    "dmu",
    *NAME,
    stack=(
        Block(
            MANAGERS,
            rules=(
                Rule("coverage", "good", when="AND(N({row.required})>0,N({row.coverage})>={line.dmu_target})"),
                Rule("coverage", "watch", when="AND(N({row.required})>0,N({row.coverage})<{line.dmu_target})"),
                Rule("one_thread", "bad", when="N({row.one_thread})>0"),
            ),
        ),
        Block(
            UNITS,
            rules=(
                Rule("coverage", "bad", when="AND(N({row.required})>0,N({row.covered})=0)"),
                Rule("coverage", "watch", when="AND(N({row.required})>0,N({row.covered})<N({row.required}))"),
                Rule("known", "bad", when="AND(N({row.required})>1,N({row.known})=1)"),
            ),
            heading=True,
            rows_in_sight=ROWS_IN_SIGHT,
        ),
        Block(
            PEOPLE,
            rules=(
                Rule("issue", "bad", words=("left",)),
                Rule("issue", "watch", words=("unknown", "no_role", "unreachable", "silent")),
            ),
            heading=True,
            autofilter=False,
            rows_in_sight=ROWS_IN_SIGHT,
        ),
    ),
    lines=(
        *COMMON,
        SOURCE,
        Line("dmu_target", Kind.PERCENT),
        Line("dmu_live", Kind.INT),
        Line("dmu_total", Kind.PERCENT, formula=ratio_of_sums(MANAGERS.name, "covered", "required")),
        Line("dmu_one_thread", Kind.INT, formula="SUM({cb_dmu_managers.one_thread})"),
        Line("dmu_left", Kind.INT, formula="SUM({cb_dmu_managers.left})"),
    ),
    frozen="manager",
)


def _todo(missing: str, segment: str, influencers: float, words: Words) -> str:
    short = REQUIRED.get(segment, (0, 0))[1] - influencers
    return words.text(f"sheet.dmu.todo.{missing}", count=words.number(max(short, 1)))


def _person_todo(issue: str, role: object, words: Words) -> str:
    decider = issue == "left" and role == "decider"
    return words.text(f"sheet.dmu.person.{'left_decider' if decider else issue}")


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «ГПР».

    Args:
        tools: the decision units
        top: the common lines
        words: the language of the book
    """
    found, register = tools.decision_units, tools.desk.register
    units, people, managers = found.units, found.people, found.managers
    todo = [
        _todo(missing, str(segment), influencers, words)
        for missing, segment, influencers in zip(units["missing"], units["segment"], units["influencers"], strict=True)
    ]
    advice = [_person_todo(issue, role, words) for issue, role in zip(people["issue"], people["dmu_role"], strict=True)]
    tables = {
        MANAGERS.name: shown(managers, MANAGERS, words),
        UNITS.name: shown(units.assign(todo=pd.Series(todo, dtype=object)), UNITS, words),
        PEOPLE.name: shown(people.assign(todo=pd.Series(advice, dtype=object)), PEOPLE, words),
    }
    sums = {
        key: float(managers[key].sum()) if key in managers else 0.0
        for key in ("required", "covered", "one_thread", "left")
    }
    count = words.number(len(register.people))
    told = words.text("sheet.dmu.source", people=count)
    if not register.log["person"].notna().any():
        told = words.text("sheet.dmu.silent_log", people=count)
    lines: dict[str, Value] = {
        **top.lines(),
        "source": words.text("sheet.dmu.waiting") if register.people.empty else told,
        "dmu_target": register.settings.number("kpi_dmu_target"),
        "dmu_live": register.settings.whole("dmu_live_days"),
        "dmu_total": sums["covered"] / sums["required"] if sums["required"] > 0 else "",
        "dmu_one_thread": int(sums["one_thread"]),
        "dmu_left": int(sums["left"]),
    }
    return Content(SHEET, tables, lines)
