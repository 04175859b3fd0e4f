"""The copies of a computed register: taken apart once, put together for every manager."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from clientbook.hosts.file.assembled import MadeSheet, assembled
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.index import Index
from clientbook.hosts.file.line_cells import find_lines
from clientbook.hosts.file.package import Package, xml_root
from clientbook.hosts.file.part_xml import to_xml
from clientbook.hosts.file.protect import Locks, protect_sheet
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import date1904, find_standing, sheets
from clientbook.hosts.file.styles import StyleSheet, named_cell_style, styles_part
from clientbook.hosts.file.table_part import style_of
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.file.workbook_edit import move_first
from clientbook.hosts.file.write import write_contents
from clientbook.hosts.standing import Standing, own_areas
from clientbook.locale import words
from clientbook.register.parse import Reading
from clientbook.register.tables import INPUTS
from clientbook.sheets import book as book_sheets
from clientbook.sheets import inputs, job_description, regulation
from clientbook.sheets.description import Block, Sheet
from clientbook.team import copy_about
from clientbook.team.copy_cells import CellTexts
from clientbook.team.copy_sheet import CopySheet
from clientbook.team.copy_source import Desk, SourceSheet
from clientbook.team.handed import handed
from clientbook.team.hiding import hiding
from clientbook.team.source import SourceTable, source_table
from clientbook.team.whose import Whose

if TYPE_CHECKING:
    from clientbook.computing import Computed
    from clientbook.hosts.base import Area

ORDER = (
    "plan", "log", "clients", "people", "segments", "risks", "leaving", "kpi", "pfr_week", "pfr_month", "offers",
    "algorithm", "answers", "plans", "leave", "jd", "arguments", "calendar", "regulation",
)  # fmt: skip
"""Keys of the sheets in the order of a copy: what is filled in every day comes first."""
ALWAYS = frozenset({"plan", "clients"})
"""Sheets that a copy has even without a row."""


class Copies:
    """Makes the copies of a register that was computed and written into its book in memory.

    Args:
        front: the book
        computed: what was computed
        hide: personal data of clients' people that must not come along; None lets them
    """

    def __init__(self, front: FileBook, computed: Computed, *, hide: Collection[str] | None = None) -> None:
        register = computed.register
        self.words = words(register.lang)
        self.as_of = register.as_of
        self.register = front.path.name
        _add_missing(front, computed)
        self.package = front.package
        self.whose = Whose(register, computed.plan.plan["manager"].unique().tolist())
        self.date1904 = date1904(self.package)
        self.texts = Texts(self.package)
        self._styles = StyleSheet(xml_root(self.package.read(styles_part(self.package))))
        self.jobs = dict(zip(register.staff["manager"], register.staff["job"], strict=True))
        self._rooms = _rooms(computed)
        self._hide = None if hide is None else hiding(hide, self.words.text("copy.hidden"))
        self.desk = self._desk()
        reading = Reading(english=register.lang == "en", date1904=self.date1904)
        self.sources = list(self._sources(front, register.places, reading))

    @property
    def managers(self) -> list[str]:
        """Return everybody who gets a copy."""
        return self.whose.managers

    def _desk(self) -> Desk:
        locks = Locks(self._styles)
        grey = named_cell_style(self.package, "cb_header_computed")
        yellow = self._styles.named().get("cb_header_typed")
        wears = (str(n) for n, xf in enumerate(self._styles.items("cellXfs")) if xf.get("xfId") == str(yellow))
        muted = locks.looking(named_cell_style(self.package, "cb_id"), size="8", colour="7F7F7F", horizontal="fill")
        salt = self.as_of.isoformat()
        cells, personal = CellTexts(self.texts, self._hide), self._hide is None
        return Desk(cells, locks, self.words, muted, grey, frozenset(wears), personal, salt)

    def _sources(self, front: FileBook, places: Mapping[str, Area], reading: Reading) -> Iterator[SourceSheet]:
        """Yield the sheets that are handed out, in the order of a copy."""
        by_name = {place.name: place for place in sheets(self.package)}
        described = _described(self.words.lang)
        parts: dict[str, SheetPart] = {}

        def part(name: str) -> SheetPart:
            path = by_name[name].part
            if path not in parts:
                parts[path] = SheetPart(self.package.read(path))
            return parts[path]

        ranges = {name: area for name, area in places.items() if name in handed()}
        for area in ranges.values():
            part(area.sheet)
        tables = [block.table for sheet in described.values() for block in sheet.blocks()]
        standings = find_standing(self.package, tables, ranges, parts, self.texts)
        for sheet in sorted(described.values(), key=lambda one: ORDER.index(_order(one))):
            there = [standings[block.table.name] for block in sheet.blocks() if block.table.name in standings]
            for name in dict.fromkeys(standing.sheet for standing in there):
                here = [standing for standing in there if standing.sheet == name]
                yield self._source(front, sheet, part(name), here, reading)

    def _source(
        self, front: FileBook, sheet: Sheet, part: SheetPart, standings: Sequence[Standing], reading: Reading
    ) -> SourceSheet:
        top = min(standing.top for standing in standings)
        name = standings[0].sheet
        if _order(sheet) == "jd":
            return SourceSheet(sheet, name, part, (), sorted(part.rows), whole=True)
        lines = find_lines(part, sheet.lines, top, self.texts)
        given = [standing for standing in standings if standing.table.name in handed()]
        tables = [self._table(front, one, reading) for one in given]
        tables.sort(key=lambda table: table.standing.first)
        whole = isinstance(sheet.stack[0], Block) and tables[0].standing.top == top
        end = top - 1 if whole else max([2, *(row for row, _ in lines.values())])
        return SourceSheet(sheet, name, part, tables, list(range(1, end + 1)), lines)

    def _table(self, front: FileBook, standing: Standing, reading: Reading) -> SourceTable:
        rules = handed()[standing.table.name]
        table = source_table(front, standing, rules, self.whose, reading, self._hide)
        return replace(table, style=style_of(self.package, standing))

    def of(self, manager: str) -> Package:
        """Return the copy of a manager."""
        chosen = [source for source in self.sources if not source.whole or self._is_his_job(source, manager)]
        clients = next((self._sheet(source, manager) for source in chosen if source.sheet.key == "clients"), None)
        codes = clients.column_range("cb_clients", "client_id") if clients is not None else ""
        made = [self._sheet(source, manager, codes) for source in chosen]
        shown = [sheet for sheet in made if _worth(sheet)]
        pages: list[MadeSheet] = [sheet.made() for sheet in shown]
        styles, theme = to_xml(self._styles.root), self._theme()
        package = assembled(pages, styles, theme, date1904=self.date1904, made_on=self.as_of)
        listed = [(sheet.source.name, self._note(sheet.source.sheet), sheet.next_row or 1) for sheet in shown]
        about = copy_about.content(manager, self.as_of, self.register, self.words, listed)
        write_contents(package, [about], self.words.lang)
        drawn = sheets(package)[-1]
        protect_sheet(package, drawn.part)
        move_first(package, drawn.name)
        return package

    def _sheet(self, source: SourceSheet, manager: str, codes: str = "") -> CopySheet:
        return CopySheet(source, self.desk, manager, room=self._rooms.get(manager, 0.0), codes=codes)

    def _note(self, sheet: Sheet) -> str:
        key = f"copy.sheet.{sheet.key}" if f"copy.sheet.{sheet.key}" in self.words.catalogue else ""
        kind = "title" if _order(sheet) == "jd" else "note"
        return self.words.text(key or f"sheet.{sheet.key}.{kind}")

    def _is_his_job(self, source: SourceSheet, manager: str) -> bool:
        job = self.jobs.get(manager)
        return job in job_description.JOBS and source.sheet.key == job_description.sheet(str(job)).key

    def _theme(self) -> bytes:
        name = Index(self.package).part("theme")
        return self.package.read(name) if name else b""


def _worth(sheet: CopySheet) -> bool:
    """Tell whether a sheet says something to its manager, or is to be filled in."""
    return sheet.source.whole or sheet.source.sheet.key in ALWAYS or bool(sheet.rows or sheet.next_row)


def _order(sheet: Sheet) -> str:
    return "jd" if sheet.key in {job_description.sheet(job).key for job in job_description.JOBS} else sheet.key


def _described(lang: str) -> dict[str, Sheet]:
    """Return key → description of every sheet that may be handed out."""
    known = (*book_sheets.results(lang), *inputs.SHEETS.values(), regulation.SHEET)
    return {sheet.key: sheet for sheet in known if _order(sheet) in ORDER}


def _add_missing(front: FileBook, computed: Computed) -> None:
    """Draw the lists that managers fill in and the register lacks, blank."""
    register = computed.register
    there = own_areas(INPUTS, front.areas(), front.cells).keys() | register.places.keys()
    growing = {name for name, rules in handed().items() if rules.grows}
    blank = [
        inputs.filled(table, register.rows[table.name].iloc[:0], words(register.lang))
        for table in INPUTS
        if table.name in growing and table.name not in there
    ]
    if blank:
        front.write(blank, register.lang, None, register.places)


def _rooms(computed: Computed) -> dict[str, float]:
    """Return manager → minutes for contacts on a working day."""
    load = computed.plan.load.dropna(subset=["manager"])
    days = load["days"].astype(float).fillna(0)
    minutes = load["have_minutes"].astype(float).fillna(0)
    return dict(zip(load["manager"], (minutes / days.where(days > 0, 1)).tolist(), strict=True))
