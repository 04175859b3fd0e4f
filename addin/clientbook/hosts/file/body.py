"""The rows of a table as they stand: who each row is, how its cells look, and what people added to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from clientbook.hosts.base import TypedValue
from clientbook.hosts.file.identity import COPY, identity_columns, unique
from clientbook.hosts.file.raw_cells import Cell, cell_of, cell_xml, cells_of, column_of, head_of, heads_of, pieces_of
from clientbook.hosts.file.sheet_part import Row, SheetPart
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.standing import Standing
from clientbook.register.columns import Kind

_FLAGS = {b"1", b"true"}
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


class OldRow(NamedTuple):
    """A row before it is refilled.

    Attributes:
        number: its row on the sheet
        attributes: height, visibility and style of the row, where a person set them
        styles: style of each cell
        kept: index of a column → cell, for columns of people and typed columns that hold something
    """

    number: int
    attributes: str
    styles: tuple[str, ...]
    kept: dict[int, Cell]


@dataclass
class OldBody:
    """The body of a table before it is refilled.

    Attributes:
        rows: identity → row; a row without one has an empty identity and stands in ``nameless``
        nameless: rows whose identity is blank
        styles: style of most cells of each column, which new rows take over: a row somebody coloured is no pattern
        attributes: attributes that all rows share, which new rows take over
        expanded: whether grouped rows of the table have been opened by a person
        filled: last row that holds anything in a column of ours; 0 if none does
    """

    rows: dict[str, OldRow] = field(default_factory=dict)
    nameless: list[OldRow] = field(default_factory=list)
    styles: tuple[str, ...] = ()
    attributes: str = ""
    expanded: bool = False
    filled: int = 0

    def everybody(self) -> Iterable[OldRow]:
        """Return all rows."""
        return [*self.rows.values(), *self.nameless]


def row_attributes(raw: bytes, *, grouping: bool = True) -> str:
    """Return what people set on a row: heights that a program only worked out are left to the next program.

    Args:
        raw: the attributes as they stand
        grouping: whether visibility and outline are taken along
    """
    found = dict(_ATTRIBUTE.findall(raw))
    kept = []
    if found.get(b"customFormat") in _FLAGS and b"s" in found:
        kept.append(b's="%b" customFormat="1"' % found[b"s"])
    if found.get(b"customHeight") in _FLAGS and b"ht" in found:
        kept.append(b'ht="%b" customHeight="1"' % found[b"ht"])
    if grouping:
        kept += [b'%b="1"' % name for name in (b"hidden", b"collapsed") if found.get(name) in _FLAGS]
        if found.get(b"outlineLevel", b"0") != b"0":
            kept.append(b'outlineLevel="%b"' % found[b"outlineLevel"])
    return "".join(" " + part.decode() for part in kept)


class _Pattern(NamedTuple):
    """What the start tags of the cells of a row tell: styles, places of the cells to be read, whether any stands beside."""

    styles: tuple[str, ...]
    wanted: tuple[tuple[int, int], ...]
    beside: bool


class BodyReader:
    """Reads the body of a table off its worksheet.

    Args:
        part: the worksheet
        standing: where the table stands
        texts: texts of the package
        grouped: whether the rows of the table are grouped by us, so that outline and visibility are ours to set
    """

    def __init__(self, part: SheetPart, standing: Standing, texts: Texts, *, grouped: bool) -> None:
        self.part = part
        self.standing = standing
        self.texts = texts
        self.grouped = grouped
        self.identity = [standing.columns[column.key] - standing.left for column in identity_columns(standing)]
        self.kept = frozenset(
            index for index, key in enumerate(standing.keys) if key is None or standing.table[key].typed
        )
        self.ours = frozenset(index for index, key in enumerate(standing.keys) if key is not None)
        self.wanted = self.kept | frozenset(self.identity)
        self.beside: set[int] = set()
        self._patterns: dict[tuple[tuple[bytes, bytes], ...], _Pattern] = {}
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def read(self) -> OldBody:
        """Return the body."""
        body = OldBody()
        names: list[str] = []
        rows: list[OldRow] = []
        numbers = range(self.standing.first, self.standing.last + 1)
        for number in numbers:
            row = self.part.rows.get(number)
            name, old = self._row(number, row if row is not None else Row(b"", b""))
            names.append(name)
            rows.append(old)
            if (
                row is not None
                and b"outlineLevel" in row.attributes
                and not re.search(rb'hidden="(1|true)"', row.attributes)
            ):
                body.expanded = body.expanded or bool(re.search(rb'outlineLevel="[1-7]"', row.attributes))
        body.filled = next((number for number in reversed(numbers) if self._holds(number)), body.filled)
        body.styles = _usual([row.styles for row in rows])
        shared = {re.sub(r' (hidden|collapsed|outlineLevel)="\d"', "", row.attributes) for row in rows}
        body.attributes = shared.pop() if len(shared) == 1 else ""
        for name, old in zip(unique(names), rows, strict=True):
            if name.partition(COPY)[0].strip("\x1f"):
                body.rows[name] = old
            else:
                body.nameless.append(old)
        return body

    def _row(self, number: int, row: Row) -> tuple[str, OldRow]:
        heads = heads_of(row.cells)
        pattern = self._patterns.get(heads)
        if pattern is None:
            pattern = self._patterns[heads] = self._pattern(heads)
        pieces = pieces_of(row.cells) if pattern.wanted else []
        held = {}
        for position, index in pattern.wanted:
            cell = cell_of(pieces[position])
            if cell.inner:
                held[index] = cell
        if pattern.beside:
            self.beside.add(number)
        name = "\x1f".join([self.texts.of(held[index]) if index in held else "" for index in self.identity])
        kept = {index: cell for index, cell in held.items() if index in self.kept}
        attributes = row_attributes(row.attributes, grouping=not self.grouped) if row.attributes else ""
        return name, OldRow(number, attributes, pattern.styles, kept)

    def _holds(self, number: int) -> bool:
        """Tell whether a cell of ours holds anything."""
        indexes = ((cell.column - self.standing.left, cell) for cell in self.part.cells(number))
        return any(cell.holds() for index, cell in indexes if index in self.ours)

    def _pattern(self, heads: tuple[tuple[bytes, bytes], ...]) -> _Pattern:
        """Return what the start tags of a row tell; rows of a table come in very few patterns."""
        width = len(self.standing.keys)
        styles = [""] * width
        wanted = []
        beside = False
        for position, (letters, attributes) in enumerate(heads):
            index, head = column_of(letters) - self.standing.left, head_of(attributes)
            if not 0 <= index < width:
                beside = True
                continue
            styles[index] = head.style
            if not head.empty and index in self.wanted:
                wanted.append((position, index))
        signature = tuple(styles)
        return _Pattern(self._known.setdefault(signature, signature), tuple(wanted), beside)

    def clear(self) -> bool:
        """Take the cells of the body out of the worksheet; cells beside the table stay. Tell whether there are any."""
        left, right = self.standing.left, self.standing.right
        for number in range(self.standing.first, self.standing.last + 1):
            row = self.part.rows.pop(number, None)
            if row is not None and number in self.beside:
                cells = [cell for cell in cells_of(row.cells) if not left <= cell.column <= right]
                text = "".join(cell_xml(cell, number) for cell in cells)
                self.part.rows[number] = Row(row.attributes, text.encode("utf-8"))
        return bool(self.beside)


def _usual(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the style that most rows have in each column; of equally many that of the first."""
    counts = Counter(rows).items()  # rows come in very few patterns
    usual = []
    for column in zip(*(styles for styles, _ in counts), strict=True):
        found: Counter[str] = Counter()
        for style, (_, count) in zip(column, counts, strict=True):
            found[style] += count
        usual.append(found.most_common(1)[0][0])
    return tuple(usual)


def lost_values(body: OldBody, standing: Standing, texts: Texts, alive: set[str]) -> list[TypedValue]:
    """Return what people wrote on rows that are no more: sheet, cell and value.

    Written by people: all that stands in columns of theirs except formulas, and free text in typed columns of ours
    (words of a list and dates are put there by the plan itself).
    """
    gone = [row for name, row in body.rows.items() if name not in alive] + body.nameless
    lost = []
    for row in gone:
        for index, cell in row.kept.items():
            key = standing.keys[index]
            column = standing.table[key] if key is not None else None
            ours = column is not None and (column.kind is not Kind.TEXT or column.codes is not None)
            if ours or b"<f" in cell.inner:
                continue
            value = texts.of(cell)
            if value:
                place = f"{get_column_letter(standing.left + index)}{row.number}"
                lost.append(TypedValue(standing.sheet, place, value))
    return lost
