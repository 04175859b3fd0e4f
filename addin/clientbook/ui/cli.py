"""The command line: what can be asked for stands in ``COMMANDS``.

Commands import what they need when they are called, so that help and version answer at once. Exit codes: 0 done,
1 rows would be left out (``check``), were not taken (``log``) or something is to be cured (``doctor``), 2 it cannot be
done: one sentence and what to do next, never a traceback.
"""

# No ``from __future__ import annotations`` here: help texts are put into the annotations while the program is built.

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clientbook.errors import ClientbookError, UsageError
from clientbook.locale import Words, words
from clientbook.ui import arguments, options
from clientbook.ui.addin_commands import add_commands
from clientbook.ui.calendar_command import add_calendar
from clientbook.ui.closing_commands import add_closing
from clientbook.ui.collect_command import add_collect
from clientbook.ui.console import NEEDS_A_LOOK, err, out, safe_streams, write_log
from clientbook.ui.export_command import add_export
from clientbook.ui.import_command import add_import
from clientbook.ui.language import checked, language
from clientbook.ui.log_command import add_log
from clientbook.ui.options import command, option
from clientbook.ui.team_commands import add_team
from clientbook.ui.usage import Group, as_usage_error

PROGRAM = "clientbook"
COMMANDS = (
    "demo",
    "run",
    "check",
    "template",
    "log",
    "import",
    "distribute",
    "collect",
    "clean",
    "calendar",
    "export",
    "freeze",
    "approve",
    "install",
    "uninstall",
    "doctor",
)
CANNOT = 2
INTERRUPTED = 130


def _version(asked: bool) -> None:  # noqa: FBT001 - the library's signature
    if asked:
        from importlib.metadata import version

        out(f"{PROGRAM} {version(PROGRAM)}")
        raise typer.Exit


def _add_demo(app: typer.Typer, say: Words) -> None:
    lang_info, out_info = option(say, "--lang", "lang_new", "lang"), option(say, "-o", "demo.out", "folder")

    @command(app, say, "demo")
    def demo(
        folder: Annotated[str, out_info] = "demo",
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        language_of_book = checked(lang, say.lang)
        from clientbook.run import demo as make_demo
        from clientbook.ui.progress import progress_bar
        from clientbook.ui.summary import summary

        with progress_bar(say) as progress:
            result = make_demo(Path(folder), lang=language_of_book, progress=progress)
        out("\n".join(summary(result, say.lang)))
        return 0


def _add_run(app: typer.Typer, say: Words) -> None:
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    sheet_info, set_info = options.sheet(say), options.settings(say)
    out_info, place_info = option(say, "-o", "run.out", "file"), option(say, "--in-place", "run.in_place")

    @command(app, say, "run")
    def run(
        *,
        path: Annotated[str, path_info],
        target: Annotated[str | None, out_info] = None,
        in_place: Annotated[bool, place_info] = False,
        as_of: Annotated[str | None, as_of_info] = None,
        lang: Annotated[str | None, lang_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
        setting: Annotated[list[str] | None, set_info] = None,
    ) -> int:
        checked(lang, say.lang)
        wishes = arguments.wishes(as_of, sheet, setting, say.lang)
        if target is not None and in_place:
            raise UsageError("usage_both")
        from clientbook.run import default_output
        from clientbook.run import run as compute
        from clientbook.ui.progress import progress_bar
        from clientbook.ui.summary import summary

        book = None if in_place else Path(target) if target else default_output(Path(path), say.lang)
        with progress_bar(say) as wishes["progress"]:
            result = compute(
                Path(path),
                out=book,
                in_place=in_place,
                **wishes,
            )
        out("\n".join(summary(result, say.lang)))
        return 0


def _add_check(app: typer.Typer, say: Words) -> None:
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    sheet_info, set_info = options.sheet(say), options.settings(say)

    @command(app, say, "check")
    def check(
        path: Annotated[str, path_info],
        as_of: Annotated[str | None, as_of_info] = None,
        lang: Annotated[str | None, lang_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
        setting: Annotated[list[str] | None, set_info] = None,
    ) -> int:
        checked(lang, say.lang)
        wishes = arguments.wishes(as_of, sheet, setting, say.lang)
        from clientbook.run import check as check_only
        from clientbook.ui.summary import problem_lines

        result = check_only(Path(path), **wishes)
        out("\n".join(problem_lines(result, say.lang)))
        return NEEDS_A_LOOK if result.left_out else 0


def _add_template(app: typer.Typer, say: Words) -> None:
    lang_info, out_info = option(say, "--lang", "lang_new", "lang"), option(say, "-o", "template.out", "file")

    @command(app, say, "template")
    def template(
        target: Annotated[str | None, out_info] = None,
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        language_of_book = checked(lang, say.lang)
        from clientbook.run import template as make_template

        path = make_template(Path(target or say.text("cli.template.file")), lang=language_of_book)
        out(say.text("cli.template.made", path=path))
        return 0


def build(lang: str) -> typer.Typer:
    """Return the program with all its texts in a language."""
    say = words(lang)
    app = typer.Typer(
        name=PROGRAM,
        cls=Group,
        help=say.text("cli.about"),
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        options_metavar=say.text("cli.options_word"),
        subcommand_metavar=say.text("cli.command_word"),
        context_settings={"obj": {"lang": lang}},
    )
    version_info: typer.models.OptionInfo = typer.Option(
        "--version", help=say.text("cli.version"), is_eager=True, callback=_version, show_default=False
    )

    lang_info = options.lang(say)

    @app.callback()
    def program(
        *,
        lang: Annotated[str | None, lang_info] = None,
        version: Annotated[bool, version_info] = False,  # noqa: ARG001 - answered by its callback
    ) -> None:
        checked(lang, say.lang)

    for add in (
        _add_demo,
        _add_run,
        _add_check,
        _add_template,
        add_closing,
        add_log,
        add_team,
        add_collect,
        add_import,
        add_calendar,
        add_export,
        add_commands,
    ):
        add(app, say)
    return app


def _unexpected(error: Exception, say: Words) -> str:
    """Return the sentence for an error nobody foresaw; its details go into a file."""
    if isinstance(error, MemoryError):
        return say.text("error.memory")
    what, log = f"{type(error).__name__}: {error}".split("\n")[0][:200], write_log(error)
    if log is None:
        return say.text("error.unexpected_no_log", what=what)
    return say.text("error.unexpected", what=what, log=log)


def _complaint(error: Exception, argv: Sequence[str], say: Words) -> str:
    asked = " ".join([PROGRAM, *(word for word in argv if word in COMMANDS)][:2])
    usage = error if isinstance(error, ClientbookError) else as_usage_error(error, asked, COMMANDS)
    return usage.say(say.lang) if usage is not None else _unexpected(error, say)


def call(argv: Sequence[str], lang: str) -> int:
    """Do what a command line asks for; return the exit code."""
    say = words(lang)
    program = typer.main.get_command(build(lang))
    try:
        code = program.main(list(argv) or ["--help"], prog_name=PROGRAM, standalone_mode=False)
    except BrokenPipeError:
        # Whoever read our output has enough of it; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except Exception as error:
        err(_complaint(error, argv, say))
        return CANNOT
    if code == INTERRUPTED:
        err(say.text("error.interrupted"))
    return int(code or 0)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    safe_streams()
    argv = sys.argv[1:]
    sys.exit(call(argv, language(argv, os.environ)))
