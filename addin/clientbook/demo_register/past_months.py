"""What earlier months left in the demo's book: two closed months, and the run of a month ago with the marks in its plan.

Since that run people mark the plan; one still writes what he does into the log, as all did before.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from clientbook.demo_register.clock import HASTY
from clientbook.demo_register.department import name
from clientbook.demo_register.portfolio import AS_OF, EARLIER, dice
from clientbook.demo_register.vocabulary import OUTCOMES, say
from clientbook.freezing import as_on, closing, with_more
from clientbook.method.contacts import contact_plan
from clientbook.method.marks import marks
from clientbook.method.summary import summary
from clientbook.register.read import Register

if TYPE_CHECKING:
    from clientbook.method.kpi import KpiResult

CLOSED_ON = {date(2026, 8, 31): date(2026, 9, 3), EARLIER[-1]: date(2026, 10, 5)}
"""Last day of a closed month → the day on which it was closed."""

MARKED = 0.84
"""Share of the contacts of the month that people marked as made; of some more the log tells."""

TOLD = 0.5
"""Share of the marked ones of which people wrote what came of them."""

_LATE = """
delete from sales where row in (
    (select row from sales where amount < 0 and date between date '2026-09-05' and date '2026-09-30'
        order by amount, row limit 1),
    (select row from sales where amount > 0 and date between date '2026-09-24' and date '2026-09-30'
        order by amount desc, row offset 8 limit 1)
)
"""
"""A return and a sale of September that were not entered yet when it was closed."""


def log_until_the_plan(frames: dict[str, pd.DataFrame], lang: str) -> dict[str, pd.DataFrame]:
    """Return the demo's frames without the log's contacts that :func:`with_past_months` marks in the plan instead."""
    log = frames["cb_log"]
    before = log["date"] <= pd.Timestamp(EARLIER[-1])
    kept = log[before | log["manager"].isin([name(HASTY, lang)])].reset_index(drop=True)
    return {**frames, "cb_log": kept}


def with_past_months(register: Register) -> Register:
    """Return the demo's register with what earlier months left in it; its sales are as before."""
    sales = register.sales.connection
    sales.execute("begin")
    sales.execute(_LATE)
    for day, closed_on in CLOSED_ON.items():
        made = as_on(register, day)
        register = with_more(register, closing(made, closed_on))
    register = with_more(register, _left_by_run(made))
    sales.execute("rollback")
    return register


def _left_by_run(made: KpiResult) -> dict[str, pd.DataFrame]:
    """Return the figures of a run and its plan, as the people have marked it since."""
    desk = made.desk
    plan = contact_plan(desk.register, desk.portfolio, desk.words, marks(desk.register), desk.past).plan
    figures = summary(desk.register, desk.portfolio, made).figures_history
    return {"cb_plan": _marked(plan, desk.register.lang), "cb_figures": figures}


def _marked(plan: pd.DataFrame, lang: str) -> pd.DataFrame:
    chance = dice("marks")
    due = plan["date"].le(pd.Timestamp(AS_OF)) & ~plan["manager"].isin([name(HASTY, lang)])
    rows = zip(due, plan["status"], strict=True)
    status = ["done" if past and chance.random() < MARKED else planned for past, planned in rows]
    told = [one == "done" and chance.random() < TOLD for one in status]
    result = [say(chance.choice(OUTCOMES)[0], lang) if one else None for one in told]
    why = plan["why"].str.replace("\N{NO-BREAK SPACE}", " ")  # as a text of a book is read
    told_of = pd.Series(result, plan.index, dtype=object)
    return plan.assign(status=status, result=told_of, why=why, row=range(2, len(plan) + 2))
