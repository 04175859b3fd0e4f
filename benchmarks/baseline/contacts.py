"""The contact plan: what the regulation demands of the horizon, by priority, each on the nearest working day with room."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import holidays
import numpy as np
import pandas as pd

from benchmarks.baseline.norms import (
    CHANNELS,
    CODES,
    LARGE,
    LINES,
    MINUTES,
    NEW_STEPS,
    PER_YEAR,
    REGULATION,
    STRENGTH,
    WAKE_STEPS,
    T,
)
from benchmarks.baseline.register import Register
from benchmarks.baseline.words import LIMIT, day, money, whole
from benchmarks.generate import AS_OF

DAY_MINUTES, HORIZON = 240, 13 * 7
CAPS = {"Визит": 2, "Годовой обзор": 2, "Звонок": 12, "Письмо/мессенджер": 1000}
DUE = ["id", "line", "channel", "step", "due", "interval", "said"]
TALKS = ("Визит", "Звонок", "Годовой обзор")
"""Channels in which a question can be asked."""


def working_days(first: date, count: int) -> list[date]:
    """Return the working days among so many days from the first one on."""
    closed = holidays.country_holidays("RU", years=[first.year, first.year + 1])
    span = (first + timedelta(days=shift) for shift in range(count))
    return [one for one in span if one.weekday() < 5 and one not in closed]


def contact_plan(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return the contacts of the horizon by manager and date, with purpose, person and reason."""
    due = _due(frame, register.log)
    due = due.join(frame[["client", "manager", "segment", "status", "priority"]], on="id")
    due = due.sort_values(["priority", "id", "due"], ascending=[False, True, True], ignore_index=True)
    rates = register.staff.set_index("manager")["rate"]
    due["date"] = _placed(due, due["manager"].map(rates).fillna(1) * DAY_MINUTES)
    plan = due.dropna(subset=["date"]).sort_values(["manager", "date"], kind="stable", ignore_index=True)
    plan["minutes"] = plan["channel"].map(MINUTES)
    plan["true_due"] = T + pd.to_timedelta(plan["due"], unit="D")
    plan["weekday"] = plan["date"].dt.day_of_week.map(dict(enumerate(("пн", "вт", "ср", "чт", "пт"))))
    code = plan["line"] + "." + plan["channel"].map(CODES) + plan["step"]
    plan["code"] = plan["id"] + "|" + code + "|" + plan["true_due"].dt.strftime("%Y-%m-%d")
    plan["state"] = "план"
    plan = plan.merge(REGULATION[["line", "channel", "role", "purpose"]], on=["line", "channel"], how="left")
    _purposes(plan, frame)
    return _with_people(plan, register.people)


def _due(frame: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts due within the horizon; ``due`` and ``interval`` in days, the first counted from the date."""
    latest = log.groupby(["id", log["kind"].map(STRENGTH)])["date"].max().unstack()
    ago = (T - latest.reindex(index=frame.index, columns=list(CHANNELS[:3]))).apply(lambda one: one.dt.days)
    ago[:] = np.fmin.accumulate(ago.to_numpy(dtype=float), axis=1)  # a stronger contact counts for a weaker one
    line = frame["segment"].map(LINES)
    grows = frame["strategy"].isin(["Развивать", "Развивать и удерживать"]).astype(float)
    parts = []
    for channel in CHANNELS:
        per_year = line.map(PER_YEAR[channel]) + grows * PER_YEAR[channel]["grow"]
        since = ago[channel] if channel in ago else pd.Series(np.nan, index=frame.index)
        parts.append(_regular(frame.assign(line=line, since=since, per_year=per_year), channel))
    new = frame[frame["status"] == "Новый"]
    parts += [_steps(new, "new", channel, -new["age"], steps) for channel, steps in NEW_STEPS.items()]
    sleeping = frame[(frame["status"] == "Спящий") | (frame["band"] == "высокий")]
    place = sleeping.groupby("manager")["priority"].rank(ascending=False, method="first")
    begin = 2 + (place / sleeping.groupby("manager")["priority"].transform("size") * HORIZON).astype(int)
    parts += [
        _steps(some, "sleeping", channel, begin.reindex(some.index), steps)
        for channel, steps in WAKE_STEPS.items()
        for some in [sleeping[sleeping["segment"].isin(LARGE)] if channel == "Визит" else sleeping]
    ]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _regular(frame: pd.DataFrame, channel: str) -> pd.DataFrame:
    """Return the contacts of one channel, an interval apart, from the last one on; unknown ones are spread evenly."""
    frame = frame[frame["per_year"] > 0]
    interval = 365 / frame["per_year"]
    groups = frame.groupby(["manager", interval])["priority"]
    even = (groups.rank(ascending=False, method="first") - 0.5) / groups.transform("size") * interval
    first = (interval - frame["since"]).clip(lower=0).fillna(even)
    count = np.maximum(np.ceil(((HORIZON - first) / interval).to_numpy()), 0).astype(int)
    rows = np.repeat(np.arange(len(frame)), count)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    due = first.to_numpy()[rows] + step * interval.to_numpy()[rows]
    known = frame["since"].notna()
    ago = "последний контакт " + day(T - pd.to_timedelta(frame["since"].fillna(0), unit="D"))
    said = frame["segment"] + f", {channel.lower()}: " + whole(frame["per_year"]) + " в год; "
    said += ago.where(known, "в журнале контактов нет")
    return pd.DataFrame(
        {
            "id": frame.index.to_numpy()[rows],
            "line": frame["line"].to_numpy()[rows],
            "channel": channel,
            "step": "",
            "due": np.maximum(due.round(), 1).astype(int),
            "interval": interval.to_numpy()[rows],
            "said": said.to_numpy()[rows],
        }
    )


def _steps(frame: pd.DataFrame, line: str, channel: str, begin: pd.Series, steps: tuple[int, ...]) -> pd.DataFrame:
    """Return the contacts of one channel that stand so many days after a beginning."""
    if line == "new":
        said = "новый клиент: первая покупка " + day(frame["first"]).astype(str)
    else:
        said = frame["status"] + ": без заказов " + whole(frame["recency"]) + " дн. при интервале "
        said += whole(frame["interval"])
    rows = [
        pd.DataFrame(
            {"id": frame.index, "step": f".{number}", "due": begin.to_numpy() + shift, "said": said.to_numpy()}
        )
        for number, shift in enumerate(steps, 1)
    ]
    made = pd.concat(rows, ignore_index=True).assign(line=line, channel=channel, interval=30.0)
    return made.loc[made["due"].between(1, HORIZON - 1), DUE].astype({"due": int})


def _placed(due: pd.DataFrame, room: pd.Series) -> pd.Series:
    """Return the day of every contact, or none: the nearest working day in its window on which the manager has room."""
    days = working_days(AS_OF + timedelta(days=1), HORIZON)
    offsets = np.array([(one - AS_OF).days for one in days])
    nearest = {ideal: np.argsort(np.abs(offsets - ideal), kind="stable").tolist() for ideal in range(HORIZON + 1)}
    window = (5 + 0.15 * due["interval"]).astype(int)
    minutes: dict[tuple[str, int], int] = defaultdict(int)
    counts: dict[tuple[str, int, str], int] = defaultdict(int)
    taken: set[tuple[str, int]] = set()
    found: list[date | None] = []
    columns = (due["id"], due["manager"], due["channel"], due["due"], window, room)
    for client, manager, channel, ideal, width, most in zip(*(column.tolist() for column in columns), strict=True):
        spent, cap = MINUTES[channel], CAPS[channel]
        for place in nearest[ideal][:width]:
            free = minutes[manager, place] + spent <= most and counts[manager, place, channel] < cap
            if free and (client, place) not in taken:
                minutes[manager, place] += spent
                counts[manager, place, channel] += 1
                taken.add((client, place))
                found.append(days[place])
                break
        else:
            found.append(None)
    return pd.Series(pd.to_datetime(pd.Series(found, dtype=object)).to_numpy(), index=due.index)


def _purposes(plan: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Give the first contact of every client the next best action, the others what their line says; and the reasons."""
    facts = frame[["risk", "risk_reason", "recency", "p90", "potential", "revenue_12m", "orders", "nps"]]
    rows = plan[["id"]].join(facts, on="id")
    order = plan.sort_values("date", kind="stable")
    first = ~order.duplicated("id").reindex(plan.index)
    asked = plan["channel"].isin(TALKS) & bool(frame["nps"].notna().any())
    first_talk = ~order[order["channel"].isin(TALKS)].duplicated("id").reindex(plan.index, fill_value=True)
    rules = [
        (first & (rows["risk"] >= 50), "Поговорить с ЛПР: удержать клиента"),
        (first & (rows["recency"] > rows["p90"]), "Выяснить причину паузы"),
        (first_talk & asked & (rows["orders"] > 0), "Спросить оценку NPS"),
        (first & rows["potential"].isna(), "Выяснить потенциал закупок"),
    ]
    reasons = [
        "Риск " + whole(rows["risk"]) + ": " + rows["risk_reason"],
        "Без заказов " + whole(rows["recency"]) + " дн. > " + whole(rows["p90"]) + " (90 % своих пауз короче)",
        "NPS ни разу не спрашивали, заказов: " + whole(rows["orders"]),
        "Потенциал неизвестен; куплено за 12 мес.: " + money(rows["revenue_12m"]) + " ₽",
    ]
    when = [rule for rule, _ in rules]
    late = pd.Series(np.where(plan["date"] > plan["true_due"] + pd.Timedelta(days=7), "; позже срока", ""))
    plan["purpose"] = np.select(when, [purpose for _, purpose in rules], plan["purpose"])
    plan["why"] = pd.Series(np.select(when, reasons, plan["said"] + late)).str[:LIMIT]
    plan["role"] = plan["role"].where(~when[0], "ЛПР")


def _with_people(plan: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Add whom to talk to: the person of the role, else the most influential one; a message needs an address."""
    people = people.sort_values("influence", ascending=False, kind="stable")
    asked = people.drop_duplicates(["id", "role"])[["id", "role", "person", "phone", "mail"]]
    anybody = people.drop_duplicates("id").set_index("id")[["person", "phone", "mail", "role"]].add_prefix("any_")
    plan = plan.merge(asked, on=["id", "role"], how="left").join(anybody, on="id")
    plan["role"] = plan["role"].where(plan["person"].notna() | plan["any_role"].isna(), plan["any_role"])
    for name in ("person", "phone", "mail"):
        plan[name] = plan[name].fillna(plan[f"any_{name}"])
    reached = (plan["channel"] != "Письмо/мессенджер") | plan["mail"].notna()
    plan["person"] = plan["person"].where(reached).fillna("установить ЛПР")
    plan["phone"] = plan["phone"].where(reached)
    return plan
