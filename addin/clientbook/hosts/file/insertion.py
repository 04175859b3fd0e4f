"""Small edits inside an XML part that leave every other byte of it alone.

Workbook, relationships and content types of a user's file carry things we know nothing of (``mc:Ignorable`` prefixes,
comments, attributes in an order of their own). Writing a parsed tree anew would touch all of it, so an element is put in
or taken out of the text, at a place found by a real XML parser.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape

_TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")

UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""What a part in UTF-16 begins with."""


def as_utf8(data: bytes) -> bytes:
    """Return XML in UTF-8, so that places in bytes can be counted; most parts are in it already."""
    if not data.startswith(UTF16):
        return data
    text = data.decode("utf-16")
    return re.sub(r"""encoding=(["'])[^"']*\1""", 'encoding="UTF-8"', text, count=1).encode("utf-8")


def attribute(value: str) -> str:
    """Return a value as it stands between double quotes."""
    return escape(value, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def element(tag: str, attributes: Mapping[str, str]) -> str:
    """Return an empty element as text."""
    return f"<{tag}" + "".join(f' {name}="{attribute(value)}"' for name, value in attributes.items()) + "/>"


def root_prefix(data: bytes) -> str:
    """Return the prefix of the root element with its colon, such as ``x:``, or an empty text."""
    found: list[str] = []
    parser = expat.ParserCreate()

    def start(tag: str, _: object) -> None:
        if not found:
            found.append(tag)

    parser.StartElementHandler = start
    parser.ParseFile(io.BytesIO(data))
    prefix, colon, _ = found[0].rpartition(":")
    return prefix + colon


def append_child(data: bytes, tag: str, attributes: Mapping[str, str]) -> bytes:
    """Return XML with an empty element put in as the last child of the root, under the prefix of the root.

    Args:
        data: the XML in UTF-8
        tag: local name of the new element
        attributes: its attributes, in order
    """
    data = as_utf8(data)
    prefix = root_prefix(data)
    new = element(prefix + tag, attributes).encode("utf-8")
    ends = list(re.finditer(rb"</[^<>]*>", data))
    if ends:
        place = ends[-1].start()
        return data[:place] + new + data[place:]
    opening = next(match for match in _TAG.finditer(data) if match[0][1:2] not in b"?!")
    name = re.match(rb"<([^\s/>]+)", opening[0])
    assert name is not None  # noqa: S101  (a start tag has a name, or expat above had refused it)
    body = opening[0][:-2].rstrip() + b">" + new + b"</" + name[1] + b">"
    return data[: opening.start()] + body + data[opening.end() :]


def without_children(data: bytes, tag: str, name: str, values: frozenset[str]) -> bytes:
    """Return XML without the empty elements ``tag`` whose attribute ``name`` has one of the values."""
    data = as_utf8(data)
    places: list[int] = []
    parser = expat.ParserCreate()

    def start(found: str, attributes: dict[str, str]) -> None:
        if found.rpartition(":")[2] == tag and attributes.get(name) in values:
            places.append(parser.CurrentByteIndex)

    parser.StartElementHandler = start
    parser.ParseFile(io.BytesIO(data))
    for place in reversed(places):
        data = data[:place] + data[_element_end(data, place) :]
    return data


def _element_end(data: bytes, place: int) -> int:
    """Return where an element without children ends, be it ``<a/>`` or ``<a></a>``."""
    opening = _TAG.match(data, place)
    assert opening is not None  # noqa: S101  (expat found a start tag here)
    if opening[0].endswith(b"/>"):
        return opening.end()
    return data.index(b">", data.index(b"</", opening.end())) + 1
