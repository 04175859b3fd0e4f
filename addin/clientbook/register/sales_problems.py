"""What is wrong with sales lines, said row by row but counted in SQL: one line for equal problems, with its money."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from clientbook.hosts.base import CellError
from clientbook.register.headers import address
from clientbook.register.locate import Place
from clientbook.register.merged import FILLED
from clientbook.register.parse import FAULTS, is_error
from clientbook.register.parse_dates import MonthPlaces
from clientbook.register.problems import Done, Problems
from clientbook.register.sales_lines import LOOKED_AT, Another, CellsBook, SalesDatabase

_MIDNIGHT = re.compile(r"^(\d{4})-(\d\d)-(\d\d) 00:00:00$")
"""A day among texts as the reader gives it, which nobody sees so in a cell."""
_UNWORKED = "SELECT row FROM unworked"
_DONE = {"date": Done.LEFT_OUT, "amount": Done.LEFT_OUT}


@dataclass(frozen=True, eq=False)
class Teller:
    """Notes problems of the sales sheet.

    Attributes:
        connection: holds ``canonical``, ``lines`` and later ``sales``
        place: where the sheet stands
        problems: where they go
        located: lines stand in cells that people can go to
        meant: remarks that say nothing of a source where figures and dates are always text
        first: SQL of the first of equal lines: its row, or its document where lines have no rows
        where: row and key of a column → sheet and cell, of lines that stand on several sheets
    """

    connection: SalesDatabase
    place: Place
    problems: Problems
    located: bool = True
    meant: frozenset[str] = frozenset()
    first: str = "min(row)"
    where: Callable[[int, str], tuple[str, str]] | None = None

    def cells(self) -> None:
        """Tell of cells that could not be read, or only after cleaning, and of rows that are no data."""
        for key in ("date", "amount", "cost", "qty", "kind"):
            if key in self.place.headers.columns:
                self._remarks(key)
        for fate, problem in (("total", "total_row"), ("header", "header_row")):
            self._tell(problem, "client_id", f"fate = '{fate}'", done=Done.SKIPPED, money="0", said="first_text")

    def merged(self, names: Iterable[str]) -> None:
        """Tell of cells that got the value of the cell they are merged with; ``names``: their columns."""
        for name in names:
            key = name.removesuffix("_text")
            filled = f"row IN (SELECT row FROM {FILLED} WHERE {name} IS NOT NULL)"  # noqa: S608 - our own names
            said = "strftime(date, '%d.%m.%Y')" if key == "date" else name
            self._tell("merged", key, filled, done=Done.CLEANED, said=said, header=self.place.header(key))

    def another(self, found: Another) -> None:
        """Tell of another list under the lines."""
        count, amount = found.lines, found.amount
        self._add("another_list", "", found.rows.start, "", Done.LEFT_OUT, count=count, amount=amount)

    def month_places(self, *, english: bool) -> None:
        """Tell of texts such as «03/14/2026» that are read with the month first, or stand beside «14/03/2026»."""
        first, second, count, money = self.connection.execute("""
            SELECT min(row) FILTER (WHERE place = 1), min(row) FILTER (WHERE place = 2), count(*), coalesce(sum(amount), 0)
            FROM (SELECT row, amount, month_place(date_text) AS place FROM canonical) WHERE place IS NOT NULL
        """).fetchall()[0]
        places = MonthPlaces(self._said("date_text", first), self._said("date_text", second))
        remark = places.remark(english=english)
        if remark:
            row, done = (second if english else first), (Done.KEPT if first and second else Done.CLEANED)
            fields = {"header": self.place.header("date"), **places._asdict()}
            said = self._said("date_text", row)
            self._add(remark, "date", row, said, done, count=count, amount=float(money), **fields)

    def blanks(self, book: CellsBook | None) -> None:
        """Tell of blank cells where something should be, and of error values among them; None: lines stand in no cells."""
        date_blank = "fate = 'date' AND date_remark IS NULL"
        amount_blank = "fate = 'amount' AND amount_remark IS NULL"
        no_client = "fate = 'no_client'"
        no_cost = "fate IN ('client', 'no_client') AND cost IS NULL AND cost_remark IS NULL"
        wanted = {"date": date_blank, "amount": amount_blank, "client_id": no_client, "cost": no_cost}
        wanted = {key: where for key, where in wanted.items() if key in self.place.headers.columns}
        errors = {} if book is None else self._errors(book, {key: self._rows(where) for key, where in wanted.items()})
        for key, found in errors.items():
            done = _DONE.get(key, Done.DEFAULT if key == "cost" else Done.KEPT)
            for row, (code, money) in found.items():
                self._add("cell_error", key, row, code, done, amount=money, header=self.place.header(key))
        for key in ("date", "amount"):
            rest, header = self._but(wanted[key], errors.get(key, {})), self.place.header(key)
            if book is not None and self._note_unworked(book, key, rest):
                self._tell("formula_blank", key, f"{rest} AND row IN ({_UNWORKED})", done=Done.LEFT_OUT, header=header)
                rest = f"{rest} AND row NOT IN ({_UNWORKED})"
            self._tell("required_blank", key, rest, done=Done.LEFT_OUT, header=header)
        if "doc_no" in self.place.headers.columns:
            self._tell(
                "required_blank", "doc_no", "fate = 'client' AND doc_no IS NULL", header=self.place.header("doc_no")
            )

    def nothing_but_zeros(self) -> None:
        """Tell of lines that all amount to nothing: formulas that no program has worked out may be kept as 0."""
        counted = "fate IN ('client', 'no_client')"
        query = f"SELECT count(*) FROM lines WHERE {counted} AND amount <> 0"  # noqa: S608
        if not self.connection.execute(query).fetchall()[0][0]:
            self._tell("sales_zero", "amount", counted, header=self.place.header("amount"))

    def without_client(self, share: str) -> None:
        """Tell of lines without a client code; ``share``: their part of all lines, as text."""
        self._tell("no_client", "client_id", "fate = 'no_client' AND date <= getvariable('as_of')", share=share)

    def later(self, as_of: str) -> None:
        """Tell of lines dated after T; ``as_of``: T as text."""
        where = "fate IN ('client', 'no_client') AND date > getvariable('as_of')"
        self._tell("sale_after", "date", where, done=Done.LEFT_OUT, said="strftime(date, '%d.%m.%Y')", as_of=as_of)

    def codes(self, recoded: Mapping[str, tuple[str, str]], unlisted: Iterable[str]) -> None:
        """Tell of codes that Excel changed, and of codes that `Клиенты` has not.

        Args:
            recoded: code of a line → (code of `Клиенты`, problem key)
            unlisted: codes of lines that are nowhere in `Клиенты`
        """
        rows = {
            str(code): (row, int(count), float(money))
            for code, row, count, money in self.connection.execute(f"""
                SELECT client_id, {self.first}, count(*), sum(amount) FROM lines
                WHERE fate = 'client' AND date <= getvariable('as_of') GROUP BY client_id
            """).fetchall()  # noqa: S608 - ours
        }
        for code, (listed, problem) in recoded.items():
            if code in rows:
                row, count, money = rows[code]
                said = code if code == listed else f"{code} → {listed}"
                self._add(problem, "client_id", row, said, Done.CLEANED, count=count, amount=money)
        for code in unlisted:
            row, count, money = rows[code]
            self._add("client_unlisted", "client_id", row, code, Done.KEPT, count=count, amount=money)

    def estimated(self) -> None:
        """Tell of lines whose cost was estimated by the margin of their product group."""
        key = "cost" if "cost" in self.place.headers.columns else "amount"
        found = self.connection.execute(
            f"SELECT count(*), sum(amount), {self.first} FROM sales WHERE cost_estimated"  # noqa: S608 - ours
        ).fetchall()[0]
        if found[0]:
            self._add("cost_estimated", key, found[2], "", Done.DEFAULT, count=found[0], amount=float(found[1]))

    def spoilt(self, problem: str, codes: list[str]) -> None:
        """Tell of client codes that Excel spoilt: as numbers of more than 15 digits, or as dates."""
        query = (
            "SELECT count(*), sum(amount), min(row) FROM lines WHERE fate = 'client' AND list_contains(?, client_id)"
        )
        count, money, row = self.connection.execute(query, [codes]).fetchall()[0]
        if count:
            value, header = self._said("client_id", row), self.place.header("client_id")
            self._add(problem, "client_id", row, value, Done.KEPT, count=count, amount=float(money), header=header)

    def _remarks(self, key: str) -> None:
        """Tell what was said about the cells of a column."""
        rows = self.connection.execute(f"""
            SELECT {key}_remark AS remark, fate = '{key}' AS out, count(*), coalesce(sum(amount), 0), {self.first} FROM lines
            WHERE {key}_remark IS NOT NULL AND fate IN ('client', 'no_client', 'date', 'amount')
            GROUP BY {key}_remark, fate = '{key}' ORDER BY 1, 2
        """).fetchall()  # noqa: S608 - keys of our own
        for remark, out, count, money, row in rows:
            if remark in self.meant:
                continue
            done = Done.CLEANED if remark not in FAULTS else Done.LEFT_OUT if out else Done.DEFAULT
            said = self._said(f"{key}_text", row)
            header = self.place.header(key)
            self._add(remark, key, row, said, done, count=count, amount=float(money), header=header)

    def _tell(
        self,
        problem: str,
        key: str,
        where: str,
        *,
        done: Done = Done.KEPT,
        money: str = "sum(amount)",
        said: str = "",
        **fields: object,
    ) -> None:
        """Tell of the lines of a condition, if there are any."""
        query = f"SELECT count(*), coalesce({money}, 0), {self.first} FROM lines WHERE {where}"  # noqa: S608
        count, total, row = self.connection.execute(query).fetchall()[0]
        if count:
            value = self._said(said, row) if said else ""
            self._add(problem, key, row, value, done, count=count, amount=float(total), **fields)

    def _said(self, expression: str, row: int | str | None) -> str:
        if not isinstance(row, int):
            return ""
        found = self.connection.execute(f"SELECT {expression} FROM canonical WHERE row = {row}").fetchall()  # noqa: S608
        text = "" if not found or found[0][0] is None else str(found[0][0])
        return _MIDNIGHT.sub(r"\3.\2.\1", text)

    def _add(
        self,
        problem: str,
        key: str,
        row: int | str | None,
        value: str,
        done: Done,
        *,
        count: int = 1,
        amount: float = 0.0,
        **fields: object,
    ) -> None:
        cell, sheet, columns = "", self.place.area.sheet, self.place.headers.columns
        if self.where is not None and isinstance(row, int):
            sheet, cell = self.where(row, key)
        elif self.located and isinstance(row, int):
            cell = address(row, columns.get(key, self.place.area.left))
        elif not value and "doc_no" in columns:
            document = self._said("doc_no", row) or row
            value = "" if document is None else f"{self.place.header('doc_no')} {document}"  # to look the line up by
        self.problems.add(problem, sheet=sheet, cell=cell, value=value, done=done, count=count, amount=amount, **fields)

    def _rows(self, where: str) -> dict[int, float]:
        """Return row → money of the first lines of a condition."""
        query = f"SELECT row, coalesce(amount, 0) FROM lines WHERE {where} ORDER BY row LIMIT {LOOKED_AT}"  # noqa: S608
        return {int(row): float(money) for row, money in self.connection.execute(query).fetchall()}

    def _note_unworked(self, book: CellsBook, key: str, where: str) -> bool:
        """Note the rows of a condition in which a column holds a formula without a result; tell whether there are any."""
        found = self.connection.execute(f"SELECT row FROM lines WHERE {where}").fetchall()  # noqa: S608 - ours
        if not found:
            return False
        unworked, column = book.unworked(self.place.area.sheet), self.place.headers.columns[key]
        rows = [row for (row,) in found if (row, column) in unworked]
        self.connection.execute("CREATE OR REPLACE TEMP TABLE unworked AS SELECT unnest(?) AS row", [rows])
        return bool(rows)

    def _but(self, where: str, errors: Mapping[int, object]) -> str:
        return f"{where} AND row NOT IN ({', '.join(map(str, errors))})" if errors else where

    def _errors(
        self, book: CellsBook, rows: Mapping[str, Mapping[int, float]]
    ) -> dict[str, dict[int, tuple[str, float]]]:
        """Return key → row → (error value, money) for those blank cells that hold an error value."""
        wanted = {key: found for key, found in rows.items() if found}
        if not wanted:
            return {}
        columns = [self.place.headers.columns[key] for key in wanted]
        rows_wanted = sorted({row for found in wanted.values() for row in found})
        lines = dict(zip(rows_wanted, book.odd_cells(self.place.area.sheet, rows_wanted, columns), strict=True))
        errors: dict[str, dict[int, tuple[str, float]]] = {}
        for index, (key, found) in enumerate(wanted.items()):
            for row, money in found.items():
                cell = lines[row][index]
                if isinstance(cell, CellError) or (isinstance(cell, str) and is_error(cell.strip())):
                    errors.setdefault(key, {})[row] = (str(cell).strip(), money)
        return errors
