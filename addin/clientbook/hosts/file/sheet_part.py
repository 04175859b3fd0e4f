"""The XML of a worksheet, split so that large sheets stay fast: a small tree for all around the rows, and raw rows.

Rows and cells are cut with expressions over bytes, which is safe for what programs write (no comments, no CDATA, double
quotes, no prefix); anything else is first written anew in that form by a real parser.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

from clientbook.hosts.file.insertion import as_utf8
from clientbook.hosts.file.package import xml_root
from clientbook.hosts.file.part_xml import XML_HEAD
from clientbook.hosts.file.raw_cells import Cell, cell_xml, cells_of, column_of, style_xml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_SHEET_DATA = re.compile(rb"<sheetData\b[^>]*>")
_ROW_START = re.compile(rb"<row(?=[\s>/])")
_NUMBER = re.compile(rb'(?:^|\s)r="(\d+)"')
_SPANS = re.compile(rb'\s+spans="[^"]*"')
_CELL_ROW = re.compile(rb'(<c\b[^>]*?\sr="[A-Z]+)\d+"')
_CELL_PLACE = re.compile(rb'<c\b[^>]*?\sr="([A-Z]+)')
_ODD = re.compile(rb"<[\w.]+:(?:sheetData|worksheet)\b|<row\b[^>]*?='|<row(?![^>]*\sr=)[\s/>]|<c(?! r=\"[A-Z])[\s/>]")
_ODD_ANYWHERE = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")
_PIECES = 3000
_EDGE = 500
"""So many rows at either end of a sheet tell how wide it is."""
_SAMPLE = 1 << 18
"""A program writes all of a sheet in one manner: its first quarter of a megabyte tells how."""


def tag(name: str) -> str:
    """Return the name of an element of the main namespace as trees have it."""
    return f"{{{MAIN}}}{name}"


class Row(NamedTuple):
    """One row: its attributes without number and spans, and its cells as they stand."""

    attributes: bytes
    cells: bytes


class LateRows(NamedTuple):
    """Rows of a large table that are made when they are written, so that they are never all in memory.

    Attributes:
        numbers: their numbers; the worksheet has no other rows among them
        make: returns rows by their positions, start and stop
    """

    numbers: range
    make: Callable[[int, int], Iterator[Row]]


class SheetPart:
    """A worksheet taken apart.

    Attributes:
        root: all but the rows
        rows: row number → row
        late: further rows
    """

    def __init__(self, data: bytes) -> None:
        data = regular(data)
        match = _SHEET_DATA.search(data)
        if match is None:
            raise ValueError("a worksheet without sheetData")  # guard refuses such a book before
        start = end = after = match.end()
        if not match[0].endswith(b"/>"):
            end = data.rindex(b"</sheetData", start)
            after = data.index(b">", end) + 1
        self.root = xml_root(data[: match.start()] + b"<sheetData/>" + data[after:])
        self.rows: dict[int, Row] = dict(_rows(data, start, end))
        self.late: list[LateRows] = []

    def find(self, tag: str) -> etree._Element | None:
        """Return the first child with a local name."""
        return self.root.find(f"{{{MAIN}}}{tag}")

    def cells(self, row: int) -> list[Cell]:
        """Return the cells of a row from left to right; none if there is no such row."""
        return cells_of(self.rows[row].cells) if row in self.rows else []

    def put_cell(self, row: int, column: int, rest: str, style: str | None = None) -> None:
        """Put a value into a cell.

        Args:
            row: row from 1
            column: column from 1
            rest: what stands behind the style, as :mod:`clientbook.hosts.file.cells` gives it
            style: its style; by default the cell keeps the one it has
        """
        cells = {cell.column: cell for cell in self.cells(row)}
        texts = {number: cell_xml(cell, row) for number, cell in cells.items()}
        if style is None:
            style = cells[column].style if column in cells else ""
        texts[column] = f'<c r="{get_column_letter(column)}{row}"{style_xml(style)}{rest}'
        joined = "".join(texts[number] for number in sorted(texts)).encode("utf-8")
        self.rows[row] = Row(self.rows[row].attributes if row in self.rows else b"", joined)

    def move_rows(self, below: int, shift: int) -> None:
        """Move every row under row ``below`` down (or up) with its cells."""
        moved: dict[int, Row] = {}
        for number, row in self.rows.items():
            if number > below:
                target = number + shift
                cells = _CELL_ROW.sub(rb"\g<1>%d" % target + b'"', row.cells)
                moved[target] = Row(row.attributes, cells)
            else:
                moved[number] = row
        self.rows = moved

    def data(self) -> bytes:
        """Return the worksheet as XML."""
        return b"".join(self._pieces(self.rows.__getitem__))

    def drain(self) -> Iterator[bytes]:
        """Yield the worksheet as XML, giving up its rows on the way: a large sheet is not held twice."""
        return self._pieces(self.rows.pop)

    def _pieces(self, take: Callable[[int], Row]) -> Iterator[bytes]:
        self._set_dimension()
        frame: bytes = etree.tostring(self.root, encoding="utf-8")
        head, _, tail = frame.partition(b"<sheetData/>")
        yield b"".join((XML_HEAD, head, b"<sheetData>"))
        numbers, done = sorted(self.rows), 0
        for late in sorted(self.late, key=lambda late: late.numbers.start):
            before = bisect_left(numbers, late.numbers.start)
            yield from _written((number, take(number)) for number in numbers[done:before])
            yield from _written(zip(late.numbers, late.make(0, len(late.numbers)), strict=True))
            done = before
        yield from _written((number, take(number)) for number in numbers[done:])
        yield b"</sheetData>" + tail

    def _set_dimension(self) -> None:
        node = self.find("dimension")
        filled = [number for number, row in self.rows.items() if row.cells]
        edges: dict[int, Row] = {}
        for late in self.late:
            filled += late.numbers
            count = len(late.numbers)
            for start, stop in ((0, min(count, _EDGE)), (max(count - _EDGE, 0), count)):
                edges.update(zip(late.numbers[start:stop], late.make(start, stop), strict=True))
        if self.late:
            filled.sort()
        if node is None or not filled:
            return
        left, right = 16384, 1
        # first and last cell of a row bound it; of a long list a few rows tell the same as all
        for number in filled if len(filled) < 2000 else filled[:_EDGE] + filled[-_EDGE:]:
            row = edges[number] if number in edges else self.rows[number]
            found = [column_of(letters) for letters in _CELL_PLACE.findall(row.cells)]
            left, right = min([left, *found]), max([right, *found])
        top, bottom = min(filled), max(filled)
        if left <= right:
            node.set("ref", f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")


def _written(rows: Iterable[tuple[int, Row]]) -> Iterator[bytes]:
    """Yield rows as XML, a thousand at a time."""
    pieces: list[bytes] = []
    for number, row in rows:
        if row.cells:
            pieces += [b'<row r="%d"%b>' % (number, row.attributes), row.cells, b"</row>"]
        else:
            pieces.append(b'<row r="%d"%b/>' % (number, row.attributes))
        if len(pieces) >= _PIECES:
            yield b"".join(pieces)
            pieces = []
    yield b"".join(pieces)


def regular(data: bytes) -> bytes:
    """Return a worksheet as what cuts it into rows and cells needs it; what most programs write is returned as it is."""
    data = as_utf8(data)
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    encoding = re.match(rb"<\?xml[^>]*encoding=[\"']([\w-]+)", data)
    odd = encoding is not None and encoding[1].lower() not in {b"utf-8", b"us-ascii"}
    whole_tags = data.rfind(b">", 0, _SAMPLE) + 1  # half a tag at the end of the sample would look odd
    odd = odd or any(mark in data for mark in _ODD_ANYWHERE) or _ODD.search(data, 0, whole_tags) is not None
    odd = odd or data.count(b"<c ") != data.count(b'<c r="')
    return _rewritten(data) if odd else data


def _rewritten(data: bytes) -> bytes:
    """Return a worksheet without prefix, comments and gaps in its numbering."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True, strip_cdata=True
    )
    root = etree.fromstring(data, parser)
    if root.nsmap.get(None) != MAIN:
        spaces = {**{key: uri for key, uri in root.nsmap.items() if uri != MAIN}, None: MAIN}
        fresh = etree.Element(root.tag, dict(root.attrib), nsmap=spaces)  # type: ignore[arg-type]
        fresh.extend(list(root))
        root = fresh
        etree.cleanup_namespaces(root, keep_ns_prefixes=[key for key in spaces if key])
    number = 0
    for row in root.iterfind(f"{{{MAIN}}}sheetData/{{{MAIN}}}row"):
        number = int(row.get("r") or number + 1)
        row.set("r", str(number))
        column = 0
        for cell in row.iterfind(f"{{{MAIN}}}c"):
            reference = cell.get("r")
            column = column_index_from_string(reference.rstrip("0123456789")) if reference else column + 1
            rest = [(key, value) for key, value in cell.attrib.items() if key != "r"]
            cell.attrib.clear()
            cell.set("r", f"{get_column_letter(column)}{number}")
            for key, value in rest:
                cell.set(key, value)
    rewritten: bytes = etree.tostring(root, encoding="utf-8")
    return rewritten


def _rows(data: bytes, start: int, end: int) -> Iterator[tuple[int, Row]]:
    starts = [match.start() for match in _ROW_START.finditer(data, start, end)]
    for place, following in zip(starts, [*starts[1:], end], strict=True):
        close = data.index(b">", place)
        attributes = data[place + 4 : close]
        if attributes.endswith(b"/"):
            attributes, cells = attributes[:-1], b""
        else:
            cells = data[close + 1 : data.rindex(b"</row", place, following)]
        found = _NUMBER.search(attributes)
        if found is not None:
            yield int(found[1]), Row(_SPANS.sub(b"", _NUMBER.sub(b"", attributes, count=1)).rstrip(), cells)
