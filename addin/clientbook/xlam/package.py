"""``clientbook.xlam`` itself: a workbook with one sheet of words, the VBA project and the ribbon, zipped without a clock."""

from __future__ import annotations

import io
import re
import zipfile
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

from clientbook.locale import words
from clientbook.ui.functions import FUNCTIONS
from clientbook.xlam.project import vba_project
from clientbook.xlam.sources import MACROS, SHEET_MODULE, licences, own_modules, xlwings_modules
from clientbook.xlam.wrappers import functions_module

FILE = "clientbook.xlam"
LICENCES = "clientbook.xlam.licences.txt"
PROJECT = "Clientbook"
_WORDS = "xl/worksheets/sheet1.xml"
_VERSIONS = "versions"
_LONGEST_HELP = 255
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MS = "http://schemas.microsoft.com/office/2006/relationships"

_TYPES = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "/xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
}

_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def build(folder: Path) -> Path:
    """Write the add-in and the licences of what is not ours in it; return the add-in.

    Args:
        folder: made where it is missing
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)
    return folder / FILE


def files() -> dict[str, bytes]:
    """Return the add-in and the licences of what is not ours in it, by file name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts().items():
            entry = zipfile.ZipInfo(name)  # dated 1980: the same sources give the same bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, content)
    return {FILE: packed.getvalue(), LICENCES: licences().encode()}


def versions() -> str:
    """Return what an add-in is built of, as the tick list of add-ins would say it."""
    return f"clientbook {version('clientbook')}, xlwings {version('xlwings')}"


def versions_in(addin: bytes) -> str:
    """Return what an add-in that we built was built of; empty where it does not tell.

    Raises:
        zipfile.BadZipFile: it is no workbook.
    """
    with zipfile.ZipFile(io.BytesIO(addin)) as archive:
        sheet = archive.read(_WORDS).decode()
    found = re.search(f">{_VERSIONS}</t>.*?<t [^>]*>([^<]*)</t>", sheet)
    return found[1] if found else ""


def parts() -> dict[str, bytes]:
    """Return the parts of the package, by name."""
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            (f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (f"{_MS}/ui/extensibility", "customUI/customUI.xml")
        ),
        "customUI/customUI.xml": (MACROS / "ribbon.xml").read_text(encoding="utf-8").removeprefix(_HEAD),
        "xl/workbook.xml": _workbook(),
        "xl/_rels/workbook.xml.rels": _relations(
            (f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            (f"{_OFFICE}/styles", "styles.xml"),
            (f"{_MS}/vbaProject", "vbaProject.bin"),
        ),
        _WORDS: _sheet(spoken()),
        "xl/styles.xml": _STYLES,
    }
    project = vba_project(PROJECT, [*own_modules(), functions_module(), *xlwings_modules()])
    return {name: (_HEAD + text).encode() for name, text in texts.items()} | {"xl/vbaProject.bin": project}


def spoken() -> list[tuple[str, str, str]]:
    """Return what the sheet of words has: versions, names of the functions, then words; key, Russian, English.

    Raises:
        ValueError: a help text is longer than Excel takes.
    """
    russian, english = words("ru").catalogue, words("en").catalogue
    names = " ".join(function.__name__ for function in FUNCTIONS)
    rows = [(_VERSIONS, versions(), versions()), ("functions", names, names)]
    for key in russian:
        if not key.startswith(("ribbon.", "function.")):
            continue
        if key.startswith("function.") and max(len(russian[key]), len(english[key])) > _LONGEST_HELP:
            raise ValueError(f"too long for the function wizard: {key}")
        rows.append((key.removesuffix(".0"), russian[key], english[key]))
    return rows


def _content_types() -> str:
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook() -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
        '<bookViews><workbookView visibility="hidden"/></bookViews>'
        '<sheets><sheet name="words" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(rows: list[tuple[str, str, str]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in zip("ABC", row, strict=True)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{SHEET_MODULE}"/><sheetData>{"".join(lines)}</sheetData>'
        "</worksheet>"
    )
