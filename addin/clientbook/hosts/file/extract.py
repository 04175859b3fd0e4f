"""A small canonical workbook made of some sheets of a package, for the fast readers.

calamine and fastexcel look for parts under fixed names and read every small part there is. Given a package of nothing
but the sheets, styles and texts in question, under the usual names, they read any producer's file, and never a part
that has not been checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clientbook.hosts.file.archive import Entry, write_archive
from clientbook.hosts.file.index import Index
from clientbook.hosts.file.insertion import UTF16, as_utf8
from clientbook.register.parse_dates import LAST_SERIAL

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


_NUMBER = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>\s*(\d{1,9})\s*<")
"""A value that may be the number of a shared text."""
_STYLED_NUMBER = re.compile(
    rb"(<(?:[\w.-]+:)?c\s[^>]*?)\ss=\"\d+\"([^>]*>(?:<(?:[\w.-]+:)?f\b[^<]*</(?:[\w.-]+:)?f>)?"
    rb"<(?:[\w.-]+:)?v>(-?[\d.]+(?:[eE][+-]?\d+)?)<)"
)
_ODD_TEXTS = (b"<!--", b"<![CDATA[", b"<si/>", b"<si ")
"""What stands in shared texts that cannot be counted by their ends."""
_TEXTS_CLAIMED = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s>])[^>]*>")
_CLAIM = re.compile(rb"\suniqueCount=[\"'](\d+)[\"']")


def extract(index: Index, sheets: Sequence[Entry], texts: Entry | None = None) -> bytes:
    """Return a workbook whose sheets are named ``1``, ``2`` and so on.

    Args:
        index: the workbook the sheets come from: its date system, styles and shared texts go with them
        sheets: parts of worksheets
        texts: shared texts instead of all there are
    """
    shared = [(kind, index.part(kind)) for kind in ("styles", "sharedStrings")]
    found = {kind: index.package.entry(part) for kind, part in shared if part}
    if "sharedStrings" in found:
        found["sharedStrings"] = _countable(found["sharedStrings"] if texts is None else texts)
    parts = [(kind, f"{kind}.xml", entry) for kind, entry in found.items()]
    parts += [("worksheet", f"worksheets/sheet{number}.xml", entry) for number, entry in enumerate(sheets, 1)]
    small = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(parts, date1904=index.date1904),
        "xl/_rels/workbook.xml.rels": _relationships([(kind, name) for kind, name, _ in parts]),
    }
    entries = [Entry.made_of(name, text.encode("utf-8")) for name, text in small.items()]
    entries += [_named(f"xl/{name}", _in_utf8(entry)) for _, name, entry in parts]
    return write_archive(entries)


def texts_for(index: Index, rows: bytes) -> Entry | None:
    """Return the shared texts up to the last one that some rows may use: reading all of them takes longer than the rows.

    Args:
        index: the workbook
        rows: the XML of a worksheet

    Returns:
        None where all are to be taken.
    """
    part = index.part("sharedStrings")
    if not part:
        return None
    data = index.package.read(part)
    if any(mark in data for mark in _ODD_TEXTS):
        return None
    most = max(map(int, _NUMBER.findall(rows)), default=0)
    parts = data.split(b"</si>", most + 1)
    return stored(data[: -len(parts[-1])] + b"</sst>") if len(parts) == most + 2 and b"<sst" in parts[0] else None


def _in_utf8(part: Entry) -> Entry:
    """Return a part in UTF-8, the one encoding that the readers know; a few programs write UTF-16."""
    return stored(as_utf8(part.content())) if next(part.chunks(), b"").startswith(UTF16) else part


def _countable(texts: Entry) -> Entry:
    """Return shared texts that do not claim to be more than fit in: the readers ask at once for memory for all of them."""
    claims = _TEXTS_CLAIMED.search(next(texts.chunks(), b""))
    if claims is None or all(int(number) * len(b"<si/>") <= texts.size for number in _CLAIM.findall(claims[0])):
        return texts
    data = texts.content()
    return stored(data[: claims.start()] + _CLAIM.sub(b"", claims[0]) + data[claims.end() :])


def bare(part: Entry) -> Entry:
    """Return a worksheet in which a number that is no day, below 0 or beyond the year 9999, has no format."""

    def without_format(match: re.Match[bytes]) -> bytes:
        return match[0] if 0 <= float(match[3]) <= LAST_SERIAL else match[1] + match[2]

    return stored(_STYLED_NUMBER.sub(without_format, part.content()))


def stored(data: bytes) -> Entry:
    """Return a part that is not worth deflating."""
    return replace(Entry.made_of("part", b""), raw=data, method=0, size=len(data), crc=Entry.checksum(data))


def _named(name: str, entry: Entry) -> Entry:
    return replace(entry, name=name, raw_name=name.encode("utf-8"))


def _content_types(parts: Sequence[tuple[str, str, Entry]]) -> str:
    kinds = [("workbook.xml", "sheet.main"), *((name, kind) for kind, name, _ in parts)]
    overrides = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_SPREADSHEET}.{kind}+xml"/>' for name, kind in kinds
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(parts: Sequence[tuple[str, str, Entry]], *, date1904: bool) -> str:
    ids = [number for number, (kind, _, _) in enumerate(parts, 1) if kind == "worksheet"]
    lines = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{number}"/>' for n, number in enumerate(ids, 1))
    settings = '<workbookPr date1904="1"/>' if date1904 else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{settings}<sheets>{lines}</sheets></workbook>'
