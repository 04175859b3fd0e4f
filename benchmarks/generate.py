"""Registers of three sizes, the same in every run, kept in ``benchmarks/data``.

S: 1,000 clients and 20,000 sales lines, M: 10,000 and 300,000, L: 50,000 and 1,000,000.

    python -m benchmarks.generate S M L
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.plain_xlsx import Row, write_workbook

DATA = Path(__file__).parent / "data"
AS_OF = date(2026, 10, 31)
DAYS = 3 * 365
VERSION = 3
"""Raised when the data change, so that files made earlier are not taken for the new ones."""


@dataclass(frozen=True)
class Size:
    """How large a register is; about 125 clients a manager, as one manager can serve."""

    name: str
    clients: int
    lines: int
    managers: int


SIZES = {
    "S": Size("S", 1_000, 20_000, 8),
    "M": Size("M", 10_000, 300_000, 80),
    "L": Size("L", 50_000, 1_000_000, 400),
}


@dataclass(frozen=True)
class Book:
    """The columns of a register, one array each."""

    income: np.ndarray
    manager: np.ndarray
    client: np.ndarray
    day: np.ndarray
    document: np.ndarray
    sku: np.ndarray
    qty: np.ndarray
    amount: np.ndarray
    margin: np.ndarray


def _client_id(number: int) -> str:
    return f"00-{number:08d}"


def _manager(number: int) -> str:
    return f"Менеджер {number:03d}"


def _draw(size: Size) -> Book:
    """Draw a portfolio: lognormal incomes; clients with more income have more lines; each stops or starts somewhere."""
    chance = np.random.default_rng([VERSION, size.clients])
    income = chance.lognormal(13.5, 1.15, size.clients)
    weight = income**0.45
    client = np.sort(chance.choice(size.clients, size.lines, p=weight / weight.sum()))
    first = np.where(chance.random(size.clients) < 0.25, chance.integers(0, DAYS - 30, size.clients), 0)
    last = np.where(chance.random(size.clients) < 0.12, chance.integers(60, DAYS, size.clients), DAYS)
    span = np.maximum(last - first, 20)
    count = np.bincount(client, minlength=size.clients)
    place = np.arange(size.lines) - np.r_[0, np.cumsum(count)[:-1]][client]
    orders = np.maximum(1, (count + 1) // 2)  # two lines a document, at the client's own pace
    jitter = chance.random(size.lines // 2 + 1)[np.cumsum(place % 2 == 0) // 2]
    day = (first[client] + (place // 2 + jitter) / orders[client] * span[client]).astype(int)
    day = np.minimum(day, DAYS - 1)
    share = chance.lognormal(0, 0.4, size.lines)
    per_line = income[client] * (span[client] / 365) / count[client]
    amount = np.round(per_line * share, 2)
    amount[chance.random(size.lines) < 0.015] *= -1
    order = np.lexsort((client, day))
    columns = (client[order], day[order], amount[order])
    return Book(
        income=income,
        manager=chance.integers(0, size.managers, size.clients),
        client=columns[0],
        day=columns[1],
        document=np.cumsum(np.r_[True, (np.diff(columns[0]) != 0) | (np.diff(columns[1]) != 0)]),
        sku=chance.integers(0, 400, size.lines),
        qty=chance.integers(1, 60, size.lines),
        amount=columns[2],
        margin=chance.normal(0.25, 0.05, size.lines),
    )


def _clients(size: Size, book: Book) -> Iterator[Row]:
    yield (
        "Код клиента",
        "Клиент",
        "Регион",
        "Менеджер",
        "Годовой потенциал закупок",
        "Дебиторка, ₽",
        "Просрочка, ₽",
        "NPS",
    )
    chance = np.random.default_rng([VERSION, 7])
    share, owed, nps = chance.random(size.clients), chance.random(size.clients), chance.integers(3, 11, size.clients)
    for number in range(size.clients):
        potential = round(book.income[number] * (1 + 2 * share[number]), -3) if share[number] > 0.15 else None
        receivable = round(book.income[number] / 12 * owed[number], 2)
        overdue = receivable if owed[number] > 0.9 else 0.0
        city = f"Город {number % 40:02d}"
        name, manager = f"ООО «Клиент {number:06d}»", _manager(int(book.manager[number]))
        yield _client_id(number), name, city, manager, potential, receivable, overdue, int(nps[number])


def _sales(book: Book) -> Iterator[Row]:
    yield "Дата", "Документ", "Код клиента", "Артикул", "Группа", "Кол-во", "Сумма без НДС", "Себестоимость", "Тип"
    start = datetime.combine(AS_OF, datetime.min.time()) - timedelta(days=DAYS - 1)
    days = [start + timedelta(days=number) for number in range(DAYS)]
    cost = np.round(book.amount * (1 - book.margin), 2)
    columns = (book.day, book.document, book.client, book.sku, book.qty, book.amount, cost)
    for day, document, client, sku, qty, amount, spent in zip(*(c.tolist() for c in columns), strict=True):
        kind = "возврат" if amount < 0 else "отгрузка"
        goods, group = f"A-{sku:04d}", f"Группа {sku % 12:02d}"
        yield days[day], f"РН-{document:07d}", _client_id(client), goods, group, qty, amount, spent, kind


def _log(size: Size, book: Book) -> Iterator[Row]:
    yield "Дата", "Менеджер", "Код клиента", "Вид", "Результат"
    chance = np.random.default_rng([VERSION, 8])
    kinds, end = ("визит", "звонок", "письмо"), datetime.combine(AS_OF, datetime.min.time())
    ages = np.minimum(chance.exponential((60, 12, 20), (size.clients, len(kinds))).astype(int) + 1, 365)
    for number in range(size.clients):
        for kind, age in zip(kinds, ages[number].tolist(), strict=True):
            manager = _manager(int(book.manager[number]))
            yield end - timedelta(days=age), manager, _client_id(number), kind, "состоялся"


def _people(size: Size) -> Iterator[Row]:
    yield "ID строки", "Код клиента", "ФИО", "Роль в ГПР", "Влияние 1–5", "Телефон"
    for number in range(size.clients):
        role = "ЛПР" if number % 5 else "закупщик"
        yield f"P{number}", _client_id(number), f"Контакт {number:06d}", role, 5, f"+7 900 {number:07d}"


def _staff(size: Size) -> Iterator[Row]:
    yield "Менеджер", "Роль", "Ставка"
    for number in range(size.managers):
        yield _manager(number), "КМ", 1


def write(size: Size, path: Path) -> None:
    """Write the register of a size: plain lists with headers, as people export them."""
    book = _draw(size)
    lists = {
        "Клиенты": _clients(size, book),
        "Продажи": _sales(book),
        "Контакты ГПР": _people(size),
        "Журнал": _log(size, book),
        "Сотрудники": _staff(size),
    }
    write_workbook(path, lists)


def register(name: str) -> Path:
    """Return the register of a size, made now if it is not there yet."""
    path = DATA / f"{name}-{VERSION}.xlsx"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        print(f"Making the register {name} …", file=sys.stderr)
        unfinished = path.with_suffix(".part")
        write(SIZES[name], unfinished)
        unfinished.replace(path)
    return path


if __name__ == "__main__":
    for wanted in sys.argv[1:] or SIZES:
        print(register(wanted))
