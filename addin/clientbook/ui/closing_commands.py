"""The commands of a head of department that settle something for good: freeze, approve."""

# No ``from __future__ import annotations`` here: help texts are put into the annotations while the program is built.

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook.errors import UsageError
from clientbook.locale import Words
from clientbook.ui import arguments, options
from clientbook.ui.console import out
from clientbook.ui.language import checked
from clientbook.ui.options import command, option
from clientbook.ui.settled import approved, frozen

if TYPE_CHECKING:
    from clientbook.freezing import What


def chosen(*, plan: bool, week: bool, month: str | None) -> tuple["What", date | None]:
    """Return what is to be frozen, and the month where one is named.

    Raises:
        UsageError: more than one thing is asked for, or the month is none.
    """
    if plan + week + (month is not None) > 1:
        raise UsageError("usage_freeze")
    if plan or week:
        return ("plan" if plan else "week"), None
    return "month", None if month is None else arguments.month(month)


def add_closing(app: typer.Typer, say: Words) -> None:
    """Add the commands to the program."""
    _add_freeze(app, say)
    _add_approve(app, say)


def _add_freeze(app: typer.Typer, say: Words) -> None:
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    plan_info, week_info = option(say, "--plan", "freeze.plan"), option(say, "--week", "freeze.week")
    month_info = option(say, "--month", "freeze.month", "freeze.month")

    @command(app, say, "freeze")
    def freeze(
        *,
        path: Annotated[str, path_info],
        plan: Annotated[bool, plan_info] = False,
        week: Annotated[bool, week_info] = False,
        month: Annotated[str | None, month_info] = None,
        as_of: Annotated[str | None, as_of_info] = None,
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        checked(lang, say.lang)
        day, (what, which) = arguments.day(as_of), chosen(plan=plan, week=week, month=month)
        from clientbook.run import freeze as settle
        from clientbook.ui.progress import progress_bar
        from clientbook.ui.summary import summary

        with progress_bar(say) as progress:
            done = settle(Path(path), what, month=which, as_of=day, lang=say.lang, progress=progress)
        out("\n".join([frozen(done, say), *summary(done.result, say.lang)]))
        return 0


def _add_approve(app: typer.Typer, say: Words) -> None:
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    all_info = option(say, "--all", "approve.all")

    @command(app, say, "approve")
    def approve(
        *,
        path: Annotated[str, path_info],
        everything: Annotated[bool, all_info] = False,
        as_of: Annotated[str | None, as_of_info] = None,
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        checked(lang, say.lang)
        day = arguments.day(as_of)
        from clientbook.run import approve as settle
        from clientbook.ui.progress import progress_bar
        from clientbook.ui.summary import summary

        with progress_bar(say) as progress:
            done = settle(Path(path), everything=everything, as_of=day, lang=say.lang, progress=progress)
        out("\n".join([*approved(done.note, say), *summary(done.result, say.lang)]))
        return 0
