"""Whom to contact: the required role, else the highest influence that the channel reaches (domain: §4 next best action)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd

from clientbook.method.decision_unit import working
from clientbook.register.columns import normal

_REACHED: dict[str, Callable[[Any], bool]] = {
    "call": lambda one: isinstance(one.phone, str),
    "message": lambda one: isinstance(one.email, str) or isinstance(one.messenger, str),
    "visit": lambda _one: True,
    "review": lambda _one: True,
}
"""Channel → whether it reaches a person; somebody without e-mail and messenger gets no letter."""


class Person(NamedTuple):
    """Somebody at the client: name, phone (None: unknown), role in the decision unit (None: unknown), birthday."""

    name: str
    phone: str | None
    role: str | None
    birthday: pd.Timestamp | None


class People:
    """The people of all clients, the most influential first; those who left or refused the use of personal data are left out.

    Args:
        table: `Контакты ГПР`
    """

    def __init__(self, table: pd.DataFrame) -> None:
        rows = working(table[table["person"].notna() & ~table["consent"].eq(other=False)])
        rows = rows.assign(
            weight=-rows["influence"].astype("float64").fillna(0.0), second=~rows["main"].eq(other=True)
        ).sort_values(["client_id", "weight", "second", "row"], kind="stable")
        self._of: dict[str, list[tuple[Any, Person]]] = {}
        columns = ["client_id", "person", "dmu_role", "phone", "email", "messenger", "birthday"]
        one: Any
        for one in rows[columns].itertuples(index=False):
            person = Person(
                one.person,
                one.phone if isinstance(one.phone, str) else None,
                one.dmu_role if isinstance(one.dmu_role, str) else None,
                None if pd.isna(one.birthday) else one.birthday,
            )
            self._of.setdefault(one.client_id, []).append((one, person))
        self._chosen: dict[tuple[str, str | None, str], Person | None] = {}
        self.known = bool(self._of)

    def count(self, client_id: str) -> int:
        """Return how many people of a client are known."""
        return len(self._of.get(client_id, ()))

    def of(self, client_id: str) -> list[Person]:
        """Return the people of a client, the most influential first."""
        return [person for _, person in self._of.get(client_id, ())]

    def named(self, client_id: str, name: str | None, channel: str) -> Person | None:
        """Return the person of a client with this name; None where there is none or the channel does not reach him."""
        if name is None:
            return None
        same = (
            person
            for one, person in self._of.get(client_id, ())
            if normal(person.name) == normal(name) and _REACHED[channel](one)
        )
        return next(same, None)

    def choose(self, client_id: str, role: str | None, channel: str) -> Person | None:
        """Return whom to contact; None where the channel reaches nobody.

        Args:
            client_id: the client
            role: the role the regulation or the next best action asks for
            channel: ``visit``, ``call``, ``message`` or ``review``
        """
        key = (client_id, role, channel)
        if key not in self._chosen:
            reached = [person for one, person in self._of.get(client_id, ()) if _REACHED[channel](one)]
            asked = [person for person in reached if person.role == role]
            self._chosen[key] = next(iter(asked or reached), None)
        return self._chosen[key]
