"""`Передачи` put in order: who had each client when, and where the rows contradict each other or `Клиенты`.

A hand-over counts from its day on. «Вернуть» makes a second one, back to the giver. What is dated after the base of the plan
has not taken place yet: until its day the giver has the client, whatever `Клиенты` says already, from then on the taker,
whatever it still says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from clientbook.register.clients import Speaker
from clientbook.register.problems import Done

COMING = "coming"
"""Column: whether a hand-over has not taken place yet."""
BACK = "back"


class _Move(NamedTuple):
    """One hand-over: from its day on the taker has the client.

    Attributes:
        on: its day
        giver: who had the client; None: not said
        taker: who has it then
        row: of `Передачи`; two have the same where a client came back
        reason: code, or None
        returns: it is the way back
    """

    on: pd.Timestamp
    giver: str | None
    taker: str
    row: int
    reason: str | None
    returns: bool = False


class HandOvers(NamedTuple):
    """Who has the clients.

    Attributes:
        rows: hand-overs by client and day: client_id, giver (who had the client until then), taker, date, reason, row,
            ``coming``
        managers: client_id → who has the client at the base of the plan, of those whose manager hand-overs decide
    """

    rows: pd.DataFrame
    managers: Mapping[str, str]


def hand_overs(transfers: pd.DataFrame, clients: pd.DataFrame, plan_from: date, say: Speaker | None) -> HandOvers:
    """Return the hand-overs in order.

    Args:
        transfers: `Передачи`, client codes matched and managers in one spelling
        clients: ``client_id``, ``manager``
        plan_from: the base of the plan; later hand-overs are coming
        say: notes problems of its rows
    """
    told = _Told(say)
    listed = dict(zip(clients["client_id"], clients["manager"], strict=True))
    managers: dict[str, str] = {}
    found: list[dict[str, Any]] = []
    for client, moves in _by_client(transfers, told).items():
        name = listed.get(client)
        timeline = _Timeline(moves, name if isinstance(name, str) else None, pd.Timestamp(plan_from), told)
        found += [{"client_id": client, **row} for row in timeline.rows()]
        if (now := timeline.now()) is not None:
            managers[client] = now
    rows = pd.DataFrame(found, columns=["client_id", "giver", "taker", "date", "reason", "row", COMING])
    texts = {key: rows[key].astype(object) for key in ("client_id", "giver", "taker", "reason")}
    texts = {key: values.where(values.notna(), None) for key, values in texts.items()}
    rows = rows.assign(**texts, date=pd.to_datetime(rows["date"]).astype("datetime64[ns]"))
    return HandOvers(rows.astype({COMING: bool}), managers)


class _Told(NamedTuple):
    """Tells a problem of a row, where somebody listens."""

    say: Speaker | None

    def __call__(self, key: str, row: int, column: str, value: str, done: Done = Done.KEPT, /, **fields: Any) -> None:
        if self.say is not None and row:
            self.say(key, row, column, value, done, **fields)


def _by_client(transfers: pd.DataFrame, told: _Told) -> dict[str, list[_Move]]:
    """Return client → his hand-overs by day, each once, with the ways back."""
    found: dict[str, list[_Move]] = {}
    rows = transfers.reindex(columns=["client_id", "giver", "taker", "date", "reason", BACK, "row"])
    for client, giver, taker, on, reason, back, row in rows.itertuples(index=False):
        if not isinstance(client, str) or not isinstance(taker, str) or pd.isna(on):
            continue
        move = _Move(on, _text(giver), taker, int(row), _text(reason))
        own = found.setdefault(client, [])
        if move.giver == taker:
            told("transfer_self", move.row, "taker", taker, Done.LEFT_OUT)
        elif any((one.on, one.taker) == (on, taker) and move.giver in (one.giver, None) for one in own):
            told("transfer_twice", move.row, "client_id", client, Done.SKIPPED)
        else:
            own.append(move)
            own += _way_back(move, back, told)
    return {client: _in_order(moves) for client, moves in found.items() if moves}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _way_back(move: _Move, back: Any, told: _Told) -> Iterable[_Move]:
    """Yield the hand-over back, where there is one."""
    if pd.isna(back):
        return
    if back <= move.on or move.giver is None:
        key = "transfer_back_early" if move.giver is not None else "transfer_back_nobody"
        told(key, move.row, BACK, f"{back:%d.%m.%Y}", Done.SKIPPED)
        return
    yield move._replace(on=back, giver=move.taker, taker=move.giver, returns=True)


def _in_order(moves: list[_Move]) -> list[_Move]:
    """Return hand-overs by day; of one day, each after the one that gave its giver the client."""
    waiting = sorted(moves, key=lambda one: (one.on, one.row))
    ordered: list[_Move] = []
    while waiting:
        today = [one for one in waiting if one.on == waiting[0].on]
        takers = {one.taker for one in today}
        holder = ordered[-1].taker if ordered else None
        first = next((one for one in today if holder is not None and one.giver == holder), None)
        first = first or next((one for one in today if one.giver not in takers), today[0])
        ordered.append(first)
        waiting.remove(first)
    return ordered


class _Timeline:
    """Who has one client when.

    Args:
        moves: his hand-overs in order, at least one
        listed: his manager in `Клиенты`
        now: the base of the plan
        told: notes problems
    """

    def __init__(self, moves: list[_Move], listed: str | None, now: pd.Timestamp, told: _Told) -> None:
        self._moves, self._listed, self._told = moves, listed, told
        self._past = sum(move.on <= now for move in moves)
        self._holder = self._decided()

    def _decided(self) -> str | None:
        """Return who has the client now: as the hand-overs say, unless `Клиенты` names somebody they do not know."""
        past, coming = self._moves[: self._past], self._moves[self._past :]
        said = past[-1].taker if past else coming[0].giver
        if said is None or self._listed is None or self._listed == said:
            return said or self._listed
        if self._listed in {move.taker for move in coming}:
            return said  # `Клиенты` is ahead of the day
        if past and self._listed in {move.giver for move in past}:
            self._told("transfer_not_listed", past[-1].row, "taker", said, listed=self._listed)
            return said
        last = past[-1] if past else coming[0]
        self._told("transfer_differs", last.row, "taker" if past else "giver", said, listed=self._listed)
        return self._listed

    def now(self) -> str | None:
        """Return who has the client at the base of the plan."""
        return self._holder

    def rows(self) -> Iterable[dict[str, Any]]:
        """Yield the hand-overs, each with who really had the client before it."""
        holder: str | None = None
        for number, move in enumerate(self._moves):
            first_coming = number == self._past
            before = self._holder if first_coming else holder
            if before is not None and move.giver not in (before, None) and not (move.returns or first_coming):
                self._told("transfer_chain", move.row, "giver", str(move.giver), holder=before)
            yield {
                "giver": before or move.giver,
                "taker": move.taker,
                "date": move.on,
                "reason": move.reason,
                "row": move.row,
                COMING: number >= self._past,
            }
            holder = move.taker
