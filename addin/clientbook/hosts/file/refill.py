"""Puts rows into the tables of a book: the one way for sheets just made and for sheets people have worked on.

Every sheet is taken apart once. Its tables are resized from top to bottom, with everything around them; when all
tables stand where they will stay, rows and formulas are written; charts come last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from clientbook.hosts.base import Area, Progress, TypedValue
from clientbook.hosts.file.adopt import adopt
from clientbook.hosts.file.body import BodyReader, OldBody, lost_values
from clientbook.hosts.file.chart_parts import follow_charts
from clientbook.hosts.file.columns_missing import add_missing_columns
from clientbook.hosts.file.fill import Filler, Filling
from clientbook.hosts.file.heights import column_widths
from clientbook.hosts.file.identity import frame_identities
from clientbook.hosts.file.line_cells import Found, find_lines, line_addresses, put_lines
from clientbook.hosts.file.package import Package
from clientbook.hosts.file.places import Places, Spot
from clientbook.hosts.file.shared_formulas import expand_shared
from clientbook.hosts.file.sheet_part import SheetPart
from clientbook.hosts.file.standing import date1904, find_standing, sheets
from clientbook.hosts.file.styles import wrapping_styles
from clientbook.hosts.file.tasks import Task, tables_of, tasks_of
from clientbook.hosts.file.texts import Texts
from clientbook.hosts.file.work import SheetWork, figures_of
from clientbook.hosts.file.workbook_edit import defined_names, expect_recalculation, without_calculation_chain
from clientbook.hosts.standing import Standing
from clientbook.sheets.description import Content


class Refill:
    """One refill of a book.

    Args:
        package: the workbook
        contents: what stands on its sheets after it
        lang: language of headers that are added
        made: keys of sheets that were made just now, so that even ``keep`` tables are filled
        places: plain ranges that serve as tables
        formulas: whether formulas are written; without them their values stand in the cells
    """

    def __init__(
        self,
        package: Package,
        contents: Sequence[Content],
        lang: str,
        made: Collection[str] = (),
        places: Mapping[str, Area] | None = None,
        *,
        formulas: bool = True,
    ) -> None:
        self.package = package
        self.contents = contents
        self.lang = lang
        self.made = frozenset(made)
        self.areas = dict(places or {})
        self.formulas = formulas
        self.texts = Texts(package)
        self.date1904 = date1904(package)
        self.wrapping = wrapping_styles(package)
        self.standings: Mapping[str, Standing] = {}
        self.works: dict[str, SheetWork] = {}
        self.lost: list[TypedValue] = []
        self.written: set[str] = set()

    def run(self, progress: Progress | None = None) -> list[TypedValue]:
        """Refill every table; return what people typed on rows that are no more."""
        self.standings = self._find()
        for work in self.works.values():
            work.standings = self._standing_on(work.part)
        tasks = self._tasks()
        for number, (content, standing) in enumerate(tasks):
            if progress is not None:
                progress("write", number, len(tasks))
            self._resize(content, standing)
        lines = self._lines()
        places = self._places(lines)
        self._put_lines(lines, places)
        changed = [work for work in self.works.values() if self._put_rows(work, places)]
        figures = figures_of(self.works.values())
        for work in self.works.values():
            follow_charts(self.package, work.part, work.resizes, figures)
        if changed:
            without_calculation_chain(self.package)
            expect_recalculation(self.package)
        if progress is not None:
            progress("write", len(tasks), len(tasks))
        return self.lost

    def _find(self) -> dict[str, Standing]:
        ranges = {area.sheet for name, area in self.areas.items() if self._written(name)}
        for place in sheets(self.package):
            if place.name in ranges:
                self._work(place.part, place.name)
        taken = {part: work.sheet for part, work in self.works.items()}
        return find_standing(self.package, tables_of(self.contents), self.areas, taken, self.texts)

    def _written(self, table: str) -> bool:
        return any(table in content.tables and table not in content.keep for content in self.contents)

    def _work(self, part: str, name: str) -> SheetWork:
        """Return a sheet taken apart, when its turn comes: a large one gives up its old rows before the next is read."""
        if part not in self.works:
            sheet = SheetPart(self.package.read(part))
            expand_shared(sheet)
            self.works[part] = SheetWork(part, name, sheet, self._standing_on(part))
        return self.works[part]

    def _standing_on(self, part: str) -> list[Standing]:
        return [standing for standing in self.standings.values() if standing.part == part]

    def _tasks(self) -> list[Task]:
        """Return the tables to be written, sheet by sheet, from top to bottom within each."""
        tasks = tasks_of(self.contents, self.standings, self.made)
        return sorted(tasks, key=lambda task: (task[1].part, task[1].first))

    def _resize(self, content: Content, standing: Standing) -> None:
        """Read what stands in a table, make room for its rows, and note what is to be written."""
        work = self._work(standing.part, standing.sheet)
        self.written.add(content.sheet.key)
        table, frame = standing.table, content.tables[standing.table.name]
        appends = table.name in content.append
        block = next(block for block in content.sheet.blocks() if block.table.name == table.name)
        if not appends:
            add_missing_columns(self.package, work.sheet, standing, self.lang)
        reader = BodyReader(work.sheet, standing, self.texts, grouped=block.rows_in_sight > 0)
        old = reader.read()
        if appends:
            self._resize_for_more(work, standing, frame, old, anew=table.name in content.anew)
            return
        self._resize_for_all(work, standing, frame, old, reader, block.rows_in_sight)

    def _resize_for_more(
        self, work: SheetWork, standing: Standing, frame: pd.DataFrame, old: OldBody, *, anew: bool
    ) -> None:
        """Make room for rows under the last one; rows that stand there already are not added again, unless ``anew``."""
        fresh = frame.reset_index(drop=True)
        if old.rows and not anew:  # a table without rows has none of them already
            names = frame_identities(frame, standing, date1904=self.date1904)
            fresh = frame[[name not in old.rows for name in names]].reset_index(drop=True)
        if not len(fresh):
            return
        start = max(old.filled + 1, standing.first)
        last = max(standing.last, start + len(fresh) - 1)
        resize, _ = work.resize(self.package, standing, last, {}, beside=False)
        blank = {row.number: row for row in old.everybody()}
        rows = [blank.get(number) for number in range(start, start + len(fresh))]
        work.fillings.append(Filling(standing, fresh, old, rows, resize, start, date1904=self.date1904))

    def _resize_for_all(
        self, work: SheetWork, standing: Standing, frame: pd.DataFrame, old: OldBody, reader: BodyReader, in_sight: int
    ) -> None:
        frame = frame.reset_index(drop=True)
        last = standing.first + max(len(frame), 1) - 1
        stood = old.rows or any(row.kept for row in old.nameless)
        names = frame_identities(frame, standing, date1904=self.date1904) if stood else [""] * len(frame)
        new_rows = {name: standing.first + index for index, name in enumerate(names)}
        adopt(old, standing, frame, names, self.texts, date1904=self.date1904)
        moved = {row.number: new_rows.get(name) for name, row in old.rows.items()}
        moved |= {row.number: None for row in old.nameless}
        self.lost += lost_values(old, standing, self.texts, set(new_rows))
        beside = reader.clear()
        resize, notes = work.resize(self.package, standing, last, moved, beside=beside)
        self.lost += notes
        rows = [old.rows.get(name) for name in names]
        filling = Filling(standing, frame, old, rows, resize, standing.first, in_sight, date1904=self.date1904)
        work.fillings.append(filling)

    def _lines(self) -> dict[str, tuple[SheetWork, Found]]:
        """Return sheet key → where its lines stand, for every sheet that is refilled."""
        found = {}
        for content in self.contents:
            work = self._work_of(content)
            if work is not None:
                above = min((standing.top for standing in work.standings), default=10_000)
                found[content.sheet.key] = (work, find_lines(work.sheet, content.sheet.lines, above, self.texts))
        return found

    def _work_of(self, content: Content) -> SheetWork | None:
        for block in content.sheet.blocks():
            if block.table.name in self.standings:
                return self.works.get(self.standings[block.table.name].part)
        if not content.sheet.blocks():
            place = next((p for p in sheets(self.package) if p.name == content.sheet.name(self.lang)), None)
            return self._work(place.part, place.name) if place is not None else None
        return None

    def _places(self, lines: Mapping[str, tuple[SheetWork, Found]]) -> Places:
        if not self.formulas:
            return Places()
        places = Places(names=defined_names(self.package))
        for name, standing in self.standings.items():
            places.spots[name] = Spot(standing.sheet, standing.columns, standing.first, standing.last)
        for work, found in lines.values():
            places.lines.setdefault(work.name, {}).update(line_addresses(found))
        return places

    def _put_rows(self, work: SheetWork, places: Places) -> bool:
        """Write the rows of a sheet and store it, before those of the next are made; tell whether it changed."""
        for filling in work.fillings:
            filling.formulas = places.formulas(filling.standing)
            filling.wrapped = self._wrapped(work, filling)
            alone = not any(
                other.first <= filling.standing.last and other.last >= filling.first
                for other in work.standings
                if other is not filling.standing
            )
            Filler(filling).put(work.sheet, alone=alone)
        return work.store(self.package)

    def _wrapped(self, work: SheetWork, filling: Filling) -> dict[int, float]:
        """Return the columns of a table whose cells break lines, with their widths."""
        standing = filling.standing
        widths = column_widths(work.sheet.find("cols"), standing.left, standing.right)
        styles = enumerate(filling.old.styles)
        return {index: widths[index] for index, style in styles if style in self.wrapping}

    def _put_lines(self, lines: Mapping[str, tuple[SheetWork, Found]], places: Places) -> None:
        for content in self.contents:
            # a sheet whose tables are all kept, or that gets no row, is left alone with its lines
            if content.sheet.key in lines and (content.sheet.key in self.written or not content.sheet.blocks()):
                work, found = lines[content.sheet.key]
                work.touched = True
                put_lines(work.sheet, content, found, places, work.name, date1904=self.date1904)
