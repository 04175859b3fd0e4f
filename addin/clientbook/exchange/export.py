"""People and coming contacts of a book as CSV files that a CRM imports.

What a filter hides on a sheet is not exported, as people expect of what they see; it is counted. No cell is live in a
spreadsheet: see :mod:`clientbook.exchange.live_cells`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from clientbook.errors import HostError
from clientbook.exchange import live_cells
from clientbook.exchange.contact_text import channel_word, description, sentences, title
from clientbook.exchange.layouts import Column, Layout
from clientbook.exchange.planned import Planned
from clientbook.hosts.file.save import save
from clientbook.locale import Words, words
from clientbook.register import codes
from clientbook.register.columns import Column as Field
from clientbook.register.columns import Kind
from clientbook.register.tables import CLIENTS, PEOPLE
from clientbook.sheets.plan import PLAN

SUFFIX = ".csv"
Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class People:
    """The people of a book, with what «Клиенты» says of their clients.

    Attributes:
        rows: one per person: the columns of «Контакты ГПР», and ``client``, ``tax_id``, ``tax_reg``, ``region``, ``manager``
        hidden: people in rows that are not to be seen
        gone: people who do not work at the client any more
        refused: rows without a client or a name
        strangers: people whose client is not in «Клиенты»; they are among the rows
    """

    rows: pd.DataFrame
    hidden: int = 0
    gone: int = 0
    refused: int = 0
    strangers: int = 0


@dataclass(frozen=True)
class Exported:
    """What was exported.

    Attributes:
        title: of the program
        files: what was written, contacts before tasks
        contacts: people in the file; None where the program takes none
        tasks: contacts of the plan in the file; None where the program takes no tasks from a file
        people: where people are who are not in the file
        hidden_tasks: contacts of the plan in rows that are not to be seen
        unusable: contacts of the plan without a manager or a day
        lost: cells with signs that the encoding of the file does not have; they stand there as «?»
    """

    title: str
    files: list[Path]
    contacts: int | None
    tasks: int | None
    people: People
    hidden_tasks: int
    unusable: int
    lost: int

    @property
    def left_out(self) -> bool:
        """Tell whether something needs a look: rows that could not be exported, or not as they are."""
        return bool(self.people.refused or self.people.strangers or self.unusable or self.lost)


@dataclass(frozen=True)
class Seen:
    """What of a book is to be exported.

    Attributes:
        people: its people
        plan: its contact plan
        hidden_tasks: open contacts in rows that are not to be seen
    """

    people: People
    plan: Planned
    hidden_tasks: int


def write(seen: Seen, layout: Layout, folder: Path, *, lang: str = "ru") -> Exported:
    """Write the files of a program's import; an earlier version of a file is kept beside it.

    Args:
        seen: people and contacts
        layout: how the program wants them
        folder: made where it is missing
        lang: language of messages and of the files' names

    Raises:
        HostError: the folder or a file cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise HostError("not_a_folder", file=folder.name)
    people, plan = seen.people, seen.plan
    say, rows = words(plan.lang), plan.open_rows().to_dict("records")
    clients = people.rows.drop_duplicates("client_id").set_index("client_id")[["tax_id", "tax_reg"]].to_dict("index")
    tasks = [{**_none(row), **clients.get(row["client_id"], {})} for row in rows]
    persons = _with_next(people.rows, tasks, say)
    parts = (
        ("contacts", layout.contacts, [[_cell(row, column, layout, say) for column in layout.contacts] for row in persons]),
        ("tasks", layout.tasks, [[_task_cell(row, column, layout, say) for column in layout.tasks] for row in tasks]),
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    files, lost = [], 0
    for name, columns, lines in parts:
        if columns:
            path = folder / (words(lang).text(f"export.file.{name}", profile=layout.name) + SUFFIX)
            data, gone = _text(columns, lines, layout)
            save(data, path, keep_previous=True, lang=lang)
            files.append(path)
            lost += gone
    counts = [len(lines) if columns else None for _, columns, lines in parts]
    return Exported(layout.title, files, counts[0], counts[1], people, seen.hidden_tasks, plan.unusable(), lost)


def _text(columns: Sequence[Column], lines: Sequence[Sequence[str]], layout: Layout) -> tuple[bytes, int]:
    """Return the bytes of a file, and how many cells have signs that its encoding does not have."""
    held = io.StringIO(newline="")
    made = csv.writer(held, delimiter=layout.separator, lineterminator="\r\n")
    made.writerow([live_cells.text(column.header) for column in columns])
    made.writerows(lines)
    lost = sum(_misses(cell, layout.encoding) for line in lines for cell in line)
    return held.getvalue().encode(layout.encoding, errors="replace"), lost


def _misses(cell: str, encoding: str) -> bool:
    try:
        cell.encode(encoding)
    except UnicodeEncodeError:
        return True
    return False


def _none(row: Row) -> dict[Hashable, Any]:
    """Return a row with None for whatever is missing."""
    return {key: None if pd.api.types.is_scalar(value) and pd.isna(value) else value for key, value in row.items()}


def _with_next(people: pd.DataFrame, tasks: Sequence[Row], say: Words) -> list[dict[Hashable, Any]]:
    """Return people with the next contact planned with them, else with their client."""
    nearest: dict[tuple[Any, Any], Row] = {}
    for task in sorted(tasks, key=lambda one: (one["date"], str(one["plan_id"]))):
        nearest.setdefault((task["client_id"], task["person"]), task)
        nearest.setdefault((task["client_id"], None), task)
    rows = [_none(row) for row in people.to_dict("records")]
    for row in rows:
        next_one = nearest.get((row["client_id"], row["person"])) or nearest.get((row["client_id"], None))
        row["next_contact"] = None if next_one is None else _next(next_one, say)
    return rows


def _next(task: Row, say: Words) -> str:
    day = say.day(task["date"].date())
    return say.text("export.next", day=day, channel=channel_word(task, say).lower(), purpose=task["purpose"] or "")


def _cell(row: Row, column: Column, layout: Layout, say: Words) -> str:
    """Return a cell of a person."""
    special: Mapping[str, Callable[[], str]] = {
        "last_name": lambda: _name(row["person"], say.lang)[0],
        "first_name": lambda: _name(row["person"], say.lang)[1],
        "middle_name": lambda: _name(row["person"], say.lang)[2],
        "phone": lambda: live_cells.phones(row["phone"] or "")[0],
        "phone2": lambda: live_cells.phones(row["phone"] or "")[1],
        "about": lambda: live_cells.text("; ".join(str(part) for part in _about(row, say) if part)),
    }
    if column.field in special:
        return _around(special[column.field](), column)
    known = PEOPLE.by_key.get(column.field) or CLIENTS.by_key.get(column.field)
    return _value(row, column, known, layout, say)


def _about(row: Row, say: Words) -> tuple[object, object]:
    """Return the role of a person in the decision unit, and the next contact."""
    role = codes.DMU_ROLE.word(row["dmu_role"], say.lang) if row["dmu_role"] else None
    return role, row["next_contact"]


def _name(name: object, lang: str) -> tuple[str, str, str]:
    """Return family name, first name and patronymic: «Фамилия Имя Отчество», in English “First Last”."""
    parts = str(name or "").split()
    if len(parts) == 1:
        return "", live_cells.text(parts[0]), ""
    if lang == "en":
        parts = [parts[-1], *parts[:-1]] if parts else []
    last, first, *middle = [*parts, "", ""] if len(parts) < 2 else parts
    return live_cells.text(last), live_cells.text(first), live_cells.text(" ".join(middle))


def _task_cell(row: Row, column: Column, layout: Layout, say: Words) -> str:
    """Return a cell of a task."""
    special: Mapping[str, Callable[[], str]] = {
        "title": lambda: live_cells.text(title(row, say)),
        "description": lambda: live_cells.text(sentences(description(row, say, personal=True))),
        "phone": lambda: live_cells.phones(row["phone"] or "")[0],
    }
    if column.field in special:
        return _around(special[column.field](), column)
    known = PLAN.by_key.get(column.field) or CLIENTS.by_key.get(column.field)
    return _value(row, column, known, layout, say)


def _value(row: Row, column: Column, known: Field | None, layout: Layout, say: Words) -> str:
    """Return a value as the kind of its field is written; a constant as it stands in the layout."""
    value = column.value or row.get(column.field)
    if value is None or value == "":
        return ""
    kind = Kind.TEXT if known is None or column.value else known.kind
    if kind is Kind.DATE:
        return _around(pd.Timestamp(value).strftime(layout.date), column)
    if kind in (Kind.INT, Kind.NUMBER, Kind.MONEY):
        return live_cells.number(float(value))
    if kind is Kind.CODE and known is not None and known.codes is not None:
        value = known.codes.word(str(value), say.lang)
    return _around(live_cells.text(value), column)


def _around(value: str, column: Column) -> str:
    """Return a value with what its column puts around it; what comes out is no formula either."""
    if not value or column.pattern == "{}":
        return value
    return live_cells.text(column.pattern.replace("{}", value))
