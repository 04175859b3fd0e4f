"""The sheets of a book, in order: what stands on them after a run, and in an empty template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from clientbook.locale import Words
from clientbook.locale import words as catalogue
from clientbook.method.late_words import with_late_words
from clientbook.method.reconciliation import difference, reconciliation_sentence
from clientbook.register import tables, tool_tables
from clientbook.register.columns import Table
from clientbook.register.frames import below
from clientbook.register.settings import Settings, SettingValue
from clientbook.sheets import (
    about,
    conflicts,
    history,
    inputs,
    job_description,
    kpi,
    load,
    pay,
    plan,
    problems,
    regulation,
    risks,
    segments,
    settings,
    summary,
)
from clientbook.sheets.common import Top, waiting
from clientbook.sheets.description import Content, Sheet
from clientbook.sheets.fields import empty, shown
from clientbook.sheets.tools import TOOL_SHEETS

if TYPE_CHECKING:
    from clientbook.method.contacts import ContactPlan
    from clientbook.method.kpi import KpiResult
    from clientbook.method.summary import Summary
    from clientbook.register.read import Register


_FILLED_IN = (*inputs.SHEETS.values(), settings.SHEET, regulation.SHEET)
"""The sheets that people fill in, in order."""


class Computed(Protocol):
    """Everything computed from a register."""

    @property
    def register(self) -> Register:
        """Return the register."""

    @property
    def segments(self) -> pd.DataFrame:
        """Return one row per client."""

    @property
    def plan(self) -> ContactPlan:
        """Return the contact plan."""

    @property
    def kpi(self) -> KpiResult:
        """Return the KPIs and the pay."""

    @property
    def summary(self) -> Summary:
        """Return the figures of «Сводка» and «История»."""


def outputs(weeks: int = 13) -> tuple[Table, ...]:
    """Return every output table of a book, to be read back before the next run."""
    sheets = (*results("ru", weeks), *conflicts.SHEETS, about.SHEET)
    return tuple(block.table for sheet in sheets for block in sheet.blocks())


def results(lang: str, weeks: int = 13, jobs: Iterable[str] = tuple(job_description.JOBS)) -> tuple[Sheet, ...]:
    """Return the sheets that are computed, in order, «Премия» among them; job descriptions of some jobs."""
    words = catalogue(lang)
    return (
        summary.SHEET,
        plan.sheet(words),
        segments.sheet(lang),
        risks.SHEET,
        load.sheet(weeks),
        kpi.sheet(lang),
        pay.sheet(lang),
        *(job_description.sheet(job) for job in jobs),
        *(tool.sheet for tool in TOOL_SHEETS),
        problems.sheet(lang),
        history.SHEET,
    )


def contents(computed: Computed) -> list[Content]:
    """Return what stands on the sheets but «О книге» after a run, in the order of a new book.

    Input sheets of the user are left alone; those that a next step needs (a log, targets, staff, settings, norms) are
    added where they are absent.
    """
    register, words = computed.register, catalogue(computed.register.lang)
    top = top_lines(computed, words)
    return [
        *_results_of(computed, top, words),
        *_inputs_of(computed, words),
        *_settings_of(register, words),
        *conflicts.contents(
            register.previous[conflicts.CONFLICTS.name], register.previous[conflicts.COLLECTED.name], top, words
        ),
        history.content(computed.summary.history, top, words),
    ]


def with_about(others: Sequence[Content], computed: Computed, names: Mapping[str, str]) -> list[Content]:
    """Return the same with «О книге» before them, which lists them and what people fill in.

    Args:
        others: what stands on the other sheets
        computed: what was computed
        names: key of a sheet → its name in the book: people may have renamed it, or have one of that name
    """
    register, words = computed.register, catalogue(computed.register.lang)
    listed = _listed(named_sheets(others, register)[1:], words, names)
    every = {**_described(words.lang), **names}
    return [about.content(top_lines(computed, words), words, every, register.basis, listed), *others]


def _described(lang: str) -> dict[str, str]:
    """Return key of a sheet → its name in a new book."""
    return {sheet.key: sheet.name(lang) for sheet in (*results(lang), *inputs.SHEETS.values())}


def named_sheets(others: Iterable[Content], register: Register) -> list[Sheet]:
    """Return «О книге» and the sheets it lists, in the order in which a book gets them."""
    sheets = [about.SHEET, *(content.sheet for content in others)]
    known = {sheet.key for sheet in sheets}
    there = register.places.keys()
    filled_in = (sheet for sheet in _FILLED_IN if sheet.key not in known)
    return [*sheets, *(s for s in filled_in if any(block.table.name in there for block in s.blocks()))]


def _listed(sheets: Iterable[Sheet], words: Words, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Return the names of sheets with what they are for: results, then lists to fill in, then settings.

    Args:
        sheets: the sheets but «О книге»
        words: the language of the book
        names: key of a sheet → its name, where it is not that of its description
    """
    named = names or {}
    jobs = {job_description.sheet(job).key for job in job_description.JOBS}
    order = {sheet.key: n for n, sheet in enumerate(_FILLED_IN, start=1)}  # results come first, in their own order
    listed = []
    for sheet in sorted(sheets, key=lambda one: order.get(one.key, 0)):
        note = words.text(f"sheet.{sheet.key}.{'title' if sheet.key in jobs else 'note'}")
        listed.append((named.get(sheet.key, sheet.name(words.lang)), note))
    return listed


def top_lines(computed: Computed, words: Words) -> Top:
    """Return the common lines of a run."""
    reconciled = computed.summary.reconciliation
    return Top(
        computed.register.as_of,
        computed.plan.start,
        reconciliation_sentence(reconciled, words),
        sum(problem.count for problem in computed.register.problems),
        difference(reconciled),
    )


def _results_of(computed: Computed, top: Top, words: Words) -> Iterator[Content]:
    """Yield the computed sheets but «История»."""
    register, clients, contacts = computed.register, computed.segments, computed.plan
    known = register.settings
    yield summary.content(computed.summary, known, top, words)
    yield plan.content(contacts.plan, contacts.load, top, words, contacts.as_typed)
    yield segments.content(clients, top, words)
    yield risks.content(clients, register.previous[risks.RISKS.name], known, top, words)
    weeks = known.whole("horizon_weeks")
    parts = (contacts.load, contacts.load_weeks, contacts.unplaced, contacts.kept)
    yield load.content(*parts, weeks=weeks, top=top, words=words)
    yield kpi.content(computed.kpi.kpi, known, top, words, computed.kpi.further)
    if not computed.kpi.pay.empty:
        profit = computed.kpi.desk.month_days["profit"].dropna()
        yield pay.content(
            computed.kpi.pay,
            known,
            top,
            words,
            kpi=computed.kpi.kpi,
            previous=register.previous.get(pay.IF.name),
            profit=float(profit.sum()) if len(profit) else None,
            closed=computed.kpi.desk.tools.closed.is_over,
        )
    yield from (job_description.content(job, known, words) for job in _jobs(register))
    yield from (tool.content(computed.kpi.desk.tools, top, words) for tool in TOOL_SHEETS)
    yield problems.content(register.problems, top, words)


def _jobs(register: Register) -> list[str]:
    """Return the jobs whose descriptions are made: the main three, those somebody has, and those the book has already."""
    had = set(register.staff["job"])
    written = {job for job in job_description.JOBS if len(register.previous.get(job_description.table(job).name, ()))}
    return [job for job in job_description.JOBS if job in {*job_description.MAIN, *had, *written}]


def _inputs_of(computed: Computed, words: Words) -> Iterator[Content]:
    """Yield the log with the rows this run adds, and input sheets that the book lacks.

    A sheet that the book lacks gets the rows that were read for it, from an earlier output.
    """
    register, logged = computed.register, computed.plan.log_rows
    read = register.rows
    if tables.LOG.name not in register.places:
        before = with_late_words(read[tables.LOG.name], computed.plan.late)
        logged = pd.concat([before, logged]) if len(before) else logged
        yield inputs.log(logged, words)
    elif len(logged):
        yield inputs.log(logged, words)
    yield from _transfers_of(register, words)
    if tables.PLANS.name not in register.places:
        yield inputs.filled(tables.PLANS, read[tables.PLANS.name], words)
    if tables.STAFF.name not in register.places:
        yield inputs.staff(register.staff, words)
    for table in tool_tables.TOOL_TABLES:
        if table.name not in register.places:
            yield inputs.filled(table, read[table.name], words)


def _transfers_of(register: Register, words: Words) -> Iterator[Content]:
    """Yield «Передачи» where a hand-over was agreed, or where the book has none and an earlier output has."""
    table, agreed = tables.TRANSFERS, register.agreed
    if table.name in register.places:
        if len(agreed):
            yield inputs.added(table, agreed, words)
    elif len(both := below(register.rows[table.name], agreed)):
        yield inputs.filled(table, both, words)


def _settings_of(register: Register, words: Words) -> Iterator[Content]:
    """Yield «Настройки», unless the book has a list of its own in its place, and «Регламент» where it is absent."""
    place = register.places.get(tables.SETTINGS.name)
    if place is None or place.table == tables.SETTINGS.name:
        typed = register.typed.typed
        pinned: dict[str, SettingValue] = {"income_basis": register.basis} if register.pin_basis else {}
        given = {key: value for key, value in register.settings.typed.items() if value != typed.get(key)}
        others = [problem.value for problem in register.problems if problem.key == "setting_unknown"]
        shown = {**typed, **pinned} if place is None else pinned
        yield settings.content(shown, words, others, given)
    if tables.REGULATION.name not in register.places:
        yield regulation.content(words, register.rows[tables.REGULATION.name])


def template_contents(lang: str) -> list[Content]:
    """Return an empty register workbook: every sheet a run makes is there and says «появится после расчёта»."""
    words = catalogue(lang)
    listed = {table.name: table for table in tables.INPUTS}
    *computed, last = (sheet for sheet in results(lang, 13, job_description.MAIN) if sheet.key != pay.KEY)
    others = [
        *(_waiting(sheet, words) for sheet in computed),
        *(inputs.example(listed[name], words) for name in inputs.SHEETS),
        settings.content({}, words),
        regulation.content(words),
        _waiting(last, words),
    ]
    sheets = _listed((content.sheet for content in others), words)
    return [about.content(None, words, _described(words.lang), listed=sheets), *others]


def filled_contents(rows: Mapping[str, pd.DataFrame], lang: str) -> list[Content]:
    """Return the template with rows in place of its examples.

    Args:
        rows: table name → rows, codes in coded columns; a table that is missing stays blank
        lang: language of the book
    """
    words = catalogue(lang)
    listed = {table.name: table for table in tables.INPUTS}
    filled = {
        inputs.SHEETS[name].key: inputs.filled(listed[name], rows.get(name, empty(listed[name])), words)
        for name in inputs.SHEETS
    }
    filled[regulation.SHEET.key] = regulation.content(words, rows.get(tables.REGULATION.name))
    if tables.SETTINGS.name in rows:
        own = rows[tables.SETTINGS.name]
        filled[settings.SHEET.key] = settings.content(dict(zip(own["key"], own["value"], strict=True)), words)
    made = [filled.get(content.sheet.key, content) for content in template_contents(lang)]
    return [content if content.sheet.key in filled else _remembered(content, rows, words) for content in made]


def _remembered(content: Content, rows: Mapping[str, pd.DataFrame], words: Words) -> Content:
    """Return an output sheet with rows that stand there before the first run: what a department froze earlier."""
    found = {
        block.table.name: shown(rows[block.table.name], block.table, words)
        for block in content.sheet.blocks()
        if block.table.name in rows
    }
    return replace(content, tables={**content.tables, **found}) if found else content


def _waiting(sheet: Sheet, words: Words) -> Content:
    """Return an output sheet before the first run; job descriptions are whole from the start."""
    jobs = {job_description.sheet(job).key: job for job in job_description.JOBS}
    if sheet.key in jobs:
        return job_description.content(jobs[sheet.key], Settings(), words)
    return Content(sheet, {block.table.name: empty(block.table) for block in sheet.blocks()}, waiting(words))
