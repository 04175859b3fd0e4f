"""Locks of cells and sheets: a slip of the hand changes nothing that is not to be filled in. No security: anybody can lift it.

Formats are appended to the style sheet, never renumbered; see :mod:`clientbook.hosts.file.styles`.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from clientbook.hosts.file.package import Package
from clientbook.hosts.file.sheet_part import tag
from clientbook.hosts.file.styles import StyleSheet

SHEET_PROTECTION: Mapping[str, str] = {
    "sheet": "1",
    "objects": "1",
    "scenarios": "1",
    # what is 0 stays allowed (ECMA-376, CT_SheetProtection): widths, heights, sorting and filters are everybody's own
    "formatColumns": "0",
    "formatRows": "0",
    "sort": "0",
    "autoFilter": "0",
}
"""Attributes of a protected sheet, without a password."""

_AFTER_DATA = b"</sheetData>"
_OFF = frozenset({"0", "false"})


def protect_sheet(package: Package, part: str) -> None:
    """Protect a sheet that was drawn just now: none of its cells may be changed."""
    attributes = " ".join(f'{key}="{value}"' for key, value in SHEET_PROTECTION.items())
    data = package.read(part)
    package.put(part, data.replace(_AFTER_DATA, _AFTER_DATA + f"<sheetProtection {attributes}/>".encode(), 1))


class Locks:
    """Formats of cells with an open or a closed lock, each like another format otherwise.

    Args:
        styles: the style sheet of the book
    """

    def __init__(self, styles: StyleSheet) -> None:
        self.styles = styles
        self._made: dict[tuple[str, bool], str] = {}

    def opened(self, style: str) -> str:
        """Return the format of a cell that may be changed and looks like ``style`` (its number, empty for the default)."""
        return self._with(style, locked=False)

    def closed(self, style: str) -> str:
        """Return the format of a cell that may not be changed and looks like ``style``."""
        return self._with(style, locked=True)

    def looking(self, style: str, *, size: str, colour: str, horizontal: str) -> str:
        """Return a locked format like ``style`` in another size, colour and alignment of its text."""
        base = self._format(style)
        fonts = self.styles.items("fonts")
        number = int(base.get("fontId") or 0)
        font = etree.Element(tag("font"))
        for node in fonts[number] if number < len(fonts) else ():
            if isinstance(node.tag, str) and etree.QName(node).localname not in {"sz", "color", "b"}:
                font.append(etree.fromstring(etree.tostring(node)))
        font.insert(0, etree.Element(tag("color"), rgb=f"FF{colour}"))
        font.insert(0, etree.Element(tag("sz"), val=size))
        base.set("fontId", str(self.styles.add("fonts", font)))
        base.set("applyFont", "1")
        for node in base.findall(tag("alignment")):
            base.remove(node)
        base.insert(0, etree.Element(tag("alignment"), horizontal=horizontal, vertical="top"))
        base.set("applyAlignment", "1")
        return self.closed(str(self.styles.add("cellXfs", base)))

    def _with(self, style: str, *, locked: bool) -> str:
        key = (style or "0", locked)
        if key not in self._made:
            self._made[key] = self._add(style, locked=locked)
        return self._made[key]

    def _add(self, style: str, *, locked: bool) -> str:
        base = self._format(style)
        if locked and not self._is_open(base):
            return style or "0"
        for node in base.findall(tag("protection")):
            base.remove(node)
        lock = etree.Element(tag("protection"), locked="1" if locked else "0")
        after = [child for child in base if child.tag == tag("alignment")]
        base.insert(len(after), lock)
        base.set("applyProtection", "1")
        return str(self.styles.add("cellXfs", base))

    def _format(self, style: str) -> etree._Element:
        """Return a copy of a format; of the default where the book has none of that number."""
        formats = self.styles.items("cellXfs")
        number = int(style or 0)
        if number >= len(formats):
            return etree.Element(tag("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
        return etree.fromstring(etree.tostring(formats[number]))

    def _is_open(self, form: etree._Element) -> bool:
        """Tell whether a format, or the named style under it, has its lock open."""
        named = self.styles.items("cellStyleXfs")
        number = int(form.get("xfId") or 0)
        under = named[number : number + 1] if form.find(tag("protection")) is None else []
        nodes = [node for holder in (form, *under) for node in holder.iter(tag("protection"))]
        return any(node.get("locked") in _OFF for node in nodes)
