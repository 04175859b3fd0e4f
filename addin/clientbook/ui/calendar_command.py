"""The command that writes the contact plan as calendars: ``clientbook calendar REGISTER -o FOLDER``."""

# No ``from __future__ import annotations`` here: help texts are put into the annotations while the program is built.

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook.locale import Words
from clientbook.ui import arguments, options
from clientbook.ui.console import NEEDS_A_LOOK, out
from clientbook.ui.language import checked
from clientbook.ui.options import command, option

if TYPE_CHECKING:
    from clientbook.exchange.calendar import Calendars


def add_calendar(app: typer.Typer, say: Words) -> None:
    """Add the command to the program."""
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    out_info = option(say, "-o", "calendar.out", "folder")
    manager_info = option(say, "--manager", "calendar.manager", "calendar.manager")
    sheet_info = options.sheet(say)
    impersonal_info = option(say, "--without-personal-data", "calendar.impersonal")

    @command(app, say, "calendar")
    def calendar(
        *,
        path: Annotated[str, path_info],
        target: Annotated[str | None, out_info] = None,
        manager: Annotated[list[str] | None, manager_info] = None,
        impersonal: Annotated[bool, impersonal_info] = False,
        as_of: Annotated[str | None, as_of_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        checked(lang, say.lang)
        day, names = arguments.day(as_of), arguments.sheets(sheet)
        from clientbook.run import calendars
        from clientbook.ui.progress import progress_bar

        with progress_bar(say) as progress:
            made = calendars(
                Path(path),
                Path(target) if target else None,
                managers=manager or (),
                personal=not impersonal,
                as_of=day,
                lang=say.lang,
                sheets=names,
                progress=progress,
            )
        out("\n".join(lines(made, say)))
        return NEEDS_A_LOOK if made.left_out else 0


def lines(made: "Calendars", say: Words) -> list[str]:
    """Return what is said of the calendars: one line each, the total, what was left out."""
    counts = ("events", "added", "moved", "changed", "same", "cancelled")
    said = [
        say.text(
            "cli.calendar.line",
            manager=one.manager,
            file=one.path.name,
            **{key: say.number(getattr(one, key)) for key in counts},
        )
        for one in made.issued
    ]
    events = say.number(sum(one.events for one in made.issued))
    total = say.text("cli.calendar.total", files=len(made.issued), events=events, folder=made.folder)
    said.append(total if made.issued else say.text("cli.calendar.none"))
    if made.left_out:
        said.append(say.text("cli.calendar.left_out", count=say.number(made.left_out)))
    return said
