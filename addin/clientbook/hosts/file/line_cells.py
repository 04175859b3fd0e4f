"""The lines above the tables: found by the text of their label, their figure put right of it."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl.utils import get_column_letter

from clientbook.hosts.file.cells import value_cell
from clientbook.hosts.file.places import Places
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.standing import SEARCH_ROWS
from clientbook.locale import LANGUAGES, words
from clientbook.register.columns import Kind, normal
from clientbook.sheets.description import Content, Line

Found = dict[str, tuple[int, int]]
"""Line key → row and column of its figure."""


def find_lines(part: SheetPart, lines: Iterable[Line], above: int, texts: Texts) -> Found:
    """Return where the figures of lines stand; a label that people took away is left out.

    Args:
        part: the worksheet
        lines: the lines to be found
        above: the row they stand above: the header of the first table
        texts: texts of the package
    """
    labels = {normal(words(lang).text(f"line.{line.key}")): line.key for line in lines for lang in LANGUAGES}
    found: Found = {}
    for row in sorted(number for number in part.rows if number < min(above, SEARCH_ROWS)):
        cells = part.cells(row)
        for index, cell in enumerate(cells):
            key = labels.get(normal(texts.of(cell))) if cell.holds() else None
            # the label may run over blank cells: the figure is the next cell that holds something or has a style
            figure = next(
                (other for other in cells[index + 1 :] if other.holds() or other.style not in {"", "0"}), None
            )
            if key is not None and figure is not None:
                found.setdefault(key, (row, figure.column))
    return found


def line_addresses(found: Found) -> dict[str, str]:
    """Return line key → absolute address of its figure."""
    return {key: f"${get_column_letter(column)}${row}" for key, (row, column) in found.items()}


def put_lines(part: SheetPart, content: Content, found: Found, places: Places, sheet: str, *, date1904: bool) -> None:
    """Write the figures of the lines; what people typed stays."""
    for line in content.sheet.lines:
        if line.key not in found or line.key not in content.lines:
            continue
        row, column = found[line.key]
        if line.typed and any(cell.column == column and cell.holds() for cell in part.cells(row)):
            continue
        formula = places.formula(line.formula, sheet) if line.formula else None
        text = formula.escaped().at(row) if formula is not None else ""
        kind = Kind.TEXT if line.kind is Kind.ID else line.kind
        part.put_cell(row, column, value_cell(content.lines[line.key], kind, date1904=date1904, formula=text))
