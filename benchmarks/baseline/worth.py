"""What a client is worth and how it buys: income, classes, rhythm, stage of life, XYZ, RFM, share of purchases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.baseline.norms import LARGE, TARGET_SHARE, YEAR, T, sleeping_limit
from benchmarks.baseline.register import Register

RFM_GROUPS = {
    "Чемпионы": ((5, 5), (5, 5), (5, 5)),
    "Возможные лояльные": ((3, 5), (3, 5), (2, 5)),
    "Лояльные": ((2, 4), (2, 4), (2, 4)),
    "Перспективные": ((3, 4), (1, 3), (3, 5)),
    "Новые": ((4, 5), (1, 3), (1, 5)),
    "Нельзя потерять": ((1, 2), (3, 4), (4, 5)),
    "В зоне риска": ((1, 2), (2, 5), (4, 5)),
    "Требуют внимания": ((1, 3), (3, 5), (3, 5)),
    "Засыпают": ((2, 3), (1, 3), (1, 4)),
    "Потерянные": ((1, 1), (1, 5), (1, 5)),
}


def worth(register: Register) -> pd.DataFrame:
    """Return one row per client, by income: sums, annual income, ABC, segment, rhythm, stage, grades, strategy."""
    frame = register.clients.copy()
    _sums(frame, register)
    frame = _income(frame, register.bought)
    _rhythm(frame, register.bought)
    _trend(frame, register.orders)
    _stage(frame)
    _xyz(frame, register.orders)
    _rfm(frame)
    _strategy(frame)
    return frame


def _sums(frame: pd.DataFrame, register: Register) -> None:
    orders, bought = register.orders, register.bought
    year, before = T - YEAR, T - 2 * YEAR
    for name, rows in (
        ("12m", orders[orders["date"] > year]),
        ("before", orders[(orders["date"] > before) & (orders["date"] <= year)]),
    ):
        sums = rows.groupby("id")[["amount", "profit", "net"]].sum().reindex(frame.index).fillna(0)
        frame[[f"revenue_{name}", f"profit_{name}", f"net_{name}"]] = sums.to_numpy()
    days = bought.groupby("id")["date"].agg(["min", "max", "size"])
    frame[["first", "last", "orders"]] = days.reindex(frame.index)
    frame["orders_12m"] = bought[bought["date"] > year].groupby("id").size().reindex(frame.index)
    frame[["orders", "orders_12m"]] = frame[["orders", "orders_12m"]].fillna(0)
    frame["age"], frame["recency"] = (T - frame["first"]).dt.days, (T - frame["last"]).dt.days


def _before(income: pd.Series) -> pd.Series:
    """Return the share of all income that larger clients bring."""
    ordered = income.clip(lower=0).sort_values(ascending=False, kind="stable")
    return ((ordered.cumsum() - ordered) / ordered.sum()).reindex(income.index)


def _abc(income: pd.Series, before: pd.Series, orders: pd.Series) -> np.ndarray:
    return np.select(
        [orders == 0, income <= 0, before < 0.8, before < 0.95], ["без продаж", "убыточный", "A", "B"], "C"
    )


def _income(frame: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    """Return the clients by annual income, with ABC (also without one-off deals) and the segment of service."""
    young = frame["age"] < 365
    grown = frame["net_12m"] / frame["age"].clip(lower=90) * 365
    frame["income"] = np.where(young, np.fmin(grown, frame["potential"]), frame["net_12m"])
    frame["mode"] = np.where(young, "auto*", "12m")
    usual = bought.groupby("id")["amount"].transform("median")
    large = (bought["amount"] > 5 * usual) & (bought["amount"] > 0.5 * bought["id"].map(frame["revenue_12m"]))
    one_off = bought[large & (bought["date"] > T - YEAR)].groupby("id")["net"].sum()
    frame = frame.sort_values("income", ascending=False, kind="stable")
    income, orders = frame["income"], frame["orders_12m"]
    before = _before(income)
    regular = income - one_off.reindex(frame.index).fillna(0)
    frame["before"] = before
    frame["abc"] = _abc(income, before, orders)
    frame["abc_regular"] = _abc(regular, _before(regular), orders)
    frame["computed"] = np.select(
        [income <= 0, before < 0.5, before < 0.8, before < 0.95], ["Без сегмента", *LARGE, "Средний"], "Малый"
    )
    frame["segment"] = frame["manual"].fillna(frame["approved"]).fillna(frame["computed"])
    return frame


def _rhythm(frame: pd.DataFrame, bought: pd.DataFrame) -> None:
    """Add the interval, the pauses of a client's own and how late it is."""
    days = bought[["id", "date"]].sort_values(["id", "date"])
    days["gap"] = days.groupby("id")["date"].diff().dt.days
    gaps = days.dropna(subset=["gap"])
    last = gaps.groupby("id").tail(12).groupby("id")["gap"]
    frame["interval"] = last.median().where(last.count() >= 3)
    frame["interval"] = frame["interval"].fillna(frame.groupby("segment")["interval"].transform("median")).fillna(90)
    own = gaps.groupby("id")["gap"]
    enough = own.size() >= 3
    frame["p90"], frame["longest"] = own.quantile(0.9).where(enough), own.max().where(enough)
    frame["last_gap"] = own.last()
    frame["late"] = frame["recency"] - frame["interval"]


def _trend(frame: pd.DataFrame, orders: pd.DataFrame) -> None:
    """Add the change of the last six full months against the same months a year ago, and whether it is more than noise."""
    end = (T + pd.Timedelta(days=1)).replace(day=1)
    dates = orders["date"]
    now = orders[(dates >= end - pd.DateOffset(months=6)) & (dates < end)]
    then = orders[(dates >= end - pd.DateOffset(months=18)) & (dates < end - pd.DateOffset(months=12))]
    new, old = (rows.groupby("id")["amount"].sum().reindex(frame.index).fillna(0) for rows in (now, then))
    both = pd.concat([now, then])
    noise = (both["amount"] ** 2).groupby(both["id"]).sum().reindex(frame.index) ** 0.5
    frame["trend"] = (new / old.where(old > 0) - 1).round(9)
    frame["moved"] = (new - old).abs() > noise


def _stage(frame: pd.DataFrame) -> None:
    interval, recency, age = frame["interval"], frame["recency"], frame["age"]
    limit = sleeping_limit(interval)
    frame["limit"] = limit
    frame["active"] = recency <= limit
    frame["status"] = np.select(
        [
            frame["first"].isna(),
            (frame["orders"] == 1) & (age > 365),
            recency > np.maximum(3 * interval, 180),
            recency > limit,
            (age <= 180) | ((age <= 365) & (frame["orders"] < 3)),
            (recency <= 90) & (frame["last_gap"] > limit),
            frame["moved"] & (frame["trend"] >= 0.2),
            frame["moved"] & (frame["trend"] <= -0.2),
        ],
        ["Не клиент", "Разовый", "Потерянный", "Спящий", "Новый", "Восстановленный", "Растущий", "Снижающийся"],
        "Стабильный",
    )


def _xyz(frame: pd.DataFrame, orders: pd.DataFrame) -> None:
    """Add the variation of quarters after the one of the first purchase, and its class."""
    number = orders["date"].dt.year * 4 + orders["date"].dt.quarter
    quarters = orders.groupby(["id", number])["amount"].sum().unstack(fill_value=0)
    full = quarters[[one for one in quarters.columns.astype(int) if one < T.year * 4 + T.quarter][-8:]]
    first = (frame["first"].dt.year * 4 + frame["first"].dt.quarter).reindex(full.index)
    kept = full.where(full.columns.to_numpy()[None, :] > first.to_numpy()[:, None])
    cv = kept.std(axis=1, ddof=0) / kept.mean(axis=1)
    frame["cv"] = cv.where((kept.count(axis=1) >= 4) & (kept.mean(axis=1) > 0))
    frame["xyz"] = np.select([frame["cv"].isna(), frame["cv"] <= 0.5, frame["cv"] <= 1.0], ["н/д", "X", "Y"], "Z")


def _score(values: pd.Series) -> pd.Series:
    rank = values.rank(method="average")
    return 1 + (5 * (rank - 1) / rank.count()).floordiv(1)


def _rfm(frame: pd.DataFrame) -> None:
    ordered = frame["orders"] > 0
    r = _score(-frame["recency"])
    f = _score(frame["orders_12m"].where(ordered))
    m = _score(frame["revenue_12m"].where(frame["revenue_12m"] > 0)).fillna(1)
    text = [score.fillna(0).astype(int).astype(str) for score in (r, f, m)]
    frame["rfm"] = (text[0] + "-" + text[1] + "-" + text[2]).where(ordered)
    found = [r.between(*one) & f.between(*two) & m.between(*three) for one, two, three in RFM_GROUPS.values()]
    frame["rfm_group"] = np.select([~ordered, *found], ["н/д", *RFM_GROUPS], "Прочие")


def _strategy(frame: pd.DataFrame) -> None:
    """Add the share of purchases, what is left to win, and what to do with the client."""
    potential = frame["potential"].where(frame["potential"] > 0)
    share = (frame["revenue_12m"] / potential).clip(0, 1)
    frame["share"], frame["gap"] = share, (potential * TARGET_SHARE - frame["revenue_12m"]).clip(lower=0)
    frame["share_before"] = (frame["revenue_before"] / potential).clip(0, 1)
    large, top = frame["segment"].isin(LARGE), potential >= potential.quantile(2 / 3)
    silent, high, unknown = frame["orders_12m"] == 0, share >= TARGET_SHARE, share.isna()
    frame["strategy"] = np.select(
        [
            (frame["profit_12m"] < 0) & ~silent,
            frame["first"].isna(),
            silent & (frame["status"] == "Потерянный"),
            silent & (frame["status"] == "Спящий"),
            silent & (frame["status"] == "Разовый"),
            large & unknown,
            large & high,
            large,
            unknown,
            top & high,
            top,
        ],
        [
            "Пересмотреть условия",
            "Привлечь",
            "Вернуть",
            "Разбудить",
            "Разовая сделка",
            "Удерживать + выяснить",
            "Удерживать",
            "Развивать и удерживать",
            "Выяснить",
            "Обслуживать",
            "Развивать",
        ],
        "Обслуживать дистанционно",
    )
