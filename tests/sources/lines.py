"""Lines of sales made by DuckDB: plain ones, returns, blanks, and what people get wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path

import duckdb

from benchmarks.plain_xlsx import write_workbook

AS_OF = date(2026, 6, 30)
HEADERS = ("Дата", "Документ", "Код клиента", "Артикул", "Группа", "Кол-во", "Сумма без НДС", "Себестоимость", "Тип")
CLIENTS = 3000


def lines(count: int) -> str:
    """Return SQL of so many lines, the same in every run."""
    return f"""
        SELECT
            CASE WHEN i % 3001 = 5 OR i % 100003 = 11 THEN NULL WHEN i % 4001 = 6 THEN DATE '2030-01-15'
                 ELSE DATE '2023-10-01' + CAST((i * 7919) % 1003 AS INTEGER) END AS date,
            CASE WHEN i = 17 THEN 'ПРИМЕР' WHEN i % 100003 = 11 THEN NULL ELSE 'Д-' || (i // 4) END AS doc_no,
            CASE WHEN i % 100003 = 11 THEN 'Итого' WHEN i % 997 = 3 THEN NULL WHEN i % 2003 = 4 THEN '-'
                 WHEN i % 5003 = 8 THEN 'нет-' || (i % 7)
                 WHEN i % 1009 = 7 THEN ' К-' || ((i * 31) % {CLIENTS}) || chr(160)
                 WHEN i % 6007 = 9 THEN 'к-' || ((i * 31) % {CLIENTS})
                 ELSE 'К-' || ((i * 31 + i // 1000) % {CLIENTS}) END AS client_id,
            CASE WHEN i % 401 = 0 THEN NULL ELSE 'Т-' || ((i * 17) % 400) END AS sku,
            CASE WHEN i % 211 = 0 THEN NULL ELSE 'Группа ' || ((i * 17) % 400 % 6) END AS category,
            CAST(1 + i % 9 AS DECIMAL(18, 4)) AS qty,
            CASE WHEN i % 1511 = 10 THEN NULL WHEN i % 9001 = 13 THEN 0 WHEN i % 70001 = 12 THEN 9876543.21
                 ELSE CAST(((i * 6271) % 3000000) + 100 AS DECIMAL(18, 4)) / 100 END AS amount,
            CASE WHEN i % 7 = 0 OR (i * 17) % 400 % 6 = 5 THEN NULL
                 ELSE CAST((((i * 6271) % 3000000) + 100) * (60 + i % 30) AS DECIMAL(18, 4)) / 10000 END AS cost,
            CASE WHEN i % 43 = 0 THEN 'Возврат' WHEN i % 10007 = 14 THEN 'обмен' WHEN i % 3 = 0 THEN 'Продажа' END AS kind
        FROM range({count}) AS t(i)
    """  # noqa: S608 - figures


def write_parquet(path: Path, count: int) -> Path:
    """Write lines as a Parquet file."""
    money = "date, doc_no, client_id, sku, category, qty, CAST(amount AS DECIMAL(18, 4)) AS amount,"
    columns = f"{money} CAST(cost AS DECIMAL(18, 4)) AS cost, kind"
    duckdb.execute(f"COPY (SELECT {columns} FROM ({lines(count)})) TO '{path}'")  # noqa: S608
    return path


def write_register(path: Path, parquet: Path | None = None, source: str = "") -> Path:
    """Write a register of the clients of these lines, with the lines on a sheet or with their source in the settings."""
    listed: Iterator[Sequence[object]] = ((f"К-{n}", f"Покупатель {n}", f"Менеджер {n % 9}") for n in range(CLIENTS))
    lists: dict[str, Iterator[Sequence[object]]] = {"Клиенты": chain([("Код клиента", "Клиент", "Менеджер")], listed)}
    if parquet is not None:
        lists["Продажи"] = chain([HEADERS], _cells(parquet))
    lists["Настройки"] = iter([("Ключ", "Значение"), ("sales_source", source or None)])
    write_workbook(path, lists)
    return path


def _cells(parquet: Path) -> Iterator[Sequence[object]]:
    start = datetime(1970, 1, 1)  # noqa: DTZ001 - a sheet knows no time zones
    columns = "date - DATE '1970-01-01', * EXCLUDE (date)"
    found = duckdb.connect().execute(f"SELECT {columns} FROM '{parquet}'")  # noqa: S608
    days = [start + timedelta(days=day) for day in range(30_000)]
    while rows := found.fetchmany(50_000):
        for day, *rest in rows:
            yield (None if day is None else days[day], *rest)
