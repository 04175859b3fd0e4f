"""In which language the command line speaks: ``--lang`` anywhere on it, else ``CLIENTBOOK_LANG``, else Russian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientbook.errors import UsageError
from clientbook.locale import LANGUAGES

VARIABLE = "CLIENTBOOK_LANG"


def _asked(arguments: Sequence[str]) -> str | None:
    asked = None
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
        elif word == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
    return asked


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return ``ru`` or ``en``; an unknown language asked for falls back, and :func:`checked` complains of it."""
    for wish in (_asked(arguments), environment.get(VARIABLE, "")[:2].lower()):
        if wish in LANGUAGES:
            return wish
    return LANGUAGES[0]


def checked(value: str | None, default: str) -> str:
    """Return the language given with ``--lang``.

    Raises:
        UsageError: it is not one of ours.
    """
    if value is None:
        return default
    if value not in LANGUAGES:
        raise UsageError("usage_lang", value=value)
    return value
