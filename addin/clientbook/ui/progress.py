"""A progress bar on a terminal; nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from clientbook.hosts.base import Progress
from clientbook.locale import Words


def step_title(step: str, words: Words) -> str:
    """Return a step of a run in words; a step without words is told as it is."""
    return words.catalogue.get(step) or words.catalogue.get(f"step.{step}") or step


@contextmanager
def progress_bar(words: Words) -> Iterator[Progress | None]:
    """Give a callback that draws the steps of a run on stderr, or None where nobody looks at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(step: str, done: int, total: int) -> None:
            bars.update(task, description=step_title(step, words), completed=done, total=total or None)

        yield show
