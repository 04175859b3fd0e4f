"""Exports of other programs → a register: what they bring is laid over it table by table, and nothing is passed over silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from clientbook.errors import HostError, RegisterError
from clientbook.exchange import log_in
from clientbook.exchange.blanks import blank
from clientbook.exchange.blocks import Block, blocks_of
from clientbook.exchange.clients_in import Answer, Clients, Named, named
from clientbook.exchange.grids import sheets_of
from clientbook.exchange.merging import Changes, Merger, Record
from clientbook.exchange.people_in import People
from clientbook.exchange.profiles import FED, Profile
from clientbook.exchange.recognise import best_guess, recognise
from clientbook.exchange.review import Review
from clientbook.exchange.sales_in import SalesIn, take_sales
from clientbook.exchange.typed import records
from clientbook.hosts.base import CellValue
from clientbook.hosts.file.book import FileBook
from clientbook.locale import Words, names_in_quotes, words
from clientbook.register.client_codes import ClientCodes
from clientbook.register.columns import Table
from clientbook.register.frames import empty
from clientbook.register.headers import address
from clientbook.register.locate import Place
from clientbook.register.log_import import Known, quiet_look
from clientbook.register.parse import Reading
from clientbook.register.previous import read_previous
from clientbook.register.problems import Done, Problems
from clientbook.register.related import match_codes
from clientbook.register.rows import NUMBER_CODE, read_rows
from clientbook.register.tables import CLIENTS, LOG, PEOPLE, PLANS, SALES
from clientbook.sheets import import_review
from clientbook.sheets.description import Content
from clientbook.sheets.fields import shown
from clientbook.sheets.inputs import SHEETS

WAYS = ("new", "changed", "same", "review", "skipped", "refused")
"""What becomes of a row that was read; they add up to all rows read."""


@dataclass
class Counts:
    """What became of the rows for one table.

    Attributes:
        read: rows of data in the files
        ways: ``new``, ``changed``, ``same``, ``review`` (a near name was asked about), ``skipped`` (cancelled, deleted,
            not closed), ``refused``
    """

    read: int = 0
    ways: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAYS, 0))

    def add(self, way: str, count: int = 1) -> None:
        """Count rows."""
        self.ways[way] += count


@dataclass(frozen=True)
class SheetRead:
    """A sheet that was read: what it is called, which export it is, how many rows of data it has."""

    label: str
    export: str
    rows: int


@dataclass
class Outcome:
    """What an import does to a register; nothing is written yet.

    Attributes:
        lang: language of the register
        sheets: what was read
        counts: short table name → what became of its rows
        unlisted: names of clients without a card that were added because other rows name them
        renewed: how many values of the source replaced other ones
        gone: sales lines that were blanked
        gone_money: what they came to, roubles
        waiting: questions on «На проверку» without an answer
        review: the name of that sheet in the register
        cells: name of a sheet → (row, column) → value
        contents: rows to be added
        places: table → where it stands
        problems: everything to be told
    """

    lang: str
    sheets: list[SheetRead]
    counts: dict[str, Counts]
    unlisted: list[str] = field(default_factory=list)
    renewed: int = 0
    gone: int = 0
    gone_money: float = 0.0
    waiting: int = 0
    review: str = ""
    cells: dict[str, dict[tuple[int, int], CellValue]] = field(default_factory=dict)
    contents: list[Content] = field(default_factory=list)
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)

    @property
    def changes(self) -> bool:
        """Tell whether the register would be another afterwards."""
        return bool(self.contents) or any(self.cells.values())


def read_files(
    files: Sequence[Path], profile: Profile, problems: Problems, lang: str
) -> tuple[list[SheetRead], list[Block]]:
    """Read files and recognise their sheets; these are named in a language.

    A file that cannot be read is told, and the others are read.

    Raises:
        RegisterError: none of them is an export that the profile knows.
        HostError: none of them can be read.
    """
    found: list[SheetRead] = []
    blocks: list[Block] = []
    unread: dict[str, HostError] = {}
    last = {"file": "", "export": "", "why": ""}
    for number, path in enumerate(files):
        try:
            sheets = sheets_of(path)
        except HostError as error:
            unread[path.name] = error
            why = error.say(lang)
            problems.add("import_unread", sheet=path.name, done=Done.SKIPPED, why=why)
            continue
        if not sheets:
            problems.add("import_nothing_in", sheet=path.name, done=Done.SKIPPED)
        for sheet in sheets:
            export = recognise(sheet, profile.exports)
            if export is None:
                near, lacking = best_guess(sheet, profile.exports)
                name, why = near.name(lang), _why_not(lacking, lang)
                last = {"file": sheet.label, "export": name, "why": why}
                if len(sheet.rows) > 1:
                    problems.add("import_unknown_sheet", sheet=sheet.label, done=Done.SKIPPED, export=name, why=why)
                continue
            made = blocks_of(sheet, export, number, problems)
            found.append(SheetRead(sheet.label, export.export.name(lang), max(block.read for block in made)))
            blocks += made
    if len(unread) == len(files) == 1:
        raise next(iter(unread.values()))
    if len(unread) == len(files):
        whys = " ".join(error.say(lang) for error in unread.values())
        raise HostError("import_none_read", count=len(unread), whys=whys)
    if not found:
        raise _nothing_in(files, profile, last)
    return found, blocks


def _nothing_in(files: Sequence[Path], profile: Profile, last: Mapping[str, str]) -> RegisterError:
    """Return what to say of files without an export; ``last``: the sheet that came nearest, if there is any sheet."""
    if last["file"]:
        return RegisterError("import_nothing", profile=profile.title, **last)
    return RegisterError("import_no_sheets", files=names_in_quotes(path.name for path in files))


def _why_not(lacking: Sequence[str], lang: str) -> str:
    """Return why a sheet is not the export it comes nearest to."""
    if not lacking:
        return words(lang).text("import_text.headers_apart")
    return words(lang).text("import_text.headers_lacking", headers=names_in_quotes(lacking))


def import_into(
    book: FileBook,
    files: Sequence[Path],
    profile: Profile,
    outputs: Sequence[Table],
    today: date,
    said: tuple[str, Mapping[str, str]],
) -> Outcome:
    """Return what exports do to a register.

    Args:
        book: the register
        files: the exports; of a document in two of them the later counts
        profile: how they are laid out
        outputs: our own output tables, never taken for input
        today: later contacts have not taken place yet
        said: language of errors and of a register whose own cannot be told; table → sheet of the register

    Raises:
        ClientbookError: a file cannot be read, none is an export that is known, or the register is none.
    """
    lang, sheets = said
    problems = Problems()
    read, blocks = read_files(files, profile, problems, lang)
    places, book_lang, own = quiet_look(book, sheets, outputs, lang)
    sales = places.get(SALES.name)
    if sales is not None and sales.more and any(block.feed.table is SALES for block in blocks):
        names = names_in_quotes(place.area.sheet for place in (sales, *sales.more))
        raise RegisterError("parts_import", sheets=names, sheet=SALES.sheet(book_lang))
    outcome = Outcome(book_lang, read, {name: Counts() for name in FED}, places=places, problems=problems)
    _Import(book, own, Reading(english=profile.english), words(book_lang), outcome).run(blocks, today)
    return outcome


def write(book: FileBook, outcome: Outcome) -> None:
    """Put an outcome into the register, in memory."""
    for sheet, cells in outcome.cells.items():
        if cells:
            book.put(sheet, cells)
    if outcome.contents:
        areas = {name: place.area for name, place in outcome.places.items()}
        book.write(outcome.contents, outcome.lang, None, areas)


class _Import:
    """One import into one book.

    Args:
        book: the register
        own: how its cells are read
        foreign: how cells of the exports are read
        say: language of the register
        outcome: what is filled
    """

    def __init__(self, book: FileBook, own: Reading, foreign: Reading, say: Words, outcome: Outcome) -> None:
        self.book, self.own, self.foreign, self.say, self.outcome = book, own, foreign, say, outcome
        self.problems = outcome.problems
        listed = self._frame(CLIENTS)
        codes = ClientCodes.of(listed["client_id"], listed.loc[listed[NUMBER_CODE].astype(bool), "client_id"])
        self.frames = {table.name: match_codes(self._frame(table), codes, None) for table in (PEOPLE, LOG, PLANS)}
        outcome.review = book.names([import_review.SHEET], say.lang)[import_review.SHEET.key]
        before = read_previous(book, [import_review.REVIEW], own, Problems())[import_review.REVIEW.name]
        self.review = Review(before)
        self.clients = Clients.of(listed.drop(columns=NUMBER_CODE), codes, self.review)
        self.mergers = {
            table.name: Merger(Changes(table, self._columns(table)), self.review, say) for table in (CLIENTS, PEOPLE)
        }
        self.people = People.of(self.frames[PEOPLE.name], self.mergers[PEOPLE.name])
        aliases = self.review.aliases
        self.recoded = {
            old: new
            for old, new in aliases.items()
            if new in self.clients.records and (old not in self.clients.records or self.clients.made_of_name(old))
        }
        self.renamed: set[str] = set()

    def _frame(self, table: Table) -> pd.DataFrame:
        place = self.outcome.places.get(table.name)
        return empty(table) if place is None else read_rows(self.book, place, self.own, Problems())

    def _columns(self, table: Table) -> Mapping[str, int]:
        """Return key → column of the sheet; every column where the book has no such sheet yet."""
        place = self.outcome.places.get(table.name)
        return place.headers.columns if place is not None else {column.key: 0 for column in table.columns}

    def run(self, blocks: Sequence[Block], today: date) -> None:
        """Take in the blocks, clients first."""
        sorts = {name: [block for block in blocks if block.feed.table.short == name] for name in FED}
        for name, found in sorts.items():
            self.outcome.counts[name].read = sum(block.read for block in found)
            lost = sum(block.read - len(block.rows) for block in found)
            self.outcome.counts[name].add("refused", lost)
        self._clients(sorts["clients"])
        for block in _later_first(sorts["people"]):
            self._people(block)
        here = SALES.name in self.outcome.places
        sales = self._sales(sorts["sales"]) if sorts["sales"] or (self.recoded and here) else None
        log = log_in.take_log(sorts["log"], self._known, self._who, (self.foreign, today), self)
        self._recode(sales)
        self._twins()
        self._add(sales, log)
        self._tell()

    def count(self, table: str, way: str, count: int = 1) -> None:
        """Count rows of a table."""
        self.outcome.counts[table].add(way, count)

    def refuse(self, block: Block, position: int, why: str, value: object, **fields: Any) -> None:
        """Tell of a row that is not taken, and count it."""
        cell = block.cell(position, "client")
        self.problems.add(why, sheet=block.label, cell=cell, value=value, done=Done.LEFT_OUT, **fields)
        self.count(block.feed.table.short, "refused")

    def _clients(self, blocks: Sequence[Block]) -> None:
        """Take in the cards: those of clients of the book first, so that the others meet the names that these have now.

        Of two cards of one client the first counts: the one of its own code, then the one of the later file.
        """
        cards = [(block, position, card) for block in _later_first(blocks) for position, card in self._cards(block)]
        cards.sort(key=lambda one: named(one[2], one[0].feed.id_prefix).own_code not in self.clients.records)
        others = [one for one in cards if not self._take_card(*one, listed=True)]
        for one in others:
            self._take_card(*one, listed=False)

    def _cards(self, block: Block) -> Iterator[tuple[int, Record]]:
        for position, record in enumerate(records(block, self.foreign, self.problems)):
            if block.skipped[position]:
                self.count("clients", "skipped")
            else:
                yield position, record

    def _take_card(self, block: Block, position: int, record: Record, *, listed: bool) -> bool:
        """Take in a card, unless only those of listed clients are wanted and it is of none; tell whether it was taken."""
        who = named(record, block.feed.id_prefix)
        answer = self.clients.listed(who) if listed else self.clients.card(who)
        if answer is None:
            return False
        if answer.way == "refused":
            self.refuse(block, position, answer.why, who.name or who.code)
        elif answer.way == "review":
            self.clients.ask(who, block.label)
            self.count("clients", "review")
        elif answer.way == "new":
            card = {key: value for key, value in record.items() if key in CLIENTS.by_key}
            self._new(who, answer.code, card)
            self.count("clients", "new")
        else:
            self._card(block, {**record, **_identity(who)}, who, answer.code)
        return True

    def _new(self, who: Named, code: str, card: Record) -> str:
        """Add a client; return its name."""
        name = who.name or who.tax_id or code
        self.clients.add(code, {**card, **_identity(who), "client_id": code, "client": name})
        self.clients.know(who, code)
        return name

    def _card(self, block: Block, record: Record, who: Named, code: str) -> None:
        """Lay a card over the client it is of."""
        ours = self.clients.records[code]
        whose = (code, str(ours.get("client") or code), "")
        merger = self.mergers[CLIENTS.name]
        changed = merger.merge(ours, record, block.feed, self.clients.rows[code], whose, block.label)
        self.clients.know(who, code)
        if who.code and who.code != code and who.code not in self.review.aliases:
            source = self.say.text("import_text.by_tax", source=block.label)
            self.review.remember((code, whose[1]), (who.code, who.name), source)
        if changed:
            self.clients.index(code)
            if ours.get("client") != whose[1]:
                self.renamed.add(code)
        self.count("clients", "changed" if changed else "same")

    def _who(self, who: Named, block: Block, idle: bool = False) -> Answer:  # noqa: FBT001, FBT002
        """Return which client a row of another table names; one that nobody knows gets a card, unless the row is not taken."""
        answer = self.clients.mentioned(who)
        if idle:
            return answer
        if answer.way == "review" and answer.code == who.own_code:  # else people are asked about that one already
            self.clients.ask(who, block.label)
        elif answer.way == "new":
            self.outcome.unlisted.append(self._new(who, answer.code, {}))
            return replace(answer, way="known")
        return answer

    def _people(self, block: Block) -> None:
        rows = records(block, self.foreign, self.problems)
        for position, record in enumerate(rows):
            if block.skipped[position]:
                self.count("people", "skipped")
                continue
            nameless = blank(record.get("person"))
            answer = self._who(named(record, block.feed.id_prefix), block, nameless)
            if answer.way in ("refused", "none") or nameless:
                nobody = "import_no_person" if nameless else "import_person_alone"
                self.refuse(block, position, answer.why or nobody, record.get("person") or record.get("client") or "")
                continue
            person = {key: value for key, value in record.items() if key in PEOPLE.by_key}
            own = person.get("person_id")
            person |= {"client_id": answer.code, "person_id": None if blank(own) else f"{block.feed.id_prefix}{own}"}
            name = str(self.clients.records.get(answer.code, {}).get("client") or answer.code)
            self.count("people", self.people.take(person, block.feed, name, block.label))

    def _sales(self, blocks: Sequence[Block]) -> SalesIn:
        place = self.outcome.places.get(SALES.name)
        if place is None:
            raise RegisterError("import_no_sales", file=self.book.path.name)
        made = take_sales(self.book, place, blocks, self._who, (self.own, self.foreign), self.recoded, self.problems)
        for way, count in made.counts.items():
            self.count("sales", way, count)
        self.outcome.gone, self.outcome.gone_money = len(made.gone), made.gone_money
        return made

    def _known(self, taken: Sequence[pd.DataFrame]) -> Known:
        """Return what the log is compared with: clients as they are now, and the log with the rows that were taken."""
        cards = pd.DataFrame(
            [
                {key: record.get(key) for key in ("client_id", "client", "manager")}
                for record in self.clients.records.values()
            ],
            columns=["client_id", "client", "manager"],
            dtype=object,
        )
        log = self.frames[LOG.name]
        if taken:
            log = pd.concat([frame.astype(object) for frame in (log, *taken)], ignore_index=True)
        return log_in.known(cards, log, self.recoded)

    def _recode(self, sales: SalesIn | None) -> None:
        """Put our code where a code stands that people said is that client."""
        if not self.recoded:
            return
        count = sales.recoded if sales is not None else 0
        for table in (PEOPLE, LOG, PLANS):
            place = self.outcome.places.get(table.name)
            if place is None:
                continue
            column = place.headers.columns.get("client_id")
            for row, code in self.frames[table.name][["row", "client_id"]].itertuples(index=False):
                if code in self.recoded and column is not None:
                    self.outcome.cells.setdefault(place.area.sheet, {})[row, column] = self.recoded[code]
                    count += 1
        if count:
            self.problems.add("import_recoded", done=Done.CLEANED, count=count, review=self.outcome.review)

    def _twins(self) -> None:
        """Ask whether a client that is but a name is the one of that name, and tell of a rename that made two of one name."""
        made = self.clients.made_of_name
        for code, other in self.clients.twins():
            if made(code) and (other < code or not made(other)):
                if code not in self.recoded and not self.review.apart(code, other):
                    ours, theirs = ((one, str(self.clients.records[one]["client"])) for one in (other, code))
                    self.review.near(ours, theirs, 100.0, self.say.text("import_text.by_name"))
            elif code in self.renamed and not made(other):
                self._tell_of_card("import_name_shared", code, other)
        for code in sorted(self.recoded.keys() & self.clients.records.keys()):
            self._tell_of_card("import_joined_card", code, self.recoded[code])

    def _tell_of_card(self, key: str, card: str, client: str) -> None:
        """Tell what ties the card of one code to the client of another."""
        place = self.outcome.places.get(CLIENTS.name)
        row, column = self.clients.rows[card], self._columns(CLIENTS).get("client", 0)
        self.problems.add(
            key,
            sheet=place.area.sheet if place is not None else CLIENTS.sheet(self.say.lang),
            cell=address(row, column) if row and column else "",
            value=self.clients.records[card].get("client") or card,
            done=Done.KEPT,
            client=client,
            review=self.outcome.review,
        )

    def _add(self, sales: SalesIn | None, log: pd.DataFrame) -> None:
        """Note the cells that change and the rows that are added."""
        for table, merger in self.mergers.items():
            place = self.outcome.places.get(table)
            if place is not None and merger.changes.cells:
                self.outcome.cells.setdefault(place.area.sheet, {}).update(merger.changes.cells)
            self.outcome.renewed += len(merger.renewed)
        self._append(CLIENTS, pd.DataFrame(self.clients.added))
        self._append(PEOPLE, pd.DataFrame(self.people.added))
        if sales is not None:
            place = self.outcome.places[SALES.name]
            cells = self.outcome.cells.setdefault(place.area.sheet, {})
            columns = place.headers.columns
            cells |= {(row, columns[key]): value for (row, key), value in sales.cells.items()}
            cells |= {(row, column): None for row in sales.gone for column in columns.values()}
            self._append(SALES, sales.fresh)
        self._append(LOG, log)
        rows = self.review.rows(
            {code: str(record.get("client") or code) for code, record in self.clients.records.items()}
        )
        self.outcome.waiting = int(rows["decision"].isna().sum())
        if self.review.differs(rows):
            self.outcome.contents.append(import_review.content(rows, self.say))

    def _append(self, table: Table, rows: pd.DataFrame) -> None:
        if len(rows):
            tables = {table.name: shown(rows, table, self.say)}
            named = frozenset({table.name})
            self.outcome.contents.append(Content(SHEETS[table.name], tables, append=named, anew=named))

    def _tell(self) -> None:
        """Tell what was added, taken for one, renewed and could not be put anywhere."""
        for theirs, ours in self.clients.joined.items():
            said = f"«{theirs}» = «{ours}»"
            self.problems.add("import_same_name", value=said, done=Done.KEPT)
        for name in self.outcome.unlisted:
            self.problems.add("import_unlisted", value=name, done=Done.KEPT)
        for table in (CLIENTS, PEOPLE):
            merger = self.mergers[table.name]
            place = self.outcome.places.get(table.name)
            sheet = place.area.sheet if place is not None else table.sheet(self.say.lang)
            for name, header, was, now in merger.renewed:
                said = f"{name}: {was} → {now}"
                self.problems.add("import_renewed", sheet=sheet, value=said, done=Done.CLEANED, header=header)
            for source, name, header, counts, other in merger.at_odds:
                said = f"{name}: {counts} ≠ {other}"
                self.problems.add("import_two_cards", sheet=source, value=said, done=Done.KEPT, header=header)
            for key in sorted(merger.changes.lacking):
                header = table[key].header(self.say.lang)
                at = "" if place is None else address(place.headers.row, place.area.left)
                self.problems.add("import_no_column", sheet=sheet, cell=at, done=Done.KEPT, header=header)
        if self.outcome.waiting:
            self.problems.add("import_review", sheet=self.outcome.review, done=Done.KEPT, count=self.outcome.waiting)


def _later_first(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with those of later files first."""
    return sorted(blocks, key=lambda block: -block.file)


def _identity(who: Named) -> Record:
    """Return ИНН and КПП as a record has them."""
    return {"tax_id": who.tax_id or None, "tax_reg": who.tax_reg or None}
