"""План – Прогноз – Отчет of the month: key and large clients one by one, the rest and new clients of a manager in total."""

from __future__ import annotations

import pandas as pd

from benchmarks.baseline.contacts import working_days
from benchmarks.baseline.norms import LARGE, T
from benchmarks.baseline.register import Register

ORDER = {"клиент": 0, "остальные": 1, "новые клиенты": 2}
NAMES = {"остальные": "Остальные клиенты", "новые клиенты": "Новые клиенты"}


def week(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return the rows of the week with plan, fact, pace and the month before, roubles."""
    start = (T + pd.Timedelta(days=1)).replace(day=1)
    before = start - pd.DateOffset(months=1)
    orders = register.orders
    fact = orders[orders["date"] >= start].groupby("id")["net"].sum()
    previous = orders[(orders["date"] >= before) & (orders["date"] < start)].groupby("id")["net"].sum()
    clients = frame[["client", "manager", "segment"]].copy()
    clients["plan"] = frame["net_12m"].clip(lower=0) / 12
    clients["fact"] = fact.reindex(frame.index).fillna(0)
    clients["previous"] = previous.reindex(frame.index).fillna(0)
    large, new = clients["segment"].isin(LARGE), frame["first"] >= start
    clients["kind"] = "клиент"
    rows = clients[large].reset_index().round({"plan": 0}).sort_values("plan", ascending=False, kind="stable")
    totals = [
        clients[~large & chosen].groupby("manager")[["plan", "fact", "previous"]].sum().assign(kind=kind)
        for kind, chosen in (("остальные", ~new), ("новые клиенты", new))
    ]
    managers = pd.Index(sorted(clients["manager"].dropna().unique()), name="manager")
    totals = [one.reindex(managers).assign(kind=kind) for one, kind in zip(totals, NAMES, strict=True)]
    rows = pd.concat([rows, *(one.reset_index() for one in totals)], ignore_index=True)
    rows[["plan", "fact", "previous"]] = rows[["plan", "fact", "previous"]].fillna(0)
    days, days_before = (len(working_days(one.date(), one.days_in_month)) for one in (start, before))
    rows["pace"] = (rows["previous"] / days_before * days).round(2)
    rows["client"] = rows["client"].fillna(rows["kind"].map(NAMES))
    rows["period"], rows["week"] = start, (T - start).days // 7 + 2 if start <= T else 1
    rows["plan_from"] = "двенадцатая часть года"
    rows["place"] = rows["kind"].map(ORDER)
    return rows.sort_values(["manager", "place"], kind="stable")
