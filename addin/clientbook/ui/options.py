"""How commands, arguments and options are described to the command-line library, with their texts from the catalogue."""

from __future__ import annotations

from collections.abc import Callable

import typer

from clientbook.locale import Words
from clientbook.ui.usage import Command


def command(app: typer.Typer, say: Words, name: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return what adds a function to the program as a command; its texts stand under ``cli.<name>``."""
    return app.command(name, cls=Command, help=say.text(f"cli.{name}.long"), short_help=say.text(f"cli.{name}.about"))


def argument(say: Words, text: str, meta: str) -> typer.models.ArgumentInfo:
    """Return an argument: its help and what stands for it, by their keys under ``cli``."""
    info: typer.models.ArgumentInfo = typer.Argument(
        help=say.text(f"cli.{text}"), metavar=say.text(f"cli.{meta}_meta"), show_default=False
    )
    return info


def option(say: Words, name: str, text: str, meta: str = "") -> typer.models.OptionInfo:
    """Return an option: its help and what stands for its value (nothing for a flag), by their keys under ``cli``."""
    metavar = say.text(f"cli.{meta}_meta") if meta else None
    info: typer.models.OptionInfo = typer.Option(
        name, help=say.text(f"cli.{text}"), metavar=metavar, show_default=False
    )
    return info


def register(say: Words) -> typer.models.ArgumentInfo:
    """Return the register that a command works on."""
    return argument(say, "register", "register")


def as_of(say: Words) -> typer.models.OptionInfo:
    """Return the date of the data."""
    return option(say, "--as-of", "as_of", "date")


def lang(say: Words) -> typer.models.OptionInfo:
    """Return the language of messages."""
    return option(say, "--lang", "lang", "lang")


def sheet(say: Words) -> typer.models.OptionInfo:
    """Return which sheet is a table."""
    return option(say, "--sheet", "sheet", "sheet")


def settings(say: Words) -> typer.models.OptionInfo:
    """Return settings for one run."""
    return option(say, "--set", "set", "settings")


def password(say: Words, text: str) -> typer.models.OptionInfo:
    """Return the password of encrypted copies; where none is given behind it, it is asked for (``ui.usage``).

    Args:
        say: language of the help
        text: key of its help under ``cli``; what stands for it has the same with ``_meta``
    """
    info: typer.models.OptionInfo = typer.Option(
        "--password",
        help=say.text(f"cli.{text}"),
        metavar=say.text(f"cli.{text}_meta"),
        envvar="CLIENTBOOK_PASSWORD",
        show_default=False,
        show_envvar=False,
    )
    return info
