"""Sales that stand on several sheets, one for each period: read as one sheet whose rows follow each other.

A sheet that mostly repeats the others is a copy or a view of them: it is left out and told, or its lines would count twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from itertools import accumulate, chain
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from clientbook.hosts.arrow_rows import ArrowRows
from clientbook.hosts.base import Area, Book, CellValue, Currencies, Merged
from clientbook.locale import names_in_quotes
from clientbook.register.headers import Headers, address
from clientbook.register.locate import Place
from clientbook.register.parse import Reading
from clientbook.register.problems import Done, Problems
from clientbook.register.sales_read import SalesReader

_REPEATED = """
    WITH held AS (
        SELECT part, row, amount, (date, doc_no, client_id, sku, lines.amount) AS line
        FROM lines JOIN parts ON row BETWEEN parts.first AND parts.last WHERE fate = 'client'
    ),
    known AS (SELECT line, min(part) AS first, max(part) AS last FROM held GROUP BY line)
    SELECT part, count(*), sum(amount), count(*) FILTER (WHERE known.first <> known.last),
        count(*) FILTER (WHERE known.first < part), min(row) FILTER (WHERE known.first < part),
        coalesce(sum(amount) FILTER (WHERE known.first < part), 0)
    FROM held JOIN known USING (line) GROUP BY part ORDER BY part
"""


class Held(NamedTuple):
    """Lines of one sheet beside those of the others.

    Attributes:
        part: which sheet
        lines: how many it has
        amount: their money
        shared: how many of them stand on another sheet too
        again: how many of them stand on a sheet before it
        row: the first of these in the whole
        twice: their money
    """

    part: int
    lines: int
    amount: float
    shared: int
    again: int
    row: int | None
    twice: float


class Part(NamedTuple):
    """One of the sheets.

    Attributes:
        place: where its rows stand
        rows: numbers of these rows in the whole
    """

    place: Place
    rows: range

    @property
    def shift(self) -> int:
        """Return what a row of the sheet is less than in the whole."""
        return self.rows.start - self.place.first


class SheetParts:
    """The sheets as one, for what reads lines of sales; see ``sales_lines.CellsBook``.

    Attributes:
        place: where the whole stands: its columns are numbered anew, the first being the first of each sheet

    Args:
        book: the book
        places: the sheets, in order
    """

    def __init__(self, book: Book, places: Sequence[Place]) -> None:
        self.book = book
        ends = list(accumulate((max(place.last - place.first + 1, 0) for place in places), initial=2))
        self.parts = [Part(place, range(*ends[n : n + 2])) for n, place in enumerate(places)]
        table, sheet = places[0].table, places[0].area.sheet
        keys = [column.key for column in table.columns if any(column.key in place.headers.columns for place in places)]
        self._columns = {key: number for number, key in enumerate(keys, 2)}
        texts = {key: text for place in reversed(places) for key, text in place.headers.texts.items()}
        area = Area(sheet, "", 1, 1, ends[-1] - 1, len(keys) + 1)
        self.place = Place(table, area, Headers(1, self._columns, texts))

    @property
    def spans(self) -> Sequence[range]:
        """Return the rows of each sheet in the whole."""
        return [part.rows for part in self.parts]

    def where(self, row: int, key: str) -> tuple[str, str]:
        """Return the sheet and the cell of a row of the whole."""
        place, shift = next((part.place, part.shift) for part in self.parts if row in part.rows)
        return place.area.sheet, address(row - shift, place.headers.columns.get(key, place.area.left))

    def arrow_blocks(self, area: Area, header_row: int, columns: Sequence[int]) -> Iterator[Any]:  # noqa: ARG002
        """Yield the rows of every sheet in blocks."""
        return chain.from_iterable(self._blocks(part.place) for part in self.parts if part.rows)

    def _blocks(self, place: Place) -> Iterator[Any]:
        wanted = sorted({*place.headers.columns.values(), place.area.left})
        names = {f"c{place.area.left} AS c1"} | {
            f"{f'c{place.headers.columns[key]}' if key in place.headers.columns else 'NULL'} AS c{number}"
            for key, number in self._columns.items()
        }
        for block in self.book.arrow_blocks(place.data, place.first - 1, wanted):
            connection = duckdb.connect()
            connection.register("block", block)
            yield ArrowRows(connection.sql(f"SELECT {', '.join(sorted(names))} FROM block"))  # noqa: S608 - our own names
            connection.close()

    def odd_cells(self, sheet: str, rows: Iterable[int], columns: Sequence[int]) -> list[list[CellValue]]:  # noqa: ARG002
        """Return single cells as they stand."""
        rows, found = list(rows), dict[int, list[CellValue]]()
        for part in self.parts:
            wanted = [row for row in rows if row in part.rows]
            there = self._of(part.place)
            real = [there[column] for column in columns if column in there]
            here = [row - part.shift for row in wanted]
            for row, cells in zip(wanted, self.book.odd_cells(part.place.area.sheet, here, real), strict=True):
                known = dict(zip(real, cells, strict=True))
                found[row] = [known.get(there.get(column, 0)) for column in columns]
        return [found.get(row, [None] * len(columns)) for row in rows]

    def unworked(self, sheet: str) -> Set[tuple[int, int]]:  # noqa: ARG002
        """Return (row, column) of formulas that no program has worked out yet."""
        return {
            (row + part.shift, number)
            for part in self.parts
            for row, column in self.book.unworked(part.place.area.sheet)
            for number, real in self._of(part.place).items()
            if real == column and row + part.shift in part.rows
        }

    def merged(self, area: Area, columns: Sequence[int]) -> Sequence[Merged]:  # noqa: ARG002
        """Return the cells of some columns that are merged over rows."""
        return [
            Merged(number, one.top + part.shift, one.bottom + part.shift)
            for part in self.parts
            for number, real in self._of(part.place).items()
            if number in columns
            for one in self.book.merged(part.place.data, [real])
        ]

    def currencies(self, area: Area, columns: Sequence[int]) -> Currencies:  # noqa: ARG002
        """Return what the formats of figures show of their currency."""
        foreign: dict[tuple[int, int], str] = {}
        roubles = False
        for part in self.parts:
            numbers = {real: number for number, real in self._of(part.place).items() if number in columns}
            shown = self.book.currencies(part.place.data, sorted(numbers))
            foreign |= {(row + part.shift, numbers[column]): sign for (row, column), sign in shown.foreign.items()}
            roubles = roubles or shown.roubles
        return Currencies(foreign, roubles)

    def _of(self, place: Place) -> dict[int, int]:
        """Return number of a column in the whole → column of a sheet."""
        return {1: place.area.left} | {self._columns[key]: column for key, column in place.headers.columns.items()}


class PartsReader(SalesReader):
    """Reads the lines of several sheets.

    Args:
        book: the book
        places: the sheets, in order
        reading: how cells are read
        problems: where everything found wrong goes
    """

    def __init__(self, book: Book, places: Sequence[Place], reading: Reading, problems: Problems) -> None:
        self._reading = reading
        self._open(book, places, problems)

    def _open(self, book: Book, places: Sequence[Place], problems: Problems) -> None:
        self.whole = SheetParts(book, places)
        where, spans = self.whole.where, self.whole.spans
        place = self.whole.place
        super().__init__(self.whole, place, self._reading, problems, cells=self.whole, where=where, spans=spans)

    def load(self, tell: Callable[[int, int], None] | None = None) -> int:
        """Read the lines, without those of a copy; see :meth:`SalesReading.load`."""
        problems = self.teller.problems
        before = len(problems)
        rows = super().load(tell)
        found = self._held()
        copies = [held for held in found if 2 * held.shared > held.lines]
        parts = [part.place for part in self.whole.parts]
        if copies:
            copy = min(copies, key=lambda held: (held.lines, -held.part))
            sheet, amount = parts[copy.part].area.sheet, float(copy.amount)
            del problems[before:]  # all is read and told anew
            problems.add("sales_copy", sheet=sheet, done=Done.LEFT_OUT, count=copy.lines, amount=amount)
            self.connection.close()
            self._open(self.whole.book, [place for n, place in enumerate(parts) if n != copy.part], problems)
            return self.load(tell)
        if len(parts) > 1:
            sheets = names_in_quotes(place.area.sheet for place in parts)
            problems.add("sales_parts", sheet=parts[0].area.sheet, sheets=sheets)
        for held in found:
            if held.row is not None:
                sheet, cell = self.whole.where(held.row, "doc_no")
                problems.add("sales_repeated", sheet=sheet, cell=cell, count=held.again, amount=float(held.twice))
        return rows

    def _held(self) -> list[Held]:
        spans = [(number, span.start, span.stop - 1) for number, span in enumerate(self.whole.spans)]
        self.connection.register("parts", pd.DataFrame(spans, columns=["part", "first", "last"]))
        found = self.connection.execute(_REPEATED).fetchall()
        self.connection.unregister("parts")
        return [Held(*row) for row in found]
