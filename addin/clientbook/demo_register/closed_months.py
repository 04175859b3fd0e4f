"""Months that the demo's department has closed, before two documents came late."""

from __future__ import annotations

from datetime import date

from clientbook.freezing import as_on, closing, with_more
from clientbook.register.read import Register

CLOSED_ON = {date(2026, 8, 31): date(2026, 9, 3), date(2026, 9, 30): date(2026, 10, 5)}
"""Last day of a closed month → the day on which it was closed."""

_LATE = """
delete from sales where row in (
    (select row from sales where amount < 0 and date between date '2026-09-05' and date '2026-09-30'
        order by amount, row limit 1),
    (select row from sales where amount > 0 and date between date '2026-09-24' and date '2026-09-30'
        order by amount desc, row offset 8 limit 1)
)
"""
"""A return and a sale of September that were not entered yet when it was closed."""


def with_closed_months(register: Register) -> Register:
    """Return the demo's register with two closed months in it; its sales are as before."""
    sales = register.sales.connection
    sales.execute("begin")
    sales.execute(_LATE)
    for day, closed_on in CLOSED_ON.items():
        register = with_more(register, closing(as_on(register, day), closed_on))
    sales.execute("rollback")
    return register
