"""The same work as people write it with pandas and openpyxl, to be measured against; not part of the product.

Reads the register with pandas, computes income, classes, stages, risk and a greedy contact plan with ordinary pandas
operations over all rows at once, and puts formatted sheets into the workbook with openpyxl. It takes fewer rules into
account than the product (no approval, overrides, one-off deals, spacing, leave), so that it is not slowed by them.

    python -m benchmarks.baseline REGISTER.xlsx OUT.xlsx
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
import numpy as np
import pandas as pd
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from benchmarks.generate import AS_OF

T = pd.Timestamp(AS_OF)
NORMS = {"Ключевой": (4, 18, 12), "Крупный": (2, 10, 8), "Средний": (1, 6, 8), "Малый": (0, 2, 6)}
CHANNELS = ("Визит", "Звонок", "Письмо/мессенджер")
MINUTES = {"Визит": 120, "Звонок": 12, "Письмо/мессенджер": 5}
PURPOSES = {"Визит": "Обсудить план", "Звонок": "Узнать потребность", "Письмо/мессенджер": "Новинки и условия"}
CAPS = {"Визит": 2, "Звонок": 12, "Письмо/мессенджер": 1000}
STRENGTH = {"визит": "Визит", "звонок": "Звонок", "письмо": "Письмо/мессенджер"}
DAY_MINUTES, HORIZON = 240, 13 * 7


@dataclass
class Register:
    """The lists of the register, read."""

    clients: pd.DataFrame
    sales: pd.DataFrame
    log: pd.DataFrame
    people: pd.DataFrame


def read(path: Path) -> Register:
    """Read the lists; ``CLIENTBOOK_BASELINE_READER=calamine`` takes the faster engine that pandas offers."""
    engine: Any = os.environ.get("CLIENTBOOK_BASELINE_READER", "openpyxl")
    names = ["Клиенты", "Продажи", "Журнал", "Контакты ГПР"]
    book = pd.read_excel(path, sheet_name=names, dtype={"Код клиента": str}, engine=engine)
    sales = book["Продажи"].rename(columns={"Код клиента": "id", "Сумма без НДС": "amount", "Себестоимость": "cost"})
    sales["date"] = pd.to_datetime(sales["Дата"])
    sign = np.where(sales["Тип"] == "возврат", -1, 1)
    for column in ("amount", "cost"):
        sales[column] = sales[column].abs() * sign
    sales["profit"] = sales["amount"] - sales["cost"]
    clients = book["Клиенты"].rename(columns={"Код клиента": "id", "Годовой потенциал закупок": "potential"})
    return Register(clients.set_index("id"), sales[sales["date"] <= T], book["Журнал"], book["Контакты ГПР"])


def income(register: Register) -> pd.DataFrame:
    """Return one row per client: sums, annual income, ABC and the segment of service."""
    sales, frame = register.sales, register.clients.copy()
    recent = sales[sales["date"] > T - timedelta(days=365)]
    frame["revenue_12m"] = recent.groupby("id")["amount"].sum()
    frame["profit_12m"] = recent.groupby("id")["profit"].sum()
    frame[["revenue_12m", "profit_12m"]] = frame[["revenue_12m", "profit_12m"]].fillna(0)
    bought = sales.groupby(["id", "date"])["amount"].sum().reset_index()
    frame["first"] = bought[bought["amount"] > 0].groupby("id")["date"].min()
    age = (T - frame["first"]).dt.days
    young = age < 365
    grown = frame["profit_12m"] / age.clip(lower=90) * 365
    frame["income"] = np.where(young, np.fmin(grown, frame["potential"]), frame["profit_12m"])
    frame = frame.sort_values(["income"], ascending=False, kind="stable")
    earned = frame["income"].clip(lower=0)
    before = (earned.cumsum() - earned) / earned.sum()
    earning = frame["income"] > 0
    frame["abc"] = np.select([~earning, before < 0.8, before < 0.95], ["убыточный", "A", "B"], "C")
    frame["segment"] = np.select(
        [~earning, before < 0.5, before < 0.8, before < 0.95], ["Малый", "Ключевой", "Крупный", "Средний"], "Малый"
    )
    return frame


def rhythm(frame: pd.DataFrame, sales: pd.DataFrame) -> None:
    """Add interval, recency, percentiles of own gaps and the stage of life."""
    days = sales.groupby(["id", "date"])["amount"].sum().reset_index()
    days = days[days["amount"] > 0].sort_values(["id", "date"])
    days["gap"] = days.groupby("id")["date"].diff().dt.days
    gaps = days.dropna(subset=["gap"])
    last = gaps.groupby("id").tail(12).groupby("id")["gap"]
    frame["interval"] = last.median().where(last.count() >= 3)
    frame["interval"] = frame["interval"].fillna(frame.groupby("segment")["interval"].transform("median")).fillna(90)
    all_gaps = gaps.groupby("id")["gap"]
    frame["p90"], frame["longest"] = all_gaps.quantile(0.9).where(all_gaps.count() >= 3), all_gaps.max()
    frame["orders"] = days.groupby("id").size()
    frame["last"] = days.groupby("id")["date"].max()
    frame["recency"], age = (T - frame["last"]).dt.days, (T - frame["first"]).dt.days
    frame["trend"] = _trend(sales)
    frame["status"] = np.select(
        [
            frame["first"].isna(),
            (frame["orders"] == 1) & (age > 365),
            frame["recency"] > np.maximum(3 * frame["interval"], 180),
            frame["recency"] > np.maximum(2 * frame["interval"], 90),
            (age <= 180) | ((age <= 365) & (frame["orders"] < 3)),
            frame["trend"] >= 0.2,
            frame["trend"] <= -0.2,
        ],
        ["Не клиент", "Разовый", "Потерянный", "Спящий", "Новый", "Растущий", "Снижающийся"],
        "Стабильный",
    )


def _trend(sales: pd.DataFrame) -> pd.Series:
    """Return the last six full months against the same months a year ago, where the change is more than noise."""
    end = T.replace(day=1)
    orders = sales.groupby(["id", "date"])["amount"].sum().reset_index()
    now = orders[(orders["date"] >= end - pd.DateOffset(months=6)) & (orders["date"] < end)]
    then = orders[
        (orders["date"] >= end - pd.DateOffset(months=18)) & (orders["date"] < end - pd.DateOffset(months=12))
    ]
    new, old = now.groupby("id")["amount"].sum(), then.groupby("id")["amount"].sum()
    both = pd.concat([now, then])
    noise = (both["amount"] ** 2).groupby(both["id"]).sum() ** 0.5
    change = new.sub(old, fill_value=0)
    return (change / old).where(change.abs() > noise.reindex(change.index))


def _score(values: pd.Series, *, reverse: bool = False) -> pd.Series:
    rank = (-values if reverse else values).rank(method="average")
    return 1 + (5 * (rank - 1) / rank.count()).floordiv(1)


def grades(frame: pd.DataFrame, sales: pd.DataFrame) -> None:
    """Add XYZ over quarters, and RFM scores."""
    number = sales["date"].dt.year * 4 + sales["date"].dt.quarter
    quarters = sales.groupby(["id", number])["profit"].sum().unstack(fill_value=0)
    full = quarters[[one for one in quarters.columns.astype(int) if one < T.year * 4 + T.quarter][-8:]]
    first = (frame["first"].dt.year * 4 + frame["first"].dt.quarter).reindex(full.index)
    later = full.columns.to_numpy()[None, :] > first.to_numpy()[:, None]
    kept = full.where(later)
    cv = kept.std(axis=1, ddof=0) / kept.mean(axis=1)
    frame["cv"] = cv.where((kept.count(axis=1) >= 4) & (kept.mean(axis=1) > 0))
    frame["xyz"] = np.select([frame["cv"].isna(), frame["cv"] <= 0.5, frame["cv"] <= 1.0], ["н/д", "X", "Y"], "Z")
    recent = sales[sales["date"] > T - timedelta(days=365)]
    frame["r"] = _score(frame["recency"], reverse=True)
    frame["f"] = _score(recent[recent["amount"] > 0].groupby("id")["date"].nunique()).reindex(frame.index)
    frame["m"] = _score(frame["profit_12m"].where(frame["profit_12m"] > 0))


def risk(frame: pd.DataFrame, register: Register) -> None:
    """Add risk points, priority and the reason in words."""
    sales = register.sales
    quarter, year = T - timedelta(days=91), timedelta(days=365)
    now = sales[sales["date"] > quarter]
    then = sales[(sales["date"] > quarter - year) & (sales["date"] <= T - year)]
    amounts = now.groupby("id")["amount"].sum().reindex(frame.index).fillna(0)
    base = then.groupby("id")["amount"].sum().reindex(frame.index)
    breadth = now.groupby("id")["Артикул"].nunique().reindex(frame.index).fillna(0)
    had = then.groupby("id")["Артикул"].nunique().reindex(frame.index)
    touched = pd.to_datetime(register.log["Дата"]).groupby(register.log["Код клиента"]).max()
    silent = (T - touched.reindex(frame.index)).dt.days
    per_year = frame["segment"].map({name: sum(norm) for name, norm in NORMS.items()})
    deciders = set(register.people.loc[register.people["Роль в ГПР"] == "ЛПР", "Код клиента"])
    points = {
        "перерыв больше обычного": 25 * (frame["recency"] > frame["p90"]),
        "самый долгий перерыв": 15 * (frame["recency"] > frame["longest"]),
        "сумма за 3 месяца упала": 20 * (amounts / base - 1 <= -0.3),
        "низкая оценка NPS": 15 * (frame["NPS"] <= 6),
        "меньше артикулов": 10 * (breadth / had - 1 <= -0.3),
        "просрочка": 10 * (frame["Просрочка, ₽"] > 0),
        "давно не было контакта": 10 * (silent > 1.5 * 365 / per_year),
        "ЛПР не известен": 10 * ~frame.index.isin(deciders),
    }
    fired = pd.DataFrame(points, index=frame.index)
    frame["risk"] = fired.sum(axis=1).clip(upper=100)
    frame["band"] = np.select([frame["risk"] < 25, frame["risk"] < 50], ["низкий", "внимание"], "высокий")
    names = np.array(fired.columns)
    frame["why"] = [", ".join(names[row])[:120] for row in fired.to_numpy() > 0]
    gap = (frame["potential"] * 0.6 - frame["revenue_12m"]).clip(lower=0).fillna(0)
    frame["priority"] = 40 * frame["income"].rank(pct=True) + 0.3 * frame["risk"] + 20 * gap.rank(pct=True)


def _working_days() -> list[date]:
    closed = holidays.country_holidays("RU", years=[AS_OF.year, AS_OF.year + 1])
    span = (AS_OF + timedelta(days=shift) for shift in range(1, HORIZON + 1))
    return [day for day in span if day.weekday() < 5 and day not in closed]


def _due(frame: pd.DataFrame, log: pd.DataFrame) -> list[tuple[float, str, str, str, int, float]]:
    """Return the contacts due in the horizon: priority, client, manager, channel, ideal day, interval."""
    latest = pd.to_datetime(log["Дата"]).groupby([log["Код клиента"], log["Вид"].map(STRENGTH)]).max()
    known = {key: (T - day).days for key, day in latest.items()}
    made = []
    columns = frame[["Менеджер", "segment", "priority"]].itertuples()
    for client, manager, segment, priority in columns:
        for channel, per_year in zip(CHANNELS, NORMS[segment], strict=True):
            if per_year:
                interval = 365 / per_year
                day = interval - known.get((client, channel), interval)
                while day < HORIZON:
                    made.append((-priority, client, manager, channel, max(1, round(day)), interval))
                    day = max(day, 0) + interval
    return sorted(made)


def plan(frame: pd.DataFrame, log: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return a contact plan: by priority, each contact on the nearest working day with room for it."""
    days = _working_days()
    offsets = np.array([(day - AS_OF).days for day in days])
    minutes: dict[tuple[str, int], int] = defaultdict(int)
    counts: dict[tuple[str, int, str], int] = defaultdict(int)
    taken: set[tuple[str, int]] = set()
    rows = []
    for priority, client, manager, channel, ideal, interval in _due(frame, log):
        for place in np.argsort(np.abs(offsets - ideal), kind="stable")[: 5 + int(0.15 * interval)].tolist():
            room = minutes[manager, place] + MINUTES[channel] <= DAY_MINUTES
            if room and counts[manager, place, channel] < CAPS[channel] and (client, place) not in taken:
                minutes[manager, place] += MINUTES[channel]
                counts[manager, place, channel] += 1
                taken.add((client, place))
                due = AS_OF + timedelta(days=ideal)
                rows.append((days[place], client, manager, channel, -priority, MINUTES[channel], due))
                break
    made = pd.DataFrame(rows, columns=["Дата", "Код клиента", "Менеджер", "Канал", "Приоритет", "Мин.", "Срок"])
    made = made.join(frame[["Клиент", "segment", "status", "why"]], on="Код клиента")
    who = people.drop_duplicates("Код клиента").set_index("Код клиента")[["ФИО", "Роль в ГПР", "Телефон"]]
    made = made.join(who, on="Код клиента")
    made["Почему"] = made["segment"] + ", " + made["Канал"] + ": срок " + made["Срок"].astype(str) + "; " + made["why"]
    made["Цель"], made["Статус"] = made["Канал"].map(PURPOSES), "план"
    made["День"] = pd.to_datetime(made["Дата"]).dt.day_of_week.map(dict(enumerate(("пн", "вт", "ср", "чт", "пт"))))
    made["ID"] = made["Код клиента"] + "|" + made["Канал"] + "|" + made["Срок"].astype(str)
    for typed in ("Итог", "Следующий шаг", "Дата следующего шага"):
        made[typed] = None
    made["Дата расчётная"] = made["Дата"]
    return made.sort_values(["Менеджер", "Дата"], kind="stable").drop(columns="why")


HEADERS = {
    "Клиент": "Клиент",
    "Менеджер": "Менеджер",
    "segment": "Сегмент",
    "abc": "ABC",
    "xyz": "XYZ",
    "status": "Статус",
    "income": "УГД, ₽",
    "trend": "Тренд, %",
    "last": "Последняя отгрузка",
    "risk": "Риск",
    "band": "Полоса",
    "why": "Основание",
    "revenue_12m": "Выручка 12м",
    "profit_12m": "ВП 12м",
    "r": "R",
    "f": "F",
    "m": "M",
    "cv": "CV",
    "interval": "Интервал",
    "potential": "Потенциал",
    "priority": "Приоритет",
}


def _value(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _sheet(book: Any, name: str, frame: pd.DataFrame, formats: dict[str, str]) -> None:
    sheet = book.create_sheet(name)
    header = PatternFill("solid", fgColor="D9D9D9")
    sheet.append(list(frame.columns))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), header
    for row in frame.itertuples(index=False):
        sheet.append([_value(value) for value in row])
    for place, column in enumerate(frame.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = 16
        number_format = formats.get(column)
        for (cell,) in sheet.iter_rows(min_row=2, min_col=place, max_col=place) if number_format else ():
            cell.number_format = number_format
    sheet.freeze_panes, sheet.auto_filter.ref = "C2", sheet.dimensions
    if "Риск" in frame.columns:
        letter = get_column_letter(list(frame.columns).index("Риск") + 1)
        fill = PatternFill("solid", bgColor="F4B183")
        red = CellIsRule(operator="greaterThanOrEqual", formula=["50"], fill=fill)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"{letter}2:{letter}{sheet.max_row}", red)


def write(source: Path, target: Path, frame: pd.DataFrame, contacts: pd.DataFrame) -> None:
    """Put the sheets into the workbook, formatted."""
    book = load_workbook(source)
    shown = frame.reset_index().rename(columns={"id": "Код клиента", **HEADERS})[["Код клиента", *HEADERS.values()]]
    money = dict.fromkeys(("УГД, ₽", "Выручка 12м", "ВП 12м", "Потенциал"), "#,##0")
    _sheet(book, "Сегментация", shown, {**money, "Последняя отгрузка": "dd.mm.yyyy", "Тренд, %": "0%"})
    words = {"segment": "Сегмент", "status": "Статус клиента"}
    _sheet(book, "План контактов", contacts.rename(columns=words), {"Дата": "dd.mm.yyyy"})
    load = contacts.groupby("Менеджер").agg(minutes=("Мин.", "sum"), contacts=("Канал", "size")).reset_index()
    _sheet(book, "Загрузка", load, {})
    by_segment = frame.groupby("segment")[["income", "revenue_12m"]].sum().reset_index()
    _sheet(book, "Сводка", by_segment, {"income": "#,##0", "revenue_12m": "#,##0"})
    _sheet(book, "KPI", frame.groupby("Менеджер")[["profit_12m", "revenue_12m"]].sum().reset_index(), money)
    endangered = shown[shown["Риск"] > 0].assign(loss=lambda one: one["УГД, ₽"] * one["Риск"])
    _sheet(book, "Риски", endangered.sort_values("loss", ascending=False).drop(columns="loss"), money)
    history = ["Код клиента", "Клиент", "Менеджер", "Сегмент", "ABC", "Статус", "УГД, ₽", "Выручка 12м", "Риск"]
    _sheet(book, "История", shown[history].assign(Дата=T), {**money, "Дата": "dd.mm.yyyy"})
    book.save(target)


def main(source: Path, target: Path) -> None:
    """Do the whole work, as one process."""
    register = read(source)
    frame = income(register)
    rhythm(frame, register.sales)
    grades(frame, register.sales)
    risk(frame, register)
    write(source, target, frame, plan(frame, register.log, register.people))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
