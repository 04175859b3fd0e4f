"""The files of a user: a book that is made, changed or laid over an earlier result, and where results go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clientbook.errors import HostError
from clientbook.locale import LANGUAGES, words

if TYPE_CHECKING:
    from clientbook.hosts.base import Book
    from clientbook.hosts.file.book import FileBook
    from clientbook.sheets.description import Content


def default_output(path: Path, lang: str = "ru") -> Path:
    """Return where a run writes when it is not told: «имя (результат).xlsx» beside the register.

    A book that is already such a result maps to itself.
    """
    marks = tuple(words(known).text("host.result", name="").strip() for known in LANGUAGES)
    if path.stem.rstrip().endswith(marks):
        return path
    return beside(path, "host.result", lang)


def beside(path: Path, key: str, lang: str, *, suffix: str | None = None) -> Path:
    """Return a file beside another, named after it; a folder with an empty ``suffix``."""
    from clientbook.hosts.file.file_names import named_after

    return named_after(path, key, lang, path.suffix if suffix is None else suffix)


def new_file(target: Path, contents: list[Content], lang: str) -> FileBook:
    """Return a new book, in memory."""
    from clientbook.hosts.file.book import FileBook
    from clientbook.hosts.file.write import new_book

    return FileBook(new_book(contents, lang), target)


def to_change(path: Path, lang: str) -> FileBook:
    """Return a book that is to be written over itself.

    Raises:
        HostError: it cannot be read, or not be written.
    """
    from clientbook.hosts.file import guard
    from clientbook.hosts.file.book import FileBook
    from clientbook.team.copy_about import refuse_copy

    front = FileBook.open(path)
    refuse_copy(front)
    guard.check_target(path, lang)
    return front


def with_earlier_output(front: FileBook, target: Path | None) -> Book:
    """Return the register, with the output of an earlier run behind it where one stands in the place of the new one.

    Raises:
        HostError: what stands there is not ours, and must not be written over.
    """
    from clientbook.hosts.file.book import FileBook
    from clientbook.hosts.overlay import Overlay
    from clientbook.sheets import about, book

    if target is None or not target.exists() or target.samefile(front.path):
        return front
    earlier = FileBook.open(target)
    if not any(area.table == about.ABOUT.name for area in earlier.areas()):
        raise HostError("not_ours", file=target.name)
    return Overlay(front, earlier, [table.name for table in book.outputs()])
