"""What a workbook keeps of other workbooks: names, formulas, rules and the figures of charts; and names nobody sees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree

from clientbook.hosts.file.index import Index
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local, to_xml
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import workbook_part
from clientbook.hosts.file.strip import drop_elements, without_elements, without_reading
from clientbook.team.finding import Finding

_EXTERNAL = re.compile(r"\[\d+\]")
_WORD = re.compile(r"[\w.\\]+")
_TEXT = re.compile(r'"[^"]+"')


def outside_names(package: Package) -> Iterator[Finding]:
    """Take out names that lead to other books or nowhere, and hidden ones that no formula uses."""
    workbook = workbook_part(package)
    used = _formula_words(package)
    gone: list[tuple[str, str]] = []

    def unwanted(node: etree._Element) -> bool:
        if local(node) != "definedName":
            return False
        name, text = node.get("name") or "", node.text or ""
        hidden = node.get("hidden") in {"1", "true"} and not name.startswith("_xlnm.")
        outside = _EXTERNAL.search(text) is not None or "#REF!" in text
        if outside or (hidden and name.casefold() not in used):
            gone.append(("names_outside" if outside else "names_hidden", name))
            return True
        return False

    without_elements(package, workbook, unwanted)
    without_elements(package, workbook, lambda node: local(node) == "definedNames" and not len(node))
    kept = [("names_text", name) for name in _texts_in_names(package, used)]
    for what in ("names_outside", "names_hidden", "names_text"):
        names = [name for kind, name in (*gone, *kept) if kind == what]
        if names:
            detail = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
            yield Finding("", what, detail, removed=what != "names_text")


def _texts_in_names(package: Package, used: Collection[str]) -> Iterator[str]:
    """Yield names that hold a text of their own and that no formula uses: it leaves with the book and shows nowhere."""
    workbook = workbook_part(package)
    for node in xml_root(package.read(workbook), workbook).iter("{*}definedName"):
        name = node.get("name") or ""
        if _TEXT.search(node.text or "") and not name.startswith("_xlnm.") and name.casefold() not in used:
            yield name


def _formula_words(package: Package) -> set[str]:
    """Return all words that stand in formulas of cells, rules, charts and names; the name of a name is none of them."""
    workbook = workbook_part(package)
    names = [node.text or "" for node in xml_root(package.read(workbook), workbook).iter("{*}definedName")]
    words = {word.casefold() for text in names for word in _WORD.findall(text)}
    for chart in (name for name in package.names() if package.content_type(name).endswith(".chart+xml")):
        for node in xml_root(package.read(chart), chart).iter("{*}f"):
            words |= {word.casefold() for word in _WORD.findall(node.text or "")}
    for sheet in Index(package).worksheets:
        data = package.read(sheet.part)
        for text in re.findall(rb"<(?:f|formula\d?)\b[^>]*>([^<]*)<", data):
            words |= {word.casefold() for word in _WORD.findall(text.decode("utf-8", "replace"))}
    return words


def outside_formulas(package: Package) -> Iterator[Finding]:
    """Let cells that read other books show what they show, and take out rules and lists that read them."""
    for place in Index(package).worksheets:
        if b"[" not in package.read(place.part):
            continue
        sheet = SheetPart(package.read(place.part))
        count = without_reading(sheet, lambda text: _EXTERNAL.search(text) is not None, {"cfRule", "dataValidation"})
        if count:
            package.put_pieces(place.part, sheet.drain())
            yield Finding(place.name, "formulas_outside", str(count), removed=True)


def outside_charts(package: Package) -> Iterator[Finding]:
    """Take out cached values of charts that come from other books."""
    for name in package.names():
        if not package.content_type(name).endswith(".chart+xml"):
            continue
        root = xml_root(package.read(name), name)
        if drop_elements(root, _from_outside):
            package.put(name, to_xml(root))
            yield Finding("", "charts", name.rpartition("/")[2], removed=True)


def _from_outside(node: etree._Element) -> bool:
    """Tell whether an element of a chart keeps or names something of another book."""
    if local(node) == "externalData":
        return True
    parent = node.getparent() if local(node) in {"strCache", "numCache"} else None
    return parent is not None and any(local(child) == "f" and "[" in (child.text or "") for child in parent)
