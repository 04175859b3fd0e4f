"""What a table of the workbook is: columns with their headers in both languages, kinds and codes.

The same description serves reading (headers, kinds, required), writing (formats, drop-downs, formulas) and the
templates, so that a header is spelt in one place only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a column holds; decides how a cell is parsed and how it is shown."""

    TEXT = "text"
    ID = "id"  # an identifier: always text, leading zeros and 20 digits safe
    DATE = "date"
    MONTH = "month"  # a date shown as month and year, kept as its first day
    INT = "int"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"  # a ratio (0.25), shown as 25 %
    YESNO = "yesno"
    CODE = "code"  # one of ``Column.codes``


class Code(NamedTuple):
    """One value of a coded column: its ASCII code, its word in both languages, and further spellings."""

    code: str
    ru: str
    en: str
    aliases: tuple[str, ...] = ()

    def word(self, lang: str) -> str:
        """Return the word shown in a language."""
        return self.ru if lang == "ru" else self.en


class Codes(NamedTuple):
    """The values a coded column may take."""

    values: tuple[Code, ...]

    def word(self, code: str, lang: str) -> str:
        """Return the word of a code; a code that is not known stands for itself."""
        return next((value.word(lang) for value in self.values if value.code == code), code)

    def words(self, lang: str) -> dict[str, str]:
        """Return code → word, for whole columns."""
        return {value.code: value.word(lang) for value in self.values}

    def spellings(self) -> dict[str, str]:
        """Return every accepted spelling, normalised by :func:`normal`, → code."""
        return {
            normal(spelling): value.code
            for value in self.values
            for spelling in (value.code, value.ru, value.en, *value.aliases)
        }


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        key: ASCII name; the name of the column in frames
        ru: header in Russian
        en: header in English
        kind: what it holds
        required: a blank is a problem of its row
        aliases: further headers under which people have it
        instead: headers that stand for it only where no other does; beside another they are the user's own column
        codes: the values of a coded column
        width: width on the sheet, in characters
        typed: filled in by people; carried by the table's identity through every re-run
        grouped: outside the first screen (outline, collapsed)
        formula: Excel formula of every row, over places in braces: ``{row.fact}`` the cell of the same row,
            ``{cb_segments.annual_income}`` the whole column of a table, ``{name.cb_as_of}`` a defined name.
            Values of such a column in a frame are the cached results.
    """

    key: str
    ru: str
    en: str
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    codes: Codes | None = None
    width: float = 12
    typed: bool = False
    grouped: bool = False
    formula: str | None = None

    def header(self, lang: str) -> str:
        """Return the header in a language."""
        return self.ru if lang == "ru" else self.en

    def spellings(self) -> tuple[str, ...]:
        """Return every header under which the column is found, normalised."""
        return _spellings((self.ru, self.en, self.key, *self.aliases))


@dataclass(frozen=True)
class Table:
    """One list of the workbook, an Excel Table where it is ours.

    Attributes:
        name: name of the Excel Table in either language, ``cb_…``; also the key of the table everywhere
        ru: name of its sheet in Russian
        en: name of its sheet in English
        columns: its columns, in the order of the sheet
        identity: keys of the columns that tell a row from all others; what was typed travels by them
        needed: without the table nothing can be computed
        aliases: further sheet names under which people have it
    """

    name: str
    ru: str
    en: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ()
    needed: bool = False
    aliases: tuple[str, ...] = ()
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})

    @property
    def short(self) -> str:
        """Return the name without its prefix: ``clients`` for ``cb_clients`` (used by ``--sheet clients=…``)."""
        return self.name.removeprefix("cb_")

    def sheet(self, lang: str) -> str:
        """Return the sheet name in a language."""
        return self.ru if lang == "ru" else self.en

    def __getitem__(self, key: str) -> Column:
        return self.by_key[key]


@cache
def _spellings(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts normalised, each once: every table asks it of its columns whenever it is looked for."""
    return tuple(dict.fromkeys(normal(text) for text in texts))


_SPACES = re.compile(r"[\s\u00a0\ufeff\u200b]+")


def normal(text: object) -> str:
    """Return a header, sheet name or coded value as it is compared: no spaces, line breaks, case, ё or trailing marks."""
    return _SPACES.sub("", str(text)).casefold().replace("ё", "е").strip("*:.,;")
