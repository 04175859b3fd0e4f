"""New sheets of an open book, copied from a book that the file host draws for this once.

So they get what the public interface of xlwings cannot give a sheet: page set-up, named styles, tab colours, the
messages of drop-downs, and charts. The drawn book holds values and no formulas, so that nothing in the copies can point
back to it; formulas come by the way of all refills.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlwings as xw

from clientbook.hosts.excel.draw import Drawn, drawn_as
from clientbook.locale import words
from clientbook.sheets.description import Content

COPYING = frozenset({"excel"})
"""Engines that copy sheets between books. Calc's does too, but LibreOffice may crash where it draws a window meanwhile."""

MAC_HOME = Path.home() / "Library/Containers/com.microsoft.Excel/Data"
"""Where Excel of macOS opens files without asking the person for leave."""


def copy_sheets(book: xw.Book, contents: Sequence[Content], names: Mapping[str, str], lang: str) -> dict[str, Drawn]:
    """Copy new sheets into an open book, behind all others: all of them, or none.

    Args:
        book: the book
        contents: the sheets
        names: key of a sheet → its name
        lang: language of the book

    Returns:
        Key of a sheet → where everything stands on it; nothing where the program does not copy sheets between books, or
        failed to, and the book is as before.
    """
    if not contents or book.app.engine.name not in COPYING:
        return {}
    before, named = set(book.sheet_names), {name.name for name in book.names}
    drawn = {c.sheet.key: drawn_as(names[c.sheet.key], c, words(lang)) for c in contents}
    try:
        with _opened(book.app, contents, names, lang) as template:
            for name in template.sheet_names:
                template.sheets[name].copy(after=book.sheets[-1], name=name)
            complete = _in_place(book, drawn) and not _points_to(book, template.name, named)
    except Exception:  # whatever a program says: the sheets are drawn one by one then, which tells what is wrong
        complete = False
    if complete:
        return drawn
    for name in book.sheet_names:
        if name not in before:
            book.sheets[name].delete()
    return {}


def _in_place(book: xw.Book, drawn: Mapping[str, Drawn]) -> bool:
    """Tell whether every table stands under its name where it should."""
    wanted = {(s.sheet, name): (s.top, s.last) for one in drawn.values() for name, s in one.standings.items()}
    found = {}
    for sheet in {sheet for sheet, _ in wanted}:
        for table in book.sheets[sheet].tables:
            cells = table.range
            found[sheet, table.name] = cells.row, cells.row + cells.shape[0] - 1
    return found == wanted


def _points_to(book: xw.Book, other: str, named: Collection[str]) -> bool:
    """Tell whether a name that came with the copies means cells of another book."""
    return any(other in (name.refers_to or "") for name in book.names if name.name not in named)


@contextmanager
def _opened(app: xw.App, contents: Sequence[Content], names: Mapping[str, str], lang: str) -> Iterator[xw.Book]:
    """Give the drawn book, opened; it is closed and removed afterwards, and the book in front is in front again."""
    from clientbook.hosts.file.write import new_book  # openpyxl and lxml: not for hosts that draw

    front = app.books.active
    home = MAC_HOME if sys.platform == "darwin" and MAC_HOME.exists() else None
    folder = Path(tempfile.mkdtemp(prefix="clientbook-", dir=home))
    try:
        # no two open books may have the same name
        path = folder / f"{folder.name}.xlsx"
        new_book(contents, lang, names, formulas=False).save_to(path)
        template = app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
        try:
            yield template
        finally:
            template.close()
            if app.books.active != front:
                front.activate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
