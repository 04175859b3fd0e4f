"""What a workbook keeps of other workbooks: names, formulas, rules and the figures of charts; and names nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from clientbook.hosts.file.index import Index
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local, to_xml
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import workbook_part
from clientbook.hosts.file.strip import drop_elements, without_elements, without_reading
from clientbook.team.finding import Finding

_EXTERNAL = re.compile(r"\[\d+\]")


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
    for what in ("names_outside", "names_hidden"):
        names = [name for kind, name in gone if kind == what]
        if names:
            yield Finding("", what, ", ".join(names[:5]) + (" …" if len(names) > 5 else ""), removed=True)


def _formula_words(package: Package) -> set[str]:
    """Return all words that stand in formulas of cells, names and rules."""
    words: set[str] = set()
    for sheet in Index(package).worksheets:
        data = package.read(sheet.part)
        for text in re.findall(rb"<(?:f|formula\d?)\b[^>]*>([^<]*)<", data):
            words |= {word.casefold() for word in re.findall(r"[\w.\\]+", text.decode("utf-8", "replace"))}
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
