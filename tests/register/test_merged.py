"""Cells merged over rows say the same of each, as people mean them; only the first holds the value, and that is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clientbook.register.problems import Done
from tests.register.books import CLIENTS, SALES, SheetOf, problem, read, write_book

PEOPLE = [("К-1", "ООО «Альфа»", "Иванов"), ("К-2", "АО Бета", "Иванов"), ("К-3", "ЗАО Гамма", "Иванов")]
LINES = [
    (date(2025, 1, 10), "РН-1", "К-1", 100.0, "Продажа"),
    (date(2025, 1, 10), "РН-1", "К-1", 200.0, "Продажа"),
    ("Итого", None, None, 300.0, None),
    (date(2025, 2, 3), "РН-2", "К-1", 50.0, "Продажа"),
    (date(2025, 3, 4), "ВН-3", "К-2", 70.0, "Возврат"),
    (date(2025, 3, 4), "ВН-3", "К-2", 30.0, "Возврат"),
    (date(2025, 4, 5), "РН-4", "К-3", 900.0, "Продажа"),
]
MERGES = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 5, 3), (6, 1, 7, 1), (6, 2, 7, 2), (6, 3, 7, 3), (6, 5, 7, 5)]
"""Days, documents, codes (a subtotal among the rows of the first) and kinds of documents of several lines."""


def book(path: Path, *, merged: bool) -> Path:
    """Return a register whose managers, days, documents, codes and kinds are merged over rows, or written in each."""
    sheets = {
        "Клиенты": SheetOf([CLIENTS, *PEOPLE], merges=[(2, 3, 4, 3)] if merged else []),
        "Продажи": SheetOf([(*SALES, "Тип"), *LINES], merges=MERGES if merged else []),
    }
    return write_book(path, sheets)


def test_merged_cells_count_as_if_they_were_filled_in_row_by_row(tmp_path: Path) -> None:
    plain, merged = (read(book(tmp_path / f"{kind}.xlsx", merged=kind == "merged")) for kind in ("plain", "merged"))
    order = "SELECT date, doc_no, client_id, amount FROM sales ORDER BY ALL"
    written, filled = (register.sales.connection.execute(order).fetchall() for register in (plain, merged))
    assert filled == written
    assert all(register.sales.reconciled for register in (plain, merged))
    assert sum(amount for *_, amount in filled) == 100 + 200 + 50 - 70 - 30 + 900
    assert list(merged.clients["manager"]) == ["Иванов"] * 3
    told = [one for one in merged.problems if one.key == "merged"]
    assert {(one.sheet, one.cell): (one.value, one.count, one.amount, one.done) for one in told} == {
        ("Клиенты", "C3"): ("Иванов", 2, 0, Done.CLEANED),
        ("Продажи", "A3"): ("10.01.2025", 2, 170, Done.CLEANED),
        ("Продажи", "B3"): ("РН-1", 2, 170, Done.CLEANED),
        ("Продажи", "C3"): ("К-1", 3, 220, Done.CLEANED),
        ("Продажи", "E7"): ("Возврат", 1, -30, Done.CLEANED),
    }


def test_a_figure_merged_over_rows_counts_once_and_a_note_below_the_list_fills_nothing(tmp_path: Path) -> None:
    lines = [*LINES[:2], (None,) * 4, ("Сверено с бухгалтерией", None, None, None), (None,) * 4]
    merges = [(2, 4, 3, 4), (5, 1, 6, 4)]
    sheets = {"Клиенты": SheetOf([CLIENTS, *PEOPLE]), "Продажи": SheetOf([SALES, *lines], merges=merges)}
    register = read(write_book(tmp_path / "Сумма на две строки.xlsx", sheets))
    assert register.sales.connection.execute("SELECT sum(amount), count(*) FROM sales").fetchall() == [(100, 1)]
    assert problem(register, "required_blank").cell == "D3"
    assert problem(register, "required_blank").done is Done.LEFT_OUT
    assert not [one for one in register.problems if one.key == "merged"]
