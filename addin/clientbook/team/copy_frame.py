"""All of a copied sheet but its rows: columns, view, rules, lists, paper — what is known to be harmless, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.xml.functions import tostring

from clientbook.hosts.file.moved import Moved, address
from clientbook.hosts.file.protect import SHEET_PROTECTION
from clientbook.hosts.file.sheet_part import SheetPart, tag

VERSION_WIDTH = 9.0
_LITERAL = re.compile(r'"[^"]*"')
_PAGE = ("paperSize", "orientation", "scale", "fitToWidth", "fitToHeight", "pageOrder", "firstPageNumber")
_VIEW = ("showGridLines", "showRowColHeaders", "showZeros", "zoomScale", "zoomScaleNormal", "rightToLeft")


def _copied(part: SheetPart, name: str, keys: Sequence[str] | None = None) -> list[etree._Element]:
    """Return a copy of a child without its children, in a list; empty where the sheet has none."""
    node = part.find(name)
    if node is None:
        return []
    chosen = {str(k): str(v) for k, v in node.attrib.items() if not str(k).startswith("{") and (not keys or k in keys)}
    return [etree.Element(tag(name), chosen)]


def properties(part: SheetPart) -> list[etree._Element]:
    """Return the colour of the tab, how groups fold and that pages are fitted."""
    node = part.find("sheetPr")
    made = etree.Element(tag("sheetPr"))
    for child in node if node is not None else ():
        if isinstance(child.tag, str) and etree.QName(child).localname in {"tabColor", "outlinePr", "pageSetUpPr"}:
            etree.SubElement(made, child.tag, {str(k): str(v) for k, v in child.attrib.items()})
    return [made]


def views(part: SheetPart, *, frozen: bool, gone: int, at: int) -> list[etree._Element]:
    """Return how the sheet is looked at.

    Args:
        part: the sheet
        frozen: whether its header stands where it stood, so that it stays in sight
        gone: frozen columns that are gone
        at: row that is shown first below the header, 0 for the top
    """
    made = etree.Element(tag("sheetViews"))
    view = part.root.find(f"{tag('sheetViews')}/{tag('sheetView')}")
    found = {str(k): str(v) for k, v in view.attrib.items() if k in _VIEW} if view is not None else {}
    new = etree.SubElement(made, tag("sheetView"), {**found, "workbookViewId": "0"})
    pane = view.find(tag("pane")) if view is not None else None
    if frozen and pane is not None and pane.get("state") in {"frozen", "frozenSplit"}:
        across, down = int(float(pane.get("xSplit") or 0)) - gone, int(float(pane.get("ySplit") or 0))
        sizes = {key: str(size) for key, size in (("xSplit", across), ("ySplit", down)) if size > 0}
        corner = "bottomRight" if len(sizes) == 2 else "topRight" if "xSplit" in sizes else "bottomLeft"
        if sizes:
            start = address((max(at, max(down, 0) + 1), max(across, 0) + 1) * 2)
            etree.SubElement(new, tag("pane"), {**sizes, "topLeftCell": start, "activePane": corner, "state": "frozen"})
            etree.SubElement(new, tag("selection"), {"pane": corner, "activeCell": start, "sqref": start})
    return [made]


def widths(part: SheetPart, columns: Sequence[tuple[int, int]], version: Iterable[int]) -> list[etree._Element]:
    """Return the columns.

    Args:
        part: the sheet
        columns: column before and on the copy, from left to right
        version: columns that hold «Версия»
    """
    known: dict[int, dict[str, str]] = {}
    node = part.find("cols")
    for child in node if node is not None else ():
        kept = {str(k): str(v) for k, v in child.attrib.items() if k not in {"min", "max", "style"}}
        for number in range(int(child.get("min") or 1), min(int(child.get("max") or 1), 400) + 1):
            known[number] = kept
    wide = {after: known[before] for before, after in columns if before in known}
    wide |= {column: {"width": str(VERSION_WIDTH), "customWidth": "1"} for column in version}
    made = etree.Element(tag("cols"))
    for number in sorted(wide):
        etree.SubElement(made, tag("col"), {"min": str(number), "max": str(number), **wide[number]})
    return [made] if len(made) else []


def merges(part: SheetPart, moved: Moved) -> list[etree._Element]:
    """Return the merged cells above the tables."""
    made = etree.Element(tag("mergeCells"))
    for node in part.root.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"):
        place = moved.area(node.get("ref") or "A1")
        if place is not None and place[2] in moved.rows:
            etree.SubElement(made, tag("mergeCell"), ref=address(place))
    made.set("count", str(len(made)))
    return [made] if len(made) else []


def rules(part: SheetPart, moved: Moved) -> list[etree._Element]:
    """Return the conditional formats that read nothing but the sheet itself, where they stand now."""
    made = []
    for node in part.root.iterfind(tag("conditionalFormatting")):
        for text in (node.get("sqref") or "").split():
            place = moved.area(text)
            if place is None:
                continue
            before = int(re.sub(r"\D", "", text.split(":")[0]) or 1)
            kept = [rule for child in node if (rule := _rule(child, moved, before, place[0])) is not None]
            if kept:
                group = etree.Element(tag("conditionalFormatting"), sqref=address(place))
                group.extend(kept)
                made.append(group)
    return made


def _rule(node: etree._Element, moved: Moved, before: int, after: int) -> etree._Element | None:
    """Return a rule as it reads on the copy; None for one that reads something else, or is no rule."""
    if node.tag != tag("cfRule"):
        return None
    made = etree.fromstring(etree.tostring(node))
    for child in list(made):
        if child.tag == tag("extLst"):
            made.remove(child)
    for formula in made.iter(tag("formula")):
        text = moved.formula(formula.text or "", before, after)
        if text is None:
            return None
        formula.text = text
    etree.cleanup_namespaces(made)
    return made


def own_lists(part: SheetPart, moved: Moved, columns: frozenset[int]) -> list[etree._Element]:
    """Return the head's own drop-downs with a written list, over columns of the copy that have none of ours."""
    made = []
    for node in part.root.iterfind(f"{tag('dataValidations')}/{tag('dataValidation')}"):
        formula = node.find(tag("formula1"))
        if node.get("type") != "list" or formula is None or not _LITERAL.fullmatch(formula.text or ""):
            continue
        for text in (node.get("sqref") or "").split():
            place = moved.area(text)
            if place is not None and place[1] == place[3] and place[1] in columns:
                made.append(_list(formula.text or "", address(place)))
    return made


def _list(formula: str, where: str) -> etree._Element:
    node = etree.Element(tag("dataValidation"), type="list", allowBlank="1", showErrorMessage="1", sqref=where)
    etree.SubElement(node, tag("formula1")).text = formula
    return node


def codes_list(formula: str, where: str) -> etree._Element:
    """Return a drop-down that offers what stands in a range; something else may be typed."""
    node = _list(formula, where)
    node.attrib.pop("showErrorMessage")
    return node


def checked(check: DataValidation, where: str) -> etree._Element:
    """Return a drop-down or check of ours over a range."""
    check.add(where)
    return _named(etree.fromstring(tostring(check.to_tree())))


def _named(node: etree._Element) -> etree._Element:
    made = etree.Element(tag(etree.QName(node).localname), {str(k): str(v) for k, v in node.attrib.items()})
    made.text = node.text
    made.extend(_named(child) for child in node)
    return made


def lists(nodes: Sequence[etree._Element]) -> list[etree._Element]:
    """Return the group of all drop-downs and checks."""
    if not nodes:
        return []
    made = etree.Element(tag("dataValidations"), count=str(len(nodes)))
    made.extend(nodes)
    return [made]


def protection() -> list[etree._Element]:
    """Return the protection of the sheet."""
    return [etree.Element(tag("sheetProtection"), dict(SHEET_PROTECTION))]


def paper(part: SheetPart) -> list[etree._Element]:
    """Return margins, paper, header and footer; printers and pictures stay behind."""
    made = [*_copied(part, "printOptions"), *_copied(part, "pageMargins"), *_copied(part, "pageSetup", _PAGE)]
    node = part.find("headerFooter")
    if node is not None and not any("&G" in (child.text or "") for child in node):
        copy = etree.fromstring(etree.tostring(node))
        etree.cleanup_namespaces(copy)
        made.append(copy)
    return made


def formats(part: SheetPart) -> list[etree._Element]:
    """Return the usual height and width of the sheet."""
    return _copied(part, "sheetFormatPr", ("baseColWidth", "defaultColWidth", "defaultRowHeight", "customHeight"))
