"""Single cells of a worksheet set to a value, every other byte of it left as it is.

Refilling takes a sheet apart and writes its rows anew; here a person's own list gets a few values, and nothing else of it
may change: no spans, no order of attributes, no formula.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from openpyxl.utils import get_column_letter

from clientbook.hosts.base import CellValue
from clientbook.hosts.file.cells import value_cell
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.raw_cells import cell_of, column_of, head_of, style_xml
from clientbook.hosts.file.sheet_part import regular
from clientbook.hosts.file.standing import date1904
from clientbook.hosts.file.styles import dated
from clientbook.register.columns import Kind

Spots = Mapping[tuple[int, int], CellValue]

_ROW = re.compile(rb'<row\b(?=[^>]*?\sr="(\d+)")[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_SPANS = re.compile(rb'\sspans="[^"]*"')
_CELL = b'<c r="'


def put_cells(package: Package, part: str, spots: Spots) -> None:
    """Set cells of a worksheet; their looks stay, and a date gets the look of one where its cell has none.

    Args:
        package: the workbook
        part: the worksheet
        spots: (row, column) → value; cells of rows that the sheet does not have are left out
    """
    data = regular(package.read(part))
    wanted: dict[int, dict[int, CellValue]] = {}
    for (row, column), value in spots.items():
        wanted.setdefault(row, {})[column] = value
    putter = _Putter(package, _usual_styles(data, {column for _, column in spots}))

    def edited(match: re.Match[bytes]) -> bytes:
        row = int(match[1])
        return putter.row(match, row, wanted[row]) if row in wanted else match[0]

    package.put(part, _ROW.sub(edited, data))


def _usual_styles(data: bytes, columns: set[int]) -> dict[int, str]:
    """Return column → the style that most of its cells have, for cells that are not there yet."""
    counts: dict[int, Counter[str]] = {column: Counter() for column in columns}
    for column, counter in counts.items():
        letters = get_column_letter(column).encode()
        for found in re.finditer(rb'<c r="' + letters + rb'\d+"([^>]*)>', data):
            counter[head_of(found[1]).style] += 1
    return {column: counter.most_common(1)[0][0] if counter else "" for column, counter in counts.items()}


class _Putter:
    """Writes cells into rows.

    Args:
        package: the workbook
        usual: column → style of its cells
    """

    def __init__(self, package: Package, usual: Mapping[int, str]) -> None:
        self.package = package
        self.usual = usual
        self.date1904 = date1904(package)
        self.dates: dict[str, str] = {}

    def row(self, match: re.Match[bytes], number: int, values: Mapping[int, CellValue]) -> bytes:
        """Return a row with its cells set."""
        text = match[0]
        if match[2] is None:  # a row without cells
            start, inner, end = text[:-2].rstrip() + b">", b"", b"</row>"
        else:
            begin, finish = match.start(2) - match.start(), match.end(2) - match.start()
            start, inner, end = text[:begin], text[begin:finish], text[finish:]
        head, *pieces = inner.split(_CELL)
        cells = {column_of(piece[: piece.index(b'"')]): _CELL + piece for piece in pieces}
        if values.keys() - cells.keys():
            start = _SPANS.sub(b"", start)  # a hint, wrong once the row is wider
        for column, value in values.items():
            cells[column] = self.cell(cells.get(column, b""), number, column, value)
        return start + head + b"".join(cells[column] for column in sorted(cells)) + end

    def cell(self, before: bytes, row: int, column: int, value: CellValue) -> bytes:
        """Return a cell with its value, in the look it has."""
        style = self.usual.get(column, "")
        if before:
            style = cell_of(before.removeprefix(_CELL)).style
        is_date = isinstance(value, date)
        if is_date:
            if style not in self.dates:
                self.dates[style] = dated(self.package, style)
            style = self.dates[style]
        rest = value_cell(value, Kind.DATE if is_date else Kind.TEXT, date1904=self.date1904)
        return f'<c r="{get_column_letter(column)}{row}"{style_xml(style)}{rest}'.encode()
