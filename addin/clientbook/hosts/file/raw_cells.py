"""The cells of a row as they stand in the XML of a worksheet, cut out of the bytes.

:class:`clientbook.hosts.file.sheet_part.SheetPart` sees to it that every cell begins with its reference, which is how
nearly all programs write.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from clientbook.hosts.file.addresses import column_number

_HEAD = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*)>')
_STYLE = re.compile(rb'(?:^|\s)s="(\d+)"')
_TYPE = re.compile(rb'(?:^|\s)t="(\w+)"')
_DIGITS = b"0123456789"


class Cell(NamedTuple):
    """One cell: its column from 1, its style and type, further attributes as they stand, and what is inside."""

    column: int
    style: str
    kind: str
    more: str
    inner: bytes

    def holds(self) -> bool:
        """Tell whether there is anything in it but its style."""
        return bool(self.inner)


class Head(NamedTuple):
    """What the attributes of a cell behind its reference say; the same few come again and again."""

    style: str
    kind: str
    more: str
    empty: bool


_heads: dict[bytes, Head] = {}
_columns: dict[bytes, int] = {}


def head_of(attributes: bytes) -> Head:
    """Return what the attributes behind a reference say, such as `` s="3" t="s"`` or `` s="3"/``."""
    head = _heads.get(attributes)
    if head is None:
        empty = attributes.endswith(b"/")
        more = attributes[:-1] if empty else attributes
        style, kind = _STYLE.search(more), _TYPE.search(more)
        for part in (_STYLE, _TYPE):
            more = part.sub(b"", more, count=1)
        head = _heads[attributes] = Head(
            style[1].decode() if style else "", kind[1].decode() if kind else "", more.rstrip().decode(), empty
        )
    return head


def column_of(reference: bytes) -> int:
    """Return the column of a reference such as ``AB12`` or of its letters."""
    letters = reference.rstrip(_DIGITS)
    column = _columns.get(letters)
    if column is None:
        column = _columns[letters] = column_number(letters.decode())
    return column


def heads_of(data: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """Return letters and further attributes of every cell of a row; equal rows of a table have equal heads."""
    return tuple(_HEAD.findall(data))


def pieces_of(data: bytes) -> list[bytes]:
    """Return the cells of a row, each from its reference on."""
    pieces = data.split(b'<c r="')
    del pieces[0]
    return pieces


def cell_of(piece: bytes) -> Cell:
    """Return a cell from its reference on as a cell."""
    start, _, rest = piece.partition(b">")
    reference, _, attributes = start.partition(b'"')
    style, kind, more, empty = head_of(attributes)
    return Cell(column_of(reference), style, kind, more, b"" if empty else rest[: rest.rindex(b"</c>")])


def cells_of(data: bytes) -> list[Cell]:
    """Return the cells inside a row, from left to right."""
    return [cell_of(piece) for piece in pieces_of(data)]


def style_xml(style: str) -> str:
    """Return the style attribute with its space, empty for the default style."""
    return f' s="{style}"' if style and style != "0" else ""


def rest_xml(cell: Cell, inner: bytes | None = None) -> str:
    """Return what stands behind the style of a cell, with another inside where one is given."""
    content = cell.inner if inner is None else inner
    kind = f' t="{cell.kind}"' if cell.kind else ""
    return f"{kind}{cell.more}>{content.decode('utf-8')}</c>" if content else f"{cell.more}/>"


def cell_xml(cell: Cell, row: int) -> str:
    """Return a cell as XML in a row."""
    return f'<c r="{get_column_letter(cell.column)}{row}"{style_xml(cell.style)}{rest_xml(cell)}'
