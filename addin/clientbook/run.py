"""The facade: one function per thing a user can ask for. Data flows one way, from the workbook through the method back.

host.read → register → method → sheets → host.write
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clientbook.errors import HostError
from clientbook.locale import LANGUAGES, words

# Everything heavy is imported where it is used: ``import clientbook`` and the help of the command line answer at once.
if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from clientbook.approving import Approved
    from clientbook.exchange.calendar import Calendars
    from clientbook.exchange.export import Exported
    from clientbook.exchange.importing import Counts, SheetRead
    from clientbook.exchange.planned import Planned
    from clientbook.freezing import Note, What
    from clientbook.hosts.base import Book, Progress
    from clientbook.hosts.excel.book import LiveBook
    from clientbook.hosts.file.book import FileBook
    from clientbook.method.contacts import ContactPlan
    from clientbook.method.kpi import KpiResult
    from clientbook.method.past import Past
    from clientbook.method.summary import Summary
    from clientbook.register.problems import Problem
    from clientbook.register.read import Register
    from clientbook.sheets.description import Content
    from clientbook.team.collect import Collection
    from clientbook.team.distribute import HandOut
    from clientbook.team.finding import Finding

__all__ = [
    "ApproveResult",
    "CollectResult",
    "FreezeResult",
    "ImportResult",
    "Result",
    "approve",
    "approve_book",
    "calendars",
    "check",
    "check_book",
    "clean",
    "collect",
    "collect_book",
    "default_output",
    "demo",
    "distribute",
    "export",
    "freeze",
    "freeze_book",
    "import_data",
    "import_log",
    "run",
    "run_book",
    "template",
    "undo",
]


@dataclass(frozen=True)
class Result:
    """What a run found. Frames have ASCII column keys and codes; the sheets of the workbook show their words.

    Attributes:
        as_of: the date of the data, T
        plan_from: the plan starts on the first working day after this date
        lang: language of the book's sheets
        basis: what income is counted in, ``profit`` or ``revenue``
        segments: one row per client, by annual income
        plan: the contact plan, one row per contact
        load: one row per manager
        load_weeks: manager × week
        unplaced: contacts for which there was no room
        kept: rows kept from a person that break a limit
        kpi: one row per person and measure, and the integral
        pay: one row per person with pay; empty where none is given
        risks: clients with risk points
        summary: the six figures now and in the previous run
        problems: everything found wrong, equal problems merged
        lines: sales lines read
        path: the workbook written, of an open one its name; None where nothing was
    """

    as_of: date
    plan_from: date
    lang: str
    basis: str
    segments: pd.DataFrame
    plan: pd.DataFrame
    load: pd.DataFrame
    load_weeks: pd.DataFrame
    unplaced: pd.DataFrame
    kept: pd.DataFrame
    kpi: pd.DataFrame
    pay: pd.DataFrame
    risks: pd.DataFrame
    summary: pd.DataFrame
    problems: pd.DataFrame
    lines: int
    path: Path | None = None

    @property
    def left_out(self) -> bool:
        """Tell whether rows were left out of the calculation."""
        return bool(self.problems["left_out"].any())


@dataclass(frozen=True)
class Imported:
    """What became of the rows of a log exported elsewhere.

    Attributes:
        added: rows that `Журнал` got
        known: rows that it had already
        refused: rows that could not be taken
        problems: why, and what was cleaned, equal problems merged; places are those of the export
        path: the register
    """

    added: int
    known: int
    refused: int
    problems: pd.DataFrame
    path: Path


@dataclass(frozen=True)
class ImportResult:
    """What became of exports of other programs.

    Attributes:
        profile: what the program is called
        sheets: the sheets that were read
        counts: ``clients``, ``people``, ``sales``, ``log`` → rows read, and what became of them
        unlisted: names of clients without a card that were added because other rows name them
        renewed: how many values of the source replaced other ones
        gone: sales lines that were blanked, because their documents came cancelled or without them
        gone_money: what they came to, roubles
        waiting: questions on «На проверку» without an answer
        problems: everything to be told, equal problems merged; places are those of the exports and of the register
        path: the register
        created: it was made by this import
        changed: it is another than before, or would be
        dry_run: nothing was written
    """

    profile: str
    sheets: list[SheetRead]
    counts: Mapping[str, Counts]
    unlisted: list[str]
    renewed: int
    gone: int
    gone_money: float
    waiting: int
    problems: pd.DataFrame
    path: Path
    created: bool
    changed: bool
    dry_run: bool

    @property
    def needs_a_look(self) -> bool:
        """Tell whether rows were refused, sheets passed over, or questions wait."""
        refused = any(found.ways["refused"] for found in self.counts.values())
        passed = self.problems["key"].isin(["import_unknown_sheet", "import_total", "import_grand_total"]).any()
        return refused or bool(self.waiting) or bool(passed)


@dataclass(frozen=True)
class FreezeResult:
    """What was frozen, and what the run found that wrote it.

    Attributes:
        note: what was frozen: plan, week or month, of which period, how many rows
        result: the run
    """

    note: Note
    result: Result


@dataclass(frozen=True)
class ApproveResult:
    """What was approved, and what the run found that wrote it.

    Attributes:
        note: how many segments were approved, kept and moved
        result: the run
    """

    note: Approved
    result: Result


@dataclass(frozen=True)
class CollectResult:
    """What was collected, and what the run found that wrote it.

    Attributes:
        made: rows by manager and table, what is to be told, the conflicts
        result: the run; None where nothing was written
    """

    made: Collection
    result: Result | None


@dataclass(frozen=True)
class CleanResult:
    """What was found in a workbook besides what its sheets show.

    Attributes:
        found: the findings
        path: the copy without them; None where there was nothing to take out
    """

    found: tuple[Finding, ...]
    path: Path | None


@dataclass(frozen=True)
class Computed:
    """Everything computed from a register, before anything is written."""

    register: Register
    segments: pd.DataFrame
    plan: ContactPlan
    kpi: KpiResult
    summary: Summary


def run(
    path: str | Path,
    *,
    as_of: date | None = None,
    out: str | Path | None = None,
    in_place: bool = False,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Result:
    """Compute a register: segments, contact plan, KPIs; write them where ``out`` or ``in_place`` asks for it.

    Args:
        path: the register, .xlsx or .xlsm; never changed unless ``in_place``
        as_of: date of the data; by default the setting, else the last sale not after today
        out: the workbook to write; an earlier output of ours there is renewed and keeps what people typed
        in_place: write into the register itself; the previous version is kept beside it
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell (``{"clients": "База"}``)
        settings: key → value, for this run only
        today: the day of the run, if not today
        progress: called as the steps go on

    Returns:
        Frames of everything found; ``Result.path`` is the workbook written.

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.hosts.file import guard
    from clientbook.hosts.file.book import FileBook

    source = Path(path)
    target = source if in_place else Path(out) if out is not None else None
    front = FileBook.open(source)
    if target is not None:
        guard.check_target(target, lang)
    whole = _with_earlier_output(front, target)
    register = _Reading(as_of, lang, sheets, settings, today).of(whole, progress)
    return _saved(front, _compute(register, progress), target, progress)


def check(
    path: str | Path,
    *,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Result:
    """Find the problems of a register; nothing is written. See :func:`run` for the arguments."""
    return run(path, as_of=as_of, lang=lang, sheets=sheets, settings=settings, today=today)


def run_book(
    book: xw.Book,
    *,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Result:
    """Compute the register in an open workbook and write the sheets into it; :func:`undo` takes that back.

    The book is not saved.

    Args:
        book: the open book, as xlwings has it
        as_of: date of the data; by default the setting, else the last sale not after today
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell
        settings: key → value, for this run only
        today: the day of the run, if not today
        progress: called as the steps go on

    Returns:
        Frames of everything found; ``Result.path`` is the name of the book.

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.hosts.excel.book import LiveBook

    live = LiveBook(book)
    register = _Reading(as_of, lang, sheets, settings, today).of(live, progress)
    return _shown(live, _compute(register, progress), progress)


def check_book(
    book: xw.Book,
    *,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Result:
    """Find the problems of the register in an open workbook; nothing is written. See :func:`run_book`."""
    from clientbook.hosts.excel.book import LiveBook

    register = _Reading(as_of, lang, sheets, settings, today).of(LiveBook(book), progress)
    return _result(_compute(register, progress), None)


def undo(book: xw.Book) -> None:
    """Take back the last :func:`run_book` of this program in an open workbook: every table it replaced.

    Raises:
        HostError: there is nothing to take back.
    """
    from clientbook.hosts.excel.refill import take_back

    take_back(book)


def template(path: str | Path, *, lang: str = "ru", overwrite: bool = False) -> Path:
    """Write an empty register workbook, ready to fill.

    Args:
        path: where to
        lang: language of its sheets
        overwrite: replace a file that is there

    Raises:
        HostError: there is a file already, or it cannot be written.
    """
    from clientbook.hosts.file import guard
    from clientbook.sheets import book

    target = Path(path)
    if target.exists() and not overwrite:
        raise HostError("exists", file=target.name)
    guard.check_target(target, lang)
    _new(target, book.template_contents(lang), lang).save(target, keep_previous=False, lang=lang)
    return target


def demo(folder: str | Path, *, lang: str = "ru", progress: Progress | None = None) -> Result:
    """Write the demo register into a folder, run it in place and return what was found.

    Args:
        folder: made where it is missing; an earlier demo in it is replaced
        lang: language of the register
        progress: called as the steps go on
    """
    from clientbook.demo_register import AS_OF, EARLIER, demo_frames, with_dirty_cells
    from clientbook.demo_register.closed_months import with_closed_months
    from clientbook.hosts.file import guard
    from clientbook.method.history import as_run_on
    from clientbook.sheets import book

    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise HostError("not_a_folder", file=place.name)
    place.mkdir(parents=True, exist_ok=True)
    target = place / words(lang).text("cli.demo.file")
    guard.check_target(target, lang)
    front = _new(target, book.filled_contents(with_dirty_cells(demo_frames(lang), lang), lang), lang)
    register = with_closed_months(_Reading(AS_OF, lang).of(front, progress))
    register.previous["cb_history"] = as_run_on(register, EARLIER, words(lang))
    return _saved(front, _compute(register, progress), target, progress)


def freeze(
    path: str | Path,
    what: What,
    *,
    month: date | None = None,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> FreezeResult:
    """Freeze the plan of a month, the forecast of the running week or a closed month in the register itself.

    What is frozen never changes again. All sheets are renewed, and the previous version of the file is kept beside it.

    Args:
        path: the register, .xlsx or .xlsm
        what: ``plan`` (of the next month from five working days before it, else of the running one), ``week``, ``month``
        month: any day of the month to be closed; by default the last full month
        as_of: date of the data; by default the setting, else the last sale not after today
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell
        settings: key → value, for this run only
        today: the day of the run, if not today
        progress: called as the steps go on

    Raises:
        ClientbookError: it is frozen already, or it cannot be done; nothing was changed.
    """
    front = _to_change(Path(path), lang)
    reading = _Reading(as_of, lang, sheets, settings, today)
    computed, done = _frozen(front, what, month, reading, progress)
    return FreezeResult(done, _saved(front, computed, front.path, progress))


def freeze_book(
    book: xw.Book,
    what: What,
    *,
    month: date | None = None,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> FreezeResult:
    """Freeze in an open workbook; :func:`undo` takes it back until the book is run again. See :func:`freeze`."""
    from clientbook.hosts.excel.book import LiveBook

    live = LiveBook(book)
    reading = _Reading(as_of, lang, sheets, settings, today)
    computed, done = _frozen(live, what, month, reading, progress)
    return FreezeResult(done, _shown(live, computed, progress))


def approve(
    path: str | Path,
    *,
    everything: bool = False,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> ApproveResult:
    """Approve the computed segments: write them and the date into «Клиенты» of the register itself, and run it.

    Only the two columns of «Клиенты» change. What somebody typed there and that differs stays, unless ``everything``.

    Args:
        path: the register, .xlsx or .xlsm; its previous version is kept beside it
        everything: also over what people typed
        as_of: date of the data; by default the setting, else the last sale not after today
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell
        settings: key → value, for this run only
        today: the day of the run, if not today
        progress: called as the steps go on

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    front = _to_change(Path(path), lang)
    reading = _Reading(as_of, lang, sheets, settings, today)
    computed, done = _approved(front, reading, progress, everything=everything)
    return ApproveResult(done, _saved(front, computed, front.path, progress))


def approve_book(
    book: xw.Book,
    *,
    everything: bool = False,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> ApproveResult:
    """Approve the computed segments in an open workbook; :func:`undo` takes it back. See :func:`approve`."""
    from clientbook.hosts.excel.book import LiveBook

    live = LiveBook(book)
    reading = _Reading(as_of, lang, sheets, settings, today)
    computed, done = _approved(live, reading, progress, everything=everything)
    return ApproveResult(done, _shown(live, computed, progress))


def _approved(
    front: Book, reading: _Reading, progress: Progress | None, *, everything: bool
) -> tuple[Computed, Approved]:
    """Return the book computed with its segments approved, and what was written."""
    from clientbook import approving, freezing
    from clientbook.method.portfolio import portfolio
    from clientbook.register.problems import Problems

    register = reading.of(front, progress)
    clients = portfolio(replace(register, problems=Problems()), words(register.lang))
    done = approving.approved(front, register, clients, everything=everything)
    computed = _compute(
        freezing.with_more(approving.with_approved(register, done), {"cb_approvals": done.rows}), progress
    )
    front.put(done.sheet, done.cells)
    return computed, done


def _frozen(
    front: Book, what: What, month: date | None, reading: _Reading, progress: Progress | None
) -> tuple[Computed, Note]:
    """Return the book computed with what is frozen now in it, and what that is."""
    from clientbook import freezing
    from clientbook.method.forecast_weeks import last_day

    register = reading.of(front, progress)
    period = freezing.period_of(register, month) if what == "month" else None
    if period is not None and not freezing.is_last(register, period):
        added = freezing.closing(freezing.as_on(register, last_day(period)), register.plan_from)
        return _compute(freezing.with_more(register, added), progress), freezing.noted(period, added)
    computed = _compute(register, progress)
    added, done = freezing.added(computed, what)
    return _measured(replace(computed, register=freezing.with_more(computed.register, added))), done


def distribute(  # noqa: PLR0913 - what a user may say of a run, of a folder and of what goes along
    path: str | Path,
    folder: str | Path,
    *,
    managers: Sequence[str] = (),
    personal: bool = True,
    password: str | None = None,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> HandOut:
    """Compute a register and write one workbook per manager, with his clients and nobody else's. See :func:`run`.

    Args:
        path: the register, .xlsx or .xlsm; it is not changed
        folder: where the copies go; made where it is missing
        managers: who gets one; by default everybody who works with clients
        personal: whether names, phones and the like of clients' people come along
        password: the files are encrypted with it; None: whoever has them can open them
        as_of: date of the data; by default the setting, else the last sale not after today
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell
        settings: key → value, for this run only
        today: the day of the run, if not today
        progress: called as the steps go on

    Raises:
        ClientbookError: it cannot be done; nothing was written.
    """
    from clientbook.hosts.file.book import FileBook
    from clientbook.team.distribute import hand_out

    if password == "":
        raise HostError("password_empty")
    front = FileBook.open(Path(path))
    computed = _compute(_Reading(as_of, lang, sheets, settings, today).of(front, progress), progress)
    _write(front, computed, progress)
    return hand_out(
        front,
        computed,
        Path(folder),
        managers=managers,
        personal=personal,
        password=password,
        lang=lang,
        progress=progress,
    )


def collect(  # noqa: PLR0913 - what a user may say of a run, of a folder and of a target
    path: str | Path,
    folder: str | Path,
    *,
    out: str | Path | None = None,
    dry_run: bool = False,
    password: str | None = None,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> CollectResult:
    """Take what managers entered in their copies into the register, and run it; every change once, whatever the order.

    Where a copy and the register, or two copies, say different things, the register stays as it was and the sheet
    «Конфликты» shows both. Decisions on that sheet are carried out, with an empty folder too.

    Args:
        path: the register, .xlsx or .xlsm; its previous version is kept beside it
        folder: where the copies are, under whatever names
        out: write there instead, and leave the register as it is
        dry_run: write nothing
        password: opens encrypted copies
        as_of: date of the data; by default the setting, else the last sale not after today
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell
        settings: key → value, for this run only
        today: the day of the run, if not today
        progress: called as the steps go on

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.hosts.file import guard
    from clientbook.hosts.file.book import FileBook
    from clientbook.team.collect import collection, with_memory, write

    source, target = Path(path), Path(out) if out is not None else Path(path)
    front = FileBook.open(source)
    if target != source and target.exists():
        raise HostError("collect_exists", file=target.name)
    if not dry_run:
        guard.check_target(target, lang)
    day = today or _clock()
    made = collection(
        front, Path(folder), register=source, today=day, password=password, lang=lang, sheets=sheets or {}
    )
    if dry_run or not (made.changed or target != source):
        return CollectResult(made, None)
    write(front, made)
    register = _Reading(as_of, lang, sheets, settings, today).of(front, progress)
    register = replace(register, previous=with_memory(register.previous, made))
    return CollectResult(made, _saved(front, _compute(register, progress), target, progress))


def clean(
    path: str | Path, *, out: str | Path | None = None, drop_hidden: bool = False, lang: str = "ru"
) -> CleanResult:
    """Tell what would leave the house with a workbook besides what its sheets show; write a copy without it.

    Args:
        path: any workbook, .xlsx or .xlsm; it is not changed
        out: the copy; by default «имя (очищено)» beside the workbook. None is written where nothing was found
        drop_hidden: take out hidden sheets too; formulas that read them become values
        lang: language of messages and of the copy's name

    Raises:
        ClientbookError: it cannot be done; nothing was written.
    """
    from clientbook.hosts.file import guard
    from clientbook.hosts.file.book import FileBook
    from clientbook.team.clean import cleaned

    source = Path(path)
    target = Path(out) if out is not None else _beside(source, "host.cleaned", lang)
    front = FileBook.open(source)
    guard.check_target(target, lang)
    if target.exists() and target.samefile(source):
        raise HostError("clean_same", file=source.name)
    found = tuple(cleaned(front.package, drop_hidden=drop_hidden))
    if not any(finding.removed for finding in found):
        return CleanResult(found, None)
    front.save(target, keep_previous=True, lang=lang)
    return CleanResult(found, target)


def _beside(path: Path, key: str, lang: str) -> Path:
    """Return a file beside another, named after it."""
    return path.with_name(words(lang).text(key, name=path.stem) + path.suffix)


def collect_book(
    book: xw.Book,
    folder: str | Path,
    *,
    password: str | None = None,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> CollectResult:
    """Collect into an open workbook; :func:`undo` takes it back until the book is run again. See :func:`collect`."""
    from clientbook.hosts.excel.book import LiveBook
    from clientbook.hosts.excel.refill import all_or_nothing
    from clientbook.team.collect import collection, with_memory, write

    live, day = LiveBook(book), today or _clock()
    made = collection(
        live, Path(folder), register=Path(book.fullname), today=day, password=password, lang=lang, sheets=sheets or {}
    )
    if not made.changed:
        return CollectResult(made, None)
    with all_or_nothing(live):
        write(live, made)
        register = _Reading(as_of, lang, sheets, settings, today).of(live, progress)
        register = replace(register, previous=with_memory(register.previous, made))
        return CollectResult(made, _shown(live, _compute(register, progress), progress))


def import_log(
    export: str | Path,
    into: str | Path,
    *,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Imported:
    """Add the contacts of a log exported elsewhere to `Журнал` of a register; each once, however often it is imported.

    The register is written in place and its previous version kept beside it; nothing is written where nothing is new.

    Args:
        export: a text file of rows (.csv, .tsv, .txt) or a workbook
        into: the register, .xlsx or .xlsm
        lang: language of messages, and of a register whose own cannot be told
        sheets: table → sheet of the register, where names or headers do not tell
        today: the day of the import, if not today

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.hosts.delimited import SUFFIXES, DelimitedBook
    from clientbook.hosts.file.book import FileBook
    from clientbook.register.log_import import import_into
    from clientbook.register.problems import Problems
    from clientbook.sheets import book, inputs

    source, target = Path(export), Path(into)
    front = _to_change(target, lang)
    rows = DelimitedBook.open(source) if source.suffix.lower() in SUFFIXES else FileBook.open(source)
    problems, day = Problems(), today or _clock()
    taken = import_into(front, rows, book.outputs(), day, (lang, sheets or {}), problems)
    if len(taken.rows):
        front.write([inputs.log(taken.rows, words(taken.lang))], taken.lang, None, taken.places)
        front.save(target, keep_previous=True, lang=taken.lang)
    told = _problem_frame(problems.merged(), lang)
    return Imported(len(taken.rows), taken.known, int(told.loc[told["left_out"], "count"].sum()), told, target)


def calendars(
    path: str | Path,
    folder: str | Path | None = None,
    *,
    managers: Sequence[str] = (),
    personal: bool = True,
    as_of: date | None = None,
    lang: str = "ru",
    progress: Progress | None = None,
) -> Calendars:
    """Write the contact plan of a book as iCalendar files, one per manager; issuing again moves and cancels events.

    The plan is taken as it stands in the book, and computed where there is none. The book is not changed.

    Args:
        path: the register or its result, .xlsx or .xlsm
        folder: where to; by default «имя (календари)» beside the book
        managers: only these; by default everybody
        personal: with the names and phones of the clients' people
        as_of: date of the data, where the plan is computed
        lang: language of messages, and of a book whose own language cannot be told
        progress: called as the steps go on

    Raises:
        ClientbookError: it cannot be done; the book was not changed.
    """
    from clientbook.exchange.calendar import write

    source = Path(path)
    beside = source.with_name(words(lang).text("cli.calendar.folder", name=source.stem))
    plan = _planned(source, _Reading(as_of, lang), progress)
    return write(plan, Path(folder) if folder else beside, managers=managers, personal=personal, lang=lang)


def export(
    path: str | Path,
    profile: str,
    folder: str | Path | None = None,
    *,
    everything: bool = False,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Exported:
    """Write the people and the coming contacts of a book as CSV files that a CRM imports. The book is not changed.

    Args:
        path: the register or its result, .xlsx or .xlsm; its plan is taken as it stands, and computed where there is none
        profile: ``bitrix24``, ``amocrm``, ``retailcrm``, ``1c``, ``generic``, or the path of a TOML file of the user's
        folder: where to; by default «имя (выгрузка)» beside the book
        everything: also rows that a filter hides
        as_of: date of the data, where the plan is computed
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell
        progress: called as the steps go on

    Raises:
        ClientbookError: it cannot be done; the book was not changed.
    """
    from clientbook.exchange import layouts, out_of_book
    from clientbook.exchange.export import write

    layout, source = layouts.layout(profile), Path(path)
    beside = source.with_name(words(lang).text("cli.export.folder", name=source.stem))
    whole = _planned(source, _Reading(as_of, lang, sheets), progress)
    seen = out_of_book.seen(source, whole, lang, sheets or {}, everything=everything)
    return write(seen, layout, Path(folder) if folder else beside, lang=lang)


def _planned(path: Path, reading: _Reading, progress: Progress | None) -> Planned:
    """Return the contact plan of a book, computed where it has none yet."""
    from clientbook.exchange.planned import Planned, planned
    from clientbook.hosts.file.book import FileBook

    front = FileBook.open(path)
    found = planned(front, reading.lang)
    if found is not None:
        return found
    computed = _compute(reading.of(front, progress), progress)
    return Planned(computed.plan.plan, computed.register.as_of, computed.register.lang)


def import_data(
    files: Sequence[str | Path],
    profile: str,
    register: str | Path,
    *,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
    dry_run: bool = False,
    today: date | None = None,
) -> ImportResult:
    """Make a register of exports of another program, or bring it up to date; the same export twice changes nothing.

    A register that is there is written in place and its previous version kept beside it.

    Args:
        files: the exports, or folders of them: .csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods
        profile: ``1c``, ``bitrix24``, ``amocrm``, ``retailcrm``, ``generic``, or the path of a TOML file
        register: the register, .xlsx or .xlsm
        lang: language of messages, and of a register that is made or whose own cannot be told
        sheets: table → sheet of the register, where names or headers do not tell
        dry_run: write nothing
        today: the day of the import, if not today

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.exchange import grids, importing, profiles
    from clientbook.hosts.file import guard
    from clientbook.sheets import book

    target, known = Path(register), profiles.load(profile)
    if target.suffix.casefold() not in grids.BOOKS:
        raise HostError("import_output", file=target.name)
    created = not target.exists()
    guard.check_target(target, lang)
    front = _new(target, book.filled_contents({}, lang), lang) if created else _to_change(target, lang)
    found = grids.files_of([Path(file) for file in files], target)
    done = importing.import_into(front, found, known, book.outputs(), today or _clock(), (lang, sheets or {}))
    if done.changes and not dry_run:
        importing.write(front, done)
        front.save(target, keep_previous=not created, lang=done.lang)
    told = _problem_frame(done.problems.merged(), lang)
    return ImportResult(
        profile=known.title,
        sheets=done.sheets,
        counts=done.counts,
        unlisted=done.unlisted,
        renewed=done.renewed,
        gone=done.gone,
        gone_money=done.gone_money,
        waiting=done.waiting,
        problems=told,
        path=target,
        created=created,
        changed=done.changes,
        dry_run=dry_run,
    )


def default_output(path: Path, lang: str = "ru") -> Path:
    """Return where a run writes when it is not told: «имя (результат).xlsx» beside the register.

    A book that is already such a result maps to itself.
    """
    marks = tuple(words(known).text("host.result", name="").strip() for known in LANGUAGES)
    if path.stem.rstrip().endswith(marks):
        return path
    return path.with_name(words(lang).text("host.result", name=path.stem) + path.suffix)


def _new(target: Path, contents: list[Content], lang: str) -> FileBook:
    """Return a new book, in memory."""
    from clientbook.hosts.file.book import FileBook
    from clientbook.hosts.file.write import new_book

    return FileBook(new_book(contents, lang), target)


def _to_change(path: Path, lang: str) -> FileBook:
    """Return a book that is to be written over itself.

    Raises:
        HostError: it cannot be read, or not be written.
    """
    from clientbook.hosts.file import guard
    from clientbook.hosts.file.book import FileBook
    from clientbook.team.copy_about import refuse_copy

    front = FileBook.open(path)
    refuse_copy(front)
    guard.check_target(path, lang)
    return front


def _with_earlier_output(front: FileBook, target: Path | None) -> Book:
    """Return the register, with the output of an earlier run behind it where one stands in the place of the new one.

    Raises:
        HostError: what stands there is not ours, and must not be written over.
    """
    from clientbook.hosts.file.book import FileBook
    from clientbook.hosts.overlay import Overlay
    from clientbook.sheets import about, book

    if target is None or not target.exists() or target.samefile(front.path):
        return front
    earlier = FileBook.open(target)
    if not any(area.table == about.ABOUT.name for area in earlier.areas()):
        raise HostError("not_ours", file=target.name)
    return Overlay(front, earlier, [table.name for table in book.outputs()])


@dataclass(frozen=True)
class _Reading:
    """How a book is to be read; see :func:`run`."""

    as_of: date | None
    lang: str
    sheets: Mapping[str, str] | None = None
    settings: Mapping[str, str] | None = None
    today: date | None = None

    def of(self, whole: Book, progress: Progress | None) -> Register:
        """Return the register of a book."""
        from clientbook.hosts.overlay import Overlay
        from clientbook.register.read import read_register
        from clientbook.register.stores import both
        from clientbook.sheets import about, book
        from clientbook.sources import open_sales
        from clientbook.team.copy_about import refuse_copy

        refuse_copy(whole)
        register = read_register(
            whole,
            today=self.as_of or self.today or _clock(),
            as_of=self.as_of,
            lang=self.lang,
            sheets=self.sheets or {},
            settings=self.settings or {},
            outputs=book.outputs(),
            progress=progress,
            source=partial(open_sales, whole),
        )
        about.refuse_newer(register.previous[about.ABOUT.name])
        if isinstance(whole, Overlay):
            own = {name: area for name, area in register.places.items() if whole.is_own(area)}
            grown = both(whole.front, register.previous, book.outputs(), english=register.lang == "en")
            return replace(register, places=own, previous={**register.previous, **grown})
        return register


def _clock() -> date:
    """Return the day it is; nothing else reads the clock."""
    return datetime.now().astimezone().date()


def _compute(register: Register, progress: Progress | None) -> Computed:
    from clientbook.method.contacts import contact_plan, marks
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


def _measured(computed: Computed) -> Computed:
    """Return a run with its KPIs and «Сводка» counted again, after something was frozen."""
    from clientbook.method.summary import summary

    register, past = computed.register, computed.kpi.desk.past
    counted = copy(past)  # what it has counted comes along
    counted.register = register
    measures = _kpi(register, computed.segments, computed.plan, counted)
    return replace(computed, kpi=measures, summary=summary(register, computed.segments, measures))


def _step(progress: Progress | None, steps: tuple[str, ...], done: int) -> None:
    if progress is not None:
        progress(steps[done], done, len(steps))


def _saved(front: FileBook, computed: Computed, target: Path | None, progress: Progress | None) -> Result:
    """Write the sheets into the book and the book to its place, if there is one; return what was found."""
    if target is not None:
        _write(front, computed, progress)
        front.save(target, keep_previous=True, lang=computed.register.lang)
    return _result(computed, target)


def _shown(live: LiveBook, computed: Computed, progress: Progress | None) -> Result:
    """Write the sheets into an open book; return what was found."""
    _write(live, computed, progress)
    return _result(computed, live.path)


def _write(front: Book, computed: Computed, progress: Progress | None) -> None:
    """Put the sheets into the book; what was typed on rows that are no more, and is not frozen, is told as a problem."""
    from clientbook.method.forecast import is_frozen
    from clientbook.sheets import book

    register = computed.register
    lost = front.write(book.contents(computed), register.lang, progress, register.places)
    lost = [typed for typed in lost if not is_frozen(register, computed.plan.start, typed.sheet, typed.cell)]
    if not lost:
        return
    for typed in lost:
        # the text among the fields keeps them apart: each is told, because it stands nowhere else any more
        register.problems.add("typed_row_gone", sheet=typed.sheet, cell=typed.cell, value=typed.value, text=typed.value)
    front.write(book.contents(computed), register.lang, None, register.places)


def _result(computed: Computed, path: Path | None) -> Result:
    from clientbook.sheets import risks

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
        problems=_problem_frame(register.problems.merged(), register.lang),
        lines=register.sales.lines,
        path=path,
    )


def _problem_frame(problems: list[Problem], lang: str) -> pd.DataFrame:
    import pandas as pd

    say = words(lang)
    columns = ("sheet", "cell", "what", "value", "done", "count", "amount", "left_out", "key")
    rows = [
        (p.sheet, p.cell, p.say(say), p.value, p.done.value, p.count, p.amount, p.left_out, p.key) for p in problems
    ]
    return pd.DataFrame(rows, columns=list(columns))
