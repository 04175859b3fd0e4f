"""Which rows of a sheet nobody sees: hidden by a filter, or by hand."""

from __future__ import annotations

from io import BytesIO

from lxml import etree

from clientbook.hosts.file.package import Package


def hidden_rows(package: Package, part: str) -> frozenset[int]:
    """Return the numbers of the hidden rows of a worksheet.

    Args:
        package: a workbook that the guard let in
        part: name of the part of the worksheet
    """
    found: set[int] = set()
    number = 0
    for _, row in etree.iterparse(BytesIO(package.read(part)), tag="{*}row", resolve_entities=False):
        number = int(row.get("r") or number + 1)
        if row.get("hidden") in ("1", "true"):
            found.add(number)
        row.clear()
    return frozenset(found)
