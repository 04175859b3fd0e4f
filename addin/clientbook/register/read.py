"""A book → a register: typed frames, sales in DuckDB, settings, dates, and every problem found (domain: the register)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import pandas as pd

from clientbook.errors import RegisterError
from clientbook.hosts.base import Area, Book, CellValue, Progress
from clientbook.locale import words
from clientbook.register.agreed import SHEET as AGREED
from clientbook.register.agreed import agreed_rows
from clientbook.register.basis import BasisName, resolve_basis
from clientbook.register.below_table import take_in_rows_below
from clientbook.register.client_codes import ClientCodes
from clientbook.register.clients import Speaker, clean_clients, not_listed
from clientbook.register.columns import Table, normal
from clientbook.register.dates import resolve_dates
from clientbook.register.frames import below, empty
from clientbook.register.headers import SCANNED_ROWS, find_headers
from clientbook.register.language import book_language
from clientbook.register.locate import SOURCE_KEY, Place, find_places
from clientbook.register.parse import Reading
from clientbook.register.previous import previous_places, read_previous
from clientbook.register.problems import Done, Problems
from clientbook.register.regulation import resolve_regulation
from clientbook.register.related import (
    clean_answers,
    clean_leave,
    clean_people,
    match_codes,
    one_spelling,
    tell_later_contacts,
)
from clientbook.register.rows import EXAMPLE, read_rows
from clientbook.register.sales import Sales
from clientbook.register.sales_parts import PartsReader
from clientbook.register.sales_read import SalesReader, SalesReading, SalesSource
from clientbook.register.settings import Settings
from clientbook.register.settings_in import given_settings, read_settings
from clientbook.register.staff import clean_staff, default_staff
from clientbook.register.tables import CALENDAR, CLIENTS, LEAVE, LOG, PEOPLE, PLANS, REGULATION, SALES, STAFF, TRANSFERS
from clientbook.register.tool_tables import TOOL_TABLES
from clientbook.register.transfers import COMING, hand_overs

STEPS = ("step.register_locate", "step.register_tables", "step.register_sales", "step.register_check")
SMALL = (PEOPLE, LOG, PLANS, STAFF, LEAVE, TRANSFERS, REGULATION, CALENDAR, *TOOL_TABLES)


@dataclass
class Register:
    """What a workbook says, ready to compute with.

    Frames have the keys of their tables as columns and ``row``, the row of the sheet (0: stands on no sheet). Text,
    identifiers, codes and yes/no (True, False) are ``object`` with None; dates ``datetime64[ns]``; figures ``float64``.

    Attributes:
        lang: language of the book's sheets, ``ru`` or ``en``
        clients: one row per code, and ``listed``: False for clients «нет в справочнике», known from sales only
        people: `Контакты ГПР`
        log: `Журнал`
        plans: `Планы`; ``period`` is the first day of the month
        staff: `Сотрудники`, and a client manager for every manager of a client who is not there
        leave: `Отпуска`
        transfers: `Передачи` in order, see :class:`clientbook.register.transfers.HandOvers`
        regulation: the lines in force, minutes filled in
        calendar: `Календарь`
        tools: the tables of the further tools by name, see ``register.tool_tables``
        sales: lines of sales in DuckDB and their totals
        present: names of tables with at least one row of data
        places: table name → where it stands in the book, from its header row on
        settings: what was typed in the book or given for this run, over the defaults
        typed: what was typed in the book alone
        rows: the rows of the small tables as they were read, to carry them into another book
        previous: our own output tables as the run before and people left them
        problems: everything found wrong
        as_of: T, «Данные на»
        plan_from: the plan starts on the first working day after it
        basis: what income is counted in
        pin_basis: the basis was found now and belongs into `Настройки`
        speakers: output table name → what notes problems of its rows; those that stand in the book
        columns: table name → key → column of the sheet, of the tables in ``places``
        agreed: rows that `Передачи` gets: hand-overs agreed on «Передача клиентов»
    """

    lang: str
    clients: pd.DataFrame
    people: pd.DataFrame
    log: pd.DataFrame
    plans: pd.DataFrame
    staff: pd.DataFrame
    leave: pd.DataFrame
    transfers: pd.DataFrame
    regulation: pd.DataFrame
    calendar: pd.DataFrame
    tools: dict[str, pd.DataFrame]
    sales: Sales
    present: frozenset[str]
    places: dict[str, Area]
    settings: Settings
    typed: Settings
    rows: dict[str, pd.DataFrame]
    previous: MutableMapping[str, pd.DataFrame]
    problems: Problems
    as_of: date
    plan_from: date
    basis: BasisName
    pin_basis: bool
    speakers: dict[str, Speaker] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    agreed: pd.DataFrame = field(default_factory=pd.DataFrame)


def read_register(
    book: Book,
    *,
    today: date,
    as_of: date | None,
    lang: str,
    sheets: Mapping[str, str],
    settings: Mapping[str, str],
    outputs: Sequence[Table],
    progress: Progress | None = None,
    source: SalesSource | None = None,
) -> Register:
    """Read a register from a book.

    Args:
        book: the book
        today: the day of the run
        as_of: T where the user says it; fixes the base of the plan too
        lang: language of a book that does not tell its own, and of errors
        sheets: short table name → sheet it is on (``--sheet``)
        settings: key → value for this run (``--set``)
        outputs: our own output tables, read back and never taken for input
        progress: called before every step, and as blocks of sales are read with the rows done and all there are
        source: opens sales that stay where they are, where a setting names them

    Raises:
        UsageError: a setting, a table or a sheet that was named is not there, or a value does not fit.
        RegisterError: the book is no register that can be computed, or the sales it names elsewhere cannot be read.
    """
    given = given_settings(settings, lang)
    _step(progress, 0)
    problems = Problems()
    places = find_places(book, sheets, outputs, problems, lang, elsewhere=SOURCE_KEY in given)
    places = take_in_rows_below(book, places, problems)
    for part in places[SALES.name].more if SALES.name in places else ():
        take_in_rows_below(book, {SALES.name: part}, problems)  # tells only: a sheet of periods has no table of ours
    take_in_rows_below(book, _filled_in(previous_places(book, outputs)), problems)
    speakers = {name: Speaker(place, problems) for name, place in places.items()}
    book_lang = book_language(places.values(), outputs, book.sheets(), lang)
    reading = Reading(english=book_lang == "en", date1904=book.date1904)
    said = words(book_lang)
    typed = read_settings(book, places.get("cb_settings"), reading, said, problems)
    in_force = typed.overlaid(given)
    _step(progress, 1)
    reader = _sales(book, places, reading, problems, in_force, source)  # reads on beside what follows
    tables = _small_tables(book, places, reading, problems)
    rows = dict(tables)
    tables["cb_clients"], codes = clean_clients(tables["cb_clients"], speakers["cb_clients"], book_lang)
    previous = read_previous(book, outputs, reading, problems)
    noted = {name: Speaker(place, problems) for name, place in previous_places(book, outputs).items()}
    _step(progress, 2)
    lines = reader.load(None if progress is None else partial(progress, STEPS[2]))
    book.forget()  # sales are counted next, and need the memory
    _not_empty(lines, tables, places["cb_clients"].area.sheet, reader.sheet, problems)
    last = reader.last_sale(as_of or today)
    dates = resolve_dates(as_of, in_force, last, today, problems)
    tell_later_contacts(tables["cb_log"], dates.plan_from, speakers.get("cb_log"))
    basis = resolve_basis(in_force, reader.coverage(dates.as_of), problems, said, reader.sheet)
    sales, unlisted = reader.finish(dates.as_of, codes, by_profit=basis.name == "profit", words=said)
    _step(progress, 3)
    present = _present(tables, lines, in_force)
    tables["cb_clients"] = not_listed(tables["cb_clients"], unlisted)
    people = [*tables["cb_staff"]["manager"], *tables["cb_clients"]["manager"]]
    marked, say = previous.get(AGREED, pd.DataFrame()), noted.get(AGREED)
    agreed = agreed_rows(marked, tables["cb_transfers"], tables["cb_clients"], people, say)
    if len(agreed):
        tables["cb_transfers"] = below(tables["cb_transfers"], agreed)
    _relate(tables, codes.with_more(unlisted), speakers)
    _hand_over(tables, dates.plan_from, speakers.get("cb_transfers"))
    regulation = resolve_regulation(tables["cb_regulation"], said, in_force, speakers.get("cb_regulation"))
    return Register(
        lang=book_lang,
        clients=tables["cb_clients"],
        people=tables["cb_people"],
        log=tables["cb_log"],
        plans=tables["cb_plans"],
        staff=default_staff(tables["cb_staff"], [*tables["cb_clients"]["manager"], *_taking(tables["cb_transfers"])]),
        leave=tables["cb_leave"],
        transfers=tables["cb_transfers"],
        regulation=regulation,
        calendar=tables["cb_calendar"],
        tools={table.name: tables[table.name] for table in TOOL_TABLES},
        sales=sales,
        present=present,
        places={name: place.area for name, place in places.items()},
        settings=in_force,
        typed=typed,
        rows=rows,
        previous=previous,
        problems=problems,
        as_of=dates.as_of,
        plan_from=dates.plan_from,
        basis=basis.name,
        pin_basis=basis.pin and "income_basis" not in given,
        speakers=noted,
        columns={name: place.headers.columns for name, place in places.items()},
        agreed=agreed,
    )


def _step(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress(STEPS[done], done, len(STEPS))


def _filled_in(places: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places of those output tables in which people type."""
    return {
        name: place
        for name, place in places.items()
        if any(column.typed and not column.formula for column in place.table.columns)
    }


def _small_tables(
    book: Book, places: Mapping[str, Place], reading: Reading, problems: Problems
) -> dict[str, pd.DataFrame]:
    """Return table name → frame of every input table but sales and settings; empty ones where the book has them not."""
    return {
        table.name: read_rows(book, places[table.name], reading, problems) if table.name in places else empty(table)
        for table in (CLIENTS, *SMALL)
    }


def _sales(
    book: Book,
    places: Mapping[str, Place],
    reading: Reading,
    problems: Problems,
    settings: Settings,
    source: SalesSource | None,
) -> SalesReading:
    """Return what reads the sales: of the sheet, or from where the setting says; lines on a sheet are then told of.

    Raises:
        RegisterError: nothing here can open a source.
    """
    if "cb_sales" in places:
        place = places["cb_sales"]
        if place.more:
            return PartsReader(book, [place, *place.more], reading, problems)
        return SalesReader(book, place, reading, problems, cells=book)
    if source is None:
        raise RegisterError("source_none")
    said = str(settings.value(SOURCE_KEY))
    reader = source(said, reading, problems)
    for area in book.areas():
        if area.table == SALES.name or (not area.table and normal(area.sheet) in map(normal, (SALES.ru, SALES.en))):
            rows = book.cells(replace(area, bottom=min(area.bottom, area.top + SCANNED_ROWS)))
            headers = find_headers(SALES, rows, area.top, area.left)
            if headers is not None and any(map(_is_filled, rows[headers.row - area.top + 1 :])):
                problems.add("sales_sheet_unused", sheet=area.sheet, done=Done.SKIPPED, source=said)
                break
    return reader


def _is_filled(row: Sequence[CellValue]) -> bool:
    """Tell whether a row holds something, and is no example of the template."""
    texts = [cell for cell in row if isinstance(cell, str)]
    return any(cell not in {None, ""} for cell in row) and not any(map(EXAMPLE.match, texts))


def _not_empty(lines: int, tables: Mapping[str, pd.DataFrame], clients: str, sales: str, problems: Problems) -> None:
    """Tell of a register without clients or without sales.

    Raises:
        RegisterError: it has neither.
    """
    if not lines and tables["cb_clients"].empty:
        raise RegisterError("register_empty", clients=clients, sales=sales)
    if not lines:
        problems.add("sales_empty", sheet=sales)
    if tables["cb_clients"].empty:
        problems.add("clients_empty", sheet=clients)


def _present(tables: Mapping[str, pd.DataFrame], lines: int, settings: Settings) -> frozenset[str]:
    """Return the names of tables with at least one row of data."""
    filled = {name for name, rows in tables.items() if not rows.empty}
    return frozenset(filled | ({"cb_sales"} if lines else set()) | ({"cb_settings"} if settings.typed else set()))


def _hand_over(tables: dict[str, pd.DataFrame], plan_from: date, say: Speaker | None) -> None:
    """Put hand-overs in order; clients have the manager who has them at the base of the plan."""
    made = hand_overs(tables["cb_transfers"], tables["cb_clients"], plan_from, say)
    clients = tables["cb_clients"]
    decided = clients["client_id"].map(made.managers).astype(object)
    tables["cb_transfers"] = made.rows
    tables["cb_clients"] = clients.assign(manager=decided.where(decided.notna(), clients["manager"]))


def _taking(transfers: pd.DataFrame) -> list[object]:
    """Return who takes over clients one of these days."""
    return list(transfers.loc[transfers[COMING], "taker"])


def _relate(tables: dict[str, pd.DataFrame], codes: ClientCodes, speakers: Mapping[str, Speaker]) -> None:
    """Bring the tables together: codes of clients, one row a person, spellings of managers, leave."""
    for table in SMALL:
        tables[table.name] = match_codes(tables[table.name], codes, speakers.get(table.name))
    tables["cb_staff"] = clean_staff(tables["cb_staff"], speakers.get("cb_staff"))
    one_spelling(tables, speakers)
    tables["cb_people"] = clean_people(tables["cb_people"], speakers.get("cb_people"))
    tables["cb_answers"] = clean_answers(tables["cb_answers"], speakers.get("cb_answers"))
    tables["cb_leave"] = clean_leave(tables["cb_leave"], speakers.get("cb_leave"))
