"""An Office Open XML package edited part by part.

What is not touched is copied as it is stored, compressed bytes and all. New and changed parts get a fixed date and a
fixed deflate level, so that the same content gives the same file on every run.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from clientbook.errors import HostError
from clientbook.hosts.file import insertion
from clientbook.hosts.file.archive import Entry, archive_pieces, read_archive, write_archive
from clientbook.hosts.file.spool import Spool

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
"""What strict books call the same relationships; a book may have them though its parts are not strict."""
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Relationship:
    """A relationship of one part.

    Attributes:
        id: its name in the source part, such as ``rId3``
        type: its type URI, that of a strict book as others have it
        target: name of the target part as :meth:`Package.names` spells it; the address as written if external
        external: whether the target lies outside the package
    """

    id: str
    type: str
    target: str
    external: bool


def xml_root(data: bytes, part: str = "") -> etree._Element:
    """Return the root of a small XML part; entities and the network are off, whatever the part says.

    Raises:
        HostError: it is not well-formed
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise HostError("xml_damaged", part=part) from None


def rels_name(part: str) -> str:
    """Return the name of the part that holds the relationships of ``part`` (empty: of the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Package:
    """The parts of a package by name, in the order of the file.

    Args:
        entries: the parts as stored
    """

    def __init__(self, entries: list[Entry]) -> None:
        self._stored = {entry.name: entry for entry in entries}
        self._entries = dict(self._stored)
        self._types: dict[str, str] | None = None
        self._parsed: dict[str, tuple[Entry, list[etree._Element]]] = {}

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read a package from a file.

        Raises:
            HostError: there is no such file, or it is not a sound and harmless zip archive
        """
        from clientbook.hosts.file import guard

        return cls.from_bytes(guard.read_file(path), path.name)

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "") -> Package:
        """Read a package from its bytes.

        Args:
            data: the bytes of the file
            name: name of the file, for messages
        """
        return cls(read_archive(data, name))

    def names(self) -> list[str]:
        """Return the names of the parts, without a leading slash, in the order of the file."""
        return list(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def size(self, name: str) -> int:
        """Return the inflated size of a part as declared, in bytes."""
        return self._entries[name].size

    def read(self, name: str) -> bytes:
        """Return the content of a part.

        Raises:
            KeyError: there is no such part
            HostError: it is damaged, or its declared size is a lie
        """
        return self._entries[name].content()

    def entry(self, name: str) -> Entry:
        """Return a part as stored, to be read piece by piece."""
        return self._entries[name]

    def head(self, name: str) -> bytes:
        """Return the beginning of a part, some hundred kilobytes at most, without checking the rest."""
        return next(self._entries[name].chunks(), b"")

    def put(self, name: str, data: bytes) -> None:
        """Replace the content of a part, or add a part at the end.

        A part whose content equals what was stored goes out as the very bytes that came in.
        """
        stored = self._stored.get(name)
        if stored is not None and stored.same(data):
            self._entries[name] = stored
        else:
            self._entries[name] = Entry.made_of(name, data)
        if name == CONTENT_TYPES:
            self._types = None

    def put_pieces(self, name: str, pieces: Iterable[bytes]) -> bool:
        """Replace the content of a large part, given in pieces; tell whether it is another one than before."""
        entry = Entry.made_from(name, pieces)
        present, stored = self._entries.get(name), self._stored.get(name)
        if present is not None and present.equals(entry):
            return False
        self._entries[name] = stored if stored is not None and stored.equals(entry) else entry
        return True

    def drop(self, name: str) -> None:
        """Remove a part with its own relationships and its content type; relationships to it stay (:meth:`unrelate`)."""
        del self._entries[name]
        self._entries.pop(rels_name(name), None)
        types = self.read(CONTENT_TYPES)
        self.put(CONTENT_TYPES, insertion.without_children(types, "Override", "PartName", frozenset({f"/{name}"})))

    def add_part(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part (or replace one) and declare its content type, unless it is declared already."""
        self.put(name, data)
        if self.content_type(name) != content_type:
            attributes = {"PartName": f"/{name}", "ContentType": content_type}
            self.put(CONTENT_TYPES, insertion.append_child(self.read(CONTENT_TYPES), "Override", attributes))

    def content_type(self, name: str) -> str:
        """Return the declared content type of a part, empty if none."""
        if self._types is None:
            self._types = self._content_types()
        extension = f"*.{posixpath.splitext(name)[1][1:]}".casefold()
        return self._types.get(f"/{name}".casefold(), self._types.get(extension, ""))

    def add_default_type(self, extension: str, content_type: str) -> None:
        """Declare the content type of all parts with an extension (``png``), unless one is declared."""
        if self.content_type(f"x.{extension}"):
            return
        attributes = {"Extension": extension, "ContentType": content_type}
        self.put(CONTENT_TYPES, insertion.append_child(self.read(CONTENT_TYPES), "Default", attributes))

    def _content_types(self) -> dict[str, str]:
        types: dict[str, str] = {}
        for child in xml_root(self.read(CONTENT_TYPES), CONTENT_TYPES):
            key = child.get("PartName") or f"*.{child.get('Extension')}"
            types[key.casefold()] = child.get("ContentType") or ""
        return types

    def relationships(self, part: str) -> list[Relationship]:
        """Return the relationships of a part in the order of its file; of the whole package for an empty name."""
        name = rels_name(part)
        if name not in self:
            return []
        entry = self._entries[name]
        known, nodes = self._parsed.get(name, (None, []))
        if known is not entry:
            found = xml_root(self.read(name), name)
            nodes = [node for node in found if isinstance(node.tag, str) and node.get("Target") is not None]
            self._parsed[name] = entry, nodes
        return [self._relationship(part, node) for node in nodes]

    def _relationship(self, part: str, node: etree._Element) -> Relationship:
        external = node.get("TargetMode") == "External"
        target = node.get("Target") or ""
        kind = (node.get("Type") or "").replace(_STRICT_OFFICE, _OFFICE)
        return Relationship(node.get("Id") or "", kind, target if external else self._target(part, target), external)

    def _target(self, part: str, target: str) -> str:
        """Return the name of the part a target points at; names of parts ignore case (OPC, §6.2.2.3).

        Letters outside of ASCII stand in a name percent-encoded or as they are: as the target has it comes first.
        """
        path = target.partition("#")[0].replace("\\", "/")
        as_written, plain = (
            posixpath.normpath(posixpath.join("/", posixpath.dirname(part), way)).lstrip("/")
            for way in (path, unquote(path))
        )
        if as_written in self or plain in self:
            return as_written if as_written in self else plain
        alike = {as_written.casefold(), plain.casefold()}
        return next((other for other in self._entries if other.casefold() in alike), plain)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Return the id of the relationship from ``part`` to the part ``target``, made if there is none yet.

        Args:
            part: name of the source part, empty for the package
            kind: type URI of the relationship
            target: name of the target part
        """
        present = self.relationships(part)
        for relationship in present:
            if (relationship.type, relationship.target, relationship.external) == (kind, target, False):
                return relationship.id
        numbers = [int(r.id[3:]) for r in present if re.fullmatch(r"rId\d{1,9}", r.id)]
        new = f"rId{max(numbers, default=0) + 1}"
        address = posixpath.relpath(f"/{target}", posixpath.join("/", posixpath.dirname(part)))
        attributes = {"Id": new, "Type": kind, "Target": address}
        self._put_relationships(part, attributes)
        return new

    def _put_relationships(self, part: str, attributes: dict[str, str]) -> None:
        name = rels_name(part)
        if name in self:
            self.put(name, insertion.append_child(self.read(name), "Relationship", attributes))
            return
        body = insertion.element("Relationship", attributes)
        text = f'{_XML_HEAD}<Relationships xmlns="{_RELATIONSHIPS}">{body}</Relationships>'
        self.put(name, text.encode("utf-8"))
        self.add_default_type("rels", RELATIONSHIPS_TYPE)

    def unrelate(self, part: str, relationship_id: str) -> None:
        """Remove a relationship of a part by its id; the target part stays."""
        name = rels_name(part)
        self.put(name, insertion.without_children(self.read(name), "Relationship", "Id", frozenset({relationship_id})))

    def free_name(self, pattern: str) -> str:
        """Return the first name that no part has, for a pattern such as ``xl/worksheets/sheet{}.xml``, from 1 on."""
        taken = {name.casefold() for name in self._entries}
        number = 1
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    def save_bytes(self) -> bytes:
        """Return the package as the bytes of a file."""
        return write_archive(list(self._entries.values()))

    def save_pieces(self) -> list[bytes | Spool]:
        """Return the same bytes in pieces."""
        return archive_pieces(list(self._entries.values()))

    def save_to(self, path: Path) -> None:
        """Write the package to a file as it is; :mod:`clientbook.hosts.file.save` does it safely."""
        path.write_bytes(self.save_bytes())
