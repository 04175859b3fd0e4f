"""The lines above the tables of an open sheet: found by their labels, their figures put right of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import xlwings as xw

from clientbook.hosts.base import Area, CellValue
from clientbook.hosts.excel.undo import entries_at
from clientbook.hosts.excel.values import Entry, entry, write_cells
from clientbook.hosts.file.layout import plan
from clientbook.hosts.file.places import Places
from clientbook.hosts.standing import SEARCH_ROWS
from clientbook.locale import LANGUAGES, Words
from clientbook.locale import words as catalogue
from clientbook.register.columns import Kind, normal
from clientbook.register.headers import letters
from clientbook.sheets.description import Content, Line

if TYPE_CHECKING:
    from clientbook.hosts.excel.book import LiveBook


class Figures(NamedTuple):
    """Where the figures of a sheet's lines stand: key → row and column, and what is there."""

    sheet: xw.Sheet
    spots: dict[str, tuple[int, int]]
    held: dict[str, CellValue]

    def addresses(self) -> dict[str, str]:
        """Return key → fixed address."""
        return {key: f"${letters(column)}${row}" for key, (row, column) in self.spots.items()}

    def written(self, content: Content) -> dict[tuple[int, int], Line]:
        """Return place → line of the figures that are written: what people typed stays."""
        return {
            self.spots[line.key]: line
            for line in content.sheet.lines
            if line.key in self.spots
            and line.key in content.lines
            and not (line.typed and self.held[line.key] is not None)
        }


def find_figures(sheet: xw.Sheet, content: Content, above: int, words: Words, live: LiveBook) -> Figures:
    """Return where figures stand; a label that people took away is left out.

    A blank figure stands as far from its label as it is drawn: looks, which would tell, cannot be read everywhere.

    Args:
        sheet: the sheet
        content: its description
        above: row of the header of the first table
        words: language of the book
        live: the book
    """
    lines = content.sheet.lines
    labels = {normal(catalogue(lang).text(f"line.{line.key}")): line.key for line in lines for lang in LANGUAGES}
    note = bool(words.catalogue.get(f"sheet.{content.sheet.key}.note", ""))
    apart = {spot.line.key: spot.figure - spot.label for spot in plan(content, words, note=note).lines}
    bottom, spots, held = min(above, SEARCH_ROWS) - 1, {}, {}
    grid = live.cells(Area(sheet.name, "", 1, 1, bottom, 60)) if lines and bottom else []
    for row, cells in enumerate(grid, start=1):
        for index, value in enumerate(cells):
            key = labels.get(normal(value)) if isinstance(value, str) else None
            if key is not None and key not in spots:
                column = _figure(cells, index, apart.get(key, 1), labels)
                spots[key] = row, column + 1
                held[key] = cells[column]
    return Figures(sheet, spots, held)


def _figure(cells: list[CellValue], label: int, apart: int, labels: dict[str, str]) -> int:
    for index in range(label + 1, len(cells)):
        if cells[index] is not None:
            other = isinstance(cells[index], str) and normal(cells[index]) in labels
            return min(label + apart, index - 1) if other else index
    return label + apart


def put_figures(content: Content, found: Figures, places: Places) -> None:
    """Write the figures of the lines that are others now; what people typed stays."""
    sheet = found.sheet.name
    lines = found.written(content)
    wanted = {spot: _entry(content, line, places, sheet) for spot, line in lines.items()}
    there = entries_at(found.sheet, [spot for spot, line in lines.items() if found.held[line.key] is not None])
    write_cells(found.sheet, {spot: value for spot, value in wanted.items() if _differs(value, there.get(spot))})


def _differs(wanted: Entry, there: Entry) -> bool:
    """Tell whether a cell is to be written; 1 and True are not the same."""
    return there is None or type(wanted) is not type(there) or wanted != there


def _entry(content: Content, line: Line, places: Places, sheet: str) -> Entry:
    formula = places.formula(line.formula, sheet) if line.formula else None
    if formula is not None:
        return f"={formula.at(0)}"
    return entry(content.lines[line.key], Kind.TEXT if line.kind is Kind.ID else line.kind)
