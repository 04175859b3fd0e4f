"""The slow way to find errors and formulas, for sheets whose cells do not begin with their address."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator

from lxml import etree

from clientbook.errors import HostError
from clientbook.hosts.file.addresses import corners
from clientbook.hosts.file.archive import Entry


def slow_errors(part: Entry) -> dict[tuple[int, int], str]:
    """Return (row, column) → error value such as ``#N/A``, for the cells that show one."""
    return {place: (cell.findtext("{*}v") or "").strip() for place, cell in _cells(part) if cell.get("t") == "e"}


def slow_formulas(part: Entry, *, unworked: bool = False) -> set[tuple[int, int]]:
    """Return (row, column) of the cells that hold a formula; ``unworked``: only one without a result."""
    formulas = ((place, cell) for place, cell in _cells(part) if cell.find("{*}f") is not None)
    return {
        place
        for place, cell in formulas
        if not unworked or (cell.get("t") != "str" and not (cell.findtext("{*}v") or "").strip())
    }


def slow_styled(part: Entry, styles: Collection[int], columns: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Yield row, column and style of the figures in some columns that have one of some styles."""
    for (row, column), cell in _cells(part):
        style = int(cell.get("s") or 0)
        if column in columns and style in styles and cell.get("t", "n") == "n" and cell.find("{*}v") is not None:
            yield row, column, style


def slow_merged(part: Entry) -> list[str]:
    """Return the addresses of merged cells, such as ``A2:B4``."""
    stream = etree.iterparse(
        io.BytesIO(part.content()), tag="{*}mergeCell", resolve_entities=False, no_network=True, huge_tree=True
    )
    return [cells.get("ref") or "" for _, cells in stream]


def slow_reach(part: Entry) -> tuple[int, int]:
    """Return the last row and the last column in which a cell holds something; 0 and 0 for an empty sheet.

    Raises:
        ValueError: rows do not ascend or a cell stands twice, so that the readers would leave out some.
    """
    bottom = right = before = 0
    seen: set[int] = set()
    for (row, column), cell in _cells(part):
        seen = seen if row == before else set()
        if row < before or column in seen:
            raise ValueError(row)
        before = row
        seen.add(column)
        if len(cell):
            bottom, right = row, max(right, column)
    return bottom, right


def _cells(part: Entry) -> Iterator[tuple[tuple[int, int], etree._Element]]:
    """Yield every cell with its place; a row or cell that does not say its place follows the one before."""
    row = 0
    try:
        for _, line in etree.iterparse(
            io.BytesIO(part.content()), tag="{*}row", resolve_entities=False, no_network=True, huge_tree=True
        ):
            row = int(line.get("r") or row + 1)
            column = 0
            for cell in line.iterchildren("{*}c"):
                column = corners(cell.get("r") or "")[1] if cell.get("r") else column + 1
                yield (row, column), cell
            line.clear(keep_tail=False)
            while line.getprevious() is not None:
                del line.getparent()[0]
    except etree.XMLSyntaxError:
        raise HostError("xml_damaged", part=part.name) from None
