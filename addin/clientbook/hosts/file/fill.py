"""Builds the rows of a table: values of the frame, looks and additions carried by identity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import repeat
from xml.sax.saxutils import escape

import pandas as pd
from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter

from clientbook.hosts.file import cells
from clientbook.hosts.file.body import OldBody, OldRow, row_attributes
from clientbook.hosts.file.heights import height_xml, lines_of
from clientbook.hosts.file.places import Formula
from clientbook.hosts.file.raw_cells import Cell, cell_xml, cells_of, rest_xml, style_xml
from clientbook.hosts.file.resize import Resize
from clientbook.hosts.file.sheet_part import LateRows, Row, SheetPart
from clientbook.hosts.standing import Standing

CHUNK = 4096
"""Rows built at a time: column by column is fast, a whole large table at once would need much memory."""

_FORMULA = re.compile(rb"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)


@dataclass
class Filling:
    """A table that is being filled.

    Attributes:
        standing: where it stands; its last row is already the new one
        frame: its rows
        old: what stood there
        rows: for every row of the frame the row before whose looks and additions it takes over; None if it is new
        resize: the change of its body
        first: sheet row of the frame's first row
        in_sight: rows beyond this count are grouped; 0 groups none
        formulas: key → formula of every row
        date1904: how the book counts days
        wrapped: column of the table, from 0 → its width in characters, where its texts break into lines
    """

    standing: Standing
    frame: pd.DataFrame
    old: OldBody
    rows: Sequence[OldRow | None]
    resize: Resize
    first: int
    in_sight: int = 0
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    date1904: bool = False
    wrapped: Mapping[int, float] = field(default_factory=dict)


class Filler:
    """Puts the rows of a table into its worksheet.

    Args:
        filling: the table
    """

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.first = filling.first
        self.standing = filling.standing
        self.letters = [get_column_letter(self.standing.left + i) for i in range(len(self.standing.keys))]
        self.formulas = {key: formula.escaped() for key, formula in filling.formulas.items()}
        self.rows = filling.rows
        self.known = any(row is not None for row in self.rows)
        # equal looks are one object: in most books every row looks like the first
        self.alike = all(row is None or row.styles is filling.old.styles for row in self.rows)
        self.patterns = {i: p for i, key in enumerate(self.standing.keys) if key is None and (p := self._pattern(i))}

    def put(self, part: SheetPart, *, alone: bool = False) -> None:
        """Write the rows; a table without rows keeps one that is blank.

        Args:
            part: the worksheet
            alone: no other table will be written into the same rows
        """
        if not len(self.filling.frame):
            blank = zip(self.letters, self.filling.old.styles, strict=True)
            row = "".join(f'<c r="{letters}{self.first}"{style_xml(style)}/>' for letters, style in blank if style)
            self._place(part, self.first, row, self.filling.old.attributes)
            return
        count = len(self.filling.frame)
        numbers = range(self.first, self.first + count)
        if alone and count > CHUNK and part.rows.keys().isdisjoint(numbers):
            part.late.append(LateRows(numbers, self._late))
            return
        for position, (row, attributes) in enumerate(self._made(0, count)):
            self._place(part, self.first + position, row, attributes)

    def _late(self, start: int, stop: int) -> Iterator[Row]:
        return (Row(attributes.encode(), row.encode("utf-8")) for row, attributes in self._made(start, stop))

    def _made(self, start: int, stop: int) -> Iterator[tuple[str, str]]:
        """Yield cells and attributes of some rows."""
        for place in range(start, stop, CHUNK):
            yield from self._chunk(place, min(place + CHUNK, stop))

    def _chunk(self, start: int, stop: int) -> Iterator[tuple[str, str]]:
        numbers = [str(self.first + position) for position in range(start, stop)]
        pieces = [piece for index in range(len(self.letters)) for piece in self._column(index, start, numbers)]
        lines = self._line_counts(start, stop)
        # constants repeat without an end: the numbers and the values of the rows bound them
        for position, row in enumerate(map("".join, zip(*pieces, strict=False)), start=start):
            attributes = self._attributes(position)
            if lines and " ht=" not in attributes:
                attributes += height_xml(lines[position - start])
            yield row, attributes

    def _line_counts(self, start: int, stop: int) -> list[int]:
        """Return how many lines high each row is; nothing where no column breaks lines."""
        counts = []
        for index, width in self.filling.wrapped.items():
            key = self.standing.keys[index]
            if key is not None and key in self.filling.frame:
                counts.append(lines_of(self.filling.frame[key].iloc[start:stop].tolist(), width))
        return [max(row) for row in zip(*counts, strict=True)] if counts else []

    def _place(self, part: SheetPart, number: int, row: str, attributes: str) -> None:
        present = part.rows.get(number)
        if present is not None and present.cells:
            # cells beside the table, or another table beside it
            left, right = self.standing.left, self.standing.right
            others = [cell for cell in cells_of(present.cells) if not left <= cell.column <= right]
            before = "".join(cell_xml(cell, number) for cell in others if cell.column < left)
            after = "".join(cell_xml(cell, number) for cell in others if cell.column > right)
            row = before + row + after
            attributes = attributes or row_attributes(present.attributes)
        part.rows[number] = Row(attributes.encode(), row.encode("utf-8"))

    def _attributes(self, position: int) -> str:
        old = self.rows[position]
        attributes = old.attributes if old is not None else self.filling.old.attributes
        sight, count = self.filling.in_sight, len(self.filling.frame)
        if not sight or count <= sight or position < sight - 1:
            return attributes
        collapsed = not self.filling.old.expanded
        if position == sight - 1:
            return attributes + (' collapsed="1"' if collapsed else "")
        return attributes + (' hidden="1"' if collapsed else "") + ' outlineLevel="1"'

    def _column(self, index: int, start: int, numbers: Sequence[str]) -> list[Iterable[str]]:
        """Return what the cells of a column are put together from, piece by piece: constants, row numbers, values."""
        rests = self._rests(index, start, start + len(numbers))
        head = f'<c r="{self.letters[index]}'
        first = style_xml(self.filling.old.styles[index])
        if self.alike and (first or cells.BLANK not in rests):
            return [repeat(head), numbers, repeat(f'"{first}'), rests]
        styles: Iterable[str] = repeat(first)
        if not self.alike:
            rows = self.rows[start : start + len(numbers)]
            styles = [style_xml(row.styles[index]) if row is not None else first for row in rows]
        return [
            [
                f'{head}{number}"{style}{rest}' if style or rest != cells.BLANK else ""
                for number, style, rest in zip(numbers, styles, rests, strict=False)
            ]
        ]

    def _rests(self, index: int, start: int, stop: int) -> list[str]:
        key = self.standing.keys[index]
        if key is None:
            return [self._added(index, position) for position in range(start, stop)]
        column = self.standing.table[key]
        date1904 = self.filling.date1904
        if key not in self.filling.frame:
            rests = [cells.BLANK] * (stop - start)
        elif key in self.formulas:
            formula = self.formulas[key]
            values = self.filling.frame[key].iloc[start:stop].tolist()
            rests = [
                cells.value_cell(value, column.kind, date1904=date1904, formula=formula.at(row))
                for row, value in enumerate(values, start=self.first + start)
            ]
        else:
            rests = cells.column_cells(self.filling.frame[key].iloc[start:stop], column.kind, date1904=date1904)
        if column.typed and self.standing.table.identity and self.known:
            self._carry(index, start, rests)
        return rests

    def _carry(self, index: int, start: int, rests: list[str]) -> None:
        """Let what a person typed stand where the run has nothing to say, and over our formulas."""
        ours = self.standing.keys[index] in self.formulas
        for offset, rest in enumerate(rests):
            row = self.rows[start + offset]
            if row is None or index not in row.kept:
                continue
            over = ours and b"<f" not in row.kept[index].inner
            if over or rest == cells.BLANK:
                rests[offset] = self._kept(row.kept[index], row.number, self.first + start + offset)

    def _added(self, index: int, position: int) -> str:
        """Return a cell of a column that is not ours."""
        row, number = self.rows[position], self.first + position
        if row is not None:
            return self._kept(row.kept[index], row.number, number) if index in row.kept else cells.BLANK
        if index in self.patterns:
            text, origin = self.patterns[index]
            return f"><f>{escape(self._moved(text, origin, number))}</f></c>"
        return cells.BLANK

    def _pattern(self, index: int) -> tuple[str, int] | None:
        """Return formula and row of a calculated column: one that has a formula in every row."""
        rows = self.filling.old.rows.values()
        found = [(row, _FORMULA.search(row.kept[index].inner)) for row in rows if index in row.kept]
        if not found or len(found) < len(rows) or any(match is None or match[1].strip() for _, match in found):
            return None
        row, match = found[0]
        return (unescape((match[2] or b"").decode("utf-8")), row.number) if match is not None else None

    def _kept(self, cell: Cell, origin: int, number: int) -> str:
        match = _FORMULA.search(cell.inner)
        if match is None or not match[2]:
            return rest_xml(cell)
        text = unescape(match[2].decode("utf-8"))
        moved = escape(self._moved(text, origin, number)).encode("utf-8")
        head = re.sub(rb'(\sref=")[^"]*', b"%b%b%d" % (rb"\g<1>", self._letters(cell), number), match[1])
        return rest_xml(
            cell, cell.inner[: match.start()] + b"<f" + head + b">" + moved + b"</f>" + cell.inner[match.end() :]
        )

    def _letters(self, cell: Cell) -> bytes:
        return get_column_letter(cell.column).encode()

    def _moved(self, text: str, origin: int, number: int) -> str:
        """Return a person's formula in its new row: fixed addresses follow the table, relative ones the row."""
        text = self.filling.resize.formula(text, self.standing.sheet)
        if origin == number:
            return text
        try:
            moved: str = Translator(f"={text}", origin=f"A{origin}").translate_formula(f"A{number}")
        except (TranslatorError, TokenizerError, ValueError):
            return text
        return moved.removeprefix("=")
