"""«NPS»: the department and its managers with the number of answers, detractors and who called them back, every client."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown

NAME = ("NPS", "NPS")

GROUP = Codes(
    (
        Code("promoter", "сторонник", "promoter"),
        Code("passive", "нейтральный", "passive"),
        Code("detractor", "критик", "detractor"),
    )
)

STATE = Codes(
    (
        Code("in_time", "связались вовремя", "called in time"),
        Code("late", "связались поздно", "called late"),
        Code("planned", "звонок в плане", "call planned"),
        Code("none", "не связались", "not called"),
    )
)


def points(promoters: str, detractors: str, answered: str) -> str:
    """Return the formula of NPS, −100 … 100; blank under the fewest answers that tell something."""
    return f'IF(AND({answered}>0,{answered}>={{line.nps_least}}),100*({promoters}-{detractors})/{answered},"")'


MANAGERS = Table(
    "cb_nps",
    *NAME,
    (
        replace(MANAGER, width=30),
        Column("clients", "Клиентов", "Clients", Kind.INT, width=20),
        Column("answered", "Ответили (n)", "Answered (n)", Kind.INT, width=12),
        Column("promoters", "Сторонники (9–10)", "Promoters (9–10)", Kind.INT, width=26),
        Column("passives", "Нейтральные (7–8)", "Passives (7–8)", Kind.INT, width=12),
        Column("detractors", "Критики (0–6)", "Detractors (0–6)", Kind.INT, width=13),
        Column(
            "nps",
            "NPS",
            "NPS",
            Kind.INT,
            width=13,
            formula=points("N({row.promoters})", "N({row.detractors})", "N({row.answered})"),
        ),
        Column("verdict", "Вывод", "Verdict", width=36),
    ),
    identity=("manager",),
)

FOLLOWED = Table(
    "cb_nps_detractors",
    *NAME,
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("person", "Кто ответил", "Who answered", width=26),
        Column("score", "Оценка", "Score", Kind.INT, width=12),
        Column("said_on", "Дата ответа", "Answered on", Kind.DATE, width=13),
        Column("due", "Связаться до", "Call by", Kind.DATE, width=13),
        Column("reason", "Почему", "Why", width=36),
        Column("state", "Что сделано", "What was done", Kind.CODE, codes=STATE, width=19),
        Column("called_on", "Связались", "Called on", Kind.DATE, width=12),
        Column("planned_on", "Звонок в плане", "Planned call", Kind.DATE, width=12),
        grouped(CLIENT_ID),
    ),
)

CLIENTS = Table(
    "cb_nps_clients",
    *NAME,
    (
        CLIENT,
        MANAGER,
        SEGMENT,
        Column("group", "Группа", "Group", Kind.CODE, codes=GROUP, width=26),
        Column("nps", "Оценка (медиана)", "Score (median)", Kind.NUMBER, width=12),
        Column("nps_people", "Ответило людей", "People answered", Kind.INT, width=13),
        Column("nps_date", "Последний ответ", "Last answer", Kind.DATE, width=13),
        Column("remark", "Что заметить", "To note", width=36),
        grouped(CLIENT_ID),
    ),
)

SHEET = Sheet(
    "nps",
    *NAME,
    stack=(
        Block(
            MANAGERS,
            rules=(
                Rule("nps", "bad", when="AND(ISNUMBER({row.nps}),{row.nps}<0)"),
                Rule("nps", "watch", when="AND(ISNUMBER({row.nps}),{row.nps}<{line.nps_target})"),
                Rule("nps", "good", when="AND(ISNUMBER({row.nps}),{row.nps}>={line.nps_target})"),
            ),
        ),
        Block(
            FOLLOWED,
            rules=(
                Rule("state", "good", words=("in_time",)),
                Rule("state", "watch", words=("late", "planned")),
                Rule("state", "bad", words=("none",)),
            ),
            heading=True,
            rows_in_sight=30,
        ),
        Block(
            CLIENTS,
            rules=(
                Rule("group", "bad", words=("detractor",)),
                Rule("group", "good", words=("promoter",)),
            ),
            heading=True,
            rows_in_sight=40,
            autofilter=False,
        ),
    ),
    lines=(
        *COMMON,
        SOURCE,
        Line("nps_target", Kind.INT),
        Line("nps_least", Kind.INT),
        Line("nps_answered", Kind.INT, formula="SUM({cb_nps.answered})"),
        Line(
            "nps_total",
            Kind.INT,
            formula=points("SUM({cb_nps.promoters})", "SUM({cb_nps.detractors})", "SUM({cb_nps.answered})"),
        ),
    ),
    frozen="manager",
)


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «NPS».

    Args:
        tools: the report on loyalty
        top: the common lines
        words: the language of the book
    """
    found, settings = tools.nps_report, tools.desk.register.settings
    target, least = settings.number("kpi_nps_target"), settings.whole("kpi_nps_min_answers")
    managers = found.managers
    figures = [
        _points(promoters, critics, answered, least)
        for promoters, critics, answered in managers[["promoters", "detractors", "answered"]].to_numpy().tolist()
    ]
    verdicts = [
        _verdict(nps, int(n), target, least, words) for nps, n in zip(figures, managers["answered"], strict=True)
    ]
    sums = managers[["promoters", "detractors", "answered"]].sum()
    lines: dict[str, Value] = {
        **top.lines(),
        "source": _source(tools, words),
        "nps_target": target,
        "nps_least": least,
        "nps_answered": int(sums["answered"]),
        "nps_total": _points(int(sums["promoters"]), int(sums["detractors"]), int(sums["answered"]), least),
    }
    managers = managers.assign(
        manager=managers["manager"].fillna(words.text("sheet.load.nobody")),
        nps=pd.Series(figures, dtype=object),
        verdict=pd.Series(verdicts, dtype=object),
    )
    old = settings.number("nps_age_days")
    remarks = [words.text("sheet.nps.old", days=f"{age:.0f}") if age > old else None for age in found.clients["age"]]
    tables = {
        MANAGERS.name: shown(managers, MANAGERS, words),
        FOLLOWED.name: shown(found.followed, FOLLOWED, words),
        CLIENTS.name: shown(found.clients.assign(remark=pd.Series(remarks, dtype=object)), CLIENTS, words),
    }
    return Content(SHEET, tables, lines)


def _points(promoters: int, detractors: int, answered: int, least: int) -> float | str:
    return 100 * (promoters - detractors) / answered if answered >= max(least, 1) else ""


def _verdict(nps: float | str, answered: int, target: float, least: int, words: Words) -> str:
    """Return what a manager's figure says, in words."""
    if isinstance(nps, str):
        return words.text("sheet.nps.few", answered=answered, least=least)
    key = "reached" if nps >= target else "under"
    return words.text(f"sheet.nps.{key}", target=words.number(target))


def _source(tools: Tools, words: Words) -> str:
    """Return which sheet the answers are of, or where to write them."""
    clients = tools.nps_report.clients
    if clients.empty:
        return words.text("sheet.nps.waiting")
    people = int(clients["nps_people"].sum())
    key = "answers" if len(tools.desk.register.tools["cb_answers"]) else "clients"
    return words.text(f"sheet.nps.source.{key}", clients=len(clients), people=people)
