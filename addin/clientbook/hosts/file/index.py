"""What is where in a workbook package: worksheets, Excel Tables, defined names, the date system."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from clientbook.errors import HostError
from clientbook.hosts.base import Area
from clientbook.hosts.file.addresses import corners
from clientbook.hosts.file.guard import main_part
from clientbook.hosts.file.package import Package, xml_root


@dataclass(frozen=True)
class Worksheet:
    """A sheet with cells.

    Attributes:
        name: as people see it
        part: name of its part
        state: ``visible``, ``hidden`` or ``veryHidden``
    """

    name: str
    part: str
    state: str


@dataclass(frozen=True)
class ListObject:
    """An Excel Table.

    Attributes:
        area: where it stands, with header and totals rows
        part: name of its part
        header: whether it has a header row
    """

    area: Area
    part: str
    header: bool


@dataclass(frozen=True)
class DefinedName:
    """A defined name.

    Attributes:
        name: the name
        text: its formula, without ``=``
        sheet: position of the sheet it is limited to, chart sheets counted; None for the whole book
    """

    name: str
    text: str
    sheet: int | None


class Index:
    """The index of a workbook, read from small parts only and kept.

    Args:
        package: the workbook
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.workbook = main_part(package)
        self._root = xml_root(package.read(self.workbook), self.workbook)
        self._targets = {r.id: r for r in package.relationships(self.workbook)}

    @cached_property
    def date1904(self) -> bool:
        """Whether serial dates count from 1904."""
        node = self._root.find("{*}workbookPr")
        return node is not None and node.get("date1904") in {"1", "true"}

    @cached_property
    def worksheets(self) -> tuple[Worksheet, ...]:
        """The worksheets in order, hidden ones too; chart, dialog and macro sheets are left out."""
        found = []
        for node in self._root.iterfind("{*}sheets/{*}sheet"):
            name = node.get("name") or ""
            target = self._targets.get(_relationship_id(node))
            if target is None or not target.type.endswith("/worksheet"):
                continue
            if target.target not in self.package:
                raise HostError("zip_damaged", part=target.target)
            found.append(Worksheet(name, target.target, node.get("state") or "visible"))
        return tuple(found)

    @cached_property
    def tables(self) -> tuple[ListObject, ...]:
        """The Excel Tables, sheet by sheet."""
        return tuple(
            _list_object(xml_root(self.package.read(r.target), r.target), sheet.name, r.target)
            for sheet in self.worksheets
            for r in self.package.relationships(sheet.part)
            if r.type.endswith("/table") and r.target in self.package
        )

    @cached_property
    def names(self) -> tuple[DefinedName, ...]:
        """The defined names."""
        found = []
        for node in self._root.iterfind("{*}definedNames/{*}definedName"):
            local = node.get("localSheetId")
            found.append(DefinedName(node.get("name") or "", node.text or "", None if local is None else int(local)))
        return tuple(found)

    def part(self, kind: str) -> str:
        """Return the name of a part of the workbook by the end of its type (``styles``), empty if there is none."""
        found = (r.target for r in self._targets.values() if r.type.endswith(f"/{kind}") and not r.external)
        return next((name for name in found if name in self.package), "")

    def sheet(self, name: str) -> Worksheet:
        """Return a worksheet by its name.

        Raises:
            HostError: there is none
        """
        for sheet in self.worksheets:
            if sheet.name == name:
                return sheet
        raise HostError("sheet_not_found", sheet=name)


def _relationship_id(node: etree._Element) -> str:
    """Return the attribute ``r:id``, whatever its prefix."""
    return next((str(value) for key, value in node.attrib.items() if str(key).endswith("}id")), "")


def _list_object(root: etree._Element, sheet: str, part: str) -> ListObject:
    top, left, bottom, right = corners(root.get("ref") or "A1")
    name = root.get("displayName") or root.get("name") or ""
    totals = int(root.get("totalsRowCount") or 0)
    area = Area(sheet, name, top, left, bottom, right, totals)
    return ListObject(area, part, root.get("headerRowCount") != "0")
