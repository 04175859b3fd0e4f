"""The texts of cells that a person or another program wrote: shared, inline, rich, escaped."""

from __future__ import annotations

import re
from html import unescape

from clientbook.hosts.file.cells import number_text
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.raw_cells import Cell

SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"

_ITEM = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>]*?(?:/>|>((?:[^<]+|<(?!/(?:\w+:)?t>))*)</(?:\w+:)?t>)")
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def excel_text(raw: bytes) -> str:
    """Return a text as people see it: entities and ``_xHHHH_`` undone."""
    text = raw.decode("utf-8", "replace")
    if "&" in text:
        text = unescape(text)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def rich_text(raw: bytes) -> str:
    """Return the text of a string item, its runs joined and phonetic hints left out."""
    if b"rPh" in raw:
        raw = _PHONETIC.sub(b"", raw)
    return "".join(excel_text(match[1] or b"") for match in _TEXT.finditer(raw))


class Texts:
    """The texts of a package's cells; the shared ones are read when first asked for.

    Args:
        package: the workbook
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._shared: list[bytes] | None = None

    def _items(self) -> list[bytes]:
        if self._shared is None:
            names = [name for name in self._package.names() if self._package.content_type(name) == SHARED]
            data = self._package.read(names[0]) if names else b""
            self._shared = [match[1] or b"" for match in _ITEM.finditer(data)]
        return self._shared

    def of(self, cell: Cell) -> str:
        """Return what a cell holds as text: numbers in their shortest form, so that ``12`` equals the text "12"."""
        if cell.kind == "inlineStr":
            return rich_text(cell.inner)
        value = _VALUE.search(cell.inner)
        if value is None:
            return ""
        if cell.kind == "s":
            items = self._items()
            index = int(value[1])
            return rich_text(items[index]) if index < len(items) else ""
        return excel_text(value[1]) if cell.kind in {"str", "e", "b", "d"} else _number(value[1].decode())

    def inline(self, cell: Cell) -> bytes:
        """Return the inside of a cell with a shared text as an inline one."""
        value = _VALUE.search(cell.inner)
        return b"<is>" + (self._items()[int(value[1])] if value else b"") + b"</is>"


def _number(text: str) -> str:
    try:
        return number_text(float(text))
    except ValueError:
        return text
