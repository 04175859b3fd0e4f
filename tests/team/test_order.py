"""Copies that come back in portions, with the register computed anew in between, make the same register as all at once."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest

from clientbook.run import collect, distribute
from tests.runs import Runs
from tests.team import small
from tests.team.sheets_typed import fill, opened, spot
from tests.team.small import ANNA, BORIS, VERA
from tests.workbooks import shown

LATER = date(2026, 11, 26)
"""The day the copies come back: every run plans anew what is overdue."""

WEEKS_BEFORE, THAT_WEEK = date(2026, 11, 2), date(2026, 11, 23)
"""Days on which they left; a forecast is of a week, and so comes back in it."""

MARKED = ("Статус", "Итог", "Следующий шаг", "Дата следующего шага")
OF_A_MARK = ("ID", "Дата", "Канал", "Цель", "Контактное лицо", "Телефон", "Менеджер", "Код клиента", *MARKED)
FORECAST = ("Прогноз до конца мес., ₽", "Дата оплаты", "Вероятность", "Причина", "Действие", "Срок", "Стадия")


@pytest.fixture(scope="module", params=[WEEKS_BEFORE, THAT_WEEK], ids=["weeks", "days"])
def handed(runs: Runs, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Return a folder with a register, forecasts carried from the week before, and the copies of three managers."""
    place = tmp_path_factory.mktemp("office")
    register = small.made(runs, place)
    with opened(register) as workbook:
        page = workbook["СППО_неделя"]
        top, column = spot(page, "Вероятность")
        for row in range(top + 1, page.max_row + 1):
            page.cell(row, column).value = 0.8
    for copy in distribute(register, place / "копии", today=request.param).copies:
        copy.path.rename(copy.path.with_name(f"{copy.manager}.xlsx"))
    return place


def edit(path: Path, dice: random.Random, when: int, *, forecasts: bool) -> None:
    """Work in a copy as its manager does: marks in the plan, contacts, a person, a client, a forecast."""
    with opened(path) as workbook:
        plan = workbook["План контактов"]
        top = spot(plan, "Статус")[0] + 1
        for row in dice.sample(range(top, plan.max_row + 1), 4):
            fill(plan, row, dice.choice(MARKS))
        codes = [row["Код клиента"] for row in shown(path, "Клиенты")]
        log = workbook["Журнал"]
        head, day = spot(log, "Дата")
        free = [row for row in range(head + 1, log.max_row) if log.cell(row, day).value is None]
        for number, row in enumerate(free[:3]):
            fill(
                log,
                row,
                {
                    "Дата": datetime.combine(date(2026, 11, dice.randrange(3, 26)), time.min),
                    "Код клиента": dice.choice(codes),
                    "Вид": dice.choice(("звонок", "визит", "письмо")),
                    "Результат": "состоялся",
                    "Итог": f"контакт {number}",
                },
            )
        fill(workbook["Клиенты"], spot(workbook["Клиенты"], "Код клиента")[0] + 1, {"Комментарий": f"слово {when}"})
        week = workbook["СППО_неделя"]
        row = dice.randrange(spot(week, "Вероятность")[0] + 1, week.max_row + 1)
        if forecasts:
            fill(week, row, {"Прогноз до конца мес., ₽": 1000 * when, "Вероятность": 0.5})
        workbook.properties.modified = datetime(2026, 11, 25, 10, when)  # noqa: DTZ001 - as Excel writes it


MARKS: Sequence[dict[str, object]] = (
    {"Статус": "выполнен", "Итог": "договорились"},
    {"Статус": "не дозвонились", "Итог": "не взял трубку"},
    {"Статус": "отмена"},
    {"Статус": "перенос", "Дата": datetime(2026, 12, 16), "Итог": "просил позже"},  # noqa: DTZ001 - a cell
    {"Итог": "спросить про склад", "Следующий шаг": "письмо", "Дата следующего шага": datetime(2026, 12, 8)},  # noqa: DTZ001
)


def collected(handed: Path, copies: Path, place: Path, portions: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return what people typed, as the register shows it after portions were collected one after the other."""
    place.mkdir()
    register = Path(shutil.copy(handed / "Реестр.xlsx", place))
    for number, names in enumerate(portions):
        folder = place / str(number)
        folder.mkdir()
        for name in names:
            shutil.copy(copies / f"{name}.xlsx", folder)
        collect(register, folder, today=LATER)
    plan = [row for row in shown(register, "План контактов") if touched(row)]
    return {
        "Журнал": ordered(shown(register, "Журнал")),
        "Клиенты": ordered(shown(register, "Клиенты")),
        "План контактов": ordered([{name: row[name] for name in OF_A_MARK} for row in plan]),
        "СППО_неделя": ordered(
            [{name: row[name] for name in ("Менеджер", "Клиент", *FORECAST)} for row in shown(register, "СППО_неделя")]
        ),
        "Конфликты": ordered([{**row, "Файл": None} for row in shown(register, "Конфликты")]),
    }


def touched(row: dict[str, object]) -> bool:
    """Tell whether a person acted on a row of the plan: marked it, or had the contact that closed it."""
    return any(row[name] for name in MARKED[1:]) or row["Статус"] not in {"план", "пропущен"}


def ordered(rows: Sequence[Mapping[str, object]]) -> list[str]:
    return sorted(str(sorted(row.items(), key=str)) for row in rows)


@pytest.mark.parametrize("seed", [3])
def test_portions_in_any_order_make_one_register_though_it_is_computed_in_between(
    handed: Path, tmp_path: Path, request: pytest.FixtureRequest, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice, no secrets
    copies = tmp_path / "копии"
    shutil.copytree(handed / "копии", copies)
    for when, manager in enumerate((ANNA, BORIS, VERA), start=1):
        edit(copies / f"{manager}.xlsx", dice, when, forecasts=request.node.callspec.params["handed"] == THAT_WEEK)
    everybody = [ANNA, BORIS, VERA]
    whole = collected(handed, copies, tmp_path / "сразу", [everybody])
    assert whole["Конфликты"] == []
    dice.shuffle(everybody)
    assert collected(handed, copies, tmp_path / "частями", [[name] for name in everybody]) == whole
    everybody.reverse()
    again = [everybody[:1], everybody[1:], everybody]
    assert collected(handed, copies, tmp_path / "обратно", again) == whole
