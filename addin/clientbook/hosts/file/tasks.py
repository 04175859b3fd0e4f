"""What described sheets ask of a book, be it a file or open: sheets to be made, tables to be found and written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from clientbook.hosts.standing import Standing
from clientbook.register.columns import Table
from clientbook.register.tables import INPUTS
from clientbook.sheets.description import Content

Task = tuple[Content, Standing]

NAME_LIMIT = 31
"""Excel takes no longer name of a sheet."""

_MARKED = re.compile(r"[\[\]:*?/\\]")


def missing(contents: Sequence[Content], lang: str, tables: Iterable[str], sheets: Collection[str]) -> list[Content]:
    """Return the sheets that a book has not: none of their tables, or, where they have none, no sheet of their name.

    Args:
        contents: the sheets
        lang: language of the book
        tables: the tables of ours that the book has, and those that others of it serve as
        sheets: names of its sheets
    """
    known = set(tables)

    def there(content: Content) -> bool:
        blocks = content.sheet.blocks()
        if not blocks:
            return content.sheet.name(lang) in sheets
        return any(block.table.name in known for block in blocks)

    return [content for content in contents if not there(content)]


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


def names_of(contents: Sequence[Content], lang: str, taken: Sequence[str] = ()) -> dict[str, str]:
    """Return key of a sheet → the name it gets in a book that has sheets of the names taken."""
    names: dict[str, str] = {}
    for content in contents:
        names[content.sheet.key] = free_sheet_name(content.sheet.name(lang), [*taken, *names.values()])
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
