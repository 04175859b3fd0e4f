"""Addresses on a sheet whose rows are taken out in part and whose columns may go: where rules and lists stand afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import column_index_from_string, get_column_letter

from clientbook.hosts.file.addresses import corners

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")


@dataclass(frozen=True)
class Band:
    """The body of a table: its first and last row before and afterwards."""

    first: int
    last: int
    new_first: int
    new_last: int


@dataclass(frozen=True)
class Moved:
    """Where rows and columns go.

    Attributes:
        columns: column of the tables before → afterwards; one that is absent is gone
        rows: row above the tables that stays, with its columns as they are
        bodies: the bodies of tables
    """

    columns: Mapping[int, int]
    rows: frozenset[int]
    bodies: Sequence[Band]

    def area(self, text: str) -> tuple[int, int, int, int] | None:
        """Return top, left, bottom and right of a range afterwards; None if nothing of it is left.

        What covers several rows of a body, or its first, covers all of the body afterwards.
        """
        top, left, bottom, right = corners(text)
        if top in self.rows and bottom in self.rows:
            return top, left, bottom, right
        across = [self.columns[column] for column in range(left, min(right, left + 400) + 1) if column in self.columns]
        if not across:
            return None
        for body in self.bodies:
            if top <= body.last and bottom >= body.first and (top <= body.first or bottom > top):
                return body.new_first, min(across), body.new_last, max(across)
        return None

    def formula(self, text: str, before: int, after: int) -> str | None:
        """Return a formula of a rule afterwards; None where it reads what is not there any more, or another sheet.

        Args:
            text: the formula, without its equals sign
            before: first row of the range it is for, before
            after: first row of that range afterwards
        """
        try:
            tokens = Tokenizer("=" + text).items
        except (TokenizerError, IndexError):
            return None
        parts = [self._token(token, after - before) for token in tokens]
        return None if any(part is None for part in parts) else "".join(filter(None, parts))

    def _token(self, token: Token, shift: int) -> str | None:
        value = str(token.value)
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            return value
        cells = [self._cell(part, shift) for part in value.split(":")]
        return None if any(cell is None for cell in cells) else ":".join(filter(None, cells))

    def _cell(self, text: str, shift: int) -> str | None:
        match = _CELL.fullmatch(text)
        if match is None or (match[3] and int(match[4]) in self.rows):
            return None if match is None else text
        column = self.columns.get(column_index_from_string(match[2]))
        if column is None:
            return None
        row = int(match[4]) + shift if not match[3] else self._row(int(match[4]))
        return None if row is None else f"{match[1]}{get_column_letter(column)}{match[3]}{row}"

    def _row(self, row: int) -> int | None:
        """Return where a fixed row goes: the ends of a body stay its ends."""
        for body in self.bodies:
            ends = {body.last: body.new_last, body.first: body.new_first}
            if row in ends:
                return ends[row]
        return None


def address(place: tuple[int, int, int, int]) -> str:
    """Return a range as text: ``A5:C20``, ``B7``."""
    top, left, bottom, right = place
    start, end = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
    return start if start == end else f"{start}:{end}"
