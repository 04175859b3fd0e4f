"""«Утвердить сегменты»: what is written into a book's «Клиенты», and a note of what moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.errors import RegisterError
from clientbook.locale import names_in_quotes
from clientbook.method.approval import approved_rows, decided
from clientbook.register import codes
from clientbook.register.columns import normal
from clientbook.register.headers import address
from clientbook.register.tables import CLIENTS

if TYPE_CHECKING:
    from clientbook.hosts.base import Area, Book, CellValue
    from clientbook.register.read import Register

COLUMNS = ("segment_approved", "approved_on")


@dataclass(frozen=True)
class Approved:
    """What an approval does.

    Attributes:
        on: its day
        kept: how many keep what somebody typed
        sheet: name of the sheet
        cells: (row, column) → value to be written
        rows: rows for the list of approvals: was (None: none before), now, clients, annual_income
        segments: row of «Клиенты» → code of its segment
    """

    on: date
    kept: int
    sheet: str
    cells: dict[tuple[int, int], CellValue]
    rows: pd.DataFrame
    segments: dict[int, str]

    @property
    def clients(self) -> int:
        """Return how many clients got a segment and the date."""
        return len(self.segments)

    @property
    def moves(self) -> pd.DataFrame:
        """Return the rows of clients whose segment is another than before."""
        return self.rows[self.rows["was"].ne(self.rows["now"])].reset_index(drop=True)


def approved(book: Book, register: Register, portfolio: pd.DataFrame, *, everything: bool) -> Approved:
    """Return what an approval writes into a book.

    Args:
        book: the book
        register: its clients
        portfolio: one row per client
        everything: also over what people typed

    Raises:
        RegisterError: «Клиенты» lacks one of the two columns.
    """
    area = register.places[CLIENTS.name]
    columns = _columns(register, area.sheet)
    typed = _typed(book, area, columns[COLUMNS[0]])
    rows = decided(register, portfolio, typed, everything=everything)
    on = register.plan_from
    written = rows[~rows["kept"]]
    cells: dict[tuple[int, int], CellValue] = {}
    segments = {int(row): str(now) for row, now in zip(written["row"].tolist(), written["now"], strict=True)}
    for row, segment in segments.items():
        cells[row, columns[COLUMNS[0]]] = codes.SEGMENT.word(segment, register.lang)
        cells[row, columns[COLUMNS[1]]] = on
    return Approved(on, int(rows["kept"].sum()), area.sheet, cells, approved_rows(rows, on), segments)


def _columns(register: Register, sheet: str) -> dict[str, int]:
    """Return key → sheet column of the columns of «Клиенты», the two among them."""
    columns = register.columns[CLIENTS.name]
    missing = [CLIENTS[key].header(register.lang) for key in COLUMNS if key not in columns]
    if missing:
        raise RegisterError("approve_columns", sheet=sheet, headers=names_in_quotes(missing))
    return columns


def _typed(book: Book, area: Area, column: int) -> dict[int, str]:
    """Return sheet row → what stands in the column and is no segment, or a formula: a person's own."""
    place = replace(area, left=column, right=column)
    known = codes.SEGMENT.spellings()
    found: dict[int, str] = {}
    lines = zip(book.cells(place), book.formulas(place), strict=False)
    for row, ((cell,), (formula,)) in enumerate(lines, start=area.top):
        text = "" if cell is None else str(cell).strip()
        if formula or (text and normal(text) not in known):
            found[row] = text
    return found


def with_approved(register: Register, done: Approved) -> Register:
    """Return a register as it reads once the approval is written; approving twice a day is one approval."""
    clients = register.clients
    segment = clients["row"].map(done.segments)
    clients = clients.assign(
        segment_approved=clients["segment_approved"].where(segment.isna(), segment).astype(object),
        approved_on=clients["approved_on"].where(segment.isna(), pd.Timestamp(done.on)),
    )
    known = register.previous["cb_approvals"]
    kept = known[pd.to_datetime(known["approved_on"]).ne(pd.Timestamp(done.on))].reset_index(drop=True)
    written = {address(row, column) for row, column in done.cells}
    register.problems[:] = [one for one in register.problems if one.sheet != done.sheet or one.cell not in written]
    return replace(register, clients=clients, previous={**register.previous, "cb_approvals": kept})
