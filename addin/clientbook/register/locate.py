"""Where the input tables stand in a book: by table name, sheet name, what the user says, or headers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from clientbook.errors import RegisterError, UsageError
from clientbook.hosts.base import Area, Book, CellValue
from clientbook.hosts.standing import called, is_own, own_areas
from clientbook.locale import names_in_quotes
from clientbook.register.columns import Kind, Table, normal
from clientbook.register.headers import SCANNED_ROWS, Headers, address, find_headers, table_required
from clientbook.register.parse import Reading
from clientbook.register.periods_apart import same_but_for_periods
from clientbook.register.problems import Done, Problems
from clientbook.register.tables import INPUTS, SALES, SETTINGS

BY_NAME_ONLY = frozenset({"cb_settings"})
"""Tables whose headers are too common to find them by."""

SHOWN_HEADERS = 12
"""Headers that a sentence names of a sheet that lacks one."""
SOURCE_KEY = "sales_source"
"""The setting that names a source of sales outside the book."""


class Place(NamedTuple):
    """Where an input table stands.

    Attributes:
        table: which table
        area: its header row, its rows and columns
        headers: which column is which
        more: further sheets that hold the rows of other periods
    """

    table: Table
    area: Area
    headers: Headers
    more: tuple[Place, ...] = ()

    @property
    def first(self) -> int:
        """Return the sheet row of the first row of data."""
        return self.headers.first

    @property
    def last(self) -> int:
        """Return the sheet row of the last row of data."""
        return self.area.bottom - self.area.totals

    @property
    def data(self) -> Area:
        """Return the rows of data."""
        return replace(self.area, top=self.first, bottom=self.last)

    def header(self, key: str) -> str:
        """Return the header of a column as it stands on the sheet, or in Russian where there is none."""
        return self.headers.texts.get(key, self.table[key].ru)


def money_columns(place: Place) -> list[int]:
    """Return the sheet columns of a table that hold money."""
    return [column for key, column in place.headers.columns.items() if place.table[key].kind is Kind.MONEY]


class Locator:
    """Finds the input tables of one book.

    Args:
        book: the book
        outputs: our own output tables, never taken for input
        problems: where doubts are noted
        lang: language in which an error names a header
    """

    def __init__(self, book: Book, outputs: Sequence[Table], problems: Problems, lang: str) -> None:
        self.book = book
        self.outputs = outputs
        self.problems = problems
        self.lang = lang
        self.areas = list(book.areas())
        self.top_rows: dict[Area, list[list[CellValue]]] = {}
        self.own = own_areas(INPUTS, self.areas, book.cells)
        strangers, inputs = set(self._strangers()), set(self.own.values())
        ours = {area for area in self.areas if area.table.casefold().startswith("cb_")} - strangers
        drawn = {area.sheet for area in ours - inputs}
        self.open = [area for area in self.areas if area not in ours and (area.table or area.sheet not in drawn)]

    def _strangers(self) -> Iterator[Area]:
        """Yield Excel Tables that have a name of ours and are somebody else's; few headers make one a list to be read."""
        named = {area.table: area for area in self.areas if area.table}
        for table in (*INPUTS, *self.outputs):
            for area in map(named.__getitem__, called(table.name, named)):
                if table in INPUTS and self._match(table, area) is not None:
                    self.own.setdefault(table.name, area)
                elif not is_own(table, self._rows(area)[0]):
                    at = address(area.top, area.left)
                    self.problems.add("table_not_ours", sheet=area.sheet, cell=at, value=area.table, name=area.table)
                    yield area

    def sales_elsewhere(self, sheets: Mapping[str, str]) -> bool:
        """Tell whether `Настройки` name a source of sales outside the book; the table is then not looked for in it.

        Args:
            sheets: short table name → sheet the user says it is on
        """
        place = self._named(SETTINGS, self._said(sheets).get(SETTINGS.name))
        if place is None or not {"key", "value"} <= place.headers.columns.keys():
            return False
        key, value = (place.headers.columns[name] - place.area.left for name in ("key", "value"))
        lines = self.book.cells(replace(place.area, top=place.first, bottom=max(place.first, place.last)))
        return any(normal(line[key]) == SOURCE_KEY and bool(normal(line[value] or "").strip("-–—")) for line in lines)

    def find(self, sheets: Mapping[str, str], without: Collection[str] = ()) -> dict[str, Place]:
        """Return table name → place.

        Args:
            sheets: short table name → sheet the user says it is on
            without: names of tables that are not looked for, because their rows come from elsewhere

        Raises:
            UsageError: ``sheets`` names a table or a sheet that is not there.
            RegisterError: a needed table, its headers or a required column is not there, or two sheets fit alike.
        """
        said = self._said(sheets)
        places: dict[str, Place] = {}
        wanted = [table for table in INPUTS if table.name not in without]
        for table in wanted:
            place = self._named(table, said.get(table.name))
            if place is not None:
                places[table.name] = place
        for table in wanted:
            if table.name not in places and table.name not in said and table.name not in BY_NAME_ONLY:
                place = self._by_headers(table, places.values())
                if place is not None:
                    places[table.name] = place
        if SALES.name in places and SALES.name not in said:
            places[SALES.name] = self._with_periods(places)
        self._tell_unused(places)
        return {name: place for name, place in places.items() if self._usable(place)}

    def _with_periods(self, places: Mapping[str, Place]) -> Place:
        """Return the place of the sales with the sheets of other periods; a table of ours has all there is."""
        first = places[SALES.name]
        own = self.own.get(SALES.name)
        if own is not None and own.table == first.area.table:
            return first
        parts = {first.area.sheet: first}
        taken = {place.area.sheet for place in places.values()}
        for area in self.open:
            if area.sheet in taken | parts.keys() or not same_but_for_periods((first.area.sheet, area.sheet)):
                continue
            other = self._match(SALES, area)
            if other is not None and not other.headers.missing(SALES) and not self._rival(other):
                parts[area.sheet] = other
        order = {name: number for number, name in enumerate(self.book.sheets())}
        one, *more = sorted(parts.values(), key=lambda part: order.get(part.area.sheet, 0))
        return one._replace(more=tuple(more))

    def _tell_unused(self, places: Mapping[str, Place]) -> None:
        """Note sheets that look like one more list of clients or sales: only one of each is read."""
        used = {part.area.sheet for place in places.values() for part in (place, *place.more)}
        for place in [place for place in places.values() if place.table.needed]:
            for area in self.open:
                other = None if area.table or area.sheet in used else self._match(place.table, area)
                if other is None or other.headers.instead or other.headers.missing(place.table) or self._rival(other):
                    continue
                at = address(other.headers.row, area.left)
                name, taken, short = place.table.sheet(self.lang), place.area.sheet, place.table.short
                count, money = self._held(other)
                if count:
                    self.problems.add(
                        "sheet_unused",
                        sheet=area.sheet,
                        cell=at,
                        done=Done.LEFT_OUT,
                        count=count,
                        amount=money,
                        table=name,
                        taken=taken,
                        short=short,
                    )

    def _tell_beside(self, place: Place) -> set[int]:
        """Note further parts of clients or sales to the right of the first, under the same headers; return their columns."""
        again = [twice for twice in place.headers.duplicates if twice.header == place.headers.texts[twice.key]]
        told: set[int] = set()
        while set(table_required(place.table)) <= {twice.key for twice in again}:
            columns = {twice.key: twice.column for twice in reversed(again)}
            again = [twice for twice in again if twice.column != columns[twice.key]]
            count, money = self._held(place._replace(headers=replace(place.headers, columns=columns)))
            if count:
                told.update(columns.values())
                self.problems.add(
                    "list_beside",
                    sheet=place.area.sheet,
                    cell=address(place.headers.row, min(columns.values())),
                    done=Done.LEFT_OUT,
                    count=count,
                    amount=money,
                    table=place.area.sheet,
                )
        return told

    def _held(self, place: Place) -> tuple[int, float]:
        """Return how many rows of clients or sales a place holds, and their money."""
        columns = place.headers.columns
        wanted = [columns[key] for key in ("client_id", "amount") if key in columns]
        left = min(wanted)
        area = replace(place.area, top=place.first, bottom=place.last, left=left, right=max(wanted))
        lines = self.book.cells(area) if place.last >= place.first else []
        rows = [[line[column - left] for column in wanted] for line in lines]
        full = [row for row in rows if all(normal(cell or "") for cell in row)]
        figures = Reading(english=self.lang == "en").parser(SALES["amount"])
        amounts = [figures(row[1])[0] for row in full if len(row) > 1]
        return len(full), sum(amount for amount in amounts if isinstance(amount, float))

    def _said(self, sheets: Mapping[str, str]) -> dict[str, str]:
        short = {table.short: table.name for table in INPUTS}
        present = {normal(name): name for name in self.book.sheets()}
        said: dict[str, str] = {}
        for key, sheet in sheets.items():
            name = short.get(key.strip().removeprefix("cb_"))
            if name is None:
                raise UsageError("table_unknown", name=key, names=", ".join(short))
            if normal(sheet) not in present:
                raise UsageError("sheet_absent", sheet=sheet, sheets=names_in_quotes(self.book.sheets()))
            said[name] = present[normal(sheet)]
        return said

    def _named(self, table: Table, said: str | None) -> Place | None:
        """Return a place by what the user said, the name of the table or the name of its sheet."""
        if said is not None:
            found = self._best(table, [area for area in self.areas if area.sheet == said])
            if found is None:
                raise self._otherwise(table, said) or self._no_header(table, said)
            return found
        own = self.own.get(table.name)
        if own is not None and (found := self._match(table, own)) is not None:
            return found
        names = {normal(table.ru), normal(table.en), *map(normal, table.aliases)}
        areas = [area for area in self.open if normal(area.sheet) in names]
        found = self._best(table, areas)
        if found is None and areas and table.needed and self._by_headers(table, ()) is None:
            raise self._otherwise(table, areas[0].sheet) or self._no_header(table, areas[0].sheet)
        return found

    def _no_header(self, table: Table, sheet: str) -> RegisterError:
        return RegisterError("no_header", sheet=sheet, headers=self._expected(table))

    def missing(self, table: Table, places: Iterable[Place]) -> RegisterError:
        """Return what to say of a needed table that is nowhere in the book: of the sheet that comes near, if one does."""
        used = {place.area.sheet for place in places}
        near = self._best(table, [area for area in self.open if area.sheet not in used])
        if near is not None and near.headers.score(table)[0] > 1 and not self._rival(near):
            return self._column_missing(near, near.headers.missing(table))
        told = self._otherwise(table)
        headers, sheets, name = self._expected(table), names_in_quotes(self.book.sheets()), table.sheet(self.lang)
        return told or RegisterError("table_missing", table=name, headers=headers, short=table.short, sheets=sheets)

    def _otherwise(self, table: Table, sheet: str = "") -> RegisterError | None:
        """Return what to say of a sheet (or the first that tells) that is arranged otherwise than a register."""
        from clientbook.register.arranged import otherwise_arranged

        areas = [area for area in self.open if not area.table and (area.sheet == sheet or not sheet)]
        headers = self._expected(table)
        told = (
            otherwise_arranged(table, area.sheet, self._rows(area), area.top, area.left, self.lang, headers)
            for area in areas
        )
        return next((error for error in told if error is not None), None)

    def _by_headers(self, table: Table, taken: Iterable[Place]) -> Place | None:
        """Return the one area whose headers hold every required column and fit no other table better."""
        used = {(place.area.sheet, place.area.table) for place in taken}
        used |= {(place.area.sheet, "") for place in taken}
        free = [area for area in self.open if (area.sheet, area.table) not in used]
        fits = [place for area in free if (place := self._match(table, area)) is not None]
        fits = [place for place in fits if not place.headers.missing(table) and not self._rival(place)]
        if not fits:
            return None
        best = max(place.headers.score(table) for place in fits)
        top = [place for place in fits if place.headers.score(table) == best]
        top = [place for place in top if place.area.table] or top
        sheets = list(dict.fromkeys(place.area.sheet for place in top))
        if table == SALES and len(sheets) == len(top) > 1 and same_but_for_periods(sheets):
            return top[0]
        if len(top) > 1 and table.needed:
            raise RegisterError(
                "ambiguous", table=table.sheet(self.lang), sheets=names_in_quotes(sheets), short=table.short
            )
        if len(top) > 1:
            self.problems.add(
                "table_ambiguous",
                sheet=sheets[0],
                table=table.sheet(self.lang),
                sheets=names_in_quotes(sheets),
                short=table.short,
            )
            return None
        return top[0]

    def _rival(self, place: Place) -> bool:
        """Tell whether another table of ours, input or output, fits the same area better."""
        mine = len(place.headers.columns)
        others = [table for table in (*INPUTS, *self.outputs) if table.name != place.table.name]
        rows = self._rows(place.area)
        for other in others:
            found = find_headers(other, rows, place.area.top, place.area.left)
            if found is not None and not found.missing(other) and len(found.columns) > mine:
                return True
        return False

    def _best(self, table: Table, areas: Sequence[Area]) -> Place | None:
        places = [place for area in areas if (place := self._match(table, area)) is not None]
        if not places:
            return None
        return max(places, key=lambda place: (*place.headers.score(table), bool(place.area.table)))

    def _match(self, table: Table, area: Area) -> Place | None:
        headers = find_headers(table, self._rows(area), area.top, area.left)
        return None if headers is None else Place(table, replace(area, top=headers.row), headers)

    def _rows(self, area: Area) -> list[list[CellValue]]:
        """Return the rows where headers may stand: the first of a table, the first fifty of a sheet."""
        if area not in self.top_rows:
            depth = 1 if area.table else SCANNED_ROWS
            bottom = min(area.bottom, area.top + depth - 1)
            self.top_rows[area] = [list(row) for row in self.book.cells(replace(area, bottom=bottom))]
        return self.top_rows[area]

    def _expected(self, table: Table) -> str:
        return names_in_quotes(column.header(self.lang) for column in table.columns if column.required)

    def _usable(self, place: Place) -> bool:
        """Check required columns: a needed table cannot do without, another is read without them or not at all."""
        table, sheet = place.table, place.area.sheet
        if place.headers.under:
            at = address(place.first - 1, place.area.left)
            self.problems.add("column_numbers", sheet=sheet, cell=at, done=Done.SKIPPED)
        told = self._tell_beside(place) if table.needed else set()
        for twice in place.headers.duplicates:
            if twice.column in told:
                continue
            self.problems.add(
                "header_duplicate",
                sheet=sheet,
                cell=address(place.headers.row, twice.column),
                value=twice.header,
                done=Done.SKIPPED,
                header=twice.header,
                taken=address(place.headers.row, place.headers.columns[twice.key]),
            )
        missing = place.headers.missing(table)
        if not missing:
            return True
        if table.needed:
            raise self._column_missing(place, missing)
        names = names_in_quotes(table[key].header(self.lang) for key in missing)
        usable = not set(missing) & ESSENTIAL[table.name]
        key = "column_absent" if usable else "table_unusable"
        cell = address(place.headers.row, place.area.left)
        self.problems.add(key, sheet=sheet, cell=cell, done=Done.DEFAULT, headers=names)
        return usable

    def _column_missing(self, place: Place, missing: Sequence[str]) -> RegisterError:
        """Return what to say of a needed table that lacks columns: what stands there in their place."""
        from clientbook.register.arranged import other_money

        table, sheet, row = place.table, place.area.sheet, place.headers.row
        headers = names_in_quotes(table[key].header(self.lang) for key in missing)
        cells = self.book.cells(replace(place.area, top=row, bottom=row))[0]
        if missing == ["amount"] and (other := other_money(cells)):
            return RegisterError("amount_other", sheet=sheet, header=other, headers=headers)
        found = [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and cell.strip()]
        there = names_in_quotes(found[:SHOWN_HEADERS]) + ("…" if len(found) > SHOWN_HEADERS else "")
        plain = RegisterError("column_missing", sheet=sheet, headers=headers, row=row, found=there)
        return self._otherwise(table, sheet) or plain


ESSENTIAL: dict[str, frozenset[str]] = {
    "cb_clients": frozenset({"client_id"}),
    "cb_sales": frozenset({"date", "client_id", "amount"}),
    "cb_people": frozenset({"client_id", "person"}),
    "cb_log": frozenset({"date", "client_id"}),
    "cb_plans": frozenset({"period", "manager", "measure", "plan"}),
    "cb_staff": frozenset({"manager"}),
    "cb_leave": frozenset({"manager", "start", "end"}),
    "cb_transfers": frozenset({"client_id", "taker", "date"}),
    "cb_regulation": frozenset({"line", "channel", "per_year"}),
    "cb_calendar": frozenset({"date", "working"}),
    "cb_algorithm": frozenset({"client_id", "step", "stage"}),
    "cb_offers": frozenset({"client_id", "sent_on"}),
    "cb_arguments": frozenset({"category", "benefit"}),
    "cb_mml": frozenset({"client_group", "sku"}),
    "cb_costs": frozenset({"period", "client_id"}),
    "cb_answers": frozenset({"date", "client_id", "score"}),
    "cb_indicators": frozenset({"period", "manager", "measure", "fact"}),
    "cb_settings": frozenset({"key", "value"}),
}
"""Columns without which a row means nothing: a row that leaves one blank is left out."""


def find_places(
    book: Book,
    sheets: Mapping[str, str],
    outputs: Sequence[Table],
    problems: Problems,
    lang: str,
    *,
    elsewhere: bool = False,
) -> dict[str, Place]:
    """Return where every input table of a book stands; see :meth:`Locator.find`.

    Args:
        book: the book
        sheets: short table name → sheet the user says it is on
        outputs: our own output tables, never taken for input
        problems: where doubts are noted
        lang: language in which an error names a header
        elsewhere: sales come from outside the book, whatever `Настройки` say

    Raises:
        RegisterError: also when a needed table is not there at all.
    """
    locator = Locator(book, outputs, problems, lang)
    without = {SALES.name} if elsewhere or locator.sales_elsewhere(sheets) else set()
    places = locator.find(sheets, without)
    for table in INPUTS:
        if table.needed and table.name not in places and table.name not in without:
            raise locator.missing(table, places.values())
    return places
