"""The two dates of a run: T, «Данные на», and the base of the plan (domain: §2 dates)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from clientbook.register.problems import Problems
from clientbook.register.settings import Settings


class Dates(NamedTuple):
    """The dates of a run.

    Attributes:
        as_of: T: what lies later changes nothing
        plan_from: the plan starts on the first working day after it
    """

    as_of: date
    plan_from: date


def resolve_dates(
    argument: date | None, settings: Settings, last_sale: date | None, today: date, problems: Problems
) -> Dates:
    """Return T and the base of the plan.

    T is the argument, else the setting ``as_of``, else the last sales date not after today, else today. The plan counts
    from max(T, today); an argument fixes both. Further apart than ``as_of_gap_days`` is a warning.

    Args:
        argument: ``--as-of``
        settings: the settings in force
        last_sale: the last date of a readable sales line not after today
        today: the day of the run
        problems: where the warning goes
    """
    if argument is not None:
        return Dates(argument, argument)
    typed = settings.value("as_of")
    as_of = typed if isinstance(typed, date) else last_sale or today
    plan_from = max(as_of, today)
    gap = (plan_from - as_of).days
    if gap > settings.whole("as_of_gap_days"):
        problems.add("dates_apart", value=as_of.isoformat(), days=gap)
    return Dates(as_of, plan_from)
