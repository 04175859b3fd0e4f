"""What described sheets ask of a book, be it a file or open: sheets to be made, tables to be found and written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from clientbook.hosts.standing import Standing
from clientbook.register.columns import Table
from clientbook.register.tables import INPUTS
from clientbook.sheets.description import Content, Sheet

Task = tuple[Content, Standing]

NAME_LIMIT = 31
"""Excel takes no longer name of a sheet."""

_MARKED = re.compile(r"[\[\]:*?/\\]")


def tables_of(contents: Iterable[Content]) -> list[Table]:
    """Return the tables that formulas may name: people's lists, and those of the sheets."""
    tables = {table.name: table for table in INPUTS}
    tables |= {block.table.name: block.table for content in contents for block in content.sheet.blocks()}
    return list(tables.values())


def tasks_of(contents: Iterable[Content], standings: Mapping[str, Standing], made: Collection[str]) -> list[Task]:
    """Return the tables that are written.

    Args:
        contents: the sheets
        standings: where tables stand
        made: keys of sheets that were made just now, so that even ``keep`` tables are filled
    """
    tasks = []
    for content in contents:
        kept = content.keep if content.sheet.key not in made else frozenset()
        for block in content.sheet.blocks():
            name = block.table.name
            idle = name in content.append and not len(content.tables.get(name, ()))
            if name in standings and name in content.tables and name not in kept and not idle:
                tasks.append((content, standings[name]))
    return tasks


def names_of(
    sheets: Iterable[Sheet], lang: str, standing: Mapping[str, str] | None = None, taken: Sequence[str] = ()
) -> dict[str, str]:
    """Return key of a sheet → the name it has in a book, or gets there.

    It is there where one of its tables is, or, where it has none, a sheet of its name.

    Args:
        sheets: the sheets, in the order they are made
        lang: language of the book
        standing: table → the sheet of the book on which it stands
        taken: names of the sheets of the book
    """
    known, names = standing or {}, dict[str, str]()
    for sheet in sheets:
        there = [known[block.table.name] for block in sheet.blocks() if block.table.name in known]
        wanted = sheet.name(lang)
        if not sheet.blocks() and wanted in taken:
            there = [wanted]
        names[sheet.key] = there[0] if there else free_sheet_name(wanted, [*taken, *names.values()])
    return names


def free_sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """Return the name of a new sheet: the wanted one, or with a number where the user has a sheet of that name."""
    wanted = _MARKED.sub("", wanted)[:NAME_LIMIT]
    used = {name.casefold() for name in taken}
    name, number = wanted, 1
    while name.casefold() in used:
        number += 1
        suffix = f" ({number})"
        name = wanted[: NAME_LIMIT - len(suffix)] + suffix
    return name
