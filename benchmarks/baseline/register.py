"""The lists of a register, as frames."""

from __future__ import annotations

from dataclasses import dataclass
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


def _list(book: Any, sheet: str, names: dict[str, str]) -> pd.DataFrame:
    rows = book[sheet].values
    headers = next(rows)
    named = pd.DataFrame(rows, columns=list(headers)).reindex(columns=list(names)).rename(columns=names)
    return named.astype({name: object for name in TEXT if name in named})


def read(book: Any) -> Register:
    """Return the lists of an open workbook: it is there anyhow to be written to, and is not parsed a second time."""
    sales = _list(book, "Продажи", SALES)
    sales["date"] = pd.to_datetime(sales["date"])
    sales = sales[sales["date"] <= T]
    sign = np.where(sales["kind"] == "возврат", -1, 1)
    for column in ("amount", "cost"):
        sales[column] = sales[column].abs() * sign
    sales["profit"] = sales["amount"] - sales["cost"]
    known = sales["amount"].abs().where(sales["cost"].notna()).sum() / sales["amount"].abs().sum()
    sales["net"] = sales["profit"] if known >= 0.95 else sales["amount"]
    orders = sales.groupby(["id", "date"], as_index=False)[["amount", "profit", "net"]].sum()
    log = _list(book, "Журнал", LOG)
    log["date"] = pd.to_datetime(log["date"])
    return Register(
        clients=_list(book, "Клиенты", CLIENTS).set_index("id"),
        sales=sales,
        orders=orders,
        bought=orders[orders["amount"] > 0],
        log=log[log["date"] <= T],
        people=_list(book, "Контакты ГПР", PEOPLE),
        staff=_list(book, "Сотрудники", STAFF),
    )
