"""Inflow and outflow of income: what new and returned clients brought and what lost ones took, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method import windows
from clientbook.method.lifecycle import sleeping_limit
from clientbook.method.queries import last_of, query

if TYPE_CHECKING:
    from clientbook.register.read import Register

MONTHS = 12
COLUMNS = ("month", "income", "year_ago", "new", "returned", "kept", "lost")


def flow(register: Register, portfolio: pd.DataFrame) -> pd.DataFrame:
    """Return the last 12 full months ≤ T, each against the same month a year ago.

    A client counts in one kind a month, by the rule that says who is active (silence of more than max(2I, 90) days at
    the end of a month, I as of T):

    - ``new``: had not bought by the end of the same month a year ago: all of the month's net;
    - ``returned``: had bought, but was silent then: all of the month's net;
    - ``lost``: is silent at the end of the month: minus what the month a year ago had brought;
    - ``kept``: the others: the change against the month a year ago.

    Income is net in the basis of the register, roubles; new + returned + kept + lost = income − year_ago. The kinds are
    NaN for months whose counterpart lies before the first sale of the book.
    """
    first = windows.first_day(register.sales.connection)
    if first is None:
        return pd.DataFrame(columns=list(COLUMNS))
    last = windows.last_month(register.as_of)[1]
    numbers = [12 * last.year + last.month - 1 - back for back in range(MONTHS - 1, -1, -1)]
    counted = _counted(register, portfolio, numbers).set_index("month").reindex(numbers)
    counted["income"] = counted["income"].fillna(0.0)
    known = counted.index - MONTHS >= 12 * first.year + first.month - 1
    kinds = ["year_ago", "new", "returned", "kept", "lost"]
    counted[kinds] = counted[kinds].fillna(0.0).where(pd.Series(known, index=counted.index), axis=0)
    counted["month"] = [pd.Timestamp(number // 12, number % 12 + 1, 1) for number in numbers]
    return counted.reset_index(drop=True)[list(COLUMNS)]


def _counted(register: Register, portfolio: pd.DataFrame, numbers: list[int]) -> pd.DataFrame:
    settings, connection = register.settings, register.sales.connection
    silent = sleeping_limit(portfolio["interval"], settings)
    limits = pd.DataFrame({"client_id": portfolio["client_id"], "silent_days": silent})
    months = [number - back for number in numbers for back in (MONTHS, 0)]
    ends = pd.DataFrame({"month": months, "ends": [last_of(number) for number in months]}).drop_duplicates("month")
    views = {"flow_limits": limits, "flow_months": ends.assign(ends=pd.to_datetime(ends["ends"]))}
    net = "coalesce(profit, 0)" if register.basis == "profit" else "amount"
    return query(connection, "flow.sql", views, days=windows.client_days(register.as_of, settings), net=net)
