"""The style sheet of a user's book: it only grows.

Fonts, fills, formats and named styles are appended or found equal, never renumbered; a named style of ours that is
there already is taken as the user left it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import to_xml
from clientbook.hosts.file.sheet_part import MAIN, tag
from clientbook.hosts.file.standing import OFFICE, workbook_part

STYLES = f"{OFFICE}/styles"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
FIRST_OWN_FORMAT = 164
"""Number formats below are built into Excel."""

_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)


_SPACES: Any = {None: MAIN}  # lxml's stubs know no default namespace


def styles_part(package: Package) -> str:
    """Return the name of the style sheet, empty if the book has none."""
    found = [r.target for r in package.relationships(workbook_part(package)) if r.type == STYLES]
    return found[0] if found and found[0] in package else ""


def _bare(node: etree._Element) -> etree._Element:
    """Return a copy of an element that carries no namespaces of the document it came from."""
    clean = etree.Element(node.tag, {str(k): str(v) for k, v in node.attrib.items()}, nsmap=_SPACES)
    clean.text = node.text
    for child in node:
        if isinstance(child.tag, str):
            clean.append(_bare(child))
    return clean


def _spelling(node: etree._Element) -> bytes:
    return bytes(etree.tostring(node, method="c14n"))


class StyleSheet:
    """A style sheet that is read and added to.

    Args:
        root: its root element
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._spelt: dict[str, dict[bytes, int]] = {}

    def _positions(self, name: str) -> dict[bytes, int]:
        """Return how every entry of a list is spelt → its first position; books may have thousands of formats."""
        if name not in self._spelt:
            spelt: dict[bytes, int] = {}
            for index, item in enumerate(self.items(name)):
                spelt.setdefault(_spelling(_bare(item)), index)
            self._spelt[name] = spelt
        return self._spelt[name]

    def group(self, name: str) -> etree._Element:
        """Return a list of the style sheet, made in its place if there is none."""
        node = self.root.find(tag(name))
        if node is None:
            node = etree.Element(tag(name), count="0")
            later = {tag(other) for other in _ORDER[_ORDER.index(name) + 1 :]}
            place = next((i for i, child in enumerate(self.root) if child.tag in later), len(self.root))
            self.root.insert(place, node)
        return node

    def items(self, name: str) -> list[etree._Element]:
        """Return the entries of a list."""
        node = self.root.find(tag(name))
        return [child for child in node if isinstance(child.tag, str)] if node is not None else []

    def add(self, name: str, node: etree._Element, *, reuse: bool = True) -> int:
        """Return the position of an entry equal to ``node``, appended if there is none."""
        clean = _bare(node)
        spelling, known = _spelling(clean), self._positions(name)
        if reuse and spelling in known:
            return known[spelling]
        position = len(self.items(name))
        group = self.group(name)
        group.append(clean)
        group.set("count", str(position + 1))
        known.setdefault(spelling, position)
        return position

    def add_format(self, code: str) -> int:
        """Return the number of a number format, appended if the book has none with this code."""
        items = self.items("numFmts")
        for item in items:
            if item.get("formatCode") == code:
                return int(item.get("numFmtId") or 0)
        number = max([FIRST_OWN_FORMAT - 1, *(int(item.get("numFmtId") or 0) for item in items)]) + 1
        self.add("numFmts", etree.Element(tag("numFmt"), numFmtId=str(number), formatCode=code), reuse=False)
        return number

    def format_code(self, number: int) -> str:
        """Return the code of a number format of the book's own, empty for one built in."""
        codes = {int(i.get("numFmtId") or 0): i.get("formatCode") or "" for i in self.items("numFmts")}
        return codes.get(number, "")

    def named(self) -> dict[str, int]:
        """Return name of every named style → its position in ``cellStyleXfs``."""
        return {item.get("name") or "": int(item.get("xfId") or 0) for item in self.items("cellStyles")}


class StyleGraft:
    """Carries the styles of drawn sheets into a user's style sheet.

    Args:
        drawn: style sheet of the drawn sheets
        own: the user's
    """

    def __init__(self, drawn: StyleSheet, own: StyleSheet) -> None:
        self.drawn = drawn
        self.own = own
        self._drawn_names = {position: name for name, position in drawn.named().items()}
        self.cells = [self._cell(xf) for xf in drawn.items("cellXfs")]
        self.rules = [own.add("dxfs", node) for node in drawn.items("dxfs")]

    def _look(self, xf: etree._Element) -> etree._Element:
        """Return a format with its fonts, fills, borders and number format numbered as in the user's book."""
        made = _bare(xf)
        for attribute, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            drawn = self.drawn.items(group)[int(xf.get(attribute) or 0)]
            made.set(attribute, str(self.own.add(group, drawn)))
        code = self.drawn.format_code(int(xf.get("numFmtId") or 0))
        if code:
            made.set("numFmtId", str(self.own.add_format(code)))
        for attribute in ("Font", "Fill", "Border", "NumberFormat", "Alignment"):
            made.set(f"apply{attribute}", "1")
        return made

    def _cell(self, xf: etree._Element) -> int:
        name = self._drawn_names.get(int(xf.get("xfId") or 0), "Normal")
        if name == "Normal":
            return 0
        known = self.own.named()
        if name in known:
            made = _bare(self.own.items("cellStyleXfs")[known[name]])
            made.set("xfId", str(known[name]))
        else:
            made = self._look(self.drawn.items("cellStyleXfs")[int(xf.get("xfId") or 0)])
            made.attrib.pop("xfId", "")
            position = self.own.add("cellStyleXfs", made, reuse=False)
            style = etree.Element(tag("cellStyle"), name=name, xfId=str(position))
            self.own.add("cellStyles", style, reuse=False)
            made = _bare(made)
            made.set("xfId", str(position))
        return self.own.add("cellXfs", made)


def named_cell_style(package: Package, name: str) -> str:
    """Return the number of a cell format that wears a named style, empty if the book has none."""
    part = styles_part(package)
    if not part:
        return ""
    sheet = StyleSheet(xml_root(package.read(part), part))
    position = sheet.named().get(name)
    if position is None:
        return ""
    wears = (i for i, xf in enumerate(sheet.items("cellXfs")) if xf.get("xfId") == str(position))
    return str(next(wears, ""))


def wrapping_styles(package: Package) -> frozenset[str]:
    """Return the numbers of the cell formats that break lines."""
    part = styles_part(package)
    if not part:
        return frozenset()
    formats = StyleSheet(xml_root(package.read(part), part)).items("cellXfs")
    wraps = {"1", "true"}
    return frozenset(
        str(i)
        for i, xf in enumerate(formats)
        if any(node.get("wrapText") in wraps for node in xf.iter(tag("alignment")))
    )


def graft_styles(package: Package, drawn: bytes) -> StyleGraft:
    """Add the styles of drawn sheets to a book; a book without a style sheet gets theirs."""
    part = styles_part(package)
    if not part:
        workbook = workbook_part(package)
        part = package.free_name("xl/styles{}.xml").replace("styles1.xml", "styles.xml")
        package.add_part(part, drawn, STYLES_TYPE)
        package.relate(workbook, STYLES, part)
    own = StyleSheet(xml_root(package.read(part), part))
    graft = StyleGraft(StyleSheet(xml_root(drawn)), own)
    package.put(part, to_xml(own.root))
    return graft


def renumber(values: Iterable[etree._Element], attribute: str, numbers: list[int]) -> None:
    """Replace a style number that elements carry in an attribute."""
    for node in values:
        value = node.get(attribute)
        if value is not None and int(value) < len(numbers):
            node.set(attribute, str(numbers[int(value)]))


_SHORT_DATE = 14
"""The built-in format of a date, shown as the user's system shows dates."""

_DATE_PLACES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in formats of dates and times."""


def dated(package: Package, style: str) -> str:
    """Return a style that shows a date and looks like another: itself where it does, else a copy appended with its format.

    Args:
        package: the workbook; one without a style sheet gives the style back
        style: number of the cell's format, empty for the default
    """
    part = styles_part(package)
    if not part:
        return style
    sheet = StyleSheet(xml_root(package.read(part), part))
    formats = sheet.items("cellXfs")
    if int(style or 0) >= len(formats):
        return style
    looks = formats[int(style or 0)]
    number = int(looks.get("numFmtId") or 0)
    if number in _DATE_PLACES or any(sign in sheet.format_code(number).lower() for sign in ("yy", "dd")):
        return style
    copy = _bare(looks)
    copy.set("numFmtId", str(_SHORT_DATE))
    copy.set("applyNumberFormat", "1")
    position = sheet.add("cellXfs", copy, reuse=False)
    package.put(part, to_xml(sheet.root))
    return str(position)
