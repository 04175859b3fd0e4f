"""The clients of the demo register: who they are and which story their purchases tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from clientbook.demo_register.names import ROOTS, company_tax_id, latin, person, tax_reg, trader_tax_id
from clientbook.demo_register.vocabulary import CITIES, INDUSTRIES, Pair, places_of

AS_OF = date(2026, 10, 31)
"""The date of the demo's data: fixed, so that the demo is the same every day."""

EARLIER = (date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30))
"""Dates of runs that the book of the demo remembers."""

START = date(2023, 11, 1)
CLIENTS = 300

STORIES: dict[str, int] = {
    "stable": 108,
    "growing": 45,
    "declining": 36,
    "sleeping": 22,
    "lost": 27,
    "new": 26,
    "recovered": 14,
    "one_time": 10,
    "project": 6,
    "never": 6,
}
"""How many clients live which story."""

KAM_CLIENTS = 38
_KAMS = places_of("kam")
HUNTER = places_of("mp")[0]
HUNTER_CLIENTS = 8
_SMALL_STORIES = ("one_time", "project", "never")


def dice(*key: object) -> Random:
    """Return a source of chance of its own for a purpose, the same in every run and for every language."""
    return Random("clientbook demo/" + "/".join(map(str, key)))  # noqa: S311 - invented data, no secrets


@dataclass
class Client:
    """One invented client.

    Attributes:
        number: 1, 2, …
        story: key of :data:`STORIES`
        annual: roubles a year he would buy for without his story
        interval: usual days between his orders
        city, industry: places in the vocabulary
        manager: place in the department; None for clients nobody serves
        root: the invented half of his name, shared within a holding
        trader: a sole trader, not a company
        season: summer, winter or empty
        margin: what his margin differs by from the usual one
        outlier: has one deal far over all his others
        parent: number of the head of his holding
    """

    number: int
    story: str
    annual: float
    interval: float
    city: int
    industry: int
    manager: int | None
    root: str
    trader: bool
    season: str
    margin: float
    outlier: bool = False
    parent: int | None = None
    basket: list[int] = field(default_factory=list)

    @property
    def client_id(self) -> str:
        """Return his code, text with leading zeros as accounting programs give it."""
        return f"00-{self.number:06d}"

    def name(self, lang: str) -> str:
        """Return his name as it stands on invoices."""
        if self.trader:
            surname, first, father = person(dice("trader", self.number)).split()
            short = f"{surname} {first[0]}. {father[0]}."
            return f"ИП {short}" if lang == "ru" else f"{latin(short)}, sole trader"
        core = f"{self.root}-{INDUSTRIES[self.industry].suffix}"
        if lang == "en":
            return f"{latin(core)} {'JSC' if self.annual > 6e6 else 'LLC'}"
        return f"{'АО' if self.annual > 6e6 else 'ООО'} «{core}»"

    def tax_numbers(self) -> Pair:
        """Return ИНН and КПП (empty for a sole trader)."""
        region = CITIES[self.city].tax_region
        if self.trader:
            return trader_tax_id(region, 910_000 + self.number), ""
        return company_tax_id(region, 91_000 + self.number), tax_reg(region)


def _stories() -> Iterator[str]:
    told = [story for story, count in STORIES.items() for _ in range(count)]
    dice("stories").shuffle(told)
    return iter(told)


def _annual(story: str, chance: Random) -> float:
    """Return yearly roubles, lognormal as portfolios are: the upper half of income sits with 11 to 15 % of clients."""
    amount = min(chance.lognormvariate(13.7, 1.12), 24e6)
    if story in ("lost", "sleeping", "declining"):
        amount *= 0.65
    return min(amount, 900_000.0) if story in _SMALL_STORIES else amount


def _interval(annual: float, chance: Random) -> float:
    """Return days between orders: large clients order more often, each at his own pace."""
    usual = 42.0 * float((900_000 / annual) ** 0.33)
    return min(max(usual * chance.lognormvariate(0, 0.3), 7.0), 75.0)


def _client(number: int, story: str, name: tuple[str, int]) -> Client:
    chance = dice("client", number)
    annual = _annual(story, chance)
    city = chance.choices(range(len(CITIES)), [place.weight for place in CITIES])[0]
    root, industry = name
    season = INDUSTRIES[industry].season if chance.random() < 0.4 and story in ("stable", "growing") else ""
    loses = chance.random() < 0.012
    basket = chance.sample(range(72), chance.randint(4, 9) + min(9, int(annual / 1_500_000)))
    return Client(
        number=number,
        story=story,
        annual=annual,
        interval=_interval(annual, chance),
        city=city,
        industry=industry,
        manager=CITIES[city].manager,
        root=root,
        trader=annual < 300_000 and chance.random() < 0.4,
        season=season,
        margin=-0.36 if loses else chance.gauss(0, 0.025),
        outlier=story == "stable" and annual < 700_000 and chance.random() < 0.2,
        basket=basket,
    )


def _names() -> Iterator[tuple[str, int]]:
    pairs = [(root, industry) for root in ROOTS for industry in range(len(INDUSTRIES))]
    dice("names").shuffle(pairs)
    return iter(pairs)


def _give_to_kams(clients: list[Client]) -> None:
    """Give the largest living clients to the two key account managers; one in five stays with his client manager."""
    chance = dice("kam")
    largest = sorted((c for c in clients if c.story not in ("lost", *_SMALL_STORIES)), key=lambda c: -c.annual)
    chosen = [client for client in largest if chance.random() < 0.8][:KAM_CLIENTS]
    for place, client in enumerate(chosen):
        client.manager = _KAMS[place % len(_KAMS)]


def _holdings(clients: list[Client]) -> None:
    """Join companies of one root into five holdings, under the largest of each."""
    by_root: dict[str, list[Client]] = {}
    for client in clients:
        if not client.trader and client.story != "never":
            by_root.setdefault(client.root, []).append(client)
    largest_families = sorted(by_root.values(), key=lambda family: (-len(family), family[0].root))[:5]
    for family in largest_families:
        head, *others = sorted(family, key=lambda c: -c.annual)[:4]
        for client in others:
            client.parent = head.number


def portfolio() -> list[Client]:
    """Return the 300 clients, by number."""
    names = _names()
    clients = [_client(number, story, next(names)) for number, story in enumerate(_stories(), 1)]
    _give_to_kams(clients)
    _holdings(clients)
    orphans = [c for c in clients if c.manager not in _KAMS and c.story in ("stable", "lost", "new")]
    for client in dice("orphans").sample(orphans, 3):
        client.manager = None
    _leave_to_hunter(clients)
    return clients


def _leave_to_hunter(clients: list[Client]) -> None:
    """Leave some of the newest clients with who won them, and one who has not bought yet."""
    chance = dice("sales manager")
    new = [one for one in clients if one.story == "new" and one.manager is not None and one.manager not in _KAMS]
    never = [one for one in clients if one.story == "never" and one.manager is not None]
    for client in (*chance.sample(new, HUNTER_CLIENTS - 1), chance.choice(never)):
        client.manager = HUNTER


def days_before(days: float) -> date:
    """Return the day so many days before the date of the data."""
    return AS_OF - timedelta(days=round(days))
