"""What would leave the house with a workbook besides what one sees on its sheets, and a copy without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from clientbook.errors import HostError
from clientbook.hosts.file.index import Index
from clientbook.hosts.file.package import Package, Relationship, xml_root
from clientbook.hosts.file.part_xml import local, to_xml
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import workbook_part
from clientbook.hosts.file.strip import (
    IDENTITY,
    blank_unused_texts,
    drop_elements,
    kind_of,
    names_lost,
    sweep,
    unrelate_kinds,
    without_elements,
)
from clientbook.hosts.file.workbook_edit import without_calculation_chain
from clientbook.team.clean_links import outside_charts, outside_formulas, outside_names
from clientbook.team.clean_sheets import drop_hidden_sheets, hidden_lines, page_texts
from clientbook.team.finding import Finding

REMOVED = {
    "comments": "comments", "threadedComment": "comments", "person": "comments",
    "externalLink": "links", "externalLinkPath": "links",
    "connections": "connections", "queryTable": "connections",
    "pivotTable": "pivots", "pivotCacheDefinition": "pivots", "pivotCacheRecords": "pivots",
    "slicer": "pivots", "slicerCache": "pivots", "timeline": "pivots", "timelineCache": "pivots",
    "customXml": "custom_xml", "customXmlProps": "custom_xml",
    "printerSettings": "printers",
    "oleObject": "embedded", "package": "embedded", "control": "embedded", "ctrlProp": "embedded",
    "activeXControlBinary": "embedded",
    "revisionHeaders": "revisions", "revisionLog": "revisions", "usernames": "revisions",
}  # fmt: skip
"""Kind of a relationship → what it is called; parts of these kinds are taken out."""
OF_ANOTHER = frozenset({"externalLinkPath", "pivotCacheRecords", "customXmlProps", "activeXControlBinary", "ctrlProp"})
"""Kinds of parts that only say more of another one: they go with it and are not counted."""

CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}")
"""An e-mail or a Russian phone number."""
_TEXT = re.compile(rb"<(?:\w+:)?(?:t|text)\b[^>]*>([^<]*)<")
_SHAPE_OF_NOTE = "Note"


def cleaned(package: Package, *, drop_hidden: bool = False) -> list[Finding]:
    """Take out of a workbook what nobody sees on its sheets; return what was found, removed or not.

    Args:
        package: the workbook; it is changed
        drop_hidden: take out hidden sheets too; formulas that read them become values
    """
    orphans = sweep(package)
    found = [Finding("", "orphans", str(len(orphans)), removed=True)] if orphans else []
    found += _hidden_sheets(package, drop_hidden=drop_hidden)
    found += _macros(package)
    found += hidden_and_pages(package)
    found += _parts(package)
    found += outside_names(package)
    found += outside_formulas(package)
    found += outside_charts(package)
    found += _properties(package)
    found += _workbook_marks(package)
    sweep(package)
    texts = blank_unused_texts(package, [sheet.part for sheet in Index(package).worksheets])
    if texts:
        found.append(Finding("", "texts", str(texts), removed=True))
    if found:
        without_calculation_chain(package)
    return found


def _hidden_sheets(package: Package, *, drop_hidden: bool) -> Iterator[Finding]:
    hidden = [sheet for sheet in Index(package).worksheets if sheet.state != "visible"]
    for sheet in hidden:
        what = "very_hidden_sheet" if sheet.state == "veryHidden" else "hidden_sheet"
        yield Finding(sheet.name, what, "", drop_hidden)
    if drop_hidden and hidden:
        drop_hidden_sheets(package)


def _macros(package: Package) -> Iterator[Finding]:
    if any(kind_of(r) == "vbaProject" for r in package.relationships(workbook_part(package))):
        yield Finding("", "macros", "", removed=False)


def hidden_and_pages(package: Package) -> Iterator[Finding]:
    """Yield hidden rows and columns, and what headers and footers say; both stay."""
    for sheet in Index(package).worksheets:
        part = SheetPart(package.read(sheet.part))
        rows, columns = hidden_lines(part)
        if rows:
            yield Finding(sheet.name, "hidden_rows", str(rows), removed=False)
        if columns:
            yield Finding(sheet.name, "hidden_columns", str(columns), removed=False)
        for text in page_texts(part):
            if CONTACT.search(text) or "&Z" in text:
                yield Finding(sheet.name, "page", text, removed=False)


def _parts(package: Package) -> Iterator[Finding]:
    """Take out parts of the kinds that are not wanted, and whatever names them."""
    places = {sheet.part: sheet.name for sheet in Index(package).worksheets}
    notes = {part: _said(package, part) for part in places}
    gone = unrelate_kinds(package, REMOVED.keys())
    sweep(package)  # what hung on them goes before anything is read: nothing is taken out of a part that is gone
    for part in [part for part in gone if part in package and part.endswith(".xml")]:
        _forget(package, part)
    for sheet in [part for part in places if "comments" in {REMOVED[kind_of(r)] for r in gone.get(part, ())}]:
        _without_notes(package, sheet)
    for (place, what), count in _counted(gone, places).items():
        texts = next((notes[part] for part, name in places.items() if name == place), []) if what == "comments" else []
        yield Finding(place, "comments_contacts" if any(map(CONTACT.search, texts)) else what,
                      str(len(texts) or count), removed=True)  # fmt: skip


def _counted(gone: Mapping[str, Sequence[Relationship]], places: Mapping[str, str]) -> Mapping[tuple[str, str], int]:
    """Return (sheet, what) → how many things went: each once, however many parts it has and whoever leads to it."""
    seen: dict[tuple[str, str], set[str]] = {}
    more: dict[tuple[str, str], set[str]] = {}
    for part, relationships in gone.items():
        for one in relationships:
            found = more if kind_of(one) in OF_ANOTHER else seen
            found.setdefault((places.get(part, ""), REMOVED[kind_of(one)]), set()).add(one.target)
    return {key: len(targets) for key, targets in (more | seen).items()}


def _said(package: Package, part: str) -> list[str]:
    """Return the texts of a sheet's comments."""
    parts = [r.target for r in package.relationships(part) if kind_of(r) in {"comments", "threadedComment"}]
    return [
        text.decode("utf-8", "replace")
        for name in parts
        if name in package
        for text in _TEXT.findall(package.read(name))
        if text.strip()
    ]


def _forget(package: Package, part: str) -> None:
    """Take out of a part what names a relationship that is gone: a sheet by its frame, anything else as a tree."""
    if "/tables/" not in part:
        _forget_in(package, part)
        return
    root = xml_root(package.read(part), part)
    root.attrib.pop("tableType", "")
    for node in root.iter():
        node.attrib.pop("queryTableFieldId", "")
    package.put(part, to_xml(root))


def _forget_in(package: Package, part: str) -> None:
    lost = names_lost(package, part)
    is_sheet = any(part == sheet.part for sheet in Index(package).worksheets)
    sheet = SheetPart(package.read(part)) if is_sheet else None
    root = sheet.root if sheet is not None else xml_root(package.read(part), part)
    for node in root.iter():
        if isinstance(node.tag, str) and local(node) == "pageSetup" and lost(node):
            del node.attrib[IDENTITY]  # the paper stays, the printer goes
    drop_elements(root, lambda node: lost(node) and local(node) != "pageSetup")
    empty = {
        "oleObjects",
        "controls",
        "externalReferences",
        "pivotCaches",
        "slicerList",
        "slicerCaches",
        "timelineRefs",
    }
    drop_elements(root, lambda node: local(node) in empty and not len(node))
    drop_elements(root, lambda node: local(node) == "ext" and not len(node))
    drop_elements(root, lambda node: local(node) == "extLst" and not len(node))
    if sheet is None:
        package.put(part, to_xml(root))
    else:
        package.put_pieces(part, sheet.drain())


def _without_notes(package: Package, sheet: str) -> None:
    """Take the shapes of comments out of a sheet's drawing, and the drawing where nothing else is in it."""
    for relationship in package.relationships(sheet):
        if kind_of(relationship) != "vmlDrawing" or relationship.target not in package:
            continue
        try:
            root = xml_root(package.read(relationship.target), relationship.target)
        except HostError:  # old VML need not be XML; then it goes as a whole
            root = etree.Element("xml")
        drop_elements(root, lambda node: local(node) == "shape" and any(
            local(child) == "ClientData" and child.get("ObjectType") == _SHAPE_OF_NOTE for child in node))  # fmt: skip
        if any(local(node) == "shape" for node in root.iter()):
            package.put(relationship.target, to_xml(root))
        else:
            package.unrelate(sheet, relationship.id)
            _forget_in(package, sheet)


_PERSONAL = frozenset(
    {"creator", "lastModifiedBy", "title", "subject", "keywords", "description", "category", "contentStatus"}
    | {"Company", "Manager", "HyperlinkBase", "Template", "TitlesOfParts", "HeadingPairs", "HLinks"}
)


OWN_PROPERTIES, PICTURE = "custom-properties", "thumbnail"


def _properties(package: Package) -> Iterator[Finding]:
    """Take out what the file says of itself, its owner's properties and the picture of its first page."""
    named: list[str] = []
    for part in unrelate_kinds(package, (OWN_PROPERTIES, PICTURE)).get("", ()):
        if part.target not in package:
            continue
        own = kind_of(part) == OWN_PROPERTIES
        named += [str(n.get("name")) for n in xml_root(package.read(part.target), part.target)] if own else [PICTURE]
        package.drop(part.target)
    for name in [name for name in package.names() if name.startswith("docProps/") and name.endswith(".xml")]:
        root = xml_root(package.read(name), name)
        named += [local(node) for node in root if local(node) in _PERSONAL and (node.text or "").strip()]
        if drop_elements(root, lambda node: local(node) in _PERSONAL):
            package.put(name, to_xml(root))
    if named:
        yield Finding("", "properties", ", ".join(dict.fromkeys(named)), removed=True)


def _workbook_marks(package: Package) -> Iterator[Finding]:
    """Take out the folder where the book was saved, the name of who reserved it, and scenarios with their authors."""
    workbook = workbook_part(package)
    if without_elements(package, workbook, lambda node: local(node) == "absPath"):
        yield Finding("", "folder", "", removed=True)
    if without_elements(package, workbook, lambda node: local(node) == "fileSharing"):
        yield Finding("", "reserved", "", removed=True)
    for place in Index(package).worksheets:
        if b"<scenarios" in package.read(place.part):
            sheet = SheetPart(package.read(place.part))
            count = drop_elements(sheet.root, lambda node: local(node) == "scenario")
            drop_elements(sheet.root, lambda node: local(node) == "scenarios")
            package.put_pieces(place.part, sheet.drain())
            yield Finding(place.name, "scenarios", str(count), removed=True)
