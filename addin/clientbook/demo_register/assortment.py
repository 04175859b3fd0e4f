"""The must-have lists of the demo: what clients of a class, of an industry, and all of them ought to buy; and arguments."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from clientbook.demo_register.portfolio import AS_OF, Client
from clientbook.demo_register.trade import Line
from clientbook.demo_register.vocabulary import ARGUMENTS, ARTICLES_PER_GROUP, GOODS, INDUSTRIES, say
from clientbook.register.codes import SEGMENT

Row = dict[str, Any]

_SIZES = {"key": 10, "large": 7, "medium": 4}
"""Class → how many articles its list has: the ones that its clients buy most often."""

_COMMON = 2
_INDUSTRY = 2
"""Place of the industry with a list of its own."""

_ALL = ("все", "all")


def article(number: int) -> str:
    """Return the code of an article."""
    return f"{GOODS[number // ARTICLES_PER_GROUP].prefix}-{number % ARTICLES_PER_GROUP + 1:02d}"


def _favourites(lines: list[Line], chosen: set[int], count: int) -> list[int]:
    """Return the articles that most of some clients bought in the last year."""
    pairs = {(line.client, line.article) for line in lines if line.client in chosen and (AS_OF - line.day).days < 365}
    buyers = Counter(number for _, number in pairs)
    return [number for number, _ in sorted(buyers.items(), key=lambda pair: (-pair[1], pair[0]))[:count]]


def must_have(clients: list[Client], lines: list[Line], of_class: dict[int, str], lang: str) -> list[Row]:
    """Return the rows of «MML»: one list came this summer, one article leaves its list in autumn."""
    rows: list[Row] = []
    for segment, size in _SIZES.items():
        chosen = {client.number for client in clients if of_class[client.number] == segment}
        rows += [_row(SEGMENT.word(segment, lang), number) for number in _favourites(lines, chosen, size)]
    of_industry = {client.number for client in clients if client.industry == _INDUSTRY}
    name = say(INDUSTRIES[_INDUSTRY].name, lang)
    rows += [_row(name, number, since=date(2026, 7, 1)) for number in _favourites(lines, of_industry, 3)]
    everybody = {client.number for client in clients}
    rows += [_row(say(_ALL, lang), number) for number in _favourites(lines, everybody, _COMMON)]
    rows[2]["until"] = date(2026, 9, 30)
    return rows


def _row(group: str, number: int, since: date | None = None) -> Row:
    return {"client_group": group, "sku": article(number), "since": since, "until": None}


def arguments(lang: str) -> list[Row]:
    """Return the rows of «ХПВ»: features, advantages and benefits by product group; of one group nothing is written yet."""
    keys = ("feature", "advantage", "benefit", "usp")
    return [
        {"category": say(GOODS[place].name, lang)}
        | {key: say(pair, lang) if pair else None for key, pair in zip(keys, texts, strict=True)}
        for place, *texts in ARGUMENTS
    ]
