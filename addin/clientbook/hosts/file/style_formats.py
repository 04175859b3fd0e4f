"""What the formats of a style sheet show, for reading: which styles of cells are of which currency."""

from __future__ import annotations

from clientbook.hosts.file.package import xml_root
from clientbook.register.currencies import currency_of

FIRST_OWN = 164
"""Formats below are built into Excel: of those with a currency each computer shows its own, whatever the file says."""


def currency_styles(data: bytes) -> dict[int, str]:
    """Return style of a cell → sign of the currency that its format shows, of styles with one.

    Args:
        data: the XML of a style sheet
    """
    root = xml_root(data)
    signs = {
        node.get("numFmtId"): sign
        for node in root.iterfind("{*}numFmts/{*}numFmt")
        if int(node.get("numFmtId") or 0) >= FIRST_OWN and (sign := currency_of(node.get("formatCode") or ""))
    }
    styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return {number: signs[xf.get("numFmtId")] for number, xf in styles if xf.get("numFmtId") in signs}
