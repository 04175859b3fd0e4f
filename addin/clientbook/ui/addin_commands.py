"""The commands about the add-in: install, uninstall, doctor."""

# No ``from __future__ import annotations`` here: help texts are put into the annotations while the program is built.

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook.errors import HostError
from clientbook.locale import Words
from clientbook.ui import options
from clientbook.ui.console import NEEDS_A_LOOK, out
from clientbook.ui.language import checked
from clientbook.ui.options import command

if TYPE_CHECKING:
    from clientbook.ui.places import Places


def add_commands(app: typer.Typer, say: Words) -> None:
    """Add the three commands to the program."""
    lang_info = options.lang(say)

    @command(app, say, "install")
    def install(lang: Annotated[str | None, lang_info] = None) -> int:
        checked(lang, say.lang)
        return _install(say)

    @command(app, say, "uninstall")
    def uninstall(lang: Annotated[str | None, lang_info] = None) -> int:
        checked(lang, say.lang)
        return _uninstall(say)

    @command(app, say, "doctor")
    def doctor(lang: Annotated[str | None, lang_info] = None) -> int:
        checked(lang, say.lang)
        return _doctor(say)


def _places() -> "Places":
    """Return where Excel looks for things.

    Raises:
        HostError: there is no Excel on this system.
    """
    from clientbook.ui import places

    here = places.places()
    if here is None:
        raise HostError("install_no_excel")
    return here


def _install(say: Words) -> int:
    from clientbook.ui.install import install

    here = _places()
    addin, conf = install(here)
    out(say.text("install_text.done", addin=addin, conf=conf))
    out(say.text(f"install_text.next_{here.system}"))
    return 0


def _uninstall(say: Words) -> int:
    from clientbook.ui.install import uninstall

    gone = uninstall(_places())
    if not gone:
        out(say.text("install_text.nothing"))
        return 0
    out(say.text("install_text.gone", files="\n".join(f"  {path}" for path in gone)))
    out(say.text("install_text.untick"))
    return 0


def _doctor(say: Words) -> int:
    from clientbook.ui.doctor import Computer, State, examine

    to_do = 0
    for finding in examine(Computer()):
        out(finding.line(say))
        to_do += finding.state is State.WRONG
    out(say.text("doctor.to_do", count=to_do) if to_do else say.text("doctor.all_fine"))
    return NEEDS_A_LOOK if to_do else 0
