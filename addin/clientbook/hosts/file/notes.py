"""Notes and comments of people: they go with the row they were written on."""

from __future__ import annotations

import re

from lxml import etree
from openpyxl.utils import column_index_from_string

from clientbook.hosts.base import TypedValue
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import local, related, to_xml
from clientbook.hosts.file.resize import Resize
from clientbook.hosts.file.standing import OFFICE

VML = f"{OFFICE}/vmlDrawing"
COMMENTS = f"{OFFICE}/comments"
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"

_SHAPE = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)


def moved_cell(address: str, resize: Resize) -> str:
    """Return where something that hangs on one cell goes; empty if its row is gone."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    if match is None:
        return address
    row = resize.point(int(match[2]), column_index_from_string(match[1]))
    return f"{match[1]}{row}" if row is not None else ""


def follow_notes(package: Package, part: str, resize: Resize) -> list[TypedValue]:
    """Let notes and comments go with their row; return those whose row is gone."""
    lost: dict[str, TypedValue] = {}
    for kind, tag in ((COMMENTS, "comment"), (THREADED, "threadedComment")):
        for name in related(package, part, kind):
            root = xml_root(package.read(name))
            before = etree.tostring(root)
            for node in [node for node in root.iter() if local(node) == tag and node.get("ref")]:
                cell = node.get("ref") or ""
                if not _follow_note(node, resize):
                    # the text of a thread says more than the note that stands in for it in old programs
                    lost[cell] = TypedValue(resize.sheet, cell, _said(node))
            if etree.tostring(root) != before:
                package.put(name, to_xml(root))
    for name in related(package, part, VML):
        data = package.read(name)
        moved = _SHAPE.sub(lambda match: _follow_shape(match[0], resize), data)
        if moved != data:
            package.put(name, moved)
    return list(lost.values())


def _follow_note(node: etree._Element, resize: Resize) -> bool:
    """Move a note; tell whether it still has a place."""
    after = moved_cell(node.get("ref") or "", resize)
    parent = node.getparent()
    if after:
        node.set("ref", after)
    elif parent is not None:
        parent.remove(node)
    return bool(after)


def _said(node: etree._Element) -> str:
    return "".join(text.text or "" for text in node.iter() if local(text) in {"t", "text"}).strip()


def _follow_shape(shape: bytes, resize: Resize) -> bytes:
    """Move the box of a note; its rows and columns count from 0."""
    row = re.search(rb"<x:Row>\s*(\d+)\s*</x:Row>", shape)
    column = re.search(rb"<x:Column>\s*(\d+)\s*</x:Column>", shape)
    anchor = re.search(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)", shape)
    if row is not None and column is not None:
        after = resize.point(int(row[1]) + 1, int(column[1]) + 1)
        if after is None:
            return b""
        by = after - 1 - int(row[1])
        shape = shape.replace(row[0], b"<x:Row>%d</x:Row>" % (after - 1))
    elif anchor is not None:
        top = int(anchor[2].split(b",")[2])
        by = resize.shift if top + 1 > resize.old else 0
    else:
        return shape
    if anchor is None or not by:
        return shape
    parts = [int(part) for part in anchor[2].split(b",")]
    for index in (2, 6):
        parts[index] = max(0, parts[index] + by)
    text = ", ".join(str(part) for part in parts).encode()
    return shape.replace(anchor[0], anchor[1] + text + anchor[3])
