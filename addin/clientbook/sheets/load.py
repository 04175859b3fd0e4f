"""«Загрузка»: does the work fit the people; below: manager × week, what found no room, and what people moved past a limit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from clientbook.locale import Words
from clientbook.register import codes
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.common import COMMON, Top
from clientbook.sheets.description import Block, Content, Line, Rule, Sheet
from clientbook.sheets.fields import CHANNEL, CLIENT, INCOME, MANAGER, SEGMENT, shown
from clientbook.sheets.periods import matrix
from clientbook.sheets.ratios import ratio, ratio_of_sums

NAME = ("Загрузка", "Load")
NAMED = replace(CLIENT, width=24)  # tables of one sheet share its columns

LOAD = Table(
    "cb_load",
    *NAME,
    (
        MANAGER,
        Column("job", "Роль", "Job", Kind.CODE, codes=codes.JOB, width=12),
        Column("clients", "Клиентов", "Clients", Kind.INT, width=12),
        Column("key_large", "из них ключевых и крупных", "of them key and large", Kind.INT, width=14),
        replace(INCOME, key="income"),
        Column("days", "Рабочих дней", "Working days", Kind.INT, width=11),
        Column("need_minutes", "Нужно, мин", "Needed, min", Kind.INT, width=12),
        Column("have_minutes", "Есть, мин", "Available, min", Kind.INT, width=12),
        Column(
            "load",
            "Загрузка, %",
            "Load, %",
            Kind.PERCENT,
            width=12,
            formula=ratio("need_minutes", "have_minutes", otherwise="0"),
        ),
        Column("unplaced", "Не размещено", "Not placed", Kind.INT, width=12),
        Column("rates_needed", "Нужно ставок", "Rates needed", Kind.NUMBER, width=11),
        Column("verdict", "Вывод", "Verdict", width=44),
        Column("visit_minutes", "Визиты, мин", "Visits, min", Kind.INT, width=12, grouped=True),
        Column("review_minutes", "Годовые обзоры, мин", "Yearly reviews, min", Kind.INT, width=14, grouped=True),
        Column("call_minutes", "Звонки, мин", "Calls, min", Kind.INT, width=12, grouped=True),
        Column("message_minutes", "Письма и мессенджер, мин", "Messages, min", Kind.INT, width=14, grouped=True),
    ),
    identity=("manager",),
)

UNPLACED = Table(
    "cb_unplaced",
    *NAME,
    (
        MANAGER,
        NAMED,
        SEGMENT,
        CHANNEL,
        Column("due", "Срок", "Due", Kind.DATE),
        Column("plan_id", "ID", "ID", Kind.ID),  # the next run knows by it what was due already
        Column("why", "Почему", "Why"),  # the last one: a sentence is longer than the figures above it are wide
    ),
)

KEPT = Table(
    "cb_kept",
    *NAME,
    (
        MANAGER,
        NAMED,
        SEGMENT,
        CHANNEL,
        Column("date", "Дата", "Date", Kind.DATE),
        Column("why", "Почему", "Why"),
    ),
)

WEEKS_IN_SIGHT = 11
"""As many as stand beside the manager in the columns that «Загрузка» above shows; later weeks are grouped with its."""

LOAD_WATCH, LOAD_FULL = 0.9, 1.0


@cache
def weeks_table(weeks: int) -> Table:
    """Return manager × week for a horizon; its first row holds the Mondays, so that headers outlive the calendar."""
    columns = (
        Column(f"w{n}", f"Нед. {n}", f"Week {n}", Kind.PERCENT, grouped=n > WEEKS_IN_SIGHT) for n in range(1, weeks + 1)
    )
    return Table("cb_load_weeks", *NAME, (MANAGER, *columns), identity=("manager",))


def _week_rules(table: Table) -> tuple[Rule, ...]:
    keys = [column.key for column in table.columns[1:]]
    full = (Rule(key, "bad", when=f"N({{row.{key}}})>{LOAD_FULL:g}") for key in keys)
    watch = (Rule(key, "watch", when=f"N({{row.{key}}})>{LOAD_WATCH:g}") for key in keys)
    return (*full, *watch)


RULES = (
    Rule("load", "bad", when=f"N({{row.load}})>{LOAD_FULL:g}"),
    Rule("load", "watch", when=f"N({{row.load}})>{LOAD_WATCH:g}"),
    Rule("unplaced", "bad", when="N({row.unplaced})>0"),
)


@cache
def sheet(weeks: int = 13) -> Sheet:
    """Return the description for a horizon in weeks."""
    table = weeks_table(weeks)
    return Sheet(
        "load",
        *NAME,
        stack=(
            Block(LOAD, rules=RULES),
            Block(table, rules=_week_rules(table), heading=True, autofilter=False),
            Block(UNPLACED, heading=True, autofilter=False, rows_in_sight=50),
            Block(KEPT, heading=True, autofilter=False),
        ),
        lines=(
            *COMMON,
            Line(
                "load_total",
                Kind.PERCENT,
                formula=ratio_of_sums(LOAD.name, "need_minutes", "have_minutes", otherwise="0"),
            ),
            Line("load_unplaced", Kind.INT, formula="SUM({cb_load.unplaced})"),
        ),
        frozen="manager",
    )


def _matrix(load_weeks: pd.DataFrame, table: Table, words: Words) -> pd.DataFrame:
    """Return manager × week from the long form, with a first row that dates the weeks."""
    return matrix(load_weeks.rename(columns={"week_start": "start"}), table, "load", words.text("sheet.load.week_of"))


def content(
    load: pd.DataFrame,
    load_weeks: pd.DataFrame,
    unplaced: pd.DataFrame,
    kept: pd.DataFrame,
    *,
    weeks: int,
    top: Top,
    words: Words,
) -> Content:
    """Return «Загрузка», the fullest first.

    Args:
        load: one row per manager; the row without a manager carries clients that nobody leads
        load_weeks: manager, week_start, load (ratio)
        unplaced: contacts that found no room
        kept: rows kept from a person that break a limit
        weeks: the horizon of the plan
        top: the common lines
        words: the language of the book
    """
    described = sheet(weeks)
    need, have = (load[key].fillna(0).astype(float) for key in ("need_minutes", "have_minutes"))
    ratio = (need / have.where(have > 0)).fillna(0.0)
    nobody = words.text("sheet.load.nobody")
    rows = load.assign(load=ratio, manager=load["manager"].fillna(nobody))
    rows = rows.sort_values(["load", "manager"], ascending=[False, True])
    table = weeks_table(weeks)
    tables = {
        LOAD.name: shown(rows, LOAD, words),
        table.name: _matrix(load_weeks, table, words),
        UNPLACED.name: shown(unplaced.assign(manager=unplaced["manager"].fillna(nobody)), UNPLACED, words),
        KEPT.name: shown(kept, KEPT, words),
    }
    total = float(need.sum() / have.sum()) if have.sum() > 0 else 0.0
    lines = {**top.lines(), "load_total": total, "load_unplaced": int(load["unplaced"].fillna(0).sum())}
    return Content(described, tables, lines)
