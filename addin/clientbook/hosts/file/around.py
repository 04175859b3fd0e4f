"""What stands around a table and goes along when it changes its length: rules, merges, links, notes, pictures, names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from xml.sax.saxutils import escape

from lxml import etree

from clientbook.hosts.base import TypedValue
from clientbook.hosts.file.notes import follow_notes, moved_cell
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local, local_parent, related, to_xml
from clientbook.hosts.file.resize import Resize
from clientbook.hosts.file.sheet_part import MAIN, Row, SheetPart
from clientbook.hosts.file.standing import OFFICE, TABLE, workbook_part
from clientbook.hosts.standing import Standing

DRAWING = f"{OFFICE}/drawing"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"

_F = re.compile(rb"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_RANGES = {
    "mergeCell": "ref",
    "hyperlink": "ref",
    "autoFilter": "ref",
    "sortState": "ref",
    "conditionalFormatting": "sqref",
    "dataValidation": "sqref",
    "protectedRange": "sqref",
    "ignoredError": "sqref",
}
_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_COUNTED = frozenset({"mergeCells", "dataValidations"})


def stands_below(package: Package, part: SheetPart, standing: Standing, others: Iterable[Standing]) -> bool:
    """Tell whether anything stands under the body of a table, so that it has to move along.

    Args:
        package: the workbook
        part: the worksheet
        standing: the table
        others: the other tables of ours on the sheet
    """
    if standing.totals or any(other.first > standing.last for other in others if other is not standing):
        return True
    left, right = standing.left, standing.right
    for number in part.rows:
        if number > standing.last and any(left <= c.column <= right and c.holds() for c in part.cells(number)):
            return True
    references = [node.get("ref") or "" for node in part.root.iter(f"{{{MAIN}}}mergeCell")]
    for name in related(package, standing.part, TABLE):
        references.append(xml_root(package.read(name)).get("ref") or "")
    below = re.compile(r"[A-Z]+(\d+)")
    if any((match := below.match(text)) and int(match[1]) > standing.last for text in references):
        return True
    return any(row > standing.last for row in _anchored_rows(package, standing.part))


def _anchored_rows(package: Package, part: str) -> Iterable[int]:
    for name in related(package, part, DRAWING):
        for node in xml_root(package.read(name)).iterfind(f"*/{{{_XDR}}}from/{{{_XDR}}}row"):
            yield int(node.text or 0) + 1


def follow(package: Package, part: SheetPart, standing: Standing, resize: Resize) -> list[TypedValue]:
    """Carry a change of a table through its sheet and through what points into it.

    The rows under the body have been moved already; the table's own reference is set apart.

    Returns:
        Notes that people left on rows that are gone.
    """
    _follow_frame(part, resize)
    lost = follow_notes(package, standing.part, resize)
    if resize.idle:
        return lost
    _follow_formulas(part, resize)
    _follow_tables(package, standing, resize)
    if resize.shift:
        _follow_drawings(package, standing.part, resize)
    _follow_names(package, resize)
    return lost


def _follow_frame(part: SheetPart, resize: Resize) -> None:
    for node in list(part.root.iter()):
        name = local(node)
        if name in _RANGES and node.get(_RANGES[name]) is not None:
            _follow_range(node, name, resize)
        elif name in _FORMULAS and node.text:
            node.text = resize.formula(node.text, resize.sheet)
        elif name == "sqref" and node.text:
            node.text = resize.areas(node.text) or node.text
        elif name == "brk" and local_parent(node) == "rowBreaks" and int(node.get("id") or 0) > resize.old:
            node.set("id", str(int(node.get("id") or 0) + resize.shift))
    for node in part.root:
        if local(node) in _COUNTED:
            if node.get("count") is not None:
                node.set("count", str(len(node)))
            if not len(node):
                part.root.remove(node)


def _follow_range(node: etree._Element, name: str, resize: Resize) -> None:
    attribute = _RANGES[name]
    before = node.get(attribute) or ""
    if name == "hyperlink" and ":" not in before:
        after = moved_cell(before, resize)
    elif attribute == "sqref":
        after = resize.areas(before)
    else:
        after = resize.area(before) or ""
    if after:
        node.set(attribute, after)
        return
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _follow_formulas(part: SheetPart, resize: Resize) -> None:
    for number, row in part.rows.items():
        if b"<f" in row.cells:

            def moved(match: re.Match[bytes], number: int = number) -> bytes:
                head = match[1]
                if resize.shift and number > resize.old and b" ref=" in head:
                    head = re.sub(rb'(\sref=")([^"]*)', lambda m: m[1] + _shifted(m[2], resize.shift), head)
                if match[2] is None:
                    return b"<f" + head + b"/>"
                text = resize.formula(unescape(match[2].decode("utf-8")), resize.sheet)
                return b"<f" + head + b">" + escape(text).encode("utf-8") + b"</f>"

            part.rows[number] = Row(row.attributes, _F.sub(moved, row.cells))


def _shifted(reference: bytes, shift: int) -> bytes:
    return re.sub(rb"([A-Z]+)(\d+)", lambda m: m[1] + str(int(m[2]) + shift).encode(), reference)


def _follow_tables(package: Package, standing: Standing, resize: Resize) -> None:
    """Move the other Excel Tables of the sheet."""
    for name in related(package, standing.part, TABLE):
        if name == standing.table_part:
            continue
        root = xml_root(package.read(name))
        changed = False
        for node in (root, *root.iter(f"{{{MAIN}}}autoFilter", f"{{{MAIN}}}sortState", f"{{{MAIN}}}sortCondition")):
            before = node.get("ref")
            after = resize.area(before) if before else None
            if after and after != before:
                node.set("ref", after)
                changed = True
        if changed:
            package.put(name, to_xml(root))


def _follow_drawings(package: Package, part: str, resize: Resize) -> None:
    """Move pictures and charts that begin under the table."""
    for name in related(package, part, DRAWING):
        root = xml_root(package.read(name))
        changed = False
        for anchor in root:
            start = anchor.find(f"{{{_XDR}}}from/{{{_XDR}}}row")
            if start is None or int(start.text or 0) < resize.old:
                continue
            changed = True
            for row in anchor.iterfind(f"*/{{{_XDR}}}row"):
                row.text = str(int(row.text or 0) + resize.shift)
        if changed:
            package.put(name, to_xml(root))


def _follow_names(package: Package, resize: Resize) -> None:
    name = workbook_part(package)
    root = xml_root(package.read(name))
    changed = False
    for node in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        before = node.text or ""
        after = resize.formula(before, "") if "!" in before else before
        if after != before:
            node.text = after
            changed = True
    if changed:
        package.put(name, to_xml(root))
