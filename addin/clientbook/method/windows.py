"""Income of clients by windows of dates, straight from the sales lines.

The first step of ``facts.sql`` (client-days with their net and their profit, a missing cost by the group's margin) is
taken from there, so that a month of «Сводка» and a KPI are counted from the same lines as УГД.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from clientbook.method.facts import statement
from clientbook.method.queries import literal, query, rows
from clientbook.register.sales_lines import SalesDatabase
from clientbook.register.settings import Settings

_NEXT_STEP = "totals as ("


def client_days(as_of: date, settings: Settings) -> str:
    """Return the beginning of a query: ``with … days as (client_id, date, month_age, amount, profit, …)`` up to T."""
    head, _, _ = statement(as_of, settings).partition(_NEXT_STEP)
    return head.rstrip().rstrip(",")


def days(connection: SalesDatabase, settings: Settings, as_of: date, after: date, until: date) -> pd.DataFrame:
    """Return client-days of (after, until]: client_id, date, revenue, profit (roubles; NaN without any cost)."""
    return rows(
        connection,
        f"{client_days(as_of, settings)} select client_id, date, amount as revenue, profit from days"  # noqa: S608
        f" where date > {literal(after)} and date <= {literal(until)} order by date, client_id",
    )


def client_months(connection: SalesDatabase, settings: Settings, as_of: date, since: date) -> pd.DataFrame:
    """Return what clients bought by month from ``since`` up to T, by month and client.

    client_id, month (its first day), revenue, profit (roubles; NaN without any cost), first_sale (the client's first ever).
    """
    return rows(
        connection,
        f"{client_days(as_of, settings)}, by_month as ("  # noqa: S608
        " select client_id, cast(date_trunc('month', date) as date) as month, sum(amount) as revenue,"
        " sum(profit) as profit, min(min(date)) over (partition by client_id) as first_sale from days group by 1, 2)"
        f" select * from by_month where month >= {literal(since)} order by month, client_id",
    )


def closed_days(connection: SalesDatabase, after: date, until: date) -> pd.DataFrame:
    """Return client-days of (after, until] as ``closed_sales.sql`` counts them: revenue, costed, uncosted (roubles)."""
    return query(connection, "closed_sales.sql", after=literal(after), until=literal(until))


def first_day(connection: SalesDatabase) -> date | None:
    """Return the date of the first sales line; None where there is none."""
    found = connection.execute("select min(date) from sales").fetchall()[0][0]
    return found if isinstance(found, date) else None


def last_month(as_of: date) -> tuple[date, date]:
    """Return first and last day of the last full month ≤ T; a month that ends on T is full (domain: §5 Period)."""
    after = as_of + timedelta(days=1)
    end = after.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end
