"""The command that writes people and tasks for a CRM: ``clientbook export REGISTER --profile bitrix24 -o FOLDER``."""

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
    from clientbook.exchange.export import Exported


def add_export(app: typer.Typer, say: Words) -> None:
    """Add the command to the program."""
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    profile_info = option(say, "--profile", "export.profile", "export.profile")
    out_info, all_info = option(say, "-o", "export.out", "folder"), option(say, "--all", "export.all")
    sheet_info = options.sheet(say)

    @command(app, say, "export")
    def export(
        *,
        path: Annotated[str, path_info],
        profile: Annotated[str, profile_info] = "generic",
        target: Annotated[str | None, out_info] = None,
        everything: Annotated[bool, all_info] = False,
        as_of: Annotated[str | None, as_of_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        checked(lang, say.lang)
        day, names = arguments.day(as_of), arguments.sheets(sheet)
        from clientbook.run import export as write
        from clientbook.ui.progress import progress_bar

        with progress_bar(say) as progress:
            made = write(
                Path(path),
                profile,
                Path(target) if target else None,
                everything=everything,
                as_of=day,
                lang=say.lang,
                sheets=names,
                progress=progress,
            )
        out("\n".join(lines(made, say)))
        return NEEDS_A_LOOK if made.left_out else 0


def lines(made: "Exported", say: Words) -> list[str]:
    """Return what is said of an export: how many are in the files, who is not and why, where the files are."""

    def counted(key: str, count: int) -> str:
        return say.text(f"cli.export.{key}", count=say.number(count))

    no_tasks = say.text("cli.export.no_tasks", title=made.title)
    said = [
        say.text("cli.export.no_contacts") if made.contacts is None else counted("contacts", made.contacts),
        no_tasks if made.tasks is None else counted("tasks", made.tasks),
    ]
    if made.people.hidden or made.hidden_tasks:
        figures = {"people": say.number(made.people.hidden), "tasks": say.number(made.hidden_tasks)}
        said.append(say.text("cli.export.hidden", **figures))
    further = {
        "gone": made.people.gone,
        "refused": made.people.refused,
        "strangers": made.people.strangers,
        "unusable": made.unusable,
        "lost": made.lost,
    }
    said += [counted(key, count) for key, count in further.items() if count]
    return [*said, *(say.text("cli.export.file", path=path) for path in made.files)]
