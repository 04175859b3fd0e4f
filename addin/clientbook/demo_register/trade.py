"""Three years of sales lines of the demo: own rhythms, seasons, returns, corrections, one-off deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi
from random import Random

from clientbook.demo_register.portfolio import AS_OF, START, Client, days_before, dice
from clientbook.demo_register.vocabulary import ARTICLES_PER_GROUP, GOODS

_MONTHS = (0.72, 0.92, 1.04, 1.02, 0.90, 1.0, 0.98, 0.97, 1.06, 1.10, 1.07, 1.22)
_FEASTS = {(1, day) for day in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}


@dataclass(frozen=True)
class Line:
    """One line of a shipping document; ``kind`` is sale, return or correction, returns are negative."""

    day: date
    order: int
    client: int
    article: int
    qty: float
    amount: float
    cost: float | None
    kind: str = "sale"

    @property
    def profit(self) -> float:
        """Return its gross profit; a line without cost counts at 25 %."""
        return self.amount - (self.amount * 0.75 if self.cost is None else self.cost)


def working_day(day: date) -> date:
    """Return the day itself or the next one on which the warehouse ships."""
    while day.weekday() > 4 or (day.month, day.day) in _FEASTS:
        day += timedelta(days=1)
    return day


def season(client: Client, day: date) -> float:
    """Return how much of his mean a client buys in the month of a day."""
    common = _MONTHS[day.month - 1]
    if not client.season:
        return common
    peak = 7 if client.season == "summer" else 1
    return common * (1.02 + 0.9 * cos(2 * pi * (day.month - peak) / 12))


def _span(client: Client, chance: Random) -> tuple[date, date]:
    """Return first and last day on which a client may order, by his story."""
    pace = client.interval
    sleeping, lost = max(2 * pace, 90), max(3 * pace, 180)
    first = days_before(chance.uniform(700, 1090)) if chance.random() < 0.3 else START
    if client.story == "sleeping":
        return first, days_before(chance.uniform(sleeping + 4, lost - 4))
    if client.story == "lost":
        return first, days_before(chance.uniform(lost + 10, 620))
    if client.story == "new":
        return days_before(chance.uniform(25, 175)), AS_OF
    return first, AS_OF


def _trend(client: Client, day: date) -> float:
    """Return the growth or decline of a client by a day, a ramp between 420 and 150 days before the end."""
    ramp = min(1.0, max(0.0, (420 - (AS_OF - day).days) / 270))
    if client.story == "growing":
        return 1 + 1.1 * ramp
    if client.story == "declining":
        return 1 - 0.6 * ramp
    return 1.0


def order_days(client: Client, chance: Random) -> list[date]:
    """Return the days of a client's orders."""
    if client.story == "never":
        return []
    if client.story == "one_time":
        return [working_day(days_before(chance.uniform(380, 1000)))]
    if client.story == "project":
        return sorted({working_day(days_before(chance.uniform(40, 900))) for _ in range(2)})
    first, last = _span(client, chance)
    days = list(_walk(client, first, last, chance))
    if client.story == "recovered":
        silence = max(2 * client.interval, 90) + chance.uniform(40, 140)
        back = days_before(chance.uniform(5, 75))
        days = [day for day in days if day < back - timedelta(days=silence)] + [working_day(back)]
    if client.story in ("sleeping", "lost") and days:
        days.append(working_day(last))
    return [day for day in sorted(set(days)) if START <= day <= AS_OF]


def _walk(client: Client, first: date, last: date, chance: Random) -> Iterator[date]:
    shape = 6.0 if client.annual > 2e6 else 3.5
    day = first if client.story == "new" else first + timedelta(days=chance.uniform(0, client.interval))
    while day <= last:
        yield working_day(day)
        pace = client.interval / max(0.35, season(client, day)) if client.season else client.interval
        day += timedelta(days=max(1, round(chance.gammavariate(shape, pace / shape))))


def _price(article: int, day: date) -> float:
    """Return the price of an article, raised by 8 % each January."""
    goods = GOODS[article // ARTICLES_PER_GROUP]
    base = goods.price * dice("price", article).lognormvariate(0, 0.5)
    return round(base * 1.08 ** (day.year - START.year), 2)


class Shop:
    """Splits an order into lines; prices are looked up once.

    Args:
        client: who orders
        chance: his source of chance
    """

    def __init__(self, client: Client, chance: Random) -> None:
        self.client = client
        self.chance = chance
        self.prices: dict[tuple[int, int], float] = {}

    def price(self, article: int, day: date) -> float:
        """Return the price of an article in the year of a day."""
        key = (article, day.year)
        if key not in self.prices:
            self.prices[key] = _price(article, day)
        return self.prices[key]

    def lines(self, day: date, order: int, amount: float) -> Iterator[Line]:
        """Return the lines of an order of about ``amount`` roubles."""
        basket = self.client.basket
        if self.client.story == "declining" and (AS_OF - day).days < 200:
            basket = basket[: max(2, len(basket) // 2)]
        count = min(len(basket), 1 + int(self.chance.expovariate(0.5)))
        for article in self.chance.sample(basket, count):
            yield self.line(day, order, article, amount / count * self.chance.uniform(0.6, 1.4))

    def line(self, day: date, order: int, article: int, share: float) -> Line:
        """Return one line: whole pieces at the price of the day, less a discount, with its cost."""
        price = self.price(article, day)
        qty = max(1, round(share / price))
        amount = round(qty * price * (1 - self.chance.choice((0, 0, 0.03, 0.05))), 2)
        margin = GOODS[article // ARTICLES_PER_GROUP].margin + self.client.margin + self.chance.gauss(0, 0.015)
        cost = None if self.chance.random() < 0.008 else round(amount * (1 - margin), 2)
        return Line(day, order, self.client.number, article, qty, amount, cost)


def _sales(client: Client) -> Iterator[Line]:
    chance = dice("sales", client.number)
    shop = Shop(client, chance)
    days = order_days(client, chance)
    big = chance.randrange(len(days)) if client.outlier and len(days) > 6 else -1
    for order, day in enumerate(days):
        usual = client.annual * client.interval / 365 * chance.lognormvariate(-0.04, 0.28)
        amount = usual * season(client, day) * _trend(client, day) * 1.09 ** ((day - START).days / 365)
        if client.story == "project":
            amount = client.annual * chance.uniform(0.5, 1.2)
        if order == big and (AS_OF - day).days < 365:
            amount *= 22
        for line in shop.lines(day, order, amount):
            yield line
            yield from _afterwards(line, chance)


def _afterwards(line: Line, chance: Random) -> Iterator[Line]:
    """Return what may follow a line: goods brought back some days later, or a corrected price."""
    luck = chance.random()
    day = working_day(line.day + timedelta(days=chance.randint(3, 24)))
    if day > AS_OF or luck > 0.022:
        return
    if luck < 0.017:
        part = 1.0 if line.qty == 1 else chance.choice((0.25, 0.5, 1.0))
        qty = max(1, round(line.qty * part))
        share = qty / line.qty
        cost = None if line.cost is None else -round(line.cost * share, 2)
        yield Line(day, line.order, line.client, line.article, -qty, -round(line.amount * share, 2), cost, "return")
    else:
        amount = round(line.amount * chance.choice((-0.03, -0.02, 0.02)), 2)
        yield Line(day, line.order, line.client, line.article, 0, amount, 0.0, "correction")


def trade(clients: list[Client]) -> list[Line]:
    """Return every sales line of every client, by day, client and order."""
    lines = [line for client in clients for line in _sales(client)]
    return sorted(lines, key=lambda line: (line.day, line.client, line.order, line.kind))


def first_days(lines: list[Line]) -> dict[int, date]:
    """Return number of a client → the day of his first line."""
    first: dict[int, date] = {}
    for line in lines:
        first.setdefault(line.client, line.day)
    return first
