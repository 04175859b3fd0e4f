"""Formulas of descriptions put into the book: their places become addresses of where the cells really stand.

Places are ``{row.key}``, ``{cb_table.key}``, ``{line.key}`` and ``{name.x}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from clientbook.hosts.standing import Standing
from clientbook.register.headers import letters

_PLACE = re.compile(r"\{(\w+)\.(\w+)\}")


class Spot(NamedTuple):
    """Where a table stands: its sheet, the column (from 1) of each key, first and last row of its body."""

    sheet: str
    columns: Mapping[str, int]
    first: int
    last: int

    def column(self, key: str) -> str:
        """Return the letters of a column.

        Raises:
            KeyError: the table has no such column here.
        """
        return letters(self.columns[key])


@dataclass(frozen=True)
class Formula:
    """A formula of every row of a table: the row number goes between the pieces."""

    pieces: tuple[str, ...]

    def at(self, row: int) -> str:
        """Return the formula of a row, without its equals sign."""
        return str(row).join(self.pieces)

    def escaped(self) -> Formula:
        """Return the formula as it stands in XML."""
        return Formula(tuple(escape(piece, quote=False) for piece in self.pieces))


@dataclass
class Places:
    """The places that formulas may name.

    Attributes:
        spots: table name → where it stands
        lines: sheet name → line key → address of its figure, such as ``$B$3``
        names: defined names of the book
    """

    spots: dict[str, Spot] = field(default_factory=dict)
    lines: dict[str, dict[str, str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    def formula(self, template: str, sheet: str, table: str = "", *, fixed_columns: bool = False) -> Formula | None:
        """Return a formula with its places put in; None when a place is not in the book, so that only the value stays.

        Args:
            template: the formula of the description
            sheet: name of the sheet where it will stand
            table: name of the table whose rows ``{row.…}`` means
            fixed_columns: whether ``{row.…}`` gets absolute columns (conditional formats)
        """
        dollar = "$" if fixed_columns else ""

        def put(match: re.Match[str]) -> str:
            owner, key = match[1], match[2]
            if owner == "row":
                return f"{dollar}{self.spots[table].column(key)}\x00"
            if owner == "line":
                return self._line(sheet, key)
            if owner == "name":
                return self._name(key)
            return self._range(owner, key, sheet)

        try:
            text = _outside_quotes(template.removeprefix("="), put)
        except KeyError:
            return None
        return Formula(tuple(text.split("\x00")))

    def formulas(self, standing: Standing) -> dict[str, Formula]:
        """Return key → formula of the columns of a table that get one here."""
        made = {
            column.key: self.formula(column.formula, standing.sheet, standing.table.name)
            for column in standing.table.columns
            if column.formula and column.key in standing.columns
        }
        return {key: formula for key, formula in made.items() if formula is not None}

    def _line(self, sheet: str, key: str) -> str:
        if key in self.lines.get(sheet, {}):
            return self.lines[sheet][key]
        other = next((name for name, lines in self.lines.items() if key in lines), "")
        return f"{_quoted(other)}!{self.lines[other][key]}"

    def _name(self, key: str) -> str:
        return {name.casefold(): name for name in self.names}[key.casefold()]

    def _range(self, table: str, key: str, sheet: str) -> str:
        spot = self.spots[table]
        column = spot.column(key)
        address = f"${column}${spot.first}:${column}${spot.last}"
        return address if spot.sheet == sheet else f"{_quoted(spot.sheet)}!{address}"


def _outside_quotes(text: str, put: Callable[[re.Match[str]], str]) -> str:
    """Replace places everywhere but inside texts of the formula, where braces are just braces."""
    parts = re.split(r'("(?:[^"]|"")*")', text)
    return "".join([part if part.startswith('"') else _PLACE.sub(put, part) for part in parts])


def _quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas spell it; openpyxl's do the same, but a click does not wait for it."""
    return "'" + sheet.replace("'", "''") + "'"
