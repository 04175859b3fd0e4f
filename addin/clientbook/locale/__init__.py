"""Every word a user sees: one catalogue per language, a folder of TOML files (``ru`` is the default, ``en`` complete).

Keys are dotted paths, values are ``str.format`` templates. Figures and dates inside a sentence go through
:meth:`Words.number` and :meth:`Words.day`, so that a Russian reads «1 234,5» and «06.05.1998».
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("ru", "en")
NO_BREAK = "\u00a0"


def _flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{path}."))
        else:
            flat[path] = str(value)
    return flat


class Words:
    """The catalogue of one language.

    Args:
        lang: ``ru`` or ``en``
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.catalogue: dict[str, str] = {}
        folder = files("clientbook.locale") / lang
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            if entry.name.endswith(".toml"):
                self.catalogue.update(_flatten(tomllib.loads(entry.read_text(encoding="utf-8"))))

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
