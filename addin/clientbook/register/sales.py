"""The sales of a register: a typed table of lines in DuckDB, and totals that must reconcile (domain: the register, §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from clientbook.register.sales_lines import SalesDatabase, pairs, sql

ZERO = Decimal(0)
YEAR_DAYS = 365


class Total(NamedTuple):
    """A count of lines with their money.

    Attributes:
        rows: how many lines
        amount: their revenue, roubles without VAT, returns negative
        net: their income in the basis of the run: the amount, or amount − cost
    """

    rows: int = 0
    amount: Decimal = ZERO
    net: Decimal = ZERO


class Figures(NamedTuple):
    """A total of the last twelve months and of all.

    Attributes:
        year: lines of (T−365, T]; a line without a readable date, or after T, counts here too, so that nothing is lost
        all: all lines
    """

    year: Total = Total()
    all: Total = Total()


class Sales(NamedTuple):
    """The sales of a register.

    Attributes:
        connection: holds the table ``sales``: row INTEGER, date DATE, doc_no, client_id, sku, category VARCHAR,
            qty, amount, cost DECIMAL(18,4), cost_estimated BOOLEAN; signed (returns negative), in the order of the
            sheet; only lines with a client, dated up to T. ``cost`` is NULL where it is not known — except that, where
            income is profit, it is estimated by the margin of the product group and flagged by ``cost_estimated``
        lines: lines in ``sales``
        counted: their total
        no_client: lines without a client code, «Без клиента»
        left_out: lines left out: no readable amount or date, after T
        all_lines: every line with a readable amount, summed from the raw cells by a path of its own;
            counted + no_client + left_out = all_lines to the kopeck
        coverage: share of the amount that has a cost in the book; None without any sales
    """

    connection: SalesDatabase
    lines: int
    counted: Figures
    no_client: Figures
    left_out: Figures
    all_lines: Figures
    coverage: float | None

    @property
    def no_client_share(self) -> float:
        """Return the share of «Без клиента» in the amount of all lines."""
        whole = self.all_lines.all.amount
        return float(self.no_client.all.amount / whole) if whole else 0.0

    @property
    def reconciled(self) -> bool:
        """Tell whether the parts meet the whole, in lines' money of the year and of all."""
        return all(
            sum(getattr(part, scope).net for part in (self.counted, self.no_client, self.left_out))
            == getattr(self.all_lines, scope).net
            for scope in ("year", "all")
        )


def last_sale(connection: SalesDatabase, today: date) -> date | None:
    """Return the last date of a readable line that is not after today."""
    query = "SELECT max(date) FROM lines WHERE fate IN ('client', 'no_client') AND date <= ?"
    found = connection.execute(query, [today]).fetchall()
    day = found[0][0]
    return day if isinstance(day, date) else None


def coverage(connection: SalesDatabase, as_of: date) -> float | None:
    """Return the share of the amount (returns by their size) of lines up to T that has a cost; None without lines."""
    query = """
        SELECT sum(abs(amount)) FILTER (WHERE cost IS NOT NULL), sum(abs(amount))
        FROM lines WHERE fate IN ('client', 'no_client') AND date <= ?
    """
    with_cost, whole = connection.execute(query, [as_of]).fetchall()[0]
    return None if not whole else float((with_cost or ZERO) / whole)


def price_lines(connection: SalesDatabase, as_of: date, codes: Mapping[str, str], *, by_profit: bool) -> None:
    """Make the view ``priced`` (income of every line) and the table ``sales``.

    Args:
        connection: holds ``lines``
        as_of: T
        codes: client codes of lines → codes of `Клиенты`, where they differ
        by_profit: income is profit, so that a missing cost is estimated
    """
    year_start = as_of - timedelta(days=YEAR_DAYS)
    connection.execute(f"SET VARIABLE as_of = DATE '{as_of.isoformat()}'")
    connection.execute(f"SET VARIABLE year_start = DATE '{year_start.isoformat()}'")
    connection.execute(f"SET VARIABLE by_profit = {'true' if by_profit else 'false'}")
    connection.execute(pairs("recoded", ("code", "listed"), codes.items()))
    connection.execute(sql("sales_priced"))


def totals(connection: SalesDatabase) -> dict[str, Figures]:
    """Return ``counted``, ``no_client``, ``left_out`` and, by a path of its own, ``all_lines``; see :class:`Sales`."""
    found = connection.execute(sql("sales_totals")).fetchall()
    by_part: dict[str, dict[str, Total]] = {}
    for part, in_year, rows, amount, net in found:
        by_part.setdefault(part, {})["year" if in_year else "before"] = Total(rows, amount or ZERO, net or ZERO)
    return {part: _figures(by_part.get(part, {})) for part in ("counted", "no_client", "left_out", "all_lines")}


def _figures(scopes: Mapping[str, Total]) -> Figures:
    year, before = scopes.get("year", Total()), scopes.get("before", Total())
    return Figures(year, Total(year.rows + before.rows, year.amount + before.amount, year.net + before.net))
