"""A workbook put together from nothing but what it is to hold: sheets, tables, one style sheet, one theme.

What is handed to others is built up and not cut down: no cache, comment, property or name can come along unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import quote_sheetname

from clientbook.hosts.file.package import CONTENT_TYPES, Package
from clientbook.hosts.file.part_xml import XML_HEAD
from clientbook.hosts.file.sheet_part import MAIN
from clientbook.hosts.file.standing import OFFICE, TABLE, WORKSHEET
from clientbook.hosts.file.styles import STYLES, STYLES_TYPE

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK = "xl/workbook.xml"
_THEME = f"{OFFICE}/theme"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"

TABLE_PARTS = b"<tableParts/>"
"""What stands in a sheet where its tables are to be named."""


@dataclass(frozen=True)
class MadeSheet:
    """A sheet to be put into a workbook.

    Attributes:
        name: as people see it
        data: its XML, with :data:`TABLE_PARTS` where it has tables
        tables: parts of its Excel Tables, with ``{id}`` where their number goes
        titles: row that is printed on every page, 0 for none
        printed: range that is printed, such as ``$A$1:$K$90``; empty for all
    """

    name: str
    data: bytes
    tables: tuple[bytes, ...] = ()
    titles: int = 0
    printed: str = ""


def assembled(sheets: Sequence[MadeSheet], styles: bytes, theme: bytes, *, date1904: bool, made_on: date) -> Package:
    """Return a workbook of some sheets, its structure locked; its properties name no person and no company.

    Args:
        sheets: the sheets in their order
        styles: the style sheet
        theme: the theme, empty for none
        date1904: how the book counts days
        made_on: the day it says it was made; the same content gives the same bytes
    """
    package = Package([])
    package.put(CONTENT_TYPES, XML_HEAD + f'<Types xmlns="{_PACKAGE}/content-types"></Types>'.encode())
    package.add_default_type("xml", "application/xml")
    package.add_part(_WORKBOOK, _workbook(sheets, date1904=date1904), f"{_SPREADSHEET}.sheet.main+xml")
    package.relate("", f"{OFFICE}/officeDocument", _WORKBOOK)
    for number, sheet in enumerate(sheets, start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        package.add_part(part, b"", f"{_SPREADSHEET}.worksheet+xml")
        package.relate(_WORKBOOK, WORKSHEET, part)  # rId1, rId2, …: as the workbook has them
        package.put(part, _with_tables(package, sheet, part))
    package.add_part("xl/styles.xml", styles, STYLES_TYPE)
    package.relate(_WORKBOOK, STYLES, "xl/styles.xml")
    if theme:
        package.add_part("xl/theme/theme1.xml", theme, _THEME_TYPE)
        package.relate(_WORKBOOK, _THEME, "xl/theme/theme1.xml")
    _put_properties(package, made_on)
    return package


def _workbook(sheets: Sequence[MadeSheet], *, date1904: bool) -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, start=1)
    )
    names = "".join(_printed(n, sheet) for n, sheet in enumerate(sheets))
    days = '<workbookPr date1904="1"/>' if date1904 else "<workbookPr/>"
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    text = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{days}<workbookProtection lockStructure="1"/>'
        f'<bookViews><workbookView activeTab="0"/></bookViews><sheets>{listed}</sheets>{defined}'
        '<calcPr fullCalcOnLoad="1"/></workbook>'
    )
    return XML_HEAD + text.encode("utf-8")


def _printed(number: int, sheet: MadeSheet) -> str:
    """Return the names by which a sheet says what of it is printed, and which row on every page."""
    told = {"Print_Area": sheet.printed, "Print_Titles": f"${sheet.titles}:${sheet.titles}" if sheet.titles else ""}
    return "".join(
        f'<definedName name="_xlnm.{name}" localSheetId="{number}">{escape(quote_sheetname(sheet.name))}!{range_}</definedName>'
        for name, range_ in told.items()
        if range_
    )


def _with_tables(package: Package, sheet: MadeSheet, part: str) -> bytes:
    if not sheet.tables:
        return sheet.data.replace(TABLE_PARTS, b"")
    named = []
    for table in sheet.tables:
        name = package.free_name("xl/tables/table{}.xml")
        number = name.removeprefix("xl/tables/table").removesuffix(".xml")
        package.add_part(name, table.replace(b"{id}", number.encode()), f"{_SPREADSHEET}.table+xml")
        named.append(f'<tablePart r:id="{package.relate(part, TABLE, name)}"/>')
    parts = f'<tableParts xmlns:r="{OFFICE}" count="{len(named)}">{"".join(named)}</tableParts>'
    return sheet.data.replace(TABLE_PARTS, parts.encode())


def _put_properties(package: Package, made_on: date) -> None:
    moment = f"{made_on:%Y-%m-%d}T00:00:00Z"
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )
    app = f'<Properties xmlns="{OFFICE.replace("relationships", "extended-properties")}"></Properties>'
    kinds = (
        ("docProps/core.xml", core, "application/vnd.openxmlformats-package.core-properties+xml",
         f"{_PACKAGE}/relationships/metadata/core-properties"),
        ("docProps/app.xml", app, "application/vnd.openxmlformats-officedocument.extended-properties+xml",
         f"{OFFICE}/extended-properties"),
    )  # fmt: skip
    for name, text, kind, relationship in kinds:
        package.add_part(name, XML_HEAD + text.encode("utf-8"), kind)
        package.relate("", relationship, name)
