"""The way of the data, one step after another: a book is read, computed and written; the only reader of the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from clientbook.locale import words
from clientbook.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from clientbook.hosts.base import Book, Progress, TypedValue
    from clientbook.hosts.excel.book import LiveBook
    from clientbook.hosts.file.book import FileBook
    from clientbook.method.contacts import ContactPlan
    from clientbook.method.kpi import KpiResult
    from clientbook.method.past import Past
    from clientbook.method.summary import Summary
    from clientbook.register.parse import Reading
    from clientbook.register.problems import Problem, Problems
    from clientbook.register.read import Register
    from clientbook.register.sales_read import SalesReading


class Computed(NamedTuple):
    """Everything computed from a register, before anything is written."""

    register: Register
    segments: pd.DataFrame
    plan: ContactPlan
    kpi: KpiResult
    summary: Summary


class Wishes(TypedDict, total=False):
    """What a user may say of any run; :func:`clientbook.run.run` tells what each means.

    as_of: date of the data; by default the setting, else the last sale not after today
    lang: language of messages, and of a book whose own language cannot be told; Russian by default
    sheets: table → sheet name, where names or headers do not tell
    settings: key → value, for this run only
    today: the day of the run, if not today
    progress: called as the steps go on
    """

    as_of: date | None
    lang: str
    sheets: Mapping[str, str] | None
    settings: Mapping[str, str] | None
    today: date | None
    progress: Progress | None


class RunOptions(NamedTuple):
    """What a user said of a run; see :class:`Wishes`."""

    as_of: date | None = None
    lang: str = "ru"
    sheets: Mapping[str, str] | None = None
    settings: Mapping[str, str] | None = None
    today: date | None = None
    progress: Progress | None = None

    @property
    def day(self) -> date:
        """Return the day of the run."""
        return self.today or clock()

    def read(self, whole: Book) -> Register:
        """Return the register of a book."""
        from clientbook.hosts.overlay import Overlay
        from clientbook.register.frames import plain_texts
        from clientbook.register.read import read_register
        from clientbook.register.stores import both
        from clientbook.sheets import about, book
        from clientbook.team.copy_about import refuse_copy

        refuse_copy(whole)
        with plain_texts():
            register = read_register(
                whole,
                today=self.as_of or self.day,
                as_of=self.as_of,
                lang=self.lang,
                sheets=self.sheets or {},
                settings=self.settings or {},
                outputs=book.outputs(),
                progress=self.progress,
                source=partial(_elsewhere, whole),
            )
        about.refuse_newer(register.previous[about.ABOUT.name])
        if isinstance(whole, Overlay):
            own = {name: area for name, area in register.places.items() if whole.is_own(area)}
            grown = both(whole.front, register.previous, book.outputs(), english=register.lang == "en")
            return replace(register, places=own, previous={**register.previous, **grown})
        return register


def _elsewhere(whole: Book, said: str, reading: Reading, problems: Problems) -> SalesReading:
    """Return what reads the sales that a setting names; few books have theirs elsewhere."""
    from clientbook.sources import open_sales

    return open_sales(whole, said, reading, problems)


def compute(register: Register, progress: Progress | None) -> Computed:
    """Return everything that the method finds in a register; its sales lines are given up on the way."""
    from clientbook.register.frames import plain_texts

    with plain_texts():
        return _computed(register, progress)


def _computed(register: Register, progress: Progress | None) -> Computed:
    from clientbook.method.contacts import contact_plan
    from clientbook.method.marks import marks
    from clientbook.method.past import Past
    from clientbook.method.portfolio import portfolio
    from clientbook.method.summary import summary
    from clientbook.method.talking_points import tell_unknown_groups

    say = words(register.lang)
    steps = ("step.segments", "step.plan", "step.kpi")
    _step(progress, steps, 0)
    marked = marks(register)
    register = replace(register, log=marked.log)
    clients = portfolio(register, say)
    past = Past(register, clients).count()
    tell_unknown_groups(register, past)
    register.sales.connection.close()  # nothing is counted from lines any more, and the plan needs the memory
    _step(progress, steps, 1)
    contacts = contact_plan(register, clients, say, marked, past)
    _step(progress, steps, 2)
    measures = _kpi(register, clients, contacts, past)
    return Computed(register, clients, contacts, measures, summary(register, clients, measures))


def _kpi(register: Register, clients: pd.DataFrame, contacts: ContactPlan, past: Past) -> KpiResult:
    """Return the KPIs; those of a closed month as they were when it was closed."""
    from clientbook.method.closed_months import as_closed
    from clientbook.method.kpi import kpi

    made = kpi(register, clients, contacts, words(register.lang), past)
    return as_closed(made, made.desk.tools.closed)


def measured(computed: Computed) -> Computed:
    """Return a run with its KPIs and «Сводка» counted again, after something was frozen."""
    from clientbook.method.summary import summary

    register, past = computed.register, computed.kpi.desk.past
    counted = copy(past)  # what it has counted comes along
    counted.register = register
    measures = _kpi(register, computed.segments, computed.plan, counted)
    return computed._replace(kpi=measures, summary=summary(register, computed.segments, measures))


def _step(progress: Progress | None, steps: tuple[str, ...], done: int) -> None:
    """Tell how far it has come."""
    if progress is not None:
        progress(steps[done], done, len(steps))


def saved(front: FileBook, computed: Computed, target: Path | None, progress: Progress | None) -> Result:
    """Write the sheets into the book and the book to its place, if there is one; return what was found."""
    if target is not None:
        names = put_sheets(front, computed, progress)
        front.save(target, keep_previous=True, lang=computed.register.lang)
        return result_of(computed, target, names)
    return result_of(computed, None)


def shown(live: LiveBook, computed: Computed, progress: Progress | None) -> Result:
    """Write the sheets into an open book; return what was found."""
    from clientbook.hosts.excel.refill import all_or_nothing

    with all_or_nothing(live) if len(computed.plan.late) else nullcontext():
        names = put_sheets(live, computed, progress)
    return result_of(computed, live.path, names)


def put_sheets(front: Book, computed: Computed, progress: Progress | None) -> Mapping[str, str]:
    """Put the sheets into the book; return key of a sheet → its name there.

    What was typed on rows that are no more, and stands nowhere else, is told as a problem.
    """
    from clientbook.register.frames import plain_texts
    from clientbook.sheets import book
    from clientbook.sheets.late_words import put_late_words
    from clientbook.sheets.moved_rows import moved_rows

    register = computed.register
    with plain_texts():
        put_late_words(front, register, computed.plan.late)
        others = book.contents(computed)
        if register.problems.follow(moved_rows(others, register, computed.plan.stood)):
            others = book.contents(computed)
        # before anything is written: a sheet of the user's keeps its name, and whoever names ours says what it gets
        names = front.names(book.named_sheets(others, register), register.lang, register.places)
        lost = front.write(book.with_about(others, computed, names), register.lang, progress, register.places)
        lost = _nowhere_else(lost, computed)
        for typed in lost:
            # the text among the fields keeps them apart: each is told, because it stands nowhere else any more
            register.problems.add(
                "typed_row_gone", sheet=typed.sheet, cell=typed.cell, value=typed.value, text=typed.value
            )
        if lost:
            contents = book.with_about(book.contents(computed), computed, names)
            front.write(contents, register.lang, None, register.places)
    return names


def _nowhere_else(lost: Sequence[TypedValue], computed: Computed) -> list[TypedValue]:
    """Return what is really lost with its row: neither frozen with its week nor in the log since its contact was made."""
    from clientbook.method.forecast import is_frozen
    from clientbook.method.onelog import logged_texts, single_spaced

    if not lost:
        return []
    register = computed.register
    speaker = register.speakers.get("cb_plan")
    plan = speaker.place.area.sheet if speaker is not None else None
    logged = logged_texts(register.previous["cb_plan"], register.log)
    return [
        typed
        for typed in lost
        if not is_frozen(register, computed.plan.start, typed.sheet, typed.row)
        and not (typed.sheet == plan and (typed.row, single_spaced(typed.value)) in logged)
    ]


def result_of(computed: Computed, path: Path | None, names: Mapping[str, str] | None = None) -> Result:
    """Return what a run found as frames.

    Args:
        computed: what was computed
        path: the workbook written, None where nothing was
        names: key of a sheet → its name there
    """
    from clientbook.hosts.file.tasks import names_of
    from clientbook.sheets import about, book, risks

    register, contacts = computed.register, computed.plan
    return Result(
        as_of=register.as_of,
        plan_from=contacts.start,
        lang=register.lang,
        basis=register.basis,
        segments=computed.segments,
        plan=contacts.plan,
        load=contacts.load,
        load_weeks=contacts.load_weeks,
        unplaced=contacts.unplaced,
        kept=contacts.kept,
        kpi=computed.kpi.kpi,
        pay=computed.kpi.pay,
        risks=risks.at_risk(computed.segments, register.previous[risks.RISKS.name]),
        summary=computed.summary.figures,
        problems=problem_frame(register.problems.merged(), register.lang),
        lines=register.sales.lines,
        path=path,
        sheets=names or names_of((about.SHEET, *book.results(register.lang)), register.lang),
    )


def problem_frame(problems: list[Problem], lang: str) -> pd.DataFrame:
    """Return problems as rows, in the words of a language."""
    import pandas as pd

    say = words(lang)
    columns = ("sheet", "cell", "what", "value", "done", "count", "amount", "left_out", "key")
    rows = [
        (p.sheet, p.cell, p.say(say), p.value, p.done.value, p.count, p.amount, p.left_out, p.key) for p in problems
    ]
    return pd.DataFrame(rows, columns=list(columns))


def clock() -> date:
    """Return the day it is; nothing else reads the clock."""
    return datetime.now().astimezone().date()
