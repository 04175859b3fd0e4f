"""Who has a client when: hand-overs in any order, there and back, twice in a month, ahead of their day, against «Клиенты»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest

from clientbook.hosts.base import Area
from clientbook.method.owners import owners
from clientbook.register.clients import Speaker
from clientbook.register.frames import frame
from clientbook.register.headers import Headers
from clientbook.register.locate import Place
from clientbook.register.problems import Problems
from clientbook.register.tables import TRANSFERS
from clientbook.register.transfers import hand_overs

NOW = date(2026, 6, 15)
KEYS = ("client_id", "giver", "taker", "date", "back", "reason")
PLACE = Place(TRANSFERS, Area("Передачи", "", 1, 1, 9, 6), Headers(1, {key: n for n, key in enumerate(KEYS, 1)}, {}))


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2026, 6, number)


def held(moves: Sequence[tuple[Any, ...]], listed: str | None, *days: int) -> tuple[list[object], list[str]]:
    """Return who has the client on days of June, with 15 June as the base of the plan, and the problems told."""
    values = {key: [(*move, *[None] * 6)[n] for move in moves] for n, key in enumerate(KEYS[1:-1])}
    values = {
        key: [day(value) if isinstance(value, int) else value for value in column] for key, column in values.items()
    }
    rows = frame(TRANSFERS, {"client_id": ["1"] * len(moves), **values}, list(range(2, len(moves) + 2)))
    clients = pd.DataFrame({"client_id": ["1"], "manager": pd.Series([listed], dtype=object)})
    problems = Problems()
    made = hand_overs(rows, clients, NOW, Speaker(PLACE, problems))
    asked = pd.DataFrame({"client_id": "1", "date": [day(number) for number in days]})
    managers = pd.Series([made.managers.get("1", listed)], index=["1"], dtype=object)
    return list(owners(asked, managers, made.rows)), [one.key for one in problems]


@pytest.mark.parametrize(
    ("moves", "listed", "days", "who", "told"),
    [
        # from its day on the taker has the client
        ([("А", "Б", 10)], "Б", (9, 10, 15, 20), "АБББ", []),
        # twice in a month, in any order of the rows, and on one day
        ([("Б", "В", 12), ("А", "Б", 5)], "В", (4, 5, 11, 12, 15), "АББВВ", []),
        ([("Б", "В", 5), ("А", "Б", 5)], "В", (4, 5, 15), "АВВ", []),
        # ahead of its day: the giver has him until then, whatever «Клиенты» says already or still
        ([("А", "Б", 20)], "А", (10, 19, 20, 28), "ААББ", []),
        ([("А", "Б", 20)], "Б", (10, 19, 20, 28), "ААББ", []),
        ([("А", "Б", 5), ("Б", "В", 20)], "Б", (4, 5, 19, 20), "АББВ", []),
        # for a leave and back, before, during and after it
        ([("А", "Б", 10, 20)], "А", (9, 10, 15, 19, 20), "АБББА", []),
        ([("А", "Б", 10, 20)], "Б", (9, 10, 15, 19, 20), "АБББА", []),
        ([("А", "Б", 5, 10)], "А", (4, 5, 9, 10, 20), "АББАА", []),
        # «Клиенты» was not changed: the hand-over counts, and that is told
        ([("А", "Б", 10)], "А", (9, 10, 20), "АББ", ["transfer_not_listed"]),
        # «Клиенты» has somebody the hand-overs do not know: «Клиенты» counts, and that is told
        ([("А", "Б", 10)], "Г", (9, 10, 20), "АГГ", ["transfer_differs"]),
        ([("А", "Б", 20)], "Г", (9, 19, 20), "ГГБ", ["transfer_differs"]),
        # rows that contradict each other: nobody else had him between, and that is told
        ([("А", "Б", 5), ("А", "В", 12)], "В", (4, 8, 12), "АБВ", ["transfer_chain"]),
        # a giver who is not named is who had the client before
        ([("А", "Б", 5), (None, "В", 12)], "В", (4, 8, 12), "АБВ", []),
        # the same row twice, a hand-over to oneself, a way back before it began, nobody to give back to
        ([("А", "Б", 5), ("А", "Б", 5)], "Б", (4, 5), "АБ", ["transfer_twice"]),
        ([("Б", "Б", 5)], "Б", (4, 5), "ББ", ["transfer_self"]),
        ([("А", "Б", 5, 4)], "Б", (4, 5, 15), "АББ", ["transfer_back_early"]),
        ([(None, "Б", 5, 12)], "Б", (5, 15), "ББ", ["transfer_back_nobody"]),
    ],
)  # fmt: skip
def test_who_has_a_client_on_a_day(
    moves: list[tuple[Any, ...]], listed: str, days: tuple[int, ...], who: str, told: list[str]
) -> None:
    found, problems = held(moves, listed, *days)
    assert "".join(map(str, found)) == who
    assert problems == told
