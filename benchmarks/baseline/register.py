"""The lists of a register, read with pandas."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.baseline.norms import T

CLIENTS = {
    "Код клиента": "id",
    "Клиент": "client",
    "Менеджер": "manager",
    "Регион": "region",
    "Отрасль": "industry",
    "ИНН": "tax_id",
    "Отсрочка, дн.": "payment_days",
    "Годовой потенциал закупок": "potential",
    "Дебиторка, ₽": "receivable",
    "Просрочка, ₽": "overdue",
    "Дней просрочки": "overdue_days",
    "NPS": "nps",
    "Сегмент утверждённый": "approved",
    "Сегмент вручную": "manual",
    "Причина правки": "manual_reason",
}
SALES = {
    "Дата": "date",
    "Код клиента": "id",
    "Артикул": "sku",
    "Группа": "category",
    "Сумма без НДС": "amount",
    "Себестоимость": "cost",
    "Тип": "kind",
}
LOG = {"Дата": "date", "Менеджер": "manager", "Код клиента": "id", "Вид": "kind", "Результат": "result"}
PEOPLE = {
    "Код клиента": "id",
    "ФИО": "person",
    "Роль в ГПР": "role",
    "Влияние 1–5": "influence",
    "Телефон": "phone",
    "E-mail": "mail",
}
STAFF = {"Менеджер": "manager", "Роль": "job", "Ставка": "rate"}


@dataclass(frozen=True)
class Register:
    """The lists of the register.

    Attributes:
        clients: one row per client, by its code
        sales: lines up to the date, returns below zero
        orders: sales by client and day: amount, profit, net (what income is counted from)
        bought: the days of ``orders`` on which more was sold than returned
        log: contacts up to the date
        people: people of the clients
        staff: managers with their job and rate
    """

    clients: pd.DataFrame
    sales: pd.DataFrame
    orders: pd.DataFrame
    bought: pd.DataFrame
    log: pd.DataFrame
    people: pd.DataFrame
    staff: pd.DataFrame


TEXT = ["approved", "manual", "mail"]
"""Columns of text that may be missing."""


def _named(sheet: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    named = sheet.reindex(columns=list(names)).rename(columns=names)
    return named.astype({name: object for name in TEXT if name in named})


def read(path: Path) -> Register:
    """Read the lists; ``CLIENTBOOK_BASELINE_READER=calamine`` takes the faster engine that pandas offers."""
    engine: Any = os.environ.get("CLIENTBOOK_BASELINE_READER", "openpyxl")
    names = ["Клиенты", "Продажи", "Журнал", "Контакты ГПР", "Сотрудники"]
    book = pd.read_excel(path, sheet_name=names, dtype={"Код клиента": str}, engine=engine)
    sales = _named(book["Продажи"], SALES)
    sales["date"] = pd.to_datetime(sales["date"])
    sales = sales[sales["date"] <= T]
    sign = np.where(sales["kind"] == "возврат", -1, 1)
    for column in ("amount", "cost"):
        sales[column] = sales[column].abs() * sign
    sales["profit"] = sales["amount"] - sales["cost"]
    known = sales["amount"].abs().where(sales["cost"].notna()).sum() / sales["amount"].abs().sum()
    sales["net"] = sales["profit"] if known >= 0.95 else sales["amount"]
    orders = sales.groupby(["id", "date"], as_index=False)[["amount", "profit", "net"]].sum()
    log = _named(book["Журнал"], LOG)
    log["date"] = pd.to_datetime(log["date"])
    return Register(
        clients=_named(book["Клиенты"], CLIENTS).set_index("id"),
        sales=sales,
        orders=orders,
        bought=orders[orders["amount"] > 0],
        log=log[log["date"] <= T],
        people=_named(book["Контакты ГПР"], PEOPLE),
        staff=_named(book["Сотрудники"], STAFF),
    )
