"""A worksheet's XML looked through as it inflates, without building anything: extent, errors, formulas, chosen rows.

The fast readers drop leading blank rows and columns without saying so, hide error values, and read all or nothing. What
they leave out is found here with regular expressions over blocks of whole rows: 0.3 s for 300,000 rows of 9 columns.

The expressions hold for XML in which every cell begins with its address (``<c r="A1"``), as Excel, LibreOffice,
openpyxl, XlsxWriter and others write it. Anything else raises :class:`OddXml`, and the caller takes a slower way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import lt

from clientbook.hosts.file.addresses import MAX_COLUMN, MAX_ROW, column_letters, column_number, columns_pattern
from clientbook.hosts.file.archive import Entry

_START = re.compile(rb"<(?:([\w.-]+):)?sheetData(?:\s[^>]*)?>")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?worksheet(?=[\s>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ROW = r'<~row(?=[\s>/])(?:[^>]*?\sr="([0-9]{1,7})")?'


@lru_cache(maxsize=512)
def _compiled(pattern: str, prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern.encode().replace(b"~", re.escape(prefix)))


class OddXml(Exception):  # noqa: N818  (a turn of the road, not an error people see)
    """The XML is not laid out as the expressions need it; nothing is known to be wrong with it."""


@dataclass
class Extent:
    """The rectangle of the cells that hold something, counted from 1.

    Rows may reach over blank ones at either end; columns are exact.

    Attributes:
        top, left, bottom, right: its corners
        logical: the columns in which TRUE or FALSE stand: among figures the fast readers make 1 and 0 of them
    """

    top: int
    left: int
    bottom: int
    right: int
    logical: frozenset[int] = frozenset()

    @property
    def cells(self) -> int:
        """Return how many cells lie in it."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


class SheetScan:
    """The XML of a worksheet.

    Args:
        entry: its part as stored
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.head = b""
        self.tail: list[bytes] = []
        self.prefix = b""

    def blocks(self) -> Iterator[bytes]:
        """Yield the rows in blocks of whole rows; the part is checked to its end (size and CRC)."""
        self.tail, rest, started, ended = [], b"", False, False
        row = end = b""
        for piece in self.entry.chunks():
            if ended:
                self.tail.append(piece)
                continue
            rest += piece
            if not started:
                start = _START.search(rest)
                if start is None:
                    continue
                started, rest = True, self._begin(rest, start)
                row, end = b"<%brow" % self.prefix, b"</%bsheetData" % self.prefix
            ended = (close := rest.rfind(end)) >= 0
            cut = close if ended else rest.rfind(row)
            if cut > 0:
                yield rest[:cut]
                rest = rest[cut:]
            if ended:
                self.tail.append(rest)
        if not started:
            raise OddXml
        if not ended and rest:
            yield rest

    def _begin(self, data: bytes, start: re.Match[bytes]) -> bytes:
        self.prefix = start[1] + b":" if start[1] else b""
        self.head = data[: start.start()]
        # An empty <sheetData/> is followed by no row.
        return b"" if start[0].endswith(b"/>") else data[start.end() :]

    def _tag(self, pattern: str) -> re.Pattern[bytes]:
        """Compile an expression in which ``~`` stands for the prefix of the part."""
        return _compiled(pattern, self.prefix)

    def extent(self) -> Extent | None:
        """Return where cells with values are; None for an empty sheet.

        Raises:
            OddXml: it cannot be told this way
        """
        found: Extent | None = None
        outside: re.Pattern[bytes] | None = None
        logical: set[bytes] = set()
        before = 0
        for block in self.blocks():
            before = self._in_order(block, before)
            if b' t="b"' in block:
                logical.update(self._tag(r'<~c r="([A-Z]{1,3})[0-9]+"[^>]* t="b"').findall(block))
            place = 0
            outside = outside or self._tag(r"<~c(?=[\s/>])")
            while (hit := outside.search(block, place)) is not None:
                place = hit.end()
                cell = self._cell(block, hit.start())
                if cell.filled:
                    found = _grown(found, cell)
                    outside = self._tag(
                        rf'<~c(?! r="(?:{columns_pattern(found.left, found.right)})[0-9])[\s/>]',
                    )
            last = max(block.rfind(b"</%bv>" % self.prefix), block.rfind(b"</%bis>" % self.prefix))
            if found is not None and last >= 0:
                found.bottom = max(found.bottom, self._cell(block, self._cell_start(block, last)).row)
        return found and replace(found, logical=frozenset(column_number(column.decode()) for column in logical))

    def merged(self) -> list[str]:
        """Return the addresses of merged cells, such as ``A2:B4``; they stand behind the rows, looked through before."""
        return [
            found.decode("ascii", "replace")
            for found in self._tag(r'<~mergeCell\s[^>]*?ref="([^"]*)"').findall(b"".join(self.tail))
        ]

    def _in_order(self, block: bytes, before: int) -> int:
        """Return the number of the last row of a block. Of rows that do not ascend, the readers leave out some."""
        numbers = self._tag(_ROW).findall(block)
        rows = [int(number or 0) for number in numbers]
        if not all(map(lt, [before, *rows], rows)):
            raise OddXml
        return rows[-1] if rows else before

    def _cell_start(self, block: bytes, place: int) -> int:
        # Up to the byte at ``place`` itself: it may be the space after the name. A cell without attributes is rare: it is
        # looked for behind the last one with some only, not through the whole block.
        start = block.rfind(b"<%bc " % self.prefix, 0, place + 1)
        start = max(start, block.rfind(b"<%bc>" % self.prefix, max(start, 0), place + 1))
        if start < 0:
            raise OddXml
        return start

    def _cell(self, block: bytes, start: int) -> _Cell:
        opening = self._tag(r'<~c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>').match(block, start)
        if opening is None or column_number(opening[1].decode()) > MAX_COLUMN or int(opening[2]) > MAX_ROW:
            raise OddXml
        inner = b""
        if not opening[3].endswith(b"/"):
            close = block.find(b"</%bc>" % self.prefix, opening.end())
            if close < 0:
                raise OddXml
            inner = block[opening.end() : close]
        return _Cell(int(opening[2]), column_number(opening[1].decode()), opening[3], inner, self.prefix)

    def errors(self) -> dict[tuple[int, int], str]:
        """Return (row, column) → error value such as ``#N/A``, for the cells that show one."""
        found = {}
        for cell in self._cells_with(b' t="e"', in_tag=True):
            found[cell.row, cell.column] = cell.value()
        return found

    def formulas(self, *, unworked: bool = False) -> set[tuple[int, int]]:
        """Return (row, column) of the cells that hold a formula; ``unworked``: only one without a result."""
        cells = self._cells_with(b"<%bf", in_tag=False)
        return {(cell.row, cell.column) for cell in cells if not unworked or cell.unworked}

    def styled(self, styles: Collection[int], columns: Collection[int]) -> Iterator[tuple[int, int, int]]:
        """Yield row, column and style of the figures in some columns that have one of some styles.

        Raises:
            OddXml: cells do not begin with their address
        """
        letters = "|".join(map(column_letters, columns))
        wanted = rf'(?=[^>]* s="({"|".join(map(str, styles))})")(?![^>]* t="[^n])[^>]*(?<!/)>(?!</)'
        for block in self.blocks():
            if self._tag(r'<~c(?! r="[A-Z])[\s/>]').search(block):
                raise OddXml
            for column, row, style in self._tag(rf'<~c r="({letters})([0-9]{{1,7}})"{wanted}').findall(block):
                yield int(row), column_number(column.decode()), int(style)

    def _cells_with(self, mark: bytes, *, in_tag: bool) -> Iterator[_Cell]:
        for block in self.blocks():
            sought = mark.replace(b"%b", self.prefix)
            place = block.find(sought)
            while place >= 0:
                start = self._cell_start(block, place)
                # The same letters may stand in a text.
                if not in_tag or block.find(b">", start) > place:
                    yield self._cell(block, start)
                place = block.find(sought, place + 1)

    def rows(self, wanted: Sequence[int]) -> bytes:
        """Return a worksheet with nothing but some of the rows; what follows them is not even inflated.

        The rows are numbered anew, the first one wanted being 1, because the readers fill in whatever lies between.

        Args:
            wanted: numbers of the rows, ascending

        Raises:
            OddXml: rows have no numbers
        """
        kept: list[bytes] = []
        done = 0
        for block in self.blocks():
            upto = bisect_right(wanted, self._last_row(block))
            if upto > done:
                kept += self._rows_of(block, {number: i + 1 for i, number in enumerate(wanted[done:upto], done)})
            done = upto
            if done == len(wanted):
                break
        return b"".join(self._worksheet(kept))

    def parts(self, rows: range, extent: Extent, size: int) -> Iterator[tuple[range, Entry]]:
        """Yield worksheets that hold some of the rows each and together all, with their own numbers.

        All but the first begin with a row whose cell in the first column is filled, and are as wide as the whole sheet: a
        reader that takes a sheet from its first value to its last need not fill in everything above.

        Args:
            rows: the rows wanted, at least one
            extent: what the sheet holds
            size: bytes of XML of one worksheet, about

        Raises:
            OddXml: rows have no numbers, or do not ascend
        """
        start, last, held = rows.start, 0, 0
        pending: list[bytes] = []
        for block in self.blocks():
            before, last = last, self._ascending(block, last)
            if last < rows.start or before >= rows.stop:
                continue
            if pending and held + len(block) > size and self._begins(block, before + 1, extent.left):
                part = Entry.made_from("part", self._worksheet(pending))
                pending.clear()  # not held while the part is read
                yield range(start, before + 1), part
                start, held = before + 1, 0
            pending.append(block if pending else self._wide(block, extent.right))
            held += len(block)
        part = Entry.made_from("part", self._worksheet(pending))
        pending.clear()
        yield range(start, rows.stop), part

    def _ascending(self, block: bytes, before: int) -> int:
        """Return the number of the last row of a block, the one of the block before if it has none."""
        first = self._tag(_ROW).match(block, max(block.find(b"<%brow" % self.prefix), 0))
        if first is None:
            return before
        last = self._last_row(block)
        if not before < self._number(first) <= last:
            raise OddXml
        return last

    def _begins(self, block: bytes, row: int, column: int) -> bool:
        """Tell whether the first cell of a block is a certain one, and filled."""
        start = block.find(b"<%bc " % self.prefix)
        cell = self._cell(block, start) if start >= 0 else None
        return cell is not None and (cell.row, cell.column) == (row, column) and cell.filled

    def _wide(self, block: bytes, right: int) -> bytes:
        """Return a block whose first row reaches a column, by an empty text if need be."""
        end = block.find(b"</%brow" % self.prefix)
        if end < 0:
            raise OddXml
        cell = self._cell(block, self._cell_start(block, end))
        if cell.column == right and cell.filled:
            return block
        place = f"{column_letters(right)}{cell.row}".encode()
        tag = self.prefix
        filler = b'<%bc r="%b" t="str"><%bv></%bv></%bc>' % (tag, place, tag, tag, tag)
        return block[:end] + filler + block[end:]

    def _worksheet(self, rows: Sequence[bytes]) -> list[bytes]:
        """Return a worksheet of nothing but rows, in pieces."""
        root = _ROOT.search(self.head)
        if root is None:
            raise OddXml
        tag = self.prefix
        return [root[0], b"<%bsheetData>" % tag, *rows, b"</%bsheetData></%bworksheet>" % (tag, tag)]

    def _last_row(self, block: bytes) -> int:
        last = self._tag(_ROW).match(block, max(block.rfind(b"<%brow" % self.prefix), 0))
        return self._number(last) if last is not None else 0

    def _rows_of(self, block: bytes, wanted: Mapping[int, int]) -> list[bytes]:
        rows = []
        for match in self._tag(_ROW).finditer(block):
            old = self._number(match)
            if old in wanted:
                end = block.find(b"<%brow" % self.prefix, match.end())
                rows.append(self._renumbered(block[match.start() : end if end >= 0 else len(block)], old, wanted[old]))
        return rows

    def _renumbered(self, row: bytes, old: int, new: int) -> bytes:
        body = row[row.index(b">") + 1 :]
        if row[row.index(b">") - 1 :].startswith(b"/"):
            return b""
        pieces = self._tag(r'(<~c r="[A-Z]{1,3})([0-9]+)(?=")').split(body)
        numbers = pieces[2::3]
        if numbers.count(b"%d" % old) < len(self._tag(r"<~c(?=[\s/>])").findall(body)):
            raise OddXml
        pieces[2::3] = [b"%d" % new] * len(numbers)
        return b'<%brow r="%d">%b' % (self.prefix, new, b"".join(pieces))

    @staticmethod
    def _number(row: re.Match[bytes]) -> int:
        if not row[1]:
            raise OddXml
        return int(row[1])


@dataclass(frozen=True)
class _Cell:
    """A cell as its XML has it."""

    row: int
    column: int
    attributes: bytes
    inner: bytes
    prefix: bytes

    def value(self) -> str:
        """Return the text of its ``<v>``."""
        match = re.search(rb"<%bv(?:\s[^>]*)?>([^<]*)</" % self.prefix, self.inner)
        return match[1].decode("utf-8").strip() if match else ""

    @property
    def unworked(self) -> bool:
        """Tell whether a formula has no result: none was written, not even an empty text."""
        return b' t="str"' not in self.attributes and not self.value()

    @property
    def filled(self) -> bool:
        """Tell whether the fast readers count the cell (found by trying: a formula without a value does not)."""
        if b"<%bis" % self.prefix in self.inner:
            return True
        if b"<%bv" % self.prefix not in self.inner:
            return False
        if self.value() or b' t="str"' in self.attributes:
            return True
        if b' t="' in self.attributes and b' t="n"' not in self.attributes:
            raise OddXml
        return False


def _grown(extent: Extent | None, cell: _Cell) -> Extent:
    if extent is None:
        return Extent(cell.row, cell.column, cell.row, cell.column)
    return Extent(
        min(extent.top, cell.row),
        min(extent.left, cell.column),
        max(extent.bottom, cell.row),
        max(extent.right, cell.column),
    )
