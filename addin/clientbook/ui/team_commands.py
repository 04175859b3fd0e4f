"""The commands of a head of department for the books of managers: distribute, collect, clean."""

# No ``from __future__ import annotations`` here: help texts are put into the annotations while the program is built.

import typer

from clientbook.locale import Words


def add_team(app: typer.Typer, say: Words) -> None:
    """Add the commands to the program."""
