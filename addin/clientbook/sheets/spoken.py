"""Formulas that speak: words of the book's language inside an Excel formula.

A template may hold ``{word.<catalogue key>}`` and ``{code.<TABLE>.<code>}``; both become a quoted text. The other places
(``{row.…}``, ``{cb_….…}``, ``{line.…}``) are left for the host.
"""

from __future__ import annotations

import re

from clientbook.locale import Words
from clientbook.register import codes

_WORD = re.compile(r"\{word\.([\w.]+)\}")
_CODE = re.compile(r"\{code\.(\w+)\.(\w+)\}")


def quoted(text: str) -> str:
    """Return a text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def spoken(formula: str, words: Words) -> str:
    """Return the formula with its words in the language of the book."""
    formula = _WORD.sub(lambda match: quoted(words.text(match[1])), formula)
    return _CODE.sub(lambda match: quoted(getattr(codes, match[1]).word(match[2], words.lang)), formula)


def counted(count: str, key: str, words: Words) -> str:
    """Return a formula for a count with its noun: «1 контакт», «3 контакта», «9 контактов»; "1 contact", "9 contacts".

    Args:
        count: formula of the whole figure
        key: catalogue key with the forms ``one``, ``few`` and ``many`` under it
        words: the language of the book
    """
    one, few, many = (quoted(words.text(f"{key}.{form}")) for form in ("one", "few", "many"))
    if words.lang == "en":
        return f'({count})&" "&IF(({count})=1,{one},{many})'
    last = f"CHOOSE(MOD({count},10)+1,3,1,2,2,2,3,3,3,3,3)"
    teens = f"AND(MOD({count},100)>10,MOD({count},100)<15)"
    return f'({count})&" "&CHOOSE(IF({teens},3,{last}),{one},{few},{many})'


def counted_words(count: int, key: str, words: Words) -> str:
    """Return what :func:`counted` shows for a figure."""
    if words.lang == "en":
        form = "one" if count == 1 else "many"
    elif 10 < count % 100 < 15:
        form = "many"
    else:
        form = {1: "one", 2: "few", 3: "few", 4: "few"}.get(count % 10, "many")
    return f"{count} {words.text(f'{key}.{form}')}"
