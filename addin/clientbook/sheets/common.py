"""The lines that stand on top of every output sheet: the two dates, the reconciliation and the number of problems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from clientbook.locale import Words
from clientbook.register.columns import Kind
from clientbook.sheets.description import Line, Value

GAP = "ROUND(SUMPRODUCT({cb_reconciliation.amount},{cb_reconciliation.sign}),2)"
"""What segments, sales without a client and lines left out miss of all lines; 0 in a sound book (domain: §3 УГД)."""

COMMON: tuple[Line, ...] = (
    Line("as_of", Kind.DATE, wide=True),  # in a template a sentence stands there
    Line("plan_from", Kind.DATE),
    Line("reconciliation", Kind.NUMBER, formula=GAP),
    Line("problems", Kind.INT, formula="SUM({cb_problems.count})"),
)

SOURCE = Line("source", wide=True)
"""What a tool's sheet was made of, or what to fill in so that it can be made."""


class Top(NamedTuple):
    """What the common lines say.

    Attributes:
        as_of: the date of the data, T («Данные на»)
        plan_from: the first working day of the plan («План с»)
        reconciliation: whether segments, sales without a client and rows left out make up all lines, in a sentence
        problems: how many problems there are on «Ошибки данных», equal ones counted each
        gap: what the reconciliation is off by, roubles
    """

    as_of: date
    plan_from: date
    reconciliation: str
    problems: int
    gap: float = 0.0

    def lines(self) -> dict[str, Value]:
        """Return line key → figure, for ``Content.lines``."""
        return {
            "as_of": self.as_of,
            "plan_from": self.plan_from,
            "reconciliation": self.gap,
            "problems": self.problems,
        }


def waiting(words: Words) -> Mapping[str, Value]:
    """Return the lines of an output sheet in an empty template: «появится после расчёта», the rest stays blank."""
    return {"as_of": words.text("sheet.waiting")}
