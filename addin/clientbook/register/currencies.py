"""Currencies that the formats of cells show: a figure of another currency is no figure of the register."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from clientbook.hosts.base import Currencies
from clientbook.register.parse_numbers import foreign_sign

ROUBLE = "₽"

_SIGN = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
"""A sign of a currency, where it is not blank, and a locale."""
_ASIDE = re.compile(r"\[[^\]]*\]|[_*].|[\\\"]")
"""Colours, conditions, blanks and fillers of a format, and what sets its texts off."""
_ROUBLE = re.compile(r"₽|руб|rub|rur|(?<![^\W\d_])р(?![^\W\d_])")


def currency_of(code: str) -> str:
    """Return the sign of the currency that a number format shows; empty where it shows none."""
    section = code.split(";", maxsplit=1)[0]
    named = next((sign.strip() for sign in _SIGN.findall(section) if sign.strip()), "")
    text = f"{named} {_ASIDE.sub('', _SIGN.sub('', section))}"
    return ROUBLE if _ROUBLE.search(text.lower()) else named or foreign_sign(text)


def strangers(shown: Currencies, figures: Mapping[int, int]) -> Mapping[tuple[int, int], str]:
    """Return row and column of figures in another currency than their table → its sign.

    Where most figures of a column show one and the same sign, and no rouble is shown, it is the currency of the register.

    Args:
        shown: what the formats of a table show
        figures: column → how many figures it holds
    """
    if shown.roubles or len(set(shown.foreign.values())) != 1:
        return shown.foreign
    counts = Counter(column for _, column in shown.foreign)
    return {(row, at): sign for (row, at), sign in shown.foreign.items() if 2 * counts[at] <= figures.get(at, 0)}
