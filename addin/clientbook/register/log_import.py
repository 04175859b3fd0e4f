"""A log of contacts exported elsewhere → rows of `Журнал` (domain: §7): clients by code, then by exact name; each contact once.

A row counts as known where the log has its ID on the same client and day, or, without an ID, the same contact in all it
says. Rows that cannot be taken are told with their cell and reason, never dropped silently.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from clientbook.errors import RegisterError
from clientbook.hosts.base import Area, Book, CellValue
from clientbook.register.below_table import take_in_rows_below
from clientbook.register.client_codes import ClientCodes
from clientbook.register.columns import Column, Table, normal
from clientbook.register.frames import empty
from clientbook.register.headers import SCANNED_ROWS, address, find_headers
from clientbook.register.language import book_language
from clientbook.register.locate import Place, find_places
from clientbook.register.parse import Reading
from clientbook.register.problems import Done, Problems
from clientbook.register.related import match_codes
from clientbook.register.rows import NUMBER_CODE, read_rows, shown
from clientbook.register.tables import CLIENTS, LOG, STAFF

_MORE: Mapping[str, tuple[str, ...]] = {
    "row_id": ("id", "ид", "номер", "номер записи", "id активности", "activity id"),
    "date": (
        "дата и время",
        "дата контакта",
        "дата звонка",
        "дата события",
        "когда",
        "начало",
        "date and time",
        "start",
    ),
    "manager": ("ответственный", "сотрудник", "исполнитель", "автор", "пользователь", "owner", "user"),
    "client_id": ("код", "код контрагента", "customer id", "client code"),
    "person": ("контакт", "собеседник", "с кем", "contact"),
    "kind": ("тип", "тип контакта", "тип события", "тип активности", "type"),
    "purpose": ("тема", "subject"),
    "result": ("статус", "статус звонка", "status"),
    "outcome": ("комментарий", "описание", "примечание", "comment", "notes"),
    "minutes": ("длительность", "длительность, мин", "duration"),
}
"""Headers under which other programs have the columns of `Журнал`."""


def _wider(column: Column) -> Column:
    more = (*column.aliases, *_MORE.get(column.key, ()))
    return replace(column, aliases=more, required=column.key == "date")


EXPORT = Table(
    LOG.name,
    LOG.ru,
    LOG.en,
    (
        *(_wider(column) for column in LOG.columns),
        replace(
            CLIENTS["client"],
            required=False,
            aliases=(*CLIENTS["client"].aliases, "компания", "организация", "company"),
        ),
    ),
)
"""`Журнал` as other programs export it: a client by code or by name."""

UNDERSTOOD = frozenset({"date_text", "date_serial", "number_text"})
"""What is told of a register, and not of an export: its texts become true dates and figures in the log."""

_SAME = ("date", "client_id", "manager", "kind", "person", "result", "purpose", "outcome", "time")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?!\d)")


class Rows(Protocol):
    """What is read of an export: a text file or a workbook."""

    @property
    def path(self) -> Path:
        """Return where it is, for messages."""

    @property
    def date1904(self) -> bool:
        """Tell whether serial dates count from 1904."""

    def areas(self) -> Sequence[Area]:
        """Return where cells stand."""

    def cells(self, area: Area) -> list[list[CellValue]]:
        """Return the cells of a rectangle."""


@dataclass(frozen=True)
class Known:
    """What the register says: clients, their codes, the log and how our people are spelt.

    Attributes:
        clients: ``client_id``, ``client``, ``manager``
        codes: the matcher of their codes
        log: `Журнал`
        people: names of our people, the spelling that counts first
    """

    clients: pd.DataFrame
    codes: ClientCodes
    log: pd.DataFrame
    people: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What became of the rows of an export.

    Attributes:
        rows: new rows for `Журнал`
        known: how many it knew already
        lang: language of the register
        places: table → where it stands in the register
    """

    rows: pd.DataFrame
    known: int
    lang: str = "ru"
    places: Mapping[str, Area] = field(default_factory=dict)


def import_into(
    register: Book,
    export: Rows,
    outputs: Sequence[Table],
    today: date,
    said: tuple[str, Mapping[str, str]],
    problems: Problems,
) -> Taken:
    """Read an export beside a register and return what its log lacks.

    Args:
        register: the book with `Клиенты` and, if it is there, `Журнал`
        export: the text file or book with the log
        outputs: our own output tables, never taken for input
        today: later rows have not taken place yet
        said: language of errors and of a register whose own cannot be told; table → sheet of the register
        problems: where refusals and cleaned cells of the export are told

    Raises:
        RegisterError: the export has no header row of a log, or the register no clients.
    """
    lang, sheets = said
    place = find_export(export)
    places, book_lang, reading = quiet_look(register, sheets, outputs, lang)
    known = _known(register, places, reading)
    found = Problems()
    rows = read_export(export, place, reading, found)
    problems.extend(one for one in found if one.key not in UNDERSTOOD)
    taken = take(rows, place, known, today, problems)
    told = cells_left(taken.rows, place, export)
    return Taken(told, taken.known, book_lang, {name: one.area for name, one in places.items()})


def quiet_look(
    register: Book, sheets: Mapping[str, str], outputs: Sequence[Table], lang: str
) -> tuple[dict[str, Place], str, Reading]:
    """Return where the tables of a register stand, its language and how its cells are read; doubts are told by a run.

    Args:
        register: the book; tables of ours take in the rows typed right under them
        sheets: short table name → sheet the user says it is on
        outputs: our own output tables, never taken for input
        lang: language of errors and of a register whose own cannot be told

    Raises:
        RegisterError: the register has no clients or no sales.
    """
    quiet = Problems()
    places = take_in_rows_below(register, find_places(register, sheets, outputs, quiet, lang), quiet)
    spoken = book_language(places.values(), outputs, register.sheets(), lang)
    return places, spoken, Reading(english=spoken == "en", date1904=register.date1904)


def _known(register: Book, places: Mapping[str, Place], reading: Reading) -> Known:
    """Read what the register says; its own problems are told by a run, not here."""
    quiet = Problems()

    def read(table: Table) -> pd.DataFrame:
        here = places.get(table.name)
        return empty(table) if here is None else read_rows(register, here, reading, quiet)

    listed, staff, log = read(CLIENTS), read(STAFF), read(LOG)
    clients = listed[~listed["client_id"].duplicated()]
    numbers = clients.loc[clients[NUMBER_CODE].astype(bool), "client_id"]
    codes = ClientCodes.of(clients["client_id"], numbers)
    log = match_codes(log, codes, None)
    people = pd.concat([staff["manager"], clients["manager"], log["manager"]]).dropna().drop_duplicates()
    return Known(clients, codes, log, tuple(people))


def find_export(book: Rows) -> Place:
    """Return where the log stands in an export: the area whose headers fit best.

    Raises:
        RegisterError: no row of headers has a date and a client.
    """
    places: list[Place] = []
    for area in book.areas():
        depth = 1 if area.table else SCANNED_ROWS
        rows = book.cells(replace(area, bottom=min(area.bottom, area.top + depth - 1)))
        found = find_headers(EXPORT, rows, area.top, area.left)
        if found is not None and "date" in found.columns and {"client_id", "client"} & found.columns.keys():
            places.append(Place(EXPORT, replace(area, top=found.row), found))
    if not places:
        raise RegisterError("log_no_header", file=book.path.name)
    return max(places, key=lambda place: (*place.headers.score(EXPORT), bool(place.area.table)))


def read_export(book: Rows, place: Place, reading: Reading, problems: Problems) -> pd.DataFrame:
    """Return the rows of an export as a typed frame, with the time of day where a date has one."""
    rows = read_rows(book, place, reading._replace(date1904=book.date1904), problems)  # type: ignore[arg-type]
    if NUMBER_CODE not in rows:
        rows[NUMBER_CODE] = False
    clocks = [clock_of(cell) for cell in _cells(book, place, "date", rows)]
    both = [time if isinstance(time, str) else clock for time, clock in zip(rows["time"], clocks, strict=True)]
    return rows.assign(time=pd.Series(both, dtype=object, index=rows.index))


def _cells(book: Rows, place: Place, key: str, rows: pd.DataFrame) -> list[CellValue]:
    """Return what stands in a column of an export on the rows of a frame."""
    column = place.headers.columns[key]
    bottom = max(place.last, place.first)
    cells = book.cells(replace(place.area, top=place.first, bottom=bottom, left=column, right=column))
    return [cells[row - place.first][0] for row in rows["row"]]


def clock_of(cell: CellValue) -> str | None:
    """Return the time of day in the cell of a date, «9:05»; None for a plain day."""
    if isinstance(cell, datetime):
        return f"{cell.hour}:{cell.minute:02d}" if (cell.hour, cell.minute) != (0, 0) else None
    found = _CLOCK.search(cell) if isinstance(cell, str) else None
    return f"{int(found[1])}:{found[2]}" if found and found[0] not in ("00:00", "00:00:00", "0:00") else None


def take(export: pd.DataFrame, place: Place, known: Known, today: date, problems: Problems) -> Taken:
    """Return the rows that `Журнал` lacks; the others are counted or told.

    Args:
        export: what :func:`read_export` gives
        place: where it stands, to tell cells
        known: the register
        today: later rows have not taken place yet
        problems: where refusals are told, ``Done.LEFT_OUT``
    """
    say = _Say(place, problems)
    matched = _matched(export, known, say)
    matched = _with_manager(matched, known, say)
    future = matched["date"] > pd.Timestamp(today)
    for row, day in matched.loc[future, ["row", "date"]].itertuples(index=False):
        say("log_future", row, "date", f"{day:%d.%m.%Y}", day=f"{today:%d.%m.%Y}")
    return _new(matched[~future], known, say)


@dataclass(frozen=True)
class _Say:
    """Tells of a row that is not taken."""

    place: Place
    problems: Problems

    def __call__(self, key: str, row: int, column: str, value: object, **fields: Any) -> None:
        at = address(row, self.place.headers.columns.get(column, self.place.area.left))
        sheet = self.place.area.sheet
        self.problems.add(key, sheet=sheet, cell=at, value=value, done=Done.LEFT_OUT, **fields)


def _matched(export: pd.DataFrame, known: Known, say: _Say) -> pd.DataFrame:
    """Return the rows whose client the register has: by code, then by exact name."""
    of_name: dict[str, list[str]] = {}
    for code, name in zip(known.clients["client_id"], known.clients["client"], strict=True):
        of_name.setdefault(normal(name), []).append(code)
    found: list[str | None] = []
    for row, code, number, name in export[["row", "client_id", NUMBER_CODE, "client"]].itertuples(index=False):
        matched = known.codes.match(code, number=bool(number))[0] if isinstance(code, str) else None
        named = of_name.get(normal(name), []) if isinstance(name, str) else []
        if matched in known.codes.exact:
            found.append(matched)
        elif len(named) == 1:
            found.append(named[0])
        else:
            found.append(None)
            said = " ".join(text for text in (code, name) if isinstance(text, str))
            key = "log_client_twice" if named else "log_client_unknown" if said else "log_client_blank"
            say(key, row, "client_id" if isinstance(code, str) else "client", said)
    rows = export.drop(columns=[NUMBER_CODE, "client"]).assign(
        client_id=pd.Series(found, dtype=object, index=export.index)
    )
    return rows[rows["client_id"].notna()]


def _with_manager(rows: pd.DataFrame, known: Known, say: _Say) -> pd.DataFrame:
    """Spell our people as the register does; a row without one is the client's manager's."""
    spelt = {normal(name): name for name in reversed(known.people)}
    leads = known.clients.set_index("client_id")["manager"].to_dict()
    names: list[str | None] = []
    for row, client, name in rows[["row", "client_id", "manager"]].itertuples(index=False):
        own = spelt.get(normal(name), name) if isinstance(name, str) else leads.get(client)
        names.append(own if isinstance(own, str) else None)
        if names[-1] is None:
            say("log_no_manager", row, "manager", client)
    rows = rows.assign(manager=pd.Series(names, dtype=object, index=rows.index))
    return rows[rows["manager"].notna()]


def _same(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what makes two entries the same contact."""
    return [
        tuple("" if pd.isna(value) else normal(value) for value in row)
        for row in rows[list(_SAME)].itertuples(index=False)
    ]


def _new(rows: pd.DataFrame, known: Known, say: _Say) -> Taken:
    """Return the rows that the log lacks, each with an ID of its own."""
    log = known.log
    placed = {
        one: (client, day) for one, client, day in log[["row_id", "client_id", "date"]].itertuples(index=False) if one
    }
    given = set(rows["row_id"].dropna())
    there = Counter(_same(log[~log["row_id"].isin(list(given))]))
    seen: Counter[tuple[str, ...]] = Counter()
    chosen: list[int] = []
    ids: list[str] = []
    count = 0
    keys = zip(rows.index, rows["row"], rows["row_id"], rows["client_id"], rows["date"], _same(rows), strict=True)
    for index, row, one, client, day, content in keys:
        if isinstance(one, str) and one in placed:
            if placed[one] == (client, day):
                count += 1
            else:
                say("log_id_taken", row, "row_id", one)
            continue
        seen[content] += 1
        name = one if isinstance(one, str) else made_id(*content, str(seen[content]))
        if seen[content] <= there[content] or name in placed:
            count += 1
            continue
        placed[name] = (client, day)
        chosen.append(index)
        ids.append(name)
    taken = rows.loc[chosen].assign(row_id=pd.Series(ids, dtype=object, index=chosen), contact_id=None)
    return Taken(taken.sort_values(["date", "row"], kind="stable").reset_index(drop=True), count)


def made_id(*says: str) -> str:
    """Return the ID of what came without one: the same in every import of what says the same."""
    return f"imp-{hashlib.sha256('|'.join(says).encode()).hexdigest()[:12]}"


def cells_left(rows: pd.DataFrame, place: Place, book: Rows) -> pd.DataFrame:
    """Return rows with what stands in coded cells that mean nothing to us, so that people can put it right in the log."""
    rows = rows.copy()
    for key in ("kind", "result"):
        if key not in place.headers.columns or rows.empty:
            continue
        raw = [shown(cell) or None for cell in _cells(book, place, key, rows)]
        rows[key] = pd.Series(
            [text if value is None else value for value, text in zip(rows[key], raw, strict=True)], dtype=object
        )
    return rows
