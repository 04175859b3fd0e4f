"""Risk points, the reasons in words, what to do about it, and whom to serve first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.baseline.norms import QUARTER, YEAR, T, contact_interval
from benchmarks.baseline.register import Register
from benchmarks.baseline.words import day, joined, money, percent, whole

POINTS = {
    "p90": 25,
    "longest": 15,
    "amount": 20,
    "nps": 15,
    "breadth": 10,
    "overdue": 10,
    "no_contact": 10,
    "no_decider": 10,
    "share": 10,
}
ACTIONS = {
    "nps": "Звонок КМ и РКО: разобрать претензию или низкую оценку",
    "overdue": "Договориться о сроке оплаты",
    "p90": "Выяснить причину паузы",
    "amount": "Выяснить, почему упали закупки",
    "breadth": "Узнать, кто забирает закупки, и предложить выпавшие позиции",
    "share": "Узнать, кто забирает закупки, и предложить выпавшие позиции",
    "no_decider": "Установить ЛПР",
}


def risk(frame: pd.DataFrame, register: Register) -> None:
    """Add the points of every rule, their sum, band and reason, the next step, and the priority."""
    _evidence(frame, register)
    fired = _fired(frame, register)
    points = fired * pd.Series(POINTS)
    frame[[f"risk_{name}" for name in POINTS]] = points
    frame["risk"] = points.sum(axis=1).clip(upper=100)
    frame["band"] = np.select([frame["risk"] < 25, frame["risk"] < 50], ["низкий", "внимание"], "высокий")
    absent = _absent(frame)
    pieces = {name: (text, fired[name]) for name, text in _told(frame).items()}
    frame["risk_reason"] = joined(pieces | {"absent": (absent, absent != "")})
    frame["action"] = np.select(
        [fired["nps"], frame["risk"] >= 50, *(fired[name] for name in list(ACTIONS)[1:])],
        [ACTIONS["nps"], "Позвонить ЛПР: что изменилось и что нужно, чтобы остаться", *list(ACTIONS.values())[1:]],
        "Провести контакт: срок по регламенту давно прошёл",
    )
    frame["why"] = _why(frame, absent)
    late = (frame["late"] / frame["interval"].clip(lower=1)).clip(0, 1).fillna(0)
    below = {name: (frame[name].fillna(0).rank(method="min") - 1) / len(frame) for name in ("income", "gap")}
    frame["priority"] = 40 * below["income"] + 0.3 * frame["risk"] + 20 * below["gap"] + 10 * late


def _evidence(frame: pd.DataFrame, register: Register) -> None:
    """Add what the rules compare: three months against the same months a year ago, and the last contact."""
    sales, quarter = register.sales, T - QUARTER
    now = sales[sales["date"] > quarter].groupby("id").agg(amount=("amount", "sum"), skus=("sku", "nunique"))
    then = sales[(sales["date"] > quarter - YEAR) & (sales["date"] <= T - YEAR)]
    then = then.groupby("id").agg(amount=("amount", "sum"), skus=("sku", "nunique"))
    frame[["amount_3m", "skus"]] = now.reindex(frame.index).fillna(0)
    frame[["amount_3m_then", "skus_then"]] = then.reindex(frame.index)
    frame["touched"] = register.log.groupby("id")["date"].max().reindex(frame.index)
    frame["silent"] = (T - frame["touched"]).dt.days
    frame["norm"] = contact_interval(frame)


def _fired(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    deciders = set(register.people.loc[register.people["role"] == "ЛПР", "id"])
    rules = {
        "p90": frame["recency"] > frame["p90"],
        "longest": frame["recency"] > frame["longest"],
        "amount": frame["amount_3m"] / frame["amount_3m_then"].where(frame["amount_3m_then"] > 0) - 1 <= -0.3,
        "nps": frame["nps"] <= 6,
        "breadth": frame["skus"] / frame["skus_then"] - 1 <= -0.3,
        "overdue": (frame["overdue"] > 0) & (frame["overdue_days"] > 30),
        "no_contact": frame["silent"] > 1.5 * frame["norm"],
        "no_decider": pd.Series(~frame.index.isin(deciders), index=frame.index),
        "share": frame["share_before"] - frame["share"] >= 0.1,
    }
    return pd.DataFrame(rules).mul(frame["first"].notna(), axis=0)


def _told(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what each rule says, with its numbers."""
    fall = percent(frame["amount_3m"] / frame["amount_3m_then"] - 1)
    points = whole(100 * (frame["share"] - frame["share_before"]))
    return {
        "p90": "пауза " + whole(frame["recency"]) + " дн. > " + whole(frame["p90"]) + " (90 % своих)",
        "longest": "и дольше самой длинной, " + whole(frame["longest"]),
        "amount": "сумма за 3 мес. " + fall + " к году",
        "nps": "NPS " + whole(frame["nps"]),
        "breadth": "артикулов " + whole(frame["skus"]) + " вместо " + whole(frame["skus_then"]),
        "overdue": "просрочка " + whole(frame["overdue_days"]) + " дн.",
        "no_contact": "без контакта " + whole(frame["silent"]) + " дн. при норме " + whole(frame["norm"]),
        "no_decider": pd.Series("ЛПР неизвестен", index=frame.index),
        "share": "доля в закупках " + points + " п. п.",
    }


def _absent(frame: pd.DataFrame) -> pd.Series:
    """Return what the rules lack for each client."""
    lacks = {
        "просрочка": pd.Series(bool(frame["overdue_days"].isna().all()), index=frame.index),
        "доля": frame["share"].isna() | frame["share_before"].isna(),
        "прошлый год": ~(frame["amount_3m_then"] > 0),
        "паузы": frame["p90"].isna(),
    }
    said = joined({name: (pd.Series(name, index=frame.index), lack) for name, lack in lacks.items()}, ", ")
    return ("нет данных: " + said).where(said != "", "")


def _why(frame: pd.DataFrame, absent: pd.Series) -> pd.Series:
    """Return why a client stands where it stands: stage, class, risk, and what is not known."""
    status, change = frame["status"], percent(frame["trend"])
    pause = "без заказов " + whole(frame["recency"]) + " дн. при интервале " + whole(frame["interval"])
    stage = pd.Series(
        np.select(
            [
                status == "Не клиент",
                status == "Разовый",
                status.isin(["Потерянный", "Спящий"]),
                status == "Новый",
                status == "Восстановленный",
                frame["trend"].isna(),
                status == "Стабильный",
            ],
            [
                "ни одной покупки",
                "один заказ, " + whole(frame["age"]) + " дн. назад",
                pause,
                "первая покупка " + day(frame["first"]).fillna(""),
                "заказ после паузы " + whole(frame["last_gap"]) + " дн.",
                "нет базы для тренда",
                "6 мес.: " + change + ", в пределах случайного",
            ],
            "6 мес.: " + change + " к году",
        ),
        index=frame.index,
    )
    by_class = frame["abc"] + ": выше него " + whole(100 * frame["before"]) + " % УГД"
    off_curve = frame["abc"] + ": УГД " + money(frame["income"]) + " ₽"
    return joined(
        {
            "stage": (stage, stage != ""),
            "class": (by_class.where(frame["income"] > 0, off_curve), frame["orders"] > 0),
            "risk": ("риск " + whole(frame["risk"]), frame["risk"] > 0),
            "absent": (absent, absent != ""),
        }
    )
