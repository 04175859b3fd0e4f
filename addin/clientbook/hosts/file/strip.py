"""Takes things out of a package: parts of a kind with all that leads to them, elements that named them, formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from html import unescape

from lxml import etree

from clientbook.hosts.file.package import CONTENT_TYPES, Package, Relationship, xml_root
from clientbook.hosts.file.part_xml import local, to_xml
from clientbook.hosts.file.shared_formulas import expand_shared
from clientbook.hosts.file.sheet_part import Row, SheetPart, regular
from clientbook.hosts.file.standing import OFFICE
from clientbook.hosts.file.texts import SHARED

IDENTITY = f"{{{OFFICE}}}id"
_F = re.compile(rb"<f\b[^>]*?(?:/>|>(.*?)</f>)", re.DOTALL)
_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>.*?</si>)", re.DOTALL)
_WORDS = re.compile(rb">[^<]+<")
_BLANK_ITEM = b"<si><t/></si>"
_SHARED_CELL = re.compile(rb'<c r="[A-Z]+\d+"[^>]*?\bt="s"[^>]*>\s*<v>(\d+)</v>')


def kind_of(relationship: Relationship) -> str:
    """Return the last word of a relationship's type: ``comments``, ``vmlDrawing``, ``person``."""
    return relationship.type.rstrip("/").rpartition("/")[2]


def unrelate_kinds(package: Package, kinds: Collection[str]) -> dict[str, list[Relationship]]:
    """Take out every relationship of some kinds; return part → those it had. The parts themselves go with :func:`sweep`."""
    gone: dict[str, list[Relationship]] = {}
    for part in ["", *_sources(package)]:
        for relationship in package.relationships(part):
            if kind_of(relationship) in kinds:
                package.unrelate(part, relationship.id)
                gone.setdefault(part, []).append(relationship)
    return gone


def _sources(package: Package) -> list[str]:
    """Return the parts that have relationships."""
    return [name for name in package.names() if not name.endswith(".rels") and package.relationships(name)]


def sweep(package: Package) -> list[str]:
    """Drop the parts that nothing leads to; return their names."""
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        for relationship in package.relationships(waiting.pop()):
            if not relationship.external and relationship.target in package and relationship.target not in reached:
                reached.add(relationship.target)
                waiting.append(relationship.target)
    lost = [
        name for name in package.names() if name not in reached and name != CONTENT_TYPES and not name.endswith(".rels")
    ]
    for name in lost:
        package.drop(name)
    return lost


def without_elements(package: Package, part: str, wanted: Callable[[etree._Element], bool]) -> int:
    """Take elements out of a small part, with an ``AlternateContent`` that is left empty; return how many."""
    root = xml_root(package.read(part), part)
    count = drop_elements(root, wanted)
    if count:
        package.put(part, to_xml(root))
    return count


def drop_elements(root: etree._Element, wanted: Callable[[etree._Element], bool]) -> int:
    """Take elements out of a tree; return how many."""
    found = [node for node in root.iter() if isinstance(node.tag, str) and node is not root and wanted(node)]
    for node in found:
        parent = node.getparent()
        if parent is None:
            continue
        parent.remove(node)
        while local(parent) in {"Choice", "Fallback", "AlternateContent"} and not len(parent):
            above = parent.getparent()
            if above is None:
                break
            above.remove(parent)
            parent = above
    return len(found)


def names_lost(package: Package, part: str) -> Callable[[etree._Element], bool]:
    """Return what tells an element that names a relationship its part does not have any more."""
    known = {relationship.id for relationship in package.relationships(part)}

    def lost(node: etree._Element) -> bool:
        identity = node.get(IDENTITY)
        return identity is not None and identity not in known

    return lost


def without_reading(sheet: SheetPart, reads: Callable[[str], bool], kinds: Collection[str]) -> int:
    """Let cells show what they show without their formula, and take out rules, lists and links; return how many.

    Args:
        sheet: the worksheet; its shared formulas are told apart
        reads: tells by the text of a formula, or by the place that a link leads to
        kinds: elements that go too: ``cfRule``, ``dataValidation``, ``hyperlink``
    """
    expand_shared(sheet)
    count = _formulas_to_values(sheet, reads)
    count += drop_elements(sheet.root, lambda node: local(node) in kinds and any(map(reads, _said(node))))
    groups = {"conditionalFormatting", "dataValidations", "hyperlinks"}
    if count:
        drop_elements(sheet.root, lambda node: local(node) in groups and not len(node))
    return count


def _said(node: etree._Element) -> list[str]:
    """Return the formulas of a rule or a list, and the place that a link leads to."""
    return [node.get("location") or "", *(child.text or "" for child in node if isinstance(child.tag, str))]


def _formulas_to_values(sheet: SheetPart, wanted: Callable[[str], bool]) -> int:
    count = 0
    for number, row in sheet.rows.items():
        if b"<f" not in row.cells:
            continue
        made = _F.sub(lambda match: b"" if wanted(unescape((match[1] or b"").decode("utf-8"))) else match[0], row.cells)
        if made != row.cells:
            count += row.cells.count(b"<f") - made.count(b"<f")
            sheet.rows[number] = Row(row.attributes, made)
    return count


def blank_unused_texts(package: Package, sheets: Iterable[str]) -> int:
    """Blank the shared texts that no cell shows any more; return how many there were. The others keep their numbers.

    Args:
        package: the workbook
        sheets: parts of all its worksheets
    """
    names = [name for name in package.names() if package.content_type(name) == SHARED]
    used = {int(n) for sheet in sheets for n in _SHARED_CELL.findall(regular(package.read(sheet)))} if names else set()
    count = 0
    for name in names:
        places = enumerate(_ITEM.finditer(package.read(name)))
        unused = {match.start() for place, match in places if place not in used and _WORDS.search(match[0]) is not None}
        count += len(unused)
        if unused:
            blank = _ITEM.sub(lambda m, gone=unused: _BLANK_ITEM if m.start() in gone else m[0], package.read(name))  # type: ignore[misc]
            package.put(name, blank)
    return count
