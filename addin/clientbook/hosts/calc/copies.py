"""A sheet copied into another book with all that Excel copies along; of some of it UNO lets go on the way."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from clientbook.hosts.calc.bridge import uno
from clientbook.hosts.calc.tables import Kept

if TYPE_CHECKING:
    from clientbook.hosts.calc.engine import Book
    from clientbook.hosts.calc.sheet import Sheet


def copy_sheet(source: Sheet, book: Book, place: int) -> None:
    """Copy a sheet. LibreOffice 7.4 may crash when the book that gets it has a window, which it draws meanwhile.

    Args:
        source: the sheet
        book: the book that gets the copy; the other or the same
        place: how many sheets stand before the copy
    """
    book.ranges.forget()
    sheets = book.document.getSheets()
    if book.document == source.book.document:
        sheets.copyByName(source.name, _free(source.name, sheets), place)
        _copy_view(source, book.sheets(place + 1))
        return
    sheets.importSheet(source.book.document, source.name, place)
    made = book.sheets(place + 1)
    _copy_page(source, made)
    for table in source.tables:
        Kept.of(table).make(made, _free(table.name, made.tables.api))
    _copy_view(source, made)


def _free(name: str, taken: Any) -> str:
    free, number = name, 1
    while taken.hasByName(free):
        number += 1
        free = f"{name}_{number}"
    return free


def _copy_page(source: Sheet, copy: Sheet) -> None:
    """Give a copy the page of the sheet it was copied from, and the rows and columns that every page repeats."""
    old = source.book.document.StyleFamilies.getByName("PageStyles").getByName(source.sheet.PageStyle)
    styles = copy.book.document.StyleFamilies.getByName("PageStyles")
    name = _free(source.sheet.PageStyle, styles)
    made = copy.book.document.createInstance("com.sun.star.style.PageStyle")
    styles.insertByName(name, made)
    for each in old.getPropertySetInfo().getProperties():
        # some are there for other kinds of documents alone
        with suppress(uno().getClass("com.sun.star.uno.Exception")):
            made.setPropertyValue(each.Name, old.getPropertyValue(each.Name))
    copy.sheet.PageStyle = name
    for kind in ("Rows", "Columns"):
        if getattr(source.sheet, f"getPrintTitle{kind}")():
            getattr(copy.sheet, f"setTitle{kind}")(getattr(source.sheet, f"getTitle{kind}")())
            getattr(copy.sheet, f"setPrintTitle{kind}")(True)  # noqa: FBT003


def _copy_view(source: Sheet, made: Sheet) -> None:
    """Show a copy with the panes and the lines between cells of the sheet it was copied from."""
    source.activate()
    before = source.book.document.getCurrentController()
    lines, frozen = before.ShowGrid, before.hasFrozenPanes()
    corner = before.getSplitColumn(), before.getSplitRow()
    made.show_gridlines = lines
    if frozen:
        made.book.document.getCurrentController().freezeAtPosition(*corner)
