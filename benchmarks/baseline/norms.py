"""What everything is counted by: the date, limits, and the contacts that a segment is due."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from benchmarks.generate import AS_OF

T = pd.Timestamp(AS_OF)
YEAR, QUARTER = timedelta(days=365), timedelta(days=91)
TARGET_SHARE = 0.6
LISTED = 1000
"""Rows of a list that people work through."""

MINUTE_COST, OVERDUE_RATE = 12, 0.2
LARGE = ("Ключевой", "Крупный")

CHANNELS = ("Визит", "Звонок", "Письмо/мессенджер", "Годовой обзор")
MINUTES = {"Визит": 120, "Звонок": 12, "Письмо/мессенджер": 5, "Годовой обзор": 120}
CODES = {"Визит": "visit", "Звонок": "call", "Письмо/мессенджер": "message", "Годовой обзор": "review"}
STRENGTH = {"визит": "Визит", "звонок": "Звонок", "письмо": "Письмо/мессенджер"}
"""Kind of a row of the log → channel."""

REGULATION = pd.DataFrame(
    [
        ("key", "Визит", 4, "ЛПР", "Планы клиента и новые потребности"),
        ("key", "Звонок", 18, "ЛВР", "Потребность на месяц, новый заказ"),
        ("key", "Письмо/мессенджер", 12, "закупщик", "Новинки и условия"),
        ("key", "Годовой обзор", 1, "ЛПР", "Итоги года и план на следующий"),
        ("large", "Визит", 2, "ЛПР", "Планы клиента и новые потребности"),
        ("large", "Звонок", 10, "закупщик", "Потребность на месяц, новый заказ"),
        ("large", "Письмо/мессенджер", 8, "закупщик", "Новинки и условия"),
        ("medium", "Визит", 1, "ЛПР", "Познакомиться с задачами клиента"),
        ("medium", "Звонок", 6, "закупщик", "Напомнить о заказе, узнать планы"),
        ("medium", "Письмо/мессенджер", 8, "закупщик", "Новинки и акции"),
        ("small", "Звонок", 2, "закупщик", "Напомнить о заказе"),
        ("small", "Письмо/мессенджер", 6, "закупщик", "Новинки и акции"),
        ("grow", "Визит", 1, "ЛВР", "Предложить новые товарные группы"),
        ("grow", "Звонок", 4, "ЛПР", "Расширить ассортимент заказа"),
        ("new", "Визит", 1, "ЛПР", "Узнать клиента и его потребности"),
        ("new", "Звонок", 5, "закупщик", "Как прошла поставка, второй заказ"),
        ("new", "Письмо/мессенджер", 3, "закупщик", "Полезное для начала работы"),
        ("sleeping", "Визит", 1, "ЛПР", "Выяснить причину паузы, вернуть заказы"),
        ("sleeping", "Звонок", 4, "ЛПР", "Выяснить причину паузы"),
        ("sleeping", "Письмо/мессенджер", 3, "ЛПР", "Предложение для возобновления заказов"),
    ],
    columns=["line", "channel", "per_year", "role", "purpose"],
)
LINES = {"Ключевой": "key", "Крупный": "large", "Средний": "medium", "Малый": "small", "Без сегмента": "small"}
NEW_STEPS = {"Звонок": (3, 14, 30, 60, 90), "Визит": (21,), "Письмо/мессенджер": (7, 45, 75)}
"""Channel → days after the first purchase."""

WAKE_STEPS = {"Звонок": (0, 14, 28, 42), "Визит": (10,), "Письмо/мессенджер": (7, 28, 63)}
"""Channel → days after the first call of a client who fell asleep."""

PER_YEAR = (
    REGULATION.pivot_table(index="line", columns="channel", values="per_year").reindex(columns=CHANNELS).fillna(0)
)
"""Line → contacts a year, a column for each channel."""

WEIGHTS = {
    "weight_km_plan": 35,
    "weight_km_nrr": 25,
    "weight_km_mml": 15,
    "weight_km_overdue": 15,
    "weight_km_contacts": 10,
}
SCALE_FLOOR, SCALE_CAP, NEEDED_WEIGHT = 0.7, 1.2, 60
NPS_TARGET, NPS_ANSWERS = 30, 10


def sleeping_limit(interval: pd.Series) -> pd.Series:
    """Return the days of silence after which a client sleeps."""
    return (2 * interval).clip(lower=90)


def contact_interval(frame: pd.DataFrame) -> pd.Series:
    """Return the days between two contacts through the most frequent channel of a client's segment."""
    return 365 / frame["segment"].map(LINES).map(PER_YEAR.max(axis=1))
