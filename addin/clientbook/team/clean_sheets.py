"""Hidden sheets, rows and columns of a workbook, and what its pages say at their edges."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from clientbook.hosts.file.index import Index
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local, to_xml
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import workbook_part
from clientbook.hosts.file.strip import drop_elements, names_lost, without_reading

__all__ = ["drop_hidden_sheets", "hidden_lines", "page_texts"]

_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_FOLDED = b"outlineLevel="
_ON = frozenset({"1", "true"})


def hidden_lines(part: SheetPart) -> tuple[int, int]:
    """Return how many rows and columns of a sheet are hidden; those of folded groups show their [+] to everybody."""
    rows = sum(
        bool(row.cells) and _FOLDED not in row.attributes and _HIDDEN.search(row.attributes) is not None
        for row in part.rows.values()
    )
    columns = sum(
        int(node.get("max") or 0) - int(node.get("min") or 0) + 1
        for node in part.root.iter("{*}col")
        if node.get("hidden") in _ON and node.get("outlineLevel") in {None, "0"} and int(node.get("max") or 0) < 16_000
    )
    return rows, columns


def page_texts(part: SheetPart) -> Iterator[str]:
    """Yield what stands at the top and the bottom of the printed pages."""
    node = part.find("headerFooter")
    for child in node if node is not None else ():
        if child.text:
            yield child.text


def drop_hidden_sheets(package: Package) -> None:
    """Take out hidden sheets; formulas of others that read them become values, names and rules that do go."""
    index, workbook = Index(package), workbook_part(package)
    gone = [sheet for sheet in index.worksheets if sheet.state != "visible"]
    reads = _reading([sheet.name for sheet in gone])
    root = xml_root(package.read(workbook), workbook)
    listed = root.find("{*}sheets")
    nodes = list(listed) if listed is not None else []
    names = {sheet.name for sheet in gone}
    stay = [place for place, node in enumerate(nodes) if node.get("name") not in names]
    parts = {sheet.part for sheet in gone}
    for relationship in package.relationships(workbook):
        if relationship.target in parts:
            package.unrelate(workbook, relationship.id)
    drop_elements(root, names_lost(package, workbook))
    _renumber(root, {old: new for new, old in enumerate(stay)}, reads)
    for view in root.iter("{*}workbookView"):
        view.set("activeTab", "0")
        if "firstSheet" in view.attrib:
            del view.attrib["firstSheet"]
    package.put(workbook, to_xml(root))
    for sheet in index.worksheets:
        if sheet.part not in parts:
            _without(package, sheet.part, reads)


def _reading(names: list[str]) -> re.Pattern[str]:
    """Return what finds a formula that reads one of the sheets."""
    spelt = [re.escape(name.replace("'", "''")) for name in names]
    return re.compile(
        rf"(?<![\w.])(?:'(?:[^']|'')*?(?:{'|'.join(spelt)})'|(?:{'|'.join(map(re.escape, names))}))[!:]", re.I
    )


def _renumber(root: etree._Element, places: dict[int, int], reads: re.Pattern[str]) -> None:
    """Let names of single sheets stay with them, and take out those of sheets that are gone or read them."""
    for node in list(root.iter("{*}definedName")):
        owner = node.get("localSheetId")
        lost = owner is not None and int(owner) not in places
        if lost or reads.search(node.text or "") is not None:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
        elif owner is not None:
            node.set("localSheetId", str(places[int(owner)]))
    drop_elements(root, lambda node: local(node) == "definedNames" and not len(node))


def _without(package: Package, part: str, reads: re.Pattern[str]) -> None:
    sheet = SheetPart(package.read(part))
    if without_reading(sheet, lambda text: reads.search(text) is not None, {"cfRule", "dataValidation", "hyperlink"}):
        package.put_pieces(part, sheet.drain())
