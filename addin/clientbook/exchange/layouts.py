"""How a program wants its import: encoding, separator, columns; one TOML file per program, and anybody's own."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from clientbook.errors import UsageError
from clientbook.hosts.delimited import SEPARATORS

CONTACT_FIELDS = frozenset(
    {"person_id", "person", "last_name", "first_name", "middle_name", "position", "dmu_role", "influence", "attitude"}
    | {"phone", "phone2", "email", "messenger", "birthday", "client_id", "client", "tax_id", "tax_reg", "region"}
    | {"manager", "about", "next_contact"}
)
TASK_FIELDS = frozenset(
    {"plan_id", "date", "due", "title", "description", "channel", "minutes", "manager", "client_id", "client", "tax_id"}
    | {"tax_reg", "person", "phone", "dmu_role", "purpose", "why", "argument"}
)


@dataclass(frozen=True)
class Column:
    """A column of the file.

    Attributes:
        header: as the program knows it
        field: what stands in it; one of ``CONTACT_FIELDS`` or ``TASK_FIELDS``
        pattern: what is put around a value, ``[*]{}``
        value: what stands in every row instead of a field
    """

    header: str
    field: str = ""
    pattern: str = "{}"
    value: str = ""


@dataclass(frozen=True)
class Layout:
    """How a program wants its import.

    Attributes:
        name: of its file, for the names of what is written
        title: of the program
        encoding: of the text
        separator: between cells
        date: how a day is written (strftime)
        contacts: columns of people; empty where it takes none
        tasks: columns of tasks; empty where it takes none from a file
    """

    name: str
    title: str
    encoding: str
    separator: str
    date: str
    contacts: tuple[Column, ...]
    tasks: tuple[Column, ...]


def names() -> list[str]:
    """Return the names of the layouts that come along."""
    folder = files("clientbook.exchange") / "exports"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def layout(named: str) -> Layout:
    """Return a layout by its name, or from a TOML file of the user's.

    Raises:
        UsageError: there is none of that name, or the file does not say what it must.
    """
    own = Path(named)
    if named in names():
        text = (files("clientbook.exchange") / "exports" / f"{named}.toml").read_text(encoding="utf-8")
    elif own.suffix.lower() == ".toml" and own.is_file():
        text = own.read_text(encoding="utf-8-sig", errors="replace")
    else:
        raise UsageError("export_profile", value=named, known=", ".join(names()))
    try:
        return _layout(own.stem if own.suffix else named, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, TypeError, ValueError, LookupError) as fault:
        raise UsageError("export_profile_broken", file=own.name, what=str(fault).strip("'\"")) from None


def _layout(name: str, said: Mapping[str, Any]) -> Layout:
    """Return what a TOML file says.

    Raises:
        ValueError: a value means nothing.
        LookupError: no such encoding.
    """
    known = {"title", "encoding", "separator", "date", "contacts", "tasks"}
    _only(known, said, "")
    encoding, separator = str(said.get("encoding", "utf-8-sig")), str(said.get("separator", ";"))
    codecs.lookup(encoding)
    if separator not in SEPARATORS:
        raise ValueError(f"separator = {separator!r}")
    found = Layout(
        name,
        str(said.get("title", name)),
        encoding,
        separator,
        str(said.get("date", "%d.%m.%Y")),
        _columns(said.get("contacts", {}), CONTACT_FIELDS, "contacts"),
        _columns(said.get("tasks", {}), TASK_FIELDS, "tasks"),
    )
    if not found.contacts and not found.tasks:
        raise ValueError("[contacts], [tasks]")
    return found


def _columns(section: Mapping[str, Any], fields: frozenset[str], where: str) -> tuple[Column, ...]:
    _only({"columns"}, section, where)
    made = tuple(Column(**column) for column in section.get("columns", ()))
    for column in made:
        if bool(column.field) == bool(column.value) or (column.field and column.field not in fields):
            raise ValueError(f"[{where}] {column.header}: field = {column.field!r}")
        if column.pattern.count("{}") != 1:
            raise ValueError(f"[{where}] {column.header}: pattern = {column.pattern!r}")
    return made


def _only(known: set[str], said: Mapping[str, Any], where: str) -> None:
    unknown = sorted(set(said) - known)
    if unknown:
        raise ValueError(" ".join(filter(None, (f"[{where}]" if where else "", ", ".join(unknown)))))
