"""The part of an Excel Table: its range, its filter, its columns."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries

from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import to_xml
from clientbook.hosts.file.sheet_part import MAIN
from clientbook.hosts.file.standing import column_nodes
from clientbook.hosts.standing import Standing


def set_table_reference(package: Package, standing: Standing) -> None:
    """Write where a table now ends into its part; nothing for a plain range."""
    if not standing.table_part:
        return
    root = xml_root(package.read(standing.table_part))
    before = etree.tostring(root)
    left, right = get_column_letter(standing.left), get_column_letter(standing.right)
    top = standing.top
    root.set("ref", f"{left}{top}:{right}{standing.last + standing.totals}")
    for node in root.findall(f"{{{MAIN}}}autoFilter"):
        node.set("ref", f"{left}{top}:{right}{standing.last}")
    for node in root.iter(f"{{{MAIN}}}sortState", f"{{{MAIN}}}sortCondition"):
        _set_rows(node, standing)
    if etree.tostring(root) != before:
        package.put(standing.table_part, to_xml(root))


def _set_rows(node: etree._Element, standing: Standing) -> None:
    """Let a remembered sort order cover the rows of the body."""
    left, _, right, _ = range_boundaries(node.get("ref") or "A1")
    start, end = get_column_letter(int(left or 1)), get_column_letter(int(right or 1))
    node.set("ref", f"{start}{standing.first}:{end}{standing.last}")


def append_column(package: Package, standing: Standing, header: str) -> None:
    """Add a column at the right end of an Excel Table's part."""
    root = xml_root(package.read(standing.table_part))
    nodes = column_nodes(root)
    parent = nodes[-1].getparent()
    if parent is None:
        return
    new = max(int(node.get("id") or 0) for node in nodes) + 1
    etree.SubElement(parent, f"{{{MAIN}}}tableColumn", id=str(new), name=header)
    parent.set("count", str(len(nodes) + 1))
    package.put(standing.table_part, to_xml(root))


def style_of(package: Package, standing: Standing) -> str:
    """Return the look of an Excel Table as an element of its part, empty where it has none."""
    if not standing.table_part:
        return ""
    node = xml_root(package.read(standing.table_part)).find(f"{{{MAIN}}}tableStyleInfo")
    if node is None:
        return ""
    attributes = " ".join(f"{key!s}={quoteattr(str(value))}" for key, value in node.attrib.items())
    return f"<tableStyleInfo {attributes}/>"
