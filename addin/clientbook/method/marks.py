"""What people marked in the previous plan, made one with the log: the portfolio and the new plan both begin with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from clientbook.method.late_words import late_words, with_late_words
from clientbook.method.norms import norms
from clientbook.method.onelog import Span, closed_by_log, new_log_rows
from clientbook.method.previous_plan import previous_plan
from clientbook.method.typed_rows import understood
from clientbook.register.frames import below

if TYPE_CHECKING:
    from clientbook.register.read import Register


class Marks(NamedTuple):
    """What people marked in the previous plan, made one with the log.

    Attributes:
        earlier: the previous plan, rows closed that the log fulfils
        log_rows: new rows for `Журнал`, of contacts marked in the plan
        late: what rows of `Журнал` lack and the plan says, by their ``row`` on the sheet
        log: `Журнал` with all that
    """

    earlier: pd.DataFrame
    log_rows: pd.DataFrame
    late: pd.DataFrame
    log: pd.DataFrame


def marks(register: Register) -> Marks:
    """Return what people marked in the previous plan; the portfolio already counts it, so it comes first.

    Args:
        register: the previous plan, log, people, regulation, settings
    """
    lines = norms(register.regulation, register.settings)
    found = previous_plan(typed_plan(register), register.plan_from)
    earlier = closed_by_log(
        found, register.log, lines, register.settings, Span(_last_run(register), register.plan_from)
    )
    log_rows = new_log_rows(earlier, register.log, register.people, lines, register.settings, register.plan_from)
    # they are written below the others, and are the last ones of their day in this run as in the next
    first = int(register.log["row"].max()) + 1 if len(register.log) else 1
    late = late_words(earlier, register.log)
    log = with_late_words(register.log, late)
    return Marks(earlier, log_rows, late, below(log, log_rows.assign(row=range(first, first + len(log_rows)))))


def typed_plan(register: Register) -> pd.DataFrame:
    """Return the previous plan as people left it; rows of theirs whose client cannot be told are problems."""
    found = register.previous.get("cb_plan", pd.DataFrame())
    return understood(found, register.clients, register.speakers.get("cb_plan"))


def _last_run(register: Register) -> pd.Timestamp | None:
    """Return the date of the data of the run before; None where the book does not tell."""
    runs = register.previous.get("cb_figures", pd.DataFrame())
    dates = pd.to_datetime(runs["as_of"]).dropna() if "as_of" in runs else pd.Series(dtype="datetime64[ns]")
    return dates.max() if len(dates) else None
