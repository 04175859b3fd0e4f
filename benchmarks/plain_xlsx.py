"""A workbook of plain lists, written fast and the way Excel does it: shared strings, serial dates, one style for dates.

Shared strings matter for a fair comparison: openpyxl reads inline strings several times slower.
"""

from __future__ import annotations

import string
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape

Row = Sequence[object]

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LETTERS = string.ascii_uppercase
_BLOCK = 1000
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no time zones
_STYLES = (
    f"{_HEAD}<styleSheet {_MAIN}>"
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def _sheet(rows: Iterator[Row], strings: dict[str, int]) -> Iterator[str]:
    yield f"{_HEAD}<worksheet {_MAIN}><sheetData>"
    for number, row in enumerate(rows, 1):
        cells = []
        for letter, value in zip(_LETTERS, row, strict=False):
            if isinstance(value, str):
                place = strings.setdefault(value, len(strings))
                cells.append(f'<c r="{letter}{number}" t="s"><v>{place}</v></c>')
            elif isinstance(value, datetime):
                cells.append(f'<c r="{letter}{number}" s="1"><v>{(value - _EPOCH).days}</v></c>')
            elif value is not None:
                cells.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _links(parts: Sequence[tuple[str, str]]) -> str:
    made = (
        f'<Relationship Id="rId{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(made)}</Relationships>'


def _types(count: int) -> str:
    parts = [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
    parts += [(f"worksheets/sheet{number}", "worksheet") for number in range(1, count + 1)]
    made = (f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{''.join(made)}</Types>"
    )


def _workbook(names: Sequence[str]) -> str:
    sheets = (
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook {_MAIN} xmlns:r="{_LINKS}"><sheets>{"".join(sheets)}</sheets></workbook>'


def _put(package: zipfile.ZipFile, name: str, pieces: Iterator[str] | Sequence[str]) -> None:
    part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    with package.open(part, "w", force_zip64=True) as stream:
        waiting = iter(pieces)
        while block := "".join(islice(waiting, _BLOCK)):
            stream.write(block.encode())


def write_workbook(path: Path, lists: Mapping[str, Iterator[Row]]) -> None:
    """Write sheets of rows of text, figures, dates and blanks.

    Args:
        path: where to
        lists: name of a sheet → its rows, the first of them the headers; at most 26 columns
    """
    strings: dict[str, int] = {}
    links = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(lists) + 1)]
    with zipfile.ZipFile(path, "w", compresslevel=6) as package:
        _put(package, "[Content_Types].xml", [_types(len(lists))])
        _put(package, "_rels/.rels", [_links([("officeDocument", "xl/workbook.xml")])])
        _put(package, "xl/workbook.xml", [_workbook(list(lists))])
        more = [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        _put(package, "xl/_rels/workbook.xml.rels", [_links([*links, *more])])
        _put(package, "xl/styles.xml", [_STYLES])
        for (_, target), rows in zip(links, lists.values(), strict=True):
            _put(package, f"xl/{target}", _sheet(rows, strings))
        shared = (f"<si><t>{escape(text)}</t></si>" for text in strings)
        count = f'count="{len(strings)}" uniqueCount="{len(strings)}"'
        _put(package, "xl/sharedStrings.xml", [f"{_HEAD}<sst {_MAIN} {count}>", *shared, "</sst>"])
