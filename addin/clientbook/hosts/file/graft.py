"""Moves drawn sheets into a user's book, behind his own; nothing that is there is renumbered, renamed or rewritten."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Mapping, Sequence

from lxml import etree
from openpyxl.utils import quote_sheetname

from clientbook.hosts.file.draw import draw_book
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import to_xml
from clientbook.hosts.file.raw_cells import cell_xml, cells_of
from clientbook.hosts.file.sheet_part import MAIN, Row, SheetPart
from clientbook.hosts.file.standing import OFFICE, TABLE, WORKSHEET, SheetPlace, sheets, table_parts, workbook_part
from clientbook.hosts.file.styles import StyleGraft, graft_styles, renumber, styles_part
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.file.workbook_edit import add_name, add_sheet, defined_names
from clientbook.hosts.standing import free_table_name
from clientbook.locale import Words
from clientbook.sheets.description import Content

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PATTERNS = {
    "tables": "xl/tables/table{}.xml",
    "drawings": "xl/drawings/drawing{}.xml",
    "charts": "xl/charts/chart{}.xml",
}


def draw_package(contents: Sequence[Content], words: Words, names: Mapping[str, str]) -> Package:
    """Return a package with the sheets drawn, as openpyxl writes it."""
    data = io.BytesIO()
    draw_book(contents, words, names).save(data)
    return Package.from_bytes(data.getvalue())


def graft(package: Package, contents: Sequence[Content], words: Words, names: Mapping[str, str]) -> None:
    """Add sheets to a book, drawn with an empty row in each table.

    Args:
        package: the user's book
        contents: the sheets, in the order they get
        words: the language of the book
        names: key of a sheet → its name
    """
    if not contents:
        return
    drawn = draw_package(contents, words, names)
    styles = graft_styles(package, drawn.read(styles_part(drawn)))
    transplant = _Transplant(package, drawn, styles, Texts(drawn))
    for place in sheets(drawn):
        transplant.move(place)


class _Transplant:
    """Moves sheets with their tables, drawings and charts."""

    def __init__(self, package: Package, drawn: Package, styles: StyleGraft, texts: Texts) -> None:
        self.package = package
        self.drawn = drawn
        self.styles = styles
        self.texts = texts
        self.table_ids = itertools.count(_last_table_id(package) + 1)
        self.taken = {*table_parts(package), *defined_names(package)}

    def move(self, place: SheetPlace) -> None:
        """Move a worksheet and list it in the workbook."""
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        sheet = SheetPart(self.drawn.read(place.part))
        self._restyle(sheet)
        self.package.add_part(part, sheet.data(), _SHEET_TYPE)
        renamed = {r.id: self._move_part(part, r.type, r.target) for r in self.drawn.relationships(place.part)}
        _rename_relationships(sheet.root, renamed)
        self.package.put(part, sheet.data())
        position = add_sheet(self.package, place.name, part, WORKSHEET)
        self._move_names(place, position)

    def _restyle(self, sheet: SheetPart) -> None:
        cells, rules = self.styles.cells, self.styles.rules
        for number, row in sheet.rows.items():
            moved = []
            for cell in cells_of(row.cells):
                styled = cell._replace(style=str(cells[int(cell.style or 0)]))
                if cell.kind == "s":
                    styled = styled._replace(kind="inlineStr", inner=self.texts.inline(cell))
                moved.append(cell_xml(styled, number))
            attributes = re.sub(rb'\s(?:s|customFormat)="\d+"', b"", row.attributes)
            sheet.rows[number] = Row(attributes, "".join(moved).encode("utf-8"))
        renumber(sheet.root.iter(f"{{{MAIN}}}cfRule"), "dxfId", rules)
        renumber(sheet.root.iter(f"{{{MAIN}}}col"), "style", cells)
        # one tab only may be the active one, and the user has it
        for view in sheet.root.iter(f"{{{MAIN}}}sheetView"):
            view.attrib.pop("tabSelected", "")

    def _move_part(self, source: str, kind: str, target: str) -> str:
        """Move a part with all that it leads to; return the id of the relationship to it."""
        folder = target.rsplit("/", 2)[-2]
        name = self.package.free_name(_PATTERNS[folder])
        data = self.drawn.read(target)
        if kind == TABLE:
            data = self._fresh_table(data)
        self.package.add_part(name, data, self.drawn.content_type(target))
        renamed = {r.id: self._move_part(name, r.type, r.target) for r in self.drawn.relationships(target)}
        if renamed:
            root = xml_root(data)
            _rename_relationships(root, renamed)
            self.package.put(name, to_xml(root))
        return self.package.relate(source, kind, name)

    def _fresh_table(self, data: bytes) -> bytes:
        root = xml_root(data)
        root.set("id", str(next(self.table_ids)))
        name = free_table_name(root.get("name") or "", self.taken)
        root.set("name", name)
        root.set("displayName", name)
        self.taken.add(name)
        return to_xml(root)

    def _move_names(self, place: SheetPlace, position: int) -> None:
        root = xml_root(self.drawn.read(workbook_part(self.drawn)))
        for node in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
            if node.get("localSheetId") == str(place.position) and quote_sheetname(place.name) in (node.text or ""):
                add_name(self.package, node.get("name") or "", node.text or "", position)


def _last_table_id(package: Package) -> int:
    """Return the highest id of a table of the book; 0 where it has none."""
    tables = (name for name in package.names() if package.content_type(name).endswith("spreadsheetml.table+xml"))
    return max((int(xml_root(package.read(name)).get("id") or 0) for name in tables), default=0)


def _rename_relationships(root: etree._Element, renamed: Mapping[str, str]) -> None:
    identity = f"{{{OFFICE}}}id"
    for node in root.iter():
        old = node.get(identity) if isinstance(node.tag, str) else None
        if old is not None and old in renamed:
            node.set(identity, renamed[old])
