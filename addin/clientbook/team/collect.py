"""What managers entered, taken from their copies into the register: read, bring together, write where people would type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from clientbook.locale import words
from clientbook.register.columns import Table, normal
from clientbook.register.frames import frame
from clientbook.register.language import book_language
from clientbook.register.locate import Place, find_places
from clientbook.register.parse import Reading
from clientbook.register.previous import previous_places, read_previous
from clientbook.register.problems import Problems
from clientbook.register.tables import CLIENTS, INPUTS, STAFF
from clientbook.sheets import book as sheets_of
from clientbook.sheets.conflicts import COLLECTED, CONFLICTS
from clientbook.sheets.description import Content, Sheet
from clientbook.sheets.fields import shown
from clientbook.sheets.inputs import SHEETS
from clientbook.sheets.plan import PLAN
from clientbook.team import copies_in, journal, lines
from clientbook.team.copies_in import Folder
from clientbook.team.head import Head
from clientbook.team.merge import merge
from clientbook.team.merged import Merged
from clientbook.team.notes import Note
from clientbook.team.plan_seen import taken_back
from clientbook.team.versions import plain

if TYPE_CHECKING:
    import pandas as pd

    from clientbook.hosts.base import Area, Book, CellValue

_FORECASTS = "cb_forecasts"


@dataclass(frozen=True)
class Collection:
    """A collection before it is written.

    Attributes:
        merged: what it comes to
        head: the register as it was
        files: how many copies were read
        lang: language of the register
        tables: table name → table, of all that managers may change
        places: table name → where it stands in the register
        changed: something is to be written
        frames: table name → rows of «Собрано» and «Конфликты»
        sheets: table name → the name of its sheet in the register, or in a new one where it has none yet
        missing: managers with clients of whom there is no copy; none where there are no copies at all
    """

    merged: Merged
    head: Head
    files: int
    lang: str
    tables: Mapping[str, Table]
    places: Mapping[str, Place]
    changed: bool
    frames: Mapping[str, pd.DataFrame]
    sheets: Mapping[str, str]
    missing: Sequence[str] = ()


def collection(
    front: Book,
    folder: Path,
    *,
    register: Path,
    today: date,
    password: str | None,
    lang: str,
    sheets: Mapping[str, str],
) -> Collection:
    """Read a register and the copies in a folder, and bring them together; nothing is written.

    Args:
        front: the register
        folder: where the copies are
        register: its file, which is no copy
        today: the day of the collection
        password: opens encrypted copies
        lang: language of messages, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell

    Raises:
        ClientbookError: the register or the folder cannot be read.
    """
    whole = read_head(front, lang, sheets)
    head, tables = whole.head, whole.head.known
    spoken, said = whole.lang, whole.said
    memory = journal.read(said, tables)
    before = journal.frames(memory, tables, whole.sheets, words(spoken))
    found = copies_in.read_folder(folder, register, list(tables.values()), password, lang)
    merged = merge(head, found.copies, memory, today, words(spoken))
    merged.notes += _unreadable(found, lang)
    after = journal.frames(memory, tables, whole.sheets, words(spoken))
    changed = bool(merged.puts or merged.added) or any(not after[name].equals(before[name]) for name in after)
    missing = _missing(head, found) if found.copies else ()
    return Collection(
        merged, head, len(found.copies), spoken, tables, whole.places, changed, after, whole.sheets, missing
    )


def _missing(head: Head, found: Folder) -> Sequence[str]:
    """Return the managers who have clients and of whom no copy is in the folder, as the register spells them."""
    here = {normal(copy.manager) for copy in found.copies}
    asked = {head.manager_of(code) for code in head.clients} - here - {""}
    return sorted(head.managers[name] for name in asked)


@dataclass(frozen=True)
class Whole:
    """The register as collection reads it.

    Attributes:
        head: its rows
        places: table name → where it stands
        said: «Собрано», «Конфликты» and «Прогнозы» as they stand there
        lang: its language
        sheets: see :class:`Collection`
    """

    head: Head
    places: Mapping[str, Place]
    said: Mapping[str, pd.DataFrame]
    lang: str
    sheets: Mapping[str, str]


def read_head(front: Book, lang: str, sheets: Mapping[str, str]) -> Whole:
    """Read what collection has to know of a register.

    Args:
        front: the register
        lang: language of errors, and of a book whose own language cannot be told
        sheets: table → sheet name, where names or headers do not tell

    Raises:
        ClientbookError: it is no register.
    """
    outputs = sheets_of.outputs()
    known = {table.name: table for table in (*INPUTS, *outputs)}
    tables = {table.name: table for table in copies_in.tables_handed(known)}
    places = find_places(front, sheets, outputs, Problems(), lang)
    spoken = book_language(places.values(), outputs, front.sheets(), lang)
    reading = Reading(english=spoken == "en", date1904=front.date1904)
    everything = {**previous_places(front, outputs), **places}
    wanted = {name: everything[name] for name in (*tables, CLIENTS.name, STAFF.name) if name in everything}
    rows = {name: lines.read(front, place, reading) for name, place in wanted.items()}
    said = read_previous(front, [COLLECTED, CONFLICTS, known[_FORECASTS]], reading, Problems())
    named = {name: table.sheet(spoken) for name, table in known.items()}
    named |= {name: place.area.sheet for name, place in everything.items()}
    return Whole(Head(rows, tables, _frozen(said[_FORECASTS])), wanted, said, spoken, named)


def _frozen(rows: pd.DataFrame) -> frozenset[tuple[str, str, str]]:
    """Return month, week and manager of the forecasts that are frozen."""
    keys = zip(rows["period"], rows["week"], rows["manager"], strict=True)
    return frozenset((plain(period), plain(week), normal(manager)) for period, week, manager in keys if manager)


def _unreadable(found: Folder, lang: str) -> Iterator[Note]:
    for file, error in found.refused.items():
        yield Note("unreadable", file, fields={"why": error.say(lang)}, refused=True)
    if found.others:
        yield Note("other_files", found.others[0], fields={"count": len(found.others)})


def write(front: Book, made: Collection) -> None:
    """Write a collection into the register where people would have typed it; a run is to follow.

    Args:
        front: the register
        made: the collection
    """
    cells: dict[str, dict[tuple[int, int], CellValue]] = {}
    for (name, key), values in made.merged.puts.items():
        place = made.places[name]
        row = made.head.rows(name)[key].number
        for column, value in values.items():
            spot = (row, place.headers.columns[column])
            cells.setdefault(place.area.sheet, {})[spot] = journal.in_cell(value, made.tables[name][column], made.lang)
    for sheet, spots in cells.items():
        front.put(sheet, spots)
    contents = [_more(made, name, list(rows.values())) for name, rows in made.merged.added.items() if rows]
    if contents:
        areas: dict[str, Area] = {name: place.area for name, place in made.places.items()}
        front.write(contents, made.lang, None, areas)
    front.forget()


def _more(made: Collection, name: str, rows: list[dict[str, object]]) -> Content:
    """Return rows to be added under those of a table."""
    table, say = made.tables[name], words(made.lang)
    ordered = sorted(rows, key=lambda row: [plain(row.get(column.key)) for column in table.columns])
    values = {column.key: [row.get(column.key) for row in ordered] for column in table.columns}
    typed = frame(table, values, [0] * len(ordered))
    return Content(_sheet(name, made.lang), {name: shown(typed, table, say)}, append=frozenset({name}))


def _sheet(name: str, lang: str) -> Sheet:
    """Return the description of the sheet that a table stands on."""
    sheets = (*SHEETS.values(), *sheets_of.results(lang))
    return next(sheet for sheet in sheets if any(block.table.name == name for block in sheet.blocks()))


def with_memory(previous: Mapping[str, pd.DataFrame], made: Collection) -> dict[str, pd.DataFrame]:
    """Return the output tables of a register with what was collected, and the conflicts, as they are now.

    The plan of clients with whom managers were in contact is as those managers had it: a contact fulfils a row of theirs.
    """
    plan = taken_back(previous[PLAN.name], made.merged.plan)
    return {**previous, PLAN.name: plan, **made.frames}
