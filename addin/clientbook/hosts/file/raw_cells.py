"""The cells of a row as they stand in the XML of a worksheet, cut out of the bytes."""

from __future__ import annotations

import re
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from clientbook.hosts.file.addresses import column_number

_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_REFERENCE = re.compile(rb'(?:^|\s)r="([A-Z]+)\d+"')
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


def pieces_of(data: bytes) -> list[bytes] | None:
    """Return the cells of a row, each from its reference on; None if they are not written as programs mostly do."""
    pieces = data.split(b'<c r="')
    if len(pieces) - 1 != data.count(b"<c ") or pieces[0].strip():
        return None
    del pieces[0]
    return pieces


def inside(rest: bytes) -> bytes:
    """Return what is inside a cell, for all that stands behind its start tag."""
    return rest[:-4] if rest.endswith(b"</c>") else rest[: rest.rindex(b"</c>")]


def cells_of(data: bytes) -> list[Cell]:
    """Return the cells inside a row, from left to right."""
    pieces = pieces_of(data)
    if pieces is None:
        return _any_cells(data)
    cells = []
    for piece in pieces:
        start, _, rest = piece.partition(b">")
        reference, _, attributes = start.partition(b'"')
        style, kind, more, empty = head_of(attributes)
        cells.append(Cell(column_of(reference), style, kind, more, b"" if empty else inside(rest)))
    return cells


def _any_cells(data: bytes) -> list[Cell]:
    """Return cells whatever the order of their attributes."""
    cells = []
    for match in _CELL.finditer(data):
        reference = _REFERENCE.search(match[1])
        if reference is not None:
            style, kind, more, _ = head_of(_REFERENCE.sub(b"", match[1], count=1))
            cells.append(Cell(column_of(reference[1]), style, kind, more, match[2] or b""))
    return cells


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
