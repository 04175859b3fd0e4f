"""The command that makes or updates a register from exports: ``clientbook import FILE… --profile NAME -o REGISTER``."""

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
    from clientbook.results import ImportResult

SHOWN = 40
"""Problems that are printed; the rest is counted."""
NAMED = 10
"""Clients without a card that are named in a line."""


def add_import(app: typer.Typer, say: Words) -> None:
    """Add the command to the program."""
    files_info = argument(say, "import.files", "import.files")
    profile_info = option(say, "--profile", "import.profile", "import.profile")
    out_info = option(say, "-o", "import.out", "register")
    dry_info = option(say, "--dry-run", "import.dry_run")
    lang_info, sheet_info = options.lang(say), options.sheet(say)

    @command(app, say, "import")
    def import_(
        *,
        files: Annotated[list[str], files_info],
        profile: Annotated[str, profile_info] = "generic",
        target: Annotated[str | None, out_info] = None,
        dry_run: Annotated[bool, dry_info] = False,
        lang: Annotated[str | None, lang_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
    ) -> int:
        checked(lang, say.lang)
        names, paths = arguments.sheets(sheet), [Path(file) for file in files]
        from clientbook.run import import_data

        register = Path(target) if target else beside(paths[0], say)
        result = import_data(paths, profile, register, lang=say.lang, sheets=names, dry_run=dry_run)
        out("\n".join(lines(result, say)))
        return NEEDS_A_LOOK if result.needs_a_look else 0


def beside(export: Path, say: Words) -> Path:
    """Return the register that an import makes where none is named: beside the export, under its name."""
    return export.with_name(say.text("cli.import.register", name=export.stem if export.is_file() else export.name))


def lines(result: "ImportResult", say: Words) -> list[str]:
    """Return what is said after an import: what was read, what became of it, what is to be looked at."""
    from clientbook.register.tables import INPUTS
    from clientbook.ui.summary import problem_line

    said = [say.text("import_text.read", profile=result.profile, sheets=len(result.sheets))]
    said += [
        say.text("import_text.sheet", label=one.label, export=one.export, rows=say.number(one.rows))
        for one in result.sheets
    ]
    tables = {table.short: table.sheet(say.lang) for table in INPUTS}
    said += [_counts(tables[name], result, name, say) for name, found in result.counts.items() if found.read]
    if result.unlisted:
        names = ", ".join(result.unlisted[:NAMED])
        if len(result.unlisted) > NAMED:
            names += f", {say.text('import_text.and_more', count=say.number(len(result.unlisted) - NAMED))}"
        said.append(say.text("import_text.unlisted", count=say.number(len(result.unlisted)), names=names))
    if result.renewed:
        said.append(say.text("import_text.renewed", count=say.number(result.renewed)))
    if result.gone:
        money = say.number(result.gone_money, 2)
        said.append(say.text("import_text.gone", count=say.number(result.gone), money=money))
    rows = [row for _, row in result.problems.iterrows() if row["key"] not in ("import_unlisted", "import_review")]
    said += [problem_line(row, say, "import_done") for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        said.append(say.text("import_text.more_problems", count=say.number(len(rows) - SHOWN)))
    if result.waiting:
        said.append(say.text("import_text.waiting", count=say.number(result.waiting), sheet=result.review))
    return [*said, say.text(f"import_text.{_end(result)}", path=result.path)]


def _end(result: "ImportResult") -> str:
    if result.dry_run:
        return "dry"
    if not result.changed:
        return "nothing" if result.created else "unchanged"
    return "created" if result.created else "written"


def _counts(table: str, result: "ImportResult", name: str, say: Words) -> str:
    """Return what became of the rows for one table; the figures add up to the rows read."""
    found = result.counts[name]
    more = "".join(
        say.text(f"import_text.{way}", count=say.number(found.ways[way]))
        for way in ("review", "skipped", "refused")
        if found.ways[way]
    )
    ways = {way: say.number(found.ways[way]) for way in ("new", "changed", "same")}
    return say.text("import_text.counts", table=table, read=say.number(found.read), more=more, **ways)
