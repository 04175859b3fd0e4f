"""A worksheet while it is being refilled, and the change of one table's length on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from clientbook.hosts.base import TypedValue
from clientbook.hosts.file.around import follow, stands_below
from clientbook.hosts.file.cells import plain
from clientbook.hosts.file.chart_parts import MOST_POINTS, Figures, address
from clientbook.hosts.file.fill import Filling
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.resize import Resize
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.table_part import set_table_reference
from clientbook.hosts.standing import Standing


@dataclass
class SheetWork:
    """A sheet being refilled.

    Attributes:
        part: its part
        name: its name
        sheet: its content, taken apart
        standings: the tables of ours on it
        fillings: what is to be written
        resizes: the changes made so far, in order
        touched: whether it is to be stored
    """

    part: str
    name: str
    sheet: SheetPart
    standings: list[Standing] = field(default_factory=list)
    fillings: list[Filling] = field(default_factory=list)
    resizes: list[Resize] = field(default_factory=list)
    touched: bool = False

    def resize(
        self, package: Package, standing: Standing, last: int, moved: Mapping[int, int | None], *, beside: bool
    ) -> tuple[Resize, list[TypedValue]]:
        """Change the length of a body and move what stands under it.

        Args:
            package: the workbook
            standing: the table
            last: last row of its body from now on
            moved: row before → row after, for what hangs on single rows
            beside: whether cells beside the table stand in the rows of its body

        Returns:
            The change, and notes of people on rows that are gone.
        """
        old, shift = standing.last, 0
        if last != old and stands_below(package, self.sheet, standing, self.standings):
            shift = last - old
        if shift < 0 and beside and any(number in self.sheet.rows for number in range(last + 1, old + 1)):
            # something stands beside the rows that would go: they stay, blank, and nothing is pulled over it
            shift, last = 0, old if standing.totals else last
        resize = Resize(self.name, standing.first, old, last, standing.left, standing.right, shift, moved)
        if shift:
            self.sheet.move_rows(old, shift)
        lost = follow(package, self.sheet, standing, resize)
        for other in self.standings:
            if other is not standing and other.last > old:
                other.first += shift if other.first > old else 0
                other.last += shift
        standing.last = last
        set_table_reference(package, standing)
        self.resizes.append(resize)
        self.touched = True
        return resize, lost

    def store(self, package: Package) -> bool:
        """Put the worksheet back; tell whether it changed; its rows are gone afterwards."""
        if not self.touched:
            return False
        return package.put_pieces(self.part, self.sheet.drain())


def figures_of(works: Iterable[SheetWork]) -> dict[tuple[str, str], Figures]:
    """Return what stands in the columns that were filled, for the charts that show them."""
    figures: dict[tuple[str, str], Figures] = {}
    for work in works:
        for filling in work.fillings:
            rows = filling.standing.last - filling.standing.first + 1
            # rows may have been added under others that the frame does not know
            if rows <= MOST_POINTS and len(filling.frame) in {0, rows}:
                figures.update(_figures(work.name.casefold(), filling))
    return figures


def _figures(sheet: str, filling: Filling) -> dict[tuple[str, str], Figures]:
    standing = filling.standing
    figures = {}
    for key, column in standing.columns.items():
        figures[sheet, address(column, standing.first, standing.last)] = Figures(partial(_texts, filling, key))
        header = address(column, standing.first - 1, standing.first - 1)
        figures[sheet, header] = Figures(partial(_header, standing, column))
    return figures


def _texts(filling: Filling, key: str) -> list[tuple[str, str]]:
    frame, kind = filling.frame, filling.standing.table[key].kind
    values = frame[key].tolist() if key in frame else [None] * len(frame)
    return [plain(value, kind, date1904=filling.date1904) for value in values] or [("", "")]


def _header(standing: Standing, column: int) -> list[tuple[str, str]]:
    return [("s", standing.headers[column - standing.left])]
