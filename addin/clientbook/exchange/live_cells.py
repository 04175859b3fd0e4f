"""No cell of a CSV is live: Excel and LibreOffice take what begins with =, +, - or @ for a formula (OWASP: CSV injection).

Such a text gets an apostrophe before it. A telephone keeps its plus, because a CRM needs it: it is written as a plus and
digits, which is a number to a spreadsheet and no formula. Figures are written by this program from numbers and stay
negative where they are.
"""

from __future__ import annotations

import re

from clientbook.exchange.contact_text import plain

MARK = "'"
LIVE = "=+-@＝＋－＠"
"""Signs that begin a formula; East Asian spreadsheets take the wide ones too."""

_PHONE = re.compile(r"\+?[\d ()-]+")
_AFTER_SEPARATOR = re.compile(rf'([;,|]["\s]*)([{re.escape(LIVE)}])')
_SEVERAL = re.compile(r"[,;/\n]")


def text(value: object) -> str:
    """Return a text that stays a text, also where a program cuts the line at another separator than ours.

    Control signs, tabs and line breaks become spaces.
    """
    still = _AFTER_SEPARATOR.sub(rf"\1{MARK}\2", plain(value))
    return f"{MARK}{still}" if still.startswith(tuple(LIVE)) else still


def phone(value: object) -> str:
    """Return a telephone: ``+79000000001`` for one with a plus, as it stands for others; anything else as a text."""
    said = str(value).strip()
    digits = re.sub(r"\D", "", said)
    if not _PHONE.fullmatch(said) or not digits:
        return text(said)
    return f"+{digits}" if said.startswith("+") else text(said)


def phones(value: object) -> tuple[str, str]:
    """Return the first two telephones of a cell; an empty text where there is none."""
    parts = [phone(part) for part in _SEVERAL.split(str(value)) if part.strip()]
    first, second = ([*parts, "", ""])[:2]
    return first, second


def number(value: float) -> str:
    """Return a figure: whole ones without a point."""
    return f"{value:.0f}" if value == int(value) else f"{value:.4f}".rstrip("0").rstrip(".")
