"""«АПР состояние»: the next open step of each client's decision, what is overdue, what we prepare, when the plan calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from clientbook.locale import Words
from clientbook.method.tools import Tools
from clientbook.register import codes
from clientbook.register.columns import Code, Codes, Column, Kind, Table
from clientbook.sheets.common import COMMON, SOURCE, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet, Value
from clientbook.sheets.fields import CLIENT, CLIENT_ID, MANAGER, SEGMENT, grouped, shown
from clientbook.sheets.ratios import ratio

NAME = ("АПР состояние", "Decision progress")

STATE = Codes(
    (
        Code("late", "просрочен", "overdue"),
        Code("soon", "скоро", "soon"),
        Code("ahead", "впереди", "ahead"),
        Code("no_date", "нет срока", "no deadline"),
        Code("done", "пройдено всё", "all passed"),
    )
)

_SHARED = (
    MANAGER,
    replace(CLIENT, width=26),
    SEGMENT,
    Column("place", "Шаг", "Step", width=9),
    Column("stage", "Этап", "Stage", width=28),
    Column("person", "Участник", "Participant", width=26),
    Column("criterion", "Критерий", "Criterion", width=28),
    Column("deadline", "Срок", "Deadline", Kind.DATE, width=12),
    Column("state", "Состояние", "State", Kind.CODE, codes=STATE, width=13),
)

STATES = Table(
    "cb_algorithm_state",
    *NAME,
    (
        *_SHARED,
        Column("todo", "Что сделать", "What to do", width=34),
        Column("planned", "Звонок в плане", "Call in the plan", Kind.DATE, width=12),
        Column(
            "progress",
            "Пройдено, %",
            "Passed, %",
            Kind.PERCENT,
            width=11,
            formula=ratio("passed", "total"),
        ),
        Column("days", "Дней до срока", "Days left", Kind.INT, width=11, grouped=True),
        Column("passed", "Пройдено шагов", "Steps passed", Kind.INT, width=11, grouped=True),
        Column("total", "Всего шагов", "Steps in all", Kind.INT, width=11, grouped=True),
        grouped(CLIENT_ID),
    ),
)

LATE = Table("cb_algorithm_late", *NAME, (*_SHARED, STATES["todo"]))

ROWS_IN_SIGHT = 50
RULES = (
    Rule("state", "bad", words=("late",)),
    Rule("state", "watch", words=("soon", "no_date")),
    Rule("state", "good", words=("done",)),
)

SHEET = Sheet(
    "algorithm_state",
    *NAME,
    stack=(
        Block(STATES, rules=RULES, bars=("progress",), rows_in_sight=ROWS_IN_SIGHT),
        Block(LATE, rules=RULES[:1], heading=True, autofilter=False),
    ),
    lines=(
        *COMMON,
        SOURCE,
        Line("algorithm_clients", Kind.INT, formula='SUMPRODUCT(--({cb_algorithm_state.client}<>""))'),
        Line("algorithm_late", Kind.INT, formula='COUNTIF({cb_algorithm_state.days},"<0")'),
        Line(
            "algorithm_no_date",
            Kind.INT,
            formula='SUMPRODUCT(({cb_algorithm_state.client}<>"")*({cb_algorithm_state.deadline}=""))',
        ),
    ),
    frozen="client",
)


def _todo(row: Any, words: Words) -> str:
    """Say what to do: what is in the way first, then what to prepare."""
    named = isinstance(row.material, str) and row.material != "other"
    material = codes.MATERIAL.words(words.lang).get(row.material) if named else None
    prepare = words.text("sheet.algorithm_state.todo.material", material=material) if material else None
    wrong = row.state if row.state in ("done", "no_date", "late") else None
    if wrong == "late" and pd.isna(row.planned):
        wrong = "talked"  # the call was made, and nobody wrote what came of it
    key = "left" if row.known == "left" and row.state != "done" else wrong
    if key is None and row.known in ("nobody", "unlisted"):
        key = row.known
    said = [] if key is None else [words.text(f"sheet.algorithm_state.todo.{key}")]
    if prepare and row.state != "done":
        said.append(prepare)
    text = "; ".join(said) or words.text("sheet.algorithm_state.todo.fine")
    return text[:1].upper() + text[1:]


def _rows(found: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return rows as they are shown; of a client with all steps passed the last one, without its deadline."""
    done = found["state"].eq("done")
    place = [
        words.text("sheet.algorithm_state.of", place=f"{min(passed + 1, total):.0f}", total=f"{total:.0f}")
        for passed, total in zip(found["passed"], found["total"], strict=True)
    ]
    todo = [_todo(row, words) for row in found.itertuples(index=False)]
    return found.assign(
        place=pd.Series(place, dtype=object),
        todo=pd.Series(todo, dtype=object),
        days=found["days"].where(~done),
        progress=(found["passed"] / found["total"]).astype("float64"),
    )


def content(tools: Tools, top: Top, words: Words) -> Content:
    """Return «АПР состояние».

    Args:
        tools: the decision algorithm of each client
        top: the common lines
        words: the language of the book
    """
    found, steps = tools.algorithm, tools.desk.register.tools["cb_algorithm"]
    clients, late = _rows(found.clients, words), _rows(found.late, words)
    counts = {"steps": words.number(len(steps)), "clients": words.number(steps["client_id"].nunique())}
    lines: dict[str, Value] = {
        **top.lines(),
        "source": words.text("sheet.algorithm_state.waiting")
        if clients.empty
        else words.text("sheet.algorithm_state.source", **counts),
        "algorithm_clients": len(clients),
        "algorithm_late": int((clients["days"] < 0).sum()),
        "algorithm_no_date": int(clients["deadline"].isna().sum()),
    }
    tables = {STATES.name: shown(clients, STATES, words), LATE.name: shown(late, LATE, words)}
    return Content(SHEET, tables, lines)
