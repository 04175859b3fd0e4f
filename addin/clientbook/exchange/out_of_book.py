"""What of a book is to be exported, read without computing it: people beside their clients, contacts, without hidden rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from clientbook.exchange.export import People, Seen
from clientbook.exchange.planned import Planned, planned
from clientbook.hosts.base import Book
from clientbook.hosts.file.addresses import corners
from clientbook.hosts.file.book import FileBook
from clientbook.hosts.file.hidden_rows import hidden_rows
from clientbook.register.below_table import take_in_rows_below
from clientbook.register.client_codes import ClientCodes
from clientbook.register.columns import Table
from clientbook.register.frames import empty
from clientbook.register.locate import Locator, Place
from clientbook.register.parse import Reading
from clientbook.register.previous import previous_places
from clientbook.register.problems import Problems
from clientbook.register.related import match_codes
from clientbook.register.rows import NUMBER_CODE, read_rows
from clientbook.register.tables import CLIENTS, PEOPLE
from clientbook.sheets import book as books
from clientbook.sheets.plan import PLAN
from clientbook.team.handed import ROW_IDS

OF_CLIENT = ("client", "tax_id", "tax_reg", "region", "manager")


def seen(path: Path, plan: Planned, lang: str, sheets: Mapping[str, str], *, everything: bool) -> Seen:
    """Return what of a book is to be exported.

    Args:
        path: the book
        plan: its contact plan, whole; one computed now has no rows that are hidden
        lang: language of a book that does not tell its own
        sheets: table → sheet name, where names or headers do not tell
        everything: also rows that a filter hides
    """
    book = FileBook.open(path)
    places = _places(book, lang, sheets)
    shown = planned(book, lang, _hidden(book, previous_places(book, [PLAN]).get(PLAN.name))) if not everything else None
    people = _people(book, plan.lang, places, frozenset() if everything else _hidden(book, places.get(PEOPLE.name)))
    if shown is None:
        return Seen(people, plan, 0)
    return Seen(people, shown, len(plan.open_rows()) - len(shown.open_rows()))


def _hidden(book: FileBook, place: Place | None) -> frozenset[int]:
    """Return the hidden rows of the sheet of a table."""
    return frozenset() if place is None else hidden_rows(book.package, book.reader.index.sheet(place.area.sheet).part)


def _places(book: Book, lang: str, sheets: Mapping[str, str]) -> dict[str, Place]:
    """Return where the input tables of a book stand; a book need not be a whole register."""
    quiet = Problems()
    return take_in_rows_below(book, Locator(book, books.outputs(), quiet, lang).find(sheets), quiet)


def _people(book: Book, lang: str, places: Mapping[str, Place], without: frozenset[int]) -> People:
    """Return the people of a book of a language, without some rows of «Контакты ГПР»."""
    reading = Reading(english=lang == "en", date1904=book.date1904)
    problems = Problems()

    def read(table: Table, said: Problems) -> pd.DataFrame:
        here = places.get(table.name)
        return empty(table).assign(**{NUMBER_CODE: False}) if here is None else read_rows(book, here, reading, said)

    clients, people = read(CLIENTS, Problems()), read(PEOPLE, problems)
    clients = clients[~clients["client_id"].duplicated()]
    codes = ClientCodes.of(clients["client_id"], clients.loc[clients[NUMBER_CODE].astype(bool), "client_id"])
    people = match_codes(people, codes, None)
    hidden = people["row"].isin(without)
    gone = people["active"].eq(other=False) & ~hidden
    kept = people[~hidden & ~gone]
    rows = kept.merge(clients[["client_id", *OF_CLIENT]], on="client_id", how="left").reset_index(drop=True)
    strangers = ~rows["client_id"].isin(set(clients["client_id"]))
    refused = {corners(one.cell)[0] for one in problems if one.left_out and one.cell}
    refused -= _prepared(book, places.get(PEOPLE.name), refused)
    return People(rows, int(hidden.sum()), int(gone.sum()), len(refused), int(strangers.sum()))


def _prepared(book: Book, place: Place | None, rows: Collection[int]) -> set[int]:
    """Return which rows hold an ID and nothing else: a manager's copy has such rows ready to be filled in."""
    own = None if place is None else place.headers.columns.get(ROW_IDS[PEOPLE.name])
    if place is None or own is None or not rows:
        return set()
    lines = book.cells(replace(place.area, top=min(rows), bottom=max(rows)))
    others = [number - place.area.left for number in place.headers.columns.values() if number != own]
    return {
        row
        for row, line in enumerate(lines, start=min(rows))
        if not any(line[other] is not None and str(line[other]).strip() for other in others)
    }
