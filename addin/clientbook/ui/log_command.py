"""The command that adds a log exported elsewhere to a register: ``clientbook log EXPORT --into REGISTER``."""

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
    from clientbook.results import Imported


def add_log(app: typer.Typer, say: Words) -> None:
    """Add the command to the program."""
    export_info, into_info = argument(say, "log.export", "log.export"), option(say, "--into", "log.into", "register")
    lang_info, sheet_info = options.lang(say), options.sheet(say)

    @command(app, say, "log")
    def log(
        export: Annotated[str, export_info],
        into: Annotated[str, into_info],
        lang: Annotated[str | None, lang_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
    ) -> int:
        checked(lang, say.lang)
        names = arguments.sheets(sheet)
        from clientbook.run import import_log

        result = import_log(Path(export), Path(into), lang=say.lang, sheets=names)
        out("\n".join(lines(result, say)))
        return NEEDS_A_LOOK if result.refused else 0


def lines(result: "Imported", say: Words) -> list[str]:
    """Return what is said after an import: three counts, then every reason with its place."""
    from clientbook.ui.summary import problem_line

    counts = {key: say.number(getattr(result, key)) for key in ("added", "known", "refused")}
    said = [say.text("log_text.counts", **counts)]
    said += [problem_line(row, say, "log_done") for _, row in result.problems.iterrows()]
    key = "written" if result.added else "unchanged"
    return [*said, say.text(f"log_text.{key}", path=result.path)]
