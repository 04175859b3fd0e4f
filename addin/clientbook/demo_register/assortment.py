"""The must-have lists of the demo: what clients of a class, of an industry, and all of them ought to buy; and arguments."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from clientbook.demo_register.portfolio import Client
from clientbook.demo_register.trade import Line
from clientbook.demo_register.vocabulary import ARGUMENTS, ARTICLES_PER_GROUP, GOODS, INDUSTRIES, say
from clientbook.register.codes import SEGMENT

Row = dict[str, Any]

_SIZES = {"key": 3, "large": 1}
"""Class → how many articles its list has: the ones that its clients took most often this autumn."""

_OF_INDUSTRY, _OF_ALL = 1, 1
_LATE = 2
"""Place of the industry whose list came into force this summer; of the first list one article left it since."""

_SINCE, _EVERYBODY = date(2026, 8, 1), date(2026, 10, 15)

_ALL = ("все", "all")


def article(number: int) -> str:
    """Return the code of an article."""
    return f"{GOODS[number // ARTICLES_PER_GROUP].prefix}-{number % ARTICLES_PER_GROUP + 1:02d}"


def _favourites(lines: list[Line], chosen: set[int], count: int) -> list[int]:
    """Return the articles that some clients took in most of the last three months."""
    taken = {
        (line.client, line.article, line.day.month)
        for line in lines
        if line.client in chosen and line.qty > 0 and line.day >= _SINCE
    }
    months = Counter(number for _, number, _ in taken)
    return [number for number, _ in sorted(months.items(), key=lambda pair: (-pair[1], pair[0]))[:count]]


def must_have(clients: list[Client], lines: list[Line], of_class: dict[int, str], lang: str) -> list[Row]:
    """Return the rows of «MML»: lists of two classes, of the industries and of everybody."""
    rows: list[Row] = []
    for segment, size in _SIZES.items():
        chosen = {client.number for client in clients if of_class[client.number] == segment}
        rows += [_row(SEGMENT.word(segment, lang), number) for number in _favourites(lines, chosen, size)]
    rows[0]["until"] = date(2026, 9, 30)
    for place, industry in enumerate(INDUSTRIES):
        chosen = {client.number for client in clients if client.industry == place}
        since = date(2026, 7, 1) if place == _LATE else None
        name = say(industry.name, lang)
        rows += [_row(name, number, since) for number in _favourites(lines, chosen, _OF_INDUSTRY)]
    everybody = {client.number for client in clients}
    return rows + [_row(say(_ALL, lang), number, _EVERYBODY) for number in _favourites(lines, everybody, _OF_ALL)]


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
