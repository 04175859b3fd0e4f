"""One sheet of a manager's copy, made of the sheet in the computed book: its looks, his rows, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree
from openpyxl.utils import get_column_letter, quote_sheetname

from clientbook.hosts.file.assembled import TABLE_PARTS, MadeSheet
from clientbook.hosts.file.cells import BLANK, text_cell
from clientbook.hosts.file.draw_tables import validation
from clientbook.hosts.file.line_cells import Found, line_addresses
from clientbook.hosts.file.moved import address
from clientbook.hosts.file.part_xml import XML_HEAD
from clientbook.hosts.file.places import Formula, Places, Spot
from clientbook.hosts.file.raw_cells import Cell, style_xml
from clientbook.hosts.file.sheet_part import MAIN, tag
from clientbook.register.columns import Kind, normal
from clientbook.sheets.description import Line
from clientbook.team import copy_frame
from clientbook.team.copy_cells import has_formula
from clientbook.team.copy_layout import Placed, moved, placed
from clientbook.team.copy_source import Desk, SourceSheet
from clientbook.team.copy_table import headers, table_part
from clientbook.team.handed import FILLED_BY_US, ROW_IDS


class CopySheet:
    """A sheet of one manager's copy while it is made.

    Args:
        source: the sheet in the computed book
        desk: what it is made with
        manager: whose copy it is
        room: minutes that the manager has for contacts on a day
        codes: range of his clients' codes on another sheet, such as ``'Клиенты'!$A$2:$A$30``; empty for none
    """

    def __init__(self, source: SourceSheet, desk: Desk, manager: str, *, room: float = 0.0, codes: str = "") -> None:
        self.source = source
        self.desk = desk
        self.room = room
        self.codes = codes
        self.tables: list[Placed] = []
        after = max(source.above, default=0)
        for number, table in enumerate(source.tables):
            stays = number == 0 and after == table.standing.top - 1
            header = table.standing.top if stays else after + (3 if after else 1)
            made = placed(table, manager, header, personal=desk.personal, salt=desk.salt)
            self.tables.append(made)
            after = made.last
        self.moved = moved(self.tables, source.above)

    @property
    def rows(self) -> int:
        """Return how many rows of the manager stand on it."""
        return sum(len(table.rows) for table in self.tables)

    @property
    def next_row(self) -> int:
        """Return the first prepared row, 0 where there is none."""
        ready = [table.first + len(table.rows) for table in self.tables if table.prepared]
        return ready[0] if ready else 0

    def column_range(self, table: str, key: str) -> str:
        """Return the range of a column's rows with the sheet; empty where it has none."""
        for one in self.tables:
            if one.source.name == table and key in one.places() and one.rows:
                letters = get_column_letter(one.places()[key])
                last = one.first + len(one.rows) - 1
                return f"{quote_sheetname(self.source.name)}!${letters}${one.first}:${letters}${last}"
        return ""

    def made(self) -> MadeSheet:
        """Return the sheet."""
        part, fine = self.source.part, copy_frame
        first = self.tables[0] if self.tables else None
        stays = first is not None and first.header == first.source.standing.top
        places = self._places()
        gone = self._gone_columns(first)
        root = etree.Element(tag("worksheet"), nsmap={None: MAIN})  # type: ignore[dict-item]  # as in styles
        for group in (
            fine.properties(part),
            fine.views(
                part, frozen=stays, gone=gone, at=max(self.next_row - 3, 0) if self.source.sheet.key == "log" else 0
            ),
            fine.formats(part),
            fine.widths(part, self._columns(), [table.right for table in self.tables if table.version]),
            [etree.Element(tag("sheetData"))],
            fine.protection(),
            fine.merges(part, self.moved),
            fine.rules(part, self.moved),
            fine.lists(list(self._lists())),
            fine.paper(part),
            [etree.Element("tableParts")],
        ):
            root.extend(group)
        head, _, rest = etree.tostring(root, encoding="utf-8").partition(b"<sheetData/>")
        tail = rest.replace(b'<tableParts xmlns=""/>', TABLE_PARTS)
        data = b"".join((XML_HEAD, head, b"<sheetData>", *self._rows(places), b"</sheetData>", tail))
        titles = first.header if first is not None and len(self.tables) == 1 and not self.source.whole else 0
        return MadeSheet(
            self.source.name, data, tuple(self._table(table) for table in self.tables), titles, self._printed()
        )

    def _printed(self) -> str:
        """Return what is printed where a table has «Версия»: all but that column, which is for machines."""
        if not any(table.version for table in self.tables):
            return ""
        right = max(table.right - table.version for table in self.tables)
        return f"$A$1:${get_column_letter(right)}${max(table.last for table in self.tables)}"

    def _gone_columns(self, first: Placed | None) -> int:
        if first is None:
            return 0
        pane = self.source.part.root.find(f".//{tag('pane')}")
        frozen = int(float(pane.get("xSplit") or 0)) if pane is not None else 0
        before = [first.left + n for n in range(len(first.source.standing.keys))]
        stays = {column for column, _ in first.columns}
        return sum(column <= frozen and column not in stays for column in before)

    def _columns(self) -> list[tuple[int, int]]:
        """Return column before and on the copy: those of the tables, and all others where nothing is taken out."""
        found = {column: column for column in range(1, 400)} if self.source.whole else {}
        for table in self.tables:
            found.update({before: table.left + index for index, (before, _) in enumerate(table.columns)})
            found.update({column: column for column in range(1, table.left)})
        return sorted(found.items())

    def _places(self) -> Places:
        spots = {
            table.source.name: Spot(self.source.name, table.places(), table.first, table.last) for table in self.tables
        }
        return Places(spots, {self.source.name: line_addresses(self.source.kept_lines(Places(spots), self.room))})

    def _rows(self, places: Places) -> Iterator[bytes]:
        yield from self._above(places)
        for table in self.tables:
            if table.header != table.source.standing.top and table.header > 1:
                yield self._heading(table)
            yield self._header(table)
            yield from self._body(table, places)

    def _above(self, places: Places) -> Iterator[bytes]:
        kept = {key: self.source.lines[key] for key in places.lines[self.source.name]}
        figures = {place: key for key, place in kept.items()}
        lines = {line.key: line for line in self.source.sheet.lines}
        gone = set(self.source.lines.values()) - figures.keys()
        ours = self._ours(kept)
        for number in sorted(self.source.above):
            made = []
            for cell in self.source.part.cells(number):
                if (number, cell.column) in gone:
                    continue  # nor a yellow field for a line that is not asked here
                style, rest = self.desk.locks.closed(cell.style), BLANK
                key = figures.get((number, cell.column), "")
                if key:
                    style, rest = self._figure(lines[key], cell, number, places)
                elif self.source.whole or normal(self.desk.cells.text(cell)) in ours:
                    rest = self._note(cell) or self.desk.cells.value(cell)
                made.append(_cell(cell.column, number, style, rest))
            yield _row(number, self._height(number), made)

    def _note(self, cell: Cell) -> str:
        """Return the rest of a cell with what the sheet is for its manager, where it holds what it is for the head."""
        catalogue, key = self.desk.words.catalogue, self.source.sheet.key
        note = catalogue.get(f"copy.sheet.{key}", "")
        says = normal(self.desk.cells.text(cell)) == normal(catalogue.get(f"sheet.{key}.note", ""))
        return text_cell(note) if note and says and not self.source.whole else ""

    def _ours(self, kept: Found) -> set[str]:
        """Return the texts of ours that may stand above a table."""
        catalogue, key = self.desk.words.catalogue, self.source.sheet.key
        names = [f"sheet.{key}.title", f"sheet.{key}.note", "sheet.legend"]
        names += [f"line.{line}" for line in kept] + [f"block.{table.source.name}" for table in self.tables]
        texts = [catalogue.get(name, "") for name in names]
        return {
            normal(text) for text in (*texts, self.source.name, self.source.sheet.name(self.desk.words.lang)) if text
        }

    def _figure(self, line: Line, cell: Cell, row: int, places: Places) -> tuple[str, str]:
        """Return style and rest of the cell with the figure of a line."""
        if line.typed:
            return self.desk.locks.opened(cell.style), BLANK
        style, formula = self.desk.locks.closed(cell.style), self.source.formula(places, line, self.room)
        if formula is None:
            return style, self.desk.cells.value(cell)
        return style, f"><f>{formula.escaped().at(row)}</f></c>"  # worked out when the copy is opened

    def _heading(self, table: Placed) -> bytes:
        """Return the row above a table that has moved: its heading, in the looks it had."""
        text = self.desk.words.catalogue.get(f"block.{table.source.name}", "")
        old = self.source.part.cells(table.source.standing.top - 1)
        style = old[0].style if old else ""
        number = table.header - 1
        return _row(number, "", [_cell(table.left, number, self.desk.locks.closed(style), text_cell(text))])

    def _header(self, table: Placed) -> bytes:
        standing = table.source.standing
        old = {cell.column: cell for cell in self.source.part.cells(standing.top)} if standing.header else {}
        texts = headers(table, self.desk.words)
        made = []
        for index, (before, key) in enumerate(table.columns):
            style = old[before].style if before in old else ""
            if style in self.desk.yellow and self.desk.grey and not self._fills_in(table, key):
                style = self.desk.grey
            rest = text_cell(texts[index])
            made.append(_cell(table.left + index, table.header, self.desk.locks.closed(style), rest))
        if table.version:
            style = self.desk.grey or (old[max(old)].style if old else "")
            made.append(_cell(table.right, table.header, self.desk.locks.closed(style), text_cell(texts[-1])))
        return _row(table.header, self._height(standing.top), made)

    def _fills_in(self, table: Placed, key: str | None) -> bool:
        """Tell whether a manager may fill in a column, at least in new rows."""
        handed = table.source.handed
        return key in handed.editable or (handed.grows and key is not None and key not in FILLED_BY_US)

    def _body(self, table: Placed, places: Places) -> Iterator[bytes]:
        formulas = {key: formula.escaped() for key, formula in places.formulas(table.source.standing).items()}
        number = table.first
        for old in table.rows:
            cells = {cell.column: cell for cell in self.source.part.cells(old)}
            yield _row(number, self._height(old), [*self._cells(table, number, old, cells, formulas)])
            number += 1
        for name in table.prepared:
            yield _row(number, "", [*self._prepared(table, number, name)])
            number += 1
        if number == table.first:
            yield _row(number, "", [*self._cells(table, number, 0, {}, {})])

    def _cells(
        self, table: Placed, number: int, old: int, cells: Mapping[int, Cell], formulas: Mapping[str, Formula]
    ) -> Iterator[str]:
        locks, editable = self.desk.locks, table.source.handed.editable if old else ()
        for index, (before, key) in enumerate(table.columns):
            cell = cells.get(before)
            style = cell.style if cell is not None else self.source.usual.get((table.source.name, before), "")
            formula = formulas.get(key or "")
            kept = formula.at(number) if formula is not None and cell is not None and has_formula(cell) else ""
            rest = self.desk.cells.value(cell, kept) if cell is not None else BLANK
            if cell is not None and key in table.source.handed.of_head and old in table.source.heads:
                rest = self._without_head(cell, table, key, table.source.heads[old])
            yield _cell(
                table.left + index, number, locks.opened(style) if key in editable else locks.closed(style), rest
            )
        if table.version:
            yield _cell(table.right, number, self.desk.muted, text_cell(table.source.versions.get(old, "")))

    def _without_head(self, cell: Cell, table: Placed, key: str | None, head: str) -> str:
        """Return the rest of a cell of a client whose head company is somebody else's: no code, and texts without it."""
        if key is None or table.source.standing.table[key].kind is Kind.ID:
            return BLANK
        sign = self.desk.words.text("copy.head_of_other")
        text = self.desk.cells.said(cell)
        return text_cell(re.sub(rf"(?<!\w){re.escape(head)}(?!\w)", lambda _: sign, text))

    def _prepared(self, table: Placed, number: int, name: str) -> Iterator[str]:
        locks, identity = self.desk.locks, ROW_IDS.get(table.source.name, "")
        for index, (before, key) in enumerate(table.columns):
            style = self.source.usual.get((table.source.name, before), "")
            opened = key is not None and key not in FILLED_BY_US
            rest = text_cell(name) if key == identity and key else BLANK
            yield _cell(table.left + index, number, locks.opened(style) if opened else locks.closed(style), rest)
        yield _cell(table.right, number, self.desk.muted, BLANK)

    def _table(self, table: Placed) -> bytes:
        block = next((one for one in self.source.sheet.blocks() if one.table.name == table.source.name), None)
        return table_part(table, block, self.desk.words)

    def _height(self, row: int) -> str:
        """Return the height of a row as it was; hidden and folded rows come into sight."""
        found = self.source.part.rows.get(row)
        if found is None:
            return ""
        node = etree.fromstring(b"<row" + found.attributes.replace(b"x14ac:", b"x14ac_") + b"/>")
        return "".join(f' {key}="{node.get(key)}"' for key in ("ht", "customHeight") if node.get(key))

    def _lists(self) -> Iterator[etree._Element]:
        bare: set[int] = set()
        for table in self.tables:
            standing, places = table.source.standing, table.places()
            new = table.first + len(table.rows)
            for key, column in places.items():
                top = table.first if key in table.source.handed.editable else new
                if not self._fills_in(table, key) or top > table.last or not (table.rows or table.prepared):
                    continue
                where = address((top, column, table.last, column))
                check = validation(standing.table[key], self.desk.words)
                if check is not None:
                    yield copy_frame.checked(check, where)
                elif key == "client_id" and self.codes and table.prepared:
                    yield copy_frame.codes_list(self.codes, address((new, column, table.last, column)))
                else:
                    bare.add(column)
        yield from copy_frame.own_lists(self.source.part, self.moved, frozenset(bare))


def _cell(column: int, row: int, style: str, rest: str) -> str:
    return f'<c r="{get_column_letter(column)}{row}"{style_xml(style)}{rest}'


def _row(number: int, attributes: str, cells: Sequence[str]) -> bytes:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'.encode()
