"""Charts of our sheets: their ranges follow the tables, and the figures kept inside them are those on the sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from openpyxl.utils import get_column_letter

from clientbook.hosts.file.around import DRAWING
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local, to_xml
from clientbook.hosts.file.resize import Resize
from clientbook.hosts.file.standing import OFFICE

CHART = f"{OFFICE}/chart"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
MOST_POINTS = 20_000
"""Figures of longer columns are not kept inside a chart: programs read them from the sheet."""


@dataclass
class Figures:
    """Cells that a chart may show; they are made when one does, because few columns of a book have a chart.

    Attributes:
        make: gives ``(form, text)`` of each, as :func:`clientbook.hosts.file.cells.plain` does
    """

    make: Callable[[], Sequence[tuple[str, str]]]

    @cached_property
    def values(self) -> Sequence[tuple[str, str]]:
        """Return the cells."""
        return self.make()


def address(column: int, first: int, last: int) -> str:
    """Return the key under which the figures of a range are found: ``$B$5:$B$9`` or ``$B$4``."""
    letters = get_column_letter(column)
    return f"${letters}${first}" if first == last else f"${letters}${first}:${letters}${last}"


def follow_charts(
    package: Package, part: str, resizes: Iterable[Resize], figures: Mapping[tuple[str, str], Figures]
) -> None:
    """Bring the charts on a worksheet up to date.

    Args:
        package: the workbook
        part: the worksheet
        resizes: changes of the tables of the sheet, in the order they were made
        figures: sheet (case ignored) and address → what stands there
    """
    drawings = [r.target for r in package.relationships(part) if r.type == DRAWING and r.target in package]
    charts = [r.target for name in drawings for r in package.relationships(name) if r.type == CHART]
    for name in charts:
        if name not in package:
            continue
        root = xml_root(package.read(name))
        before = etree.tostring(root)
        for node in list(root.iter(f"{{{C}}}f")):
            _follow(node, resizes)
            _refresh(node, figures)
        if etree.tostring(root) != before:
            package.put(name, to_xml(root))


def _follow(node: etree._Element, resizes: Iterable[Resize]) -> None:
    for resize in resizes:
        owner, mark, cells = (node.text or "").rpartition("!")
        if not resize.idle and mark and _sheet(owner) == resize.sheet.casefold():
            node.text = f"{owner}!{resize.area(cells) or cells}"


def _sheet(owner: str) -> str:
    return (owner[1:-1].replace("''", "'") if owner.startswith("'") else owner).casefold()


def _refresh(node: etree._Element, figures: Mapping[tuple[str, str], Figures]) -> None:
    parent = node.getparent()
    owner, _, cells = (node.text or "").rpartition("!")
    known = figures.get((_sheet(owner), cells))
    if parent is None or known is None or len(known.values) > MOST_POINTS:
        return
    form = {"numRef": "numCache", "strRef": "strCache"}.get(local(parent))
    if form is None:
        return
    old = parent.find(f"{{{C}}}{form}")
    cache = etree.Element(f"{{{C}}}{form}")
    if form == "numCache":
        code = old.find(f"{{{C}}}formatCode") if old is not None else None
        etree.SubElement(cache, f"{{{C}}}formatCode").text = code.text if code is not None else "General"
    etree.SubElement(cache, f"{{{C}}}ptCount", val=str(len(known.values)))
    for index, (kind, text) in enumerate(known.values):
        if kind and (form == "strCache" or kind == "n"):
            point = etree.SubElement(cache, f"{{{C}}}pt", idx=str(index))
            etree.SubElement(point, f"{{{C}}}v").text = text
    if old is not None:
        parent.replace(old, cache)
    else:
        parent.insert(list(parent).index(node) + 1, cache)
