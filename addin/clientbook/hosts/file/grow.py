"""An Excel Table takes in the rows right under it, as Excel itself does when they are typed there."""

from __future__ import annotations

import re

from lxml import etree

from clientbook.hosts.base import Area
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import to_xml
from clientbook.hosts.file.sheet_part import MAIN
from clientbook.hosts.file.standing import table_parts

_SQREF = re.compile(rb'(\ssqref=")([^"]*)(")')
_ROWS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")


def grow_table(package: Package, area: Area, rows: int) -> None:
    """Stretch a table, with its filter, its drop-downs and its rules, over rows under it.

    Args:
        package: the workbook
        area: the table, without totals
        rows: how many rows it takes in
    """
    place, part = table_parts(package)[area.table.casefold()]
    root = xml_root(package.read(part))
    for node in (root, *root.iter(f"{{{MAIN}}}autoFilter", f"{{{MAIN}}}sortState", f"{{{MAIN}}}sortCondition")):
        _stretch(node, area.bottom, rows)
    package.put(part, to_xml(root))
    sheet = package.read(place.part)
    start = max(sheet.rfind(b"</sheetData>"), 0)
    tail = _SQREF.sub(lambda found: found[1] + _stretched(found[2], area, rows) + found[3], sheet[start:])
    package.put(place.part, sheet[:start] + tail)


def _stretch(node: etree._Element, bottom: int, rows: int) -> None:
    """Move the last row of a reference that ends with the table."""
    found = _ROWS.fullmatch(node.get("ref") or "")
    if found is not None and found[3] and int(found[4]) == bottom:
        node.set("ref", f"{found[1]}{found[2]}:{found[3]}{bottom + rows}")


def _stretched(sqref: bytes, area: Area, rows: int) -> bytes:
    """Return ranges that end with the table stretched; others stay as they are."""
    ranges = []
    for text in sqref.decode("utf-8").split(" "):
        found = _ROWS.fullmatch(text)
        ends = found is not None and int(found[4] or found[2]) == area.bottom and int(found[2]) > area.top
        ranges.append(
            f"{found[1]}{found[2]}:{found[3] or found[1]}{area.bottom + rows}" if found is not None and ends else text
        )
    return " ".join(ranges).encode("utf-8")
