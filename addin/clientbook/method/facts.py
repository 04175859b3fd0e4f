"""Facts: sales lines reduced to one row per client (``facts.sql``), the only place where sales lines are counted.

Sales never enter pandas: DuckDB counts them, and what comes back is one row for every client that has a line.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pandas as pd

from clientbook.method.queries import literal, template
from clientbook.register.sales_lines import SalesDatabase
from clientbook.register.settings import Settings

YEAR = 365
"""Days of "the last 12 months": (T − 365, T] (domain: §2)."""

MONTHS = tuple(f"m{age:02}" for age in range(1, 27))
"""Net of full months, the last one first: 24 for two years, and 2 more for eight quarters that end before them."""

DATES = ("first_order", "last_order")


def months_back(day: date, months: int) -> date:
    """Return the same day some months earlier; the last day of a shorter month (31 May − 3 months = 28 February)."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_full_month(as_of: date) -> int:
    """Return the number (12 · year + month) of the last calendar month that ends on the date or before it."""
    number = 12 * as_of.year + as_of.month
    return number if (as_of + timedelta(days=1)).day == 1 else number - 1


def facts(sales_connection: SalesDatabase, as_of: date, settings: Settings) -> pd.DataFrame:
    """Return one row per client with any sales line up to a date; lines after it are as if not there.

    Args:
        sales_connection: holds the table ``sales`` (row, date, doc_no, client_id, sku, category, qty, amount, cost)
        as_of: T
        settings: ``interval_gaps``, ``one_off_times``, ``one_off_share``

    Returns:
        Index ``client_id``, sorted; figures ``float64``. An order is a client-day with net > 0. Money in roubles without VAT.

        - ``first_order``, ``last_order`` (dates, NaT without an order), ``orders``, ``orders_12m``
        - ``revenue_12m`` (net of (T−365, T]), ``revenue_before`` (of the year before), ``profit_12m`` (a missing cost
          by the group's margin, else by the margin of all; NaN where no line of the book has a cost),
          ``uncosted_12m`` (lines without a cost)
        - ``m01`` … ``m26``: net of calendar months, ``m01`` the last one that ends at or before T
        - ``amount_3m`` and ``skus``: net and distinct articles of the last three months (T − 3 months, T];
          ``amount_3m_then`` and ``skus_then``: the same a year earlier
        - ``gaps`` (count of gaps between orders, days), ``last_gap``, ``max_gap``, ``p90_gap`` (90th percentile of all
          gaps, linear interpolation), ``median_gap`` (of the last ``interval_gaps``)
        - ``one_off_orders``, ``one_off_revenue``, ``one_off_profit``: one-off deals of the last 12 months
        - ``half_one_off_*``, ``half_squares_*``, ``half_orders_*`` for ``last`` (months 1–6), ``before`` (7–12) and
          ``then`` (13–18): money of one-off deals, Σ order² and count of the other orders
    """
    frame = sales_connection.execute(statement(as_of, settings)).df()
    frame["client_id"] = frame["client_id"].astype(object)
    frame = frame.set_index("client_id")
    return frame.astype({name: "datetime64[ns]" if name in DATES else "float64" for name in frame.columns})


def statement(as_of: date, settings: Settings) -> str:
    """Return ``facts.sql`` with its literals put in."""
    then = months_back(as_of, 12)
    dates = {
        "as_of": as_of,
        "year_ago": as_of - timedelta(days=YEAR),
        "two_years_ago": as_of - timedelta(days=2 * YEAR),
        "quarter_ago": months_back(as_of, 3),
        "then": then,
        "quarter_ago_then": months_back(as_of, 15),
    }
    figures = {
        "month": last_full_month(as_of),
        "interval_gaps": settings.whole("interval_gaps"),
        "one_off_times": settings.number("one_off_times"),
        "one_off_share": settings.number("one_off_share"),
    }
    literals = {name: literal(day) for name, day in dates.items()}
    return template("facts.sql").substitute(literals, **{name: f"{figure:.10g}" for name, figure in figures.items()})
