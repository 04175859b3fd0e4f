"""Workbooks made by hand from sheet XML, for what no library writes: prefixes, cells without addresses, odd parts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FORMATS = ("General", "dd.mm.yyyy", "[h]:mm", "h:mm", "[$-419]d mmmm yyyy;@", "0.00", '"дата" 0')
"""Number formats of the styles ``s="0"``, ``s="1"`` and so on."""


def parts(
    rows: str,
    *,
    texts: str = "",
    prefix: str = "",
    date1904: bool = False,
    head: str = "",
    main: str = SHEET_TYPE,
    tail: str = "",
) -> dict[str, str]:
    """Return the parts of a book with one sheet ``S``.

    Args:
        rows: what stands in its ``sheetData``
        texts: what stands in its shared texts
        prefix: prefix of all names of SpreadsheetML, with its colon
        date1904: the date system
        head: what stands before the root of the sheet
        main: beginning of the content type of the workbook
        tail: what stands behind its ``sheetData``
    """
    p = prefix
    space = f'xmlns:{p[:-1]}="{MAIN}"' if p else f'xmlns="{MAIN}"'
    codes = [code.replace('"', "&quot;") for code in FORMATS]
    formats = "".join(f'<{p}numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(codes))
    styles = "".join(f'<{p}xf numFmtId="{164 + i}" applyNumberFormat="1"/>' for i in range(len(codes)))
    related = ("worksheet:worksheets/sheet1", "sharedStrings:sharedStrings", "styles:styles")
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET_TYPE}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}.xml"/>'
            for i, (kind, target) in enumerate((item.split(":") for item in related), 1)
        )
        + "</Relationships>",
        "xl/workbook.xml": f'<{p}workbook {space} xmlns:r="{OFFICE}">'
        + (f'<{p}workbookPr date1904="1"/>' if date1904 else "")
        + f'<{p}sheets><{p}sheet name="S" sheetId="1" r:id="rId1"/></{p}sheets></{p}workbook>',
        "xl/worksheets/sheet1.xml": f"{head}<{p}worksheet {space}><{p}sheetData>{rows}</{p}sheetData>{tail}</{p}worksheet>",
        "xl/sharedStrings.xml": f"<{p}sst {space}>{texts}</{p}sst>",
        "xl/styles.xml": f"<{p}styleSheet {space}><{p}numFmts>{formats}</{p}numFmts>"
        f"<{p}cellXfs>{styles}</{p}cellXfs></{p}styleSheet>",
    }


def zipped(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    """Return the parts as the bytes of a file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def raw_book(
    folder: Path, rows: str, *, texts: str = "", prefix: str = "", date1904: bool = False, tail: str = ""
) -> Path:
    """Write a book made by :func:`parts` and return its path."""
    path = folder / "book.xlsx"
    path.write_bytes(zipped(parts(rows, texts=texts, prefix=prefix, date1904=date1904, tail=tail)))
    return path
