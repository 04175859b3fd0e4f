"""A small register of three managers, run and ready to hand out: quick enough for whole collections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import clientbook
from clientbook.results import Result
from tests.registers import Row, write_register
from tests.runs import Runs

AS_OF = date(2026, 10, 30)
TODAY = date(2026, 11, 2)
ANNA, BORIS, VERA = "Аистова Анна", "Барсуков Борис", "Воробьёва Вера"
_OWNERS = {"001": ANNA, "002": ANNA, "003": BORIS, "004": BORIS, "005": VERA, "006": VERA}

_CLIENTS = [
    (code, f"ООО «Образец {number}»", owner, "Город", "звонить после обеда" if number == 1 else None, *([None] * 6))
    for number, (code, owner) in enumerate(_OWNERS.items(), start=1)
]
_CLIENT_HEADERS = (
    *("Код клиента", "Клиент", "Менеджер", "Регион", "Комментарий", "Сегмент вручную", "Причина правки"),
    *("Отрасль", "Договор до", "Тип", "Годовой потенциал закупок"),
)
_SALES = [
    (AS_OF - timedelta(days=30 * month + 3 * number), f"Д-{code}-{month}", code, "A-1", 10_000.0 * number + 100 * month)
    for number, code in enumerate(_OWNERS, start=1)
    for month in range(14)
]
_PEOPLE = [(f"ч{code}", code, f"Лицо {code}", "закупщик", "+7 900 000-00-0" + code[-1], None) for code in _OWNERS]
_LOG = [
    (
        f"ж{code}-{n}",
        AS_OF - timedelta(days=20 * n + 5),
        owner,
        code,
        f"Лицо {code}",
        "звонок",
        "состоялся",
        f"разговор {n}",
        None,
    )
    for code, owner in _OWNERS.items()
    for n in range(3)
]
_ANSWERS = [(date(2026, 9, 1), code, f"Лицо {code}", 9.0, None) for code in _OWNERS]
_OFFERS = [
    ("КП-1", "001", ANNA, date(2026, 10, 1), 5000.0, "отправлено"),
    ("КП-2", "003", BORIS, date(2026, 10, 2), 700.0, "отправлено"),
]


def made(runs: Runs, folder: Path) -> Path:
    """Return the register, run, as a folder's own; whoever asks first in a session makes it."""
    path = runs.copy("three managers", lambda place: _make(place / "Реестр.xlsx"), folder).path
    assert path is not None
    return path


def _make(path: Path) -> Result:
    """Write the register and run it in place."""
    more: dict[str, tuple[tuple[str, ...], Sequence[Row]]] = {
        "Контакты ГПР": (("ID строки", "Код клиента", "ФИО", "Должность", "Телефон", "E-mail"), _PEOPLE),
        "Журнал": (
            ("ID строки", "Дата", "Менеджер", "Код клиента", "ФИО контакта", "Вид", "Результат", "Итог", "ID контакта"),
            _LOG,
        ),
        "Оценки NPS": (("Дата", "Код клиента", "ФИО", "Оценка 0–10", "Почему"), _ANSWERS),
        "КП": (("№ КП", "Код клиента", "Менеджер", "Дата отправки", "Сумма КП", "Состояние"), _OFFERS),
    }
    write_register(path, _CLIENTS, _SALES, client_headers=_CLIENT_HEADERS, more=more)
    return clientbook.run(path, in_place=True, as_of=AS_OF, today=TODAY)
