"""A program kept still while sheets are written, and put back as it was, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import xlwings as xw

STILL = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
_UNABLE = (NotImplementedError, AttributeError)
"""What an engine of xlwings says of something its program does not have."""


@contextmanager
def quiet(book: xw.Book) -> Iterator[None]:
    """Keep the program from drawing, calculating and calling macros; selection and sheet in front come back too."""
    app = book.app
    front, chosen = _in_front(book)
    before: dict[str, Any] = {}
    try:
        for name, value in STILL.items():
            with suppress(*_UNABLE):
                before[name] = getattr(app, name)
                setattr(app, name, value)
        yield
    finally:
        _show(book, front, chosen)
        for name, value in before.items():
            with suppress(*_UNABLE):
                setattr(app, name, value)


def _in_front(book: xw.Book) -> tuple[str, str]:
    """Return the sheet in front and what is selected on it."""
    front = chosen = ""
    with suppress(*_UNABLE):
        front = book.sheets.active.name
        selection = book.app.selection
        if selection is not None and selection.sheet.book == book:
            chosen = selection.address
    return front, chosen


def _show(book: xw.Book, front: str, chosen: str) -> None:
    if front in [sheet.name for sheet in book.sheets]:
        with suppress(*_UNABLE):
            book.sheets[front].activate()
            if chosen:
                book.sheets[front].range(chosen).select()
