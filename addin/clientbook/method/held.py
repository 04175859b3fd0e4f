"""Contacts held, client by client, for rules that follow a sequence of steps."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from clientbook.method.day_numbers import EPOCH


class Held:
    """The contacts that took place, by client.

    Args:
        found: what :func:`clientbook.method.touches.touches` gives
    """

    def __init__(self, found: pd.DataFrame) -> None:
        days = (found["date"] - EPOCH).dt.days.tolist()
        self._of: dict[str, list[tuple[int, int]]] = {}
        for client, day, strength in zip(found["client_id"].tolist(), days, found["strength"].tolist(), strict=True):
            self._of.setdefault(client, []).append((day, strength))
        self.empty = found.empty

    def days(self, client_id: str, strength: int) -> list[int]:
        """Return the days (since 1970) of contacts at least so strong, in order."""
        return [day for day, strong in self._of.get(client_id, ()) if strong >= strength]

    def last(self, client_id: str) -> int | None:
        """Return the day of the last contact of any kind."""
        of = self._of.get(client_id)
        return of[-1][0] if of else None


def pending(dues: Sequence[int], held: Sequence[int], begin: int, start: int) -> list[int]:
    """Return which steps of a sequence are still to be done: of those missed the last one only, and those to come.

    A step is done by a contact from half-way between the step before and itself on.

    Args:
        dues: due days of the steps, in order
        held: days of the contacts held
        begin: the day the sequence counts from
        start: the first day of the plan
    """
    latest = max(held, default=begin - 1)
    missed = [due for due in dues if due < start][-1:]
    before = dict(zip(dues, [begin, *dues], strict=False))
    open_steps = [*missed, *(due for due in dues if due >= start)]
    return [due for due in open_steps if latest < (before[due] + due + 1) // 2]
