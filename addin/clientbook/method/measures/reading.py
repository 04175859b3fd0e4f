"""What every KPI module gives back, and what it reads from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.locale import Words
from clientbook.method import windows
from clientbook.method.facts import YEAR
from clientbook.method.owners import owners
from clientbook.method.past import Past
from clientbook.method.roles import Scope
from clientbook.method.tools import Tools

if TYPE_CHECKING:
    from clientbook.method.contacts import ContactPlan
    from clientbook.register.read import Register

LONGEST = 120
"""A sentence on a row is at most so many characters (domain: every output row says why)."""


_READ = (
    *("client_id", "client", "manager", "segment", "active", "net_12m", "revenue_12m", "potential"),
    *("receivable", "overdue", "overdue_days", "nps"),
)
"""What KPIs read of the portfolio: every person's rows are cut out of it, and it is wide."""


class Reading(NamedTuple):
    """One KPI of one person.

    Attributes:
        unit: ``rub``, ``share`` (a ratio, shown in percent), ``points``, ``pcs`` or ``hours``
        plan: the target; None where none is set
        fact: None without data
        source: where the fact comes from, or what is missing
        base: where the score begins, for KPIs that are measured from a base
        floor: own beginning of the scale in place of the setting's
        less: less is better: the ratio is plan / fact
    """

    unit: str
    plan: float | None
    fact: float | None
    source: str
    base: float | None = None
    floor: float | None = None
    less: bool = False


@dataclass
class Desk:
    """What lies on the table when KPIs are read; whatever several of them need is counted once.

    Attributes:
        register: the register
        portfolio: one row per client
        contacts: the contact plan of this run
        words: language of the sources
        sales: what the sales say of the past, where it is counted already
        counted: frames that a KPI has counted for everybody at once, by its code
        integrals: manager → И, of those read already: what people whose KPI is payroll are measured by
    """

    register: Register
    portfolio: pd.DataFrame
    contacts: ContactPlan
    words: Words
    sales: Past | None = None
    counted: dict[str, pd.DataFrame] = field(default_factory=dict)
    integrals: dict[str, float | None] = field(default_factory=dict)

    @cached_property
    def past(self) -> Past:
        """Return what the sales say of the past."""
        return self.sales or Past(self.register, self.portfolio)

    @cached_property
    def tools(self) -> Tools:
        """Return the further tools, made of this desk."""
        return Tools(self)

    @property
    def as_of(self) -> date:
        """Return T."""
        return self.register.as_of

    @property
    def year_ago(self) -> date:
        """Return T − 365 days, the other end of "a year ago"."""
        return self.as_of - timedelta(days=YEAR)

    @cached_property
    def month(self) -> tuple[date, date]:
        """Return first and last day of the last full month."""
        return windows.last_month(self.as_of)

    @cached_property
    def history(self) -> int:
        """Return days from the first sale to T; 0 without sales."""
        first = self.past.first_day
        return (self.as_of - first).days if first else 0

    @property
    def before(self) -> pd.DataFrame:
        """Return the clients as they stood a year ago; see :attr:`Past.before`."""
        return self.past.before

    @cached_property
    def month_days(self) -> pd.DataFrame:
        """Return client-days of the last full month: client_id, date, revenue, profit, manager on that day."""
        days = self.past.month_days
        managers = self.portfolio.set_index("client_id")["manager"]
        return days.assign(manager=owners(days, managers, self.register.transfers))

    @cached_property
    def read_clients(self) -> pd.DataFrame:
        """Return the columns of the portfolio that KPIs read."""
        return self.portfolio[list(_READ)]

    def clients(self, scope: Scope) -> pd.DataFrame:
        """Return the clients that count for a person, with the columns of ``_READ``."""
        return self.read_clients[scope.counts(self.read_clients["manager"])]

    def month_name(self) -> str:
        """Return the last full month in words: «май 2026»."""
        return self.words.month(self.month[0])

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a ratio as people write it: «95 %»."""
        return self.words.text("kpi.percent", value=self.words.number(100 * share, digits))


def named(start: str, names: Sequence[str], words: Words, room: int = LONGEST, most: int = 3) -> str:
    """Return a sentence with as many names behind it as fit: «потеряны 3 из 41: Альфа, Бета и ещё 1»."""
    for count in range(min(most, len(names)), 0, -1):
        listed = ", ".join(names[:count])
        rest = words.text("kpi.more", count=len(names) - count) if len(names) > count else ""
        sentence = f"{start}: {listed}{rest}"
        if len(sentence) <= room:
            return sentence
    return start
