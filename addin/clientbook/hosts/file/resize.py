"""A table that gets longer or shorter, and what that does to addresses: of rules, of formulas, of everything below it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import column_index_from_string

_CELLS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)(?::(\$?)([A-Z]{1,3})(\$?)(\d+))?")
_ROWS = re.compile(r"(\$?)(\d+):(\$?)(\d+)")
_LAST_COLUMN = 16384


@dataclass(frozen=True)
class Resize:
    """A change of the body of one table.

    Attributes:
        sheet: name of its sheet
        first: first row of the body
        old: last row of the body before
        new: last row of the body after
        left: first column of the table
        right: last column of the table
        shift: rows that everything below the body moves down (negative: up); 0 where nothing stands below
        moved: row of the body before → its row after, None where the row is gone; for what hangs on single rows
    """

    sheet: str
    first: int
    old: int
    new: int
    left: int
    right: int
    shift: int
    moved: Mapping[int, int | None] = field(default_factory=dict)

    @property
    def idle(self) -> bool:
        """Tell whether no address changes."""
        return self.old == self.new and self.shift == 0

    def point(self, row: int, column: int) -> int | None:
        """Return where something that hangs on one cell goes; None if its row is gone."""
        if row > self.old:
            return row + self.shift
        if self.first <= row and self.left <= column <= self.right:
            return self.moved.get(row, row if row <= self.new else None)
        return row

    def span(self, top: int, bottom: int, *, grows: bool) -> tuple[int, int] | None:
        """Return where a range of rows goes; None if it is gone.

        Args:
            top: its first row
            bottom: its last row
            grows: whether a range that ends with the body takes part in its growth though it begins inside
        """
        if top > self.old:
            return top + self.shift, bottom + self.shift
        if bottom > self.old:
            return top, bottom + self.shift
        if bottom == self.old and top <= self.new and (top <= self.first or grows):
            return top, self.new
        if bottom <= self.new or bottom < self.first:
            return top, bottom
        return (top, self.new) if top <= self.new else None

    def _touches(self, left: int, right: int) -> bool:
        return left <= self.right and right >= self.left

    def area(self, text: str, *, grows: bool = False) -> str | None:
        """Return an address such as ``A5:C20`` or ``B7`` after the change; None if it is gone."""
        match = _CELLS.fullmatch(text)
        if match is None:
            return text
        top, left = int(match[4]), column_index_from_string(match[2])
        bottom = int(match[8]) if match[8] else top
        right = column_index_from_string(match[6]) if match[6] else left
        if top <= self.old and not self._touches(left, right):
            # beside the table: only what reaches under it moves along
            place: tuple[int, int] | None = (top, bottom + self.shift if bottom > self.old else bottom)
        else:
            place = self.span(top, bottom, grows=grows)
        if place is None:
            return None
        start = f"{match[1]}{match[2]}{match[3]}{place[0]}"
        if not match[8] and place[0] == place[1]:
            return start
        end = (match[5], match[6], match[7]) if match[8] else (match[1], match[2], match[3])
        return f"{start}:{end[0]}{end[1]}{end[2]}{place[1]}"

    def areas(self, text: str) -> str:
        """Return a list of ranges (``sqref``) after the change; empty if nothing is left.

        Ranges that ended with the body and together reached its first row reach its new end: a rule that people or
        Excel cut into pieces still covers every row.
        """
        parts = text.split()
        whole = any(self._begins(part) for part in parts)
        return " ".join(filter(None, (self.area(part, grows=whole) for part in parts)))

    def _begins(self, part: str) -> bool:
        match = _CELLS.fullmatch(part)
        return match is not None and int(match[4]) <= self.first <= int(match[8] or match[4])

    def formula(self, text: str, sheet: str) -> str:
        """Return a formula (without its equals sign) that stands on ``sheet`` after the change."""
        if not re.search(r"\d", text) or (sheet != self.sheet and "!" not in text):
            return text
        try:
            tokens = Tokenizer("=" + text)
        except (TokenizerError, IndexError):
            return text
        parts = [self._token(token, sheet) for token in tokens.items]
        return "".join(parts)

    def _token(self, token: Token, sheet: str) -> str:
        value: str = token.value
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            return value
        owner, mark, address = value.rpartition("!")
        named = owner[1:-1].replace("''", "'") if owner.startswith("'") else owner
        if (named or sheet).casefold() != self.sheet.casefold():
            return value
        return owner + mark + self._reference(address)

    def _reference(self, address: str) -> str:
        rows = _ROWS.fullmatch(address)
        if rows is not None:
            place = self.span(int(rows[2]), int(rows[4]), grows=False)
            return f"{rows[1]}{place[0]}:{rows[3]}{place[1]}" if place else address
        match = _CELLS.fullmatch(address)
        if match is None:
            return address
        if match[8] is None:
            # one cell of the body stays the cell it is: rows inside the body change places anyway
            row = int(match[4])
            return f"{match[1]}{match[2]}{match[3]}{row + self.shift if row > self.old else row}"
        return self.area(address) or address
