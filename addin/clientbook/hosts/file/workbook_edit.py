"""Small changes of the workbook part: names, new sheets, what Excel must work out anew."""

from __future__ import annotations

from lxml import etree

from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import to_xml
from clientbook.hosts.file.sheet_part import MAIN
from clientbook.hosts.file.standing import OFFICE, workbook_part

CALC_CHAIN = f"{OFFICE}/calcChain"
_AFTER_NAMES = (
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
"""What follows the defined names in a workbook part (ECMA-376, CT_Workbook)."""


def defined_names(package: Package) -> frozenset[str]:
    """Return the defined names of a book."""
    root = xml_root(package.read(workbook_part(package)))
    nodes = root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")
    return frozenset(node.get("name") or "" for node in nodes)


def without_calculation_chain(package: Package) -> None:
    """Drop the list of cells with formulas: it must not name a cell that has none, and Excel makes it anew."""
    workbook = workbook_part(package)
    for relationship in package.relationships(workbook):
        if relationship.type == CALC_CHAIN:
            package.unrelate(workbook, relationship.id)
            if relationship.target in package:
                package.drop(relationship.target)


def expect_recalculation(package: Package) -> None:
    """Ask the program that opens the book to work out all formulas: people's own may read our tables."""
    name = workbook_part(package)
    root = xml_root(package.read(name))
    node = root.find(f"{{{MAIN}}}calcPr")
    if node is None:
        node = etree.Element(f"{{{MAIN}}}calcPr")
        root.insert(_place(root, _AFTER_NAMES[1:]), node)
    if node.get("fullCalcOnLoad") != "1":
        node.set("fullCalcOnLoad", "1")
        package.put(name, to_xml(root))


def _place(root: etree._Element, followers: tuple[str, ...]) -> int:
    """Return where a child goes that stands before all of ``followers``."""
    for index, child in enumerate(root):
        if isinstance(child.tag, str) and etree.QName(child).localname in followers:
            return index
    return len(root)


def add_sheet(package: Package, name: str, part: str, relationship: str) -> int:
    """Add a worksheet behind all others; return its position.

    Args:
        package: the workbook
        name: name of the sheet
        part: its part, already in the package
        relationship: type of the relationship to it
    """
    workbook = workbook_part(package)
    identity = package.relate(workbook, relationship, part)
    root = xml_root(package.read(workbook))
    listed = root.find(f"{{{MAIN}}}sheets")
    if listed is None:
        raise ValueError(workbook)
    number = max((int(node.get("sheetId") or 0) for node in listed), default=0) + 1
    node = etree.SubElement(listed, f"{{{MAIN}}}sheet", name=name, sheetId=str(number))
    node.set(f"{{{OFFICE}}}id", identity)
    package.put(workbook, to_xml(root))
    return len(listed) - 1


def add_name(package: Package, name: str, text: str, position: int) -> None:
    """Add a name that belongs to one sheet, such as its print titles.

    Args:
        package: the workbook
        name: the name
        text: what it means
        position: position of the sheet it belongs to
    """
    workbook = workbook_part(package)
    root = xml_root(package.read(workbook))
    names = root.find(f"{{{MAIN}}}definedNames")
    if names is None:
        names = etree.Element(f"{{{MAIN}}}definedNames")
        root.insert(_place(root, _AFTER_NAMES), names)
    node = etree.SubElement(names, f"{{{MAIN}}}definedName", name=name, localSheetId=str(position))
    node.text = text
    package.put(workbook, to_xml(root))


def move_first(package: Package, name: str) -> None:
    """Put a sheet before all others and show it first; names of single sheets stay with theirs.

    Args:
        package: the workbook
        name: name of the sheet
    """
    workbook = workbook_part(package)
    root = xml_root(package.read(workbook))
    listed = root.find(f"{{{MAIN}}}sheets")
    nodes = list(listed) if listed is not None else []
    place = next(index for index, node in enumerate(nodes) if node.get("name") == name)
    if listed is not None:
        listed.insert(0, nodes[place])
    for node in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        owner = node.get("localSheetId")
        if owner is not None and int(owner) <= place:
            node.set("localSheetId", str(0 if int(owner) == place else int(owner) + 1))
    package.put(workbook, to_xml(root))
