"""Help pages and complaints of the command-line library, said in the language of the user.

The library builds its own English texts. Help is laid out here from its parameters with our words, and its usage
errors are told apart by their class name, because the classes moved between its versions.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from getpass import getpass
from typing import Any

from typer.core import TyperCommand, TyperGroup

from clientbook.errors import UsageError
from clientbook.locale import Words, words


def _words(context: Any) -> Words:
    """Return the catalogue that the program was built with; it travels in the context."""
    return words(str((context.find_root().obj or {}).get("lang", "ru")))


def _pieces(command: Any, context: Any) -> str:
    """Return what follows the name of the program: options, then the arguments or the command."""
    wanted = [name for name, _ in _rows(command, context, "argument")]
    if isinstance(command, Group):
        wanted.append(command.subcommand_metavar)
    return " ".join([_words(context).text("cli.options_word"), *wanted])


def _rows(command: Any, context: Any, kind: str) -> list[tuple[str, str]]:
    """Return name and help of the arguments or options, without the library's English remarks."""
    rows = []
    for parameter in command.get_params(context):
        if parameter.param_type_name == kind and not getattr(parameter, "hidden", False):
            names = ", ".join(parameter.opts) if kind == "option" else ""
            metavar = parameter.metavar or ""
            rows.append((f"{names} {metavar}".strip(), parameter.help or ""))
    return rows


def _lay_out(command: Any, context: Any, formatter: Any, commands: list[tuple[str, str]]) -> None:
    say = _words(context)
    formatter.write_usage(context.command_path, _pieces(command, context), say.text("cli.usage"))
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    parts = (
        ("arguments", _rows(command, context, "argument")),
        ("options", _rows(command, context, "option")),
        ("commands", commands),
    )
    for title, rows in parts:
        if rows:
            with formatter.section(say.text(f"cli.{title}")):
                formatter.write_dl(rows)
    if commands:
        formatter.write_paragraph()
        formatter.write_text(say.text("cli.footer"))


ASKED_FOR = "--password"


def with_password(args: list[str], say: Words) -> list[str]:
    """Return a command line with the password that somebody typed unseen, where ``--password`` stands without a value.

    Nothing is asked where nobody sits at a terminal.
    """
    places = [place for place, word in enumerate(args) if word == ASKED_FOR]
    if not places or not sys.stdin.isatty():
        return args
    after = places[0] + 1
    if after < len(args) and not args[after].startswith("-"):
        return args
    return [*args[:after], getpass(f"{say.text('cli.password_ask')}: "), *args[after:]]


class Command(TyperCommand):
    """A command with a help page in the language of the user."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; a password that is only asked for is typed unseen."""
        return super().parse_args(ctx, with_password(args, _words(ctx)))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        _lay_out(self, ctx, formatter, [])

    def get_help_option(self, ctx: Any) -> Any:
        """Return the ``--help`` option with its help in the language of the user."""
        return _translated(super().get_help_option(ctx), ctx)


class Group(TyperGroup):
    """The program itself: lists its commands, and names them when an unknown one is asked for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page."""
        commands = [(name, command.short_help or "") for name, command in self.commands.items()]
        _lay_out(self, ctx, formatter, commands)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the ``--help`` option with its help in the language of the user."""
        return _translated(super().get_help_option(ctx), ctx)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """Return the commands in the order in which people need them."""
        return list(self.commands)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command.

        Raises:
            UsageError: there is no such command.
        """
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise UsageError("usage_command", name=args[0], known=", ".join(self.commands))
        return super().resolve_command(ctx, args)


def _translated(option: Any, context: Any) -> Any:
    if option is not None:
        option.help = _words(context).text("cli.help")
    return option


def _near(error: Any) -> str:
    known = [name for parameter in error.ctx.command.get_params(error.ctx) for name in parameter.opts]
    return next(iter(get_close_matches(error.option_name, known, 1, 0.5)), "")


def _wanted(parameter: Any) -> str:
    """Return how a parameter that is missing is written: ``РЕЕСТР.xlsx``, or ``-o ПАПКА`` with its option."""
    stands = str(getattr(parameter, "metavar", None) or "…")
    option = next((text for text in getattr(parameter, "opts", ()) if text.startswith("-")), "")
    return f"{option} {stands}".strip()


def _example(error: Any) -> str:
    """Return all that a command must be given, in order: ``РЕЕСТР.xlsx -o ПАПКА``."""
    context = getattr(error, "ctx", None)
    known = context.command.get_params(context) if context is not None else []
    return " ".join(_wanted(one) for one in known if one.required) or _wanted(getattr(error, "param", None))


def as_usage_error(error: Exception, command: str, commands: tuple[str, ...]) -> UsageError | None:
    """Return the library's complaint as one of ours; None if it is not a complaint of the library.

    Args:
        error: what was raised while the command line was read
        command: the program and the command asked for
        commands: names of all commands
    """
    if not hasattr(error, "format_message"):
        return None
    name, said = str(getattr(error, "option_name", "")), error.format_message()
    key, fields = "usage_other", {"name": name, "command": command}
    match type(error).__name__:
        case "NoSuchOption":
            near = _near(error)
            key, fields = "usage_option_near" if near else "usage_option", {**fields, "near": near}
        case "MissingParameter":
            parameter: Any = getattr(error, "param", None)
            key, fields = "usage_argument", {**fields, "name": _wanted(parameter), "example": _example(error)}
        case "BadOptionUsage":
            key = "usage_flag" if "not take a value" in said else "usage_value"
        case _ if "Missing command" in said:
            key, fields = "usage_no_command", {"known": ", ".join(commands)}
        case _ if "extra argument" in said:
            key = "usage_extra"
    return UsageError(key, **fields)
