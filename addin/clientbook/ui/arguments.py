"""What stands on the command line, turned into what the program takes; every mistake gets its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from clientbook.errors import UsageError
from clientbook.register.columns import normal
from clientbook.register.settings import BY_KEY
from clientbook.register.tables import INPUTS

if TYPE_CHECKING:
    from clientbook.computing import Wishes


def wishes(as_of: str | None, sheet: Sequence[str] | None, setting: Sequence[str] | None, lang: str) -> Wishes:
    """Return what ``--as-of``, ``--sheet`` and ``--set`` say of a run.

    Raises:
        UsageError: one of them is not understood.
    """
    return {"as_of": day(as_of), "lang": lang, "sheets": sheets(sheet), "settings": settings(setting)}


def day(value: str | None) -> date | None:
    """Return the ``--as-of`` date, written 2026-10-31 or 31.10.2026.

    Raises:
        UsageError: it is not a date.
    """
    if value is None:
        return None
    found = _dated(value, "%Y-%m-%d", "%d.%m.%Y")
    if found is None:
        raise UsageError("usage_date", value=value, name="--as-of")
    return found


def month(value: str) -> date:
    """Return the first day of a month written 2026-09 or 09.2026.

    Raises:
        UsageError: it is not a month.
    """
    found = _dated(value, "%Y-%m", "%m.%Y")
    if found is None:
        raise UsageError("usage_month", value=value)
    return found


def _dated(value: str, *forms: str) -> date | None:
    """Return the day written in one of some forms; None where it is in none of them."""
    for form in forms:
        with suppress(ValueError):
            return datetime.strptime(value.strip(), form).date()  # noqa: DTZ007 - a day, not a moment
    return None


def _pair(word: str, option: str, example: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign or not name.strip():
        raise UsageError("usage_pair", name=option, value=word, example=f"{option} {example}")
    return name.strip(), value.strip()


def sheets(words: Sequence[str] | None) -> dict[str, str]:
    """Return table → sheet from ``--sheet clients=База``; a table may be named as its sheet is in either language.

    Raises:
        UsageError: no «=», or no such table.
    """
    spellings = {
        normal(name): table.short for table in INPUTS for name in (table.short, table.name, table.ru, table.en)
    }
    found = {}
    for word in words or ():
        name, sheet = _pair(word, "--sheet", "clients=База")
        if normal(name) not in spellings:
            raise UsageError("usage_table", value=name, known=", ".join(table.short for table in INPUTS))
        found[spellings[normal(name)]] = sheet
    return found


def settings(words: Sequence[str] | None) -> dict[str, str]:
    """Return key → value from ``--set horizon_weeks=26``; values are checked where the register is read.

    Raises:
        UsageError: no «=», or no such setting.
    """
    found = {}
    for word in words or ():
        key, value = _pair(word, "--set", "horizon_weeks=26")
        if key not in BY_KEY:
            near = next(iter(get_close_matches(key, BY_KEY, 1)), "")
            raise UsageError("usage_setting_near" if near else "usage_setting", value=key, near=near)
        found[key] = value
    return found
