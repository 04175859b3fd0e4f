"""Who decides at each client of the demo: one to four people, mostly but not always with the decider among them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from clientbook.demo_register.names import latin, person
from clientbook.demo_register.portfolio import Client, dice
from clientbook.demo_register.vocabulary import INDUSTRIES, POSITIONS, Pair

_ORDER = ("buyer", "decider", "influencer", "influencer", "user", "finance")
_CHANNELS = (None, "call", "message", "visit")


@dataclass(frozen=True)
class Person:
    """One person of a client; ``name`` in Russian, :meth:`spoken` in Latin letters too."""

    number: int
    client: int
    name: str
    position: Pair
    role: str
    influence: int
    attitude: int
    email: str
    birthday: date | None
    preferred: str | None
    consent: bool | None
    main: bool

    @property
    def person_id(self) -> str:
        """Return the identifier of the row."""
        return f"P{self.number:04d}"

    def spoken(self, lang: str) -> str:
        """Return the name as the register of a language writes it."""
        return self.name if lang == "ru" else latin(self.name)

    @property
    def phone(self) -> str:
        """Return a phone number of a range that no network gives out."""
        return f"+7 900 000-{self.number // 100:02d}-{self.number % 100:02d}"


def _roles(client: Client) -> list[str]:
    chance = dice("roles", client.number)
    size = min(4, 1 + int(client.annual > 700_000) + int(client.annual > 3e6) + int(chance.random() < 0.45))
    roles = list(_ORDER[:2]) + chance.sample(_ORDER[2:], 4)
    if chance.random() < 0.16:
        roles.remove("decider")
    if size == 1 and "decider" in roles and chance.random() < 0.6:
        roles = ["decider"]
    return roles[:size]


def people_of(client: Client, first: int) -> list[Person]:
    """Return the people of a client; ``first`` is the number of the first of them."""
    if client.story in ("never", "one_time") and dice("none", client.number).random() < 0.5:
        return []
    domain = "mail" if client.trader else f"{latin(client.root)}-{latin(INDUSTRIES[client.industry].suffix)}".lower()
    made: list[Person] = []
    for place, role in enumerate(_roles(client)):
        chance = dice("person", client.number, place)
        name = person(chance)
        made.append(
            Person(
                number=first + place,
                client=client.number,
                name=name,
                position=chance.choice(POSITIONS[role]),
                role=role,
                influence={"decider": 5, "influencer": 4, "buyer": 3}.get(role, 2),
                attitude=chance.choice((-1, 0, 0, 1, 1, 2)),
                email=f"{latin(name.split()[0]).lower()}@{domain}.example",
                birthday=date(1966, 1, 1) + timedelta(days=chance.randint(0, 11_000))
                if chance.random() < 0.5
                else None,
                preferred=chance.choice(_CHANNELS),
                consent=chance.choice((True, True, True, None)),
                main=place == 0,
            )
        )
    return made


def decision_units(clients: list[Client]) -> list[Person]:
    """Return everybody known at every client."""
    everybody: list[Person] = []
    for client in clients:
        everybody.extend(people_of(client, len(everybody) + 1))
    return everybody


def by_client(people: list[Person]) -> dict[int, list[Person]]:
    """Return number of a client → his people; none where nobody is known."""
    found: dict[int, list[Person]] = defaultdict(list)
    for one in people:
        found[one.client].append(one)
    return found
