"""People of the clients and what they say: ГПР, NPS, and how intensively the managers work (ЖИР)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.baseline.contacts import working_days
from benchmarks.baseline.norms import LARGE, NPS_ANSWERS, NPS_TARGET, T
from benchmarks.baseline.register import Register

POINTS = {"визит": 5.0, "звонок": 1.0, "письмо": 0.5}
NORM, WEEKS, DAYS = 15, 8, 8


def decision_units(frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return every client with the people known, the roles needed and those with somebody who can be reached."""
    rows = frame[["client", "manager", "segment", "income"]].copy()
    counts = people.groupby(["id", "role"]).size().unstack(fill_value=0).reindex(frame.index).fillna(0)
    rows["deciders"] = counts.get("ЛПР", 0.0)
    rows["influencers"] = counts.get("ЛВР", 0.0)
    rows["known"] = counts.sum(axis=1)
    rows["needed"] = rows["segment"].map({"Ключевой": 3, "Крупный": 2}).fillna(1)
    roles = rows["deciders"].clip(upper=1) + np.minimum(rows["influencers"], rows["needed"] - 1)
    rows["large"] = rows["segment"].isin(LARGE)
    rows["served"] = rows["large"] | ~frame["status"].isin(["Не клиент", "Потерянный", "Разовый"])
    rows["live"] = roles.where(rows["large"], rows["known"].clip(upper=1))
    rows["thread"] = rows["large"] & (rows["known"] <= 1)
    rows["to_do"] = np.select(
        [rows["known"] == 0, rows["deciders"] == 0, rows["thread"], rows["live"] < rows["needed"]],
        ["Познакомиться", "Установить ЛПР", "«Одна нить»: познакомиться с ЛВР", "Познакомиться с ЛВР"],
        "",
    )
    return rows.reset_index()


def units_of_managers(rows: pd.DataFrame, staff: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of each manager over the clients that he serves, the lowest first."""
    served = rows[rows["served"]]
    sums = served.groupby("manager").agg(
        clients=("client", "size"),
        large=("large", "sum"),
        known=("known", "sum"),
        needed=("needed", "sum"),
        live=("live", "sum"),
        thread=("thread", "sum"),
    )
    sums["gone"] = (served["known"] == 0).groupby(served["manager"]).sum()
    order = (sums["live"] / sums["needed"]).sort_values(kind="stable").index
    return sums.loc[order].join(staff.set_index("manager")["job"]).reset_index()


def scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the clients with an NPS score, the lowest first."""
    rows = frame[frame["nps"].notna()].copy()
    rows["group"] = np.select([rows["nps"] >= 9, rows["nps"] >= 7], ["сторонник", "нейтральный"], "критик")
    return rows.sort_values("nps", kind="stable").assign(answers=1).reset_index()


def scores_of_managers(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many clients of each manager answered what."""
    groups = rows.groupby(["manager", "group"]).size().unstack(fill_value=0)
    sums = groups.reindex(columns=["сторонник", "нейтральный", "критик"], fill_value=0)
    sums.insert(0, "clients", frame.groupby("manager").size())
    sums.insert(1, "answered", rows.groupby("manager").size())
    nps = 100 * (sums["сторонник"] - sums["критик"]) / sums["answered"]
    few = sums["answered"] < NPS_ANSWERS
    sums["said"] = np.select([few, nps < NPS_TARGET], ["мало ответов", f"ниже цели {NPS_TARGET}"], "цель достигнута")
    return sums.reset_index()


def intensity(register: Register) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the points of four weeks by manager, and the share of the norm by week and by day."""
    log, staff = register.log, register.staff.set_index("manager")
    made = log.assign(points=log["kind"].map(POINTS).where(log["result"] != "не дозвонились", 0).fillna(0))
    monday = T.normalize() - pd.Timedelta(days=T.day_of_week)
    first = monday - pd.Timedelta(weeks=WEEKS - 1)
    days = pd.DatetimeIndex(working_days(first.date(), (T - first).days + 1))
    norm = NORM * staff["rate"].fillna(1)
    recent = made[made["date"] > T - pd.Timedelta(days=28)]
    people = recent.groupby("manager").agg(contacts=("points", "size"), points=("points", "sum"))
    people = staff[["job"]].join(people).fillna({"contacts": 0, "points": 0})
    people["days"] = int((days > T - pd.Timedelta(days=28)).sum())
    people["norm"] = people["days"] * norm
    calls = recent[recent["kind"] == "звонок"]
    people["no_result"] = (calls["result"] == "не дозвонились").groupby(calls["manager"]).mean()
    share = people["points"] / people["norm"]
    people["band"] = np.select(
        [share < 0.7, share < 0.9, share > 1.5], ["мало", "ниже нормы", "проверить качество"], "норма"
    )
    people["share"] = share
    inside = made[made["date"] >= first]
    start = inside["date"] - pd.to_timedelta(inside["date"].dt.day_of_week, unit="D")
    week_days = pd.Series(1, index=days).groupby(days - pd.to_timedelta(days.day_of_week, unit="D")).sum()
    weeks = inside.pivot_table(index="manager", columns=start, values="points", aggfunc="sum").reindex(staff.index)
    weeks = weeks.fillna(0).div(norm, axis=0) / week_days
    shown = inside[inside["date"].isin(days[-DAYS:])]
    daily = shown.pivot_table(index="manager", columns="date", values="points", aggfunc="sum").reindex(staff.index)
    daily = daily.fillna(0).div(norm, axis=0)
    return people.sort_values("share", kind="stable").reset_index(), _named(weeks), _named(daily)


def _named(shares: pd.DataFrame) -> pd.DataFrame:
    return shares.rename(columns=lambda one: one.strftime("%d.%m.%Y")).rename_axis(columns=None).reset_index()


def silent(frame: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return the active clients without a contact for longer than their norm, the longest first."""
    rows = frame[frame["active"] & (frame["silent"] > frame["norm"])].copy()
    last = log.sort_values("date", kind="stable").groupby("id")[["kind", "manager"]].last()
    rows = rows.join(last.rename(columns={"kind": "touch", "manager": "who"}))
    over = rows["silent"] / rows["norm"]
    rows["said"] = np.where(over > 1.5, "давно: в " + over.map("{:.1f}".format) + " раза дольше нормы", "пора")
    return rows.assign(over=over).sort_values("over", ascending=False, kind="stable").reset_index()
