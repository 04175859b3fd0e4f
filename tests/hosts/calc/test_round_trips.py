"""Three times the rows cost an open book as many calls as before: rows go in blocks, whatever is done to them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
import xlwings as xw

from clientbook.hosts.base import Area
from clientbook.hosts.calc.heights import FITTED
from clientbook.hosts.excel.book import LiveBook
from clientbook.hosts.excel.refill import take_back
from clientbook.locale import words
from clientbook.sheets import plan
from clientbook.sheets.description import Content
from tests.hosts.open_books import table_range
from tests.round_trips import RoundTrips
from tests.sheets import frames

pytestmark = [pytest.mark.libreoffice, pytest.mark.xdist_group("calc")]
STEPS = ("first written", "written again and longer", "taken back", "read in blocks")


def contact_plan(contacts: int) -> Content:
    """Return a contact plan of so many rows, each with an identity of its own."""
    content = plan.content(frames.plan(), frames.load(), frames.TOP, words("ru"))
    rows = content.tables["cb_plan"]
    many = pd.concat([rows] * (contacts // len(rows)), ignore_index=True)
    many["plan_id"] = [f"{name}/{number}" for number, name in enumerate(many["plan_id"])]
    return replace(content, tables={**content.tables, "cb_plan": many})


def asked(counted: tuple[xw.App, RoundTrips], contacts: int) -> list[int]:
    """Return how many calls each step takes with a plan of so many contacts."""
    calc, trips = counted
    book = calc.books.add()
    marks = [trips.count]
    for rows in (contacts, contacts + contacts // 2):
        LiveBook(book).write([contact_plan(rows)], "ru")
        marks.append(trips.count)
    take_back(book)
    marks.append(trips.count)
    cells = table_range(book, "cb_plan")
    assert cells.shape[0] == contacts + 1
    area = Area(cells.sheet.name, "", cells.row, cells.column, cells.row + contacts, cells.column + cells.shape[1] - 1)
    live = LiveBook(book)
    assert sum(1 for _ in live.arrow_blocks(area, area.top, [1, 2])) == 1
    marks.append(trips.count)
    book.close()
    return [after - before for before, after in pairwise(marks)]


def test_calls_to_the_program_do_not_grow_with_the_rows(counted: tuple[xw.App, RoundTrips]) -> None:
    few, many = asked(counted, 2 * FITTED), asked(counted, 6 * FITTED)
    for step, before, after in zip(STEPS, few, many, strict=True):
        # a copy doubles what is copied: three times the rows are two more calls of it
        assert 0 < after < before + 150, f"{step}: {before} calls for {2 * FITTED} rows, {after} for {6 * FITTED}"
