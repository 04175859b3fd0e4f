"""Puts rows into the tables of an open book: one block is read and one is written of every table.

What cannot be done is found before anything is changed; what fails on the way is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import xlwings as xw

from clientbook.errors import HostError
from clientbook.hosts.base import Area, Progress, TypedValue
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.excel.charts import draw_charts
from clientbook.hosts.excel.columns import add_missing_columns
from clientbook.hosts.excel.copies import copy_sheets
from clientbook.hosts.excel.draw import Drawn, draw_sheet
from clientbook.hosts.excel.filters import Filtered, filters_on
from clientbook.hosts.excel.fit import fit, resize
from clientbook.hosts.excel.lines import Figures, find_figures, put_figures
from clientbook.hosts.excel.quiet import quiet
from clientbook.hosts.excel.rows import Filling, OldRows, adopt, identities, lost_values, read_rows
from clientbook.hosts.excel.sight import Fold
from clientbook.hosts.excel.standing import find_standing
from clientbook.hosts.excel.undo import Seen, remember, take
from clientbook.hosts.excel.values import entry, formulas_to_keep, read_block, write_block
from clientbook.hosts.file.places import Places, Spot
from clientbook.hosts.file.tasks import Task, names_of, tables_of, tasks_of
from clientbook.hosts.standing import Standing, sheets_of
from clientbook.locale import words
from clientbook.sheets.description import Content


class Refill:
    """One refill of an open book.

    Args:
        live: the book
        contents: what stands on its sheets after it
        lang: language of sheets and headers that are made
        places: plain ranges that serve as tables
    """

    def __init__(self, live: LiveBook, contents: Sequence[Content], lang: str, places: Mapping[str, Area]) -> None:
        self.live = live
        self.book = live.book
        self.contents = contents
        self.lang = lang
        self.places = dict(places)
        self.made: dict[str, str] = {}
        self.taken: Sequence[str] = ()
        self.drawn: dict[str, Drawn] = {}
        self.fillings: list[Filling] = []
        self.lost: list[TypedValue] = []
        self.seen: dict[str, Seen] = {}

    def run(self, progress: Progress | None = None) -> list[TypedValue]:
        """Refill every table; return what people typed on rows that are no more."""
        self.live.forget()
        standings = self._find()
        tasks = self._tasks(standings)
        self._refuse(tasks)
        filters = filters_on(self.book, [standing for _, standing in tasks])
        with quiet(self.book):
            try:
                for one in filters:
                    one.take_off()
                self._write(standings, progress)
            except Exception:
                self._take_back(filters)
                raise
            for one in filters:
                one.put_back()
        remember(self.book, self.live.snapshot)
        return self.lost

    def _take_back(self, filters: Sequence[Filtered]) -> None:
        self.live.forget()
        self.live.snapshot.put_back(self.book, self._find(), self.live.stands)
        self.live.forget()
        for one in filters:
            one.put_back()

    def _find(self) -> dict[str, Standing]:
        return find_standing(tables_of(self.contents), list(self.live.tables().values()), self.places, self.live.cells)

    def _tasks(self, standings: Mapping[str, Standing]) -> list[Task]:
        """Return the tables to be written, from top to bottom within each sheet."""
        tasks = tasks_of(self.contents, standings, self.made)
        return sorted(tasks, key=lambda task: (task[1].sheet, task[1].first))

    def _refuse(self, tasks: Sequence[Task]) -> None:
        """Find out whether every sheet takes what will be written, by writing what is there."""
        tops = {standing.sheet: (standing.top, standing.left) for _, standing in reversed(tasks)}
        for name, corner in tops.items():
            cell = self.book.sheets[name].range(corner)
            try:
                write_block(cell, [[entry(read_block(cell)[0][0])]])
            except Exception as error:
                raise HostError("sheet_protected", sheet=name) from error

    def _write(self, standings: dict[str, Standing], progress: Progress | None) -> None:
        standings = self._complete(standings, progress)
        tasks = self._tasks(standings)
        figures = self._figures(standings, {content.sheet.key for content, _ in tasks})
        self._keep(tasks, figures)
        for number, (content, standing) in enumerate(tasks):
            if progress is not None:
                progress("write", number, len(tasks) * 2)
            self._resize(content, standing, standings)
        places = self._named(standings, figures)
        for content, found in figures:
            put_figures(content, found, places)
        for number, filling in enumerate(self.fillings, start=len(tasks)):
            if progress is not None:
                progress("write", number, len(tasks) * 2)
            self._put(filling, places)
        for key, drawn in self.drawn.items():
            for band in drawn.bands:
                draw_charts(self.book.sheets[self.made[key]], band, drawn.standings, words(self.lang))
        self.live.forget()
        if progress is not None:
            progress("write", len(tasks) * 2, len(tasks) * 2)

    def _complete(self, standings: dict[str, Standing], progress: Progress | None) -> dict[str, Standing]:
        """Let tables grow and make sheets; return where all tables stand then."""
        if self._grow() | self._make(sheets_of(standings, self.places), progress):
            standings = self._find()
        for drawn in self.drawn.values():
            standings |= drawn.standings
        return standings

    def _grow(self) -> bool:
        """Let tables take in the rows under them that were read as theirs; tell whether any did."""
        grown = bool(self.live.grown)
        for name, rows in self.live.grown.items():
            area = self.live.tables()[name]
            sheet = self.book.sheets[area.sheet]
            sheet.tables[name].resize(sheet.range((area.top, area.left), (area.bottom + rows, area.right)))
        self.live.grown.clear()
        self.live.forget()
        return grown

    def _make(self, known: Mapping[str, str], progress: Progress | None) -> bool:
        """Make the sheets that are missing, behind all others, copied where that can be done, else drawn; tell of any.

        Args:
            known: table → the sheet on which it stands
            progress: called as sheets are drawn
        """
        there = self.live.sheets()
        every = names_of([content.sheet for content in self.contents], self.lang, known, there)
        names = {key: name for key, name in every.items() if name not in there}
        fresh = [content for content in self.contents if content.sheet.key in names]
        if progress is not None and fresh:
            progress("draw", 0, len(fresh))
        self.taken = self.live.taken_names() if fresh else ()
        self.drawn |= copy_sheets(self.book, fresh, names, self.lang)
        self.live.snapshot.made += [names[key] for key in self.drawn]
        self.made |= names
        for number, content in enumerate(fresh, start=1):
            if content.sheet.key not in self.drawn:
                self._draw(content, names[content.sheet.key])
            if progress is not None:
                progress("draw", number, len(fresh))
        self.live.forget()
        return bool(fresh)

    def _draw(self, content: Content, name: str) -> None:
        try:
            sheet = self.book.sheets.add(name, after=self.book.sheets[-1])
        except Exception as error:
            raise HostError("book_protected", sheet=name) from error
        self.live.snapshot.made.append(name)
        self.drawn[content.sheet.key] = draw_sheet(sheet, content, words(self.lang), self.taken)

    def _keep(self, tasks: Sequence[Task], figures: Sequence[tuple[Content, Figures]]) -> None:
        """Keep what will be replaced, before rows move and formulas follow them."""
        for _, standing in tasks:
            seen = self.live.snapshot.keep_table(self.book.sheets[standing.sheet], standing)
            if seen is not None:
                self.seen[standing.table.name] = seen
        for content, found in figures:
            self.live.snapshot.keep_cells(found.sheet, found.written(content))

    def _resize(self, content: Content, standing: Standing, standings: Mapping[str, Standing]) -> None:
        """Read what stands in a table, make room for its rows, and note what is to be written."""
        sheet, name = self.book.sheets[standing.sheet], standing.table.name
        frame = content.tables[name].reset_index(drop=True)
        fresh = content.sheet.key in self.made
        if not fresh and name not in content.append:
            add_missing_columns(sheet, standing, self.lang, self.live)
        old = OldRows() if fresh else self._old(sheet, standing)
        names = identities(frame, standing)
        first = standing.first
        if name in content.append and not fresh:
            if name not in content.anew:
                frame = frame[[one not in old.named for one in names]].reset_index(drop=True)
            if not len(frame):
                return
            first = max(old.filled + 1, standing.first)
            blank = {row.number: row for row in old.everybody()}
            rows = [blank.get(number) for number in range(first, first + len(frame))]
            last = max(standing.last, first + len(frame) - 1)
        else:
            adopt(old, standing, frame, names)
            self.lost += lost_values(old, standing, set(names))
            rows = [old.named.get(one) for one in names]
            last = standing.first + max(len(frame), 1) - 1
        if not fresh:
            sight = next(block.rows_in_sight for block in content.sheet.blocks() if block.table.name == name)
            fold = Fold(sheet, standing, sight) if sight else None
            beside = self._fit(sheet, standing, last, standings, kept=first != standing.first)
            if fold is not None and not beside:
                fold.renew()
        self.fillings.append(Filling(standing, frame, rows, old, first))

    def _fit(
        self, sheet: xw.Sheet, standing: Standing, last: int, standings: Mapping[str, Standing], *, kept: bool
    ) -> bool:
        """Let a table end in another row; tell whether anything stands beside its body, which is looked at only then."""
        if last == standing.last:
            resize(sheet, standing)
            return True
        others = [other for other in standings.values() if other.sheet == standing.sheet]
        area = Area(sheet.name, "", standing.first, standing.left, standing.last, standing.right)
        below, beside = self.live.stands(area)
        fit(sheet, standing, last, others, below=below or bool(standing.totals), beside=beside, kept=kept)
        return beside

    def _old(self, sheet: xw.Sheet, standing: Standing) -> OldRows:
        kept = [at for at, key in enumerate(standing.keys) if key is None or standing.table[key].typed]
        seen, width = self.seen.pop(standing.table.name, None), len(standing.keys)
        if seen is not None and (body := seen.body(standing.last - standing.first + 1, width, kept)) is not None:
            return read_rows(standing, body, [[""] * width] * len(body))
        cells = sheet.range((standing.first, standing.left), (standing.last, standing.right))
        values = read_block(cells)
        texts = formulas_to_keep(cells, values, kept) if kept else [[""] * len(standing.keys)] * len(values)
        return read_rows(standing, values, texts)

    def _figures(self, standings: Mapping[str, Standing], written: set[str]) -> list[tuple[Content, Figures]]:
        """Return the lines of every sheet that is written."""
        found = []
        for content in self.contents:
            name = self._sheet_of(content, standings)
            if not name or (content.sheet.blocks() and content.sheet.key not in written):
                continue
            sheet, drawn = self.book.sheets[name], self.drawn.get(content.sheet.key)
            if drawn is not None:
                figures = Figures(sheet, drawn.figures, dict.fromkeys(drawn.figures))
            else:
                above = min((standing.top for standing in standings.values() if standing.sheet == name), default=10_000)
                figures = find_figures(sheet, content, above, words(self.lang), self.live)
            found.append((content, figures))
        return found

    def _sheet_of(self, content: Content, standings: Mapping[str, Standing]) -> str:
        """Return the name of the sheet where a described one stands; empty if it is not there."""
        for block in content.sheet.blocks():
            if block.table.name in standings:
                return standings[block.table.name].sheet
        name = self.made.get(content.sheet.key, content.sheet.name(self.lang))
        return name if not content.sheet.blocks() and name in self.live.sheets() else ""

    def _named(self, standings: Mapping[str, Standing], figures: Sequence[tuple[Content, Figures]]) -> Places:
        places = Places(names=frozenset(name.name for name in self.book.names))
        for name, standing in standings.items():
            places.spots[name] = Spot(standing.sheet, standing.columns, standing.first, standing.last)
        for _, found in figures:
            places.lines.setdefault(found.sheet.name, {}).update(found.addresses())
        return places

    def _put(self, filling: Filling, places: Places) -> None:
        standing = filling.standing
        sheet = self.book.sheets[standing.sheet]
        block = replace(filling, formulas=places.formulas(standing)).block()
        last = filling.first + len(block) - 1
        self.live.snapshot.reached(standing, last)
        write_block(sheet.range((filling.first, standing.left), (last, standing.right)), block)


@contextmanager
def all_or_nothing(live: LiveBook) -> Iterator[None]:
    """Let several writings into a book be one: where one fails, or is stopped, those before it are taken back."""
    try:
        yield
    except BaseException:
        remember(live.book, live.snapshot)
        take_back(live.book)
        raise


def take_back(book: xw.Book) -> None:
    """Put back every table that the last run replaced in a book.

    Raises:
        HostError: nothing was replaced since the program was started.
    """
    snapshot = take(book)
    if snapshot is None:
        raise HostError("nothing_to_undo", file=book.name)
    live = LiveBook(book)
    tables = [before.standing.table for before in snapshot.tables.values()]
    standings = find_standing(tables, list(live.tables().values()), snapshot.places(), live.cells)
    filters = filters_on(book, standings.values())
    with quiet(book):
        for one in filters:
            one.take_off()
        snapshot.put_back(book, standings, live.stands)
        for one in filters:
            one.put_back()
