"""Reading the sales of a book step by step: lines, then T and the basis are found from them, then what counts."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import duckdb

from clientbook.hosts.base import CellValue
from clientbook.locale import Words
from clientbook.register import sales
from clientbook.register.client_codes import ClientCodes
from clientbook.register.locate import Place
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.register.sales import Sales
from clientbook.register.sales_lines import (
    LOOKED_AT,
    CellsBook,
    LinesBook,
    SalesDatabase,
    connect,
    drop_lines,
    incoming_blocks,
    load_lines,
)
from clientbook.register.sales_problems import Teller

SPOILT = {"id_digits": re.compile(r"\d{16,}"), "id_date": re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")}
"""Problem key → what a client code reads like that Excel may have spoilt."""


class SalesReading(ABC):
    """The sales of a register being read, from a sheet or files, or counted where they stay.

    :meth:`load` comes first, then :meth:`last_sale` and :meth:`coverage`, then :meth:`finish`.

    Args:
        place: where the lines stand
        connection: where they are counted
        teller: tells of them
    """

    def __init__(self, place: Place, connection: SalesDatabase, teller: Teller) -> None:
        self.place = place
        self.connection = connection
        self.teller = teller

    @property
    def sheet(self) -> str:
        """Return what people know the place by: the sheet, or the source they named."""
        return self.place.area.sheet

    @abstractmethod
    def load(self, tell: Callable[[int, int], None] | None = None) -> int:
        """Read or look at the lines and tell of their cells; return how many rows are data.

        Args:
            tell: called after every block with the rows read so far, and all there are
        """

    def last_sale(self, today: date) -> date | None:
        """Return the last date of a readable line that is not after today."""
        return sales.last_sale(self.connection, today)

    def coverage(self, as_of: date) -> float | None:
        """Return the share of the amount that has a cost; None without lines."""
        return sales.coverage(self.connection, as_of)

    def finish(self, as_of: date, codes: ClientCodes, *, by_profit: bool, words: Words) -> tuple[Sales, list[str]]:
        """Make the table ``sales`` and its totals; return them with the codes that `Клиенты` has not.

        Args:
            as_of: T
            codes: the codes of `Клиенты`
            by_profit: income is profit
            words: language of figures in problems
        """
        covered = self.coverage(as_of)
        matched = self.matched(as_of, codes)
        recoded = {code: (listed, remark) for code, (listed, remark) in matched.items() if remark}
        renamed = {code: listed for code, (listed, _) in recoded.items() if listed != code}
        unlisted = [code for code, (listed, _) in matched.items() if listed not in codes.exact]
        sales.price_lines(self.connection, as_of, renamed, by_profit=by_profit)
        found = sales.totals(self.connection)
        read = Sales(self.connection, found["counted"].all.rows, **found, coverage=covered)
        self.teller.without_client(f"{words.number(read.no_client_share * 100, 2)} %")
        self.teller.later(words.day(as_of))
        self.teller.codes(recoded, unlisted)
        for problem, spoilt in self._spoilt(matched).items():
            self.teller.spoilt(problem, spoilt)
        self.teller.estimated()
        self._forget()
        return read, unlisted

    def matched(self, as_of: date, codes: ClientCodes) -> dict[str, tuple[str, str]]:
        """Return code of a line up to T → (code of `Клиенты`, remark), in the order of codes."""
        found = self.connection.execute(
            "SELECT client_id, min(row) FROM lines WHERE fate = 'client' AND date <= ? GROUP BY client_id ORDER BY 1",
            [as_of],
        ).fetchall()
        rows = {str(code): row for code, row in found}
        numbers = self._numbers({code: row for code, row in rows.items() if codes.doubtful(code)})
        return {code: codes.match(code, number=code in numbers) for code in rows}

    def _told(self, book: CellsBook | None) -> int:
        """Tell of the cells; return how many rows are data."""
        self.teller.cells()
        self.teller.blanks(book)
        self.teller.nothing_but_zeros()
        query = "SELECT count(*) FROM lines WHERE fate NOT IN ('blank', 'example', 'header', 'total')"
        return int(self.connection.execute(query).fetchall()[0][0])

    @abstractmethod
    def _numbers(self, doubtful: Mapping[str, int]) -> set[str]:
        """Return those codes that are numbers where they stand; ``doubtful``: code → first row."""

    def _spoilt(self, codes: Iterable[str]) -> dict[str, list[str]]:  # noqa: ARG002 - outside of a workbook no Excel has spoilt them
        """Return problem key → the codes that Excel spoilt."""
        return {}

    def _forget(self) -> None:  # noqa: B027 - what is not here need not be forgotten
        """Forget what the table ``sales`` was made from."""


SalesSource = Callable[[str, Reading, Problems], SalesReading]
"""Opens sales that stay outside the book: what the setting says, how cells are read, where problems go."""


class SalesReader(SalesReading):
    """Reads lines of sales, which begins at once.

    Args:
        book: the book, or files that are read like one
        place: where the sheet stands
        reading: how cells are read
        problems: where everything found wrong goes
        cells: the book, where the lines stand in cells that people can go to
        meant: remarks that are not worth a word, see :class:`Teller`
        where: row and key of a column → sheet and cell, of lines that stand on several sheets
        spans: rows of each of these sheets
    """

    connection: duckdb.DuckDBPyConnection

    def __init__(
        self,
        book: LinesBook,
        place: Place,
        reading: Reading,
        problems: Problems,
        *,
        cells: CellsBook | None = None,
        meant: frozenset[str] = frozenset(),
        where: Callable[[int, str], tuple[str, str]] | None = None,
        spans: Sequence[range] = (),
    ) -> None:
        self.book, self.cells = book, cells
        self._blocks = incoming_blocks(book, place)
        self._spans = spans or [range(place.first, place.last + 1)]
        connection = connect(reading)
        teller = Teller(connection, place, problems, located=cells is not None, meant=meant, where=where)
        super().__init__(place, connection, teller)
        self.mixed = False
        self.english = reading.english

    def load(self, tell: Callable[[int, int], None] | None = None) -> int:
        """Read the lines; see :meth:`SalesReading.load`."""
        rows = self.place.last - self.place.first + 1
        so_far = None if tell is None else lambda done: tell(done, rows)
        loaded = load_lines(self.connection, self._blocks, self.place, so_far, self.cells, self._spans)
        self.mixed = any(columns["client_id"].is_text for columns in loaded.columns)
        for other in loaded.others:
            self.teller.another(other)
        self.teller.merged(loaded.merged)
        self.teller.month_places(english=self.english)
        return self._told(self.cells)

    def _forget(self) -> None:
        drop_lines(self.connection)

    def _spoilt(self, codes: Iterable[str]) -> dict[str, list[str]]:
        """Return problem key → the codes that Excel spoilt: long numbers, and dates; text that looks so is none."""
        looks = {code: kind for code in codes for kind, form in SPOILT.items() if form.fullmatch(code)}
        if not looks or not self.teller.located:  # outside of a workbook no Excel has spoilt them
            return {}
        found = self.connection.execute(
            "SELECT client_id, min(row) FROM lines WHERE list_contains(?, client_id) GROUP BY 1 ORDER BY 2", [[*looks]]
        ).fetchall()
        rows = dict(found[:LOOKED_AT])
        cells = self._cells(rows) if self.mixed else {}
        spoilt: dict[str, list[str]] = {}
        for code in rows:
            if not isinstance(cells.get(code), str):
                spoilt.setdefault(looks[code], []).append(code)
        return spoilt

    def _cells(self, rows: Mapping[str, int]) -> dict[str, CellValue]:
        """Return the cell of each code in its row."""
        numbers, column = sorted(rows.values()), self.place.headers.columns["client_id"]
        lines = dict(zip(numbers, self.book.odd_cells(self.place.area.sheet, numbers, [column]), strict=True))
        return {code: lines[row][0] for code, row in rows.items()}

    def _numbers(self, doubtful: Mapping[str, int]) -> set[str]:
        """Return those codes whose cells hold numbers; a column of mixed kinds is looked at cell by cell."""
        if not self.mixed:
            return set(doubtful)
        return {code for code, cell in self._cells(doubtful).items() if not isinstance(cell, str)}
