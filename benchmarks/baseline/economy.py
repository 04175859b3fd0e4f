"""Where the money goes and where it can come from: P&L of clients, inflow and outflow, who left, what is left to win."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.baseline.norms import (
    LISTED,
    MINUTE_COST,
    MINUTES,
    OVERDUE_RATE,
    STRENGTH,
    TARGET_SHARE,
    YEAR,
    T,
    sleeping_limit,
)
from benchmarks.baseline.register import Register
from benchmarks.baseline.words import money, whole


def client_pnl(frame: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Return what every client leaves of 12 months: those at a loss first, then by profit."""
    recent = log[log["date"] > T - YEAR]
    minutes = recent["kind"].map(STRENGTH).map(MINUTES).fillna(5).groupby(recent["id"]).sum()
    rows = frame[["client", "manager", "segment", "overdue"]].copy()
    rows["revenue"], rows["gross"] = frame["revenue_12m"], frame["profit_12m"]
    rows["cost"] = rows["revenue"] - rows["gross"]
    rows["minutes"] = minutes.reindex(frame.index).fillna(0)
    rows["overdue"] = rows["overdue"].fillna(0).clip(lower=0)
    contacts, overdue = rows["minutes"] * MINUTE_COST, rows["overdue"] * OVERDUE_RATE
    rows["profit"] = rows["gross"] - contacts - overdue
    what: pd.Series = pd.Series(np.where(overdue > contacts, "деньги в просрочке", "контакты"), index=rows.index)
    most = contacts.clip(lower=overdue)
    amount, share = money(most) + " ₽", (100 * most / rows["revenue"]).map("{:.1f} %".format)
    rows["why"] = np.select(
        [rows["revenue"] <= 0, rows["gross"] < 0, rows["profit"] < 0],
        [
            "продаж за 12 мес. нет, а " + what + " – " + amount,
            "продаём дешевле себестоимости: теряем " + money(-rows["gross"]) + " ₽",
            "валовая прибыль "
            + money(rows["gross"])
            + " ₽ не покрывает затрат; всего больше – "
            + what
            + ", "
            + amount,
        ],
        "дороже всего " + what + ": " + amount + ", " + share + " выручки",
    )
    rows = rows[(rows["revenue"] != 0) | (contacts + overdue > 0)]
    rows["place"] = rows["profit"].where(rows["profit"] < 0, -rows["profit"])
    order = rows.assign(good=rows["profit"] >= 0).sort_values(["good", "place"], kind="stable")
    return order.reset_index()


def flow(frame: pd.DataFrame, left: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return inflow and outflow of the last 12 months, each against the same month a year ago."""
    months = pd.period_range(end=(T + pd.Timedelta(days=1)).to_period("M") - 1, periods=24, freq="M")
    orders, bought = register.orders, register.bought
    net = orders.groupby(["id", orders["date"].dt.to_period("M")])["net"].sum().unstack()
    net = net.reindex(index=frame.index, columns=months).fillna(0)
    last = bought.groupby(["id", bought["date"].dt.to_period("M")])["date"].max().unstack()
    last = last.reindex(frame.index).ffill(axis=1).reindex(columns=months)
    ends = months.end_time.normalize()
    limit = frame["limit"]
    first, gone = frame["first"].dt.to_period("M").value_counts(), left["left_on"].dt.to_period("M")
    gone_income = left["last_year"].groupby(gone).sum()
    rows = []
    for place in range(12, 24):
        month, before = months[place], months[place - 12]
        change = net[month] - net[before]
        new = frame["first"].isna() | (frame["first"] > ends[place - 12])
        silent_then = (ends[place - 12] - last[before]).dt.days > limit
        silent_now = (ends[place] - last[month]).dt.days > limit
        kind = np.select([new, silent_then, silent_now], ["new", "returned", "lost"], "kept")
        sums = change.groupby(kind).sum().reindex(["new", "returned", "kept", "lost"]).fillna(0)
        found = {"month": month.start_time, **sums, "year_ago": net[before].sum(), "income": net[month].sum()}
        found |= {"came": first.get(month, 0), "left": (gone == month).sum(), "lost_year": gone_income.get(month, 0)}
        rows.append(found)
    return pd.DataFrame(rows)


def leaving(frame: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return who left, by what it brought in the year up to its last order."""
    since = orders["id"].map(frame["last"]) - YEAR
    last_year = orders[orders["date"] > since].groupby("id")["net"].sum()
    rows = frame[frame["status"].isin(["Спящий", "Потерянный"])].copy()
    rows["last_year"] = last_year.reindex(rows.index).fillna(0)
    rows["left_on"] = rows["last"] + pd.to_timedelta(rows["limit"].round() + 1, unit="D")
    rows = rows.sort_values("last_year", ascending=False, kind="stable")
    late, income = rows["recency"] > 730, rows["last_year"].clip(lower=0)
    counted = income.where(~late, 0)
    first = counted.cumsum() - counted < 0.8 * counted.sum()
    rows["win_back"] = np.select(
        [income <= 0, late, first], ["дохода не было", "ушёл давно", "в первую очередь"], "во вторую очередь"
    )
    limit = "пауза " + whole(rows["recency"]) + " дн. при пределе " + whole(rows["limit"])
    rows["why"] = limit + "; давал " + money(rows["last_year"]) + " ₽ в год"
    return rows.reset_index()


def losing_touch(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the active clients whose pause or silence is longer than usual, the worst first."""
    rows = frame[frame["active"] & (frame["status"] != "Разовый")].copy()
    rows["pause_usual"] = rows["p90"].fillna(rows["interval"]).round()
    rows["pause_most"] = rows["longest"].fillna(sleeping_limit(rows["interval"])).round()
    rows["norm"] = rows["norm"].round()
    rows["norm_most"] = (1.5 * rows["norm"]).round()
    rows["red"] = (rows["recency"] > rows["pause_most"]) | (rows["silent"] > rows["norm_most"])
    rows = rows[rows["red"] | (rows["recency"] > rows["pause_usual"]) | (rows["silent"] > rows["norm"])]
    return rows.sort_values(["red", "income"], ascending=False, kind="stable").head(LISTED).reset_index()


def growth(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the clients with most to win of their purchases."""
    rows = frame[(frame["gap"] > 0) | (frame["status"] == "Не клиент")].copy()
    never = rows["status"] == "Не клиент"
    rows["way"] = np.select([never, ~rows["active"]], ["привлечь", "вернуть"], "растить")
    taken = "берёт у нас " + whole(100 * rows["share"]) + f" % закупок, цель {100 * TARGET_SHARE:.0f} %"
    back = "сейчас не покупает: начните с листа «Удержание»"
    rows["why"] = np.select([never, ~rows["active"]], ["ещё ничего не покупал", back], taken)
    order = rows.sort_values(["gap", "income"], ascending=False, kind="stable")
    return order.head(LISTED).reset_index()
