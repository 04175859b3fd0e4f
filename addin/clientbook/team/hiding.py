"""Names and numbers of people taken out of texts that stay in a copy without personal data: «ДР 22.11: …»."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from clientbook.team.leaks import Wanted

Hide = Callable[[str], str]


def hiding(people: Iterable[str], sign: str) -> Hide:
    """Return what puts a sign in the place of people's data in a text.

    Args:
        people: names, phones and the like as they stand in the register
        sign: what stands there instead
    """
    wanted = Wanted(people)
    known: dict[str, str] = {}

    def hide(text: str) -> str:
        if text not in known:
            known[text] = _without(text, wanted, sign)
        return known[text]

    return hide


def _without(text: str, wanted: Wanted, sign: str) -> str:
    hits = wanted.within(text)
    if text.strip().casefold() in wanted.whole:
        return sign
    for value in sorted(hits, key=len, reverse=True):
        words = re.findall(r"\w+", value)
        text = re.sub(r"(?<!\w)\+?" + r"\W+".join(map(re.escape, words)) + r"(?!\w)", sign, text, flags=re.IGNORECASE)
    return text
