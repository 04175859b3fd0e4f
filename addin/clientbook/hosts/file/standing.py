"""Which tables stand where in a package: sheets by name, Excel Tables by name, columns by header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import range_boundaries

from clientbook.hosts.base import Area
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.sheet_part import MAIN, SheetPart
from clientbook.hosts.file.texts import Texts, excel_text
from clientbook.hosts.standing import HEADER_SEARCH, Standing, column_keys, first_own
from clientbook.register.columns import Table

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKSHEET = f"{OFFICE}/worksheet"
TABLE = f"{OFFICE}/table"


@dataclass
class SheetPlace:
    """A worksheet of the package: its name, its part, and its position among all sheets."""

    name: str
    part: str
    position: int


def workbook_part(package: Package) -> str:
    """Return the name of the workbook part."""
    main = next(r for r in package.relationships("") if r.type.endswith("/officeDocument"))
    return main.target


def sheets(package: Package) -> list[SheetPlace]:
    """Return the worksheets in the order of the workbook (chart sheets left out)."""
    workbook = workbook_part(package)
    targets = {r.id: r for r in package.relationships(workbook)}
    places = []
    for position, node in enumerate(xml_root(package.read(workbook)).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")):
        relationship = targets.get(node.get(f"{{{OFFICE}}}id") or "")
        if relationship is not None and relationship.type == WORKSHEET:
            places.append(SheetPlace(node.get("name") or "", relationship.target, position))
    return places


def sheet_names(package: Package) -> list[str]:
    """Return the names of all sheets, those without cells too."""
    root = xml_root(package.read(workbook_part(package)))
    return [node.get("name") or "" for node in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")]


def date1904(package: Package) -> bool:
    """Tell whether the book counts days from 1904."""
    node = xml_root(package.read(workbook_part(package))).find(f"{{{MAIN}}}workbookPr")
    return node is not None and node.get("date1904") in {"1", "true"}


def table_parts(package: Package) -> dict[str, tuple[SheetPlace, str]]:
    """Return name of every Excel Table, case ignored → its sheet and its part."""
    found: dict[str, tuple[SheetPlace, str]] = {}
    for place in sheets(package):
        for relationship in package.relationships(place.part):
            if relationship.type == TABLE and relationship.target in package:
                root = xml_root(package.read(relationship.target))
                name = root.get("displayName") or root.get("name") or ""
                found.setdefault(name.casefold(), (place, relationship.target))
    return found


def column_nodes(root: etree._Element) -> list[etree._Element]:
    """Return the columns of an Excel Table."""
    return root.findall(f"{{{MAIN}}}tableColumns/{{{MAIN}}}tableColumn")


def standing_table(package: Package, table: Table, place: SheetPlace, part: str) -> Standing:
    """Return where an Excel Table stands."""
    root = xml_root(package.read(part))
    header = 0 if root.get("headerRowCount") == "0" else 1
    left, top, _, bottom = range_boundaries(root.get("ref") or "A1")
    headers = [excel_text((node.get("name") or "").encode("utf-8")) for node in column_nodes(root)]
    totals = int(root.get("totalsRowCount") or 0)
    return Standing(
        table,
        place.name,
        place.part,
        part,
        int(left or 1),
        column_keys(table, headers),
        headers,
        int(top or 1) + header,
        max(int(bottom or 1) - totals, int(top or 1) + header),
        totals,
        header,
    )


def standing_range(sheet: SheetPart, table: Table, place: SheetPlace, area: Area, texts: Texts) -> Standing | None:
    """Return where a plain range with the headers of a table stands; None if no row looks like its header."""
    best: tuple[int, int, int, list[str], list[str | None]] | None = None
    for row in range(area.top, min(area.bottom, area.top + HEADER_SEARCH) + 1):
        cells = {c.column: texts.of(c) for c in sheet.cells(row) if area.left <= c.column <= area.right and c.holds()}
        if not cells:
            continue
        left, right = min(cells), max(cells)
        headers = [cells.get(column, "") for column in range(left, right + 1)]
        keys = column_keys(table, headers)
        score = sum(key is not None for key in keys)
        if score and (best is None or score > best[0]):
            best = (score, row, left, headers, keys)
    if best is None:
        return None
    _, row, left, headers, keys = best
    last = max(area.bottom, row + 1)
    # rows may have been added since the area was measured
    while any(left <= cell.column < left + len(keys) and cell.holds() for cell in sheet.cells(last + 1)):
        last += 1
    return Standing(table, place.name, place.part, "", left, keys, headers, row + 1, last)


def find_standing(
    package: Package, tables: Sequence[Table], places: Mapping[str, Area], parts: Mapping[str, SheetPart], texts: Texts
) -> dict[str, Standing]:
    """Return where tables stand: where ``places`` says, else Excel Tables of ours anywhere.

    Args:
        package: the workbook
        tables: the tables to be found
        places: Excel Tables and plain ranges that serve as tables, by name of the table
        parts: worksheets already taken apart; a range is looked for in a worksheet only if it is among them
        texts: texts of the package
    """
    named = table_parts(package)
    by_name = {place.name: place for place in sheets(package)}
    found: dict[str, Standing] = {}
    for table in tables:
        area = places.get(table.name)
        if area is not None and area.table.casefold() in named:
            standing: Standing | None = standing_table(package, table, *named[area.table.casefold()])
        else:
            standing = own_table(package, table, named)
        if standing is None and area is not None and area.sheet in by_name and by_name[area.sheet].part in parts:
            place = by_name[area.sheet]
            standing = standing_range(parts[place.part], table, place, area, texts)
        if standing is not None:
            found[table.name] = standing
    return found


def own_table(package: Package, table: Table, named: Mapping[str, tuple[SheetPlace, str]]) -> Standing | None:
    """Return where the Excel Table of ours stands.

    Args:
        package: the workbook
        table: the table to be found
        named: the Excel Tables of the workbook, see :func:`table_parts`
    """
    return first_own(table, named, lambda name: standing_table(package, table, *named[name]))
