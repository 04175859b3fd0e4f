"""What the sales say besides the facts of today, counted while the lines are in memory: the plan needs the room next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.method import windows
from clientbook.method.facts import YEAR
from clientbook.method.overrides import segment_in_force
from clientbook.method.staged import staged

if TYPE_CHECKING:
    from clientbook.method.mml import Mml
    from clientbook.method.product_groups import ProductGroups
    from clientbook.register.read import Register


@dataclass
class Past:
    """What KPIs and «Сводка» read from sales; each is counted once, when it is asked for.

    Attributes:
        register: the register
        portfolio: one row per client
    """

    register: Register
    portfolio: pd.DataFrame

    def count(self) -> Past:
        """Count everything now, so that the sales lines can be let go."""
        _ = self.first_day, self.before, self.month_days, self.income_flow, self.milestones
        _ = self.mml, self.product_groups
        _ = self.client_months, self.closed_days
        _ = self.last_years, self.check_facts
        return self

    @cached_property
    def first_day(self) -> date | None:
        """Return the date of the first sales line; None where there is none."""
        return windows.first_day(self.register.sales.connection)

    @cached_property
    def before(self) -> pd.DataFrame:
        """Return the clients as they stood a year ago, index client_id: net_12m, revenue_12m, active, segment.

        The segment of that day is the one set by hand, else approved by then, else computed from the income of then:
        a client lost since must not fall out of «ключевые и крупные» for having no income now.
        """
        year_ago = self.register.as_of - timedelta(days=YEAR)
        frame = staged(self.register, year_ago).set_index("client_id")
        approved = frame["segment_approved"].where(frame["approved_on"] <= pd.Timestamp(year_ago))
        frame["segment"] = segment_in_force(frame["segment_computed"], approved, frame["segment_manual"])
        return frame[["net_12m", "revenue_12m", "active", "segment"]].copy()

    @cached_property
    def month_days(self) -> pd.DataFrame:
        """Return client-days of the last full month: client_id, date, revenue, profit."""
        register = self.register
        start, end = windows.last_month(register.as_of)
        first = start - timedelta(days=1)
        return windows.days(register.sales.connection, register.settings, register.as_of, first, end)

    @cached_property
    def income_flow(self) -> pd.DataFrame:
        """Return the last 12 full months; see :func:`clientbook.method.flow.flow`."""
        from clientbook.method.flow import flow

        return flow(self.register, self.portfolio)

    @cached_property
    def last_years(self) -> pd.DataFrame:
        """Return what clients brought in the year before their last order; see :func:`clientbook.method.leaving.last_years`."""
        from clientbook.method.leaving import last_years

        return last_years(self.register)

    @cached_property
    def check_facts(self) -> pd.DataFrame:
        """Return what the risk rules saw on earlier dates; see :func:`clientbook.method.rule_check.check_facts`."""
        from clientbook.method.rule_check import check_facts

        return check_facts(self.register)

    @cached_property
    def mml(self) -> Mml:
        """Return coverage of the must-have lists and what clients lack of them."""
        from clientbook.method.mml import mml

        return mml(self.register, self.portfolio)

    @cached_property
    def product_groups(self) -> ProductGroups:
        """Return what clients buy by product group, and what to offer them."""
        from clientbook.method.product_groups import product_groups

        return product_groups(self.register, self.portfolio)

    @cached_property
    def milestones(self) -> pd.DataFrame:
        """Return first, second and paid orders of clients; see :func:`clientbook.method.milestones.milestones`."""
        from clientbook.method.milestones import milestones

        return milestones(self.register)

    @cached_property
    def client_months(self) -> pd.DataFrame:
        """Return what clients bought by month, as far back as forecasts are frozen; see :func:`windows.client_months`."""
        from clientbook.method.forecast_weeks import previous_month

        register = self.register
        frozen = register.previous.get("cb_forecasts", pd.DataFrame()).reindex(columns=["period"])["period"]
        oldest = pd.to_datetime(frozen).dropna().min()
        start = windows.last_month(register.as_of)[0]
        first = min(start, start if pd.isna(oldest) else oldest.date())
        since = previous_month(first)  # what "same as last month" means
        return windows.client_months(register.sales.connection, register.settings, register.as_of, since)

    @cached_property
    def closed_days(self) -> pd.DataFrame:
        """Return what was sold by client and day from the first closed month to the last full one (``closed_sales.sql``)."""
        from clientbook.method.closed_months import closed_periods

        start, end = windows.last_month(self.register.as_of)
        first = min([start, *closed_periods(self.register)])
        return windows.closed_days(self.register.sales.connection, first - timedelta(days=1), end)
