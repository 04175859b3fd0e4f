"""Registers made from plain rows, without a workbook, for tests of the method; and real data as such registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from clientbook.register.frames import frame
from clientbook.register.problems import Problems
from clientbook.register.read import Register
from clientbook.register.regulation import CHANNELS, PER_YEAR
from clientbook.register.sales import Figures, Sales
from clientbook.register.settings import Settings, SettingValue
from clientbook.register.tables import (
    CALENDAR,
    CLIENTS,
    LEAVE,
    LOG,
    PEOPLE,
    PLANS,
    REGULATION,
    STAFF,
    TRANSFERS,
)
from clientbook.register.tool_tables import TOOL_TABLES
from clientbook.register.transfers import hand_overs
from tests.shared import northwind as northwind_path

Row = Mapping[str, object]

AS_OF = date(2026, 6, 30)
LIST = """
create table sales (
    row integer, date date, doc_no varchar, client_id varchar, sku varchar, category varchar, qty decimal(18, 4),
    amount decimal(18, 4), cost decimal(18, 4), cost_estimated boolean
)
"""


def sale(client: str, day: date, amount: object, *, sku: str = "s", cost: object = None, category: str = "g") -> Row:
    """Return one line of sales."""
    return {"client_id": client, "date": day, "amount": amount, "sku": sku, "cost": cost, "category": category}


def ago(days: int) -> date:
    """Return a day before the as-of date of the tests."""
    return AS_OF - timedelta(days=days)


def every(client: str, step: int, amount: object, *, until: int = 0, count: int = 20) -> list[Row]:
    """Return ``count`` orders ``step`` days apart, the last one ``until`` days ago."""
    return [sale(client, ago(until + step * back), amount) for back in range(count)]


def sales_of(rows: Iterable[Row]) -> Sales:
    """Return lines of sales in DuckDB, as the register holds them."""
    connection = duckdb.connect()
    connection.execute(LIST)
    lines = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(str(row["date"])),
                "client_id": row["client_id"],
                "sku": row.get("sku"),
                "category": row.get("category"),
                "amount": str(Decimal(str(row["amount"]))),
                "cost": None if row.get("cost") is None else str(row["cost"]),
            }
            for row in rows
        ],
        columns=["date", "client_id", "sku", "category", "amount", "cost"],
    ).astype({"client_id": object, "sku": object, "category": object, "amount": object, "cost": object})
    connection.register("lines", lines)
    connection.execute(
        "insert into sales select row_number() over () + 1, cast(date as date), 'd', client_id, sku, category, 1,"
        " cast(amount as decimal(18, 4)), cast(cost as decimal(18, 4)), false from lines"
    )
    connection.unregister("lines")
    figures = Figures()
    return Sales(connection, len(lines), figures, figures, figures, figures, None)


def make_register(
    clients: Sequence[Row],
    sales: Iterable[Row],
    *,
    as_of: date = AS_OF,
    settings: Mapping[str, SettingValue] | None = None,
    basis: str = "revenue",
    **tables: Sequence[Row],
) -> Register:
    """Return a register of these rows.

    ``tables`` are people, log, plans, staff, leave, transfers, calendar and, by short name, those of the further tools.

    """
    listed = _frame(CLIENTS, clients)
    if listed["client"].isna().any():
        listed["client"] = listed["client"].where(listed["client"].notna(), listed["client_id"])
    small = {"people": PEOPLE, "log": LOG, "plans": PLANS, "staff": STAFF, "leave": LEAVE}
    small |= {"transfers": TRANSFERS, "calendar": CALENDAR}
    filled: dict[str, Any] = {name: _frame(table, tables.get(name, ())) for name, table in small.items()}
    tools = {table.name: _frame(table, tables.get(table.short, ())) for table in TOOL_TABLES}
    handed = hand_overs(filled["transfers"], listed, as_of, None)
    decided = listed["client_id"].map(handed.managers).astype(object)
    listed = listed.assign(manager=decided.where(decided.notna(), listed["manager"]))
    filled["transfers"] = handed.rows
    present = {f"cb_{name}" for name, rows in tables.items() if rows} | {"cb_clients", "cb_sales"}
    return Register(
        lang="ru",
        clients=listed.assign(listed=True),
        **filled,
        regulation=_regulation(),
        tools=tools,
        sales=sales_of(sales),
        present=frozenset(present),
        places={},
        settings=Settings(settings or {}),
        typed=Settings(settings or {}),
        rows={},
        previous={},
        problems=Problems(),
        as_of=as_of,
        plan_from=as_of,
        basis="profit" if basis == "profit" else "revenue",
        pin_basis=False,
    )


def _frame(table: object, rows: Sequence[Row]) -> pd.DataFrame:
    keys = sorted({key for row in rows for key in row})
    values = {key: [row.get(key) for row in rows] for key in keys}
    return frame(table, values, list(range(2, len(rows) + 2)))  # type: ignore[arg-type]


def _regulation() -> pd.DataFrame:
    rows = [
        {"line": line, "channel": channel, "per_year": float(per_year[number])}
        for line, per_year in PER_YEAR.items()
        for number, channel in enumerate(CHANNELS)
    ]
    return _frame(REGULATION, rows)


def northwind_register(**settings: SettingValue) -> Register:
    """Return Northwind at 1998-05-06, read plainly, or skip."""
    path = northwind_path()
    sheets = pd.read_excel(path, sheet_name=["Клиенты", "Продажи"], engine="calamine")
    clients = sheets["Клиенты"].set_axis(["client_id", "client", "region", "manager", "first_deal"], axis=1)
    lines = sheets["Продажи"].set_axis(["date", "doc_no", "client_id", "sku", "category", "qty", "amount"], axis=1)
    clients = clients.astype(object).where(clients.notna(), None)
    return make_register(_rows(clients), _rows(lines), as_of=date(1998, 5, 6), settings=settings)


def _rows(found: pd.DataFrame) -> list[Row]:
    return [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]


def cdnow() -> pd.DataFrame:
    """Return the purchases of CDNOW (client_id, date, amount), or skip; the package itself is not imported."""
    spec = find_spec("lifetimes")
    if spec is None or spec.origin is None:
        pytest.skip("the package lifetimes, which carries CDNOW, is not installed: pip install lifetimes==0.11.3")
    path = Path(spec.origin).parent / "datasets" / "CDNOW_master.txt"
    names = ["client_id", "date", "qty", "amount"]
    purchases = pd.read_csv(path, sep=r"\s+", skiprows=1, names=names, dtype={"client_id": str, "date": str})
    return purchases.assign(date=pd.to_datetime(purchases["date"], format="%Y%m%d"))
