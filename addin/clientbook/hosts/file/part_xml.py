"""Small helpers for parts of a package that are read as trees."""

from __future__ import annotations

from lxml import etree

from clientbook.hosts.file.package import Package

XML_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def to_xml(root: etree._Element) -> bytes:
    """Return a part as XML with the head that Excel writes."""
    body: bytes = etree.tostring(root, encoding="utf-8")
    return XML_HEAD + body


def local(node: etree._Element) -> str:
    """Return the local name of an element, empty for comments and the like."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def local_parent(node: etree._Element) -> str:
    """Return the local name of the parent of an element."""
    parent = node.getparent()
    return local(parent) if parent is not None else ""


def related(package: Package, part: str, kind: str) -> list[str]:
    """Return the parts that a part leads to by relationships of a type."""
    return [r.target for r in package.relationships(part) if r.type == kind and not r.external and r.target in package]
