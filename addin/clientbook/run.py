"""The facade: one function per thing a user can ask for. Data flows one way, from the workbook through the method back.

host.read → register → method → sheets → host.write
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from clientbook.computing import (
    Computed,
    RunOptions,
    Wishes,
    clock,
    compute,
    measured,
    problem_frame,
    put_sheets,
    saved,
    shown,
)
from clientbook.errors import HostError
from clientbook.files import beside, default_output, new_file, to_change, with_earlier_output
from clientbook.locale import words
from clientbook.results import (
    ApproveResult,
    Checked,
    CleanResult,
    CollectResult,
    FreezeResult,
    Imported,
    ImportResult,
    Result,
)

# Everything heavy is imported where it is used: ``import clientbook`` and the help of the command line answer at once.
if TYPE_CHECKING:
    import xlwings as xw

    from clientbook.approving import Approved
    from clientbook.exchange.calendar import Calendars
    from clientbook.exchange.export import Exported
    from clientbook.exchange.planned import Planned
    from clientbook.freezing import Note, What
    from clientbook.hosts.base import Book, Progress
    from clientbook.team.collect import Collection
    from clientbook.team.distribute import HandOut

__all__ = [
    "ApproveResult",
    "Checked",
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
    whole = with_earlier_output(front, target)
    options = RunOptions(as_of, lang, sheets, settings, today, progress)
    return saved(front, compute(options.read(whole), progress), target, progress)


def check(
    path: str | Path,
    **wishes: Unpack[Wishes],
) -> Checked:
    """Find the problems of a register, those of a run; nothing is planned or written. See :func:`run` for the arguments."""
    from clientbook.checking import checked
    from clientbook.hosts.file.book import FileBook

    options = RunOptions(**wishes)
    return checked(options.read(FileBook.open(Path(path))), options.progress)


def run_book(
    book: xw.Book,
    **wishes: Unpack[Wishes],
) -> Result:
    """Compute the register in an open workbook and write the sheets into it; :func:`undo` takes that back.

    The book is not saved.

    Args:
        book: the open book, as xlwings has it
        wishes: see :class:`Wishes`

    Returns:
        Frames of everything found; ``Result.path`` is the name of the book.

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.hosts.excel.book import LiveBook

    live, options = LiveBook(book), RunOptions(**wishes)
    return shown(live, compute(options.read(live), options.progress), options.progress)


def check_book(
    book: xw.Book,
    **wishes: Unpack[Wishes],
) -> Checked:
    """Find the problems of the register in an open workbook; nothing is planned or written. See :func:`run_book`."""
    from clientbook.checking import checked
    from clientbook.hosts.excel.book import LiveBook

    options = RunOptions(**wishes)
    return checked(options.read(LiveBook(book)), options.progress)


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
    new_file(target, book.template_contents(lang), lang).save(target, keep_previous=False, lang=lang)
    return target


def demo(folder: str | Path, *, lang: str = "ru", progress: Progress | None = None) -> Result:
    """Write the demo register into a folder, run it in place and return what was found.

    Args:
        folder: made where it is missing; an earlier demo in it is replaced
        lang: language of the register
        progress: called as the steps go on
    """
    from clientbook.demo_register import AS_OF, EARLIER, demo_frames, with_dirty_cells
    from clientbook.demo_register.past_months import log_until_the_plan, with_past_months
    from clientbook.hosts.file import guard
    from clientbook.method.history import as_run_on
    from clientbook.sheets import book

    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise HostError("not_a_folder", file=place.name)
    place.mkdir(parents=True, exist_ok=True)
    target = place / words(lang).text("cli.demo.file")
    guard.check_target(target, lang)
    frames = with_dirty_cells(log_until_the_plan(demo_frames(lang), lang), lang)
    front = new_file(target, book.filled_contents(frames, lang), lang)
    register = with_past_months(RunOptions(AS_OF, lang, progress=progress).read(front))
    register.previous["cb_history"] = as_run_on(register, EARLIER, words(lang))
    return saved(front, compute(register, progress), target, progress)


def freeze(
    path: str | Path,
    what: What,
    *,
    month: date | None = None,
    **wishes: Unpack[Wishes],
) -> FreezeResult:
    """Freeze the plan of a month, the forecast of the running week or a closed month in the register itself.

    What is frozen never changes again. All sheets are renewed, and the previous version of the file is kept beside it.

    Args:
        path: the register, .xlsx or .xlsm
        what: ``plan`` (of the next month from five working days before it, else of the running one), ``week``, ``month``
        month: any day of the month to be closed; by default the last full month
        wishes: see :class:`Wishes`

    Raises:
        ClientbookError: it is frozen already, or it cannot be done; nothing was changed.
    """
    options = RunOptions(**wishes)
    front = to_change(Path(path), options.lang)
    computed, done = _frozen(front, what, month, options)
    return FreezeResult(done, saved(front, computed, front.path, options.progress))


def freeze_book(
    book: xw.Book,
    what: What,
    *,
    month: date | None = None,
    **wishes: Unpack[Wishes],
) -> FreezeResult:
    """Freeze in an open workbook; :func:`undo` takes it back until the book is run again. See :func:`freeze`."""
    from clientbook.hosts.excel.book import LiveBook

    live, options = LiveBook(book), RunOptions(**wishes)
    computed, done = _frozen(live, what, month, options)
    return FreezeResult(done, shown(live, computed, options.progress))


def approve(
    path: str | Path,
    *,
    everything: bool = False,
    **wishes: Unpack[Wishes],
) -> ApproveResult:
    """Approve the computed segments: write them and the date into «Клиенты» of the register itself, and run it.

    Only the two columns of «Клиенты» change. What somebody typed there and that differs stays, unless ``everything``.

    Args:
        path: the register, .xlsx or .xlsm; its previous version is kept beside it
        everything: also over what people typed
        wishes: see :class:`Wishes`

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    options = RunOptions(**wishes)
    front = to_change(Path(path), options.lang)
    computed, done = _approved(front, options, everything=everything)
    return ApproveResult(done, saved(front, computed, front.path, options.progress))


def approve_book(
    book: xw.Book,
    *,
    everything: bool = False,
    **wishes: Unpack[Wishes],
) -> ApproveResult:
    """Approve the computed segments in an open workbook; :func:`undo` takes it back. See :func:`approve`."""
    from clientbook.hosts.excel.book import LiveBook

    live, options = LiveBook(book), RunOptions(**wishes)
    computed, done = _approved(live, options, everything=everything)
    return ApproveResult(done, shown(live, computed, options.progress))


def _approved(front: Book, options: RunOptions, *, everything: bool) -> tuple[Computed, Approved]:
    """Return the book computed with its segments approved, and what was written."""
    from clientbook import approving, freezing
    from clientbook.method.portfolio import portfolio
    from clientbook.register.problems import Problems

    register = options.read(front)
    clients = portfolio(replace(register, problems=Problems()), words(register.lang))
    done = approving.approved(front, register, clients, everything=everything)
    computed = compute(
        freezing.with_more(approving.with_approved(register, done), {"cb_approvals": done.rows}), options.progress
    )
    front.put(done.sheet, done.cells)
    return computed, done


def _frozen(front: Book, what: What, month: date | None, options: RunOptions) -> tuple[Computed, Note]:
    """Return the book computed with what is frozen now in it, and what that is."""
    from clientbook import freezing
    from clientbook.method.forecast_weeks import last_day

    register = options.read(front)
    period = freezing.period_of(register, month) if what == "month" else None
    if period is not None and not freezing.is_last(register, period):
        added = freezing.closing(freezing.as_on(register, last_day(period)), register.plan_from)
        return compute(freezing.with_more(register, added), options.progress), freezing.noted(period, added)
    computed = compute(register, options.progress)
    added, done = freezing.added(computed, what)
    return measured(computed._replace(register=freezing.with_more(computed.register, added))), done


def distribute(
    path: str | Path,
    folder: str | Path,
    *,
    managers: Sequence[str] = (),
    personal: bool = True,
    password: str | None = None,
    **wishes: Unpack[Wishes],
) -> HandOut:
    """Compute a register and write one workbook per manager, with his clients and nobody else's. See :func:`run`.

    Args:
        path: the register, .xlsx or .xlsm; it is not changed
        folder: where the copies go; made where it is missing
        managers: who gets one; by default everybody who works with clients
        personal: whether names, phones and the like of clients' people come along
        password: the files are encrypted with it; None: whoever has them can open them
        wishes: see :class:`Wishes`

    Raises:
        ClientbookError: it cannot be done; nothing was written.
    """
    from clientbook.hosts.file.book import FileBook
    from clientbook.team.distribute import hand_out

    if password == "":
        raise HostError("password_empty")
    front, options = FileBook.open(Path(path)), RunOptions(**wishes)
    computed = compute(options.read(front), options.progress)
    put_sheets(front, computed, options.progress)
    return hand_out(
        front,
        computed,
        Path(folder),
        managers=managers,
        personal=personal,
        password=password,
        lang=options.lang,
        progress=options.progress,
    )


def collect(
    path: str | Path,
    folder: str | Path,
    *,
    out: str | Path | None = None,
    dry_run: bool = False,
    password: str | None = None,
    **wishes: Unpack[Wishes],
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
        wishes: see :class:`Wishes`

    Raises:
        ClientbookError: it cannot be done; nothing was changed.
    """
    from clientbook.hosts.file import guard
    from clientbook.hosts.file.book import FileBook

    source, target = Path(path), Path(out) if out is not None else Path(path)
    front, options = FileBook.open(source), RunOptions(**wishes)
    if target != source and target.exists():
        raise HostError("collect_exists", file=target.name)
    if not dry_run:
        guard.check_target(target, options.lang)
    made = _collection(front, Path(folder), source, password, options)
    if dry_run or not (made.changed or target != source):
        return CollectResult(made, None)
    return CollectResult(made, saved(front, _collected(front, made, options), target, options.progress))


def _collection(front: Book, folder: Path, register: Path, password: str | None, options: RunOptions) -> Collection:
    """Return a register and the copies in a folder brought together; nothing is written."""
    from clientbook.team.collect import collection

    return collection(
        front,
        folder,
        register=register,
        today=options.day,
        password=password,
        lang=options.lang,
        sheets=options.sheets or {},
    )


def _collected(front: Book, made: Collection, options: RunOptions) -> Computed:
    """Return a register computed with what was collected, which is written into it."""
    from clientbook.sheets.conflicts import CONFLICTS
    from clientbook.sheets.plan import PLAN
    from clientbook.team.collect import with_memory, write
    from clientbook.team.conflicts_now import as_planned

    write(front, made)
    register = options.read(front)
    computed = compute(replace(register, previous=with_memory(register.previous, made)), options.progress)
    previous, plan = computed.register.previous, computed.plan.plan
    previous[CONFLICTS.name] = as_planned(previous[CONFLICTS.name], plan, made.sheets[PLAN.name], words(made.lang))
    return computed


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
    target = Path(out) if out is not None else beside(source, "host.cleaned", lang)
    front = FileBook.open(source)
    guard.check_target(target, lang)
    if target.exists() and target.samefile(source):
        raise HostError("clean_same", file=source.name)
    found = tuple(cleaned(front.package, drop_hidden=drop_hidden))
    if not any(finding.removed for finding in found):
        return CleanResult(found, None)
    front.save(target, keep_previous=True, lang=lang)
    return CleanResult(found, target)


def collect_book(
    book: xw.Book,
    folder: str | Path,
    *,
    password: str | None = None,
    **wishes: Unpack[Wishes],
) -> CollectResult:
    """Collect into an open workbook; :func:`undo` takes it back until the book is run again. See :func:`collect`."""
    from clientbook.hosts.excel.book import LiveBook
    from clientbook.hosts.excel.refill import all_or_nothing

    live, options = LiveBook(book), RunOptions(**wishes)
    made = _collection(live, Path(folder), Path(book.fullname), password, options)
    if not made.changed:
        return CollectResult(made, None)
    with all_or_nothing(live):
        return CollectResult(made, shown(live, _collected(live, made, options), options.progress))


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
    front = to_change(target, lang)
    rows = DelimitedBook.open(source) if source.suffix.lower() in SUFFIXES else FileBook.open(source)
    problems, day = Problems(), today or clock()
    taken = import_into(front, rows, book.outputs(), day, (lang, sheets or {}), problems)
    if len(taken.rows):
        front.write([inputs.log(taken.rows, words(taken.lang))], taken.lang, None, taken.places)
        front.save(target, keep_previous=True, lang=taken.lang)
    told = problem_frame(problems.merged(), lang)
    return Imported(len(taken.rows), taken.known, int(told.loc[told["left_out"], "count"].sum()), told, target)


def calendars(
    path: str | Path,
    folder: str | Path | None = None,
    *,
    managers: Sequence[str] = (),
    personal: bool = True,
    as_of: date | None = None,
    lang: str = "ru",
    sheets: Mapping[str, str] | None = None,
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
        sheets: table → sheet name, where the plan is computed and names or headers do not tell
        progress: called as the steps go on

    Raises:
        ClientbookError: it cannot be done; the book was not changed.
    """
    from clientbook.exchange.calendar import write

    source = Path(path)
    target = Path(folder) if folder else beside(source, "cli.calendar.folder", lang, suffix="")
    plan = _planned(source, RunOptions(as_of, lang, sheets, progress=progress))
    return write(plan, target, managers=managers, personal=personal, lang=lang)


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
    target = Path(folder) if folder else beside(source, "cli.export.folder", lang, suffix="")
    whole = _planned(source, RunOptions(as_of, lang, sheets, progress=progress))
    seen = out_of_book.seen(source, whole, lang, sheets or {}, everything=everything)
    return write(seen, layout, target, lang=lang)


def _planned(path: Path, options: RunOptions) -> Planned:
    """Return the contact plan of a book, computed where it has none yet."""
    from clientbook.exchange.planned import Planned, planned
    from clientbook.hosts.file.book import FileBook

    front = FileBook.open(path)
    found = planned(front, options.lang)
    if found is not None:
        return found
    computed = compute(options.read(front), options.progress)
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
    front = new_file(target, book.filled_contents({}, lang), lang) if created else to_change(target, lang)
    found = grids.files_of([Path(file) for file in files], target)
    done = importing.import_into(front, found, known, book.outputs(), today or clock(), (lang, sheets or {}))
    if done.changes and not dry_run:
        importing.write(front, done)
        front.save(target, keep_previous=not created, lang=done.lang)
    told = problem_frame(done.problems.merged(), lang)
    return ImportResult(
        profile=known.title,
        sheets=done.sheets,
        counts=done.counts,
        unlisted=done.unlisted,
        renewed=done.renewed,
        gone=done.gone,
        gone_money=done.gone_money,
        waiting=done.waiting,
        review=done.review,
        problems=told,
        path=target,
        created=created,
        changed=done.changes,
        dry_run=dry_run,
    )
