"""The lines that stand on top of every output sheet: the two dates, the reconciliation and the number of problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clientbook.locale import Words
from clientbook.register.columns import Kind
from clientbook.sheets.description import Line, Value

COMMON: tuple[Line, ...] = (
    Line("as_of", Kind.DATE),
    Line("plan_from", Kind.DATE),
    Line("reconciliation"),
    Line("problems", Kind.INT, formula="SUM({cb_problems.count})"),
)


@dataclass(frozen=True)
class Top:
    """What the common lines say.

    Attributes:
        as_of: the date of the data, T («Данные на»)
        plan_from: the first working day of the plan («План с»)
        reconciliation: whether segments, sales without a client and rows left out make up all lines, in a sentence
        problems: how many problems there are on «Ошибки данных», equal ones counted each
    """

    as_of: date
    plan_from: date
    reconciliation: str
    problems: int

    def lines(self) -> dict[str, Value]:
        """Return line key → figure, for ``Content.lines``."""
        return {
            "as_of": self.as_of,
            "plan_from": self.plan_from,
            "reconciliation": self.reconciliation,
            "problems": self.problems,
        }


def waiting(words: Words) -> Mapping[str, Value]:
    """Return the common lines of an empty template: «появится после расчёта»."""
    return {"as_of": words.text("sheet.waiting"), "plan_from": None, "reconciliation": None, "problems": 0}
