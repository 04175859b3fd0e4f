"""What described columns and rules check, before a host says it in its own way: drop-downs, limits, conditions."""

from __future__ import annotations

from typing import Literal, NamedTuple

from clientbook.locale import Words
from clientbook.register.codes import YESNO
from clientbook.register.columns import Column, Kind, Table
from clientbook.sheets.description import Rule

LIST_LIMIT = 255
"""Excel takes no longer list written into a cell's validation."""

AMOUNT = 10**12
"""A figure that is typed lies between this and its negative."""


class Check(NamedTuple):
    """What may be typed into a cell: one of some words, a day of our times, or a figure."""

    kind: Literal["list", "date", "number"]
    choices: tuple[str, ...] = ()


def check_of(column: Column, words: Words) -> Check | None:
    """Return the drop-down or the check of what is typed, None where anything goes."""
    choices = _choices(column, words)
    if choices:
        return Check("list", choices)
    if column.kind in {Kind.DATE, Kind.MONTH}:
        return Check("date")
    return Check("number") if column.kind in {Kind.INT, Kind.NUMBER, Kind.MONEY, Kind.PERCENT} else None


def _choices(column: Column, words: Words) -> tuple[str, ...]:
    codes = YESNO if column.kind is Kind.YESNO else column.codes
    if codes is None:
        return ()
    listed = list(codes.words(words.lang).values())
    if column.kind is Kind.YESNO and "0/1" in column.ru:
        listed = ["1", "0", *listed]
    fits = len(",".join(listed)) <= LIST_LIMIT and not any("," in word or '"' in word for word in listed)
    return tuple(listed) if fits else ()


def condition(rule: Rule, table: Table, words: Words) -> str:
    """Return the formula of a rule; codes become the words that stand in the cells."""
    if rule.when:
        return rule.when
    column = table[rule.of or rule.column]
    codes = YESNO if column.kind is Kind.YESNO else column.codes
    spoken = [codes.word(code, words.lang) if codes else code for code in rule.words]
    tests = [f'{{row.{column.key}}}="{word}"' for word in spoken]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
