"""Contacts that came → rows of `Журнал`, by the rules of a log imported alone (``register/log_import.py``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import pandas as pd

from clientbook.exchange.blanks import blank
from clientbook.exchange.blocks import Block
from clientbook.exchange.clients_in import named
from clientbook.exchange.merging import Record
from clientbook.exchange.sales_in import Who
from clientbook.exchange.typed import records
from clientbook.hosts.base import Area
from clientbook.register.client_codes import ClientCodes
from clientbook.register.frames import empty, frame
from clientbook.register.headers import Headers
from clientbook.register.locate import Place
from clientbook.register.log_import import EXPORT, Known, clock_of, take
from clientbook.register.parse import Reading
from clientbook.register.problems import Problems
from clientbook.register.rows import NUMBER_CODE
from clientbook.register.tables import LOG


class Counter(Protocol):
    """What counts rows and tells of them."""

    problems: Problems

    def count(self, table: str, way: str, count: int = 1) -> None:
        """Count rows of a table."""

    def refuse(self, block: Block, position: int, why: str, value: object, **fields: Any) -> None:
        """Tell of a row that is not taken, and count it."""


def known(cards: pd.DataFrame, log: pd.DataFrame, recoded: Mapping[str, str]) -> Known:
    """Return what a log that comes is compared with.

    Args:
        cards: ``client_id``, ``client``, ``manager``
        log: `Журнал`
        recoded: code of the book → code it got now
    """
    log = log.assign(client_id=log["client_id"].map(lambda code: recoded.get(code, code)))
    people = pd.concat([cards["manager"], log["manager"]]).dropna().drop_duplicates()
    return Known(cards, ClientCodes.of(cards["client_id"].astype(str)), log, tuple(people.astype(str)))


def take_log(
    blocks: Sequence[Block],
    known: Callable[[Sequence[pd.DataFrame]], Known],
    who: Who,
    reading: tuple[Reading, date],
    counter: Counter,
) -> pd.DataFrame:
    """Return the rows that `Журнал` lacks.

    Args:
        blocks: what came
        known: tells what the register knows now, given what of the log was taken: rows may add clients
        who: tells which client a row names
        reading: how cells are read, and the day: later contacts have not taken place yet
        counter: counts rows and tells of them
    """
    found: list[pd.DataFrame] = []
    for block in blocks:
        rows = _rows(block, who, reading, counter)
        columns = {key: block.places.get(key, 1) for key in block.cells}
        area = Area(block.label, "", 1, 1, 1, 1)
        problems = Problems()
        taken = take(rows, Place(EXPORT, area, Headers(1, columns)), known(found), reading[1], problems)
        refused = sum(problem.count for problem in problems if problem.left_out)
        counter.problems.extend(problems)
        counter.count("log", "refused", refused)
        counter.count("log", "same", taken.known)
        counter.count("log", "new", len(taken.rows))
        if len(taken.rows):
            found.append(taken.rows)
    return pd.concat(found, ignore_index=True) if found else empty(LOG)


def _rows(block: Block, who: Who, reading: tuple[Reading, date], counter: Counter) -> pd.DataFrame:
    """Return the contacts of a block whose client and day are told, as an export of a log has them."""
    taken, numbers = [], []
    for position, record in enumerate(records(block, reading[0], counter.problems)):
        if block.skipped[position]:
            counter.count("log", "skipped")
            continue
        why, fields = _doomed(record, reading[1])
        answer = who(named(record, block.feed.id_prefix), block, bool(why))
        if why and answer.way == "new":
            counter.refuse(block, position, why, record.get("client") or "", **fields)
            continue
        if answer.way in ("refused", "none") or blank(record.get("date")):
            why = answer.why or ("log_client_blank" if answer.way == "none" else "import_date")
            counter.refuse(block, position, why, record.get("client") or "")
            continue
        if answer.way == "review":
            counter.count("log", "review")
            continue
        own = record.get("row_id")
        clock = None if blank(record.get("time")) else record["time"]
        if clock is None and "date" in block.cells:
            clock = clock_of(block.cells["date"][position])
        taken.append(
            {
                **record,
                "client_id": answer.code,
                "time": clock,
                "row_id": None if blank(own) else f"{block.feed.id_prefix}{own}",
            }
        )
        numbers.append(block.rows[position])
    keys = [column.key for column in EXPORT.columns]
    rows = frame(EXPORT, {key: [record.get(key) for record in taken] for key in keys}, numbers)
    return rows.assign(**{NUMBER_CODE: False})


def _doomed(record: Record, today: date) -> tuple[str, dict[str, object]]:
    """Return why a contact with a client that nobody knows would not be taken, so that it adds no client either."""
    day = record.get("date")
    if blank(day):
        return "import_date", {}
    if pd.Timestamp(str(day)) > pd.Timestamp(today):
        return "log_future", {"day": f"{today:%d.%m.%Y}"}
    return ("log_no_manager", {}) if blank(record.get("manager")) else ("", {})
