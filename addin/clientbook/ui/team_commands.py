"""The commands of a head of department for files that leave the house: distribute, clean."""

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
    from clientbook.results import CleanResult
    from clientbook.team.distribute import HandedOut, HandOut

SHOWN = 5
"""So many findings are told of one copy; the others are counted."""


def add_team(app: typer.Typer, say: Words) -> None:
    """Add the commands to the program."""
    _add_distribute(app, say)
    _add_clean(app, say)


def _add_clean(app: typer.Typer, say: Words) -> None:
    file_info, out_info = argument(say, "clean.file", "clean.file"), option(say, "-o", "clean.out", "file")
    hidden_info, lang_info = option(say, "--drop-hidden", "clean.drop_hidden"), options.lang(say)

    @command(app, say, "clean")
    def clean(
        *,
        path: Annotated[str, file_info],
        target: Annotated[str | None, out_info] = None,
        drop_hidden: Annotated[bool, hidden_info] = False,
        lang: Annotated[str | None, lang_info] = None,
    ) -> int:
        checked(lang, say.lang)
        from clientbook.run import clean as look_through

        done = look_through(Path(path), out=target, drop_hidden=drop_hidden, lang=say.lang)
        out("\n".join(cleaned(done, say)))
        return NEEDS_A_LOOK if done.found else 0


def cleaned(done: "CleanResult", say: Words) -> list[str]:
    """Return what is said after a look into a file: place, what stands there, what was done with it."""
    if not done.found:
        return [say.text("clean.nothing")]
    said = [say.text("clean.found", count=say.number(len(done.found)))]
    for finding in done.found:
        place = say.text("clean.sheet", sheet=finding.place) if finding.place else say.text("clean.book")
        detail = _named(finding.detail, say) if finding.what == "properties" else finding.detail
        what = say.text(f"clean.what.{finding.what}", detail=detail)
        said.append(f"  {place}: {what} — {say.text('clean.removed' if finding.removed else 'clean.kept')}")
    if any(finding.what in {"hidden_sheet", "very_hidden_sheet"} and not finding.removed for finding in done.found):
        said.append(say.text("clean.drop_hint"))
    return [*said, say.text("clean.none_written") if done.path is None else say.text("clean.written", path=done.path)]


def _named(properties: str, say: Words) -> str:
    """Return properties of a file as people call them; those of its owner keep their names."""
    return ", ".join(say.catalogue.get(f"clean.property.{name}", name) for name in properties.split(", "))


def _add_distribute(app: typer.Typer, say: Words) -> None:
    path_info, as_of_info, lang_info = options.register(say), options.as_of(say), options.lang(say)
    sheet_info, set_info = options.sheet(say), options.settings(say)
    out_info = option(say, "-o", "distribute.out", "distribute.folder")
    manager_info = option(say, "--manager", "distribute.manager", "distribute.manager")
    bare_info, password_info = (
        option(say, "--without-personal-data", "distribute.bare"),
        options.password(say, "distribute.password"),
    )

    @command(app, say, "distribute")
    def distribute(
        *,
        path: Annotated[str, path_info],
        folder: Annotated[str, out_info],
        manager: Annotated[list[str] | None, manager_info] = None,
        bare: Annotated[bool, bare_info] = False,
        password: Annotated[str | None, password_info] = None,
        as_of: Annotated[str | None, as_of_info] = None,
        lang: Annotated[str | None, lang_info] = None,
        sheet: Annotated[list[str] | None, sheet_info] = None,
        setting: Annotated[list[str] | None, set_info] = None,
    ) -> int:
        checked(lang, say.lang)
        wishes = arguments.wishes(as_of, sheet, setting, say.lang)
        from clientbook.run import default_output
        from clientbook.run import distribute as hand_out
        from clientbook.ui.progress import progress_bar

        with progress_bar(say) as wishes["progress"]:
            done = hand_out(
                Path(path),
                Path(folder),
                managers=manager or (),
                personal=not bare,
                password=password,
                **wishes,
            )
        other = default_output(Path(path), say.lang)
        beside = other.name if other != Path(path) and other.exists() else ""
        out("\n".join(handed_out(done, Path(folder), beside, say)))
        return NEEDS_A_LOOK if any(copy.leaks for copy in done.copies) else 0


def handed_out(done: "HandOut", folder: Path, beside: str, say: Words) -> list[str]:
    """Return what is said after a hand-out.

    Args:
        done: what was handed out
        folder: where to
        beside: name of a result that lies beside the register, empty for none
        say: language of messages
    """
    said = [say.text("handed.count", count=say.number(sum(not copy.leaks for copy in done.copies)), folder=folder)]
    said += [_copy(copy, say) for copy in done.copies if not copy.leaks]
    for copy in done.copies:
        said += _withheld(copy, say)
    said.append(say.text("handed.locked" if done.locked else "handed.open"))
    if not done.personal:
        said.append(say.text("handed.bare"))
    if beside:
        said.append(say.text("handed.beside", file=beside))
    return said


def _copy(copy: "HandedOut", say: Words) -> str:
    key = "handed.copy" if copy.written else "handed.same"
    return say.text(key, file=copy.path.name, clients=say.number(copy.clients))


def _withheld(copy: "HandedOut", say: Words) -> list[str]:
    if not copy.leaks:
        return []
    said = [say.text("handed.withheld", manager=copy.manager, count=say.number(len(copy.leaks)))]
    said += [say.text("handed.leak", value=leak.value, part=leak.part) for leak in copy.leaks[:SHOWN]]
    more = len(copy.leaks) - SHOWN
    return [*said, say.text("handed.more", count=say.number(more))] if more > 0 else said
