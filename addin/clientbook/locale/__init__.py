"""Every word a user sees: one catalogue per language, a folder of TOML files (``ru`` is the default, ``en`` complete).

Keys are dotted paths, values are ``str.format`` templates. Figures and dates inside a sentence go through
:meth:`Words.number` and :meth:`Words.day`, so that a Russian reads «1 234,5» and «06.05.1998».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("ru", "en")
NO_BREAK = "\u00a0"
_HEADING = re.compile(r"^\[([\w.]+)\]", re.MULTILINE)
_PLAIN = re.compile(r'([\w.-]+) = "([^"\\]*)"')


def names_in_quotes(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: of sheets, headers or files, each in quotes."""
    return ", ".join(f"«{name}»" for name in names)


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{path}."))
        else:
            flat[path] = str(value)
    return flat


def _under(heading: str, text: str) -> dict[str, str]:
    """Return the words under a heading, of the text that stands there.

    Nearly every line is a key and a text without escapes: it is cut in two, which takes a quarter of parsing it.
    """
    found: dict[str, str] = {}
    for line in text.split("\n")[1:]:
        if plain := _PLAIN.fullmatch(line):
            found[f"{heading}.{plain[1]}"] = plain[2]
        elif line and not line.startswith("#"):
            import tomllib  # few words have escapes, and most runs ask for none of them

            return _flatten(tomllib.loads(text))
    return found


class Catalogue(Mapping[str, str]):
    """Key → words of one language; what stands under a heading is parsed when a key of that heading is asked for.

    Parsing them all takes longer than the rest of a first click, and a click asks for a few words of thirty files.

    Args:
        lang: ``ru`` or ``en``
    """

    def __init__(self, lang: str) -> None:
        texts = [file.read_text(encoding="utf-8") for file in (Path(__file__).parent / lang).glob("*.toml")]
        self._unread: dict[str, list[str]] = {}
        for text in texts:
            starts = list(_HEADING.finditer(text))
            ends = [start.start() for start in starts[1:]] + [len(text)]
            for start, end in zip(starts, ends, strict=True):
                self._unread.setdefault(start[1], []).append(text[start.start() : end])
        self._words: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        heading = key
        while key not in self._words and heading:
            heading = heading.rpartition(".")[0]  # the closest first
            self._read(heading)
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        for heading in list(self._unread):
            self._read(heading)
        return iter(sorted(self._words))  # however they were read

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, heading: str) -> None:
        for text in self._unread.get(heading, ()):
            self._words.update(_under(heading, text))
        self._unread.pop(heading, None)  # not before its words are there: threads may ask at the same time


class Words:
    """The catalogue of one language.

    Args:
        lang: ``ru`` or ``en``
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.catalogue = Catalogue(lang)

    def text(self, key: str, /, **fields: object) -> str:
        """Return the sentence under ``key`` with its fields put in.

        Raises:
            KeyError: the key is in no file of the catalogue; a test keeps both languages complete.
        """
        template = self.catalogue[key]
        return template.format(**fields) if fields else template

    def number(self, value: float, digits: int = 0) -> str:
        """Return a figure as people of the language write it: «1 234,5» or "1,234.5"."""
        english = f"{value:,.{digits}f}"
        if self.lang == "en":
            return english
        return english.replace(",", NO_BREAK).replace(".", ",")

    def day(self, value: date) -> str:
        """Return a date as people of the language write it: «06.05.1998» or "1998-05-06"."""
        return f"{value:%d.%m.%Y}" if self.lang == "ru" else f"{value:%Y-%m-%d}"

    def month(self, value: date) -> str:
        """Return the month of a date in words: «май 2026»."""
        return f"{self.text(f'kpi.month.{value.month}')} {value.year}"


@cache
def words(lang: str = "ru") -> Words:
    """Return the catalogue of a language, read once per process."""
    if lang not in LANGUAGES:
        lang = LANGUAGES[0]
    return Words(lang)
