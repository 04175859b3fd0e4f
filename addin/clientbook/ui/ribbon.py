"""The buttons of the ribbon: each works on the open book and ends in one message, whatever happens.

VBA calls :func:`press` with the name of a button and the language of Excel. The steps of long work are shown in the status
bar; Esc between two of them stops it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clientbook.errors import ClientbookError
from clientbook.locale import Words, words
from clientbook.results import Checked, Result
from clientbook.run import approve_book, check_book, collect_book, distribute, freeze_book, run_book, undo
from clientbook.ui.console import write_log
from clientbook.ui.keyboard import escape_pressed, excel_window
from clientbook.ui.language import language
from clientbook.ui.progress import step_title
from clientbook.ui.settled import approved, frozen

if TYPE_CHECKING:
    import xlwings as xw

    from clientbook.freezing import What

gc.freeze()  # what is imported by now, pandas and xlwings, stays for good: no click looks through it for garbage


class StoppedError(Exception):
    """The user asked for a stop."""


class MissingError(Exception):
    """Something a button needs is not there.

    Args:
        key: the sentence that says so, with the next step, under ``ribbon.message``
    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class Desk(NamedTuple):
    """What a button works with.

    Attributes:
        book: the open book
        say: words of Excel's language
        stop: tells whether the user asks for a stop
        drop: takes back what a failed run left, where the run itself cannot
    """

    book: xw.Book
    say: Words
    stop: Callable[[], bool]
    drop: Callable[[], None] = lambda: None

    def progress(self, step: str, done: int, total: int) -> None:
        """Show a step in the status bar.

        Raises:
            StoppedError: the user asked for a stop.
        """
        if self.stop():
            raise StoppedError
        counted = f" {done}/{total}" if total else ""
        _status(self.book, text=f"{self.say.text('ribbon.clientbook.label')}: {step_title(step, self.say)}{counted}")


def press(button: str, lang: str) -> None:
    """Do what a button is for, on the book in front of the user, and tell him how it ended.

    Args:
        button: its name in the ribbon
        lang: language of Excel, ``ru`` or ``en``
    """
    import xlwings as xw

    from clientbook.ui.undo_file import bring_back, keep_at_exit

    book = xw.Book.caller()
    window = excel_window(book.app)
    escape_pressed(window)  # what was pressed before does not count
    if button == "undo":
        bring_back(book)
    keep_at_exit(book)
    act(button, Desk(book, words(lang), lambda: escape_pressed(window)))


def press_on(book: xw.Book, button: str) -> None:
    """Do what a button is for where Excel runs in a browser: nobody tells the language there, and no key is seen.

    Args:
        book: the open book
        button: its name in the ribbon
    """
    act(button, Desk(book, words(language((), os.environ)), lambda: False, lambda: _drop_queued(book)))


def _drop_queued(book: xw.Book) -> None:
    """Let nothing reach Excel of what a failed run has done: in a browser all of it is sent together at the end."""
    book.json()["actions"].clear()


def label(button: str) -> str:
    """Return what stands on a button, in the language that ``CLIENTBOOK_LANG`` sets."""
    return words(language((), os.environ)).text(f"ribbon.{button}.label")


def act(button: str, desk: Desk) -> None:
    """Do what a button is for and show one message; nothing is raised, for nobody would see it.

    Args:
        button: its name in the ribbon
        desk: the book and the language
    """
    mode = "info"
    try:
        message = BUTTONS[button](desk)
    except StoppedError:
        message = desk.say.text("ribbon.message.cancelled")
    except MissingError as missing:
        message, mode = desk.say.text(f"ribbon.message.{missing.key}"), "critical"
    except ClientbookError as error:
        message, mode = error.say(desk.say.lang), "critical"
    except ModuleNotFoundError as error:
        message, mode = desk.say.text("ribbon.message.no_package", name=error.name), "critical"
    except Exception as error:
        message, mode = _unexpected(error, desk), "critical"
    finally:
        _status(desk.book, text=False)
    if mode == "critical":
        desk.drop()
    if message:
        desk.book.app.alert(message, title=desk.say.text("ribbon.clientbook.label"), mode=mode)


def _unexpected(error: Exception, desk: Desk) -> str:
    """Return the sentence for an error nobody foresaw; its details go into a file."""
    if isinstance(error, MemoryError):
        return desk.say.text("error.memory")
    what, log = f"{type(error).__name__}: {error}".split("\n")[0][:200], write_log(error)
    return (
        desk.say.text("ribbon.message.failed_no_log", what=what)
        if log is None
        else desk.say.text("ribbon.message.failed", what=what, log=log)
    )


def _status(book: xw.Book, *, text: str | bool) -> None:
    """Show a text in the status bar; False gives the bar back to Excel."""
    try:
        book.app.status_bar = text
    except (NotImplementedError, AttributeError):
        return  # no such bar where Excel runs in a browser


def _renew(table: str) -> Callable[[Desk], str]:
    """Return what renews the sheets and shows the one with a table.

    All are renewed whichever is asked for: a plan made from today's segments beside the segments of last week would
    contradict them.
    """

    def renew(desk: Desk) -> str:
        result = run_book(desk.book, lang=desk.say.lang, progress=desk.progress)
        _show(desk.book, table)
        return _done(result, desk)

    return renew


def _done(result: Result, desk: Desk) -> str:
    as_of, start = desk.say.day(result.as_of), desk.say.day(result.plan_from)
    return desk.say.text("ribbon.message.done", as_of=as_of, plan_from=start, count=_count(result))


def _count(result: Checked) -> int:
    return int(result.problems["count"].sum())


def _freeze(what: What, table: str) -> Callable[[Desk], str]:
    """Return what freezes a plan, a week or a month and shows the sheet with a table."""

    def freeze(desk: Desk) -> str:
        done = freeze_book(desk.book, what, lang=desk.say.lang, progress=desk.progress)
        _show(desk.book, table)
        return f"{frozen(done, desk.say)}\n\n{_done(done.result, desk)}"

    return freeze


def _approve(desk: Desk) -> str:
    done = approve_book(desk.book, lang=desk.say.lang, progress=desk.progress)
    _show(desk.book, "cb_approvals")
    return "\n".join([*approved(done.note, desk.say), "", _done(done.result, desk)])


def _folder(desk: Desk) -> tuple[Path, Path]:
    """Return where the book is, and the folder beside it for the workbooks of managers.

    Raises:
        MissingError: the book is not on this computer.
    """
    path = Path(desk.book.fullname)
    if not path.is_file():
        raise MissingError("not_on_disk")
    return path, path.with_name(desk.say.text("ribbon.message.team_folder", name=path.stem))


def _distribute(desk: Desk) -> str:
    """Save the book and hand it out as it stands."""
    path, folder = _folder(desk)
    desk.book.save()
    done = distribute(path, folder, lang=desk.say.lang, progress=desk.progress)
    stopped = [copy for copy in done.copies if copy.leaks]
    said = [desk.say.text("ribbon.message.handed_out", count=len(done.copies) - len(stopped), folder=folder)]
    if stopped:
        names = ", ".join(copy.manager for copy in stopped)
        said.append(desk.say.text("ribbon.message.handed_leaks", names=names))
    return "\n\n".join([*said, desk.say.text("ribbon.message.handed_open")])


def _collect(desk: Desk) -> str:
    """Collect the workbooks that managers gave back and show what waits for a decision."""
    _, folder = _folder(desk)
    if not folder.is_dir():
        return desk.say.text("ribbon.message.no_team_folder", folder=folder)
    done = collect_book(desk.book, folder, lang=desk.say.lang, progress=desk.progress)
    from clientbook.ui.collected import brief

    _show(desk.book, "cb_conflicts" if done.made.merged.open_conflicts else "cb_collected")
    said = brief(done, desk.say)
    return said if done.result is None else f"{said}\n\n{_done(done.result, desk)}"


def _show(book: xw.Book, table: str) -> bool:
    """Show the sheet with a table; tell whether there is one. Ours has a number where the user has one of its name."""
    from clientbook.hosts.standing import called

    named = {found.name: sheet for sheet in book.sheets for found in sheet.tables}
    if not (ours := called(table, named)):
        return False
    named[ours[-1]].activate()
    return True


def _check(desk: Desk) -> str:
    result = check_book(desk.book, lang=desk.say.lang, progress=desk.progress)
    if result.problems.empty:
        return desk.say.text("ribbon.message.checked")
    left_out = int(result.problems.loc[result.problems["left_out"], "count"].sum())
    return desk.say.text("ribbon.message.checked_problems", count=_count(result), rows=left_out)


def _undo(desk: Desk) -> str:
    undo(desk.book)
    return desk.say.text("ribbon.message.undone")


def _settings(desk: Desk) -> str:
    if not _show(desk.book, "cb_settings"):
        raise MissingError("no_settings")
    return ""


def _help(desk: Desk) -> str:
    _show(desk.book, "cb_about")
    return desk.say.text("ribbon.message.help")


BUTTONS: Mapping[str, Callable[[Desk], str]] = {
    "update": _renew("cb_about"),
    "check": _check,
    "segments": _renew("cb_segments"),
    "plan": _renew("cb_plan"),
    "kpi": _renew("cb_kpi"),
    "freezeplan": _freeze("plan", "cb_forecasts"),
    "freezeweek": _freeze("week", "cb_forecasts"),
    "freezemonth": _freeze("month", "cb_closed_kpi"),
    "approve": _approve,
    "distribute": _distribute,
    "collect": _collect,
    "undo": _undo,
    "settings": _settings,
    "help": _help,
}
"""Button → what it does; it returns what to tell, or nothing where the user sees it himself."""
