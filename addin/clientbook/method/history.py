"""«История»: how every client stood at the date of each run, and what has changed since the run before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method.memory import LEFT
from clientbook.register.problems import Problems

if TYPE_CHECKING:
    from clientbook.locale import Words
    from clientbook.register.read import Register

COLUMNS = (
    *("as_of", "client_id", "client", "manager", "segment", "abc", "status", "annual_income", "revenue_12m"),
    *("risk", "risk_band", "overdue", *LEFT),
)
WATCHED = ("segment", "status", "risk_band")
"""What counts as a move, in this order within a client."""

CHANGES = ("client_id", "client", "manager", "what", "was", "now", "annual_income", "risk", "why")


def left_by_run(register: Register, portfolio: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Return «История» as this run leaves it: what a second run for the same date finds.

    Args:
        register: «История» as it stood, settings
        portfolio: one row per client
        left: what the contact plan leaves to remember: ``client_id`` and ``LEFT``
    """
    clients = portfolio.join(left.set_index("client_id"), on="client_id")
    rows = history(register.previous.get("cb_history", pd.DataFrame()), clients, register.as_of)
    recent, most = (register.settings.whole(key) for key in ("history_recent", "history_rows"))
    return thinned(rows, register.as_of, recent, most)


def history(previous: pd.DataFrame, portfolio: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows of «История» with those of this run put in: one per as-of date and client.

    A run for a date that is there already replaces its rows, so that a re-run changes nothing.

    Args:
        previous: what stood there (``COLUMNS``; empty at first)
        portfolio: one row per client
        as_of: T
    """
    rows = portfolio.assign(as_of=pd.Timestamp(as_of)).reindex(columns=list(COLUMNS))
    return upserted(previous, rows, as_of, ["as_of", "client_id"])


def upserted(previous: pd.DataFrame, rows: pd.DataFrame, as_of: date, order: list[str]) -> pd.DataFrame:
    """Return earlier rows with those of a date replaced, sorted."""
    before = previous.reindex(columns=list(rows.columns))
    before = before[before["as_of"].notna() & (pd.to_datetime(before["as_of"]) != pd.Timestamp(as_of))]
    both = pd.concat([before.astype(object), rows.astype(object)], ignore_index=True)
    both["as_of"] = pd.to_datetime(both["as_of"])
    return both.sort_values(order, kind="stable", ignore_index=True)


def thinned(rows: pd.DataFrame, as_of: date, recent: int, most_rows: int) -> pd.DataFrame:
    """Return «История» kept within bounds: the last runs as they are, of earlier months the last run each.

    Where there are still too many rows, the oldest dates go; T and the date before it stay in any case. A second run
    for the same date changes nothing.

    Args:
        rows: the rows, sorted by date
        as_of: T
        recent: how many dates are kept as they are
        most_rows: most rows
    """
    counts = rows["as_of"].value_counts().sort_index(ascending=False)
    days = [pd.Timestamp(day) for day in counts.index]
    months = {(day.year, day.month): day for day in reversed(days)}
    kept: list[pd.Timestamp] = []
    room = most_rows
    for place, day in enumerate(days):
        needed = place < 2 or day == pd.Timestamp(as_of)
        wanted = place < recent or months[day.year, day.month] == day
        if needed or (wanted and int(counts.iloc[place]) <= room):
            kept.append(day)
            room -= int(counts.iloc[place])
        elif wanted:
            room = 0  # what is older goes too
    return rows if len(kept) == len(days) else rows[rows["as_of"].isin(kept)].reset_index(drop=True)


def as_run_on(register: Register, dates: Sequence[date], words: Words) -> pd.DataFrame:
    """Return the rows that runs for earlier dates would have left, from the sales and approvals of then.

    Debts, claims and people are those of today: the book does not remember them.

    Args:
        register: the register, its sales lines at hand
        dates: dates before T
        words: the language of the book
    """
    from clientbook.method.portfolio import portfolio  # only the demo asks, and every sheet of «История» would wait

    found = empty_history()
    for day in dates:
        clients = register.clients.copy()
        later = clients["approved_on"] > pd.Timestamp(day)
        clients["segment_approved"] = clients["segment_approved"].where(~later, None)
        then = replace(register, as_of=day, clients=clients, problems=Problems())
        found = history(found, portfolio(then, words), day)
    return found


def empty_history() -> pd.DataFrame:
    """Return «История» before the first run."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def before(previous: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows of the latest run for a date before T; none where there is none."""
    return not_after(previous, as_of - timedelta(days=1))


def not_after(previous: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return the rows of the latest run for a day or a date before it; none where there is none."""
    if previous.empty or "as_of" not in previous:
        return previous.iloc[0:0]
    dates = pd.to_datetime(previous["as_of"])
    earlier = dates[dates <= pd.Timestamp(day)]
    return previous[dates == earlier.max()] if len(earlier) else previous.iloc[0:0]


def changes(previous: pd.DataFrame, portfolio: pd.DataFrame, as_of: date, most: int = 10) -> pd.DataFrame:
    """Return the biggest moves of segment, status or risk band since the run before, by the income they concern.

    Args:
        previous: «История» as it stood
        portfolio: one row per client; its ``reason`` or ``risk_reason`` says why
        as_of: T
        most: how many moves at most

    Returns:
        client_id, client, manager, what (``segment``, ``status``, ``risk_band``), was and now (codes), annual_income
        (the larger of then and now), risk, why.
    """
    then = before(previous, as_of)
    if then.empty:
        return pd.DataFrame(columns=list(CHANGES))
    then = then.drop_duplicates("client_id").set_index("client_id").reindex(columns=[*WATCHED, "annual_income"])
    both = portfolio.join(then.add_suffix("_then"), on="client_id")
    both["annual_income"] = both[["annual_income", "annual_income_then"]].astype(float).max(axis=1)
    moves = [_moved(both, what) for what in WATCHED]
    found = pd.concat(moves, ignore_index=True)
    found = found.sort_values(["annual_income", "client_id", "place"], ascending=[False, True, True], kind="stable")
    return found.head(most).reset_index(drop=True)[list(CHANGES)]


def _moved(both: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the clients for which one of ``WATCHED`` is another than before; ``<what>_then`` is what it was."""
    was, now = both[f"{what}_then"], both[what]
    why = both["risk_reason" if what == "risk_band" else "reason"]
    moved = both.assign(what=what, was=was, now=now, why=why, place=WATCHED.index(what))
    return moved[was.notna() & (now.fillna("") != was)]
