"""Rows of the plan: new ones from contacts placed, and what a row that stays is told anew (domain: §4 contact plan)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clientbook.locale import Words
from clientbook.method.previous_plan import DATES, PLAN_COLUMNS
from clientbook.method.targets import Calendar
from clientbook.method.wording import Teller
from clientbook.method.workdays import Whole

if TYPE_CHECKING:
    from clientbook.register.read import Register

OF_CLIENT = {"client": "client", "segment": "segment", "client_status": "status", "priority": "priority"}
"""Column of the plan → column of the portfolio."""

TYPED = ("result", "next_step")


def placed_rows(
    wanted: pd.DataFrame, days: Whole, clients: pd.DataFrame, calendar: Calendar, start: date
) -> pd.DataFrame:
    """Return the contacts that found a day as rows of the plan, with what :mod:`clientbook.method.details` reads.

    Args:
        wanted: contacts due, ``manager`` as a number
        days: number of the working day of each; -1 for none
        clients: the portfolio
        calendar: the working days
        start: first day of the plan
    """
    rows = wanted[days >= 0].reset_index(drop=True)
    dates = pd.to_datetime(calendar.span.days[days[days >= 0]]).astype("datetime64[ns]")
    names = np.array([*calendar.capacity.managers, None], dtype=object)
    due = pd.Timestamp(start) + pd.to_timedelta(rows["due"], unit="D")
    made = rows.rename(columns={"due": "due_days"}).assign(
        date=dates,
        computed_date=dates,
        due=due.astype("datetime64[ns]"),
        manager=pd.Series(names[rows["manager"].to_numpy()], dtype=object),
        status=pd.Series(["planned"] * len(rows), dtype=object),
        next_date=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ns]"),
        **{key: pd.Series([None] * len(rows), dtype=object) for key in TYPED},
    )
    return with_weekday(of_clients(made, clients))


def of_clients(rows: pd.DataFrame, clients: pd.DataFrame) -> pd.DataFrame:
    """Return rows with what the portfolio says of their client today; a client it does not know keeps what stood there."""
    place = rows["client_id"].map({code: at for at, code in enumerate(clients["client_id"])})
    known = place.notna().to_numpy()
    at = place[known].astype("int64").to_numpy()
    rows = rows.copy()
    for key, source in OF_CLIENT.items():
        values = clients[source].to_numpy()[at]
        if key in rows and not known.all():
            rows.loc[known, key] = values
        else:
            rows[key] = pd.Series(values, index=rows.index, dtype="float64" if key == "priority" else object)
    return rows


def with_weekday(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the number of their weekday, 1 for Monday."""
    return rows.assign(weekday=(rows["date"].dt.day_of_week + 1).astype("float64"))


def refreshed(
    stay: pd.DataFrame, due: pd.DataFrame, clients: pd.DataFrame, words: Words, start: date, register: Register
) -> pd.DataFrame:
    """Return rows that stay with what is known of their client today; those nothing asks for say so.

    Args:
        stay: kept and frozen rows, ``due_row`` the contact due they stand for (-1: none)
        due: contacts due, for minutes that a row by hand lacks
        clients: the portfolio
        words: the language of the book
        start: first day of the plan
        register: dates and settings
    """
    rows = with_weekday(of_clients(stay, clients))
    teller = Teller(words, register.as_of, start, register.settings.whole("urgent_days"))
    off = rows["status"].eq("off_norm") & (rows["due"].notna() | rows["why"].isna())
    rows.loc[off, "why"] = [teller.off_norm(day) for day in rows.loc[off, "due"]]
    place = rows["due_row"].to_numpy()
    minutes = due["minutes"].to_numpy()[np.maximum(place, 0)] if len(due) else np.zeros(len(rows))
    rows["minutes"] = rows["minutes"].where(rows["minutes"].notna() | (place < 0), pd.Series(minutes, index=rows.index))
    return rows


def merged(past: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the whole plan, by manager, date, priority descending and ID, with one dtype per column.

    Args:
        past: closed rows
        rows: open rows
    """
    parts = [part[list(PLAN_COLUMNS)] for part in (past, rows) if len(part)]
    plan = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(PLAN_COLUMNS))
    plan = with_weekday(plan.assign(**{key: pd.to_datetime(plan[key]).astype("datetime64[ns]") for key in DATES}))
    for key in PLAN_COLUMNS:
        if key in ("priority", "minutes", "weekday"):
            plan[key] = plan[key].astype("float64")
        elif key not in DATES:
            values = plan[key].astype(object)
            plan[key] = values.where(values.notna(), None)
    order = plan.sort_values(
        ["manager", "date", "priority", "plan_id"], ascending=[True, True, False, True], kind="stable"
    )
    return order[list(PLAN_COLUMNS)].reset_index(drop=True)
