"""Names of companies compared: the same name in another spelling, and names that are merely near."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rapidfuzz import fuzz, process

_LONG_FORMS = {
    "общество с ограниченной ответственностью": "ооо",
    "публичное акционерное общество": "пао",
    "непубличное акционерное общество": "нао",
    "закрытое акционерное общество": "зао",
    "открытое акционерное общество": "оао",
    "акционерное общество": "ао",
    "индивидуальный предприниматель": "ип",
}
_FORM = re.compile(r"\b(ооо|оао|зао|пао|нао|ао|ип|тоо|чп|llc|ltd|inc|gmbh|corp)\b")
_MARKS = re.compile(r"[^0-9a-zа-я]+")
_QUOTES = re.compile("[\"'`´«»„“”‘’‚‹›]+")
_DASHES = re.compile("[‐‑‒–—―−]")
_TOKENS = re.compile(r"\w+|[^\w\s]")
_DIGITS = re.compile(r"\d+")

NEAR = 86.0
"""From this likeness on, of 100, a name is offered for review (Indel similarity of the names without their legal forms)."""
SHORTEST = 4
"""Names of fewer letters are near only where they are equal."""


def plain_name(name: str) -> str:
    """Return a name as it is compared: small letters, no ё, quotes or points, the legal form in short."""
    text = name.casefold().replace("ё", "е")
    for long, short in _LONG_FORMS.items():
        text = text.replace(long, short)
    return _MARKS.sub(" ", text).strip()


def spelling(name: str) -> str:
    """Return a name without what says nothing: case, quotes, blanks, ё for е, the legal form in full, which kind of dash."""
    text = " ".join(_QUOTES.sub(" ", _DASHES.sub("-", name)).casefold().replace("ё", "е").split())
    for long, short in _LONG_FORMS.items():
        text = text.replace(long, short)
    return " ".join(_TOKENS.findall(text))


def same_name(name: str) -> str:
    """Return what two spellings of one name have in common: see :func:`spelling`; and the legal form may stand at either end.

    Any other mark or order of words makes another name: «Ромашка-Сервис» is near «Ромашка Сервис», not the same.
    """
    words = spelling(name).split()
    for end in (slice(-3, None), slice(-2, None), slice(-1, None)):  # «Ромашка (ООО)», «Ромашка, ООО», «Ромашка ООО»
        form = [word for word in words[end] if word not in {"(", ")", ","}]
        if len(form) == 1 and _FORM.fullmatch(form[0]) and len(words) > len(words[end]):
            return " ".join([form[0], *words[: len(words) - len(words[end])]])
    return " ".join(words)


def person_name(name: str) -> str:
    """Return what two spellings of a person's name have in common: its words in any order."""
    return " ".join(sorted(plain_name(name).split()))


def bare_name(name: str) -> str:
    """Return the words of a name without its legal form, in order of the alphabet."""
    return " ".join(sorted(_FORM.sub(" ", plain_name(name)).split()))


def has_form(name: str) -> bool:
    """Tell whether a name has a legal form in it, as companies have."""
    return _FORM.search(plain_name(name)) is not None


def nearest(name: str, known: Mapping[str, str], may_be: Callable[[str], bool]) -> tuple[str, float] | None:
    """Return the code of the nearest known name and its likeness, 0 to 100; None where none is near.

    Figures in the names must be the same: «Школа 12» is not near «Школа 13».

    Args:
        name: the name looked for
        known: code → :func:`bare_name` of a name
        may_be: tells whether a code comes into question at all
    """
    wanted = bare_name(name)
    if not wanted:
        return None
    cutoff = NEAR if len(wanted) >= SHORTEST else 100.0
    figures = sorted(_DIGITS.findall(wanted))
    for _, score, code in process.extract(wanted, known, scorer=fuzz.ratio, score_cutoff=cutoff, limit=10):
        if may_be(code) and sorted(_DIGITS.findall(known[code])) == figures:
            return code, float(score)
    return None
