"""Formulas that Excel keeps once for many cells, written out, so that a row can be moved by itself."""

from __future__ import annotations

import re
from html import unescape
from xml.sax.saxutils import escape

from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter

from clientbook.hosts.file.raw_cells import Cell, cell_xml, cells_of
from clientbook.hosts.file.sheet_part import Row, SheetPart

_SHARED = re.compile(rb'<f\b([^>]*?\bt="shared"[^>]*?)(?:/>|>(.*?)</f>)', re.DOTALL)
_INDEX = re.compile(rb'\bsi="(\d+)"')


def expand_shared(part: SheetPart) -> None:
    """Give every cell of a worksheet its own formula."""
    masters: dict[bytes, tuple[str, str]] = {}
    for number in sorted(part.rows):
        row = part.rows[number]
        if b't="shared"' not in row.cells:
            continue
        cells = [_expanded(cell, number, masters) for cell in cells_of(row.cells)]
        part.rows[number] = Row(row.attributes, "".join(cell_xml(cell, number) for cell in cells).encode("utf-8"))


def _expanded(cell: Cell, row: int, masters: dict[bytes, tuple[str, str]]) -> Cell:
    match = _SHARED.search(cell.inner)
    index = _INDEX.search(match[1]) if match is not None else None
    if match is None or index is None:
        return cell
    here = f"{get_column_letter(cell.column)}{row}"
    if match[2]:
        masters[index[1]] = (unescape(match[2].decode("utf-8")), here)
        formula = match[2]
    elif index[1] in masters:
        text, origin = masters[index[1]]
        try:
            moved = Translator(f"={text}", origin=origin).translate_formula(here).removeprefix("=")
        except TranslatorError:
            return cell
        formula = escape(moved).encode("utf-8")
    else:
        return cell
    inner = cell.inner[: match.start()] + b"<f>" + formula + b"</f>" + cell.inner[match.end() :]
    return cell._replace(inner=inner)
