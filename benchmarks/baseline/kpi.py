"""KPI of the managers: facts and targets; the scores are formulas on the sheet."""

from __future__ import annotations

import pandas as pd

from benchmarks.baseline.norms import QUARTER, T, sleeping_limit
from benchmarks.baseline.register import Register
from benchmarks.baseline.words import money, whole

PAID = ("План продаж", "NRR", "MML", "Просрочка", "План контактов", "И")
FURTHER = ("Реактивация", "Рост УГД", "Перекрёстные продажи", "Качество данных", "ЖИР")
FIELDS = ("client", "tax_id", "industry", "region", "manager", "potential", "payment_days")
MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)


def _rows(parts: dict[str, pd.DataFrame], staff: pd.DataFrame) -> pd.DataFrame:
    """Return the parts one manager after the other, in the order given."""
    jobs = staff.set_index("manager")["job"]
    rows = pd.concat([part.assign(name=name, place=place) for place, (name, part) in enumerate(parts.items())])
    rows = rows.rename_axis("manager").reset_index()
    rows["job"] = rows["manager"].map(jobs)
    return rows.sort_values(["manager", "place"], kind="stable", ignore_index=True)


def _part(
    index: pd.Index, key: str, unit: str, fact: pd.Series | None, goal: float | None, source: pd.Series
) -> pd.DataFrame:
    part = pd.DataFrame({"key": key, "unit": unit, "goal": goal, "source": source}, index=index)
    part["fact"] = float("nan") if fact is None else fact
    return part


def paid(frame: pd.DataFrame, staff: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of a job description of each manager, and the row of the integral score."""
    managers = pd.Index(sorted(staff["manager"]), name="manager")
    last_full = (T + pd.Timedelta(days=1)).to_period("M") - 1
    month = f"{MONTHS[last_full.month - 1]} {last_full.year}"
    theirs = frame[frame["net_before"] > 0].groupby("manager")[["net_before", "net_12m"]].sum().reindex(managers)
    counted = (frame["net_before"] > 0).groupby(frame["manager"]).sum().reindex(managers)
    owed = frame.groupby("manager")[["overdue", "receivable"]].sum().reindex(managers)
    kept = "Клиентов прошлого года: " + whole(counted) + "; 12 мес. тогда " + money(theirs["net_before"])
    kept += " ₽, теперь " + money(theirs["net_12m"]) + " ₽"
    late = "Просрочено " + money(owed["overdue"]) + " из " + money(owed["receivable"]) + " ₽"
    none = pd.Series(index=managers, dtype=object)
    nrr, overdue = (
        100 * one for one in (theirs["net_12m"] / theirs["net_before"], owed["overdue"] / owed["receivable"])
    )
    missing = f"Нет плана на {month}: заполните лист «Планы»"
    contacts = f"Нет более раннего плана контактов со сроками в периоде {month}"
    parts = {
        "План продаж": _part(managers, "weight_km_plan", "₽", None, None, none.fillna(missing)),
        "NRR": _part(managers, "weight_km_nrr", "%", nrr, 105, kept).assign(base=85),
        "MML": _part(managers, "weight_km_mml", "%", None, None, none.fillna("Лист MML пуст: впишите артикулы")),
        "Просрочка": _part(managers, "weight_km_overdue", "%", overdue, 10, late).assign(base=20),
        "План контактов": _part(managers, "weight_km_contacts", "%", None, 90, none.fillna(contacts)),
        "И": _part(managers, "integral", "", None, None, none.fillna("Σ вес × K показателей с данными")),
    }
    return _rows(parts, staff).assign(period=month)


def further(frame: pd.DataFrame, register: Register, sold: pd.DataFrame, intensity: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators that have no weight yet: reactivation, growth, cross-sell, quality of data, intensity."""
    managers = pd.Index(sorted(register.staff["manager"]), name="manager")
    owner, then = frame["manager"], T - QUARTER
    bought = register.bought
    last = bought[bought["date"] <= then].groupby("id")["date"].max().reindex(frame.index)
    silence = (then - last).dt.days
    slept = (silence > sleeping_limit(frame["interval"])) & (silence <= (3 * frame["interval"]).clip(lower=180))
    woke = slept & (frame["last"] > then)
    slept, woke = (one.groupby(owner).sum().reindex(managers) for one in (slept, woke))
    year = frame.groupby("manager")[["net_before", "net_12m"]].sum().reindex(managers)
    filled = frame[list(FIELDS)].notna().assign(person=frame.index.isin(register.people["id"]))
    quality = filled.groupby(owner).mean().reindex(managers)
    sold = sold.reindex(managers)
    made = intensity.set_index("manager").reindex(managers)
    grown = "12 мес. год назад " + money(year["net_before"]) + " ₽, теперь " + money(year["net_12m"]) + " ₽"
    cross = "Новая группа товара за 3 мес. у " + whole(sold["sold"]) + " из " + whole(sold["active"]) + " активных"
    points = "Баллов " + whole(made["points"]) + " при норме " + whole(made["norm"]) + " за 4 недели"
    parts = {
        "Реактивация": (
            woke / slept.where(slept > 0),
            15,
            "Спящих было " + whole(slept) + ", вернулось " + whole(woke),
        ),
        "Рост УГД": (year["net_12m"] / year["net_before"] - 1, 10, grown),
        "Перекрёстные продажи": (sold["sold"] / sold["active"], 10, cross),
        "Качество данных": (quality.mean(axis=1), 95, "Чаще всего пусто: " + quality.idxmin(axis=1).astype(str)),
        "ЖИР": (made["points"] / made["norm"], 100, points),
    }
    rows = {name: _part(managers, "", "%", 100 * fact, goal, said) for name, (fact, goal, said) in parts.items()}
    return _rows(rows, register.staff).assign(period="на " + T.strftime("%d.%m.%Y"))
