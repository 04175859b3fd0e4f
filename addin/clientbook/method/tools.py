"""The further tools of the department, each made of the same desk when it is asked for, and once (domain: §6)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from clientbook.method.algorithm import Algorithm
    from clientbook.method.approval import Approval
    from clientbook.method.assortment import Assortment
    from clientbook.method.client_pnl import ClientPnl
    from clientbook.method.closed_months import Closed
    from clientbook.method.decision_unit import DecisionUnits
    from clientbook.method.digest import Digest
    from clientbook.method.forecast import Forecast
    from clientbook.method.growth import Growth
    from clientbook.method.handover import Handover
    from clientbook.method.intensity import Intensity
    from clientbook.method.leaving import Leaving
    from clientbook.method.measures.reading import Desk
    from clientbook.method.moves import Moves
    from clientbook.method.nps_report import NpsReport
    from clientbook.method.offers import Quotations


class Tools:
    """The tools that stand beside segments, plan and KPIs; one cached property each.

    Args:
        desk: the register, the clients, the contact plan, and what the sales say of the past
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @cached_property
    def intensity(self) -> Intensity:
        """Return ЖИР: points of the log against the norm; see :func:`clientbook.method.intensity.intensity`."""
        from clientbook.method.intensity import intensity

        return intensity(self.desk.register, self.desk.words)

    @cached_property
    def algorithm(self) -> Algorithm:
        """Return АПР: the next open step of each client; see :func:`clientbook.method.algorithm.algorithm`."""
        from clientbook.method.algorithm import algorithm

        return algorithm(self.desk.register, self.desk.portfolio, self.desk.contacts.plan)

    @cached_property
    def decision_units(self) -> DecisionUnits:
        """Return ГПР: roles covered, one-thread clients, who left; see :func:`clientbook.method.decision_unit.decision_units`."""
        from clientbook.method.decision_unit import decision_units

        return decision_units(self.desk.register, self.desk.portfolio)

    @cached_property
    def last_contacts(self) -> pd.DataFrame:
        """Return each client's last touch; see :func:`clientbook.method.last_contact.last_contacts`."""
        from clientbook.method.last_contact import last_contacts

        return last_contacts(self.desk.register, self.desk.portfolio)

    @cached_property
    def open_steps(self) -> pd.DataFrame:
        """Return the steps promised in the log; see :func:`clientbook.method.last_contact.open_steps`."""
        from clientbook.method.last_contact import open_steps

        return open_steps(self.desk.register, self.desk.portfolio)

    @cached_property
    def digest(self) -> Digest:
        """Return the weekly digest; see :func:`clientbook.method.digest.digest`."""
        from clientbook.method.digest import digest

        return digest(self.desk)

    @cached_property
    def leaving(self) -> Leaving:
        """Return who left, and the leaky bucket; see :func:`clientbook.method.leaving.leaving`."""
        from clientbook.method.leaving import leaving

        return leaving(self.desk)

    @cached_property
    def losing_touch(self) -> pd.DataFrame:
        """Return clients about to slip away; see :func:`clientbook.method.losing_touch.losing_touch`."""
        from clientbook.method.losing_touch import losing_touch

        return losing_touch(self.desk)

    @cached_property
    def growth(self) -> Growth:
        """Return what is left to win; see :func:`clientbook.method.growth.growth`."""
        from clientbook.method.growth import growth

        return growth(self.desk)

    @cached_property
    def history(self) -> pd.DataFrame:
        """Return «История» as this run leaves it; see :func:`clientbook.method.history.left_by_run`."""
        from clientbook.method.history import left_by_run

        return left_by_run(self.desk.register, self.desk.portfolio, self.desk.contacts.left)

    @cached_property
    def moves(self) -> Moves:
        """Return the moves between segments since an earlier run; see :func:`clientbook.method.moves.moves`."""
        from clientbook.method.moves import moves

        return moves(self.desk)

    @cached_property
    def rule_check(self) -> pd.DataFrame:
        """Return the risk rules tried on the past; see :func:`clientbook.method.rule_check.rule_check`."""
        from clientbook.method.rule_check import rule_check

        return rule_check(self.desk)

    @cached_property
    def handover(self) -> Handover:
        """Return which clients go from hunter to farmer; see :func:`clientbook.method.handover.handover`."""
        from clientbook.method.handover import handover

        return handover(self.desk)

    @cached_property
    def forecast(self) -> Forecast:
        """Return План – Прогноз – Отчет; see :func:`clientbook.method.forecast.forecast`."""
        from clientbook.method.forecast import forecast

        return forecast(self.desk)

    @cached_property
    def assortment(self) -> Assortment:
        """Return must-have lists and product groups; see :func:`clientbook.method.assortment.assortment`."""
        from clientbook.method.assortment import assortment

        return assortment(self.desk)

    @cached_property
    def reports(self) -> pd.DataFrame:
        """Return months with frozen plans and forecasts; see :func:`clientbook.method.forecast.reports`."""
        from clientbook.method.forecast import reports

        return reports(self.desk)

    @cached_property
    def closed(self) -> Closed:
        """Return closed months and their corrections; see :func:`clientbook.method.closed_months.closed`."""
        from clientbook.method.closed_months import closed

        return closed(self.desk)

    @cached_property
    def client_pnl(self) -> ClientPnl:
        """Return what clients leave after all they cost; see :func:`clientbook.method.client_pnl.client_pnl`."""
        from clientbook.method.client_pnl import client_pnl

        return client_pnl(self.desk)

    @cached_property
    def quotations(self) -> Quotations:
        """Return open quotations and conversion; see :func:`clientbook.method.offers.quotations`."""
        from clientbook.method.offers import quotations

        desk = self.desk
        return quotations(desk.register, desk.portfolio, desk.contacts.plan)

    @cached_property
    def nps_report(self) -> NpsReport:
        """Return loyalty with numbers of answers; see :func:`clientbook.method.nps_report.nps_report`."""
        from clientbook.method.nps_report import nps_report

        return nps_report(self.desk)

    @cached_property
    def approval(self) -> Approval:
        """Return approved segments and what would move; see :func:`clientbook.method.approval.approval`."""
        from clientbook.method.approval import approval

        return approval(self.desk)
