"""The command that takes what managers entered into the register: ``clientbook collect REGISTER FOLDER``."""

# No ``from __future__ import annotations`` here: help texts are put into the annotations while the program is built.

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook.locale import Words
from clientbook.ui import arguments, options
from clientbook.ui.console import NEEDS_A_LOOK, out
from clientbook.ui.language import checked
from clientbook.ui.options import argument, command, option

if TYPE_CHECKING:
    from clientbook.results import CollectResult


def add_collect(app: typer.Typer, say: Words) -> None:
    """Add the command to the program."""
    path_info, folder_info = options.register(say), argument(say, "collect.folder", "collect.folder")
    out_info, dry_info = option(say, "-o", "collect.out", "file"), option(say, "--dry-run", "collect.dry_run")
    password_info = options.password(say, "collect.password")
    as_of_info, lang_info = options.as_of(say), options.lang(say)
    sheet_info, set_info = options.sheet(say), options.settings(say)

    @command(app, say, "collect")
    def collect(
        *,
        path: Annotated[str, path_info],
        folder: Annotated[str, folder_info],
        target: Annotated[str | None, out_info] = None,
        dry_run: Annotated[bool, dry_info] = False,
        password: Annotated[str | None, password_info] = None,
        as_of: Annotated[str | None, as_of_info] = None,
        lang: Annotated[str | None, lang_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
        setting: Annotated[list[str] | None, set_info] = None,
    ) -> int:
        checked(lang, say.lang)
        wishes = arguments.wishes(as_of, sheet, setting, say.lang)
        from clientbook.run import collect as take
        from clientbook.ui.collected import report
        from clientbook.ui.progress import progress_bar

        with progress_bar(say) as wishes["progress"]:
            done = take(
                Path(path),
                Path(folder),
                out=None if target is None else Path(target),
                dry_run=dry_run,
                password=password,
                **wishes,
            )
        out(report(done, say, dry_run=dry_run))
        return NEEDS_A_LOOK if needs_a_look(done) else 0


def needs_a_look(done: "CollectResult") -> bool:
    """Tell whether something is in conflict, or was not taken."""
    merged = done.made.merged
    return bool(merged.open_conflicts or any(note.refused for note in merged.notes))
